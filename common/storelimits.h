// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtGlobal>

/// The bounds of what waits for the store, beside those of common/serverlimits.h.
namespace maru::limits {

inline constexpr int maxCommitChanges = 512; ///< changes in one transaction
inline constexpr int commitWindowMs = 5; ///< in a stream: what a message waits
inline constexpr int enoughForACommit = 8; ///< messages that wait no longer for more
inline constexpr int storeRecoveryMs = 1'000; ///< without a problem, before the log says so
inline constexpr int maxStoreQueue = 10'000; ///< requests waiting for the storage thread
inline constexpr qint64 maxStoreQueueBytes = 33'554'432; ///< of them
inline constexpr int maxPagesUnderWay = 32; ///< of one person, on all connections
inline constexpr int pageRetryMs = 100; ///< until the next one may be asked for

} // namespace maru::limits
