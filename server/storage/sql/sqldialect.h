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
    Lost, ///< the connection is gone; of a COMMIT, nobody knows whether it happened
    Broken, ///< the file or the disk cannot be trusted any more
};

/// How questions to the index are written. No term has a quote of either kind in it.
struct IndexLanguage
{
    QLatin1StringView quote; ///< around a term
    QLatin1StringView both; ///< between two that must all be there
    QLatin1StringView either; ///< between two of which one is enough
};

struct SqlDialect
{
    QLatin1StringView driver; ///< of QtSql
    QLatin1StringView migrations; ///< resource folder
    QLatin1StringView begin; ///< starts a transaction that will write
    QLatin1StringView contains; ///< a condition: %1 contains %2, both exactly as stored
    QLatin1StringView textsOfJson; ///< a question for the texts of an array
    SqlTrouble (*trouble)(const QString &nativeErrorCode);
    /// Another writer was in the way; nothing is wrong with the transaction itself.
    bool (*collided)(const QString &nativeErrorCode);

    /// Rows come one by one, while other statements run; else all of them at once.
    bool streamsRows;
    /// PREPARE and EXECUTE are written by us. QPSQL's own prepared queries print a warning each
    /// when their connection is lost, and cannot hold BEGIN and its kin.
    bool preparesByName;

    // The search index (docs/decisions/0015 and 0019).
    QLatin1StringView doc; ///< the column of `messages` that numbers them in their order
    QLatin1StringView insertTerms; ///< a doc and its terms, a space between them
    QLatin1StringView deleteTerms; ///< a doc and the terms that it has in the index
    QLatin1StringView deleteAllTerms;
    QLatin1StringView matchingDocs; ///< of a question, and from and to which doc; newest first
    IndexLanguage question;
};

/// SQLite's result codes (sqlite.org/rescode.html), extended ones included. An unknown text counts
/// as Failed.
[[nodiscard]] inline SqlTrouble sqliteTrouble(const QString &nativeErrorCode)
{
    constexpr int ioError = 10;
    // Nothing was committed, and what comes writes over it: a quota that is used up (EDQUOT), a
    // file that may not grow (EFBIG). What fails to be brought to the disk is another thing.
    constexpr int ioErrorWrite = 778;
    constexpr int ioErrorNoMemory = 3082;
    constexpr int ioErrorShmSize =
        4874; // the shared index could not grow: a full disk, nothing worse
    const int code = nativeErrorCode.toInt();
    switch (code & 0xff) {
    case ioError:
        return code == ioErrorWrite || code == ioErrorNoMemory || code == ioErrorShmSize
            ? SqlTrouble::Failed
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
    .textsOfJson = QLatin1StringView("SELECT value FROM json_each(?)"),
    .trouble = &sqliteTrouble,
    .collided = [](const QString &) { return false; }, // there is one writer
    .streamsRows = true,
    .preparesByName = false,
    .doc = QLatin1StringView("rowid"),
    .insertTerms = QLatin1StringView("INSERT INTO search_index (rowid, terms) VALUES (?, ?)"),
    .deleteTerms = QLatin1StringView(
        "INSERT INTO search_index (search_index, rowid, terms) VALUES ('delete', ?, ?)"),
    .deleteAllTerms =
        QLatin1StringView("INSERT INTO search_index (search_index) VALUES ('delete-all')"),
    .matchingDocs = QLatin1StringView("SELECT rowid FROM search_index WHERE search_index MATCH ? "
                                      "AND rowid BETWEEN ? AND ? ORDER BY rowid DESC"),
    .question = {QLatin1StringView("\""), QLatin1StringView(" AND "), QLatin1StringView(" OR ")},
};

/// PostgreSQL's SQLSTATE (appendix A of its manual); none when the connection is gone.
[[nodiscard]] inline SqlTrouble postgresTrouble(const QString &nativeErrorCode)
{
    const QLatin1StringView lost[] = {
        QLatin1StringView("08"), // connection exceptions
        QLatin1StringView("57P"), // shut down, crashed, starting up; the database is gone
        QLatin1StringView("25P03"), // idle in a transaction for too long: disconnected
    };
    for (const QLatin1StringView code : lost) {
        if (nativeErrorCode.startsWith(code)) {
            return SqlTrouble::Lost;
        }
    }
    if (nativeErrorCode.startsWith(QLatin1StringView("XX00"))
        && nativeErrorCode != QLatin1StringView("XX000")) {
        return SqlTrouble::Broken; // data or index corrupted
    }
    return nativeErrorCode.isEmpty() ? SqlTrouble::Lost : SqlTrouble::Failed;
}

inline constexpr SqlDialect postgresDialect{
    .driver = QLatin1StringView("QPSQL"),
    .migrations = QLatin1StringView(":/migrations/postgres"),
    .begin = QLatin1StringView("BEGIN"),
    .contains = QLatin1StringView("strpos(%1, %2) > 0"),
    .textsOfJson = QLatin1StringView("SELECT json_array_elements_text(CAST(? AS json))"),
    .trouble = &postgresTrouble,
    .collided =
        [](const QString &code) {
            // Serialisation failure, deadlock.
            return code == QLatin1StringView("40001") || code == QLatin1StringView("40P01");
        },
    .streamsRows = false,
    .preparesByName = true,
    .doc = QLatin1StringView("doc"),
    .insertTerms =
        QLatin1StringView("INSERT INTO search_index (doc, terms) "
                          "VALUES (?, array_to_tsvector(string_to_array(CAST(? AS text), ' '))) "
                          "ON CONFLICT (doc) DO UPDATE SET terms = excluded.terms"),
    .deleteTerms =
        QLatin1StringView("DELETE FROM search_index WHERE doc = ? AND CAST(? AS text) IS NOT NULL"),
    .deleteAllTerms = QLatin1StringView("TRUNCATE search_index"),
    .matchingDocs = QLatin1StringView(
        "SELECT doc FROM search_index WHERE terms @@ CAST(CAST(? AS text) AS tsquery) "
        "AND doc BETWEEN ? AND ? ORDER BY doc DESC"),
    .question = {QLatin1StringView("'"), QLatin1StringView(" & "), QLatin1StringView(" | ")},
};

} // namespace maru::server
