// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/session/roomrequests.h"

#include "client/session/chatsessionask.h"
#include "client/session/sendagain.h"

#include <QPointer>
#include <QTimer>

#include <utility>

namespace maru::client {

void RoomRequests::list(const RoomList &question, QObject *context,
                        ReplyHandler<RoomsReply> handler)
{
    m_session.askIfNative<RoomsReply>(question, roomsFromAck, context, std::move(handler));
}

void RoomRequests::create(const RoomCreate &request, QObject *context,
                          ReplyHandler<RoomReply> handler)
{
    m_session.askIfNative<RoomReply>(request, roomFromAck, context, std::move(handler));
}

void RoomRequests::update(const RoomUpdate &request, QObject *context,
                          ReplyHandler<RoomReply> handler)
{
    m_session.askIfNative<RoomReply>(request, roomFromAck, context, std::move(handler));
}

void RoomRequests::join(const RoomJoin &request, QObject *context, ReplyHandler<RoomReply> handler)
{
    m_session.askIfNative<RoomReply>(request, roomFromAck, context, std::move(handler));
}

void RoomRequests::leave(const RoomLeave &request, QObject *context,
                         ReplyHandler<Acknowledged> handler)
{
    m_session.askIfNative<Acknowledged>(request, acknowledgedFromAck, context, std::move(handler));
}

void RoomRequests::direct(const RoomDirect &request, QObject *context,
                          ReplyHandler<RoomReply> handler)
{
    m_session.askIfNative<RoomReply>(request, roomFromAck, context, std::move(handler));
}

void RoomRequests::invite(const RoomInvite &request, QObject *context,
                          ReplyHandler<RoomReply> handler)
{
    m_session.askIfNative<RoomReply>(request, roomFromAck, context, std::move(handler));
}

void RoomRequests::setNotify(const RoomNotifySet &request, QObject *context,
                             ReplyHandler<RoomReply> handler)
{
    m_session.askIfNative<RoomReply>(request, roomFromAck, context, std::move(handler));
}

void RoomRequests::listMembers(const RoomMembers &question, QObject *context,
                               ReplyHandler<MembersReply> handler)
{
    m_session.askIfNative<MembersReply>(question, membersFromAck, context, std::move(handler));
}

void RoomRequests::setMember(const MemberSet &request, QObject *context,
                             ReplyHandler<Acknowledged> handler)
{
    m_session.askIfNative<Acknowledged>(request, acknowledgedFromAck, context, std::move(handler));
}

void RoomRequests::setUser(const UserSet &request, QObject *context,
                           ReplyHandler<UserReply> handler)
{
    m_session.askIfNative<UserReply>(request, userFromAck, context, std::move(handler));
}

void RoomRequests::kick(const MemberKick &request, QObject *context,
                        ReplyHandler<Acknowledged> handler)
{
    m_session.askIfNative<Acknowledged>(request, acknowledgedFromAck, context, std::move(handler));
}

void RoomRequests::listSanctions(const SanctionList &question, QObject *context,
                                 ReplyHandler<SanctionsReply> handler)
{
    m_session.askIfNative<SanctionsReply>(question, sanctionsFromAck, context, std::move(handler));
}

void RoomRequests::setHand(const HandSet &request, QObject *context,
                           ReplyHandler<Acknowledged> handler)
{
    m_session.askIfNative<Acknowledged>(request, acknowledgedFromAck, context, std::move(handler));
}

void RoomRequests::listUsers(const UserList &question, QObject *context,
                             ReplyHandler<UsersReply> handler)
{
    askForUsers(question, context, std::move(handler), limits::maxSlowQuestions);
}

// A server with many people has many pages, and may want one to wait between two of them.
void RoomRequests::askForUsers(const UserList &question, QObject *context,
                               ReplyHandler<UsersReply> handler, int triesLeft)
{
    const auto take = [question, context, handler = std::move(handler), triesLeft,
                       session =
                           QPointer(&m_session)](const Result<UsersReply, RequestFailure> &reply) {
        const bool isTooFast = !reply && reply.error().kind == RequestFailure::Kind::Refused
            && reply.error().error.code == ErrorCode::SlowDown;
        if (!isTooFast || triesLeft <= 0) {
            handler(reply);
            return;
        }
        QTimer::singleShot(slowDownMs(reply.error().error), context,
                           [question, context, handler, triesLeft, session] {
                               if (session) {
                                   RoomRequests(*session).askForUsers(question, context, handler,
                                                                      triesLeft - 1);
                               }
                           });
    };
    m_session.askIfNative<UsersReply>(question, usersFromAck, context, take);
}

} // namespace maru::client
