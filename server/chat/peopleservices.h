// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/chat/accounts.h"
#include "server/chat/domainbasics.h"
#include "server/chat/identityservice.h"
#include "server/chat/invitations.h"
#include "server/chat/passwordhasher.h"
#include "server/chat/peopleadministration.h"
#include "server/chat/presence.h"

namespace maru::server {

/// The services about people: names, sessions, server-wide roles, who is online.
struct PeopleServices
{
    PeopleServices(const DomainBasics &basics, IdentityMode mode, bool limitsRates = true)
        : presence(basics)
        , identity(basics.store, basics.clock, mode, &passwords, &presence)
        , accounts(basics, identity)
        , invitations(basics)
        , administration(basics, identity, accounts)
    {
        identity.setLimitsRates(limitsRates);
    }

    PasswordHasher passwords;
    Presence presence;
    IdentityService identity;
    Accounts accounts;
    Invitations invitations;
    PeopleAdministration administration;
};

} // namespace maru::server
