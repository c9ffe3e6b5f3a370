// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/roomrules.h"

#include <algorithm>

namespace maru::server {

QString directKey(const UserId &one, const UserId &other)
{
    return std::min(one, other).toString() + u' ' + std::max(one, other).toString();
}

StoredRoom updatedRoom(StoredRoom room, const UpdateRoom &change)
{
    if (change.name) {
        room.room.name = *change.name;
        room.nameKey = change.nameKey;
    }
    room.room.topic = change.topic.value_or(room.room.topic);
    room.room.archived = change.archived.value_or(room.room.archived);
    room.room.muteAll = change.muteAll.value_or(room.room.muteAll);
    room.room.slowModeSeconds = change.slowModeSeconds.value_or(room.room.slowModeSeconds);
    room.classCode = change.classCode.value_or(room.classCode);
    return room;
}

void setMember(Membership &membership, const SetMember &change)
{
    membership.role = change.role.value_or(membership.role);
    if (change.muted) {
        membership.muted = *change.muted;
        membership.mutedUntilMs = *change.muted ? change.mutedUntilMs : std::nullopt;
    }
    membership.hand = change.hand.value_or(membership.hand);
    if (membership.role != RoomRole::Member) {
        membership.hand = false; // who moderates asks nobody, and nobody else could lower it
    }
}

bool liftsMute(const SetMember &change)
{
    return change.muted == std::optional(false) && !change.role && !change.hand && !change.notify;
}

} // namespace maru::server
