// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/serverlimits.h"
#include "server/chat/namematch.h"
#include "server/storage/page.h"
#include "server/storage/sql/sqlpeople.h"
#include "server/storage/sql/sqlrows.h"

#include <algorithm>

// Sessions, passwords, roles, bans and invitations of people; names are in sqlpeople.cpp.

namespace maru::server {

SqlReply SqlPeople::stored(const UserId &user)
{
    std::optional<StoredUser> found = findUser(m_transaction.statements(), user);
    if (!found) {
        return failure(StoreError::NotFound);
    }
    return *std::move(found);
}

SqlReply SqlPeople::apply(const AddSession &change)
{
    std::optional<StoredUser> user = findUser(m_transaction.statements(), change.user);
    if (!user) {
        return failure(StoreError::NotFound);
    }
    if (isTokenTaken(change.tokenHash)) {
        return failure(StoreError::Conflict);
    }
    AddSession::Reply reply{*std::move(user), dropUnseen(change.user)};
    insertToken(change.tokenHash, change.user, change.session, change.sessionName, change.nowMs);
    return reply;
}

QList<QByteArray> SqlPeople::dropUnseen(const UserId &user)
{
    QList<QByteArray> gone;
    {
        Rows rows = m_transaction.rows(PeopleSql::UnseenTokens,
                                       {sqlText(user.toString()), limits::maxSessionsPerUser - 1});
        while (rows.next()) {
            gone.append(rows.bytes(0));
        }
    }
    for (const QByteArray &tokenHash : std::as_const(gone)) {
        m_transaction.run(PeopleSql::DeleteToken, {tokenHash});
    }
    return gone;
}

SqlReply SqlPeople::apply(const RevokeSession &change)
{
    RevokeSession::Reply reply;
    {
        Rows rows = m_transaction.rows(
            PeopleSql::TokenOfSession,
            {sqlText(change.user.toString()), sqlText(change.session.toString())});
        if (!rows.next()) {
            return failure(StoreError::NotFound);
        }
        reply.tokenHash = rows.bytes(0);
    }
    m_transaction.run(PeopleSql::DeleteToken, {reply.tokenHash});
    return reply;
}

SqlReply SqlPeople::apply(const SetPassword &change)
{
    const QVariant id = sqlText(change.user.toString());
    m_transaction.run(PeopleSql::SetPassword, {sqlText(change.passwordHash), id});
    const QByteArray keep = change.keepTokenHash.isNull() ? QByteArray("") : change.keepTokenHash;
    m_transaction.run(PeopleSql::DeleteOtherTokens, {id, keep});
    m_transaction.run(PeopleSql::ForgetRecoveries, {id});
    return stored(change.user);
}

SqlReply SqlPeople::apply(const SetProfile &change)
{
    if (change.password && change.replaces) {
        const std::optional<StoredUser> found =
            findUser(m_transaction.statements(), change.password->user);
        if (found && found->passwordHash != *change.replaces) {
            return failure(StoreError::Conflict);
        }
    }
    SqlReply reply = failure(StoreError::NotFound);
    if (change.name) {
        reply = apply(*change.name);
        if (!reply) {
            return reply;
        }
    }
    return change.password ? apply(*change.password) : reply;
}

SqlReply SqlPeople::apply(const SetUserRole &change)
{
    const QVariant id = sqlText(change.user.toString());
    const std::optional<StoredUser> found = findUser(m_transaction.statements(), change.user);
    const bool losesOwner =
        found && found->user.role == UserRole::Owner && change.role != UserRole::Owner;
    if (losesOwner && !m_transaction.rows(PeopleSql::OtherOwner, {id}).next()) {
        return failure(StoreError::Forbidden);
    }
    m_transaction.run(PeopleSql::SetRole, {sqlNumber(change.role), id});
    return stored(change.user);
}

SqlReply SqlPeople::apply(const SetUserBan &change)
{
    const std::optional<StoredUser> found = findUser(m_transaction.statements(), change.user);
    if (!found) {
        return failure(StoreError::NotFound);
    }
    if (change.banned && found->user.role == UserRole::Owner) {
        return failure(StoreError::Forbidden);
    }
    const QVariant id = sqlText(change.user.toString());
    if (change.banned) {
        m_transaction.run(PeopleSql::SaveBan,
                          {id, sqlOrNull(change.untilMs), sqlText(change.reason),
                           sqlOrNull(change.by.toString()), change.nowMs});
    } else {
        m_transaction.run(PeopleSql::DeleteBan, {id});
    }
    return stored(change.user);
}

SqlReply SqlPeople::apply(const TouchPerson &change)
{
    m_transaction.run(PeopleSql::TouchUser, {change.nowMs, sqlText(change.user.toString())});
    if (!change.tokenHash.isEmpty()) {
        m_transaction.run(PeopleSql::TouchToken, {change.nowMs, change.tokenHash});
    }
    return Nothing{};
}

SqlReply SqlPeople::apply(const AddInvite &change)
{
    if (change.role == UserRole::Owner) {
        m_transaction.run(PeopleSql::DeleteOwnerInvites, {});
    }
    m_transaction.run(PeopleSql::DeleteOldInvites, {change.nowMs});
    m_transaction.run(
        PeopleSql::InsertInvite,
        {change.codeHash, sqlNumber(change.role), change.uses, change.expiresMs, change.nowMs});
    return Nothing{};
}

SqlReply SqlPeople::apply(const UseInvite &change)
{
    UserRole role = UserRole::Guest;
    {
        Rows rows = m_transaction.rows(PeopleSql::GoodInvite, {change.codeHash, change.nowMs});
        if (!rows.next()) {
            return failure(StoreError::NotFound);
        }
        role = static_cast<UserRole>(rows.number(0));
    }
    const std::optional<StoredUser> found = findUser(m_transaction.statements(), change.user);
    if (!found) {
        return failure(StoreError::NotFound);
    }
    m_transaction.run(PeopleSql::UseInvite, {change.codeHash});
    m_transaction.run(
        PeopleSql::SetRole,
        {sqlNumber(std::max(role, found->user.role)), sqlText(change.user.toString())});
    return stored(change.user);
}

SqlAnswer SqlPeopleQueries::answer(const ListSessions &query)
{
    ListSessions::Reply sessions;
    Rows rows = m_statements.run(PeopleSql::SessionsOf, {sqlText(query.user.toString())});
    while (rows.next()) {
        sessions.append({SessionId(rows.text(0)), rows.text(1),
                         rows.bytes(4) == query.currentTokenHash, rows.number(2), rows.number(3)});
    }
    return sessions;
}

SqlAnswer SqlPeopleQueries::answer(const ListUsers &query)
{
    constexpr int nameKeyColumn = 8;
    constexpr int stretchRows = 1'000; // PostgreSQL hands over all of an answer at once
    const int most = query.queryKey.isEmpty() ? query.limit + 1 : stretchRows;
    ListUsers::Reply reply;
    QString after = query.after.toString();
    for (int count = most; count == most && !reply.more;) {
        count = 0;
        Rows rows = m_statements.run(PeopleSql::UsersAfter, {sqlText(after), most});
        for (; !reply.more && rows.next(); ++count) {
            after = rows.text(0);
            if (!nameMatches(rows.text(nameKeyColumn), query.queryKey)) {
                continue;
            }
            if (reply.users.size() == query.limit) {
                reply.more = true;
            } else {
                reply.users.append(personFrom(rows));
            }
        }
        if (!reply.more && !m_statements.endedWell(PeopleSql::UsersAfter)) {
            break;
        }
    }
    return reply;
}

SqlAnswer SqlPeopleQueries::answer(const ListServerBans &query)
{
    const int limit = pageRows(query.limit);
    Rows rows = m_statements.run(PeopleSql::ServerBansAfter,
                                 {sqlText(query.after.toString()), query.nowMs, limit + 1});
    SanctionPage page = sanctionsFrom(rows, limit);
    static_cast<void>(page.more || m_statements.endedWell(PeopleSql::ServerBansAfter));
    return page;
}

SqlAnswer SqlPeopleQueries::answer(const LacksOwner &)
{
    return !m_statements.run(PeopleSql::OtherOwner, {sqlText(QString())}).next();
}

SqlAnswer SqlPeopleQueries::answer(const IsInviteGood &query)
{
    return m_statements.run(PeopleSql::GoodInvite, {query.codeHash, query.nowMs}).next();
}

} // namespace maru::server
