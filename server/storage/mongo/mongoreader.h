// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/mongo/mongoconnection.h"
#include "server/storage/storagebackend.h"

#include <atomic>
#include <memory>

namespace maru::server {

/// Answers questions about messages while the writer writes, over a connection of its own.
class MongoReader final : public StorageReader
{
public:
    /// \p isBehind: something is stored that the collections do not show yet.
    MongoReader(MongoAddress address, std::shared_ptr<const std::atomic<bool>> isBehind);
    ~MongoReader() override;

    [[nodiscard]] Result<QueryReply, StoreError> read(const Query &query) override;

private:
    MongoAddress m_address;
    std::shared_ptr<const std::atomic<bool>> m_isBehind;
    std::unique_ptr<MongoConnection> m_connection;
};

} // namespace maru::server
