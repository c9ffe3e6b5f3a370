// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/chat/stored.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>
#include <variant>

/// What the store is asked about connections that may come back. See changes.h and queries.h.
namespace maru::server {

/// Inserts or replaces the record of a pid; it counts as connected.
struct SaveRecovery
{
    using Reply = Nothing;
    RecoveryRecord record;
};

/// The connection was lost at \c atMs: from then on the record's 24 h run.
struct LoseRecovery
{
    using Reply = Nothing;
    QByteArray pidHash;
    qint64 atMs = 0;
};

/// The client left for good.
struct ForgetRecovery
{
    using Reply = Nothing;
    QByteArray pidHash;
};

/// At start: every record that still counts as connected was lost \c nowMs ago at the latest;
/// records lost before \c beforeMs are deleted. Later calls with \c markConnectedLost false only
/// delete.
struct ExpireRecovery
{
    using Reply = Nothing;
    qint64 nowMs = 0;
    qint64 beforeMs = 0;
    bool markConnectedLost = false;
};

using RecoveryChange = std::variant<SaveRecovery, LoseRecovery, ForgetRecovery, ExpireRecovery>;

/// std::nullopt: never known, forgotten or expired (\c lostAfterMs: records lost before it do not
/// count).
struct FindRecovery
{
    using Reply = std::optional<RecoveryRecord>;
    QByteArray pidHash;
    qint64 lostAfterMs = 0;
};

using RecoveryQuery = std::variant<FindRecovery>;

} // namespace maru::server
