// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"
#include "server/storage/sql/sqldialect.h"

#include <QSqlDatabase>
#include <QString>
#include <QStringList>

#include <vector>

namespace maru::server {

/// Says whose SQLite file it is: "Maru" in ASCII.
inline constexpr int sqliteApplicationId = 0x4d617275;

/// One numbered step of the schema: `NNNN_name.sql` among the resources.
struct Migration
{
    int version = 0;
    QStringList statements;
};

/// All steps of a dialect, ascending: 1, 2, 3 …
[[nodiscard]] std::vector<Migration> migrationsOf(const SqlDialect &dialect);

/// The statements of a migration file. Comments begin with `--`; a statement ends at a line that
/// ends in ';'.
[[nodiscard]] QStringList splitStatements(const QString &sql);

/// Brings a SQLite database from schema \p from to the newest, in one transaction. The error is the
/// database's text.
[[nodiscard]] Result<void, QString>
migrateSqlite(const QSqlDatabase &database, const std::vector<Migration> &migrations, int from);

} // namespace maru::server
