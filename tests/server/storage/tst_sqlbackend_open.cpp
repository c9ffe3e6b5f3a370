// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/migrator.h"
#include "tests/server/storage/sqlbackendfixture.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QSqlQuery>
#include <QTest>

#include <ctime>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::server;
using namespace maru::server::fixture;

class tst_SqlBackend_Open : public SqlBackendFixture
{
    Q_OBJECT

private slots:
    void theFirstStartMakesFolderLockAndDatabaseForTheOwnerAlone();
    void aCleanStopLeavesOneDatabaseFile();
    void durabilityIsSetOnTheConnection_data();
    void durabilityIsSetOnTheConnection();
    void aSecondServerIsRefusedAndDisturbsNothing();
    void aReadOnlyFileSystemIsRefused();
    void whatAKillLeavesBehindIsOpened();
    void aNewerSchemaInTheLogAloneIsRefused();
    void whatAKilledFirstStartLeavesBehindIsReplaced();
    void checkpointsKeepTheLogSmall();
    void checkpointsAreWorthIt();
    void aBigStoreOpensWithinASecond();

private:
    /// \p count messages more in one commit, and what follows it.
    void writeBatch(SqlBackend &backend, int count, const QString &text);

    int m_written = 0; // by writeBatch(), in all
};

void tst_SqlBackend_Open::theFirstStartMakesFolderLockAndDatabaseForTheOwnerAlone()
{
    m_path = m_dir->filePath(QStringLiteral("not/yet/there/maru.db"));
    SqlBackend backend(m_path);
    QVERIFY(backend.open());
    const QFile::Permissions owner = QFile::ReadOwner | QFile::WriteOwner;
    const QFile::Permissions others = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup
        | QFile::ReadOther | QFile::WriteOther | QFile::ExeOther;
    for (const char *name : {"maru.db", "maru.db-wal", "maru.db-shm", "server.lock"}) {
        const QFileInfo info(QFileInfo(m_path).dir().filePath(QString::fromLatin1(name)));
        QVERIFY2(info.exists(), name);
        QCOMPARE(info.permissions() & (owner | others), owner);
    }
    for (const char *name : {"not", "not/yet", "not/yet/there"}) {
        const QFileInfo info(m_dir->filePath(QString::fromLatin1(name)));
        QCOMPARE(info.permissions() & (owner | others | QFile::ExeOwner), owner | QFile::ExeOwner);
    }
}

void tst_SqlBackend_Open::aCleanStopLeavesOneDatabaseFile()
{
    makeStore(5);
    QCOMPARE(QFileInfo(m_path).dir().entryList(QDir::Files),
             QStringList({u"maru.db"_s, u"server.lock"_s}));
}

void tst_SqlBackend_Open::durabilityIsSetOnTheConnection_data()
{
    QTest::addColumn<QString>("value");
    QTest::newRow("journal_mode") << "wal";
    QTest::newRow("synchronous") << "2";
    QTest::newRow("foreign_keys") << "1";
    QTest::newRow("trusted_schema") << "0";
    QTest::newRow("cell_size_check") << "1";
    QTest::newRow("mmap_size") << "0";
    QTest::newRow("temp_store") << "2";
    QTest::newRow("journal_size_limit") << "67108864";
    QTest::newRow("wal_autocheckpoint") << "0";
    QTest::newRow("fullfsync") << "1";
    QTest::newRow("application_id") << QString::number(0x4d617275);
    QTest::newRow("user_version") << "5";
}

void tst_SqlBackend_Open::durabilityIsSetOnTheConnection()
{
    QFETCH(QString, value);
    makeStore(0);
    SqliteConnection connection(m_path, SqliteConnection::Mode::ReadWrite);
    QVERIFY(connection.open());
    QVERIFY(connection.configure());
    QSqlQuery query(connection.database());
    QVERIFY(
        query.exec(QStringLiteral("PRAGMA %1").arg(QString::fromLatin1(QTest::currentDataTag()))));
    QVERIFY(query.next());
    QCOMPARE(query.value(0).toString(), value);
}

void tst_SqlBackend_Open::aSecondServerIsRefusedAndDisturbsNothing()
{
    makeStore(1);
    SqlBackend first(m_path);
    QVERIFY(first.open());
    const auto before = snapshotOf(m_dir->path());
    for (const QString &path : {m_path, QFileInfo(m_path).dir().filePath(u"other.db"_s)}) {
        SqlBackend second(path);
        const auto opened = second.open();
        QVERIFY(!opened);
        QVERIFY2(opened.error().text.contains(u"in use by another maru-server"_s),
                 qPrintable(opened.error().text));
        QCOMPARE(snapshotOf(m_dir->path()), before);
    }
    QVERIFY(fixture::apply(first, message(roomId(1), 5, QStringLiteral("still here"))));
    first.close();
    SqlBackend third(m_path);
    QVERIFY(third.open());
}

void tst_SqlBackend_Open::aReadOnlyFileSystemIsRefused()
{
    SmallDisk disk(2'048);
    if (!disk.isMounted()) {
        QSKIP("NOT TESTED: this user may not mount a tmpfs");
    }
    m_path = disk.filePath(u"maru.db"_s);
    makeStore(3);
    QVERIFY(disk.remountReadOnly());
    const auto before = snapshotOf(disk.path());
    SqlBackend backend(m_path);
    const auto opened = backend.open();
    QVERIFY(!opened);
    QVERIFY2(opened.error().text.contains(u"cannot be written to"_s),
             qPrintable(opened.error().text));
    QCOMPARE(snapshotOf(disk.path()), before);
}

void tst_SqlBackend_Open::whatAKillLeavesBehindIsOpened()
{
    const QString killed = leaveAsKilled(50);
    SqlBackend backend(killed);
    const auto opened = backend.open();
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    const auto page =
        fixture::read(backend, history(roomId(1), ReadHistory::Direction::Before, 1'000, 1))
            .value();
    QCOMPARE(page.messages.value(0).chat, QStringLiteral("in the log"));
    QCOMPARE(page.messages.value(0).seq, 51);
}

void tst_SqlBackend_Open::aNewerSchemaInTheLogAloneIsRefused()
{
    makeStore(1);
    const QString killed = m_dir->filePath(QStringLiteral("killed/maru.db"));
    QDir().mkpath(QFileInfo(killed).path());
    {
        SqliteConnection newer(m_path, SqliteConnection::Mode::ReadWrite);
        QVERIFY(newer.open());
        QVERIFY(newer.configure());
        QVERIFY(QSqlQuery(newer.database()).exec(u"PRAGMA user_version = 7"_s));
        copyFile(m_path, killed);
        copyFile(walOf(m_path), walOf(killed));
    }
    const auto before = snapshotOf(m_dir->path());
    SqlBackend backend(killed);
    const auto opened = backend.open();
    QVERIFY(!opened);
    QVERIFY2(opened.error().text.contains(u"version 7"_s), qPrintable(opened.error().text));
    QCOMPARE(snapshotOf(m_dir->path()), before);
}

void tst_SqlBackend_Open::whatAKilledFirstStartLeavesBehindIsReplaced()
{
    QDir().mkpath(QFileInfo(m_path).path());
    for (const char *suffix :
         {".creating", ".creating-wal", ".creating-shm", ".creating-journal"}) {
        writeFile(m_path + QString::fromLatin1(suffix), "half of something");
    }
    makeStore(1);
    QCOMPARE(QFileInfo(m_path).dir().entryList(QDir::Files),
             QStringList({u"maru.db"_s, u"server.lock"_s}));
}

void tst_SqlBackend_Open::writeBatch(SqlBackend &backend, int count, const QString &text)
{
    std::vector<Change> changes;
    for (int i = 0; i < count; ++i) {
        ++m_written;
        changes.push_back(message(roomId(1), m_written, text, u"c%1"_s.arg(m_written)));
    }
    QVERIFY(backend.apply(changes).at(0));
    backend.maintain();
}

void tst_SqlBackend_Open::checkpointsKeepTheLogSmall()
{
    SqlBackend backend(m_path);
    QVERIFY(backend.open());
    QVERIFY(fixture::apply(backend, room(1, QStringLiteral("Alpha"))));
    for (int batch = 0; batch < 60; ++batch) {
        writeBatch(backend, 200, QString(1'000, u'x'));
        QVERIFY(QFileInfo(walOf(m_path)).size() < 8 * 1024 * 1024);
    }
    QVERIFY(QFileInfo(m_path).size() > 8 * 1024 * 1024);
}

// Under a flood many messages share a page: what is written is much less than what it could be.
void tst_SqlBackend_Open::checkpointsAreWorthIt()
{
    SqlBackend backend(m_path);
    QVERIFY(backend.open());
    QVERIFY(fixture::apply(backend, room(1, QStringLiteral("Alpha"))));
    for (int batch = 0; batch < 60; ++batch) {
        writeBatch(backend, 256, u"short"_s);
    }
    const qint64 most = QFileInfo(walOf(m_path)).size(); // it never gets shorter
    QVERIFY2(most > 2 * 1024 * 1024 && most < 8 * 1024 * 1024, qPrintable(QString::number(most)));
}

void tst_SqlBackend_Open::aBigStoreOpensWithinASecond()
{
    SqlBackend backend(m_path);
    QVERIFY(backend.open());
    QVERIFY(fixture::apply(backend, room(1, QStringLiteral("Alpha"))));
    for (int batch = 0; batch < 100; ++batch) {
        writeBatch(backend, 500, QString(500, u'x'));
    }
    backend.close();
    QElapsedTimer timer;
    timer.start();
    const std::clock_t before = std::clock();
    SqlBackend again(m_path);
    QVERIFY(again.open());
    qInfo("%lld MiB opened in %lld ms", QFileInfo(m_path).size() / 1'048'576, timer.elapsed());
    QVERIFY(std::clock() - before < CLOCKS_PER_SEC); // of work: others may be at it, too
}

QTEST_GUILESS_MAIN(tst_SqlBackend_Open)
#include "tst_sqlbackend_open.moc"
