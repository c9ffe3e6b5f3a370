// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"

#include <QString>
#include <QStringList>

namespace maru::server {

/// What a copy of a store holds.
struct SnapshotFigures
{
    int schema = 0;
    qint64 rooms = 0;
    qint64 messages = 0;
    qint64 people = 0;
};

/// Copies the SQLite store \p from, which a server may have open, as it is at one moment, to \p to:
/// a file that is empty or not there yet, 0600. The copy has been looked at and is on the disk.
///
/// It reads on a connection of its own and holds up nobody who writes; the write-ahead log grows
/// meanwhile. On an error \p to is left as it came to be; the error is the rest of a sentence.
[[nodiscard]] Result<SnapshotFigures, QString> snapshotSqlite(const QString &from,
                                                              const QString &to);

/// The figures of the store in \p path, after the same look at it that a server takes, through all
/// of its pages. Nothing is changed. The error is the rest of a sentence that begins with its name.
[[nodiscard]] Result<SnapshotFigures, QString> inspectSqlite(const QString &path);

/// Marks the store in \p path as another past than the one that devices may know: each room goes on
/// with a rev that it never had, so that none of them takes what comes for the next of what it has
/// seen, and no connection of before is recovered. It is on the disk then; a start that is killed
/// leaves it half done. \p path is a copy that nobody has open.
[[nodiscard]] Result<void, QString> beginAnotherPast(const QString &path, qint64 nowMs);

/// The SHA-256 of each file that messages of the store in \p path carry.
[[nodiscard]] Result<QStringList, QString> carriedFiles(const QString &path);

/// Keeps the store in \p path as it is before an upgrade from \p schema, as `PATH.schema-N` beside
/// it: one from an earlier try is replaced. It is another past already, for whoever goes back to
/// it. The error is the rest of a sentence.
[[nodiscard]] Result<void, QString> keepBeforeUpgrade(const QString &path, int schema);

/// The newest schema this program knows.
[[nodiscard]] int newestSqliteSchema();

} // namespace maru::server
