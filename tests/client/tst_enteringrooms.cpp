// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/conversation.h"
#include "conversationfixture.h"
#include "tests/support/fakeserver.h"

#include <QTest>

using namespace maru;
using namespace maru::client;
using maru::testing::FakeServer;
using namespace Qt::StringLiterals;

/// A room is entered when the server has answered: by then the person may be somewhere else.
class tst_EnteringRooms : public ConversationFixture
{
    Q_OBJECT

private slots:
    void whoWaitedIsLedThere();
    void whoWentElsewhereStaysThere();
    void ofTwoWishesTheLastOneCounts();
    void aRefusalLeadsNowhere();

private:
    void open(); // with two rooms, in the first
    void wish(const QString &person) // for the room with them
    {
        m_conversation->openDirect(UserId(u"id-"_s + person), [this] { ++m_shown; });
    }
    /// Waits for the question number \p index, and answers it with \p room.
    [[nodiscard]] bool grant(int index, const QString &room);
    [[nodiscard]] RoomId current() const { return m_conversation->currentRoom(); }

    int m_shown = 0;
};

void tst_EnteringRooms::open()
{
    m_shown = 0;
    start();
    m_server->rooms[u"r1"_s].readSeq = 0;
    m_server->addRoom(u"r2"_s, u"수학"_s).readSeq = 0;
    m_server->heldCalls = {u"room:direct"_s};
    QVERIFY(joined());
    QCOMPARE(current(), RoomId(u"r1"_s));
}

bool tst_EnteringRooms::grant(int index, const QString &room)
{
    if (!waitFor([&] { return m_server->callsOf(u"room:direct"_s).size() > index; })) {
        return false;
    }
    FakeServer::Room &made = m_server->addRoom(room, room);
    made.readSeq = 0;
    made.extras = {{u"kind"_s, u"direct"_s}};
    m_server->answer(m_server->callsOf(u"room:direct"_s).at(index).ackId,
                     {{u"ok"_s, true}, {u"room"_s, m_server->roomObject(made)}});
    return waitFor([&] { return m_conversation->rooms()->rowOf(RoomId(room)) >= 0; });
}

void tst_EnteringRooms::whoWaitedIsLedThere()
{
    open();
    wish(u"이영희"_s);
    QVERIFY(grant(0, u"d1"_s));
    QCOMPARE(current(), RoomId(u"d1"_s));
    QCOMPARE(m_shown, 1);
    wish(u"이영희"_s); // who is there already
    QVERIFY(grant(1, u"d1"_s));
    QTRY_COMPARE(m_shown, 2);
    QCOMPARE(current(), RoomId(u"d1"_s));
}

void tst_EnteringRooms::whoWentElsewhereStaysThere()
{
    open();
    wish(u"이영희"_s);
    m_conversation->setCurrentRoom(RoomId(u"r2"_s));
    QVERIFY(grant(0, u"d1"_s));
    QCOMPARE(current(), RoomId(u"r2"_s));
    wish(u"박철수"_s);
    m_conversation->setCurrentRoom(RoomId(u"r1"_s));
    m_conversation->setCurrentRoom(RoomId(u"r2"_s)); // and back
    QVERIFY(grant(1, u"d2"_s));
    QCOMPARE(current(), RoomId(u"r2"_s));
    QCOMPARE(m_shown, 0);
}

void tst_EnteringRooms::ofTwoWishesTheLastOneCounts()
{
    open();
    wish(u"이영희"_s);
    wish(u"박철수"_s);
    QVERIFY(grant(0, u"d1"_s));
    QCOMPARE(current(), RoomId(u"r1"_s));
    QVERIFY(grant(1, u"d2"_s));
    QCOMPARE(current(), RoomId(u"d2"_s));
    QCOMPARE(m_shown, 1);
}

void tst_EnteringRooms::aRefusalLeadsNowhere()
{
    open();
    QStringList failures;
    connect(m_conversation.get(), &Conversation::actionFailed, this,
            [&failures](const QString &text) { failures.append(text); });
    m_server->replies[u"room:direct"_s].enqueue(FakeServer::refusal(u"FORBIDDEN"_s));
    wish(u"이영희"_s);
    QTRY_COMPARE(failures.size(), 1);
    QCOMPARE(current(), RoomId(u"r1"_s));
    QCOMPARE(m_shown, 0);
}

QTEST_GUILESS_MAIN(tst_EnteringRooms)
#include "tst_enteringrooms.moc"
