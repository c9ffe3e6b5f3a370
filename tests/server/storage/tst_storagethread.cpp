// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/logging.h"
#include "common/serverlimits.h"
#include "common/storelimits.h"
#include "tests/server/storage/storagethreadfixture.h"
#include "tests/support/loglines.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::server;
using namespace maru::server::fixture;

class tst_StorageThread : public StorageThreadFixture
{
    Q_OBJECT

private slots:
    void startSaysWhyTheBackendDidNotOpen();
    void theBackendLivesInOneOtherThread();
    void handlersRunInTheAskersThreadAndNeverWithinTheCall();
    void repliesComeInTheOrderOfTheRequests();
    void freeQueriesWaitForNoCommit();
    void listsFindAnotherWay();
    void whateverWaitsBecomesOneTransaction();
    void aTransactionHoldsAtMostItsChanges();
    void aLoneRequestIsNotKeptWaiting();
    void aFailureIsTheProblemUntilTheNextSuccess();
    void aStoreThatHangsIsAProblemUntilItAnswers();
    void aBrokenStoreSaysSoOnceAndRefusesEverythingElse();
};

void tst_StorageThread::startSaysWhyTheBackendDidNotOpen()
{
    Stage stage;
    StorageThread store([&stage] { return std::make_unique<StagedBackend>(stage, false); });
    const auto started = store.start();
    QVERIFY(!started);
    QCOMPARE(started.error().text, u"No such luck."_s);
    std::optional<StoreError> error;
    store.read(AnyClassCode{}, [&error](const auto &reply) { error = reply.error(); });
    QVERIFY(!error);
    QTRY_COMPARE(error, StoreError::Unread);
    store.stop(timeoutMs);
}

void tst_StorageThread::theBackendLivesInOneOtherThread()
{
    append(1);
    QTRY_COMPARE(m_replies.size(), 1);
    m_store->stop(timeoutMs);
    QVERIFY(m_stage->isClosed);
    QVERIFY(m_stage->threads.size() >= 5);
    for (const std::thread::id &id : m_stage->threads) {
        QVERIFY(id == m_stage->threads.front());
        QVERIFY(id != std::this_thread::get_id());
    }
}

void tst_StorageThread::handlersRunInTheAskersThreadAndNeverWithinTheCall()
{
    const auto asker = std::this_thread::get_id();
    std::optional<std::thread::id> handler;
    m_store->read(AnyClassCode{},
                  [&handler](const auto &) { handler = std::this_thread::get_id(); });
    QVERIFY(!handler);
    QTRY_VERIFY(handler);
    QVERIFY(*handler == asker);
}

void tst_StorageThread::repliesComeInTheOrderOfTheRequests()
{
    m_stage->setOpen(false);
    QStringList order;
    for (int i = 0; i < 50; ++i) {
        const QString name = QString::number(i);
        if (i % 3 == 0) {
            m_store->read(FindRoom{roomId(1), {}, {}},
                          [&order, name](const auto &) { order.append(name); });
        } else {
            m_store->apply(message(roomId(i % 7 == 0 ? 9 : 1), i, u"text"_s),
                           [&order, name](const auto &) { order.append(name); });
        }
    }
    m_stage->setOpen(true);
    QTRY_COMPARE(order.size(), 50);
    for (int i = 0; i < 50; ++i) {
        QCOMPARE(order[i], QString::number(i));
    }
}

void tst_StorageThread::freeQueriesWaitForNoCommit()
{
    m_stage->setOpen(false);
    append(1);
    const auto ask = [this](const QString &name, Order order) {
        m_store->read(
            history(roomId(1), ReadHistory::Direction::After, 0),
            [this, name](const auto &) { m_replies.append(name); }, order);
    };
    ask(u"kept"_s, Order::Kept);
    ask(u"free"_s, Order::Free);
    ask(u"free too"_s, Order::Free);
    QVERIFY(m_replies.isEmpty()); // never from within the call
    QTRY_COMPARE(m_replies, (QStringList{u"free"_s, u"free too"_s}));
    QCOMPARE(m_store->queueLength(), 2);
    m_stage->setOpen(true);
    QTRY_COMPARE(m_replies, (QStringList{u"free"_s, u"free too"_s, u"1:1"_s, u"kept"_s}));
}

void tst_StorageThread::listsFindAnotherWay()
{
    constexpr int places = limits::maxWaitingPages / 2;
    m_stage->setReadersOpen(false);
    int listed = 0;
    for (int i = 0; i <= places; ++i) {
        m_store->read(
            ListMembers{.room = roomId(1), .after = {}, .limit = 1},
            [&listed](const auto &reply) { listed += reply ? 1 : 0; }, Order::Free);
    }
    QTRY_COMPARE(listed, 1); // the other places are for pages of messages
    m_stage->setReadersOpen(true);
    QTRY_COMPARE(listed, places + 1);
    m_store->read(
        ListUsers{.queryKey = {}, .after = {}, .limit = 1},
        [&listed](const auto &reply) { listed += reply ? 1 : 0; }, Order::Free);
    m_store->read(
        ListRooms{.nameKeyPart = {}, .after = {}, .limit = 1},
        [&listed](const auto &reply) { listed += reply ? 1 : 0; }, Order::Free);
    QTRY_COMPARE(listed, places + 3);
}

void tst_StorageThread::whateverWaitsBecomesOneTransaction()
{
    m_stage->setOpen(false);
    append(0);
    m_stage->waitUntilBusy();
    std::optional<qint64> seen;
    for (int i = 1; i <= 20; ++i) {
        append(i);
        if (i == 3) {
            m_store->read(FindRoom{roomId(1), {}, {}},
                          [&seen](const auto &reply) { seen = (*reply)->room.seq; });
        }
    }
    m_stage->setOpen(true);
    QTRY_COMPARE(m_replies.size(), 21);
    QCOMPARE(m_stage->batchSizes(), (std::vector<size_t>{1, 20}));
    QCOMPARE(m_replies.constLast(), u"20:21"_s);
    QCOMPARE(seen, 21); // the queries of a batch come after its changes
    QVERIFY(m_stage->maintenances() >= 2);
}

void tst_StorageThread::aTransactionHoldsAtMostItsChanges()
{
    m_stage->setOpen(false);
    append(0);
    m_stage->waitUntilBusy();
    for (int i = 1; i <= 2 * limits::maxCommitChanges + 1; ++i) {
        append(i);
    }
    m_stage->setOpen(true);
    QTRY_COMPARE(m_replies.size(), 2 * limits::maxCommitChanges + 2);
    QCOMPARE(m_stage->batchSizes(),
             (std::vector<size_t>{1, limits::maxCommitChanges, limits::maxCommitChanges, 1}));
}

void tst_StorageThread::aLoneRequestIsNotKeptWaiting()
{
    for (int i = 0; i < 5; ++i) {
        append(i);
        QTRY_COMPARE_WITH_TIMEOUT(m_replies.size(), i + 1, 1'000);
    }
    QCOMPARE(m_stage->batchSizes(), (std::vector<size_t>{1, 1, 1, 1, 1}));
}

void tst_StorageThread::aFailureIsTheProblemUntilTheNextSuccess()
{
    const testing::LogLines log(lcStorage());
    QVERIFY(m_store->problem().isEmpty());
    m_stage->setError(StoreError::Failed);
    append(1);
    QTRY_COMPARE(m_replies.size(), 1);
    QCOMPARE(m_replies.constLast(), u"1!0"_s);
    QCOMPARE(m_store->problem(), u"The disk is full."_s);
    m_stage->setError(std::nullopt);
    append(2);
    QTRY_COMPARE(m_replies.size(), 2);
    QCOMPARE(m_replies.constLast(), u"2:1"_s);
    QVERIFY(m_store->problem().isEmpty());
    QCOMPARE(log.of(QtWarningMsg), QStringList(u"The disk is full."_s));
}

void tst_StorageThread::aStoreThatHangsIsAProblemUntilItAnswers()
{
    constexpr int patienceMs = 6 * StorageThread::silentMs;
    const QString told = u"The store has not answered for "_s;
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(told)); // once
    m_stage->setOpen(false);
    append(1);
    QCOMPARE(m_store->problem(), QString());
    QTRY_VERIFY_WITH_TIMEOUT(m_store->problem().startsWith(told), patienceMs);
    const QString first = m_store->problem();
    append(2); // who asks now does not make it younger
    QTRY_VERIFY_WITH_TIMEOUT(m_store->problem() != first, patienceMs);
    QVERIFY(!m_store->problem().isEmpty());
    m_stage->setOpen(true);
    QTRY_COMPARE(m_replies.join(u' '), u"1:1 2:2"_s);
    QCOMPARE(m_store->problem(), QString());
    append(3);
    QTRY_COMPARE(m_replies.size(), 3);
    QCOMPARE(m_store->problem(), QString());
}

void tst_StorageThread::aBrokenStoreSaysSoOnceAndRefusesEverythingElse()
{
    const testing::LogLines log(lcStorage());
    QSignalSpy broken(m_store.get(), &StorageThread::broken);
    m_stage->setError(StoreError::Broken);
    append(1);
    append(2);
    QTRY_COMPARE(m_replies.size(), 2);
    QCOMPARE(m_replies.constFirst(), u"1!6"_s);
    QTRY_COMPARE(broken.count(), 1);
    QCOMPARE(broken.at(0).at(0).toString(), u"The disk is full."_s);
    m_stage->setError(std::nullopt);
    append(3);
    QTRY_COMPARE(m_replies.constLast(), u"3!0"_s);
    m_store->stop(timeoutMs);
    QCOMPARE(broken.count(), 1);
    QCOMPARE(log.of(QtWarningMsg), QStringList()); // the server says it, and stops
}

QTEST_GUILESS_MAIN(tst_StorageThread)
#include "tst_storagethread.moc"
