// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/conversation.h"
#include "offlinefixture.h"
#include "tests/support/fakeserver.h"

#include <QRegularExpression>
#include <QTest>

using namespace maru;
using namespace maru::client;
using maru::testing::FakeServer;
using namespace Qt::StringLiterals;

/// What is on disk is damaged, in use, full, or another account's.
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

QTEST_GUILESS_MAIN(tst_OfflineStore)
#include "tst_offlinestore.moc"
