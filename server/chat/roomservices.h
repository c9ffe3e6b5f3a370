// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/chat/domainbasics.h"
#include "server/chat/roomentering.h"
#include "server/chat/roommembers.h"
#include "server/chat/roomservice.h"
#include "server/chat/roomsettings.h"

namespace maru::server {

/// The services about rooms and their members.
struct RoomServices
{
    RoomServices(const DomainBasics &basics, const RoomRules &rules)
        : service(basics.store, basics.events, basics.knownRooms, basics.clock, rules)
        , entering(basics, service)
        , settings(basics)
        , membership(basics)
    { }

    RoomService service;
    RoomEntering entering;
    RoomSettings settings;
    RoomMembership membership;
};

} // namespace maru::server
