// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/chat/queries.h"

#include <QHash>
#include <QSet>

#include <map>
#include <vector>

/// What MemoryBackend holds, for the classes of its subjects.
namespace maru::server {

using MemoryReply = Result<ChangeReply, StoreError>;
using MemoryAnswer = Result<QueryReply, StoreError>;

struct MemoryReaction
{
    QString emoji;
    UserId user;
    qint64 rev = 0;
};

struct MemoryMessage
{
    Message message; // of its replyTo only id and seq count; without reactions
    std::vector<MemoryReaction> reactions; // by rev
    ReadEdits::Reply edits; // oldest first
    qint64 order = 0; // of all messages of the store, the first has 1
};

struct MemoryRoom
{
    StoredRoom stored;
    std::vector<MemoryMessage> messages; // by seq: message n is at n - 1
    QString directKey; // of a direct room
    std::map<QString, RoomBan> bans; // by user id
    std::map<QString, std::optional<qint64>> mutes; // of who left, by user id; none: for ever
};

struct MemoryMember
{
    Membership membership;
    RoomNotify notify = RoomNotify::All;
    qint64 readSeq = 0;
    qint64 readMs = 0;
    qint64 joinedMs = 0;
};

struct MemoryUser
{
    StoredUser stored;
    QString nameKey;
    QString skeleton;
    RoomBan ban = {}; // from the server, as long as `stored` has one
    QHash<QString, MemoryMember> rooms; // by room id
};

struct MemoryRecovery
{
    RecoveryRecord record;
    std::optional<qint64> lostMs;
};

struct MemorySent
{
    QString room;
    qint64 seq = 0;
    QByteArray contentHash;
};

struct MemoryInvite
{
    UserRole role = UserRole::Member;
    int usesLeft = 0;
    qint64 expiresMs = 0;
};

struct MemoryUpload
{
    Upload upload;
    qint64 touchedMs = 0;
};

struct MemoryState
{
    /// With the room's next seq and rev. \p message: its replyTo is complete.
    Message append(MemoryRoom &room, Message message);
    /// As it is read: with its reactions and what it answers as that is now.
    [[nodiscard]] Message complete(const MemoryRoom &room, const MemoryMessage &stored) const;
    [[nodiscard]] MessageAuthor personNamed(const UserId &id) const; ///< empty if there is none
    /// The members of \p room with one of \p keys, by it; one look at all people.
    [[nodiscard]] QHash<QString, UserId> membersNamed(const RoomId &room,
                                                      const QSet<QString> &keys) const;
    /// \p room as that member sees it.
    [[nodiscard]] MemberRoom memberRoom(const MemoryRoom &room, const MemoryUser &user) const;

    std::map<QString, MemoryRoom> rooms; // by id, ascending as ListRooms wants it
    std::map<QString, MemoryUser> users; // by id
    QHash<QByteArray, QString> tokens; // hash → user id
    QHash<QByteArray, Session> sessions; // of the tokens
    QHash<QByteArray, MemoryInvite> invites; // by the hash of their codes
    QHash<QByteArray, MemoryRecovery> recovery; // pid hash → record
    QHash<std::pair<QString, QString>, MemorySent> sent; // (author, cid) → what was sent first
    QHash<QString, std::pair<QString, qint64>> messageIds; // id → room and seq
    qint64 messageCount = 0;
    std::map<QString, StoredFile> files; // by id
    std::map<QString, MemoryUpload> uploads; // by id
    QString storeId;
};

} // namespace maru::server
