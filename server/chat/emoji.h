// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QString>

#include <optional>

namespace maru::server {

/// \p text as the one spelling of an emoji, with its presentation selectors; std::nullopt if it is
/// not exactly one. Known are those of Unicode's RGI_Emoji set: what keyboards offer and fonts
/// draw, with flags, skin tones, keycaps and joined ones.
[[nodiscard]] std::optional<QString> qualifiedEmoji(const QString &text);

} // namespace maru::server
