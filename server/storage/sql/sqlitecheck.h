// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"

#include <QString>
#include <QStringList>

namespace maru::server {

enum class CheckDepth : quint8 {
    Quick, ///< pages, counters, order; the index for searching for a thousand messages
    Full, ///< every row of every other index too; that one for twenty thousand
};

struct CheckReport
{
    QStringList findings; ///< a line each, at most limits::maxFindings of a kind
    int schema = 0; ///< 0: it was not read
    qint64 rooms = 0;
    qint64 messages = 0;
};

/// Looks at a SQLite store, which a server may have open, as it is at one moment, and whether the
/// files that its messages carry are in \p filesFolder. Nothing is changed. What keeps it from
/// being read at all is a finding too.
[[nodiscard]] CheckReport checkSqliteStore(const QString &path, const QString &filesFolder,
                                           CheckDepth depth);

} // namespace maru::server
