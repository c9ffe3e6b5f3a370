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
        : identity(basics.store, basics.clock, mode, &passwords)
        , accounts(basics, identity)
        , invitations(basics)
        , administration(basics, identity, accounts)
        , presence(basics)
    {
        identity.setLimitsRates(limitsRates);
    }

    PasswordHasher passwords;
    IdentityService identity;
    Accounts accounts;
    Invitations invitations;
    PeopleAdministration administration;
    Presence presence;
};

} // namespace maru::server
