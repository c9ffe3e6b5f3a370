// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/sql/sqlreply.h"
#include "server/storage/sql/sqltransaction.h"

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

private:
    SqlTransaction &m_transaction;
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

private:
    [[nodiscard]] std::optional<StoredRoom> oneRoom(RoomSql which, const QString &value);

    Statements &m_statements;
};

} // namespace maru::server
