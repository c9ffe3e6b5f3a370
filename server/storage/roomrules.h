// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/chat/roomchanges.h"

/// What a change of a room or of a member makes of it, whatever the backend.
namespace maru::server {

/// The two ids of a direct room, the smaller one first: the same for both.
[[nodiscard]] QString directKey(const UserId &one, const UserId &other);

[[nodiscard]] StoredRoom updatedRoom(StoredRoom room, const UpdateRoom &change);

/// Role, mute and hand; `notify` is the backend's.
void setMember(Membership &membership, const SetMember &change);

/// Whether that is all of it, so that it may also be asked of who has left.
[[nodiscard]] bool liftsMute(const SetMember &change);

/// Of a ban or a mute; none: for ever.
[[nodiscard]] inline bool lastsAt(const std::optional<qint64> &untilMs, qint64 nowMs)
{
    return !untilMs || *untilMs > nowMs;
}

[[nodiscard]] inline bool isBannedAt(const RoomBan &ban, qint64 nowMs)
{
    return lastsAt(ban.untilMs, nowMs);
}

} // namespace maru::server
