// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/serverlimits.h"
#include "server/chat/stored.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>
#include <variant>

/// What the store is asked about rooms and their members. See queries.h.
namespace maru::server {

/// The first criterion that is not empty counts. A name finds open rooms only (isOpen()).
struct FindRoom
{
    using Reply = std::optional<StoredRoom>;
    RoomId room;
    QString nameKey;
    QString classCode;
};

/// True if any room has a class code.
struct AnyClassCode
{
    using Reply = bool;
};

/// Open rooms that are not archived, ascending id, after \c after; name contains \c nameKeyPart if
/// it is not empty.
struct ListRooms
{
    struct Reply
    {
        QList<StoredRoom> rooms;
        bool more = false;
    };
    QString nameKeyPart;
    RoomId after;
    int limit = 0;
    bool withArchived = false;
};

/// Every room the user is a member of, ascending id.
struct MemberRooms
{
    using Reply = QList<MemberRoom>;
    UserId user;
};

/// std::nullopt: no such room or user, or not a member of it.
struct FindMember
{
    using Reply = std::optional<MemberRoom>;
    RoomId room;
    UserId user;
};

/// Ascending id of the users, after \c after. Empty also for an unknown room.
struct ListMembers
{
    struct Reply
    {
        QList<RoomMember> members;
        bool more = false;
    };
    RoomId room;
    UserId after;
    int limit = 0;
};

/// std::nullopt: not banned (any more).
struct FindBan
{
    using Reply = std::optional<RoomBan>;
    RoomId room;
    UserId user;
    qint64 nowMs = 0;
};

/// Whether EnterRoom would find a place for every one of \c users, who exist and are named once
/// each; who is a member already needs none.
struct FindPlaces
{
    enum class Reply : quint8 { Enough, RoomIsFull, UserIsInTooMany };
    RoomId room;
    QList<UserId> users;
    int maxMembers = limits::maxRoomMembers; ///< not of the lobby
    int maxRooms = 0; ///< in which a user may be; 0: any number
};

/// Who is banned from the room or muted in it. Empty also for an unknown room.
struct ListSanctions
{
    using Reply = SanctionPage;
    RoomId room;
    UserId after;
    int limit = 0;
    qint64 nowMs = 0;
};

using RoomQuery = std::variant<FindRoom, AnyClassCode, ListRooms, MemberRooms, FindMember,
                               ListMembers, FindBan, FindPlaces, ListSanctions>;

} // namespace maru::server
