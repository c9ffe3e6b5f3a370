// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/conversation.h"
#include "offlinefixture.h"
#include "tests/support/fakeserver.h"

#include <QJsonObject>
#include <QRegularExpression>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTest>

using namespace maru;
using namespace maru::client;
using maru::testing::FakeServer;
using namespace Qt::StringLiterals;

/// What is on disk is damaged, in use, full, not whole, or of another account or time.
class tst_OfflineStore : public OfflineFixture
{
    Q_OBJECT

private slots:
    void aBanEndsARestoredAccount();
    void aDamagedCacheIsFetchedAgain();
    void aDamagedOutboxIsToldToThePerson();
    void aDiskThatTakesNothingIsToldAndNothingStops();
    void aSecondMaruOnOneAccountIsTold();
    void twoAccountsDoNotMix();
    void aClassicServerInBetweenLosesNothing();
    void aRoomThatWasOnlyLookedIntoLeavesNothing();
    void aGapHidesNothingBelowItAndIsFilled();
};

void tst_OfflineStore::aBanEndsARestoredAccount()
{
    startServer();
    QVERIFY(joined());
    endConversation();
    m_server->joinRefusals.enqueue(FakeServer::refusal(u"BANNED"_s));
    newConversation();
    QVERIFY(restored());
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Left);
    QCOMPARE(m_conversation->rooms()->rowCount(), 1); // what was read can still be read
}

void tst_OfflineStore::aDamagedCacheIsFetchedAgain()
{
    startServer();
    fill(u"r1"_s, 3);
    QVERIFY(joined());
    QTRY_COMPARE(texts().size(), 3);
    endConversation();
    QFile cache(accountFile(u"cache.db"_s));
    QVERIFY(cache.open(QIODevice::ReadWrite));
    cache.write(QByteArray(100, 'x'));
    cache.close();
    QTest::ignoreMessage(QtWarningMsg,
                         QRegularExpression(u"cache of messages is damaged.*set aside"_s));
    newConversation();
    QVERIFY(joined());
    QTRY_COMPARE(texts().size(), 3);
    QVERIFY(m_notices.isEmpty());
    restart();
    QVERIFY(restored());
    QCOMPARE(texts().size(), 3);
}

void tst_OfflineStore::aDamagedOutboxIsToldToThePerson()
{
    startServer();
    QVERIFY(joined());
    endConversation();
    QFile outbox(accountFile(u"outbox.db"_s));
    QVERIFY(outbox.open(QIODevice::ReadWrite));
    outbox.write(QByteArray(100, 'x'));
    outbox.close();
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"the outbox is damaged"_s));
    newConversation();
    QVERIFY(restored());
    QTRY_COMPARE(m_notices.size(), 1);
    QVERIFY2(m_notices.first().contains(u"outbox.damaged.db"_s), qPrintable(m_notices.first()));
    QVERIFY(m_conversation->post(u"goes on"_s));
    QTRY_COMPARE(m_server->rooms[u"r1"_s].messages.size(), 1);
}

void tst_OfflineStore::aDiskThatTakesNothingIsToldAndNothingStops()
{
    startServer();
    QFile blocker(m_dir.filePath(QString::number(m_run))); // where the folder should be
    QVERIFY(blocker.open(QIODevice::WriteOnly));
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"outbox cannot be kept on disk"_s));
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"no longer cached"_s));
    QVERIFY(joined());
    QVERIFY(m_conversation->post(u"sent all the same"_s));
    QTRY_COMPARE(delivery(0), int(Delivery::Sent));
    QCOMPARE(m_notices.size(), 1);
    m_conversation->setDraft(RoomId(u"r1"_s), u"x"_s);
}

void tst_OfflineStore::aSecondMaruOnOneAccountIsTold()
{
    startServer();
    QVERIFY(joined());
    const std::unique_ptr<Conversation> first = std::move(m_conversation);
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"outbox cannot be kept on disk"_s));
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"another Maru uses this cache"_s));
    newConversation();
    QVERIFY(joined());
    QCOMPARE(m_notices.size(), 1);
    QVERIFY(m_conversation->post(u"of the second"_s));
    QTRY_COMPARE(m_server->rooms[u"r1"_s].messages.size(), 1);
    m_messages.reset();
}

void tst_OfflineStore::twoAccountsDoNotMix()
{
    startServer();
    fill(u"r1"_s, 2);
    QVERIFY(joined());
    m_server->stop();
    QVERIFY(m_conversation->post(u"김의 글"_s));
    m_conversation->start(m_address, u"이영희"_s);
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Idle); // nothing of hers is here
    QCOMPARE(m_conversation->rooms()->rowCount(), 0);
    QVERIFY(restored());
    QCOMPARE(texts().last(), u"김의 글"_s);
}

// A native server, a classic one and the native one again, at one address and in one run.
void tst_OfflineStore::aClassicServerInBetweenLosesNothing()
{
    startServer();
    m_server->addRoom(u"r2"_s, u"math"_s);
    fill(u"r2"_s, 3);
    QVERIFY(joined());
    m_conversation->setCurrentRoom(RoomId(u"r2"_s));
    QTRY_COMPARE(texts().size(), 3);
    m_conversation->setCurrentRoom(RoomId(u"r1"_s));
    endConversation();
    m_server->stop();
    m_server->mode = FakeServer::Mode::SeedLike;
    QVERIFY(m_server->listen());
    newConversation();
    QVERIFY(restored());
    QTRY_VERIFY(m_conversation->state() == Conversation::State::Online
                && m_conversation->isClassic());
    QVERIFY(lost());
    m_server->mode = FakeServer::Mode::Native;
    m_server->changeMessage(
        u"r2"_s, 2, {{u"chat"_s, QString()}, {u"deletedAt"_s, u"2026-11-23T09:12:00.123Z"_s}},
        true);
    fill(u"r2"_s, 4);
    QVERIFY(m_server->listen());
    QTRY_VERIFY(m_conversation->state() == Conversation::State::Online
                && !m_conversation->isClassic());
    restart();
    QVERIFY(restored());
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Online);
    m_conversation->setCurrentRoom(RoomId(u"r2"_s));
    QTRY_COMPARE(texts().size(), 7);
    QCOMPARE(texts().at(1), QString());
}

// Entered, written in and left within one turn of the event loop.
void tst_OfflineStore::aRoomThatWasOnlyLookedIntoLeavesNothing()
{
    startServer();
    QVERIFY(joined());
    m_server->addRoom(u"r2"_s, u"math"_s).readSeq = 0;
    m_server->sendEvent(u"room:changed"_s, m_server->roomObject(m_server->rooms[u"r2"_s]));
    m_server->addMessage(u"r2"_s, u"lee"_s, u"not for long"_s);
    m_server->sendEvent(u"room:removed"_s,
                        QJsonObject{{u"room"_s, u"r2"_s}, {u"reason"_s, u"kicked"_s}});
    QTRY_COMPARE(m_notices.size(), 1);
    endConversation();
    {
        QSqlDatabase cache = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"cache"_s);
        cache.setDatabaseName(accountFile(u"cache.db"_s));
        QVERIFY(cache.open());
        QSqlQuery kept(u"SELECT count(*) FROM messages WHERE room = 'r2'"_s, cache);
        QVERIFY(kept.next());
        QCOMPARE(kept.value(0).toInt(), 0);
    }
    QSqlDatabase::removeDatabase(u"cache"_s);
}

// The connection went while a room was caught up with, and what came live is kept already.
void tst_OfflineStore::aGapHidesNothingBelowItAndIsFilled()
{
    startServer();
    m_server->addRoom(u"r2"_s, u"math"_s);
    fill(u"r1"_s, 50);
    QVERIFY(joined());
    QTRY_COMPARE(texts().size(), 50);
    QVERIFY(lost());
    fill(u"r1"_s, 40);
    m_server->heldCalls = {u"message:changes"_s};
    QVERIFY(m_server->listen());
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Online);
    m_server->addMessage(u"r1"_s, u"lee"_s, u"live"_s);
    QTRY_COMPARE(texts().last(), u"live"_s);
    m_conversation->setCurrentRoom(RoomId(u"r2"_s));
    endConversation();
    m_server->stop();
    newConversation();
    QVERIFY(restored());
    m_conversation->setCurrentRoom(RoomId(u"r1"_s));
    QTRY_COMPARE(texts().size(), 50);
    QCOMPARE(m_conversation->messages()->firstSeq(), 2);
    QCOMPARE(m_conversation->messages()->lastSeq(), 91);
    m_server->heldCalls.clear();
    QVERIFY(m_server->listen());
    QTRY_COMPARE(texts().size(), 90); // of 2 to 91
}

QTEST_GUILESS_MAIN(tst_OfflineStore)
#include "tst_offlinestore.moc"
