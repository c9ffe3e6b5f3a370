// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/clientlimits.h"

#include <QList>
#include <QSettings>
#include <QString>

namespace maru::client {

/// A server this person joined before.
struct RecentServer
{
    QString address; ///< as it can be typed again
    QString name; ///< its own, as it told it then

    friend bool operator==(const RecentServer &, const RecentServer &) = default;
};

/// The servers kept in \p settings, the last one first; at most limits::maxRecentServers. What
/// cannot be an address is left out: people edit such files.
[[nodiscard]] QList<RecentServer> recentServers(QSettings &settings);
/// Puts \p server in front.
void rememberServer(QSettings &settings, const RecentServer &server);

/// \p typed as an address that is shown and typed again: a `maru://` link without its scheme and
/// fingerprint, everything else as it is.
[[nodiscard]] QString shownAddress(const QString &typed);

/// As it is compared: in capitals, and in the width of a keyboard, whatever the input method left.
[[nodiscard]] QString tidyClassCode(const QString &typed);
/// \p typed with \p code, instead of the class code it may have.
[[nodiscard]] QString withClassCode(const QString &typed, const QString &code);

} // namespace maru::client
