// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// The store with several writers at once, which a server alone never meets: promises P2 and P3,
// also while something goes wrong.

#include "tests/server/storage/storagecontract.h"
#include "tests/server/storage/storagefixture.h"

#include <QDeadlineTimer>
#include <QTest>

#include <array>
#include <atomic>
#include <map>
#include <optional>
#include <thread>

namespace maru::server {

using namespace fixture;
using namespace Qt::StringLiterals;

namespace {

constexpr int patienceMs = 60'000;
constexpr size_t writerCount = 3;
constexpr int writerRooms = 2; // with the numbers from 1
constexpr int batchCount = 24;
constexpr int batchSize = 8;
constexpr int messageCount = batchCount * batchSize;
constexpr int oneTextIn = 8; // of so many cids one has another text from each writer

/// What one writer was told.
struct Ledger
{
    std::multimap<QString, qint64> acked; // "room cid" → seq
    int firstCount = 0; // that were no duplicates
    int conflictCount = 0;
};
using Ledgers = std::array<Ledger, writerCount>;

/// What all of them were told so far, for who watches.
struct Progress
{
    std::atomic<int> arrived = 0; // writers
    std::atomic<bool> isGiven = false; // the sign to begin
    std::atomic<int> stored = 0; // batches
    std::atomic<int> refused = 0;
    std::atomic<int> running = int(writerCount);
};

AppendMessage messageOf(int writer, int number)
{
    const QString text =
        number % oneTextIn == 0 ? u"text of %1"_s.arg(writer) : u"text %1"_s.arg(number);
    return message(roomId(1 + number % writerRooms), 100'000 * writer + number, text,
                   u"c-%1"_s.arg(number));
}

QString keyOf(const Message &message)
{
    return message.room.toString() + u' ' + message.cid;
}

/// Sends \p changes; what is left of them is what could not be taken.
void writeOnce(StorageBackend &store, std::vector<Change> &changes, Ledger &ledger)
{
    const auto replies = store.apply(changes);
    std::vector<Change> left;
    for (size_t i = 0; i < replies.size(); ++i) {
        if (replies[i]) {
            const auto reply = std::get<AppendMessage::Reply>(*replies[i]);
            ledger.acked.insert({keyOf(reply.message), reply.message.seq});
            ledger.firstCount += reply.duplicate ? 0 : 1;
        } else if (replies[i].error() == StoreError::Conflict) {
            ++ledger.conflictCount;
        } else {
            left.push_back(changes[i]);
        }
    }
    changes = std::move(left);
}

/// Every cid is sent by every writer, in batches that go through the rooms in different orders.
/// What could not be taken is sent again.
void writeAll(StorageBackend &store, int writer, Ledger &ledger, Progress &progress)
{
    const QDeadlineTimer deadline(patienceMs);
    for (int batch = 0; batch < batchCount; ++batch) {
        std::vector<Change> changes;
        for (int i = 0; i < batchSize; ++i) {
            const int place = writer == 0 ? i : batchSize - 1 - i;
            changes.push_back(messageOf(writer, batch * batchSize + place));
        }
        writeOnce(store, changes, ledger);
        while (!changes.empty() && !deadline.hasExpired()) {
            ++progress.refused;
            writeOnce(store, changes, ledger);
        }
        ++progress.stored;
    }
}

/// \p work for each writer, in a thread of its own; the end waits for them.
class Threads
{
public:
    template<class Work>
    explicit Threads(Work work)
    {
        for (size_t i = 0; i < writerCount; ++i) {
            m_threads.at(i) = std::thread([work, i] { work(i); });
        }
    }
    Threads(const Threads &) = delete;
    Threads &operator=(const Threads &) = delete;
    ~Threads() { join(); }

    void join()
    {
        for (std::thread &one : m_threads) {
            if (one.joinable()) {
                one.join();
            }
        }
    }

private:
    std::array<std::thread, writerCount> m_threads;
};

void makeRooms(const std::unique_ptr<StorageBackend> &store)
{
    QVERIFY(store);
    QVERIFY(apply(*store, user(1)));
    for (int number = 1; number <= writerRooms; ++number) {
        QVERIFY(apply(*store, room(number, u"Room %1"_s.arg(number))));
    }
}

/// Everything was stored once, under one seq for all; \p seqs: by room and cid.
void checkLedgers(const Ledgers &ledgers, std::map<QString, qint64> &seqs)
{
    int firstCount = 0;
    for (const Ledger &ledger : ledgers) {
        firstCount += ledger.firstCount;
        QVERIFY(ledger.conflictCount <= messageCount / oneTextIn);
        for (const auto &[key, seq] : ledger.acked) {
            QCOMPARE(seqs.insert({key, seq}).first->second, seq); // the same one for all
        }
    }
    QCOMPARE(int(seqs.size()), messageCount);
    QCOMPARE(firstCount, messageCount);
}

/// What is stored is what was acknowledged, and seq and rev have no gaps.
void checkRooms(StorageBackend &store, const std::map<QString, qint64> &seqs)
{
    for (int number = 1; number <= writerRooms; ++number) {
        const RoomId id = roomId(number);
        const auto page = read(store, history(id, ReadHistory::Direction::After, 0));
        QVERIFY(page && page->last);
        QCOMPARE(page->messages.size(), messageCount / writerRooms);
        for (int i = 0; i < page->messages.size(); ++i) {
            QCOMPARE(page->messages[i].seq, i + 1);
            QCOMPARE(seqs.at(keyOf(page->messages[i])), i + 1);
        }
        const auto changes = read(store, ReadChanges{id, 0, limits::maxPageRows});
        QVERIFY(changes && !changes->more);
        QCOMPARE(changes->rev, page->messages.size());
        QCOMPARE(changes->messages.size(), page->messages.size());
        for (int i = 0; i < changes->messages.size(); ++i) {
            QCOMPARE(changes->messages[i].rev, i + 1);
        }
        const auto stored = read(store, FindRoom{id, {}, {}}).value();
        QCOMPARE(stored->room.seq, page->messages.size());
        QCOMPARE(stored->room.rev, page->messages.size());
    }
}

/// Begins and ends \p fault again and again while the writers write; how often. It is there before
/// they begin, however fast they are.
int disturb(const StoreFault &fault, Progress &progress)
{
    constexpr int mostRounds = 8;
    const auto waitFor = [&progress](const std::atomic<int> &count, int goal) {
        return QTest::qWaitFor([&] { return progress.running == 0 || count >= goal; }, patienceMs);
    };
    int rounds = 0;
    while (progress.running > 0 && rounds < mostRounds) {
        const int refused = progress.refused;
        fault.begin();
        progress.isGiven = true;
        const bool isFelt = fault.isSurvived || waitFor(progress.refused, refused + 1);
        fault.end();
        if (!isFelt || !waitFor(progress.stored, progress.stored + int(writerCount))) {
            return 0;
        }
        ++rounds;
    }
    return rounds;
}

} // namespace

void StorageContract::severalWritersLeaveNoGaps_data()
{
    QTest::addColumn<int>("fault");
    QTest::newRow("three at once") << -1;
    const std::vector<StoreFault> all = faults();
    for (size_t i = 0; i < all.size(); ++i) {
        if (!all[i].isForOneWriter) {
            QTest::addRow("three at once, %s", all[i].name) << int(i);
        }
    }
}

void StorageContract::severalWritersLeaveNoGaps()
{
    QFETCH(int, fault);
    const auto going = fault < 0 ? std::nullopt : std::optional(faults().at(size_t(fault)));
    if (going && going->lack != nullptr) {
        QSKIP(going->lack);
    }
    m_store.reset();
    const QuietStorage quiet;
    WriterMaker open = makeWriters();
    makeRooms(open());
    Ledgers ledgers;
    Progress progress;
    Threads threads([&](size_t i) {
        const std::unique_ptr<StorageBackend> store = open();
        ++progress.arrived;
        while (!progress.isGiven) {
            std::this_thread::yield();
        }
        if (store) {
            writeAll(*store, int(i), ledgers.at(i), progress);
        }
        --progress.running;
    });
    const bool haveArrived =
        QTest::qWaitFor([&] { return progress.arrived == int(writerCount); }, patienceMs);
    const int rounds = going && haveArrived ? disturb(*going, progress) : 0;
    progress.isGiven = true;
    threads.join();
    QVERIFY(haveArrived && (!going || rounds > 0));
    QCOMPARE(progress.refused > 0, going && !going->isSurvived);
    std::map<QString, qint64> seqs;
    checkLedgers(ledgers, seqs);
    if (QTest::currentTestFailed()) {
        return;
    }
    std::unique_ptr<StorageBackend> reader = open();
    QVERIFY(reader);
    checkRooms(*reader, seqs);
    reader.reset();
    if (isPersistent() && !QTest::currentTestFailed()) {
        open = {};
        m_store = makeBackend(false);
        QVERIFY(m_store->open()); // which also looks whether the counters are right
        checkRooms(*m_store, seqs);
    }
}

void StorageContract::aNameIsGivenToOneOfSeveralWriters()
{
    m_store.reset();
    const WriterMaker open = makeWriters();
    makeRooms(open());
    constexpr int names = 15;
    std::atomic<int> taken = 0;
    std::atomic<int> refused = 0;
    Threads threads([&](size_t i) {
        const auto store = open();
        for (int name = 10; store && name < 10 + names; ++name) {
            CreateUser change = user(name);
            change.user.id = userId(1'000 * (int(i) + 1) + name);
            const auto reply = apply(*store, change);
            taken += reply ? 1 : 0;
            refused += !reply && reply.error() == StoreError::NameTaken ? 1 : 0;
        }
    });
    threads.join();
    QCOMPARE(taken.load(), names);
    QCOMPARE(refused.load(), int(writerCount - 1) * names);
}

} // namespace maru::server
