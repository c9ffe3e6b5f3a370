// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/admin/controlserver.h"

#include <QString>

namespace maru::server {

struct PeopleServices;
struct RoomServices;

/// What subcommands work on; they must live as long as their store.
struct AdminServices
{
    RoomServices &rooms;
    PeopleServices &people;
    QString database = {}; ///< URL of the running server's; file names are absolute
};

/// Carries a request of the control socket out: the handler of the running server, and of a
/// subcommand that opened the store itself. See roomcommand.h and peoplecommand.h for the requests
/// and replies.
void handleAdminRequest(const AdminServices &services, const QJsonObject &request,
                        const ControlServer::Reply &reply);

} // namespace maru::server
