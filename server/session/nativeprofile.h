// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/events.h"
#include "server/chat/identityservice.h"

#include <optional>

namespace maru::server {

class NamespaceSession;
class SessionHub;

/// The events of docs/protocol.md §5: a thin adapter before the use cases of the domain.
class NativeProfile
{
public:
    /// \p isPrivate: see ConnectionInfo.
    NativeProfile(SessionHub &hub, bool isPrivate)
        : m_hub(hub)
        , m_isPrivate(isPrivate)
    { }

    void receive(NamespaceSession *session, const ClientEvent &event, std::optional<quint64> id);

private:
    void join(NamespaceSession *session, const SessionJoin &event, std::optional<quint64> id);
    void enter(NamespaceSession *session, const IdentityService::Joined &joined,
               std::optional<quint64> id);
    void complete(NamespaceSession *session, const IdentityService::Joined &joined,
                  const QList<Room> &rooms, std::optional<quint64> id);
    static void refuseJoin(NamespaceSession *session, const ApiError &error,
                           std::optional<quint64> id);
    void leave(NamespaceSession *session, std::optional<quint64> id);
    void send(NamespaceSession *session, const MessageSend &event, std::optional<quint64> id);

    SessionHub &m_hub;
    bool m_isPrivate;
};

} // namespace maru::server
