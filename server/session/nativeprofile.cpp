// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/session/nativeprofile.h"

#include "server/chat/chatservice.h"
#include "server/chat/clock.h"
#include "server/chat/messagestore.h"
#include "server/chat/objectid.h"
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
                   [&](const auto &) {
                       session->answer(
                           id,
                           encodeError({.code = ErrorCode::UnknownEvent,
                                        .text = u"This server does not know that event."_s}));
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
    // Who can listen on the way could take a token and be that person: none is taken, none is
    // given, and the name stays open.
    if (!m_isPrivate && !(event.token.isEmpty() && event.password.isEmpty())) {
        session->answer(id,
                        encodeError({.code = ErrorCode::AuthRequired,
                                     .text = u"Tokens and passwords travel over TLS only: connect "
                                             u"with https:// or wss://."_s}));
        return;
    }
    session->hold();
    const auto done = [this, session = QPointer(session),
                       id](const Result<IdentityService::Joined, ApiError> &joined) {
        if (!session) {
            return;
        }
        if (!joined) {
            refuseJoin(session, joined.error(), id);
            return;
        }
        enter(session, *joined, id);
    };
    if (m_isPrivate) {
        m_hub.domain().identity.joinNative(event, done);
    } else {
        m_hub.domain().identity.joinClassic(event.userName, done);
    }
}

void NativeProfile::enter(NamespaceSession *session, const IdentityService::Joined &joined,
                          std::optional<quint64> id)
{
    User user = joined.user;
    user.isOnline = true;

    const RoomId home = session->origin().home.id;
    m_hub.domain().rooms.enter(
        user, home,
        [this, session = QPointer(session), user, token = joined.token,
         tokenHash = joined.tokenHash, id](const Result<EnterRoom::Reply, ApiError> &entered) {
            if (!session) {
                return;
            }
            if (!entered) {
                refuseJoin(session, entered.error(), id);
                return;
            }
            m_hub.domain().rooms.roomsOf(
                user,
                [this, session, user, token, tokenHash,
                 id](const Result<QList<Room>, ApiError> &rooms) {
                    if (!session) {
                        return;
                    }
                    if (!rooms) {
                        refuseJoin(session, rooms.error(), id);
                        return;
                    }
                    complete(session, {.user = user, .token = token, .tokenHash = tokenHash},
                             *rooms, id);
                });
        });
}

void NativeProfile::complete(NamespaceSession *session, const IdentityService::Joined &joined,
                             const QList<Room> &rooms, std::optional<quint64> id)
{
    // The session sees its rooms from the answer on; what comes between is in the revs it is told.
    const auto bind = [this, session = QPointer(session), joined, rooms, id] {
        m_hub.bind(session, joined.user, joined.tokenHash);
        for (const Room &room : rooms) {
            m_hub.subscribe(session, room.id);
        }
        session->answer(id,
                        encodeReply(JoinedReply{.user = joined.user,
                                                .token = joined.token,
                                                .rooms = rooms,
                                                .serverTimeMs = m_hub.domain().clock.nowMs(),
                                                .homeRoom = session->origin().home.id}));
        session->release();
    };
    const bool isTokenNew = !joined.token.isEmpty();
    if (joined.tokenHash.isEmpty() || isTokenNew) {
        bind();
        return;
    }
    // Another device may have revoked the token since it was looked at: SessionHub::revoke() finds
    // a session only once it is bound.
    m_hub.domain().identity.verify(
        joined.tokenHash,
        [session = QPointer(session), bind, id](const Result<User, ApiError> &user) {
            if (!session) {
                return;
            }
            if (user) {
                bind();
            } else {
                refuseJoin(session, user.error(), id);
            }
        });
}

void NativeProfile::refuseJoin(NamespaceSession *session, const ApiError &error,
                               std::optional<quint64> id)
{
    session->answer(id, encodeError(error));
    session->release();
}

void NativeProfile::leave(NamespaceSession *session, std::optional<quint64> id)
{
    const QByteArray tokenHash = session->tokenHash();
    const auto left = [&hub = m_hub, session = QPointer(session), user = session->user()->id,
                       tokenHash, id](const Result<Nothing, StoreError> &done) {
        if (done && !tokenHash.isEmpty()) {
            hub.revoke(user, tokenHash, session);
        }
        if (!session) {
            return;
        }
        if (done) {
            hub.unbind(session);
            session->answer(id, encodeOk());
        } else {
            session->answer(id, encodeError(storeRefusal(done.error())));
        }
        session->release();
    };

    session->hold();
    const QString &pid = session->origin().pid;
    if (!tokenHash.isEmpty()) {
        m_hub.domain().identity.revoke(tokenHash, left);
    } else if (!pid.isEmpty()) { // a stock client: the way back ends too
        m_hub.domain().store.apply(ForgetRecovery{.pidHash = secretHash(pid)}, left);
    } else { // an open name has no token
        left(Nothing());
    }
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
