// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtGlobal>

/// The bounds of the store in MongoDB. Times in milliseconds.
namespace maru::limits {

inline constexpr int mongoSelectMs = 2'000; ///< to find the server, and to connect to it
inline constexpr int mongoSocketMs = 5'000; ///< for one answer
inline constexpr int mongoStartMs = 600'000; ///< for one that looks at all of a collection
inline constexpr int mongoWriteMs = 4'000; ///< until a majority has written it to its journal
inline constexpr int mongoLeaseMs = 6'000; ///< a server that did not say that it lives is gone
inline constexpr int mongoLeaseLookMs = 100; ///< between two looks at it
inline constexpr int mongoCollisions = 200; ///< with other writers, for one batch
inline constexpr qsizetype mongoBatchBytes = 6'000'000; ///< of 16 MB that a document may have
inline constexpr int mongoJournalKept = 256; ///< batches, for writers that lag behind
inline constexpr int mongoJournalTrim = 64; ///< batches between two cuts
inline constexpr int mongoBuriedAtOnce = 1'000; ///< documents in one step
inline constexpr int mongoSearchTerms = 16; ///< of a question that go to the index
inline constexpr int mongoOldestWire = 9; ///< MongoDB 4.4
inline constexpr int mongoAdoptedAtOnce = 500; ///< documents of a seed's database in one step

} // namespace maru::limits
