// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/sqliteconnection.h"

#include <QSqlError>
#include <QSqlQuery>
#include <QVariant>

#include <array>
#include <atomic>

namespace maru::server {

namespace {

struct Setting
{
    const char *name;
    const char *value; // to set
    const char *answer; // to read back
};

// https://sqlite.org/pragma.html; why each of them: docs/decisions on the store.
constexpr std::array settings{
    Setting{"journal_mode", "WAL", "wal"},
    Setting{"fullfsync", "ON", "1"}, // macOS: fsync alone does not reach the disk there
    Setting{"checkpoint_fullfsync", "ON", "1"},
    Setting{"foreign_keys", "ON", "1"},
    Setting{"trusted_schema", "OFF", "0"},
    Setting{"cell_size_check", "ON", "1"},
    Setting{"mmap_size", "0", "0"},
    Setting{"temp_store", "MEMORY", "2"},
    Setting{"cache_size", "-8192", "-8192"}, // 8 MiB
    Setting{"journal_size_limit", "67108864", "67108864"},
    Setting{"wal_autocheckpoint", "0", "0"}, // the writer chooses the moment itself
};

constexpr std::array readerSettings{
    Setting{"query_only", "ON", "1"},        Setting{"trusted_schema", "OFF", "0"},
    Setting{"cell_size_check", "ON", "1"},   Setting{"mmap_size", "0", "0"},
    Setting{"temp_store", "MEMORY", "2"},    Setting{"cache_size", "-8192", "-8192"},
    Setting{"wal_autocheckpoint", "0", "0"},
};

QString nextName()
{
    static std::atomic<int> count{0};
    return QStringLiteral("maru-storage-%1").arg(++count);
}

} // namespace

Result<void, QString> checkSqliteDriver()
{
    if (!QSqlDatabase::isDriverAvailable(QStringLiteral("QSQLITE"))) {
        return failure(QStringLiteral("needs Qt's driver for SQLite, which is not installed: on "
                                      "Debian, apt install libqt6sql6-sqlite"));
    }
    return {};
}

SqliteConnection::SqliteConnection(const QString &path, Mode mode)
    : m_name(nextName())
{
    QSqlDatabase db = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_name);
    db.setDatabaseName(path);
    // Nobody else writes, so nothing is worth waiting for.
    QString options = QStringLiteral("QSQLITE_BUSY_TIMEOUT=0");
    if (mode == Mode::ReadOnly) {
        options += QStringLiteral(";QSQLITE_OPEN_READONLY");
    }
    db.setConnectOptions(options);
}

SqliteConnection::~SqliteConnection()
{
    database().close();
    QSqlDatabase::removeDatabase(m_name);
}

QSqlDatabase SqliteConnection::database() const
{
    return QSqlDatabase::database(m_name, false);
}

Result<void, QString> SqliteConnection::open()
{
    if (const auto driver = checkSqliteDriver(); !driver) {
        return driver;
    }
    QSqlDatabase db = database();
    if (!db.open()) {
        return failure(db.lastError().databaseText());
    }
    return {};
}

Result<QString, QString> SqliteConnection::firstValue(const QString &sql)
{
    QSqlQuery query(database());
    query.setForwardOnly(true);
    if (!query.exec(sql)) {
        return failure(query.lastError().databaseText());
    }
    QString value;
    if (query.next()) {
        value = query.value(0).toString();
    } else if (!query.lastError().nativeErrorCode().isEmpty()) {
        return failure(
            query.lastError().databaseText()); // a damaged file: an error in place of rows
    }
    return value;
}

Result<void, QString> SqliteConnection::configure(SqliteSync sync)
{
    const QString level = QString::number(static_cast<int>(sync));
    Result<void, QString> done = set(QStringLiteral("synchronous"), level, level);
    for (const Setting &setting : settings) {
        if (done) {
            done = set(QString::fromLatin1(setting.name), QString::fromLatin1(setting.value),
                       QString::fromLatin1(setting.answer));
        }
    }
    return done;
}

Result<void, QString> SqliteConnection::configureReader()
{
    Result<void, QString> done;
    for (const Setting &setting : readerSettings) {
        if (done) {
            done = set(QString::fromLatin1(setting.name), QString::fromLatin1(setting.value),
                       QString::fromLatin1(setting.answer));
        }
    }
    return done;
}

Result<void, QString> SqliteConnection::set(const QString &name, const QString &value,
                                            const QString &answer)
{
    const auto done = firstValue(QStringLiteral("PRAGMA %1 = %2").arg(name, value));
    const auto found = done ? firstValue(QStringLiteral("PRAGMA %1").arg(name)) : done;
    if (!found) {
        return failure(QStringLiteral("%1: %2").arg(name, found.error()));
    }
    // A build without mmap or fullfsync answers with nothing: then there is nothing to switch.
    if (!found->isEmpty() && *found != answer) {
        return failure(QStringLiteral("%1 is %2, not %3").arg(name, *found, answer));
    }
    return {};
}

Result<void, QString> SqliteConnection::check(bool isThorough)
{
    if (isThorough) {
        const auto answer = firstValue(QStringLiteral("PRAGMA quick_check(1)"));
        if (!answer) {
            return failure(answer.error());
        }
        if (*answer != QLatin1StringView("ok")) {
            return failure(QString(*answer).replace(u'\n', u' '));
        }
    }
    // A counter that does not know of a message would give its number away a second time.
    const auto room = firstValue(QStringLiteral(
        "SELECT id FROM rooms WHERE seq <> (SELECT coalesce(max(seq), 0) FROM messages WHERE "
        "room_id = rooms.id) "
        "OR rev < (SELECT coalesce(max(rev), 0) FROM messages WHERE room_id = rooms.id) LIMIT 1"));
    if (!room) {
        return failure(room.error());
    }
    if (!room->isEmpty()) {
        return failure(
            QStringLiteral("room %1 has other messages than its counters say").arg(*room));
    }
    return {};
}

Result<void, QString> SqliteConnection::checkpointAll()
{
    return firstValue(QStringLiteral("PRAGMA wal_checkpoint(TRUNCATE)")).map([](const QString &) {
    });
}

} // namespace maru::server
