// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/sql/postgresconnection.h"
#include "server/storage/sql/statements.h"
#include "server/storage/storagebackend.h"

#include <memory>

namespace maru::server {

/// A second connection to the database of a PostgresBackend, which only reads.
///
/// Opened with the first question, and again after it was lost.
class PostgresReader final : public StorageReader
{
public:
    explicit PostgresReader(PostgresAddress address);
    ~PostgresReader() override;

    [[nodiscard]] Result<QueryReply, StoreError> read(const Query &query) override;

private:
    [[nodiscard]] Result<void, QString> open();
    void close();

    PostgresAddress m_address;
    std::unique_ptr<PostgresConnection> m_connection;
    std::unique_ptr<Statements> m_statements; // goes first
};

} // namespace maru::server
