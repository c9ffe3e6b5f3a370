// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/session/nativepeople.h"

#include "common/serverlimits.h"
#include "common/text/jsonbytes.h"
#include "server/chat/chatservice.h"
#include "server/chat/clock.h"
#include "server/chat/members.h"
#include "server/chat/messagestore.h"
#include "server/chat/objectid.h"
#include "server/chat/peopleservices.h"
#include "server/chat/roomservices.h"
#include "server/session/nativeanswer.h"
#include "server/session/sessionhub.h"

#include <algorithm>
#include <memory>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

constexpr qsizetype bytesOfRoom = 400; // in the answer to a join, beside its name and topic

ApiError tlsNeeded()
{
    return {.code = ErrorCode::AuthRequired,
            .text =
                u"Tokens and passwords travel over TLS only: connect with https:// or wss://."_s};
}

/// The same whether there is such a room or not.
ApiError notAtHome()
{
    return {.code = ErrorCode::NotMember,
            .text = u"You are no member of the room you were at home in: connect without home."_s};
}

bool isAmong(const QList<MemberRoom> &rooms, const RoomId &id)
{
    return std::any_of(rooms.begin(), rooms.end(),
                       [&id](const MemberRoom &room) { return room.stored.room.id == id; });
}

QString tooMany()
{
    return u"Too many requests. Please wait a moment."_s;
}

} // namespace

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
    if (!m_isPrivate
        && !(event.token.isEmpty() && event.password.isEmpty() && event.inviteCode.isEmpty()
             && event.deviceCode.isEmpty())) {
        session->answer(id, encodeError(tlsNeeded()));
        return;
    }
    if (hasToWait(session, id, m_hub.takeJoin(m_address), tooMany())) {
        return;
    }
    session->hold();
    IdentityService &identity = m_hub.domain().people.identity;
    const auto done = [this, &identity, session = QPointer(session),
                       id](const Result<IdentityService::Joined, ApiError> &joined) {
        if (!session) {
            if (joined) {
                identity.takeBack(*joined);
            }
        } else if (joined) {
            enter(session, *joined, id);
        } else {
            refuseJoin(session, joined.error(), id);
        }
    };
    if (m_isPrivate) {
        identity.joinNative(event, done, {.address = m_address, .home = session->origin().home.id});
    } else {
        identity.joinClassic(event.userName, done);
    }
}

void NativePeople::enter(NamespaceSession *session, const IdentityService::Joined &joined,
                         std::optional<quint64> id)
{
    if (session->origin().comesBack) { // its rooms say whether it may
        readRooms(session, joined, id);
        return;
    }
    User user = joined.user;
    user.isOnline = true; // or is about to be
    m_hub.domain().rooms.service.enter(
        user, session->origin().home.id,
        [this, &identity = m_hub.domain().people.identity, session = QPointer(session), joined,
         id](const Result<EnterRoom::Reply, ApiError> &entered) {
            if (!session) { // nobody learns the token; and this may be gone
                identity.takeBack(joined);
            } else if (entered) {
                readRooms(session, joined, id);
            } else {
                identity.takeBack(joined);
                refuseJoin(session, entered.error(), id);
            }
        });
}

// Who it is is looked at again, and in the same breath what it sees: answers come in the order of
// the questions. A ban or a revocation that was stored before is seen here; one that is stored
// later is told later, when the hub knows the session. The same holds for its rooms.
void NativePeople::readRooms(NamespaceSession *session, const IdentityService::Joined &joined,
                             std::optional<quint64> id)
{
    const auto person = std::make_shared<Result<User, ApiError>>(joined.user);
    const auto looked = [person](const Result<User, ApiError> &now) {
        *person = now;
    };
    IdentityService &identity = m_hub.domain().people.identity;
    if (joined.tokenHash.isEmpty()) {
        identity.verifyUser(joined.user.id, looked);
    } else {
        identity.verify(joined.tokenHash, looked);
    }
    m_hub.domain().rooms.service.roomsOf(
        joined.user,
        [this, &identity, session = QPointer(session), joined, person,
         id](const Result<QList<MemberRoom>, ApiError> &rooms) {
            const bool isAway = session && session->origin().comesBack && rooms
                && !isAmong(*rooms, session->origin().home.id);
            if (!session || !*person || !rooms || isAway) {
                identity.takeBack(joined);
                if (session) {
                    refuseJoin(session,
                               !*person     ? person->error()
                                   : !rooms ? rooms.error()
                                            : notAtHome(),
                               id);
                }
                return;
            }
            IdentityService::Joined now = joined;
            now.user = **person;
            complete(session, now, *rooms, id);
        });
}

void NativePeople::complete(NamespaceSession *session, const IdentityService::Joined &joined,
                            const QList<MemberRoom> &rooms, std::optional<quint64> id)
{
    User user = joined.user;
    user.isOnline = true;
    // The session sees its rooms from the answer on; what comes between is in the revs it is told.
    m_hub.bind(session, user, joined.tokenHash);
    QList<Room> seen;
    seen.reserve(rooms.size());
    qsizetype bytes = 0;
    for (const MemberRoom &room : rooms) {
        m_hub.subscribe(session, room.stored.room, room.mine);
        seen.append(room.stored.room);
        Room &told = seen.last();
        bytes += bytesOfRoom + jsonBytes(told.name) + jsonBytes(told.topic);
        if (bytes > limits::maxJoinBytes) { // others put one into rooms: it has to arrive
            bytes -= jsonBytes(told.topic);
            told.topic.clear();
        }
    }
    session->answer(id,
                    encodeReply(JoinedReply{.user = user,
                                            .token = joined.token,
                                            .rooms = seen,
                                            .serverTimeMs = m_hub.domain().clock.nowMs(),
                                            .homeRoom = session->origin().home.id,
                                            .maxFileBytes = m_hub.config().maxFileBytes,
                                            .quotaBytes = m_hub.config().quotaBytes}));
    const bool isTold = m_hub.domain().people.presence.arrive(
        user, joined.tokenHash,
        joined.token.isEmpty() || joined.isOfEarlierJoin ? Presence::Device::Known
                                                         : Presence::Device::New);
    if (joined.isLifted && !isTold) { // its other sessions too: what it may do counts at once
        m_hub.userChanged(user, m_hub.domain().members.roomsOf(user.id));
    }
    session->release();
    if (!joined.tokenHash.isEmpty()) { // last: this very connection may be among them
        cutStrangers(m_hub, user.id);
    }
}

// Who used the name before it was held has nothing that proves to be its holder.
void NativePeople::cutStrangers(SessionHub &hub, const UserId &user, const NamespaceSession *except)
{
    if (hub.domain().people.identity.mode() != IdentityMode::Open) {
        hub.cutStrangers(user, except);
    }
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

void NativePeople::receive(NamespaceSession *session, const SessionList &,
                           std::optional<quint64> id)
{
    if (hasToWait(session, id, m_hub.take(Rate::UserList, session->user()->id), tooMany())) {
        return;
    }
    m_hub.domain().people.accounts.sessions(*session->user(), session->tokenHash(),
                                            answerTo<SessionsReply>(session, id));
}

void NativePeople::receive(NamespaceSession *session, const SessionRevoke &event,
                           std::optional<quint64> id)
{
    if (hasToWait(session, id, m_hub.take(Rate::RoomEdit, session->user()->id), tooMany())) {
        return;
    }
    m_hub.domain().people.accounts.revoke(*session->user(), event, answerOkTo(session, id));
}

void NativePeople::receive(NamespaceSession *session, const SessionCode &,
                           std::optional<quint64> id)
{
    if (!m_isPrivate) {
        session->answer(id, encodeError(tlsNeeded()));
        return;
    }
    if (hasToWait(session, id, m_hub.take(Rate::ProfileChange, session->user()->id), tooMany())) {
        return;
    }
    answerTo<SessionCodeReply>(session, id)(
        m_hub.domain().people.identity.makeDeviceCode(*session->user(), session->tokenHash()));
}

void NativePeople::receive(NamespaceSession *session, const ProfileSet &event,
                           std::optional<quint64> id)
{
    if (!m_isPrivate && (event.password || !event.currentPassword.isEmpty())) {
        session->answer(id, encodeError(tlsNeeded()));
        return;
    }
    if (hasToWait(session, id, m_hub.take(Rate::ProfileChange, session->user()->id), tooMany())) {
        return;
    }
    const bool isClaim = event.password && session->tokenHash().isEmpty();
    m_hub.domain().people.accounts.setProfile(
        *session->user(), session->tokenHash(), event, m_address,
        [&hub = m_hub, isClaim, asking = QPointer(session),
         answer = answerTo<UserReply>(session, id)](const Result<UserReply, ApiError> &changed) {
            answer(changed);
            if (changed && isClaim) {
                cutStrangers(hub, changed->user.id, asking);
            }
        });
}

void NativePeople::receive(NamespaceSession *session, const UserList &event,
                           std::optional<quint64> id)
{
    if (hasToWait(session, id, m_hub.take(Rate::UserList, session->user()->id), tooMany())) {
        return;
    }
    m_hub.domain().people.accounts.list(event, answerTo<UsersReply>(session, id));
}

void NativePeople::receive(NamespaceSession *session, const UserSet &event,
                           std::optional<quint64> id)
{
    if (hasToWait(session, id, m_hub.take(Rate::RoomEdit, session->user()->id), tooMany())) {
        return;
    }
    m_hub.domain().people.accounts.set(*session->user(), event, answerTo<UserReply>(session, id));
}

} // namespace maru::server
