// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/session/chatsession.h"

namespace maru::client {

/// What is asked of a native server about rooms, their members and people. Each handler is called
/// once, unless \p context has gone; it is told Disconnected when there is no such server just now.
class RoomRequests
{
public:
    /// \p session outlives it.
    explicit RoomRequests(ChatSession &session)
        : m_session(session)
    { }

    void list(const RoomList &question, QObject *context, ReplyHandler<RoomsReply> handler);
    void create(const RoomCreate &request, QObject *context, ReplyHandler<RoomReply> handler);
    void update(const RoomUpdate &request, QObject *context, ReplyHandler<RoomReply> handler);
    void join(const RoomJoin &request, QObject *context, ReplyHandler<RoomReply> handler);
    void leave(const RoomLeave &request, QObject *context, ReplyHandler<Acknowledged> handler);
    void direct(const RoomDirect &request, QObject *context, ReplyHandler<RoomReply> handler);
    void invite(const RoomInvite &request, QObject *context, ReplyHandler<RoomReply> handler);
    void setNotify(const RoomNotifySet &request, QObject *context, ReplyHandler<RoomReply> handler);
    void listMembers(const RoomMembers &question, QObject *context,
                     ReplyHandler<MembersReply> handler);
    void setMember(const MemberSet &request, QObject *context, ReplyHandler<Acknowledged> handler);
    void kick(const MemberKick &request, QObject *context, ReplyHandler<Acknowledged> handler);
    void setUser(const UserSet &request, QObject *context, ReplyHandler<UserReply> handler);
    void listSanctions(const SanctionList &question, QObject *context,
                       ReplyHandler<SanctionsReply> handler);
    void setHand(const HandSet &request, QObject *context, ReplyHandler<Acknowledged> handler);
    void listUsers(const UserList &question, QObject *context, ReplyHandler<UsersReply> handler);

private:
    template<class Reply, class Question>
    void askForPage(const Question &question,
                    Result<Reply, DecodeError> (*read)(const QJsonObject &), QObject *context,
                    ReplyHandler<Reply> handler, int triesLeft);

    ChatSession &m_session;
};

} // namespace maru::client
