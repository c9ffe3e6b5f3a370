// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/migrator.h"
#include "server/storage/sql/sqlbackend.h"
#include "tests/server/storage/diskfixture.h"
#include "tests/server/storage/storagefixture.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QSqlQuery>
#include <QTest>

#include <algorithm>
#include <array>
#include <functional>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::server;
using namespace maru::server::fixture;

namespace {

constexpr qsizetype pageBytes = 4'096;
constexpr qsizetype headBytes = 112;

/// Spoils the store at the path in one way. False: cannot be done on this machine.
using Spoil = std::function<bool(const QString &path)>;

void damage(const QString &path, const std::function<void(QByteArray &)> &change)
{
    QByteArray bytes = readFile(path);
    change(bytes);
    writeFile(path, bytes);
}

QString walOf(const QString &path)
{
    return path + QStringLiteral("-wal");
}

} // namespace

Q_DECLARE_METATYPE(Spoil)

class tst_SqlBackend_Open : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void theFirstStartMakesFolderLockAndDatabaseForTheOwnerAlone();
    void aCleanStopLeavesOneDatabaseFile();
    void durabilityIsSetOnTheConnection_data();
    void durabilityIsSetOnTheConnection();
    void aStoreThatCannotBeOpenedIsLeftAsItWas_data();
    void aStoreThatCannotBeOpenedIsLeftAsItWas();
    void damageAfterAKillLeavesEverythingAsItWas();
    void aSecondServerIsRefusedAndDisturbsNothing();
    void aReadOnlyFileSystemIsRefused();
    void whatAKillLeavesBehindIsOpened();
    void aNewerSchemaInTheLogAloneIsRefused();
    void whatAKilledFirstStartLeavesBehindIsReplaced();
    void flippedBitsNeverCrashAndAreNeverRepairedInPlace();
    void checkpointsKeepTheLogSmall();
    void checkpointsAreWorthIt();
    void aBigStoreOpensWithinASecond();

private:
    void makeStore(int messages);
    QString leaveAsKilled(int messages);
    /// \p count messages more in one commit, and what follows it.
    void writeBatch(SqlBackend &backend, int count, const QString &text);

    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_path;
    std::unique_ptr<Unwritable> m_unwritable;
    int m_written = 0; // by writeBatch(), in all
};

void tst_SqlBackend_Open::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    m_path = m_dir->filePath(QStringLiteral("data/maru.db"));
}

void tst_SqlBackend_Open::cleanup()
{
    m_unwritable.reset();
    m_dir.reset();
}

// A store that was stopped in good order.
void tst_SqlBackend_Open::makeStore(int messages)
{
    SqlBackend backend(m_path);
    const auto opened = backend.open();
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    QVERIFY(fixture::apply(backend, room(1, QStringLiteral("Alpha"))));
    std::vector<Change> changes;
    for (int i = 0; i < messages; ++i) {
        changes.push_back(message(roomId(1), i, QString(200, u'x'), QStringLiteral("c-%1").arg(i)));
    }
    const auto replies = backend.apply(changes);
    QCOMPARE(std::count(replies.begin(), replies.end(), failure(StoreError::Failed)), 0);
}

// The files as a kill leaves them, under another name: copied while the store is open.
QString tst_SqlBackend_Open::leaveAsKilled(int messages)
{
    makeStore(messages);
    const QString killed = m_dir->filePath(QStringLiteral("killed/maru.db"));
    QDir().mkpath(QFileInfo(killed).path());
    SqlBackend backend(m_path);
    static_cast<void>(backend.open());
    static_cast<void>(
        fixture::apply(backend, message(roomId(1), 90'000, QStringLiteral("in the log"))));
    for (const QString &suffix : {QString(), QStringLiteral("-wal"), QStringLiteral("-shm")}) {
        copyFile(m_path + suffix, killed + suffix);
    }
    return killed;
}

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
    QTest::newRow("user_version") << "4";
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

void tst_SqlBackend_Open::aStoreThatCannotBeOpenedIsLeftAsItWas_data()
{
    QTest::addColumn<bool>("hasStore");
    QTest::addColumn<Spoil>("spoil");
    QTest::addColumn<QString>("reason"); // what the sentence must say
    const auto row = [](const char *name, bool hasStore, const char *reason, Spoil spoil) {
        QTest::newRow(name) << hasStore << std::move(spoil) << QString::fromLatin1(reason);
    };
    const auto folderOf = [](const QString &path) {
        return QFileInfo(path).path();
    };

    row("a folder below a file", false, "data directory", [=](const QString &path) {
        writeFile(folderOf(path), "a file");
        return true;
    });
    row("a missing folder that cannot be made", false, "cannot be made",
        [=, this](const QString &path) {
            m_unwritable = std::make_unique<Unwritable>(QFileInfo(folderOf(path)).path());
            return m_unwritable->isHeld();
        });
    row("an empty folder that cannot be written", false, "cannot be written to",
        [=, this](const QString &path) {
            QDir().mkpath(folderOf(path));
            m_unwritable = std::make_unique<Unwritable>(folderOf(path));
            return m_unwritable->isHeld();
        });
    row("a store's folder that cannot be written", true, "damaged|cannot",
        [=, this](const QString &path) {
            m_unwritable = std::make_unique<Unwritable>(folderOf(path));
            return m_unwritable->isHeld();
        });
    row("a database that cannot be written", true, "cannot be opened for writing",
        [this](const QString &path) {
            m_unwritable = std::make_unique<Unwritable>(path);
            return m_unwritable->isHeld();
        });
    row("a folder in place of the database", false, "is a directory",
        [](const QString &path) { return QDir().mkpath(path); });
    row("a text file", true, "is no database", [](const QString &path) {
        writeFile(path, "Dear diary, this is no database.\n");
        return true;
    });
    row("a long text file", true, "is no database", [](const QString &path) {
        writeFile(path, QByteArray("Dear diary. ").repeated(10'000));
        return true;
    });
    row("an empty file", true, "is no database", [](const QString &path) {
        writeFile(path, {});
        return true;
    });
    row("garbage behind a good header", true, "damaged", [](const QString &path) {
        damage(path, [](QByteArray &bytes) {
            for (qsizetype i = 100; i < bytes.size(); ++i) {
                bytes[i] = static_cast<char>(i * 31 + i / 7);
            }
        });
        return true;
    });
    row("garbage in one page", true, "damaged", [](const QString &path) {
        damage(path, [](QByteArray &bytes) {
            bytes.replace(pageBytes * 9, pageBytes, QByteArray(pageBytes, '\x5a'));
        });
        return true;
    });
    row("one page cut off", true, "1 of its pages", [](const QString &path) {
        damage(path, [](QByteArray &bytes) { bytes.chop(pageBytes); });
        return true;
    });
    row("one byte cut off", true, "1 of its pages", [](const QString &path) {
        damage(path, [](QByteArray &bytes) { bytes.chop(1); });
        return true;
    });
    row("cut to a piece of its header", true, "is no database", [](const QString &path) {
        damage(path, [](QByteArray &bytes) { bytes.truncate(99); });
        return true;
    });
    row("a newer schema", true, "version 7.*up to 4", [](const QString &path) {
        runSql(path, QStringLiteral("PRAGMA user_version = 7"));
        return true;
    });
    row("another program's database", true, "another program", [](const QString &path) {
        runSql(path, QStringLiteral("PRAGMA application_id = 12345"));
        return true;
    });
    row("a database of nobody in particular", true, "another program", [](const QString &path) {
        QFile::remove(path);
        runSql(path, QStringLiteral("CREATE TABLE notes (id INTEGER PRIMARY KEY)"));
        return true;
    });
    row("a lone log", true, "maru.db-wal",
        [](const QString &path) { return QFile::rename(path, walOf(path)); });
    row("a lone empty log", true, "maru.db-wal", [](const QString &path) {
        QFile::remove(path);
        writeFile(walOf(path), {});
        return true;
    });
    row("counters that lag behind", true, "counters", [](const QString &path) {
        runSql(path, QStringLiteral("UPDATE rooms SET seq = seq - 1 WHERE seq > 0"));
        return true;
    });
    row("a table that is missing", true, "no such table", [](const QString &path) {
        runSql(path, QStringLiteral("DROP TABLE messages"));
        return true;
    });
}

void tst_SqlBackend_Open::aStoreThatCannotBeOpenedIsLeftAsItWas()
{
    QFETCH(bool, hasStore);
    QFETCH(Spoil, spoil);
    QFETCH(QString, reason);
    if (hasStore) {
        makeStore(50);
    }
    if (!spoil(m_path)) {
        QSKIP("NOT TESTED: nothing can be made unwritable on this machine");
    }
    const auto before = snapshotOf(m_dir->path());
    for (int attempt = 0; attempt < 2; ++attempt) {
        SqlBackend backend(m_path);
        const auto opened = backend.open();
        QVERIFY(!opened);
        const QString text = opened.error().text;
        QVERIFY2(text.contains(QRegularExpression(reason)), qPrintable(text));
        QVERIFY2(text.endsWith(u'.') && !text.contains(u'\n'), qPrintable(text));
        QCOMPARE(snapshotOf(m_dir->path()), before);
    }
}

void tst_SqlBackend_Open::damageAfterAKillLeavesEverythingAsItWas()
{
    const QString killed = leaveAsKilled(50);
    damage(killed, [](QByteArray &bytes) {
        bytes.replace(pageBytes * 9, pageBytes, QByteArray(pageBytes, '\x5a'));
    });
    const auto before = snapshotOf(m_dir->path());
    SqlBackend backend(killed);
    const auto opened = backend.open();
    QVERIFY(!opened);
    QVERIFY2(opened.error().text.contains(u"damaged"_s), qPrintable(opened.error().text));
    QCOMPARE(snapshotOf(m_dir->path()), before);
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

void tst_SqlBackend_Open::flippedBitsNeverCrashAndAreNeverRepairedInPlace()
{
    makeStore(50);
    const QByteArray good = readFile(m_path);
    QRandomGenerator random(20'261'123);
    int refused = 0;
    for (int i = 0; i < 90; ++i) {
        // In the head of the file and of its first page, where they hurt most; in that page, much
        // of which is unused; anywhere.
        const std::array<qsizetype, 3> ranges{headBytes, pageBytes, good.size()};
        const auto within = static_cast<quint32>(ranges.at(size_t(i % 3)));
        damage(m_path, [&](QByteArray &bytes) {
            bytes = good;
            const auto at = static_cast<qsizetype>(random.bounded(within));
            bytes[at] = static_cast<char>(bytes[at] ^ (1 << random.bounded(8)));
        });
        const auto before = snapshotOf(m_dir->path());
        SqlBackend backend(m_path);
        if (!backend.open()) {
            ++refused;
            QCOMPARE(snapshotOf(m_dir->path()), before);
        }
    }
    QVERIFY2(refused >= 10, qPrintable(QString::number(refused)));
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
    SqlBackend again(m_path);
    QVERIFY(again.open());
    qInfo("%lld MiB opened in %lld ms", QFileInfo(m_path).size() / 1'048'576, timer.elapsed());
    QVERIFY(timer.elapsed() < 1'000);
}

QTEST_GUILESS_MAIN(tst_SqlBackend_Open)
#include "tst_sqlbackend_open.moc"
