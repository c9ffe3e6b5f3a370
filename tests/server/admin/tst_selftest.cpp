// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/admin/selftest.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTest>

#include <vector>

#ifdef Q_OS_UNIX
#include <unistd.h>
#endif

using namespace maru::server;
using namespace Qt::StringLiterals;

namespace {

constexpr int kills = 3;
constexpr int afterSecondKill = 3; // the third start
constexpr int beforeReading = kills + 2; // the start after the good stop

/// What the stand-in below does to the database, and before which start. Empty: nothing.
constexpr auto startVariable = "TST_SELFTEST_START";
constexpr auto sqlVariable = "TST_SELFTEST_SQL";

/// This program started as the server: spoils the database where the test wants it, then becomes
/// the real server. Working directory and arguments are those that the self-test gives its server.
int becomeServer([[maybe_unused]] char *argv[])
{
#ifdef Q_OS_UNIX
    QFile starts(u"starts"_s);
    if (!starts.open(QIODevice::Append) || starts.write(".") != 1) {
        return 70;
    }
    starts.close();
    if (starts.size() == qEnvironmentVariableIntValue(startVariable)) {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s);
        database.setDatabaseName(u"data/maru.db"_s);
        if (!database.open()) {
            return 70;
        }
        const QStringList statements = qEnvironmentVariable(sqlVariable).split(u';');
        for (const QString &statement : statements) {
            if (QSqlQuery query(database); !query.exec(statement)) {
                return 70; // the test must not pass because nothing was spoilt
            }
        }
        database.close();
    }
    ::execv(MARU_SERVER, argv);
#endif
    return 70;
}

} // namespace

class tst_SelfTest : public QObject
{
    Q_OBJECT

private slots:
    void optionsAreRead_data();
    void optionsAreRead();
    void aWrongOptionIsNamed_data();
    void aWrongOptionIsNamed();

    void aGoodServerPasses();
    void aServerThatSpoilsItsStoreFails_data();
    void aServerThatSpoilsItsStoreFails();
    void aProgramThatDoesNotStartIsSaid();
    void cancellingLeavesNothing();
};

void tst_SelfTest::optionsAreRead_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("killCount");
    QTest::addColumn<quint32>("seed");

    QTest::newRow("nothing") << QStringList() << 10 << quint32{0};
    QTest::newRow("least") << QStringList{u"--kill9"_s, u"1"_s} << 1 << quint32{0};
    QTest::newRow("most") << QStringList{u"--kill9=10000"_s} << 10'000 << quint32{0};
    QTest::newRow("seed") << QStringList{u"--seed"_s, u"4294967295"_s, u"--kill9"_s, u"2"_s} << 2
                          << quint32{4'294'967'295};
}

void tst_SelfTest::optionsAreRead()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, killCount);
    QFETCH(quint32, seed);

    const auto options = parseSelfTest(arguments);

    QVERIFY(options);
    QCOMPARE(options->kills, killCount);
    QCOMPARE(options->seed.value_or(0), seed);
}

void tst_SelfTest::aWrongOptionIsNamed_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("named");

    QTest::newRow("none") << QStringList{u"--kill9"_s, u"0"_s} << u"--kill9"_s;
    QTest::newRow("too many") << QStringList{u"--kill9"_s, u"10001"_s} << u"--kill9"_s;
    QTest::newRow("negative") << QStringList{u"--kill9"_s, u"-1"_s} << u"--kill9"_s;
    QTest::newRow("no number") << QStringList{u"--kill9"_s, u"ten"_s} << u"--kill9"_s;
    QTest::newRow("no value") << QStringList{u"--kill9"_s} << u"--kill9"_s;
    QTest::newRow("seed too large") << QStringList{u"--seed=4294967296"_s} << u"--seed"_s;
    QTest::newRow("unknown flag") << QStringList{u"--kill"_s, u"9"_s} << u"--kill"_s;
    QTest::newRow("a word") << QStringList{u"now"_s} << u"now"_s;
}

void tst_SelfTest::aWrongOptionIsNamed()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, named);

    const auto options = parseSelfTest(arguments);

    QVERIFY(!options);
    QVERIFY2(options.error().contains(named), qPrintable(options.error()));
}

namespace {

struct Outcome
{
    CommandOutput output;
    QString directory;
};

/// Runs a self-test to its end; removes what it keeps.
Outcome run(const QString &program, int start, const QString &sql)
{
    qputenv(startVariable, QByteArray::number(start));
    qputenv(sqlVariable, sql.toUtf8());
    SelfTest test({.kills = kills, .seed = 7}, program);
    QString firstLine;
    QObject::connect(&test, &SelfTest::progressed, &test, [&](const QString &line) {
        firstLine = firstLine.isEmpty() ? line : firstLine;
    });
    std::vector<CommandOutput> outputs;
    QObject::connect(&test, &SelfTest::finished, &test,
                     [&](const CommandOutput &output) { outputs.push_back(output); });
    test.start();
    if (!QTest::qWaitFor([&] { return !outputs.empty(); }, 60'000) || outputs.size() != 1) {
        return {};
    }
    return {outputs.front(), firstLine.section(u" in "_s, -1)};
}

} // namespace

void tst_SelfTest::aGoodServerPasses()
{
    const Outcome outcome = run(QString::fromLocal8Bit(MARU_SERVER), 0, {});

    QCOMPARE(outcome.output.exitCode, 0);
    static const QRegularExpression verdict(
        u"^3 kills, [1-9][0-9]* acked, 0 lost, 0 doubled, 0 out of order\n$"_s);
    QVERIFY2(verdict.match(outcome.output.output).hasMatch(), qPrintable(outcome.output.output));
    QVERIFY2(outcome.output.errors.isEmpty(), qPrintable(outcome.output.errors));
    QVERIFY(!outcome.directory.isEmpty());
    QVERIFY(!QFileInfo::exists(outcome.directory));
}

void tst_SelfTest::aServerThatSpoilsItsStoreFails_data()
{
    QTest::addColumn<int>("start");
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QString>("verdict"); // a regular expression; empty: no verdict at all

    // The last few may not have been acked, and are then rightly sent again: take more than the
    // clients can have on their way.
    QTest::newRow("the end of the log is lost, as by a store that does not sync")
        << afterSecondKill
        << u"CREATE TEMP TABLE v AS SELECT id FROM messages WHERE type = 0 ORDER BY rowid DESC "
           "LIMIT 80;"
           "DELETE FROM messages WHERE id IN v;"
           "UPDATE rooms SET seq = (SELECT max(seq) FROM messages m WHERE m.room_id = rooms.id),"
           " rev = (SELECT max(rev) FROM messages m WHERE m.room_id = rooms.id)"
           " WHERE id IN (SELECT room_id FROM messages)"_s
        << u"[1-9][0-9]* lost"_s;
    QTest::newRow("one in the middle is lost")
        << beforeReading
        << u"DELETE FROM messages WHERE rowid ="
           " (SELECT rowid FROM messages WHERE type = 0 ORDER BY rowid LIMIT 1 OFFSET 20)"_s
        << u"1 lost, 0 doubled, 1 out of order"_s;
    QTest::newRow("a text is changed")
        << beforeReading
        << u"UPDATE messages SET chat = 'x' WHERE rowid ="
           " (SELECT rowid FROM messages WHERE type = 0 ORDER BY rowid LIMIT 1)"_s
        << u"1 lost, 0 doubled, 0 out of order"_s;
    QTest::newRow("a message stands twice")
        << beforeReading
        << u"DROP INDEX messages_cid;"
           "INSERT INTO messages (id, room_id, seq, rev, cid, type, chat, author_id, author_name,"
           " created_ms, updated_ms, edited_ms, deleted_ms, content_hash) SELECT 'copy', room_id,"
           " (SELECT max(seq) + 1 FROM messages m WHERE m.room_id = messages.room_id),"
           " (SELECT max(rev) + 1 FROM messages m WHERE m.room_id = messages.room_id),"
           " cid, type, chat, author_id, author_name, created_ms, updated_ms, edited_ms,"
           " deleted_ms, content_hash FROM messages WHERE type = 0 LIMIT 1;"
           "UPDATE rooms SET seq = (SELECT max(seq) FROM messages m WHERE m.room_id = rooms.id),"
           " rev = (SELECT max(rev) FROM messages m WHERE m.room_id = rooms.id)"
           " WHERE id IN (SELECT room_id FROM messages)"_s
        << u"0 lost, 1 doubled, 0 out of order"_s;
    QTest::newRow("two of one author are swapped")
        << beforeReading
        << u"CREATE TEMP TABLE v AS SELECT a.id AS x, b.id AS y, a.seq AS sx, b.seq AS sy"
           " FROM messages a JOIN messages b ON a.room_id = b.room_id"
           " AND a.author_id = b.author_id AND b.seq > a.seq ORDER BY a.rowid, b.seq LIMIT 1;"
           "UPDATE messages SET seq = 1000000 WHERE id = (SELECT x FROM v);"
           "UPDATE messages SET seq = (SELECT sx FROM v) WHERE id = (SELECT y FROM v);"
           "UPDATE messages SET seq = (SELECT sy FROM v) WHERE id = (SELECT x FROM v)"_s
        << u"0 lost, 0 doubled, 3 out of order"_s;
    QTest::newRow("the names' tokens are lost")
        << afterSecondKill << u"DELETE FROM tokens"_s << QString();
}

void tst_SelfTest::aServerThatSpoilsItsStoreFails()
{
#ifndef Q_OS_UNIX
    QSKIP("needs exec");
#endif
    QFETCH(int, start);
    QFETCH(QString, sql);
    QFETCH(QString, verdict);

    const Outcome outcome = run(QCoreApplication::applicationFilePath(), start, sql);
    const bool isKept = QFileInfo::exists(outcome.directory);
    QVERIFY(outcome.directory.startsWith(QDir::tempPath() + u"/maru-selftest-"_s));
    QDir(outcome.directory).removeRecursively();

    QCOMPARE(outcome.output.exitCode, 1);
    QVERIFY(isKept);
    QVERIFY(outcome.output.errors.contains(outcome.directory));
    QCOMPARE(outcome.output.output.isEmpty(), verdict.isEmpty());
    const QString seen = outcome.output.output + outcome.output.errors;
    QVERIFY2(QRegularExpression(verdict).match(outcome.output.output).hasMatch(), qPrintable(seen));
}

void tst_SelfTest::aProgramThatDoesNotStartIsSaid()
{
    const Outcome outcome = run(u"/nonexistent/maru-server"_s, 0, {});
    QVERIFY(outcome.directory.startsWith(QDir::tempPath() + u"/maru-selftest-"_s));
    QDir(outcome.directory).removeRecursively();

    QCOMPARE(outcome.output.exitCode, 1);
    QVERIFY(outcome.output.output.isEmpty());
    QVERIFY(outcome.output.errors.contains(u"cannot be started"));
}

void tst_SelfTest::cancellingLeavesNothing()
{
    QString directory;
    {
        SelfTest test({.kills = kills, .seed = 7}, QString::fromLocal8Bit(MARU_SERVER));
        connect(&test, &SelfTest::progressed, &test,
                [&](const QString &line) { directory = line.section(u" in "_s, -1); });
        QSignalSpy finished(&test, &SelfTest::finished);
        test.start();
        QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(directory + u"/data/control"_s), 30'000);
        test.cancel();
        QVERIFY(finished.wait());
        QCOMPARE(finished.first().first().value<CommandOutput>().exitCode, 1);
    }
    QVERIFY(directory.startsWith(QDir::tempPath()));
    QVERIFY(!QFileInfo::exists(directory));
}

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    if (application.arguments().value(1) == u"serve") {
        return becomeServer(argv);
    }
    tst_SelfTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_selftest.moc"
