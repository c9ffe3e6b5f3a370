// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QString>

/// Where the SQL databases differ, as data. What is not named here is the same in all of them.
namespace maru::server {

/// What a failed statement means for the store.
enum class SqlTrouble : quint8 {
    None,
    Failed, ///< rolled back, may work later: disk full, busy, a constraint
    Broken, ///< the file or the disk cannot be trusted any more
};

struct SqlDialect
{
    QLatin1StringView driver; ///< of QtSql
    QLatin1StringView migrations; ///< resource folder
    QLatin1StringView begin; ///< starts a transaction that will write
    QLatin1StringView contains; ///< a condition: %1 contains %2, both exactly as stored
    SqlTrouble (*trouble)(const QString &nativeErrorCode);
};

/// SQLite's result codes (sqlite.org/rescode.html), extended ones included. An unknown text counts
/// as Failed.
[[nodiscard]] inline SqlTrouble sqliteTrouble(const QString &nativeErrorCode)
{
    constexpr int ioError = 10;
    constexpr int ioErrorNoMemory = 3082;
    constexpr int ioErrorShmSize =
        4874; // the shared index could not grow: a full disk, nothing worse
    const int code = nativeErrorCode.toInt();
    switch (code & 0xff) {
    case ioError:
        return code == ioErrorNoMemory || code == ioErrorShmSize ? SqlTrouble::Failed
                                                                 : SqlTrouble::Broken;
    case 8: // READONLY: remounted after an error, or the file was moved away
    case 11: // CORRUPT
    case 26: // NOTADB
        return SqlTrouble::Broken;
    default:
        return SqlTrouble::Failed;
    }
}

inline constexpr SqlDialect sqliteDialect{
    .driver = QLatin1StringView("QSQLITE"),
    .migrations = QLatin1StringView(":/migrations/sqlite"),
    .begin = QLatin1StringView("BEGIN IMMEDIATE"),
    .contains = QLatin1StringView("instr(%1, %2) > 0"),
    .trouble = &sqliteTrouble,
};

} // namespace maru::server
