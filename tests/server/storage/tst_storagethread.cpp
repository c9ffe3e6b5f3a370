// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/serverlimits.h"
#include "server/storage/backendfactory.h"
#include "server/storage/memorybackend.h"
#include "server/storage/storagethread.h"
#include "tests/server/storage/storagefixture.h"

#include <QCoreApplication>
#include <QSignalSpy>
#include <QTest>

#include <condition_variable>
#include <mutex>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::server;
using namespace maru::server::fixture;

namespace {

/// What a test and the backend in its thread share.
struct Stage
{
    std::mutex mutex;
    std::condition_variable changed;
    bool isOpen = true; // false: apply() and read() wait
    bool isWaiting = false; // the backend has come to the closed gate
    std::optional<StoreError> error; // answer everything with it
    std::vector<size_t> batches; // sizes of the transactions so far
    std::vector<std::thread::id> threads; // of every call, from creation to destruction
    int maintained = 0;
    bool isClosed = false;

    void setOpen(bool open)
    {
        const std::scoped_lock lock(mutex);
        isOpen = open;
        changed.notify_all();
    }
    void waitUntilBusy()
    {
        std::unique_lock lock(mutex);
        changed.wait(lock, [this] { return isWaiting; });
    }
    void setError(std::optional<StoreError> value)
    {
        const std::scoped_lock lock(mutex);
        error = value;
    }
    std::vector<size_t> batchSizes()
    {
        const std::scoped_lock lock(mutex);
        return batches;
    }
};

/// Finds nothing, and waits for nobody.
class EmptyReader final : public StorageReader
{
public:
    Result<QueryReply, StoreError> read(const Query & /*query*/) override
    {
        return QueryReply(ReadHistory::Reply{});
    }
};

/// A MemoryBackend that stops and fails when its test wants it to.
class StagedBackend final : public StorageBackend
{
public:
    explicit StagedBackend(Stage &stage, bool canOpen)
        : m_stage(stage)
        , m_canOpen(canOpen)
    {
        note();
    }
    ~StagedBackend() override { note(); }

    Result<void, OpenError> open() override
    {
        note();
        return m_canOpen ? m_inner.open() : failure(OpenError{u"No such luck."_s});
    }
    std::vector<Result<ChangeReply, StoreError>> apply(const std::vector<Change> &changes) override
    {
        note();
        std::optional<StoreError> error;
        {
            std::unique_lock lock(m_stage.mutex);
            m_stage.batches.push_back(changes.size());
            m_stage.isWaiting = !m_stage.isOpen;
            m_stage.changed.notify_all();
            m_stage.changed.wait(lock, [this] { return m_stage.isOpen; });
            m_stage.isWaiting = false;
            error = m_stage.error;
        }
        m_problem = error ? u"The disk is full."_s : QString();
        if (error) {
            return std::vector<Result<ChangeReply, StoreError>>(changes.size(), failure(*error));
        }
        return m_inner.apply(changes);
    }
    Result<QueryReply, StoreError> read(const Query &query) override
    {
        note();
        return m_inner.read(query);
    }
    ReaderMaker readerMaker() const override
    {
        return [] {
            return std::make_unique<EmptyReader>();
        };
    }
    QString problem() const override { return m_problem; }
    void maintain() override
    {
        const std::scoped_lock lock(m_stage.mutex);
        ++m_stage.maintained;
    }
    void close() override
    {
        note();
        const std::scoped_lock lock(m_stage.mutex);
        m_stage.isClosed = true;
    }

private:
    void note()
    {
        const std::scoped_lock lock(m_stage.mutex);
        m_stage.threads.push_back(std::this_thread::get_id());
    }

    Stage &m_stage;
    bool m_canOpen;
    MemoryBackend m_inner;
    QString m_problem;
};

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
    void whateverWaitsBecomesOneTransaction();
    void aTransactionHoldsAtMostItsChanges();
    void aLoneRequestIsNotKeptWaiting();
    void requestsOverTheBoundAreRefusedInTheirTurn();
    void aRefusalAloneIsStillAsynchronous();
    void aFailureIsTheProblemUntilTheNextSuccess();
    void aBrokenStoreSaysSoOnceAndRefusesEverythingElse();
    void stopStoresAndAnswersWhatWaits();
    void stopWithinAHandlerKeepsTheOrder();
    void stopGivesUpOnADiskThatHangs();
    void destructionStoresButDropsTheHandlers();
    void urlsNameTheirBackend_data();
    void urlsNameTheirBackend();

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
    QVERIFY(m_stage->maintained >= 2);
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

void tst_StorageThread::aRefusalAloneIsStillAsynchronous()
{
    m_store->stop(timeoutMs);
    append(1);
    QVERIFY(m_replies.isEmpty());
    QTRY_COMPARE(m_replies, QStringList(u"1!0"_s));
}

void tst_StorageThread::aFailureIsTheProblemUntilTheNextSuccess()
{
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
}

void tst_StorageThread::aBrokenStoreSaysSoOnceAndRefusesEverythingElse()
{
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

void tst_StorageThread::urlsNameTheirBackend_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("error"); // empty: none
    QTest::newRow("relative file") << u"sqlite:maru.db"_s << QString();
    QTest::newRow("absolute file") << u"sqlite:/tmp/maru.db"_s << QString();
    QTest::newRow("absolute file, empty host") << u"SQLITE:///tmp/maru.db"_s << QString();
    QTest::newRow("memory") << u"memory:"_s << QString();
    QTest::newRow("postgres") << u"postgres://me:secret@db/"_s << u"names no database"_s;
    QTest::newRow("postgresql") << u"postgresql://me:secret@db/maru?x=secret"_s
                                << u"unknown setting x"_s;
    // A plugin, which is not beside this test; where it is, it finds the same.
    QTest::newRow("mongodb") << u"mongodb://me:secret@"_s << u"database"_s;
    QTest::newRow("sqlite with a host") << u"sqlite://host/maru.db"_s << u"names a host"_s;
    QTest::newRow("sqlite without a file") << u"sqlite:"_s << u"names no file"_s;
    QTest::newRow("sqlite with a folder") << u"sqlite:///tmp/"_s << u"names no file"_s;
    QTest::newRow("no scheme") << u"maru.db"_s << u"no scheme"_s;
    QTest::newRow("unknown scheme") << u"redis://me:secret@host"_s << u"unknown scheme redis"_s;
    QTest::newRow("empty") << QString() << u"no scheme"_s;
}

void tst_StorageThread::urlsNameTheirBackend()
{
    QFETCH(QString, url);
    QFETCH(QString, error);
    const auto maker = backendForUrl(url);
    QCOMPARE(maker.has_value(), error.isEmpty());
    if (maker) {
        QVERIFY((*maker)());
    } else {
        QVERIFY2(maker.error().text.contains(error), qPrintable(maker.error().text));
        QVERIFY(!maker.error().text.contains(u"secret"_s));
    }
}

QTEST_GUILESS_MAIN(tst_StorageThread)
#include "tst_storagethread.moc"
