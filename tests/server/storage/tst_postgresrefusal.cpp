// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/logging.h"
#include "server/storage/sql/postgresbackend.h"
#include "tests/server/storage/postgresfixture.h"
#include "tests/server/storage/storagefixture.h"
#include "tests/support/loglines.h"

#include <QElapsedTimer>
#include <QTest>

// A database that is there and says no: what makes the store unwell, and when it is well again
// while nobody writes.

using namespace maru;
using namespace maru::server;
using namespace maru::server::fixture;
using namespace Qt::StringLiterals;

class tst_PostgresRefusal : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { MARU_START_POSTGRES(m_server); }
    void init();
    void cleanup() { m_store.reset(); }

    void aRefusedQuestionIsOnlyLogged();
    void aRefusedChangeCountsUntilThereIsSpace();
    void aTableThatIsLockedCountsUntilItIsFree();
    void anIndexThatFailsSaysNothingOfTheStore();

private:
    /// Until it is free again nothing goes into \p table.
    void fill(const QString &table);
    void free(const QString &table);
    [[nodiscard]] int indexFailures(const testing::LogLines &log) const;

    PostgresServer m_server;
    std::unique_ptr<PostgresBackend> m_store;
};

void tst_PostgresRefusal::init()
{
    m_server.empty();
    m_store = std::make_unique<PostgresBackend>(addressOf(m_server));
    const auto opened = m_store->open();
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    QVERIFY(apply(*m_store, room(1, u"Alpha"_s)) && apply(*m_store, user(1)));
    // Counts also what is rolled back.
    m_server.ask(u"CREATE SEQUENCE refusals; "
                 "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                 "PERFORM nextval('refusals'); "
                 "RAISE EXCEPTION 'no space left' USING ERRCODE = '53100'; END $$"_s);
    QCOMPARE(m_server.problem(), QString());
}

void tst_PostgresRefusal::fill(const QString &table)
{
    m_server.ask(u"CREATE TRIGGER is_full BEFORE INSERT ON %1 FOR EACH ROW "
                 "EXECUTE FUNCTION refuse()"_s.arg(table));
    QCOMPARE(m_server.problem(), QString());
}

void tst_PostgresRefusal::free(const QString &table)
{
    m_server.ask(u"DROP TRIGGER is_full ON %1"_s.arg(table));
    QCOMPARE(m_server.problem(), QString());
}

int tst_PostgresRefusal::indexFailures(const testing::LogLines &log) const
{
    return static_cast<int>(log.of(QtWarningMsg).filter(u"could not index messages: "_s).size());
}

void tst_PostgresRefusal::aRefusedQuestionIsOnlyLogged()
{
    PostgresConnection other(addressOf(m_server), PostgresConnection::Mode::ReadWrite);
    QVERIFY(other.open());
    QVERIFY(other.row(u"BEGIN"_s) && other.row(u"LOCK TABLE users"_s));
    const testing::LogLines log(lcStorage());
    for (int i = 0; i < 2; ++i) { // each waits for its lock_timeout
        QCOMPARE(read(*m_store, FindUser{userId(1)}).error(), StoreError::Failed);
        QCOMPARE(m_store->problem(), QString());
    }
    QCOMPARE(log.of(QtWarningMsg).filter(u" refused a question: "_s).size(), 1);
    QVERIFY(other.row(u"ROLLBACK"_s));
    QVERIFY(read(*m_store, FindUser{userId(1)})->has_value());
}

// And a write of some size tells that there is, though nobody sends anything.
void tst_PostgresRefusal::aRefusedChangeCountsUntilThereIsSpace()
{
    fill(u"messages"_s);
    fill(u"maru_writers"_s);
    QCOMPARE(apply(*m_store, message(roomId(1), 1, u"a"_s)).error(), StoreError::Failed);
    const QString problem = m_store->problem();
    QVERIFY2(problem.contains(u"refused a change: "_s), qPrintable(problem));
    QVERIFY(read(*m_store, FindUser{userId(1)})->has_value());
    QTRY_VERIFY_WITH_TIMEOUT(
        (m_store->maintain(),
         m_server.ask(u"SELECT last_value FROM refusals"_s).trimmed().toInt() == 2),
        30'000);
    QCOMPARE(m_store->problem(), problem);
    free(u"messages"_s);
    free(u"maru_writers"_s);
    QTRY_COMPARE_WITH_TIMEOUT((m_store->maintain(), m_store->problem()), QString(), 30'000);
    QCOMPARE(m_server.ask(u"SELECT count(*) FROM maru_writers"_s).trimmed(), u"1"_s);
    QVERIFY(apply(*m_store, message(roomId(1), 2, u"b"_s)));
    QCOMPARE(m_server.ask(u"SELECT chat FROM messages"_s).trimmed(), u"b"_s);
}

// A reindexing, say: no message is stored while it lasts, though other tables take what they get.
void tst_PostgresRefusal::aTableThatIsLockedCountsUntilItIsFree()
{
    PostgresConnection other(addressOf(m_server), PostgresConnection::Mode::ReadWrite);
    QVERIFY(other.open());
    QVERIFY(other.row(u"BEGIN"_s) && other.row(u"LOCK TABLE messages"_s));
    QCOMPARE(apply(*m_store, message(roomId(1), 1, u"a"_s)).error(), StoreError::Failed);
    QElapsedTimer since;
    since.start();
    while (since.elapsed() < 7'000) { // it tries every 5 s
        m_store->maintain();
        QVERIFY(!m_store->problem().isEmpty());
        QTest::qWait(50);
    }
    QVERIFY(other.row(u"ROLLBACK"_s));
    QTRY_COMPARE_WITH_TIMEOUT((m_store->maintain(), m_store->problem()), QString(), 30'000);
    QVERIFY(apply(*m_store, message(roomId(1), 1, u"a"_s)));
}

void tst_PostgresRefusal::anIndexThatFailsSaysNothingOfTheStore()
{
    const testing::LogLines log(lcStorage());
    QVERIFY(apply(*m_store, message(roomId(1), 1, u"a"_s)));
    fill(u"search_index"_s);
    QCOMPARE(m_store->followUp(Leisure::Plenty), Later::Nothing);
    QCOMPARE(m_store->problem(), QString());
    fill(u"messages"_s);
    QVERIFY(!apply(*m_store, message(roomId(1), 2, u"b"_s)));
    const QString problem = m_store->problem();
    QVERIFY2(problem.contains(u"refused a change: "_s), qPrintable(problem));
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(m_store->followUp(Leisure::Plenty), Later::Nothing);
        QCOMPARE(m_store->problem(), problem);
    }
    QCOMPARE(indexFailures(log), 1);
    free(u"messages"_s);
    free(u"search_index"_s);
    QVERIFY(apply(*m_store, message(roomId(1), 3, u"c"_s)));
    while (m_store->followUp(Leisure::Plenty) != Later::Nothing) { }
    QCOMPARE(m_server.ask(u"SELECT count(*) FROM search_index"_s).trimmed(), u"2"_s);
    fill(u"search_index"_s);
    QVERIFY(apply(*m_store, message(roomId(1), 4, u"d"_s)));
    QCOMPARE(m_store->followUp(Leisure::Plenty), Later::Nothing);
    QCOMPARE(indexFailures(log), 2);
}

QTEST_GUILESS_MAIN(tst_PostgresRefusal)
#include "tst_postgresrefusal.moc"
