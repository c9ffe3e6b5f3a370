// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QLatin1StringView>

/// What the next start is told, in the settings of this user.
namespace maru::client::settingskeys {

inline constexpr QLatin1StringView name("join/name");
inline constexpr QLatin1StringView resume("join/resume"); ///< without asking

} // namespace maru::client::settingskeys
