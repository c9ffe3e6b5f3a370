// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/chat/chatservice.h"
#include "server/chat/domainbasics.h"
#include "server/chat/messageedits.h"

namespace maru::server {

/// The services about messages: sending and reading, changing, marks.
struct MessageServices
{
    explicit MessageServices(const DomainBasics &basics)
        : chat(basics.store, basics.events, basics.members, basics.knownRooms, basics.clock)
        , edits(basics)
    { }

    ChatService chat;
    MessageEdits edits;
};

} // namespace maru::server
