// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/events.h"

#include <optional>

namespace maru::server {

class NamespaceSession;
class SessionHub;

/// The events about rooms and their members. One receive() for each event that is built;
/// NativeProfile finds them. All but SessionJoin come from somebody who has joined.
class NativeRooms
{
public:
    explicit NativeRooms(SessionHub &hub)
        : m_hub(hub)
    { }

    void receive(NamespaceSession *session, const RoomList &event, std::optional<quint64> id);

private:
    SessionHub &m_hub;
};

} // namespace maru::server
