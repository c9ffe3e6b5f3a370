// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/sqlitesnapshot.h"

#include "common/filesync.h"
#include "server/storage/sql/migrator.h"
#include "server/storage/sql/sqliteconnection.h"
#include "server/storage/sql/sqliteprobe.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QSqlError>
#include <QSqlQuery>
#include <QVariant>

#include <array>
#include <filesystem>
#include <system_error>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

Result<void, QString> copyInto(const QString &from, const QString &to)
{
    SqliteConnection connection(from, SqliteConnection::Mode::ReadOnly);
    if (const auto opened = connection.open(); !opened) {
        return opened;
    }
    QSqlQuery query(connection.database());
    // Keeps the numbers of the rows, by which the index for searching names them (the contract test
    // of backups looks).
    if (!query.prepare(u"VACUUM INTO ?"_s)) {
        return failure(query.lastError().databaseText());
    }
    query.addBindValue(to);
    if (!query.exec()) {
        return failure(query.lastError().databaseText());
    }
    return {};
}

Result<qint64, QString> count(const QSqlDatabase &database, const QString &sql)
{
    QSqlQuery query(database);
    query.setForwardOnly(true);
    if (!query.exec(sql) || !query.next()) {
        return failure(query.lastError().databaseText());
    }
    return query.value(0).toLongLong();
}

constexpr qint64 epochMs = 1'577'836'800'000; // 2020-01-01

} // namespace

int newestSqliteSchema()
{
    return static_cast<int>(migrationsOf(sqliteDialect).size());
}

Result<SnapshotFigures, QString> inspectSqlite(const QString &path)
{
    const auto probe = probeSqliteFile(path);
    if (!probe) {
        return failure(probe.error());
    }
    if (probe->applicationId != static_cast<quint32>(sqliteApplicationId)) {
        return failure(
            u"belongs to another program (application id %1)"_s.arg(probe->applicationId));
    }
    const int newest = newestSqliteSchema();
    if (probe->userVersion > static_cast<quint32>(newest)) {
        return failure(u"has schema version %1, this maru-server knows versions up to %2: use the "
                       u"newer program"_s.arg(probe->userVersion)
                           .arg(newest));
    }
    if (probe->userVersion == 0) {
        return failure(u"has no schema version"_s);
    }
    SqliteConnection connection(path, SqliteConnection::Mode::ReadOnly);
    Result<void, QString> done = connection.open();
    if (done) {
        done = connection.check(true);
    }
    if (!done) {
        return failure(u"is damaged: %1"_s.arg(done.error()));
    }
    SnapshotFigures figures{.schema = static_cast<int>(probe->userVersion)};
    const std::array counts{
        std::pair{u"SELECT count(*) FROM rooms"_s, &figures.rooms},
        std::pair{u"SELECT coalesce(sum(seq), 0) FROM rooms"_s, &figures.messages},
        std::pair{u"SELECT count(*) FROM users"_s, &figures.people}};
    for (const auto &[sql, figure] : counts) {
        const auto number = count(connection.database(), sql);
        if (!number) {
            return failure(u"cannot be read: %1"_s.arg(number.error()));
        }
        *figure = *number;
    }
    return figures;
}

// A microsecond for each rev: no room changes that often, so the number is above all that a past
// that was lost has given away, also one that began with an earlier restore. JSON carries it until
// 2305.
Result<void, QString> beginAnotherPast(const QString &path, qint64 nowMs)
{
    const QString rev = QString::number((nowMs - epochMs) * 1'000);
    const std::array statements{
        u"PRAGMA journal_mode = MEMORY"_s, // no file beside it
        u"BEGIN IMMEDIATE"_s,
        u"UPDATE rooms SET rev = max(rev + 1000000000, %1)"_s.arg(
            rev), // also if the clock is wrong
        // The newest change of a room is always a message's.
        u"UPDATE messages SET rev = (SELECT rev FROM rooms WHERE id = room_id) WHERE rowid IN "
        "(SELECT messages.rowid FROM rooms CROSS JOIN messages WHERE messages.room_id = rooms.id "
        "AND messages.seq = rooms.seq)"_s,
        u"DELETE FROM recovery"_s,
        u"COMMIT"_s,
    };
    {
        SqliteConnection connection(path, SqliteConnection::Mode::ReadWrite);
        if (const auto opened = connection.open(); !opened) {
            return opened;
        }
        QSqlQuery query(connection.database());
        for (const QString &statement : statements) {
            if (!query.exec(statement)) {
                return failure(query.lastError().databaseText());
            }
            query.finish();
        }
    }
    return syncFile(path);
}

Result<QStringList, QString> carriedFiles(const QString &path)
{
    SqliteConnection connection(path, SqliteConnection::Mode::ReadOnly);
    if (const auto opened = connection.open(); !opened) {
        return failure(opened.error());
    }
    QStringList hashes;
    // A schema from before there were files has none.
    const auto columns = count(connection.database(),
                               u"SELECT count(*) FROM pragma_table_info('files') "
                               "WHERE name IN ('sha256', 'unused_ms')"_s);
    if (!columns || *columns != 2) {
        return hashes;
    }
    QSqlQuery query(connection.database());
    query.setForwardOnly(true);
    if (!query.exec(u"SELECT DISTINCT sha256 FROM files WHERE unused_ms IS NULL"_s)) {
        return failure(query.lastError().databaseText());
    }
    while (query.next()) {
        hashes.append(query.value(0).toString());
    }
    return hashes;
}

Result<SnapshotFigures, QString> snapshotSqlite(const QString &from, const QString &to)
{
    {
        // SQLite would make it readable to all.
        QFile file(to);
        if (!file.open(QIODevice::WriteOnly | QIODevice::Append,
                       QFile::ReadOwner | QFile::WriteOwner)) {
            return failure(u"cannot be copied to %1: %2"_s.arg(to, file.errorString()));
        }
    }
    if (const auto copied = copyInto(from, to); !copied) {
        return failure(u"cannot be copied: %1"_s.arg(copied.error()));
    }
    if (const auto synced = syncFile(to); !synced) {
        return failure(u"cannot be copied to %1: %2"_s.arg(to, synced.error()));
    }
    return inspectSqlite(to);
}

Result<void, QString> keepBeforeUpgrade(const QString &path, int schema)
{
    const QString kept = u"%1.schema-%2"_s.arg(path).arg(schema);
    const QString creating = kept + u".creating"_s;
    QFile::remove(creating); // of a start that was killed
    if (const auto copied = snapshotSqlite(path, creating); !copied) {
        QFile::remove(creating);
        return failure(u"%1 (before it is upgraded)"_s.arg(copied.error()));
    }
    const auto cannotBeKept = [&kept](const QString &why) {
        return u"cannot be kept as %1 before it is upgraded: %2"_s.arg(kept, why);
    };
    // Whoever goes back to it has devices that know what came after it.
    if (const auto marked = beginAnotherPast(creating, QDateTime::currentMSecsSinceEpoch());
        !marked) {
        QFile::remove(creating);
        return failure(cannotBeKept(marked.error()));
    }
    std::error_code error;
    std::filesystem::rename(QFileInfo(creating).filesystemFilePath(),
                            QFileInfo(kept).filesystemFilePath(), error);
    if (error) {
        return failure(cannotBeKept(QString::fromLocal8Bit(error.message().c_str())));
    }
    syncFolder(QFileInfo(path).absolutePath());
    return {};
}

} // namespace maru::server
