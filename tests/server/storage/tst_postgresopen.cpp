// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/migrator.h"
#include "server/storage/sql/postgresbackend.h"
#include "tests/server/storage/postgresfixture.h"
#include "tests/server/storage/storagefixture.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QScopeGuard>
#include <QTest>

// What a database can have wrong: one sentence each, and nothing in it is touched (promise P5).

using namespace maru;
using namespace maru::server;
using namespace maru::server::fixture;
using namespace Qt::StringLiterals;

class tst_PostgresOpen : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { MARU_START_POSTGRES(m_server); }
    void init() { m_server.empty(); }

    void aUrlSaysWhere_data();
    void aUrlSaysWhere();
    void aBadUrlIsRefused_data();
    void aBadUrlIsRefused();

    void aServerThatIsNotThereIsNamed();
    void aWrongPasswordIsNotShown();
    void aDatabaseThatIsNotThereIsNamed();
    void aForeignDatabaseIsLeftAlone();
    void whatAnExtensionBringsIsNotForeign();
    void aNewerSchemaIsLeftAlone();
    void wrongCountersAreFound();
    void whoMayNotMakeTablesIsTold();
    void anotherEncodingIsRefused();
    void aRolesOwnSettingsDoNotCount();
    void aSchemaMayHaveAnyName();
    void aSecondServerIsRefused();
    void aKilledServerIsNotWaitedForLong();
    void whatItCannotBeIsSaid();
    void withoutFsyncItIsNotOpened();
    void withoutFullPageWritesItIsOpenedWithAWarning();
    void theSchemaIsThatOfSqlite();
    void anOlderSchemaIsUpgraded();

private:
    /// What open() says of it; empty: it opens.
    QString refusal(const QString &url);
    /// All there is, as text.
    QString everything();

    PostgresServer m_server;
};

QString tst_PostgresOpen::refusal(const QString &url)
{
    PostgresBackend backend(parsePostgresUrl(url).value());
    const auto opened = backend.open();
    return opened ? QString() : opened.error().text;
}

QString tst_PostgresOpen::everything()
{
    return m_server.ask(u"SELECT c.relname, c.relkind, pg_relation_filenode(c.oid) FROM pg_class c "
                        "WHERE relnamespace = 'public'::regnamespace ORDER BY 1"_s);
}

void tst_PostgresOpen::aUrlSaysWhere_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("place");
    QTest::addColumn<QString>("rest");
    QTest::newRow("all of it") << u"postgres://kim:p%40ss%2F@db.example:5433/maru?sslmode=require"_s
                               << u"postgres://db.example:5433/maru"_s
                               << u"kim|p@ss/|sslmode='require'"_s;
    QTest::newRow("other scheme") << u"postgresql://db/maru"_s << u"postgres://db:5432/maru"_s
                                  << u"||"_s;
    QTest::newRow("socket") << u"postgres:///maru?host=/run/postgresql&user=kim"_s
                            << u"postgres:///maru?host=/run/postgresql"_s << u"kim||"_s;
    QTest::newRow("no host") << u"postgres:///maru"_s << u"postgres:///maru"_s << u"||"_s;
    QTest::newRow("IPv6") << u"postgres://[::1]/maru"_s << u"postgres://[::1]:5432/maru"_s
                          << u"||"_s;
    QTest::newRow("quotes") << u"postgres://db/maru?sslrootcert=/a%20'b%5C&password=x%26y"_s
                            << u"postgres://db:5432/maru"_s << u"|x&y|sslrootcert='/a \\'b\\\\'"_s;
}

void tst_PostgresOpen::aUrlSaysWhere()
{
    QFETCH(QString, url);
    QFETCH(QString, place);
    QFETCH(QString, rest);
    const auto address = parsePostgresUrl(url);
    QVERIFY2(address, address ? "" : qPrintable(address.error()));
    QCOMPARE(address->place(), place);
    QCOMPARE(address->user + u'|' + address->password + u'|' + address->options, rest);
}

void tst_PostgresOpen::aBadUrlIsRefused_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("says");
    QTest::newRow("no database") << u"postgres://me:secret@db"_s << u"names no database"_s;
    QTest::newRow("no database, slash") << u"postgres://me:secret@db/"_s << u"names no database"_s;
    QTest::newRow("port") << u"postgres://me:secret@db:99999/maru"_s << u"malformed"_s;
    QTest::newRow("port 2") << u"postgres://me:secret@db/maru?port=0"_s << u"no port"_s;
    QTest::newRow("unknown") << u"postgres://me:secret@db/maru?fsync=off"_s
                             << u"unknown setting fsync"_s;
    QTest::newRow("options") << u"postgres://db/maru?options=-csecret"_s
                             << u"unknown setting options"_s;
    QTest::newRow("unescaped") << u"postgres://me:se cret@db/maru"_s << u"malformed"_s;
    QTest::newRow("semicolon") << u"postgres://db/maru?sslmode=a;secret"_s << u"semicolon"_s;
    QTest::newRow("fragment") << u"postgres://me:x@db/maru#secret"_s << u"'#'"_s;
    QTest::newRow("U+0000") << u"postgres://me:secret%00@db/maru"_s << u"U+0000"_s;
}

void tst_PostgresOpen::aBadUrlIsRefused()
{
    QFETCH(QString, url);
    QFETCH(QString, says);
    const auto address = parsePostgresUrl(url);
    QVERIFY(!address);
    QVERIFY2(address.error().contains(says), qPrintable(address.error()));
    QVERIFY2(!address.error().contains(u"secret"), qPrintable(address.error()));
    QVERIFY(address.error().startsWith(u"The database URL ") && address.error().endsWith(u'.'));
}

void tst_PostgresOpen::aServerThatIsNotThereIsNamed()
{
    const QString text = refusal(u"postgres://me:secret@127.0.0.1:1/maru"_s);
    QVERIFY2(text.startsWith(u"The database postgres://127.0.0.1:1/maru cannot be reached ("_s),
             qPrintable(text));
    QVERIFY2(text.endsWith(u"): start it, or correct --db."_s), qPrintable(text));
    QVERIFY(!text.contains(u"secret") && !text.contains(u'\n'));
}

void tst_PostgresOpen::aWrongPasswordIsNotShown()
{
    QFile rules(m_server.folder() + u"/data/pg_hba.conf"_s);
    QVERIFY(rules.open(QIODevice::ReadWrite));
    const QByteArray before = rules.readAll();
    rules.seek(0);
    rules.write("host all guarded 127.0.0.1/32 scram-sha-256\n" + before);
    rules.close();
    m_server.ask(u"CREATE ROLE guarded LOGIN PASSWORD 'right'; SELECT pg_reload_conf()"_s);
    const QString url = u"postgres://guarded:%1@127.0.0.1:%2/maru"_s;
    QTRY_VERIFY(refusal(url.arg(u"secret"_s).arg(m_server.port())).contains(u"not let us in"));
    const QString text = refusal(url.arg(u"secret"_s).arg(m_server.port()));
    QVERIFY2(text.contains(u"password") && text.contains(u"correct user, password and database"),
             qPrintable(text));
    QVERIFY(!text.contains(u"secret"));
    QCOMPARE(everything(), QString());
    m_server.ask(u"DROP ROLE guarded"_s);
}

void tst_PostgresOpen::aDatabaseThatIsNotThereIsNamed()
{
    const QString text = refusal(u"postgres://maru@127.0.0.1:%1/nobody"_s.arg(m_server.port()));
    QVERIFY2(text.contains(u"/nobody does not let us in") && text.contains(u"does not exist"),
             qPrintable(text));
}

void tst_PostgresOpen::aForeignDatabaseIsLeftAlone()
{
    m_server.ask(u"CREATE TABLE zebras (id INTEGER)"_s);
    const QString before = everything();
    const QString text = refusal(m_server.url());
    QVERIFY2(text.contains(u"belongs to another program (it has zebras)"), qPrintable(text));
    QCOMPARE(everything(), before);
}

void tst_PostgresOpen::whatAnExtensionBringsIsNotForeign()
{
    m_server.ask(u"CREATE EXTENSION pg_stat_statements"_s);
    if (!m_server.problem().isEmpty()) {
        QVERIFY2(qEnvironmentVariable("CI") != u"true", qPrintable(m_server.problem()));
        QSKIP("no extension here (postgresql-contrib)");
    }
    QCOMPARE(refusal(m_server.url()), QString());
}

void tst_PostgresOpen::aNewerSchemaIsLeftAlone()
{
    QCOMPARE(refusal(m_server.url()), QString());
    m_server.ask(u"UPDATE maru_store SET schema_version = 99"_s);
    const QString before = everything() + m_server.ask(u"SELECT * FROM maru_store"_s);
    const QString text = refusal(m_server.url());
    QVERIFY2(text.contains(u"has schema version 99") && text.contains(u"use the newer program"),
             qPrintable(text));
    QCOMPARE(everything() + m_server.ask(u"SELECT * FROM maru_store"_s), before);
}

void tst_PostgresOpen::wrongCountersAreFound()
{
    QCOMPARE(refusal(m_server.url()), QString());
    m_server.ask(u"UPDATE rooms SET seq = 7, rev = 7"_s);
    const QString text = refusal(m_server.url());
    QVERIFY2(text.contains(u"is damaged: room "), qPrintable(text));
}

void tst_PostgresOpen::whoMayNotMakeTablesIsTold()
{
    m_server.ask(u"CREATE ROLE guest LOGIN; GRANT USAGE ON SCHEMA public TO guest"_s);
    const QString url = u"postgres://guest@127.0.0.1:%1/maru"_s.arg(m_server.port());
    const QString text = refusal(url);
    QVERIFY2(text.contains(u"make tables in the schema public") && text.contains(u"GRANT CREATE"),
             qPrintable(text));
    m_server.ask(u"REVOKE USAGE ON SCHEMA public FROM guest"_s);
    QVERIFY(refusal(url).contains(u"has no schema that this user may use"));
    QCOMPARE(everything(), QString());
    m_server.ask(u"DROP ROLE guest"_s);
}

void tst_PostgresOpen::anotherEncodingIsRefused()
{
    m_server.ask(u"CREATE DATABASE latin ENCODING LATIN1 TEMPLATE template0"_s);
    const QString text = refusal(u"postgres://maru@127.0.0.1:%1/latin"_s.arg(m_server.port()));
    QVERIFY2(text.contains(u"has the encoding LATIN1"), qPrintable(text));
}

// Quassel was open to injection twice because a session had other quoting rules than its driver
// believed.
void tst_PostgresOpen::aRolesOwnSettingsDoNotCount()
{
    m_server.ask(u"ALTER ROLE maru SET standard_conforming_strings = off; "
                 "ALTER ROLE maru SET synchronous_commit = off; "
                 "ALTER ROLE maru SET client_encoding = 'LATIN1'; "
                 "ALTER ROLE maru SET default_transaction_isolation = serializable"_s);
    const QString text = u"\\'; DROP TABLE messages; -- \\\\ ' '' \\u0041 한"_s;
    {
        PostgresBackend backend(addressOf(m_server));
        const auto opened = backend.open();
        QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
        QVERIFY(apply(backend, room(1, text)) && apply(backend, user(1)));
        QVERIFY(apply(backend, message(roomId(1), 1, text, text.left(9))));
        const auto page = read(backend, history(roomId(1), ReadHistory::Direction::After, 0));
        QCOMPARE(page->messages.value(0).chat, text);
        QCOMPARE(page->messages.value(0).cid, text.left(9));
    }
    m_server.ask(u"ALTER ROLE maru RESET ALL"_s);
    QCOMPARE(m_server.ask(u"SELECT chat FROM messages"_s), text);
}

void tst_PostgresOpen::aSchemaMayHaveAnyName()
{
    m_server.ask(u"CREATE SCHEMA \"Maru-1\" AUTHORIZATION maru; "
                 "ALTER ROLE maru SET search_path = \"Maru-1\""_s);
    const auto tidy = qScopeGuard(
        [this] { m_server.ask(u"ALTER ROLE maru RESET ALL; DROP SCHEMA \"Maru-1\" CASCADE"_s); });
    PostgresBackend backend(addressOf(m_server));
    const auto opened = backend.open();
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    QVERIFY(apply(backend, room(1, u"Alpha"_s)) && apply(backend, user(1)));
    QVERIFY(apply(backend, message(roomId(1), 1, u"a"_s)));
    backend.close();
}

void tst_PostgresOpen::aSecondServerIsRefused()
{
    PostgresBackend first(addressOf(m_server));
    QVERIFY(first.open());
    const QString text = refusal(m_server.url());
    QVERIFY2(text.contains(u"is in use by another maru-server ("), qPrintable(text));
    QVERIFY2(text.contains(u"process %1, since "_s.arg(QCoreApplication::applicationPid())),
             qPrintable(text));
    QVERIFY(apply(first, room(1, u"Alpha"_s))); // which is not disturbed
    first.close();
    QCOMPARE(refusal(m_server.url()), QString());
}

void tst_PostgresOpen::aKilledServerIsNotWaitedForLong()
{
    PostgresBackend second(addressOf(m_server));
    {
        PostgresBackend first(addressOf(m_server));
        QVERIFY(first.open());
        // As if the machine of the first had died: its session stays for a while.
        m_server.ask(u"SELECT pg_terminate_backend(holder_pid) FROM maru_store"_s);
        QVERIFY(second.open());
    }
    QVERIFY(apply(second, room(1, u"Alpha"_s)));
}

// What cannot be had here: an old server, a standby.
void tst_PostgresOpen::whatItCannotBeIsSaid()
{
    PostgresFacts facts;
    facts.version = 120'022;
    facts.encoding = u"UTF8"_s;
    facts.schema = u"public"_s;
    QCOMPARE(whatIsLacking(facts), u"is PostgreSQL 12; Maru needs 13 or newer: upgrade it"_s);
    facts.version = 130'000;
    QCOMPARE(whatIsLacking(facts), QString());
    facts.isStandby = true;
    QVERIFY(whatIsLacking(facts).contains(u"standby"));
}

void tst_PostgresOpen::withoutFsyncItIsNotOpened()
{
    m_server.stop(PostgresServer::Stop::Fast);
    QVERIFY2(m_server.startAgain({u"fsync=off"_s}), qPrintable(m_server.problem()));
    const QString text = refusal(m_server.url());
    QVERIFY2(text.contains(u"has fsync=off") && text.contains(u"set fsync=on"), qPrintable(text));
    QCOMPARE(everything(), QString());
    m_server.stop(PostgresServer::Stop::Fast);
    QVERIFY(m_server.startAgain());
}

void tst_PostgresOpen::withoutFullPageWritesItIsOpenedWithAWarning()
{
    const auto set = [this](const QString &how) {
        m_server.ask(u"ALTER SYSTEM "_s + how);
        m_server.ask(u"SELECT pg_reload_conf()"_s);
    };
    const auto isSet = [this](const QString &value) {
        return m_server.ask(u"SHOW full_page_writes"_s) == value;
    };
    set(u"SET full_page_writes = off"_s);
    QTRY_VERIFY(isSet(u"off"_s));
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"has full_page_writes=off: "_s));
    const QString refused = refusal(m_server.url());
    set(u"RESET full_page_writes"_s);
    QTRY_VERIFY(isSet(u"on"_s));
    QCOMPARE(refused, QString());
}

// A number means the same schema in both, so a step needs a file in both folders.
void tst_PostgresOpen::theSchemaIsThatOfSqlite()
{
    QCOMPARE(newestVersion(migrationsOf(postgresDialect)),
             newestVersion(migrationsOf(sqliteDialect)));
}

void tst_PostgresOpen::anOlderSchemaIsUpgraded()
{
    {
        PostgresBackend backend(addressOf(m_server));
        QVERIFY(backend.open());
        QVERIFY(apply(backend, user(1)));
        QVERIFY(apply(backend, room(1, u"Alpha"_s)));
        QVERIFY(apply(backend, EnterRoom{roomId(1), userId(1), 1'000, std::nullopt}));
        SetMember mute{.room = roomId(1), .user = userId(1), .nowMs = 1'000};
        mute.muted = true;
        QVERIFY(apply(backend, mute));
    }
    m_server.ask(u"DROP TABLE room_mutes; UPDATE maru_store SET schema_version = 4"_s);
    PostgresBackend backend(addressOf(m_server));
    QVERIFY(backend.open());
    QCOMPARE(m_server.ask(u"SELECT schema_version FROM maru_store"_s).trimmed(),
             QString::number(newestVersion(migrationsOf(postgresDialect))));
    QVERIFY(apply(backend, RemoveMember{.room = roomId(1), .user = userId(1), .nowMs = 2'000}));
    QVERIFY(apply(backend, EnterRoom{roomId(1), userId(1), 3'000, std::nullopt})->mine.muted);
}

QTEST_GUILESS_MAIN(tst_PostgresOpen)
#include "tst_postgresopen.moc"
