// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "roomworld.h"

namespace maru::server {

/// A private room with an owner, two moderators and a member; and somebody who is not in it.
struct RoomOfRanks : RoomWorld
{
    RoomOfRanks()
    {
        owner = person(QStringLiteral("owner"));
        moderator = person(QStringLiteral("moderator"));
        other = person(QStringLiteral("other"));
        member = person(QStringLiteral("member"));
        stranger = person(QStringLiteral("stranger"));
        room = makeRoom(owner, {moderator, other, member}, RoomKind::Private, true);
        appoint(owner, room, moderator, RoomRole::Moderator);
        appoint(owner, room, other, RoomRole::Moderator);
    }
    [[nodiscard]] MemberSet mute(const User &user, bool on = true) const
    {
        MemberSet request{.room = room.id, .user = user.id};
        request.muted = on;
        return request;
    }
    [[nodiscard]] MemberSet role(const User &user, RoomRole role) const
    {
        MemberSet request{.room = room.id, .user = user.id};
        request.role = role;
        return request;
    }
    [[nodiscard]] MemberKick out(const User &user, bool bans = false) const
    {
        MemberKick request;
        request.room = room.id;
        request.user = user.id;
        request.banned = bans;
        return request;
    }
    Ack<Nothing> leave(const User &user)
    {
        return ask<Nothing>(services.entering, &RoomEntering::leave, user, RoomLeave{room.id});
    }
    [[nodiscard]] bool isMember(const User &user) const
    {
        return members.isMember(user.id, room.id);
    }

    User owner;
    User moderator;
    User other;
    User member;
    User stranger;
    Room room;
};

} // namespace maru::server
