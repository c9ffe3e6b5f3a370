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

/// A server that comes back with another past: an older backup was put back.
class tst_RestoredServer : public ConversationFixture
{
    Q_OBJECT

private slots:
    void aServerWithAnotherPastIsStartedAgain();
    void aRestoredServerThatHasGrownIsStartedAgain();
    void whatWasReadOfALostPastIsNotTold();

private:
    /// A room with five messages, none of them read.
    void joinWithFive();
    /// The backup has two messages of \p room; four new ones came since.
    void comeBackRestored(FakeServer::Room &room);
};

void tst_RestoredServer::joinWithFive()
{
    start();
    m_server->rooms[u"r1"_s].readSeq = 0;
    fill(u"r1"_s, 5);
    QVERIFY(joined());
    QTRY_COMPARE(texts().size(), 5);
}

void tst_RestoredServer::comeBackRestored(FakeServer::Room &room)
{
    room.messages.resize(2);
    room.rev = 200'000'000'000'000;
    for (int i = 0; i < 4; ++i) {
        m_server->addMessage(u"r1"_s, u"lee"_s, u"new %1"_s.arg(i), true);
    }
    QVERIFY(m_server->listen());
    QTRY_COMPARE(texts(),
                 (QStringList{u"m1"_s, u"m2"_s, u"new 0"_s, u"new 1"_s, u"new 2"_s, u"new 3"_s}));
}

void tst_RestoredServer::aServerWithAnotherPastIsStartedAgain()
{
    start();
    fill(u"r1"_s, 10);
    QVERIFY(joined());
    QTRY_COMPARE(texts().size(), 10);
    m_server->stop();
    m_server->rooms[u"r1"_s].messages.clear(); // an old backup was put back
    m_server->rooms[u"r1"_s].rev = 0;
    m_server->addMessage(u"r1"_s, u"lee"_s, u"new past"_s, true);
    QVERIFY(m_server->listen());
    QTRY_COMPARE(texts(), QStringList{u"new past"_s});
}

void tst_RestoredServer::aRestoredServerThatHasGrownIsStartedAgain()
{
    joinWithFive();
    FakeServer::Room &room = m_server->rooms[u"r1"_s];
    m_conversation->markRead(5);
    QTRY_COMPARE(room.readSeq, 5);
    m_server->stop();
    room.readSeq = 2;
    comeBackRestored(room);
    QCOMPARE(m_conversation->readSeq(), 2); // what was read as number 5 is lost
    QCOMPARE(room.readSeq, 2);
}

void tst_RestoredServer::whatWasReadOfALostPastIsNotTold()
{
    joinWithFive();
    FakeServer::Room &room = m_server->rooms[u"r1"_s];
    m_server->stop();
    m_conversation->markRead(5); // waits for the connection
    comeBackRestored(room);
    QCOMPARE(m_conversation->readSeq(), 0);
    m_conversation->markRead(1);
    QTRY_COMPARE(room.readSeq, 1);
    QCOMPARE(m_server->callsOf(u"read:set"_s).size(), 1); // nothing was told before this
}

QTEST_GUILESS_MAIN(tst_RestoredServer)
#include "tst_restoredserver.moc"
