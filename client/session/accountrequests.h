// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/session/chatsession.h"

namespace maru::client {

/// What is asked of a native server about the own account: devices, name, password. Each handler is
/// called once, unless \p context has gone; it is told Disconnected when there is no such server
/// just now.
class AccountRequests
{
public:
    /// \p session outlives it.
    explicit AccountRequests(ChatSession &session)
        : m_session(session)
    { }

    void listDevices(QObject *context, ReplyHandler<SessionsReply> handler);
    void revokeDevice(const SessionId &device, QObject *context,
                      ReplyHandler<Acknowledged> handler);
    /// For the next device under this name.
    void makeDeviceCode(QObject *context, ReplyHandler<SessionCodeReply> handler);
    /// A new name is taken as ChatSession::takeOwnName() does.
    void setProfile(const ProfileSet &change, QObject *context, ReplyHandler<UserReply> handler);
    /// This device's token is worth nothing afterwards, and is no longer kept.
    void leaveServer(QObject *context, ReplyHandler<Acknowledged> handler);

private:
    ChatSession &m_session;
};

} // namespace maru::client
