// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"
#include "server/admin/transferprogress.h"
#include "server/storage/storedigest.h"
#include "server/storage/storetransfer.h"

#include <QString>

namespace maru::server {

/// What became of carrying a store to another one.
struct MigrationReport
{
    StoreDigest digest; ///< of both
    qint64 copied = 0; ///< records; 0: all of them were there
    bool wasThere = false; ///< the store was complete before
};

struct MigrationFailure
{
    int exitCode = 1; ///< of docs/protocol.md §8
    QString text; ///< a sentence
};

/// Copies all of \p source to \p target, or what an earlier, interrupted run left to copy, and
/// compares the two (docs/decisions/0027). Neither has been opened.
[[nodiscard]] Result<MigrationReport, MigrationFailure>
migrateStore(StoreSource &source, StoreTarget &target, TransferProgress &progress);

} // namespace maru::server
