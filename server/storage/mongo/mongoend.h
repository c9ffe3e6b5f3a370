// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/mongo/mongoconnection.h"
#include "server/storage/mongo/mongolease.h"

#include <QElapsedTimer>
#include <QString>

#include <memory>
#include <optional>

namespace maru::server {

/// A database at one end of a migration: its connection, and that nobody else has the store. All
/// errors are whole sentences.
///
/// Thread: the one that made it.
class MongoEnd
{
public:
    explicit MongoEnd(MongoAddress address);
    ~MongoEnd();
    MongoEnd(const MongoEnd &) = delete;
    MongoEnd &operator=(const MongoEnd &) = delete;

    /// Finds a server that can have a store.
    [[nodiscard]] Result<void, QString> connect();
    /// As a server takes its store; the document is in \p collection.
    [[nodiscard]] Result<void, QString> take(const char *collection);
    /// To be called before each step: others take the store of one that is silent for
    /// limits::mongoLeaseMs.
    [[nodiscard]] Result<void, QString> stayAlive();
    /// What was taken is gone.
    void forgetLease() { m_lease.reset(); }

    [[nodiscard]] MongoConnection &connection() { return *m_connection; }
    [[nodiscard]] QString place() const { return m_address.place; }
    [[nodiscard]] QString sentence(const QString &rest) const;
    [[nodiscard]] QString sentence(const MongoFailure &failure) const;

private:
    MongoAddress m_address;
    std::unique_ptr<MongoConnection> m_connection;
    std::optional<MongoLease> m_lease;
    QElapsedTimer m_lastBeat;
};

} // namespace maru::server
