// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/session/accountrequests.h"

#include "client/session/chatsessionask.h"

#include <QPointer>

#include <utility>

namespace maru::client {

void AccountRequests::listDevices(QObject *context, ReplyHandler<SessionsReply> handler)
{
    m_session.askIfNative<SessionsReply>(SessionList(), sessionsFromAck, context,
                                         std::move(handler));
}

void AccountRequests::revokeDevice(const SessionId &device, QObject *context,
                                   ReplyHandler<Acknowledged> handler)
{
    m_session.askIfNative<Acknowledged>(SessionRevoke{device}, acknowledgedFromAck, context,
                                        std::move(handler));
}

void AccountRequests::makeDeviceCode(QObject *context, ReplyHandler<SessionCodeReply> handler)
{
    m_session.askIfNative<SessionCodeReply>(SessionCode(), sessionCodeFromAck, context,
                                            std::move(handler));
}

void AccountRequests::setProfile(const ProfileSet &change, QObject *context,
                                 ReplyHandler<UserReply> handler)
{
    const bool hasSecret = change.password || !change.currentPassword.isEmpty();
    if (hasSecret && !m_session.m_connection.isPrivate()) {
        QMetaObject::invokeMethod(
            context,
            [handler = std::move(handler)] {
                handler(failure(RequestFailure{RequestFailure::Kind::Refused,
                                               {ErrorCode::AuthRequired, {}, {}, 0, 0}}));
            },
            Qt::QueuedConnection);
        return;
    }
    // The name counts even if nobody waits for the answer any more: the session receives it.
    m_session.askIfNative<UserReply>(
        change, userFromAck, &m_session,
        [&session = m_session, context = QPointer<QObject>(context),
         handler = std::move(handler)](const Result<UserReply, RequestFailure> &reply) {
            if (reply && reply->user.userName != session.m_userName) {
                session.takeOwnName(reply->user.userName);
            }
            if (context) {
                handler(reply);
            }
        });
}

void AccountRequests::leaveServer(QObject *context, ReplyHandler<Acknowledged> handler)
{
    m_session.askIfNative<Acknowledged>(
        SessionLeave(), acknowledgedFromAck, &m_session,
        [&session = m_session, context = QPointer<QObject>(context),
         handler = std::move(handler)](const Result<Acknowledged, RequestFailure> &reply) {
            if (reply) {
                session.m_tokens.removeToken(session.m_place, session.m_userName);
            }
            if (context) {
                handler(reply);
            }
        });
}

} // namespace maru::client
