// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/chat/domainbasics.h"
#include "server/chat/identityservice.h"

namespace maru::server {

/// The services about people: names, sessions, server-wide roles.
struct PeopleServices
{
    PeopleServices(const DomainBasics &basics, IdentityMode mode)
        : identity(basics.store, basics.clock, mode)
    { }

    IdentityService identity;
};

} // namespace maru::server
