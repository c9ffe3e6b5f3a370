// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/chat/changes.h"
#include "server/storage/sql/statements.h"

/// Rows ↔ objects, in the column order of columns.h.
namespace maru::server {

/// Without its reactions and files: reactionCountColumn and fileCountColumn tell how many there
/// are.
[[nodiscard]] Message messageFrom(const Rows &rows);
[[nodiscard]] StoredUser userFrom(const Rows &rows);
[[nodiscard]] StoredUser personFrom(const Rows &rows); ///< of MARU_PERSON
[[nodiscard]] StoredRoom roomFrom(const Rows &rows);
[[nodiscard]] MemberRoom memberRoomFrom(const Rows &rows);
/// The columns of a user, then role, muted, muted_until_ms, hand_ms and read_seq.
[[nodiscard]] RoomMember roomMemberFrom(const Rows &rows);

/// At most \p limit rows: the columns of a user, then whether it is a ban, until_ms, reason, and
/// id and name of whom it is by.
[[nodiscard]] SanctionPage sanctionsFrom(Rows &rows, int limit);

[[nodiscard]] std::optional<StoredUser> findUser(Statements &statements, const UserId &user);

/// Ids in one column, with a space between; they hold none.
[[nodiscard]] QString joinedIds(const QList<UserId> &ids);
[[nodiscard]] QList<UserId> idsFrom(const QString &text);

inline constexpr int reactionCountColumn = 14;
inline constexpr int fileCountColumn = 20;
/// The column after those of a message, where the statement reads it.
inline constexpr int contentHashColumn = 21;

/// Enumerations are stored as their numbers.
template<class Enum>
[[nodiscard]] int sqlNumber(Enum value)
{
    return static_cast<int>(value);
}

} // namespace maru::server
