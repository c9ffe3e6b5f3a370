// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "tests/server/storage/sqlbackendfixture.h"

#include <QDir>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTest>

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

} // namespace

Q_DECLARE_METATYPE(Spoil)

/// Stores that cannot be opened: each is refused in words and left byte for byte.
class tst_SqlBackend_Damage : public SqlBackendFixture
{
    Q_OBJECT

private slots:
    void aStoreThatCannotBeOpenedIsLeftAsItWas_data();
    void aStoreThatCannotBeOpenedIsLeftAsItWas();
    void damageAfterAKillLeavesEverythingAsItWas();
    void flippedBitsNeverCrashAndAreNeverRepairedInPlace();
};

void tst_SqlBackend_Damage::aStoreThatCannotBeOpenedIsLeftAsItWas_data()
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
    row("a newer schema", true, "version 7.*up to 5", [](const QString &path) {
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

void tst_SqlBackend_Damage::aStoreThatCannotBeOpenedIsLeftAsItWas()
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

void tst_SqlBackend_Damage::damageAfterAKillLeavesEverythingAsItWas()
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

void tst_SqlBackend_Damage::flippedBitsNeverCrashAndAreNeverRepairedInPlace()
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

QTEST_GUILESS_MAIN(tst_SqlBackend_Damage)
#include "tst_sqlbackend_damage.moc"
