// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// What ChatSession asks about the own account: devices, name, password.

#include "client/session/chatsessionask.h"

#include <utility>

namespace maru::client {

void ChatSession::listDevices(QObject *context, ReplyHandler<SessionsReply> handler)
{
    askIfNative<SessionsReply>(SessionList(), sessionsFromAck, context, std::move(handler));
}

void ChatSession::revokeDevice(const SessionId &device, QObject *context,
                               ReplyHandler<Acknowledged> handler)
{
    askIfNative<Acknowledged>(SessionRevoke{device}, acknowledgedFromAck, context,
                              std::move(handler));
}

void ChatSession::makeDeviceCode(QObject *context, ReplyHandler<SessionCodeReply> handler)
{
    askIfNative<SessionCodeReply>(SessionCode(), sessionCodeFromAck, context, std::move(handler));
}

void ChatSession::setProfile(const ProfileSet &change, QObject *context,
                             ReplyHandler<UserReply> handler)
{
    const bool hasSecret = change.password || !change.currentPassword.isEmpty();
    if (hasSecret && !m_connection.isPrivate()) {
        QMetaObject::invokeMethod(
            context,
            [handler = std::move(handler)] {
                handler(failure(RequestFailure{RequestFailure::Kind::Refused,
                                               {ErrorCode::AuthRequired, {}, {}, 0, 0}}));
            },
            Qt::QueuedConnection);
        return;
    }
    // The name counts even if nobody waits for the answer any more: `this` receives it.
    askIfNative<UserReply>(
        change, userFromAck, this,
        [this, context = QPointer<QObject>(context),
         handler = std::move(handler)](const Result<UserReply, RequestFailure> &reply) {
            if (reply && reply->user.userName != m_userName) {
                takeOwnName(reply->user.userName);
            }
            if (context) {
                handler(reply);
            }
        });
}

void ChatSession::takeOwnName(const QString &name)
{
    m_tokens.rename(m_place, m_userName, name);
    m_userName = name;
}

void ChatSession::leaveServer(QObject *context, ReplyHandler<Acknowledged> handler)
{
    askIfNative<Acknowledged>(
        SessionLeave(), acknowledgedFromAck, this,
        [this, context = QPointer<QObject>(context),
         handler = std::move(handler)](const Result<Acknowledged, RequestFailure> &reply) {
            if (reply) {
                m_tokens.removeToken(m_place, m_userName);
            }
            if (context) {
                handler(reply);
            }
        });
}

} // namespace maru::client
