// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

namespace maru::server {

/// Raises this process's soft limit of open descriptors to the hard one; returns what holds then.
/// A very large number where there is no such limit.
int raiseDescriptorLimit();

/// How many connections \p descriptors leave room for: a tenth and 64 more are kept for files and
/// the rest.
[[nodiscard]] constexpr int connectionsWithin(int descriptors)
{
    const int room = descriptors / 10 * 9 - 64;
    return room < 1 ? 1 : room;
}

} // namespace maru::server
