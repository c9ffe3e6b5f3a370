// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"

#include <QSqlDatabase>
#include <QString>

namespace maru::server {

/// How much of a power cut a commit survives (sqlite.org/pragma.html#pragma_synchronous). The
/// server knows only Full; the power-cut test must see the others lose, or it would see nothing.
/// The numbers are SQLite's.
enum class SqliteSync : quint8 { Off = 0, Normal = 1, Full = 2 };

/// The error says which package is missing, to follow "The database …".
[[nodiscard]] Result<void, QString> checkSqliteDriver();

/// One QtSql connection to a SQLite file, closed and forgotten when it goes. Every query on it must
/// have gone before.
///
/// Thread: the one that makes it. The error texts are the database's own.
class SqliteConnection
{
public:
    enum class Mode : quint8 { ReadOnly, ReadWrite };

    SqliteConnection(const QString &path, Mode mode);
    SqliteConnection(const SqliteConnection &) = delete;
    SqliteConnection &operator=(const SqliteConnection &) = delete;
    ~SqliteConnection();

    /// SQLite reads the file only with the first statement, so this says little about it.
    [[nodiscard]] Result<void, QString> open();

    /// Sets everything that durability and safety rest on, and reads each back.
    [[nodiscard]] Result<void, QString> configure(SqliteSync sync = SqliteSync::Full);

    /// The same for a connection that only reads, beside one that was configured.
    [[nodiscard]] Result<void, QString> configureReader();

    /// True contents? \p isThorough also walks through all pages. Changes nothing.
    [[nodiscard]] Result<void, QString> check(bool isThorough);

    /// Moves all of the write-ahead log into the database and empties it.
    [[nodiscard]] Result<void, QString> checkpointAll();

    [[nodiscard]] QSqlDatabase database() const;

private:
    /// The first column of the first row; empty if there is none.
    [[nodiscard]] Result<QString, QString> firstValue(const QString &sql);
    [[nodiscard]] Result<void, QString> set(const QString &name, const QString &value,
                                            const QString &answer);

    QString m_name;
};

} // namespace maru::server
