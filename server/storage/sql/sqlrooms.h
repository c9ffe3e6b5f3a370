// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/sql/sqlreply.h"
#include "server/storage/sql/sqltransaction.h"

#include <QHash>

namespace maru::server {

/// The changes of rooms and their members, in SQL; see SqlChanges.
class SqlRooms
{
public:
    explicit SqlRooms(SqlTransaction &transaction)
        : m_transaction(transaction)
    { }

    [[nodiscard]] SqlReply apply(const CreateRoom &change);
    [[nodiscard]] SqlReply apply(const EnterRoom &change);
    [[nodiscard]] SqlReply apply(const OpenDirect &change);
    [[nodiscard]] SqlReply apply(const UpdateRoom &change);
    [[nodiscard]] SqlReply apply(const SetMember &change);
    [[nodiscard]] SqlReply apply(const RemoveMember &change);

private:
    [[nodiscard]] bool isThere(const UserId &user);
    /// With the counters as they are in this transaction.
    [[nodiscard]] std::optional<StoredRoom> findRoom(RoomSql which, const QString &value);
    [[nodiscard]] std::optional<MemberRoom> findMember(const UserId &user, const RoomId &room);
    [[nodiscard]] bool isOverfull(const QString &room, int maxMembers);
    [[nodiscard]] bool isInTooMany(const UserId &user, int maxRooms);
    void addFirst(const UserId &user, const Room &room, RoomRole role, qint64 nowMs);
    /// Whether somebody but \p user owns \p room.
    [[nodiscard]] bool hasOtherOwner(const RoomId &room, const UserId &user);
    /// The member that becomes the owner; std::nullopt if nobody is left.
    [[nodiscard]] std::optional<RoomMember> appointHeir(const RoomId &room);
    void writeMember(const UserId &user, const RoomId &room, const Membership &mine,
                     RoomNotify notify, qint64 nowMs);
    /// Of who leaves with \p mine, unless it is over.
    void keepMute(const QString &user, const QString &room, const Membership &mine, qint64 nowMs);
    /// Whether one was kept that was not over.
    [[nodiscard]] bool dropMute(const QString &user, const QString &room, qint64 nowMs);

    SqlTransaction &m_transaction;
    QHash<QString, int> m_memberCounts; // of rooms that somebody came into; -1: not counted
};

/// The queries about rooms; see SqlQueries.
class SqlRoomQueries
{
public:
    explicit SqlRoomQueries(Statements &statements)
        : m_statements(statements)
    { }

    [[nodiscard]] SqlAnswer answer(const FindRoom &query);
    [[nodiscard]] SqlAnswer answer(const AnyClassCode &query);
    [[nodiscard]] SqlAnswer answer(const ListRooms &query);
    [[nodiscard]] SqlAnswer answer(const MemberRooms &query);
    [[nodiscard]] SqlAnswer answer(const FindMember &query);
    [[nodiscard]] SqlAnswer answer(const ListMembers &query);
    [[nodiscard]] SqlAnswer answer(const FindBan &query);
    [[nodiscard]] SqlAnswer answer(const FindPlaces &query);
    [[nodiscard]] SqlAnswer answer(const ListSanctions &query);

private:
    [[nodiscard]] std::optional<StoredRoom> oneRoom(RoomSql which, const QString &value);

    Statements &m_statements;
};

} // namespace maru::server
