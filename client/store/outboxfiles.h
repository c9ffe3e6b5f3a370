// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/store/storedobjects.h"
#include "client/store/storefile.h"

/// The files of messages and of drafts in an outbox file; in tables of their own, so that a damaged
/// one costs no text. For OutboxStore.
namespace maru::client {

inline constexpr auto outboxFilesTable =
    u"CREATE TABLE outbox_files (cid TEXT PRIMARY KEY, files BLOB NOT NULL) STRICT, WITHOUT ROWID";
inline constexpr auto draftFilesTable =
    u"CREATE TABLE draft_files (room TEXT PRIMARY KEY, files BLOB NOT NULL, "
    "changed_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID";

/// Fills in the files of \p rows; those that have neither text nor files go. False if not all could
/// be read.
[[nodiscard]] bool readFiles(StoreFile &file, QList<OutboxRow> &rows);
/// Instead of those there are; none if \p files is empty.
[[nodiscard]] Result<void, StoreError> writeFiles(StoreFile &file, const QString &cid,
                                                  const QList<OutboxFile> &files);
/// What is attached in each room and not sent. False if not all could be read.
[[nodiscard]] bool readDraftFiles(StoreFile &file, QHash<RoomId, QList<OutboxFile>> &found);
/// Instead of those there are; none if \p files is empty.
[[nodiscard]] Result<void, StoreError> writeDraftFiles(StoreFile &file, const RoomId &room,
                                                       const QList<OutboxFile> &files);

} // namespace maru::client
