// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/postgresbackend.h"
#include "tests/server/storage/postgresfixture.h"
#include "tests/server/storage/storagefixture.h"

#include <QTest>

#include <array>
#include <atomic>
#include <map>
#include <thread>

// Promises P2 and P3 below the server, where several write to one database: a server alone never
// meets another writer.

using namespace maru;
using namespace maru::server;
using namespace maru::server::fixture;
using namespace Qt::StringLiterals;

namespace {

constexpr size_t writerCount = 3;
constexpr int roomCount = 2;
constexpr int batchCount = 40;
constexpr int batchSize = 12;

/// What one writer was told.
struct Ledger
{
    std::multimap<QString, qint64> acked; // "room cid" → seq
    int firstCount = 0; // that were no duplicates
    int refusedCount = 0;
    int conflictCount = 0;
    int lossCount = 0;
};

} // namespace

class tst_PostgresWriters : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { MARU_START_POSTGRES(m_server); }
    void init();

    void severalWritersLeaveNoGaps_data();
    void severalWritersLeaveNoGaps();
    void aNameIsGivenOnce();

private:
    void write(int writer, Ledger &ledger);
    void check(const std::array<Ledger, writerCount> &ledgers);

    PostgresServer m_server;
};

void tst_PostgresWriters::init()
{
    m_server.empty();
    PostgresBackend store(addressOf(m_server), PostgresBackend::Sharing::WithOthers);
    QVERIFY(store.open());
    QVERIFY(apply(store, user(1)));
    for (int number = 1; number <= roomCount; ++number) {
        QVERIFY(apply(store, room(number, u"Room %1"_s.arg(number))));
    }
}

// Every cid is sent by every writer, in batches that go through the rooms in different orders.
void tst_PostgresWriters::write(int writer, Ledger &ledger)
{
    PostgresBackend store(addressOf(m_server), PostgresBackend::Sharing::WithOthers);
    while (!store.open()) {
        store.close(); // it was ended meanwhile
    }
    for (int batch = 0; batch < batchCount; ++batch) {
        std::vector<Change> changes;
        std::vector<QString> keys;
        for (int i = 0; i < batchSize; ++i) {
            const int number = batch * batchSize + (writer == 0 ? i : batchSize - 1 - i);
            const int to = 1 + number % roomCount;
            const QString cid = u"c-%1"_s.arg(number);
            // One in eight says something else under the same cid, in each writer.
            const QString text =
                number % 8 == 0 ? u"text of %1"_s.arg(writer) : u"text %1"_s.arg(number);
            changes.push_back(message(roomId(to), 100'000 * writer + number, text, cid));
            keys.push_back(u"%1 %2"_s.arg(to).arg(cid));
        }
        const auto replies = store.apply(changes);
        for (size_t i = 0; i < replies.size(); ++i) {
            if (replies[i]) {
                const auto reply = std::get<AppendMessage::Reply>(*replies[i]);
                ledger.acked.insert({keys[i], reply.message.seq});
                ledger.firstCount += reply.duplicate ? 0 : 1;
            } else {
                const bool isConflict = replies[i].error() == StoreError::Conflict;
                (isConflict ? ledger.conflictCount : ledger.refusedCount) += 1;
            }
        }
    }
    ledger.lossCount = store.doubtCount();
}

void tst_PostgresWriters::check(const std::array<Ledger, writerCount> &ledgers)
{
    std::map<QString, qint64> seqs;
    int firstCount = 0;
    for (const Ledger &ledger : ledgers) {
        firstCount += ledger.firstCount;
        QCOMPARE(ledger.refusedCount, 0);
        QVERIFY(ledger.conflictCount <= batchCount * batchSize / 8);
        for (const auto &[key, seq] : ledger.acked) {
            QCOMPARE(seqs.insert({key, seq}).first->second, seq); // the same one for all
        }
    }
    QCOMPARE(int(seqs.size()), batchCount * batchSize);
    QCOMPARE(firstCount, batchCount * batchSize);
    QCOMPARE(m_server.ask(u"SELECT count(*), count(DISTINCT cid) FROM messages"_s),
             u"%1|%1"_s.arg(batchCount * batchSize));
    QCOMPARE(m_server.ask(u"SELECT count(*) FROM rooms WHERE seq <> (SELECT count(*) FROM messages "
                          "WHERE room_id = rooms.id) OR seq <> (SELECT coalesce(max(seq), 0) FROM "
                          "messages WHERE room_id = rooms.id) OR rev <> seq"_s),
             u"0"_s);
    const QStringList stored =
        m_server.ask(u"SELECT substr(room_id, 24) || ' ' || cid || ' ' || seq FROM messages"_s)
            .split(u'\n');
    for (const auto &[key, seq] : seqs) {
        QVERIFY2(stored.contains(u"%1 %2"_s.arg(key).arg(seq)), qPrintable(key));
    }
}

void tst_PostgresWriters::severalWritersLeaveNoGaps_data()
{
    QTest::addColumn<bool>("isKilled");
    QTest::newRow("three at once") << false;
    QTest::newRow("three at once, whose connections are ended") << true;
}

void tst_PostgresWriters::severalWritersLeaveNoGaps()
{
    QFETCH(bool, isKilled);
    std::array<Ledger, writerCount> ledgers;
    std::array<std::thread, writerCount> writers;
    std::atomic<int> running = int(writerCount);
    for (size_t i = 0; i < writerCount; ++i) {
        writers.at(i) = std::thread([&, i] {
            write(static_cast<int>(i), ledgers.at(i));
            --running;
        });
    }
    // One after the other, and only when something was written since the last.
    constexpr int mostEnded = 20;
    const QString written = u"SELECT coalesce(sum(batch), 0) FROM maru_writers"_s;
    int ended = 0;
    while (isKilled && running > 0 && ended < mostEnded) {
        ended += m_server
                     .ask(u"SELECT count(pg_terminate_backend(pid)) FROM (SELECT pid FROM "
                          "pg_stat_activity WHERE application_name = 'maru-server' "
                          "ORDER BY random() LIMIT 1) AS one"_s)
                     .toInt();
        const int before = m_server.ask(written).toInt();
        while (running > 0 && m_server.ask(written).toInt() < before + int(writerCount)) { }
    }
    for (std::thread &writer : writers) {
        writer.join();
    }
    QVERIFY(!isKilled || ended > 0);
    check(ledgers);
}

void tst_PostgresWriters::aNameIsGivenOnce()
{
    std::array<std::thread, writerCount> writers;
    std::atomic<int> taken = 0;
    std::atomic<int> refused = 0;
    constexpr int names = 30;
    for (size_t i = 0; i < writerCount; ++i) {
        writers.at(i) = std::thread([&, i] {
            PostgresBackend store(addressOf(m_server), PostgresBackend::Sharing::WithOthers);
            QVERIFY(store.open());
            for (int name = 10; name < 10 + names; ++name) {
                CreateUser change = user(name);
                change.user.id = userId(1'000 * (static_cast<int>(i) + 1) + name);
                const auto reply = apply(store, change);
                QVERIFY(reply || reply.error() == StoreError::NameTaken);
                ++(reply ? taken : refused);
            }
        });
    }
    for (std::thread &writer : writers) {
        writer.join();
    }
    QCOMPARE(taken.load(), names);
    QCOMPARE(refused.load(), int(writerCount - 1) * names);
}

QTEST_GUILESS_MAIN(tst_PostgresWriters)
#include "tst_postgreswriters.moc"
