// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/sqlpeople.h"

#include "server/storage/sql/sqlrows.h"

namespace maru::server {

// Two users with one token would be a bug of ours, but it must not fail the rest of the batch.
bool SqlPeople::isTokenTaken(const QByteArray &tokenHash)
{
    return m_transaction.rows(PeopleSql::UserByToken, {tokenHash}).next();
}

SqlReply SqlPeople::apply(const CreateUser &change)
{
    StoredUser stored{change.user, !change.tokenHash.isEmpty()};
    stored.user.isOnline = false; // presence is a lease, never stored
    const User &user = stored.user;
    if (stored.isHeld && isTokenTaken(change.tokenHash)) {
        return failure(StoreError::NameTaken);
    }
    {
        const Rows rows = m_transaction.rows(PeopleSql::InsertUser,
                                             {sqlText(user.id.toString()), sqlText(user.userName),
                                              sqlText(change.nameKey), sqlOrNull(change.skeleton),
                                              sqlNumber(user.role), int{stored.isHeld},
                                              user.lastSeenMs, user.createdMs});
        if (rows.changedRows() != 1) {
            return failure(StoreError::NameTaken);
        }
    }
    if (stored.isHeld) {
        m_transaction.run(PeopleSql::InsertToken,
                          {change.tokenHash, user.id.toString(), user.createdMs});
    }
    return stored;
}

SqlReply SqlPeople::apply(const HoldName &change)
{
    if (isTokenTaken(change.tokenHash)) {
        return failure(StoreError::Conflict);
    }
    const Rows rows = m_transaction.rows(PeopleSql::HoldUser, {sqlText(change.user.toString())});
    std::optional<StoredUser> stored = findUser(m_transaction.statements(), change.user);
    if (!stored) {
        return failure(StoreError::NotFound);
    }
    if (rows.changedRows() != 1) {
        return failure(StoreError::Conflict);
    }
    m_transaction.run(PeopleSql::InsertToken,
                      {change.tokenHash, change.user.toString(), change.nowMs});
    return *std::move(stored);
}

SqlReply SqlPeople::apply(const RenameUser &change)
{
    std::optional<StoredUser> stored = findUser(m_transaction.statements(), change.user);
    if (!stored) {
        return failure(StoreError::NotFound);
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

// ---- queries ----

std::optional<StoredUser> SqlPeopleQueries::oneUser(PeopleSql which, const QVariant &value)
{
    Rows rows = m_statements.run(which, {value});
    return rows.next() ? std::optional(userFrom(rows)) : std::nullopt;
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
    return oneUser(PeopleSql::UserByToken, query.tokenHash);
}

SqlAnswer SqlPeopleQueries::answer(const FindUser &query)
{
    return oneUser(PeopleSql::UserById, sqlText(query.user.toString()));
}

} // namespace maru::server
