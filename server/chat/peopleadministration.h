// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/peopleevents.h"
#include "common/protocol/errors.h"
#include "server/chat/domainbasics.h"
#include "server/chat/stored.h"

#include <functional>
#include <optional>

namespace maru::server {

class Accounts;
class IdentityService;

/// What the administrator of the machine does to people, who are called by their names there.
class PeopleAdministration
{
public:
    template<class Reply>
    using Done = std::function<void(Result<Reply, ApiError>)>;

    PeopleAdministration(const DomainBasics &basics, IdentityService &identity, Accounts &accounts)
        : m_basics(basics)
        , m_identity(identity)
        , m_accounts(accounts)
    { }

    /// A new person who joins by \p password. Errors: BadName, NameTaken, BadRequest, TooLarge,
    /// SlowDown, StoreFailed.
    void add(const QString &name, const QString &password, UserRole role, Done<User> done);
    /// Everybody, in the order in which they came, to the second; at most 100,000.
    void list(Done<QList<StoredUser>> done);
    /// Who is banned from the server, by whom and why; as many at most.
    void bans(Done<QList<Sanction>> done);

    // Errors, of each: NotFound.
    void setPassword(const QString &name, const QString &password, Done<User> done);
    /// Errors: also Forbidden, as of Accounts::setRole().
    void setRole(const QString &name, UserRole role, Done<User> done);
    /// \p forMs: how long; none: for ever. Errors: also BadRequest.
    void setBan(const QString &name, bool isBanned, std::optional<qint64> forMs,
                const QString &reason, Done<StoredUser> done);

private:
    void find(const QString &name, const std::function<void(const ApiError &)> &refuse,
              std::function<void(const UserId &)> found);
    void collect(QList<StoredUser> soFar, Done<QList<StoredUser>> done);
    void collectBans(QList<Sanction> soFar, Done<QList<Sanction>> done);

    DomainBasics m_basics;
    IdentityService &m_identity;
    Accounts &m_accounts;
};

} // namespace maru::server
