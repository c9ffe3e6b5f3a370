// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/sql/postgresconnection.h"
#include "server/storage/sql/postgreslease.h"
#include "server/storage/sql/sqlpartsview.h"
#include "server/storage/storetransfer.h"

#include <QString>

#include <memory>
#include <optional>

namespace maru::server {

/// A store in a PostgreSQL database that is carried elsewhere: read in one read-only transaction,
/// whose connection holds the lock of the store.
class PostgresStoreSource final : public StoreSource
{
public:
    explicit PostgresStoreSource(PostgresAddress address);

    [[nodiscard]] Result<void, QString> open() override;
    [[nodiscard]] QString place() const override { return m_address.place(); }
    [[nodiscard]] qint64 bytes() override;
    [[nodiscard]] Result<qint64, QString> count(StorePart part) override;
    [[nodiscard]] Result<StoreBatch, QString> read(StorePart part, const QString &after) override;

private:
    PostgresAddress m_address;
    std::unique_ptr<PostgresConnection> m_connection;
    PostgresLease m_lease;
    std::unique_ptr<SqlPartsView> m_view;
};

/// A store that comes from elsewhere into a PostgreSQL database.
class PostgresStoreTarget final : public StoreTarget
{
public:
    explicit PostgresStoreTarget(PostgresAddress address);

    [[nodiscard]] Result<StoreTargetState, QString> open() override;
    [[nodiscard]] QString place() const override { return m_address.place(); }
    [[nodiscard]] std::optional<qint64> bytesAvailable() const override { return std::nullopt; }
    [[nodiscard]] Result<void, QString> begin(const QString &origin) override;
    [[nodiscard]] Result<void, QString> write(const std::vector<StoreRecord> &records,
                                              const StoreProgress &progress) override;
    [[nodiscard]] Result<void, QString> finish() override;
    [[nodiscard]] StoreSource &written() override { return *m_view; }

private:
    [[nodiscard]] Result<StoreTargetState, QString> look();
    [[nodiscard]] Result<void, QString> makeTables(const QString &origin);
    [[nodiscard]] QString sentence(const QString &rest) const;

    PostgresAddress m_address;
    std::unique_ptr<PostgresConnection> m_connection;
    PostgresLease m_lease;
    QString m_schemaName;
    int m_pid = 0;
    std::unique_ptr<SqlPartsView> m_view;
};

} // namespace maru::server
