// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/sqlpeople.h"

#include "server/storage/sql/sqlrows.h"

namespace maru::server {

// Two users with one token would be a bug of ours, but it must not fail the rest of the batch.
bool SqlPeople::isTokenTaken(const QByteArray &tokenHash)
{
    return m_transaction.rows(PeopleSql::UserByToken, {tokenHash, qint64{0}}).next();
}

void SqlPeople::insertToken(const QByteArray &tokenHash, const UserId &user,
                            const SessionId &session, const QString &name, qint64 nowMs)
{
    m_transaction.run(
        PeopleSql::InsertToken,
        {tokenHash, user.toString(), nowMs, nowMs, sqlText(session.toString()), sqlText(name)});
}

SqlReply SqlPeople::apply(const CreateUser &change)
{
    const bool hasToken = !change.tokenHash.isEmpty();
    StoredUser stored{change.user, hasToken || !change.passwordHash.isEmpty(), change.passwordHash};
    stored.user.isOnline = false; // presence is a lease, never stored
    const User &user = stored.user;
    if (hasToken && isTokenTaken(change.tokenHash)) {
        return failure(StoreError::NameTaken);
    }
    {
        const Rows rows = m_transaction.rows(
            PeopleSql::InsertUser,
            {sqlText(user.id.toString()), sqlText(user.userName), sqlText(change.nameKey),
             sqlOrNull(change.skeleton), sqlNumber(user.role), int{stored.isHeld}, user.lastSeenMs,
             user.createdMs, sqlOrNull(change.passwordHash)});
        if (rows.changedRows() != 1) {
            return failure(StoreError::NameTaken);
        }
    }
    if (hasToken) {
        insertToken(change.tokenHash, user.id, change.session, change.sessionName, user.createdMs);
    }
    return stored;
}

SqlReply SqlPeople::apply(const HoldName &change)
{
    if (isTokenTaken(change.tokenHash)) {
        return failure(StoreError::Conflict);
    }
    const Rows rows = m_transaction.rows(
        PeopleSql::HoldUser, {sqlOrNull(change.passwordHash), sqlText(change.user.toString())});
    std::optional<StoredUser> stored = findUser(m_transaction.statements(), change.user);
    if (!stored) {
        return failure(StoreError::NotFound);
    }
    if (rows.changedRows() != 1) {
        return failure(StoreError::Conflict);
    }
    insertToken(change.tokenHash, change.user, change.session, change.sessionName, change.nowMs);
    return *std::move(stored);
}

SqlReply SqlPeople::apply(const RenameUser &change)
{
    std::optional<StoredUser> stored = findUser(m_transaction.statements(), change.user);
    if (!stored) {
        return failure(StoreError::NotFound);
    }
    if (change.onlyIfOpen && stored->isHeld) {
        return failure(StoreError::Conflict);
    }
    const QString id = change.user.toString();
    if (m_transaction
            .rows(PeopleSql::OtherUserWithName,
                  {id, sqlText(change.nameKey), sqlOrNull(change.skeleton)})
            .next()) {
        return failure(StoreError::NameTaken);
    }
    m_transaction.run(
        PeopleSql::RenameUser,
        {sqlText(change.userName), sqlText(change.nameKey), sqlOrNull(change.skeleton), id});
    stored->user.userName = change.userName;
    return *std::move(stored);
}

SqlReply SqlPeople::apply(const RevokeToken &change)
{
    m_transaction.run(PeopleSql::DeleteToken, {change.tokenHash});
    return Nothing{};
}

SqlReply SqlPeople::apply(const ReleaseName &change)
{
    m_transaction.run(PeopleSql::DeleteToken, {change.tokenHash});
    const QString id = change.user.toString();
    const bool isOpen =
        m_transaction.rows(PeopleSql::ReleaseUser, {sqlText(id)}).changedRows() == 1;
    if (isOpen && !change.inviteHash.isEmpty()) {
        m_transaction.run(PeopleSql::SetRole, {sqlNumber(change.roleBefore), sqlText(id)});
        m_transaction.run(PeopleSql::ReturnInvite, {change.inviteHash});
    }
    return Nothing{};
}

// ---- queries ----

std::optional<StoredUser> SqlPeopleQueries::oneUser(PeopleSql which, const QVariant &value)
{
    Rows rows = m_statements.run(which, {value});
    return rows.next() ? std::optional(personFrom(rows)) : std::nullopt;
}

SqlAnswer SqlPeopleQueries::answer(const FindUserByName &query)
{
    std::optional<StoredUser> user = oneUser(PeopleSql::UserByKey, sqlText(query.nameKey));
    if (!user && !query.skeleton.isEmpty()) {
        user = oneUser(PeopleSql::UserBySkeleton, query.skeleton);
    }
    return user;
}

SqlAnswer SqlPeopleQueries::answer(const FindUserByToken &query)
{
    Rows rows = m_statements.run(PeopleSql::UserByToken, {query.tokenHash, query.seenAfterMs});
    return rows.next() ? std::optional(personFrom(rows)) : std::nullopt;
}

SqlAnswer SqlPeopleQueries::answer(const FindUser &query)
{
    return oneUser(PeopleSql::UserById, sqlText(query.user.toString()));
}

} // namespace maru::server
