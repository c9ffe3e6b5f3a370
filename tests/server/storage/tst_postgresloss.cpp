// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/postgresbackend.h"
#include "server/storage/sql/postgresconnection.h"
#include "server/storage/storagethread.h"
#include "tests/server/storage/postgresfixture.h"
#include "tests/server/storage/storagefixture.h"

#include <QElapsedTimer>
#include <QTest>

#include <atomic>
#include <thread>

// A database that goes away: what was acknowledged is there, what was not is there once or not at
// all, and the store goes on by itself.

using namespace maru;
using namespace maru::server;
using namespace maru::server::fixture;
using namespace Qt::StringLiterals;

class tst_PostgresLoss : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { MARU_START_POSTGRES(m_server); }
    void init();
    void cleanup();

    void aRestartIsNotNoticed_data();
    void aRestartIsNotNoticed();
    void aConnectionThatWasEndedIsMadeAgain();
    void whileItIsAwayNothingIsStored();
    void aCommitThatHappenedIsAnswered();
    void aCommitThatDidNotHappenIsMadeAgain();
    void aDoubtHasAnEnd();
    void textsAreVerbatimAfterwards();
    void whoLostTheStoreDoesNotComeBack();
    void aConnectionOfOursThatIsNotMissedYetIsNobodyElse();
    void theReaderComesBack();
    void anIdleStoreSaysWhatIsWrong();

private:
    struct Told
    {
        Result<AppendMessage::Reply, StoreError> reply = failure(StoreError::Broken);
        QString doubts;
    };
    std::thread writer(std::atomic<bool> &isReady, std::atomic<bool> &go, Told &told);

    /// All texts of room 1 in their order, with seqs that have no gaps.
    QString texts();
    /// Waits until \p condition is true in the database.
    bool waitFor(const QString &condition);

    PostgresServer m_server;
    std::unique_ptr<PostgresBackend> m_store;
};

void tst_PostgresLoss::init()
{
    m_server.empty();
    m_store = std::make_unique<PostgresBackend>(addressOf(m_server));
    const auto opened = m_store->open();
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    QVERIFY(apply(*m_store, room(1, u"Alpha"_s)) && apply(*m_store, user(1)));
}

void tst_PostgresLoss::cleanup()
{
    m_store.reset();
}

QString tst_PostgresLoss::texts()
{
    return m_server.ask(
        u"SELECT string_agg(CASE WHEN seq = n THEN '' ELSE '!' END || chat, ' ' "
        "ORDER BY seq) FROM (SELECT seq, chat, row_number() OVER (ORDER BY seq) AS n "
        "FROM messages) AS all_messages"_s);
}

bool tst_PostgresLoss::waitFor(const QString &condition)
{
    QElapsedTimer waited;
    waited.start();
    while (!waited.hasExpired(30'000)) {
        if (m_server.ask(u"SELECT "_s + condition) == u"t") {
            return true;
        }
    }
    return false;
}

void tst_PostgresLoss::aRestartIsNotNoticed_data()
{
    QTest::addColumn<bool>("isImmediate");
    QTest::newRow("-m fast") << false;
    QTest::newRow("-m immediate") << true;
}

void tst_PostgresLoss::aRestartIsNotNoticed()
{
    QFETCH(bool, isImmediate);
    QVERIFY(apply(*m_store, message(roomId(1), 1, u"a"_s, u"c-1"_s)));
    m_server.stop(isImmediate ? PostgresServer::Stop::Immediate : PostgresServer::Stop::Fast);
    QVERIFY(m_server.startAgain());
    QVERIFY(apply(*m_store, message(roomId(1), 2, u"b"_s, u"c-2"_s)));
    QVERIFY(apply(*m_store, message(roomId(1), 3, u"a"_s, u"c-1"_s))->duplicate);
    QCOMPARE(m_store->problem(), QString());
    QCOMPARE(texts(), u"a b"_s);
}

void tst_PostgresLoss::aConnectionThatWasEndedIsMadeAgain()
{
    const QString end = u"SELECT count(pg_terminate_backend(holder_pid)) FROM maru_store"_s;
    QCOMPARE(m_server.ask(end), u"1"_s);
    QVERIFY(read(*m_store, FindUser{userId(1)})->has_value());
    QCOMPARE(m_server.ask(end), u"1"_s);
    QVERIFY(apply(*m_store, message(roomId(1), 1, u"a"_s)));
    QCOMPARE(m_server.ask(end), u"1"_s);
    QCOMPARE(m_store->followUp(Leisure::Plenty), Later::Nothing);
    QVERIFY(apply(*m_store, message(roomId(1), 2, u"b"_s)));
    QCOMPARE(texts(), u"a b"_s);
    while (m_store->followUp(Leisure::Plenty) != Later::Nothing) { }
    QCOMPARE(m_server.ask(u"SELECT indexed = (SELECT max(doc) FROM messages) FROM search_state"_s),
             u"t"_s);
}

void tst_PostgresLoss::whileItIsAwayNothingIsStored()
{
    QVERIFY(apply(*m_store, message(roomId(1), 1, u"a"_s)));
    m_server.stop(PostgresServer::Stop::Fast);
    QCOMPARE(apply(*m_store, message(roomId(1), 2, u"b"_s)).error(), StoreError::Failed);
    QVERIFY2(m_store->problem().contains(u"cannot be reached"), qPrintable(m_store->problem()));
    QVERIFY(m_store->idleMs() > 0 && m_store->idleMs() <= limits::reconnectEveryMs);
    QElapsedTimer waited;
    waited.start();
    for (int i = 0; i < 100; ++i) {
        QCOMPARE(apply(*m_store, message(roomId(1), 2, u"b"_s)).error(), StoreError::Failed);
        QCOMPARE(read(*m_store, FindUser{userId(1)}).error(), StoreError::Failed);
    }
    QVERIFY2(waited.elapsed() < limits::reconnectMs, "each of them waited");
    QVERIFY(m_server.startAgain());
    QTRY_VERIFY((m_store->maintain(), m_store->problem().isEmpty()));
    QVERIFY(apply(*m_store, message(roomId(1), 3, u"c"_s)));
    QCOMPARE(texts(), u"a c"_s);
}

// In a thread of its own: opens a store, waits until \p go, stores one message of a classic client
// (which has no cid), and says what it was told and how many COMMITs were in doubt, "in doubt,
// stored".
std::thread tst_PostgresLoss::writer(std::atomic<bool> &isReady, std::atomic<bool> &go, Told &told)
{
    return std::thread([&] {
        PostgresBackend store(addressOf(m_server));
        const bool isOpen = store.open().has_value();
        isReady = true;
        while (!go) {
            std::this_thread::yield();
        }
        if (isOpen) {
            told.reply = apply(store, message(roomId(1), 2, u"b"_s));
        }
        told.doubts = u"%1, %2"_s.arg(store.doubtCount()).arg(store.doubtStoredCount());
    });
}

// It hangs behind a standby that never comes: committed here, and not answered.
void tst_PostgresLoss::aCommitThatHappenedIsAnswered()
{
    QVERIFY(apply(*m_store, message(roomId(1), 1, u"a"_s)));
    m_store.reset();
    std::atomic<bool> isReady = false;
    std::atomic<bool> go = false;
    Told told;
    std::thread thread = writer(isReady, go, told);
    QTRY_VERIFY(isReady);
    m_server.ask(u"ALTER SYSTEM SET synchronous_standby_names = 'nobody'"_s);
    m_server.ask(u"SELECT pg_reload_conf()"_s);
    const bool isSet = waitFor(u"current_setting('synchronous_standby_names') = 'nobody'"_s);
    go = true;
    const QString waits =
        u"FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND query = 'COMMIT'"_s;
    const bool isWaiting = waitFor(u"count(*) = 1 "_s + waits);
    // Alone: it cannot be part of a transaction.
    m_server.ask(u"ALTER SYSTEM RESET synchronous_standby_names"_s);
    const bool isReset = m_server.problem().isEmpty();
    m_server.ask(u"SELECT pg_terminate_backend(pid) "_s + waits);
    m_server.ask(u"SELECT pg_reload_conf()"_s);
    thread.join();
    QVERIFY(isSet && isWaiting && isReset);
    QCOMPARE(told.doubts, u"1, 1"_s);
    QVERIFY(told.reply && !told.reply->duplicate);
    QCOMPARE(told.reply->message.seq, 2);
    QCOMPARE(texts(), u"a b"_s);
}

// It hangs in what PostgreSQL does before it commits.
void tst_PostgresLoss::aCommitThatDidNotHappenIsMadeAgain()
{
    QVERIFY(apply(*m_store, message(roomId(1), 1, u"a"_s)));
    m_store.reset();
    m_server.ask(
        u"CREATE TABLE slow (x INTEGER); INSERT INTO slow VALUES (1); "
        "CREATE FUNCTION hang() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF EXISTS (SELECT 1 FROM slow) THEN PERFORM pg_sleep(9); END IF; RETURN NULL; END $$; "
        "CREATE CONSTRAINT TRIGGER hangs AFTER INSERT ON messages DEFERRABLE INITIALLY "
        "DEFERRED FOR EACH ROW EXECUTE FUNCTION hang()"_s);
    QCOMPARE(m_server.problem(), QString());
    std::atomic<bool> isReady = false;
    std::atomic<bool> go = true;
    Told told;
    std::thread thread = writer(isReady, go, told);
    const QString hangs =
        u"FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND query = 'COMMIT'"_s;
    const bool isHanging = waitFor(u"count(*) = 1 "_s + hangs);
    m_server.ask(u"DELETE FROM slow"_s);
    m_server.ask(u"SELECT pg_terminate_backend(pid) "_s + hangs);
    thread.join();
    QVERIFY(isHanging);
    QCOMPARE(told.doubts, u"1, 0"_s);
    QVERIFY(told.reply);
    QCOMPARE(told.reply->message.seq, 2);
    QCOMPARE(texts(), u"a b"_s);
}

// The database ends each connection that asks what became of the COMMIT.
void tst_PostgresLoss::aDoubtHasAnEnd()
{
    m_server.ask(
        u"CREATE SEQUENCE ends; " // which no rollback takes back: not for ever
        "CREATE FUNCTION end_us() RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN "
        "IF current_query() ~ 'batch FROM maru_writers|^COMMIT' AND nextval('ends') < 1000 THEN "
        "PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(1); END IF; "
        "RETURN true; END $$; "
        "CREATE FUNCTION end_commit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "PERFORM end_us(); RETURN NULL; END $$; "
        "CREATE CONSTRAINT TRIGGER ends AFTER INSERT ON messages DEFERRABLE INITIALLY DEFERRED "
        "FOR EACH ROW EXECUTE FUNCTION end_commit(); "
        "ALTER TABLE maru_writers RENAME TO all_writers; "
        "CREATE VIEW maru_writers AS SELECT * FROM all_writers WHERE end_us()"_s);
    QCOMPARE(m_server.problem(), QString());
    QElapsedTimer waited;
    waited.start();
    const auto sent = apply(*m_store, message(roomId(1), 1, u"a"_s, u"c-1"_s));
    QVERIFY2(!sent, "it asked until it was answered");
    QVERIFY(waited.elapsed() < limits::inDoubtMs + 1'000 * limits::connectSeconds);
    QCOMPARE(m_store->doubtCount(), 1);
    QVERIFY2(m_store->problem().contains(u"was lost"), qPrintable(m_store->problem()));
    QCOMPARE(texts(), QString());
    m_server.ask(u"SELECT setval('ends', 1000)"_s);
    QVERIFY(apply(*m_store, message(roomId(1), 1, u"a"_s, u"c-1"_s)));
    QCOMPARE(texts(), u"a"_s);
}

void tst_PostgresLoss::textsAreVerbatimAfterwards()
{
    const QStringList attempts{
        u"'); DROP TABLE messages; --"_s,
        u"\\'); DROP TABLE messages; --"_s,
        u"\\\\' OR 1=1; \\"_s,
        u"$1 ? ?1 $$ :a E'\\x41' U&'\\0041'"_s,
        u"\\"_s,
        u"'"_s,
        u"''"_s,
        u"\u02bc \uff07 \u00b4 \u2019"_s, // look like quotes
    };
    m_server.ask(u"ALTER ROLE maru SET standard_conforming_strings = off"_s);
    int number = 0;
    for (int round = 0; round < 3; ++round) {
        for (const QString &text : attempts) {
            ++number;
            const AppendMessage sent =
                message(roomId(1), number, text, u"%1%2"_s.arg(text).arg(number));
            const auto stored = apply(*m_store, sent);
            QVERIFY(stored);
            const auto page =
                read(*m_store, history(roomId(1), ReadHistory::Direction::After, number - 1));
            QCOMPARE(page->messages.value(0).chat, text);
            QCOMPARE(page->messages.value(0).cid, sent.message.cid);
        }
        if (round == 0) {
            m_server.ask(u"SELECT pg_terminate_backend(holder_pid) FROM maru_store"_s);
        } else {
            m_server.stop(PostgresServer::Stop::Immediate);
            QVERIFY(m_server.startAgain());
        }
    }
    m_server.ask(u"ALTER ROLE maru RESET ALL"_s);
    QCOMPARE(m_server.ask(u"SELECT count(*) FROM messages"_s).toInt(), number);
}

void tst_PostgresLoss::whoLostTheStoreDoesNotComeBack()
{
    m_server.ask(u"SELECT pg_terminate_backend(holder_pid) FROM maru_store"_s);
    {
        PostgresBackend other(addressOf(m_server));
        QVERIFY(other.open());
        QVERIFY(apply(other, message(roomId(1), 1, u"theirs"_s)));
    }
    QCOMPARE(apply(*m_store, message(roomId(1), 2, u"ours"_s)).error(), StoreError::Broken);
    QVERIFY2(m_store->problem().contains(u"was used by another maru-server"),
             qPrintable(m_store->problem()));
    QCOMPARE(read(*m_store, FindUser{userId(1)}).error(), StoreError::Broken);
    QCOMPARE(texts(), u"theirs"_s);
}

// It took the lock, and was lost before it could say whose it is: PostgreSQL keeps it for 25 s.
void tst_PostgresLoss::aConnectionOfOursThatIsNotMissedYetIsNobodyElse()
{
    auto halfOpen = std::make_unique<PostgresConnection>(addressOf(m_server),
                                                         PostgresConnection::Mode::ReadWrite);
    QVERIFY(halfOpen->open());
    m_server.ask(u"SELECT pg_terminate_backend(holder_pid) FROM maru_store"_s);
    QVERIFY(halfOpen->row(u"SELECT pg_advisory_lock((1298231925::bigint << 32) "
                          "| (quote_ident(current_schema())::regnamespace::oid)::bigint)"_s));
    QCOMPARE(apply(*m_store, message(roomId(1), 1, u"a"_s)).error(), StoreError::Failed);
    QVERIFY2(m_store->problem().contains(u"a connection of ours that is gone"),
             qPrintable(m_store->problem()));
    halfOpen.reset();
    QTRY_VERIFY_WITH_TIMEOUT(apply(*m_store, message(roomId(1), 2, u"b"_s, u"c-2"_s)), 30'000);
    QCOMPARE(texts(), u"b"_s);
}

void tst_PostgresLoss::theReaderComesBack()
{
    QVERIFY(apply(*m_store, message(roomId(1), 1, u"a"_s)));
    const auto reader = m_store->readerMaker()();
    QVERIFY(reader->read(FindUser{userId(1)}));
    m_server.ask(u"SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                 "WHERE application_name = 'maru-server'"_s);
    QVERIFY(reader->read(FindUser{userId(1)}));
    m_server.stop(PostgresServer::Stop::Fast);
    QCOMPARE(reader->read(FindUser{userId(1)}).error(), StoreError::Failed);
    QVERIFY(m_server.startAgain());
    QVERIFY(reader->read(FindUser{userId(1)}));
}

void tst_PostgresLoss::anIdleStoreSaysWhatIsWrong()
{
    m_store.reset();
    StorageThread store([this] { return std::make_unique<PostgresBackend>(addressOf(m_server)); });
    QVERIFY(store.start());
    m_server.stop(PostgresServer::Stop::Fast);
    QTRY_VERIFY_WITH_TIMEOUT(store.problem().contains(u"cannot be reached"), 30'000);
    QVERIFY(m_server.startAgain());
    QTRY_VERIFY_WITH_TIMEOUT(store.problem().isEmpty(), 30'000);
    bool isStored = false;
    store.apply(message(roomId(1), 1, u"a"_s), [&](const auto &reply) { isStored = bool(reply); });
    QTRY_VERIFY_WITH_TIMEOUT(isStored, 30'000);
    store.stop(10'000);
    QCOMPARE(texts(), u"a"_s);
}

QTEST_GUILESS_MAIN(tst_PostgresLoss)
#include "tst_postgresloss.moc"
