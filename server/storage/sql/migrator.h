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

/// All steps of a dialect, ascending by one: 1, 2, 3 … A number means the same schema in every
/// dialect. One that came later begins with the step that makes all there was by then.
[[nodiscard]] std::vector<Migration> migrationsOf(const SqlDialect &dialect);

[[nodiscard]] inline int newestVersion(const std::vector<Migration> &migrations)
{
    return migrations.back().version;
}

/// The statements of a migration file. Comments begin with `--`; a statement ends at a line that
/// ends in ';'.
[[nodiscard]] QStringList splitStatements(const QString &sql);

/// Brings a SQLite database from schema \p from to the newest, in one transaction. The error is the
/// database's text.
[[nodiscard]] Result<void, QString>
migrateSqlite(const QSqlDatabase &database, const std::vector<Migration> &migrations, int from);

/// The same for PostgreSQL, where the table `maru_store` says which schema it is; \p from 0: there
/// is none.
[[nodiscard]] Result<void, QString>
migratePostgres(const QSqlDatabase &database, const std::vector<Migration> &migrations, int from);

} // namespace maru::server
