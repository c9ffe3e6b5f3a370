// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QIcon>
#include <QPixmap>
#include <QString>

namespace maru::client {

/// What a badge says: "7", "99+"; empty for 0.
[[nodiscard]] QString badgeText(int unread);

/// The program's icon with \p unread in its corner; \p isForReader colours it as what is for
/// oneself. Too small for digits it is a dot. \p isQuiet: the icon is pale, nothing is told now.
[[nodiscard]] QPixmap badgedPixmap(int sizePx, int unread, bool isForReader, bool isQuiet);
[[nodiscard]] QIcon badgedIcon(int unread, bool isForReader, bool isQuiet);

} // namespace maru::client
