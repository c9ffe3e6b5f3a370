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
    askForPage(question, roomsFromAck, context, std::move(handler), limits::maxSlowQuestions);
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
    askForPage(question, membersFromAck, context, std::move(handler), limits::maxSlowQuestions);
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
    askForPage(question, usersFromAck, context, std::move(handler), limits::maxSlowQuestions);
}

// A long list has many pages, and the server may want one to wait between two of them.
template<class Reply, class Question>
void RoomRequests::askForPage(const Question &question,
                              Result<Reply, DecodeError> (*read)(const QJsonObject &),
                              QObject *context, ReplyHandler<Reply> handler, int triesLeft)
{
    const auto take = [question, read, context, handler = std::move(handler), triesLeft,
                       session = QPointer(&m_session)](const Result<Reply, RequestFailure> &reply) {
        const bool isTooFast = !reply && reply.error().kind == RequestFailure::Kind::Refused
            && reply.error().error.code == ErrorCode::SlowDown;
        if (!isTooFast || triesLeft <= 0) {
            handler(reply);
            return;
        }
        QTimer::singleShot(slowDownMs(reply.error().error), context,
                           [question, read, context, handler, triesLeft, session] {
                               if (session) {
                                   RoomRequests(*session).askForPage(question, read, context,
                                                                     handler, triesLeft - 1);
                               }
                           });
    };
    m_session.askIfNative<Reply>(question, read, context, take);
}

} // namespace maru::client
