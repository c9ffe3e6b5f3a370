// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/store/storedobjects.h"
#include "client/store/storefile.h"

/// The rows of an outbox file, sound or not. For OutboxStore.
namespace maru::client {

[[nodiscard]] StoreSchema outboxSchema();

struct SalvagedOutbox
{
    OutboxContents contents;
    bool isComplete = false; ///< no row is unreadable
    bool hasMore = false; ///< there are rows beyond the bounds
};

/// Reads \p file from both ends up to what cannot be read. Rows that make no sense are left out.
[[nodiscard]] SalvagedOutbox readOutbox(StoreFile &file);
/// The same of the file at \p path, which stays as it is.
[[nodiscard]] SalvagedOutbox salvageOutbox(const QString &path);
/// Puts all of it into \p file; rows whose cid is there already stay as they are.
[[nodiscard]] Result<void, StoreError> insertAll(StoreFile &file, const OutboxContents &contents);
[[nodiscard]] Result<void, StoreError> insertRow(StoreFile &file, const OutboxRow &row);
[[nodiscard]] Result<void, StoreError> insertChange(StoreFile &file, const ChangeRow &change);
[[nodiscard]] Result<void, StoreError> writeDraft(StoreFile &file, const RoomId &room,
                                                  const QString &text,
                                                  const std::optional<ReplyTo> &replyTo = {});

} // namespace maru::client
