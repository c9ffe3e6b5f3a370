// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/migrator.h"
#include "server/storage/sql/sqlbackend.h"
#include "server/storage/sql/sqliteconnection.h"
#include "server/storage/sql/sqlitesnapshot.h"
#include "tests/server/storage/storagefixture.h"

#include <QSqlError>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::server;
using namespace maru::server::fixture;

namespace {

/// A store of the first version with two people, two rooms and five messages, as that version wrote
/// it.
const QStringList firstVersion{
    u"INSERT INTO users VALUES ('%1', 'User 1', 'user 1', 'skeleton user 1', 1, 1, 1000, 1000)"_s
        .arg(hexId(1)),
    u"INSERT INTO users VALUES ('%1', 'User 2', 'user 2', NULL, 0, 0, 1000, 1000)"_s.arg(hexId(2)),
    u"INSERT INTO tokens VALUES (x'%1', '%2', 1234)"_s.arg(QString(64, u'a'), hexId(1)),
    u"INSERT INTO tokens VALUES (x'%1', '%2', 1235)"_s.arg(QString(64, u'b'), hexId(1)),
    u"INSERT INTO rooms VALUES ('%1', 'Alpha', 'alpha', 0, 'topic', 0, 'AB23CD', 5, 5, 2000)"_s.arg(
        hexId(1)),
    u"INSERT INTO rooms VALUES ('%1', 'Beta', 'beta', 0, '', 0, NULL, 0, 0, 2000)"_s.arg(hexId(2)),
    u"INSERT INTO members VALUES ('%1', '%1', 3000)"_s.arg(hexId(1)),
    u"INSERT INTO members VALUES ('%1', '%2', 3000)"_s.arg(hexId(2), hexId(1)),
    u"INSERT INTO members VALUES ('%1', '%2', 3000)"_s.arg(hexId(2), hexId(2)),
};

/// The number that \p sql finds in the store in \p path; -1 if it cannot be asked.
qint64 numberIn(const QString &path, const QString &sql)
{
    SqliteConnection connection(path, SqliteConnection::Mode::ReadOnly);
    const bool isOpen = connection.open().has_value();
    QSqlQuery query(connection.database());
    return isOpen && query.exec(sql) && query.next() ? query.value(0).toLongLong() : -1;
}

} // namespace

class tst_Migrations : public QObject
{
    Q_OBJECT

private slots:
    void aStoreOfTheFirstVersionIsUpgraded();
    void aMuteIsKeptAfterTheUpgradeToo();
    void anUpgradeThatFailsChangesNothing();
    void theStoreBeforeAnUpgradeIsKept_data();
    void theStoreBeforeAnUpgradeIsKept();
    void theQueriesOfMessagesUseTheirIndexes_data();
    void theQueriesOfMessagesUseTheirIndexes();

private:
    void makeVersion(int version, const QString &path, const QStringList &more = {});

    QTemporaryDir m_dir;
};

/// A store of the first version that was brought to \p version.
void tst_Migrations::makeVersion(int version, const QString &path, const QStringList &more)
{
    {
        SqlBackend backend(path); // makes folder and lock as they have to be
        QVERIFY(backend.open());
    }
    QFile::remove(path);
    SqliteConnection connection(path, SqliteConnection::Mode::ReadWrite);
    QVERIFY(connection.open());
    QVERIFY(connection.configure(SqliteSync::Full));
    std::vector<Migration> migrations = migrationsOf(sqliteDialect);
    migrations.resize(1);
    QVERIFY(migrateSqlite(connection.database(), migrations, 0));
    QStringList statements = firstVersion;
    for (int seq = 1; seq <= 5; ++seq) {
        const AppendMessage change =
            message(roomId(1), seq, u"text %1"_s.arg(seq), u"c-%1"_s.arg(seq));
        statements.append(u"INSERT INTO messages VALUES ('%1', '%2', %3, %3, 'c-%3', 0, 'text %3', "
                          u"'%2', 'User 1', "
                          "1, 1, NULL, NULL, x'%4')"_s.arg(change.message.id.toString(), hexId(1))
                              .arg(seq)
                              .arg(QString::fromLatin1(change.contentHash.toHex())));
    }
    const auto runAll = [&connection](const QStringList &all) {
        for (const QString &statement : all) {
            QSqlQuery query(connection.database());
            QVERIFY2(query.exec(statement),
                     qPrintable(statement + u": "_s + query.lastError().text()));
        }
    };
    runAll(statements);
    migrations = migrationsOf(sqliteDialect);
    migrations.resize(size_t(version));
    QVERIFY(migrateSqlite(connection.database(), migrations, 1));
    runAll(more);
    QVERIFY(connection.checkpointAll());
}

void tst_Migrations::aStoreOfTheFirstVersionIsUpgraded()
{
    const QString path = m_dir.filePath(u"first/maru.db"_s);
    makeVersion(1, path);
    SqlBackend backend(path);
    const auto opened = backend.open();
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));

    const auto holder =
        read(backend, FindUserByToken{QByteArray::fromHex(QByteArray(64, 'b'))}).value();
    QVERIFY(holder);
    QCOMPARE(holder->user.id, userId(1));
    QCOMPARE(holder->user.role, UserRole::Member);
    const auto page = read(backend, history(roomId(1), ReadHistory::Direction::After, 0)).value();
    QCOMPARE(seqsOf(page.messages), u"1 2 3 4 5"_s);
    QCOMPARE(page.messages.constLast().chat, u"text 5"_s);
    QVERIFY(!page.messages.constLast().replyTo && page.messages.constLast().mentions.isEmpty());

    // Nobody finds everything unread after the upgrade.
    const auto rooms = read(backend, MemberRooms{userId(2)}).value();
    QCOMPARE(rooms.size(), 2);
    QCOMPARE(rooms.constFirst().stored.room.own->readSeq, 5);
    QCOMPARE(rooms.constFirst().stored.room.own->unread, 0);
    QCOMPARE(rooms.constFirst().mine, Membership());
    QCOMPARE(rooms.constFirst().stored.room.topic, u"topic"_s);
    QVERIFY(!rooms.constFirst().stored.room.muteAll);

    // What the first version stored is changed as if it were new, and counts for ever.
    QVERIFY(fixture::apply(backend, message(roomId(1), 9, u"text 3"_s, u"c-3"_s))->duplicate);
    const EditMessage edit{roomId(1), MessageId(hexId(0x10'0003)), userId(1), u"edited"_s, {}, 9};
    QCOMPARE(fixture::apply(backend, edit)->message.rev, 6);
    const SetReaction react{roomId(1), MessageId(hexId(0x10'0003)), userId(2), u"👍"_s, true, 9};
    QCOMPARE(fixture::apply(backend, react)->message.rev, 7);
    QCOMPARE(fixture::apply(backend, message(roomId(1), 10, u"new"_s))->message.seq, 6);

    // What it stored is found, before there is an index of it and after.
    SearchMessages search;
    search.text = u"text"_s;
    search.rooms = {roomId(1)};
    search.limit = 10;
    QCOMPARE(read(backend, search)->hits.size(), 4);
    while (backend.followUp(Leisure::Plenty) != Later::Nothing) { }
    QCOMPARE(read(backend, search)->hits.size(), 4);
    backend.close();

    // Each token is a session that can be named.
    SqliteConnection connection(path, SqliteConnection::Mode::ReadOnly);
    QVERIFY(connection.open());
    QSqlQuery tokens(connection.database());
    QVERIFY(tokens.exec(
        u"SELECT count(DISTINCT id), min(length(id)), min(last_seen_ms) FROM tokens"_s));
    QVERIFY(tokens.next());
    QCOMPARE(tokens.value(0).toInt(), 2);
    QCOMPARE(tokens.value(1).toInt(), 24);
    QCOMPARE(tokens.value(2).toInt(), 1234);
    tokens.finish();
    QVERIFY(tokens.exec(u"PRAGMA user_version"_s) && tokens.next());
    QCOMPARE(tokens.value(0).toInt(), newestVersion(migrationsOf(sqliteDialect)));
}

void tst_Migrations::aMuteIsKeptAfterTheUpgradeToo()
{
    const QString path = m_dir.filePath(u"mutes/maru.db"_s);
    makeVersion(4, path,
                {u"UPDATE members SET muted = 1, muted_until_ms = 9000 WHERE user_id = '%1'"_s.arg(
                     hexId(1)),
                 u"UPDATE members SET muted = 1, muted_until_ms = 6000 WHERE user_id = '%1'"_s.arg(
                     hexId(2))});
    SqlBackend backend(path);
    QVERIFY(backend.open());
    QVERIFY(fixture::apply(backend,
                           RemoveMember{.room = roomId(1), .user = userId(2), .nowMs = 5'000}));
    QVERIFY(fixture::apply(backend,
                           RemoveMember{.room = roomId(1), .user = userId(1), .nowMs = 7'000}));
    {
        SqliteConnection connection(path, SqliteConnection::Mode::ReadOnly);
        QVERIFY(connection.open());
        QSqlQuery kept(connection.database());
        QVERIFY(kept.exec(u"SELECT user_id, until_ms FROM room_mutes"_s) && kept.next());
        QCOMPARE(kept.value(0).toString(), hexId(1));
        QCOMPARE(kept.value(1).toInt(), 9'000);
        QVERIFY(!kept.next()); // the other one was over when this one came
    }
    const auto back =
        fixture::apply(backend, EnterRoom{roomId(1), userId(1), 8'000, std::nullopt}).value();
    QCOMPARE(back.mine, (Membership{RoomRole::Member, true, 9'000, false}));
}

void tst_Migrations::anUpgradeThatFailsChangesNothing()
{
    const QString path = m_dir.filePath(u"spoilt/maru.db"_s);
    makeVersion(1, path, {u"CREATE TABLE edits (stranger TEXT)"_s});
    {
        SqlBackend backend(path);
        const auto opened = backend.open();
        QVERIFY(!opened);
        QVERIFY2(opened.error().text.contains(u"migration 2"_s), qPrintable(opened.error().text));
    }
    SqliteConnection connection(path, SqliteConnection::Mode::ReadOnly);
    QVERIFY(connection.open());
    QSqlQuery query(connection.database());
    QVERIFY(query.exec(u"PRAGMA user_version"_s) && query.next());
    QCOMPARE(query.value(0).toInt(), 1);
    QVERIFY(query.exec(u"SELECT count(*) FROM pragma_table_info('tokens')"_s) && query.next());
    QCOMPARE(query.value(0).toInt(), 3);
}

void tst_Migrations::theStoreBeforeAnUpgradeIsKept_data()
{
    QTest::addColumn<int>("schema");
    for (int schema = 1; schema < newestSqliteSchema(); ++schema) {
        QTest::addRow("from schema %d", schema) << schema;
    }
}

void tst_Migrations::theStoreBeforeAnUpgradeIsKept()
{
    QFETCH(int, schema);
    const QString path = m_dir.filePath(u"kept-%1/maru.db"_s.arg(schema));
    makeVersion(
        schema, path,
        {u"INSERT INTO recovery VALUES (x'00', 'sid', '%1', '%1', 3, NULL)"_s.arg(hexId(1))});
    const QString kept = u"%1.schema-%2"_s.arg(path).arg(schema);
    QFile stale(kept); // of a start that failed
    QVERIFY(stale.open(QIODevice::WriteOnly) && stale.write("stale") == 5);
    stale.close();
    {
        SqlBackend backend(path);
        QVERIFY(backend.open());
    }
    const auto figures = inspectSqlite(kept);
    QVERIFY2(figures, figures ? "" : qPrintable(figures.error()));
    QCOMPARE(figures->schema, schema);
    QCOMPARE(figures->messages, 5);

    // Devices that learn more from the live store notice, if somebody goes back, that it is gone:
    // no room of the copy has a rev that they can have heard of.
    const QString ahead = u"SELECT min(rev - seq) FROM rooms"_s;
    QVERIFY(numberIn(kept, ahead) >= 1'000'000'000);
    QCOMPARE(numberIn(kept,
                      u"SELECT count(*) FROM messages JOIN rooms ON rooms.id = messages.room_id "
                      "AND rooms.seq = messages.seq AND rooms.rev = messages.rev"_s),
             1);
    QCOMPARE(numberIn(kept, u"SELECT count(*) FROM recovery"_s), 0);
    // The live one goes on as it was.
    QCOMPARE(numberIn(path, ahead), 0);
    QCOMPARE(numberIn(path, u"SELECT count(*) FROM recovery"_s), 1);

    QVERIFY(QFile::remove(kept));
    SqlBackend backend(path);
    QVERIFY(backend.open());
    QVERIFY2(!QFile::exists(kept), "a store that needs no upgrade is not copied");
}

void tst_Migrations::theQueriesOfMessagesUseTheirIndexes_data()
{
    QTest::addColumn<QString>("sql");
    const auto add = [](const char *what, std::span<const char *const> texts) {
        for (size_t i = 0; i < texts.size(); ++i) {
            QTest::addRow("%s %d", what, int(i)) << QString::fromLatin1(texts[i]);
        }
    };
    add("message", messageStatements());
    // One row; it is what comes last.
    static_assert(size_t(FileSql::StoreId) + 1 == size_t(FileSql::Count));
    add("file", fileStatements().first(size_t(FileSql::StoreId)));
}

// Over a million messages nothing may read a table from end to end or sort what it found.
void tst_Migrations::theQueriesOfMessagesUseTheirIndexes()
{
    QFETCH(QString, sql);
    sql.replace(u"%textsOfJson"_s, sqliteDialect.textsOfJson);
    const QString path = m_dir.filePath(u"plans/maru.db"_s);
    if (!QFile::exists(path)) {
        makeVersion(1, path);
        SqlBackend backend(path);
        QVERIFY(backend.open());
    }
    SqliteConnection connection(path, SqliteConnection::Mode::ReadOnly);
    QVERIFY(connection.open());
    QSqlQuery plan(connection.database());
    QVERIFY2(plan.prepare(u"EXPLAIN QUERY PLAN "_s + sql), qPrintable(sql));
    for (qsizetype i = 0; i < sql.count(u'?'); ++i) {
        plan.addBindValue(1);
    }
    QVERIFY2(plan.exec(), qPrintable(sql));
    QStringList steps;
    while (plan.next()) {
        steps += plan.value(3).toString();
        const QString &step = steps.constLast();
        const bool isScan = step.startsWith(u"SCAN"_s) && !step.startsWith(u"SCAN json_each"_s);
        QVERIFY2(!isScan, qPrintable(sql + u": "_s + step));
        // What hangs on a page is little and comes from one range; all else is in order already.
        const bool maySort = sql.contains(u"FROM reactions"_s) || sql.contains(u"JOIN reactions"_s)
            || sql.contains(u"JOIN message_files"_s);
        QVERIFY2(maySort || !step.contains(u"TEMP B-TREE"_s), qPrintable(sql + u": "_s + step));
    }
    // What hangs on the messages of a page is found from them, not among that of the whole room.
    if (sql.contains(u"messages.rev BETWEEN"_s)) {
        QVERIFY2(steps.value(0).contains(u"messages_rev"_s),
                 qPrintable(sql + u": "_s + steps.join(u", "_s)));
    }
}

QTEST_GUILESS_MAIN(tst_Migrations)
#include "tst_migrations.moc"
