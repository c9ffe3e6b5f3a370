// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/chat/changes.h"
#include "server/storage/sql/statements.h"

/// Rows ↔ objects, in the column order of statements.cpp.
namespace maru::server {

[[nodiscard]] Message messageFrom(const Rows &rows);
[[nodiscard]] StoredUser userFrom(const Rows &rows);
[[nodiscard]] StoredRoom roomFrom(const Rows &rows);

/// The column after those of a message, where the statement reads it.
inline constexpr int contentHashColumn = 13;

/// Enumerations are stored as their numbers.
template<class Enum>
[[nodiscard]] int sqlNumber(Enum value)
{
    return static_cast<int>(value);
}

} // namespace maru::server
