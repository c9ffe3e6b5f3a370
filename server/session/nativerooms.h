// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/events.h"

#include <QString>

#include <optional>

namespace maru::server {

class NamespaceSession;
class SessionHub;

/// The events about rooms and their members. One receive() for each event that is built;
/// NativeProfile finds them. All but SessionJoin come from somebody who has joined.
class NativeRooms
{
public:
    /// \p address: the peer's.
    NativeRooms(SessionHub &hub, const QString &address)
        : m_hub(hub)
        , m_address(address)
    { }

    void receive(NamespaceSession *session, const RoomList &event, std::optional<quint64> id);
    void receive(NamespaceSession *session, const RoomCreate &event, std::optional<quint64> id);
    void receive(NamespaceSession *session, const RoomUpdate &event, std::optional<quint64> id);
    void receive(NamespaceSession *session, const RoomJoin &event, std::optional<quint64> id);
    void receive(NamespaceSession *session, const RoomLeave &event, std::optional<quint64> id);
    void receive(NamespaceSession *session, const RoomDirect &event, std::optional<quint64> id);
    void receive(NamespaceSession *session, const RoomInvite &event, std::optional<quint64> id);
    void receive(NamespaceSession *session, const RoomMembers &event, std::optional<quint64> id);
    void receive(NamespaceSession *session, const RoomNotifySet &event, std::optional<quint64> id);
    void receive(NamespaceSession *session, const MemberSet &event, std::optional<quint64> id);
    void receive(NamespaceSession *session, const MemberKick &event, std::optional<quint64> id);
    void receive(NamespaceSession *session, const HandSet &event, std::optional<quint64> id);
    void receive(NamespaceSession *session, const SanctionList &event, std::optional<quint64> id);

private:
    /// True, and answered, if the session's user has changed too much of late.
    [[nodiscard]] bool isTooFast(NamespaceSession *session, std::optional<quint64> id);

    SessionHub &m_hub;
    QString m_address; // for counting wrong class codes
};

} // namespace maru::server
