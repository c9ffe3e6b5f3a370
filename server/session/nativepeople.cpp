// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/session/nativepeople.h"

#include "server/chat/chatservice.h"
#include "server/chat/clock.h"
#include "server/chat/messagestore.h"
#include "server/chat/objectid.h"
#include "server/chat/peopleservices.h"
#include "server/chat/roomservices.h"
#include "server/session/nativeanswer.h"
#include "server/session/sessionhub.h"

#include <memory>

using namespace Qt::StringLiterals;

namespace maru::server {

void NativePeople::receive(NamespaceSession *session, const SessionJoin &event,
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
        m_hub.domain().people.identity.joinNative(event, done);
    } else {
        m_hub.domain().people.identity.joinClassic(event.userName, done);
    }
}

void NativePeople::enter(NamespaceSession *session, const IdentityService::Joined &joined,
                         std::optional<quint64> id)
{
    User user = joined.user;
    user.isOnline = true;

    const RoomId home = session->origin().home.id;
    m_hub.domain().rooms.service.enter(
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
            // Asked in one go: what ends or begins the membership, or revokes the token, is
            // answered before both (and counts) or after the session is bound (and finds it).
            const auto held = std::make_shared<Result<User, ApiError>>(user);
            const bool isTokenOld = token.isEmpty() && !tokenHash.isEmpty();
            if (isTokenOld) {
                m_hub.domain().people.identity.verify(
                    tokenHash, [held](const Result<User, ApiError> &now) { *held = now; });
            }
            m_hub.domain().rooms.service.roomsOf(
                user,
                [this, session, user, token, tokenHash, held,
                 id](const Result<QList<MemberRoom>, ApiError> &rooms) {
                    if (!session) {
                        return;
                    }
                    if (!*held || !rooms) {
                        refuseJoin(session, *held ? rooms.error() : held->error(), id);
                        return;
                    }
                    complete(session, {.user = user, .token = token, .tokenHash = tokenHash},
                             *rooms, id);
                });
        });
}

void NativePeople::complete(NamespaceSession *session, const IdentityService::Joined &joined,
                            const QList<MemberRoom> &rooms, std::optional<quint64> id)
{
    // The session sees its rooms from the answer on; what comes between is in the revs it is told.
    m_hub.bind(session, joined.user, joined.tokenHash);
    QList<Room> seen;
    seen.reserve(rooms.size());
    for (const MemberRoom &room : rooms) {
        m_hub.subscribe(session, room.stored.room, room.mine);
        seen.append(room.stored.room);
    }
    session->answer(id,
                    encodeReply(JoinedReply{.user = joined.user,
                                            .token = joined.token,
                                            .rooms = seen,
                                            .serverTimeMs = m_hub.domain().clock.nowMs(),
                                            .homeRoom = session->origin().home.id}));
    session->release();
}

void NativePeople::refuseJoin(NamespaceSession *session, const ApiError &error,
                              std::optional<quint64> id)
{
    session->answer(id, encodeError(error));
    session->release();
}

void NativePeople::receive(NamespaceSession *session, const SessionLeave &,
                           std::optional<quint64> id)
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
        m_hub.domain().people.identity.revoke(tokenHash, left);
    } else if (!pid.isEmpty()) { // a stock client: the way back ends too
        m_hub.domain().store.apply(ForgetRecovery{.pidHash = secretHash(pid)}, left);
    } else { // an open name has no token
        left(Nothing());
    }
}

} // namespace maru::server
