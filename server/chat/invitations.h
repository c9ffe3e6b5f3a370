// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/objects.h"
#include "common/protocol/errors.h"
#include "common/serverlimits.h"
#include "server/chat/domainbasics.h"

#include <functional>

namespace maru::server {

/// Codes that make whoever joins with them something: a member, an administrator, the owner.
class Invitations
{
public:
    using Done = std::function<void(Result<QString, ApiError>)>;

    explicit Invitations(const DomainBasics &basics)
        : m_basics(basics)
    { }

    /// The code that makes an owner, while there is none: the same until this object goes, since
    /// only its hash is stored. Errors: Forbidden (there is an owner), StoreFailed.
    void ownerCode(Done done);
    /// A new code that \p uses people may join with within limits::inviteMs. Not for owners.
    /// Errors: BadRequest, StoreFailed.
    void make(UserRole role, int uses, Done done);

private:
    void store(const QString &code, UserRole role, int uses, Done done);

    DomainBasics m_basics;
    QString m_ownerCode;
    qint64 m_ownerCodeEndMs = 0;
};

} // namespace maru::server
