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
    struct Code
    {
        QString code;
        qint64 untilMs = 0; ///< ms since 1970, UTC
    };
    using Done = std::function<void(Result<Code, ApiError>)>;

    explicit Invitations(const DomainBasics &basics)
        : m_basics(basics)
    { }

    /// The code that makes an owner, while there is none: the same to its end or until this
    /// object goes, since only its hash is stored. Errors: Forbidden (there is an owner),
    /// StoreFailed.
    void ownerCode(Done done);
    /// A new code that \p uses people may join with within limits::inviteMs. Not for owners.
    /// Errors: BadRequest, StoreFailed.
    void make(UserRole role, int uses, Done done);

private:
    void store(const Code &code, UserRole role, int uses, Done done);
    [[nodiscard]] Code newCode() const;

    DomainBasics m_basics;
    Code m_ownerCode;
};

} // namespace maru::server
