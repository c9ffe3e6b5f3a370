// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/chat/chatservice.h"
#include "server/chat/domainbasics.h"
#include "server/chat/marks.h"
#include "server/chat/messageedits.h"
#include "server/chat/searchservice.h"

namespace maru::server {

/// The services about messages: sending and reading, changing, marks, searching.
struct MessageServices
{
    explicit MessageServices(const DomainBasics &basics, bool limitsRates = true)
        : chat(basics.store, basics.events, basics.members, basics.knownRooms, basics.clock)
        , edits(basics)
        , marks(basics, limitsRates)
        , search(basics)
    { }

    ChatService chat;
    MessageEdits edits;
    Marks marks;
    SearchService search;
};

} // namespace maru::server
