// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/logging.h"
#include "common/serverlimits.h"
#include "common/storelimits.h"
#include "server/storage/requestbytes.h"
#include "server/storage/storagethread.h"
#include "tests/server/storage/stagedbackend.h"
#include "tests/server/storage/storagefixture.h"
#include "tests/support/loglines.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::server;
using namespace maru::server::fixture;

namespace {
constexpr int timeoutMs = 5'000;
} // namespace

class tst_StorageThread : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void startSaysWhyTheBackendDidNotOpen();
    void theBackendLivesInOneOtherThread();
    void handlersRunInTheAskersThreadAndNeverWithinTheCall();
    void repliesComeInTheOrderOfTheRequests();
    void freeQueriesWaitForNoCommit();
    void listsFindAnotherWay();
    void whateverWaitsBecomesOneTransaction();
    void aTransactionHoldsAtMostItsChanges();
    void aLoneRequestIsNotKeptWaiting();
    void requestsOverTheBoundAreRefusedInTheirTurn();
    void longTextsCountByTheirBytes();
    void aRefusalAloneIsStillAsynchronous();
    void aFailureIsTheProblemUntilTheNextSuccess();
    void aStoreThatHangsIsAProblemUntilItAnswers();
    void aBrokenStoreSaysSoOnceAndRefusesEverythingElse();
    void stopStoresAndAnswersWhatWaits();
    void stopWithinAHandlerKeepsTheOrder();
    void stopGivesUpOnADiskThatHangs();
    void stopGivesUpOnReadersThatHang();
    void destructionStoresButDropsTheHandlers();

private:
    void append(int number, const QString &cid = {});

    std::shared_ptr<Stage> m_stage;
    std::unique_ptr<StorageThread> m_store;
    QStringList m_replies; // "number:seq" or "number!error"
};

void tst_StorageThread::init()
{
    m_stage = std::make_shared<Stage>();
    m_store = std::make_unique<StorageThread>(
        [stage = m_stage] { return std::make_unique<StagedBackend>(*stage, true); });
    QVERIFY(m_store->start());
    int answered = 0;
    m_store->apply(room(1, u"Alpha"_s),
                   [&answered](const auto &reply) { answered += reply ? 1 : 0; });
    QTRY_COMPARE(answered, 1);
    QTRY_COMPARE(m_stage->batchSizes().size(), 1U);
    m_stage->batches.clear();
    m_replies.clear();
}

void tst_StorageThread::cleanup()
{
    m_stage->setOpen(true);
    m_stage->setReadersOpen(true);
    m_store.reset();
}

void tst_StorageThread::append(int number, const QString &cid)
{
    m_store->apply(message(roomId(1), number, u"text"_s, cid), [this, number](const auto &reply) {
        m_replies.append(reply ? u"%1:%2"_s.arg(number).arg(reply->message.seq)
                               : u"%1!%2"_s.arg(number).arg(static_cast<int>(reply.error())));
    });
}

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

void tst_StorageThread::requestsOverTheBoundAreRefusedInTheirTurn()
{
    m_stage->setOpen(false);
    for (int i = 0; i < limits::maxStoreQueue + 2; ++i) {
        append(i);
    }
    // Nothing is answered before its turn, not even a refusal.
    QCoreApplication::processEvents();
    QVERIFY(m_replies.isEmpty());
    m_stage->setOpen(true);
    QTRY_COMPARE_WITH_TIMEOUT(m_replies.size(), limits::maxStoreQueue + 2, 30'000);
    const QString failed = QString::number(static_cast<int>(StoreError::Failed));
    QCOMPARE(m_replies[limits::maxStoreQueue - 1],
             u"%1:%2"_s.arg(limits::maxStoreQueue - 1).arg(limits::maxStoreQueue));
    QCOMPARE(m_replies[limits::maxStoreQueue], u"%1!%2"_s.arg(limits::maxStoreQueue).arg(failed));
    QCOMPARE(m_replies[limits::maxStoreQueue + 1],
             u"%1!%2"_s.arg(limits::maxStoreQueue + 1).arg(failed));
    append(limits::maxStoreQueue + 2); // there is room again
    QTRY_COMPARE(m_replies.constLast(),
                 u"%1:%2"_s.arg(limits::maxStoreQueue + 2).arg(limits::maxStoreQueue + 1));
}

void tst_StorageThread::longTextsCountByTheirBytes()
{
    const QString longText(8'000, u'가');
    const auto fitting =
        limits::maxStoreQueueBytes / (2 * longText.size() + bytesOfAnyRequest); // about 2,000
    QVERIFY(fitting < limits::maxStoreQueue);
    m_stage->setOpen(false);
    int stored = 0;
    int refused = 0;
    const auto send = [&](qint64 number, const QString &text) {
        m_store->apply(message(roomId(1), int(number), text),
                       [&](const auto &reply) { ++(reply ? stored : refused); });
    };
    for (qint64 i = 0; i < fitting + 10; ++i) {
        send(i, longText);
    }
    m_stage->setOpen(true);
    QTRY_COMPARE_WITH_TIMEOUT(stored + refused, fitting + 10, 60'000);
    QCOMPARE(refused, 10);
    m_stage->setOpen(false); // all of them have given their bytes back
    for (qint64 i = 0; i < fitting; ++i) {
        send(fitting + 10 + i, longText);
    }
    m_stage->setOpen(true);
    QTRY_COMPARE_WITH_TIMEOUT(stored, 2 * fitting, 60'000);
    QCOMPARE(refused, 10);
}

void tst_StorageThread::aRefusalAloneIsStillAsynchronous()
{
    m_store->stop(timeoutMs);
    append(1);
    QVERIFY(m_replies.isEmpty());
    QTRY_COMPARE(m_replies, QStringList(u"1!0"_s));
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

void tst_StorageThread::stopStoresAndAnswersWhatWaits()
{
    m_stage->setOpen(false);
    append(0);
    m_stage->waitUntilBusy();
    for (int i = 1; i < 600; ++i) {
        append(i);
    }
    m_stage->setOpen(true);
    m_store->stop(timeoutMs);
    QCOMPARE(m_replies.size(), 600);
    QCOMPARE(m_replies.constLast(), u"599:600"_s);
    QVERIFY(m_stage->isClosed);
    m_store->stop(timeoutMs); // a second time is nothing
}

void tst_StorageThread::stopWithinAHandlerKeepsTheOrder()
{
    m_stage->setOpen(false);
    append(0);
    m_stage->waitUntilBusy();
    append(1);
    m_store->read(AnyClassCode{}, [this](const auto &) { m_store->stop(timeoutMs); });
    for (int i = 2; i < 600; ++i) {
        append(i);
    }
    m_stage->setOpen(true);
    QTRY_COMPARE(m_replies.size(), 600);
    for (int i = 0; i < 600; ++i) {
        QCOMPARE(m_replies[i], u"%1:%2"_s.arg(i).arg(i + 1));
    }
}

void tst_StorageThread::stopGivesUpOnADiskThatHangs()
{
    m_stage->setOpen(false);
    append(0);
    m_stage->waitUntilBusy();
    append(1);
    QTest::ignoreMessage(QtCriticalMsg, "The store did not stop within 50 ms");
    m_store->stop(50);
    QCOMPARE(m_replies, QStringList({u"0!0"_s, u"1!0"_s}));
    m_store.reset();
    // The thread is on its own now and ends by itself; nothing of the store is there for it to
    // touch.
    m_stage->setOpen(true);
    const auto isClosed = [this] {
        const std::scoped_lock lock(m_stage->mutex);
        return m_stage->isClosed;
    };
    QTRY_VERIFY(isClosed());
}

// What waits for the writer is stored all the same.
void tst_StorageThread::stopGivesUpOnReadersThatHang()
{
    m_stage->setReadersOpen(false);
    QStringList pages;
    const auto note = [&pages](const QString &name) {
        return [&pages, name](const auto &reply) {
            pages.append(reply ? name : name + u'!');
        };
    };
    const auto page = history(roomId(1), ReadHistory::Direction::After, 0);
    m_store->read(page, note(u"page"_s), Order::Free);
    m_store->read(page, note(u"next"_s), Order::Free);
    m_store->read(SearchMessages{}, note(u"search"_s), Order::Free);
    m_stage->waitUntilReadersAreBusy(2);
    append(1);
    constexpr int stopMs = 2'000;
    for (int i = 0; i < 2; ++i) {
        QTest::ignoreMessage(QtCriticalMsg, "A reader of the store did not stop within 500 ms");
    }
    m_store->stop(stopMs);
    QCOMPARE(pages, (QStringList{u"page!"_s, u"next!"_s, u"search!"_s}));
    QCOMPARE(m_replies, QStringList(u"1:1"_s));
    m_store->read(page, note(u"late"_s), Order::Free);
    QTRY_COMPARE(pages.constLast(), u"late!"_s);
    m_store.reset();
    // The threads are on their own now and end by themselves; nothing of the store is there for
    // them to touch.
    m_stage->setReadersOpen(true);
    const auto areGone = [this] {
        const std::scoped_lock lock(m_stage->mutex);
        return m_stage->goneReaders == 2;
    };
    QTRY_VERIFY(areGone());
    QCoreApplication::sendPostedEvents();
    QCOMPARE(pages.size(), 4);
}

void tst_StorageThread::destructionStoresButDropsTheHandlers()
{
    m_stage->setOpen(false);
    append(0);
    m_stage->waitUntilBusy();
    append(1);
    m_stage->setOpen(true);
    m_store.reset();
    QCoreApplication::processEvents();
    QVERIFY(m_replies.isEmpty());
    QVERIFY(m_stage->isClosed);
    QCOMPARE(m_stage->batchSizes(), (std::vector<size_t>{1, 1}));
}

QTEST_GUILESS_MAIN(tst_StorageThread)
#include "tst_storagethread.moc"
