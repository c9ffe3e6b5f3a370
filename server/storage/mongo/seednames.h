// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/memorystate.h"

#include <QHash>
#include <QSet>
#include <QString>

namespace maru::server {

/// What the rule for names leaves of a name that the seed's server took as it came: without what
/// is refused, at most as long as a name may be; `guest` where nothing is left, or what is reserved
/// or looks so.
[[nodiscard]] QString allowedName(const QString &name);

/// Gives the people of a seed's database names that nobody else has.
class SeedNames
{
public:
    explicit SeedNames(const MemoryState &state); ///< whose people have theirs

    /// allowedName(), with a number where another has it.
    [[nodiscard]] QString give(const QString &name);

private:
    [[nodiscard]] bool isTaken(const QString &name) const;

    QSet<QString> m_keys;
    QSet<QString> m_skeletons;
    QHash<QString, QString> m_last; // given for a name
};

} // namespace maru::server
