// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/mongo/mongoend.h"
#include "server/storage/mongo/mongoparts.h"
#include "server/storage/storetransfer.h"

#include <QString>

#include <array>
#include <optional>

namespace maru::server {

/// A store in a MongoDB database that is carried elsewhere. Only who has it is written there, as
/// long as this object lives.
class MongoStoreSource final : public StoreSource
{
public:
    explicit MongoStoreSource(MongoAddress address);

    [[nodiscard]] Result<void, QString> open() override;
    [[nodiscard]] QString place() const override { return m_end.place(); }
    [[nodiscard]] qint64 bytes() override;
    [[nodiscard]] Result<qint64, QString> count(StorePart part) override;
    [[nodiscard]] Result<StoreBatch, QString> read(StorePart part, const QString &after) override;
    [[nodiscard]] Result<void, QString> stayAlive() override { return m_end.stayAlive(); }

private:
    MongoEnd m_end;
    MongoParts m_parts;
};

/// A store that comes from elsewhere into a MongoDB database. There are no transactions: each
/// document is put whole under its id, so that what is written again after an interruption is the
/// same.
class MongoStoreTarget final : public StoreTarget
{
public:
    explicit MongoStoreTarget(MongoAddress address);

    [[nodiscard]] Result<StoreTargetState, QString> open() override;
    [[nodiscard]] QString place() const override { return m_end.place(); }
    [[nodiscard]] std::optional<qint64> bytesAvailable() const override { return std::nullopt; }
    [[nodiscard]] Result<void, QString> begin(const QString &origin) override;
    [[nodiscard]] Result<void, QString> write(const std::vector<StoreRecord> &records,
                                              const StoreProgress &progress) override;
    [[nodiscard]] Result<void, QString> finish() override;
    [[nodiscard]] Result<void, QString> stayAlive() override { return m_end.stayAlive(); }
    [[nodiscard]] StoreSource &written() override { return *m_parts; }

private:
    /// What is to be put, by collection.
    using Puts = std::map<QByteArray, std::vector<MongoPut>>;

    // mongotransfer.cpp
    [[nodiscard]] Result<StoreTargetState, QString> look(const QStringList &collections);
    [[nodiscard]] Result<StoreTargetState, QString> unfinishedState();
    [[nodiscard]] MongoResult<void> mark(const QString &origin);
    [[nodiscard]] Result<void, QString> checkStillEmpty(bool isNew);
    [[nodiscard]] MongoResult<void> makeEmpty();
    [[nodiscard]] MongoResult<void> complete();
    [[nodiscard]] MongoResult<void> change(const Bson &set);

    // mongotransferwrite.cpp
    [[nodiscard]] MongoResult<void> writeRow(StorePart part, const StoreRow &row, Puts &puts);
    [[nodiscard]] MongoResult<void> writeUsage(const StoreRow &row, Puts &puts);
    [[nodiscard]] MongoResult<void> writeMessages(const std::vector<StoreRecord> &records,
                                                  Puts &puts);
    [[nodiscard]] MongoResult<void> putAll(const Puts &puts);

    MongoEnd m_end;
    std::optional<MongoParts> m_parts;
    bool m_isMarked = false; ///< that there is a copy
    bool m_isBegun = false; ///< and that all else there is of it
    qint64 m_order = 0; ///< of the last message
    std::optional<std::map<QString, qint64>> m_bytesOfOwners;
};

} // namespace maru::server
