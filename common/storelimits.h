// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtGlobal>

/// The bounds of what waits for the store, beside those of common/serverlimits.h.
namespace maru::limits {

inline constexpr qint64 maxStoreQueueBytes = 33'554'432; ///< of requests, beside maxStoreQueue
inline constexpr int maxPagesUnderWay = 32; ///< of one person, on all connections
inline constexpr int pageRetryMs = 100; ///< until the next one may be asked for

} // namespace maru::limits
