// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// A conversation with many rooms that comes back after a loss: what they missed is asked for a few
// at a time.

#include "client/model/conversation.h"
#include "client/model/roomactions.h"
#include "common/clientlimits.h"
#include "offlinefixture.h"

#include <QJsonObject>
#include <QTest>

using namespace maru;
using namespace maru::client;
using maru::testing::FakeServer;
using namespace Qt::StringLiterals;

class tst_ComingBack : public OfflineFixture
{
    Q_OBJECT

private slots:
    void fewQuestionsAreUnderWayAtOnce();
    void theRoomThatIsOpenedIsTheNext();
    void whatWaitedAtALossIsAskedAgain();
    void whatIsRefusedInClassModeIsNoMute();

private:
    static constexpr int roomCount = 10;
    static constexpr int missed = 150; // two pages
    [[nodiscard]] static QString room(int number) { return u"room%1"_s.arg(number); }
    void startWithRows();
    void comeBack();
    [[nodiscard]] QList<FakeServer::Call> asked() const
    {
        return m_server->callsOf(u"message:changes"_s);
    }
    [[nodiscard]] QString roomOf(int call) const
    {
        return asked().at(call).argument.toObject().value(u"room"_s).toString();
    }
    void answerNext();
    [[nodiscard]] bool isComplete();

    int m_answered = 0; // of asked()
};

// Each room has rows: one message came while it was not shown.
void tst_ComingBack::startWithRows()
{
    startServer();
    for (int number = 0; number < roomCount; ++number) {
        m_server->addRoom(room(number), room(number));
    }
    QVERIFY(joined());
    for (int number = 0; number < roomCount; ++number) {
        m_server->addMessage(room(number), u"lee"_s, u"m1"_s);
    }
    const QModelIndex last = m_conversation->rooms()->index(roomCount);
    QTRY_COMPARE(last.data(RoomListModel::UnreadRole).toInt(), 1);
    m_conversation->setCurrentRoom(RoomId(room(7)));
    QTRY_COMPARE(texts(), QStringList{u"m1"_s});
}

// The server answers none of the questions by itself.
void tst_ComingBack::comeBack()
{
    QVERIFY(lost());
    for (int number = 0; number < roomCount; ++number) {
        fill(room(number), missed);
    }
    m_server->heldCalls = {u"message:changes"_s};
    m_server->calls.clear();
    m_answered = 0;
    QVERIFY(m_server->listen());
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Online);
    QTRY_VERIFY(!asked().isEmpty());
}

void tst_ComingBack::answerNext()
{
    const FakeServer::Call call = asked().at(m_answered++);
    m_server->answer(call.ackId, m_server->changesReply(call.argument.toObject()));
}

// A room that nobody opened keeps a page; the rest comes as it is asked for.
bool tst_ComingBack::isComplete()
{
    for (int number = 0; number < roomCount; ++number) {
        m_conversation->setCurrentRoom(RoomId(room(number)));
        if (texts().size() != 1 + missed) {
            m_conversation->loadOlder();
            return false;
        }
    }
    return true;
}

void tst_ComingBack::fewQuestionsAreUnderWayAtOnce()
{
    startWithRows();
    comeBack();
    while (m_answered < 2 * roomCount) {
        QTRY_VERIFY(asked().size() > m_answered);
        QVERIFY(asked().size() - m_answered <= limits::maxCatchUpsAtOnce);
        answerNext();
    }
    QCOMPARE(roomOf(0), room(7)); // the one that is shown, and no other before its second page
    QVERIFY(roomOf(1) == room(7) || roomOf(2) == room(7));
    QTRY_VERIFY(isComplete());
    QCOMPARE(asked().size(), 2 * roomCount);
}

void tst_ComingBack::theRoomThatIsOpenedIsTheNext()
{
    startWithRows();
    comeBack();
    QTRY_COMPARE(asked().size(), limits::maxCatchUpsAtOnce);
    const QString waiting = roomOf(1) == room(9) ? room(8) : room(9);
    m_conversation->setCurrentRoom(RoomId(waiting));
    answerNext();
    QTRY_COMPARE(asked().size(), 1 + limits::maxCatchUpsAtOnce);
    QCOMPARE(roomOf(limits::maxCatchUpsAtOnce), waiting);
}

void tst_ComingBack::whatWaitedAtALossIsAskedAgain()
{
    startWithRows();
    comeBack();
    QTRY_COMPARE(asked().size(), limits::maxCatchUpsAtOnce);
    QVERIFY(lost());
    m_server->heldCalls.clear();
    QVERIFY(m_server->listen());
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Online);
    QTRY_VERIFY(isComplete());
}

// Class mode began while this one was away, with a message in the outbox.
void tst_ComingBack::whatIsRefusedInClassModeIsNoMute()
{
    startServer();
    QVERIFY(joined());
    QVERIFY(lost());
    QVERIFY(m_conversation->post(u"숙제 했어요"_s));
    FakeServer::Room &lobby = m_server->rooms[u"r1"_s];
    lobby.extras.insert(u"muteAll"_s, true);
    m_server->sendFaults.enqueue(
        {FakeServer::Fault::Kind::Refuse, FakeServer::refusal(u"MUTED"_s)});
    QVERIFY(m_server->listen());
    QTRY_COMPARE(delivery(0), int(Delivery::Failed));
    const auto rule = [this] {
        return m_conversation->roomActions()->writeRule();
    };
    QVERIFY2(rule().text.startsWith(u"Class mode"_s), qPrintable(rule().text));
    lobby.extras.insert(u"muteAll"_s, false);
    m_server->sendEvent(u"room:changed"_s, m_server->roomObject(lobby));
    QTRY_VERIFY(rule().mayWrite);
}

QTEST_GUILESS_MAIN(tst_ComingBack)
#include "tst_comingback.moc"
