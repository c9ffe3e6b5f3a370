// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/ids.h"
#include "common/protocol/errors.h"

#include <optional>

/// Who may do what in a room, looked up without the store. std::nullopt: may.
namespace maru::server {

class Members;

/// NotMember.
[[nodiscard]] std::optional<ApiError> refusalToRead(const Members &members, const UserId &user,
                                                    const RoomId &room);
/// NotMember, Forbidden (archived, or an announcement room's member), Muted (with its end). Slow
/// mode and rates are another matter.
[[nodiscard]] std::optional<ApiError> refusalToWrite(const Members &members, const UserId &user,
                                                     const RoomId &room, qint64 nowMs);
/// The same, but that everybody may react in an announcement room.
[[nodiscard]] std::optional<ApiError> refusalToReact(const Members &members, const UserId &user,
                                                     const RoomId &room, qint64 nowMs);
/// NotMember, Forbidden (archived): who was muted may still take back what was said.
[[nodiscard]] std::optional<ApiError> refusalToDelete(const Members &members, const UserId &user,
                                                      const RoomId &room);
/// NotMember, Forbidden.
[[nodiscard]] std::optional<ApiError> refusalToModerate(const Members &members, const UserId &user,
                                                        const RoomId &room);

} // namespace maru::server
