// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/events.h"
#include "server/chat/identityservice.h"

#include <optional>

namespace maru::server {

class NamespaceSession;
class SessionHub;

/// The events about people. One receive() for each event that is built; NativeProfile finds them.
/// All but SessionJoin come from somebody who has joined.
class NativePeople
{
public:
    /// \p isPrivate: see ConnectionInfo.
    NativePeople(SessionHub &hub, bool isPrivate, const QString &address)
        : m_hub(hub)
        , m_isPrivate(isPrivate)
        , m_address(address)
    { }

    void receive(NamespaceSession *session, const SessionJoin &event, std::optional<quint64> id);
    void receive(NamespaceSession *session, const SessionLeave &event, std::optional<quint64> id);
    void receive(NamespaceSession *session, const SessionList &event, std::optional<quint64> id);
    void receive(NamespaceSession *session, const SessionRevoke &event, std::optional<quint64> id);
    void receive(NamespaceSession *session, const SessionCode &event, std::optional<quint64> id);
    void receive(NamespaceSession *session, const ProfileSet &event, std::optional<quint64> id);
    void receive(NamespaceSession *session, const UserList &event, std::optional<quint64> id);
    void receive(NamespaceSession *session, const UserSet &event, std::optional<quint64> id);

private:
    void enter(NamespaceSession *session, const IdentityService::Joined &joined,
               std::optional<quint64> id);
    void readRooms(NamespaceSession *session, const IdentityService::Joined &joined,
                   std::optional<quint64> id);
    void complete(NamespaceSession *session, const IdentityService::Joined &joined,
                  const QList<MemberRoom> &rooms, std::optional<quint64> id);
    static void cutStrangers(SessionHub &hub, const UserId &user,
                             const NamespaceSession *except = nullptr);
    static void refuseJoin(NamespaceSession *session, const ApiError &error,
                           std::optional<quint64> id);

    SessionHub &m_hub;
    bool m_isPrivate;
    QString m_address;
};

} // namespace maru::server
