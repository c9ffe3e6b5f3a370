// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"
#include "server/storage/sql/sqldialect.h"
#include "server/storage/storetransfer.h"

#include <QSqlDatabase>
#include <QString>

#include <vector>

namespace maru::server {

/// Reads and writes the parts of a store as rows, over one connection to any of the SQL databases
/// (the tables have the same names and columns in all). Errors are the database's texts.
class SqlParts
{
public:
    SqlParts(QSqlDatabase database, const SqlDialect &dialect);

    [[nodiscard]] Result<qint64, QString> count(StorePart part) const;
    [[nodiscard]] Result<StoreBatch, QString> read(StorePart part, const QString &after) const;

    // The table `maru_migration`, which is there as long as a copy is not finished. It is made
    // before all others, so that they cannot be taken for a store.
    [[nodiscard]] Result<void, QString> markUnfinished(const QString &origin) const;
    /// The tables are there: takes out the rows they are made with.
    [[nodiscard]] Result<void, QString> emptyTables() const;
    /// Empty: as Empty. The table must be there.
    [[nodiscard]] Result<StoreTargetState, QString> unfinishedState() const;
    /// In one transaction.
    [[nodiscard]] Result<void, QString> write(const std::vector<StoreRecord> &records,
                                              const StoreProgress &progress) const;
    [[nodiscard]] Result<void, QString> markFinished() const;

private:
    [[nodiscard]] Result<void, QString> inTransaction(const std::vector<StoreRecord> &records,
                                                      const StoreProgress &progress) const;
    [[nodiscard]] Result<void, QString> execute(const QString &sql) const;

    QSqlDatabase m_database;
    const SqlDialect &m_dialect;
};

} // namespace maru::server
