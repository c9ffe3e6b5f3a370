// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/sql/sqliteconnection.h"
#include "server/storage/sql/statements.h"
#include "server/storage/storagebackend.h"

#include <memory>

namespace maru::server {

/// A second connection to the file that a SqlBackend has open: it reads only, never writes and
/// never makes a checkpoint (SQLite's WAL-reset bug needs two that do).
///
/// Opened with the first question; one that cannot be opened answers Failed, and tries again with
/// the next.
class SqlReader final : public StorageReader
{
public:
    explicit SqlReader(QString path);
    ~SqlReader() override;

    [[nodiscard]] Result<QueryReply, StoreError> read(const Query &query) override;

private:
    [[nodiscard]] Result<void, QString> open();
    void close();

    QString m_path;
    std::unique_ptr<SqliteConnection> m_connection;
    std::unique_ptr<Statements> m_statements; // goes first
};

} // namespace maru::server
