// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/store/storedobjects.h"
#include "client/store/storefile.h"

/// The files of messages in an outbox file; in a table of their own, so that a damaged one costs no
/// text. For OutboxStore.
namespace maru::client {

inline constexpr auto outboxFilesTable =
    u"CREATE TABLE outbox_files (cid TEXT PRIMARY KEY, files BLOB NOT NULL) STRICT, WITHOUT ROWID";

/// Fills in the files of \p rows; those that have neither text nor files go. False if not all could
/// be read.
[[nodiscard]] bool readFiles(StoreFile &file, QList<OutboxRow> &rows);
/// Instead of those there are; none if \p files is empty.
[[nodiscard]] Result<void, StoreError> writeFiles(StoreFile &file, const QString &cid,
                                                  const QList<OutboxFile> &files);

} // namespace maru::client
