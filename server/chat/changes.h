// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/chat/stored.h"

#include <QByteArray>
#include <QString>

#include <optional>
#include <variant>

/// What the domain asks the store to change. Each type names its `Reply`. All of them are plain
/// values that may cross threads. Strings are bound as they are; ids and times are made by the
/// domain, so that every backend stores the same. Changes are applied in order, many in one
/// transaction.
namespace maru::server {

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

} // namespace maru::server
