// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/objects.h"
#include "common/chat/sanctionevents.h"

#include <QByteArray>
#include <QString>

#include <limits>
#include <optional>

/// What the store keeps, and why it may refuse: plain values that may cross threads.
namespace maru::server {

/// Why a request was not carried out.
enum class StoreError : quint8 {
    Failed, ///< not stored, nothing changed; may work later (disk full, connection lost, queue
            ///< full)
    NotFound, ///< a room or user named in the request does not exist
    NameTaken, ///< the name's key or skeleton (a public room's key, a class code) is in use
    Conflict, ///< same author and cid, other content; or the name is held already
    Forbidden, ///< the message is not this person's
    Full, ///< a bound of the thing that is named was reached
    Broken, ///< the store cannot be trusted any more (I/O error, corruption): the server must stop
    Unread, ///< a query was not answered; may work later
};

struct Nothing
{ };

/// Anybody may find and enter it: its name is unique among these.
[[nodiscard]] inline bool isOpen(RoomKind kind)
{
    return kind == RoomKind::Public || kind == RoomKind::Announcement;
}

/// The end of what has none.
inline constexpr qint64 forEver = std::numeric_limits<qint64>::max();

/// A room as the store keeps it.
struct StoredRoom
{
    Room room;
    QString nameKey; ///< nameKey() of its name; unique among open rooms
    QString classCode; ///< empty: none; unique
};

/// The room of everybody who names none. It stays open, and has no bound of members.
[[nodiscard]] inline bool isLobby(const StoredRoom &room)
{
    return isOpen(room.room.kind) && room.nameKey == QLatin1StringView("lobby");
}

/// What a member may do in a room.
struct Membership
{
    RoomRole role = RoomRole::Member;
    bool muted = false;
    std::optional<qint64> mutedUntilMs = {}; ///< none: for ever
    bool hand = false;

    friend bool operator==(const Membership &, const Membership &) = default;
};

/// A room as one of its members sees it: `stored.room.own` is filled in.
struct MemberRoom
{
    StoredRoom stored;
    Membership mine;
};

/// A member as the others see it.
struct RoomMember
{
    User user;
    Membership mine;
    qint64 readSeq = 0;
};

/// A part of those that are not over, ascending id of the users.
struct SanctionPage
{
    QList<Sanction> sanctions;
    bool more = false;
};

/// Why somebody does not come back to a room, or to the server.
struct RoomBan
{
    std::optional<qint64> untilMs; ///< none: for ever
    QString reason;
    UserId by = {}; ///< null: whoever runs the server
};

/// A user as the store keeps it.
struct StoredUser
{
    User user;
    bool isHeld = false; ///< a device token (or password) owns the name
    QString passwordHash = {}; ///< empty: none
    std::optional<qint64> bannedUntilMs = {}; ///< server-wide; forEver or a time; none: not banned
};

/// A connection that may come back after a loss, even of the server. Secrets are stored as SHA-256.
struct RecoveryRecord
{
    QByteArray pidHash; ///< 32 bytes
    QString sid; ///< the public Socket.IO id that comes back with it
    UserId user;
    RoomId room; ///< its home room
    qint64 fromSeq = 0; ///< the room's seq when it joined: nothing up to it is replayed
};

} // namespace maru::server
