// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/sql/datadirectory.h"
#include "server/storage/sql/sqliteconnection.h"
#include "server/storage/sql/sqlpartsview.h"
#include "server/storage/storetransfer.h"

#include <QString>

#include <memory>
#include <optional>

namespace maru::server {

/// A SQLite store that is carried elsewhere. Its folder is locked meanwhile.
class SqliteStoreSource final : public StoreSource
{
public:
    explicit SqliteStoreSource(const QString &path);

    [[nodiscard]] Result<void, QString> open() override;
    [[nodiscard]] QString place() const override;
    [[nodiscard]] qint64 bytes() override;
    [[nodiscard]] Result<qint64, QString> count(StorePart part) override;
    [[nodiscard]] Result<StoreBatch, QString> read(StorePart part, const QString &after) override;

private:
    [[nodiscard]] QString sentence(const QString &rest) const;

    QString m_path; // absolute
    std::unique_ptr<DataDirectory> m_directory; // goes last: it holds the lock
    std::unique_ptr<SqliteConnection> m_connection;
    std::unique_ptr<SqlPartsView> m_view;
};

/// Where an unfinished copy of the store \p path lies until it gets its name.
[[nodiscard]] QString migratingPath(const QString &path);

/// A SQLite store that comes from elsewhere: made as `PATH.migrating`, so that no half of it ever
/// has its name.
class SqliteStoreTarget final : public StoreTarget
{
public:
    explicit SqliteStoreTarget(const QString &path);

    [[nodiscard]] Result<StoreTargetState, QString> open() override;
    [[nodiscard]] QString place() const override;
    [[nodiscard]] std::optional<qint64> bytesAvailable() const override;
    [[nodiscard]] Result<void, QString> begin(const QString &origin) override;
    [[nodiscard]] Result<void, QString> write(const std::vector<StoreRecord> &records,
                                              const StoreProgress &progress) override;
    [[nodiscard]] Result<void, QString> finish() override;
    [[nodiscard]] StoreSource &written() override { return *m_view; }

private:
    [[nodiscard]] Result<StoreTargetState, QString> openComplete();
    [[nodiscard]] Result<StoreTargetState, QString> openUnfinished();
    [[nodiscard]] Result<void, QString> connect(const QString &path, SqliteConnection::Mode mode);
    void disconnect();
    [[nodiscard]] QString sentence(const QString &rest) const;

    QString m_path; // absolute
    std::unique_ptr<DataDirectory> m_directory; // goes last: it holds the lock
    std::unique_ptr<SqliteConnection> m_connection;
    std::unique_ptr<SqlPartsView> m_view;
};

/// Why \p path, which is there, is no SQLite store of this program's schema, as the rest of a
/// sentence that begins with its name; empty: it is one.
[[nodiscard]] QString whatIsWrongWithSqlite(const QString &path);

} // namespace maru::server
