// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/chat/stored.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>
#include <variant>

/// What the domain asks the store. Each type names its `Reply`; what a query sees is everything
/// changed before it.
namespace maru::server {

/// By key or by skeleton, whichever matches first (key before skeleton).
struct FindUserByName
{
    using Reply = std::optional<StoredUser>;
    QString nameKey;
    QString skeleton;
};

struct FindUserByToken
{
    using Reply = std::optional<StoredUser>;
    QByteArray tokenHash;
};

struct FindUser
{
    using Reply = std::optional<StoredUser>;
    UserId user;
};

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
    using Reply = QList<StoredRoom>;
    UserId user;
};

/// Messages of a room by seq, at most \c limit rows and limits::maxPageBytes of text, at least one
/// row if there is one. Before: the newest below \c seq. After: the oldest above it. Around: half
/// before, \c seq itself and half after.
struct ReadHistory
{
    struct Reply
    {
        QList<Message> messages; ///< ascending seq
        bool first = false; ///< nothing older than these
        bool last = false; ///< nothing newer
    };
    enum class Direction : quint8 { Before, After, Around };
    RoomId room;
    Direction direction = Direction::Before;
    qint64 seq = 0;
    int limit = 0;
};

/// Messages whose rev is above \c afterRev, ascending rev; the same bounds. Errors: NotFound
/// (room).
struct ReadChanges
{
    struct Reply
    {
        QList<Message> messages;
        qint64 rev = 0; ///< the room's now
        bool more = false;
    };
    RoomId room;
    qint64 afterRev = 0;
    int limit = 0;
};

/// std::nullopt: never known, forgotten or expired (\c lostAfterMs: records lost before it do not
/// count).
struct FindRecovery
{
    using Reply = std::optional<RecoveryRecord>;
    QByteArray pidHash;
    qint64 lostAfterMs = 0;
};

using Query = std::variant<FindUserByName, FindUserByToken, FindUser, FindRoom, AnyClassCode,
                           ListRooms, MemberRooms, ReadHistory, ReadChanges, FindRecovery>;
using QueryReply = std::variant<std::optional<StoredUser>, std::optional<StoredRoom>, bool,
                                ListRooms::Reply, QList<StoredRoom>, ReadHistory::Reply,
                                ReadChanges::Reply, std::optional<RecoveryRecord>>;

} // namespace maru::server
