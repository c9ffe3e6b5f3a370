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

/// What the store is told about rooms and their members. See changes.h.
namespace maru::server {

/// With its members from the first moment on. Errors: NameTaken (an open room's nameKey, or the
/// class code), NotFound (the owner or a member).
struct CreateRoom
{
    using Reply = StoredRoom;
    StoredRoom room;
    UserId owner = {}; ///< null: nobody's, as those of the administrator
    QList<UserId> members = {}; ///< beside the owner
    qint64 nowMs = 0;
    int maxRooms = 0; ///< in which a member may be; 0: any number
};

/// The one room of two people, which is made if it is not there yet. Errors: NotFound (a person),
/// Full (it is not there, and may not be made), Conflict (the same, for \c maxRooms).
struct OpenDirect
{
    struct Reply
    {
        StoredRoom room;
        bool isNew = false;
    };
    StoredRoom room; ///< as it is made
    UserId one;
    UserId other;
    qint64 nowMs = 0;
    bool mayMake = true;
    int maxRooms = 0; ///< in which \c other may be; 0: any number
};

/// Makes the user a member unless it is one; only a new member gets \c welcome, appended to the
/// room in the same transaction, and the mute it left with, if that is not over. Errors: NotFound,
/// Forbidden (banned: FindBan knows how long), Full (\c maxMembers; not of the lobby), Conflict
/// (\c maxRooms).
struct EnterRoom
{
    struct Reply
    {
        Room room; ///< after the welcome; its `own` is filled in
        Membership mine;
        std::optional<Message> welcome;
        bool isNew = false; ///< was no member before
    };
    RoomId room;
    UserId user;
    qint64 nowMs = 0;
    std::optional<Message> welcome;
    int maxMembers = limits::maxRoomMembers;
    int maxRooms = 0; ///< in which the user may be; 0: any number
};

/// What is set is changed. Errors: NotFound, NameTaken (an open room's nameKey, or the class code).
struct UpdateRoom
{
    using Reply = StoredRoom;
    RoomId room;
    std::optional<QString> name = {}; ///< with \c nameKey
    QString nameKey = {};
    std::optional<QString> topic = {};
    std::optional<bool> archived = {};
    std::optional<bool> muteAll = {};
    std::optional<int> slowModeSeconds = {};
    std::optional<QString> classCode = {}; ///< empty: none any more
};

/// What is set is changed. Of who has left the room, the mute that was kept can be lifted, and
/// nothing else. Errors: NotFound (room, user, or no member of it), Conflict (the last owner would
/// be one no more).
struct SetMember
{
    struct Reply
    {
        User user;
        Room room; ///< its `own` is filled in
        Membership mine;
        bool isMember = true; ///< else \c room and \c mine say nothing
    };
    RoomId room;
    UserId user;
    std::optional<RoomRole> role = {};
    std::optional<bool> muted = {};
    std::optional<qint64> mutedUntilMs = {}; ///< of a mute; none: for ever
    std::optional<bool> hand = {};
    std::optional<RoomNotify> notify = {};
    qint64 nowMs = 0;
};

/// Ends a membership, also by force; a mute that is not over is kept. An owner who was the only one
/// is followed by the moderator who came first, else by the member who did. Errors: NotFound (room
/// or user).
struct RemoveMember
{
    enum class Ban : quint8 {
        Keep,
        Set,
        Lift,
        LiftOnly, ///< who is a member (again) stays one
    };
    struct Reply
    {
        User user;
        bool wasMember = false;
        bool wasBanned = false; ///< and the time of it is not over
        std::optional<RoomMember> heir;
    };
    RoomId room;
    UserId user;
    Ban ban = Ban::Keep;
    std::optional<qint64> banUntilMs = {}; ///< none: for ever
    QString reason = {};
    UserId by = {}; ///< null: the administrator
    qint64 nowMs = 0;
};

using RoomChange =
    std::variant<CreateRoom, EnterRoom, OpenDirect, UpdateRoom, SetMember, RemoveMember>;

} // namespace maru::server
