// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/objects.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>
#include <variant>

/// What the domain asks of the store. Each type names its `Reply`. All of them are plain values
/// that may cross threads. Strings are bound as they are; ids and times are made by the domain, so
/// that every backend stores the same.
namespace maru::server {

/// Why a request was not carried out.
enum class StoreError : quint8 {
    Failed, ///< not stored, nothing changed; may work later (disk full, connection lost, queue
            ///< full)
    NotFound, ///< a room or user named in the request does not exist
    NameTaken, ///< the name's key or skeleton (a public room's key, a class code) is in use
    Conflict, ///< same author and cid, other content; or the name is held already
    Broken, ///< the store cannot be trusted any more (I/O error, corruption): the server must stop
};

struct Nothing
{ };

/// A room as the store keeps it.
struct StoredRoom
{
    Room room;
    QString nameKey; ///< nameKey() of its name; unique among public rooms
    QString classCode; ///< empty: none; unique
};

/// A user as the store keeps it.
struct StoredUser
{
    User user;
    bool isHeld = false; ///< a device token (or password) owns the name
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

// ---- changes: applied in order, many in one transaction ----

/// Appends one message: gives it the room's next seq and rev. The same (author, cid) again yields
/// the stored message with `duplicate`, or Conflict when \c contentHash differs. Errors: NotFound
/// (room), Conflict.
struct AppendMessage
{
    struct Reply
    {
        Message message;
        bool duplicate = false;
    };
    Message message; ///< seq and rev are filled in by the store
    QByteArray contentHash; ///< 32 bytes; empty without a cid
};

/// Errors: NameTaken (nameKey or skeleton).
struct CreateUser
{
    using Reply = StoredUser;
    User user;
    QString nameKey;
    QString skeleton;
    QByteArray tokenHash; ///< 32 bytes: held by this device; empty: an open name
};

/// A native client takes an open name: the user becomes held and a member. Errors: NotFound,
/// Conflict (already held).
struct HoldName
{
    using Reply = StoredUser;
    UserId user;
    QByteArray tokenHash;
    qint64 nowMs = 0;
};

/// Errors: NotFound, NameTaken.
struct RenameUser
{
    using Reply = StoredUser;
    UserId user;
    QString userName;
    QString nameKey;
    QString skeleton;
};

/// Succeeds also when there is no such token.
struct RevokeToken
{
    using Reply = Nothing;
    QByteArray tokenHash;
};

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
        Room room; ///< after the welcome
        std::optional<Message> welcome;
    };
    RoomId room;
    UserId user;
    qint64 nowMs = 0;
    std::optional<Message> welcome;
};

/// Inserts or replaces the record of a pid; it counts as connected.
struct SaveRecovery
{
    using Reply = Nothing;
    RecoveryRecord record;
};

/// The connection was lost at \c atMs: from then on the record's 24 h run.
struct LoseRecovery
{
    using Reply = Nothing;
    QByteArray pidHash;
    qint64 atMs = 0;
};

/// The client left for good.
struct ForgetRecovery
{
    using Reply = Nothing;
    QByteArray pidHash;
};

/// At start: every record that still counts as connected was lost \c nowMs ago at the latest;
/// records lost before \c beforeMs are deleted. Later calls with \c markConnectedLost false only
/// delete.
struct ExpireRecovery
{
    using Reply = Nothing;
    qint64 nowMs = 0;
    qint64 beforeMs = 0;
    bool markConnectedLost = false;
};

using Change =
    std::variant<AppendMessage, CreateUser, HoldName, RenameUser, RevokeToken, CreateRoom,
                 EnterRoom, SaveRecovery, LoseRecovery, ForgetRecovery, ExpireRecovery>;
using ChangeReply =
    std::variant<Nothing, AppendMessage::Reply, StoredUser, StoredRoom, EnterRoom::Reply>;

// ---- queries ----

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
