// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/sql/sqlreply.h"
#include "server/storage/sql/sqltransaction.h"

namespace maru::server {

/// The changes of people, in SQL; see SqlChanges.
class SqlPeople
{
public:
    explicit SqlPeople(SqlTransaction &transaction)
        : m_transaction(transaction)
    { }

    [[nodiscard]] SqlReply apply(const CreateUser &change);
    [[nodiscard]] SqlReply apply(const HoldName &change);
    [[nodiscard]] SqlReply apply(const RenameUser &change);
    [[nodiscard]] SqlReply apply(const RevokeToken &change);

private:
    [[nodiscard]] bool isTokenTaken(const QByteArray &tokenHash);

    SqlTransaction &m_transaction;
};

/// The queries about people; see SqlQueries.
class SqlPeopleQueries
{
public:
    explicit SqlPeopleQueries(Statements &statements)
        : m_statements(statements)
    { }

    [[nodiscard]] SqlAnswer answer(const FindUserByName &query);
    [[nodiscard]] SqlAnswer answer(const FindUserByToken &query);
    [[nodiscard]] SqlAnswer answer(const FindUser &query);

private:
    [[nodiscard]] std::optional<StoredUser> oneUser(PeopleSql which, const QVariant &value);

    Statements &m_statements;
};

} // namespace maru::server
