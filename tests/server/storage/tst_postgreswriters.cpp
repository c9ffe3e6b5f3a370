// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/postgresbackend.h"
#include "tests/server/storage/postgresfixture.h"
#include "tests/server/storage/storagefixture.h"
#include "tests/server/storage/writersfixture.h"

#include <QTest>

#include <memory>

// Promises P2 and P3 below the server, where several write to one database: a server alone never
// meets another writer.

using namespace maru;
using namespace maru::server;
using namespace maru::server::fixture;
using namespace Qt::StringLiterals;

namespace {

constexpr WriterLoad load{.batchCount = 40, .batchSize = 12};

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
    void write(int writer, WriterLedger &ledger);
    void check(const WriterLedgers &ledgers);

    PostgresServer m_server;
};

void tst_PostgresWriters::init()
{
    m_server.empty();
    PostgresBackend store(addressOf(m_server), PostgresBackend::Sharing::WithOthers);
    QVERIFY(store.open());
    QVERIFY(apply(store, user(1)));
    for (int number = 1; number <= writerRooms; ++number) {
        QVERIFY(apply(store, room(number, u"Room %1"_s.arg(number))));
    }
}

void tst_PostgresWriters::write(int writer, WriterLedger &ledger)
{
    PostgresBackend store(addressOf(m_server), PostgresBackend::Sharing::WithOthers);
    while (!store.open()) {
        store.close(); // it was ended meanwhile
    }
    writeAll(store, writer, load, ledger);
    ledger.lossCount = store.doubtCount();
}

void tst_PostgresWriters::check(const WriterLedgers &ledgers)
{
    std::map<QString, qint64> seqs;
    checkLedgers(ledgers, load, seqs);
    if (QTest::currentTestFailed()) {
        return;
    }
    QCOMPARE(m_server.ask(u"SELECT count(*), count(DISTINCT cid) FROM messages"_s),
             u"%1|%1"_s.arg(load.messageCount()));
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
    WriterLedgers ledgers;
    std::array<std::thread, writerCount> writers;
    std::atomic<int> running = int(writerCount);
    startWriters(writers, [&](size_t i) {
        write(static_cast<int>(i), ledgers.at(i));
        --running;
    });
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
    joinWriters(writers);
    QVERIFY(!isKilled || ended > 0);
    check(ledgers);
}

void tst_PostgresWriters::aNameIsGivenOnce()
{
    checkNames(30, [this] {
        auto store = std::make_unique<PostgresBackend>(addressOf(m_server),
                                                       PostgresBackend::Sharing::WithOthers);
        return store->open() ? std::move(store) : nullptr;
    });
}

QTEST_GUILESS_MAIN(tst_PostgresWriters)
#include "tst_postgreswriters.moc"
