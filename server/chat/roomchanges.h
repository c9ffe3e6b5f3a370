// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/chat/stored.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>
#include <variant>

/// What the store is asked about rooms and their members. See changes.h and queries.h.
namespace maru::server {

/// Errors: NameTaken (a public room's nameKey, or the class code).
struct CreateRoom
{
    using Reply = StoredRoom;
    StoredRoom room;
};

/// Makes the user a member unless it is one; only a new member gets \c welcome, appended to the
/// room in the same transaction. Errors: NotFound.
struct EnterRoom
{
    struct Reply
    {
        Room room; ///< after the welcome; its `own` is filled in
        Membership mine;
        std::optional<Message> welcome;
    };
    RoomId room;
    UserId user;
    qint64 nowMs = 0;
    std::optional<Message> welcome;
};

using RoomChange = std::variant<CreateRoom, EnterRoom>;

/// The first criterion that is not empty counts. A name finds public rooms only.
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

/// Public rooms that are not archived, ascending id, after \c after; name contains \c nameKeyPart
/// if it is not empty.
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

using RoomQuery = std::variant<FindRoom, AnyClassCode, ListRooms, MemberRooms, FindMember>;

} // namespace maru::server
