// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/session/nativeprofile.h"

#include "server/chat/chatservice.h"
#include "server/chat/clock.h"
#include "server/chat/roomservice.h"
#include "server/session/namespacesession.h"
#include "server/session/sessionhub.h"

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

/// Answers \p id with whatever comes back, if the session still lives then.
template<class Reply>
auto answerTo(NamespaceSession *session, std::optional<quint64> id)
{
    return [session = QPointer(session), id](const Result<Reply, ApiError> &reply) {
        if (session) {
            session->answer(id, reply ? encodeReply(*reply) : encodeError(reply.error()));
        }
    };
}

template<class... Ts>
struct Overloaded : Ts...
{
    using Ts::operator()...;
};
template<class... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>;

} // namespace

void NativeProfile::receive(NamespaceSession *session, const ClientEvent &event,
                            std::optional<quint64> id)
{
    if (const auto *request = std::get_if<SessionJoin>(&event)) {
        join(session, *request, id);
        return;
    }
    if (!session->user()) {
        session->answer(id,
                        encodeError({.code = ErrorCode::NotJoined,
                                     .text = u"Please join with a name first."_s}));
        return;
    }
    const User &user = *session->user();
    const Domain &domain = m_hub.domain();
    std::visit(
        Overloaded{[&](const SessionLeave &) { leave(session, id); },
                   [&](const MessageSend &send_) { send(session, send_, id); },
                   [&](const MessageHistory &request) {
                       domain.chat.history(user, request, answerTo<HistoryReply>(session, id));
                   },
                   [&](const MessageChanges &request) {
                       domain.chat.changes(user, request, answerTo<ChangesReply>(session, id));
                   },
                   [&](const RoomList &request) {
                       domain.rooms.list(request, answerTo<RoomsReply>(session, id));
                   },
                   [](const auto &) {
                       Q_UNREACHABLE();
                   }},
        event);
}

void NativeProfile::join(NamespaceSession *session, const SessionJoin &event,
                         std::optional<quint64> id)
{
    if (!session->origin().isNative) {
        session->answer(
            id,
            encodeError({.code = ErrorCode::BadRequest,
                         .text = u"session:join needs {\"maru\":1} in the CONNECT payload."_s}));
        return;
    }
    session->hold();
    m_hub.domain().identity.joinNative(
        event,
        [this, session = QPointer(session),
         id](const Result<IdentityService::Joined, ApiError> &joined) {
            if (!session) {
                return;
            }
            if (!joined) {
                session->answer(id, encodeError(joined.error()));
                session->release();
                return;
            }
            enter(session, *joined, id);
        });
}

void NativeProfile::enter(NamespaceSession *session, const IdentityService::Joined &joined,
                          std::optional<quint64> id)
{
    const Domain &domain = m_hub.domain();
    User user = joined.user;
    user.isOnline = true;

    // The session sees its rooms from the answer on; what comes between is in the revs it is told.
    const RoomId home = session->origin().home.id;
    const auto refuse = [session = QPointer(session), id](const ApiError &error) {
        session->answer(id, encodeError(error));
        session->release();
    };
    domain.rooms.enter(
        user, home,
        [this, session = QPointer(session), user, token = joined.token,
         tokenHash = joined.tokenHash, home, refuse, id](const Result<Room, ApiError> &entered) {
            if (!session) {
                return;
            }
            if (!entered) {
                refuse(entered.error());
                return;
            }
            m_hub.domain().rooms.roomsOf(
                user,
                [this, session, user, token, tokenHash, home, refuse,
                 id](const Result<QList<Room>, ApiError> &rooms) {
                    if (!session) {
                        return;
                    }
                    if (!rooms) {
                        refuse(rooms.error());
                        return;
                    }
                    m_hub.bind(session, user, tokenHash);
                    for (const Room &room : *rooms) {
                        m_hub.subscribe(session, room.id);
                    }
                    session->answer(
                        id,
                        encodeReply(JoinedReply{.user = user,
                                                .token = token,
                                                .rooms = *rooms,
                                                .serverTimeMs = m_hub.domain().clock.nowMs(),
                                                .homeRoom = home}));
                    session->release();
                });
        });
}

void NativeProfile::leave(NamespaceSession *session, std::optional<quint64> id)
{
    const QByteArray tokenHash = session->tokenHash();
    if (tokenHash.isEmpty()) { // an open name has no token
        m_hub.unbind(session);
        session->answer(id, encodeOk());
        return;
    }
    session->hold();
    m_hub.domain().identity.revoke(
        tokenHash,
        [&hub = m_hub, session = QPointer(session), user = session->user()->id, tokenHash,
         id](const Result<Nothing, StoreError> &revoked) {
            if (revoked) {
                hub.revoke(user, tokenHash, session);
            }
            if (!session) {
                return;
            }
            if (revoked) {
                hub.unbind(session);
                session->answer(id, encodeOk());
            } else {
                session->answer(id, encodeError(storeRefusal(revoked.error())));
            }
            session->release();
        });
}

void NativeProfile::send(NamespaceSession *session, const MessageSend &event,
                         std::optional<quint64> id)
{
    const User &user = *session->user();
    if (const int waitMs = m_hub.takeMessage(user.id); waitMs > 0) {
        session->answer(id,
                        encodeError({.code = ErrorCode::SlowDown,
                                     .text = u"Too many messages. Please wait a moment."_s,
                                     .retryAfterMs = waitMs}));
        return;
    }
    m_hub.domain().chat.post(user, event, answerTo<SentReply>(session, id));
}

} // namespace maru::server
