// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/events.h"
#include "server/session/nativemessages.h"
#include "server/session/nativepeople.h"
#include "server/session/nativerooms.h"
#include "server/session/nativesearch.h"

#include <optional>

namespace maru::server {

class NamespaceSession;
class SessionHub;

/// The events of docs/protocol.md §5: a thin adapter before the use cases of the domain, a class
/// for each subject.
class NativeProfile
{
public:
    /// \p isPrivate and \p address: see ConnectionInfo.
    NativeProfile(SessionHub &hub, bool isPrivate, const QString &address)
        : m_people(hub, isPrivate, address)
        , m_rooms(hub, address)
        , m_messages(hub)
        , m_search(hub)
    { }

    /// An event that no subject receives is answered with UnknownEvent.
    void receive(NamespaceSession *session, const ClientEvent &event, std::optional<quint64> id);

private:
    NativePeople m_people;
    NativeRooms m_rooms;
    NativeMessages m_messages;
    NativeSearch m_search;
};

} // namespace maru::server
