// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"

#include <QString>

namespace maru::server {

/// What the bytes of a SQLite file say, read without SQLite (sqlite.org/fileformat2.html).
///
/// SQLite itself would already recover and check-point a file while it looks at it. So everything
/// that makes us refuse a file is found here first, when not one byte has changed (promise P5).
struct SqliteProbe
{
    quint32 applicationId = 0;
    quint32 userVersion = 0;
    qint64 bytes = 0; ///< of the database file
    bool hasWal =
        false; ///< committed pages wait in a write-ahead log: the last stop was not a clean one
};

/// The pages that a write-ahead log holds count as they do for SQLite: up to the last valid commit.
/// The error is the rest of a sentence that begins with the file's name: "is no database (…)".
[[nodiscard]] Result<SqliteProbe, QString> probeSqliteFile(const QString &path);

} // namespace maru::server
