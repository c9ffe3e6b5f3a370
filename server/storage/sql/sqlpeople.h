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
    [[nodiscard]] SqlReply apply(const ReleaseName &change);
    [[nodiscard]] SqlReply apply(const AddSession &change);
    [[nodiscard]] SqlReply apply(const RevokeSession &change);
    [[nodiscard]] SqlReply apply(const SetPassword &change);
    [[nodiscard]] SqlReply apply(const SetProfile &change);
    [[nodiscard]] SqlReply apply(const SetUserRole &change);
    [[nodiscard]] SqlReply apply(const SetUserBan &change);
    [[nodiscard]] SqlReply apply(const TouchPerson &change);
    [[nodiscard]] SqlReply apply(const AddInvite &change);
    [[nodiscard]] SqlReply apply(const UseInvite &change);

private:
    [[nodiscard]] bool isTokenTaken(const QByteArray &tokenHash);
    void insertToken(const QByteArray &tokenHash, const UserId &user, const SessionId &session,
                     const QString &name, qint64 nowMs);
    /// So that one more session of \p user has its place; the tokens that went.
    [[nodiscard]] QList<QByteArray> dropUnseen(const UserId &user);
    /// As it is now. Errors: NotFound.
    [[nodiscard]] SqlReply stored(const UserId &user);

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
    [[nodiscard]] SqlAnswer answer(const ListSessions &query);
    [[nodiscard]] SqlAnswer answer(const ListUsers &query);
    [[nodiscard]] SqlAnswer answer(const ListServerBans &query);
    [[nodiscard]] SqlAnswer answer(const LacksOwner &query);
    [[nodiscard]] SqlAnswer answer(const IsInviteGood &query);

private:
    [[nodiscard]] std::optional<StoredUser> oneUser(PeopleSql which, const QVariant &value);

    Statements &m_statements;
};

} // namespace maru::server
