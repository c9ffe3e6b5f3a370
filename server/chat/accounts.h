// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/peopleevents.h"
#include "common/chat/sanctionevents.h"
#include "common/protocol/errors.h"
#include "server/chat/domainbasics.h"
#include "server/chat/stored.h"

#include <functional>

namespace maru::server {

class IdentityService;

/// People who have joined: their devices, the list of all, and what administrators decide about
/// them.
class Accounts
{
public:
    template<class Reply>
    using Done = std::function<void(Result<Reply, ApiError>)>;

    Accounts(const DomainBasics &basics, IdentityService &identity)
        : m_basics(basics)
        , m_identity(identity)
    { }

    void sessions(const User &user, const QByteArray &tokenHash, Done<SessionsReply> done);
    /// One's own only. Errors: NotFound.
    void revoke(const User &user, const SessionRevoke &request, Done<Nothing> done);
    void list(const UserList &request, Done<UsersReply> done);
    /// Who is banned from the server, for administrators: a page. Errors: Forbidden, StoreFailed.
    void bans(const User &actor, const SanctionList &request, Done<SanctionsReply> done);
    /// Role and ban by an administrator. Errors: Forbidden, NotFound, BadRequest.
    void set(const User &actor, const UserSet &request, Done<UserReply> done);

    /// See IdentityService::changeProfile().
    void setProfile(const User &user, const QByteArray &tokenHash, const ProfileSet &request,
                    const QString &address, Done<UserReply> done);

    // By the administrator of the machine, who may do it all. Errors: NotFound, Forbidden (the last
    // owner; an owner's ban; an owner or admin whose name nobody holds), StoreFailed.
    void setRole(const UserId &user, UserRole role, Done<UserReply> done);
    /// \p by: null for the administrator of the machine.
    void setBan(const UserId &by, const UserSet &request, Done<UserReply> done);
    /// The sessions of before end. Errors: as of a join, and NotFound.
    void setPassword(const UserId &user, const QString &password, Done<UserReply> done);

private:
    /// \p role would be that of everybody who types the name.
    [[nodiscard]] bool isOpenTo(const StoredUser &user, UserRole role) const;
    void applyRole(const UserId &user, UserRole role, Done<UserReply> done);
    void tellChanged(const User &user);

    DomainBasics m_basics;
    IdentityService &m_identity;
};

} // namespace maru::server
