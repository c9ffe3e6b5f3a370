// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/session/classicprofile.h"

#include "common/text/username.h"
#include "server/chat/clock.h"
#include "server/chat/members.h"
#include "server/chat/messageservices.h"
#include "server/chat/objectid.h"
#include "server/chat/peopleservices.h"
#include "server/chat/roomservices.h"
#include "server/session/namespacesession.h"
#include "server/session/sessionhub.h"

using namespace Qt::StringLiterals;

namespace maru::server {

void ClassicProfile::join(NamespaceSession *session, const ClassicJoin &event,
                          std::optional<quint64> id)
{
    if (session->origin().isNative) {
        refuseJoin(
            session,
            {.code = ErrorCode::BadRequest, .text = u"A native client joins by session:join."_s},
            id);
        return;
    }
    if (!event.userName) {
        refuseJoin(session, {.code = ErrorCode::BadName, .text = nameRule(NameError::Empty)}, id);
        return;
    }

    if (const int waitMs = m_hub.takeJoin(m_address); waitMs > 0) {
        refuseJoin(session,
                   {.code = ErrorCode::SlowDown,
                    .text = u"Too many joins from your address. Please wait a moment."_s,
                    .retryAfterMs = waitMs},
                   id);
        return;
    }
    session->hold();
    const auto joined = [this, session = QPointer(session), id, cuts = m_hub.cutCount()](
                            const Result<IdentityService::Joined, ApiError> &result) {
        if (!session) {
            return;
        }
        if (!result) {
            refuseJoin(session, result.error(), id);
            session->release();
            return;
        }
        enter(session, *result, id, cuts);
    };
    // Of an open name others may be the same person: nobody renames them.
    IdentityService &identity = m_hub.domain().people.identity;
    if (session->hasMadeUser() && m_hub.sessionCount(session->user()->id) == 1) {
        identity.renameClassic(*session->user(), *event.userName, session->origin().home.id,
                               joined);
    } else {
        identity.joinClassic(*event.userName, joined);
    }
}

void ClassicProfile::enter(NamespaceSession *session, const IdentityService::Joined &joined,
                           std::optional<quint64> id, quint64 cuts)
{
    const Domain &domain = m_hub.domain();
    User user = joined.user;
    user.isOnline = true;

    // The way back is written before the join, so that both are durable when the ack leaves.
    Entering entering{.session = session,
                      .joined = joined,
                      .id = id,
                      .record = recordOf(session, user.id),
                      .canRecover = session->canRecover()};
    const auto isSaved = std::make_shared<bool>(!entering.canRecover);
    if (entering.canRecover) {
        domain.store.apply(
            SaveRecovery{.record = entering.record},
            [isSaved](const Result<Nothing, StoreError> &saved) { *isSaved = saved.has_value(); });
    }
    const RoomId room = entering.record.room;
    domain.rooms.service.enter(
        user, room,
        [&hub = m_hub, cuts, isSaved,
         entering](const Result<EnterRoom::Reply, ApiError> &entered) mutable {
            entering.isSaved = *isSaved;
            if (hub.cutCount() == cuts) {
                finish(hub, entering, entering.joined.user, entered);
                return;
            }
            // Somebody was cut since the join was asked for, perhaps because this very name is held
            // now. Who is cut after the answer to this is cut as this person, whom the hub knows.
            hub.domain().people.identity.verifyUser(
                entering.joined.user.id,
                [&hub, entering, entered](const Result<User, ApiError> &person) {
                    finish(hub, entering, person, entered);
                });
        });
}

void ClassicProfile::finish(SessionHub &hub, const Entering &entering,
                            const Result<User, ApiError> &person,
                            const Result<EnterRoom::Reply, ApiError> &entered)
{
    const std::optional<ApiError> refusal = refusalOf(person, entered, entering.isSaved);
    if (refusal) {
        hub.domain().people.identity.takeBack(entering.joined);
    }
    NamespaceSession *const session = entering.session;
    if (session && !refusal) {
        IdentityService::Joined now = entering.joined;
        now.user = *person;
        complete(hub, session, now, *entered, entering.id);
    } else if (session) {
        if (entering.isSaved) {
            takeBack(hub, session);
        }
        session->answer(entering.id, encodeClassicJoinError(*refusal));
    } else if (entering.canRecover && entering.isSaved) { // the peer was lost meanwhile
        const Domain &after = hub.domain();
        after.store.apply(
            LoseRecovery{.pidHash = entering.record.pidHash, .atMs = after.clock.nowMs()},
            [](const auto &) {});
    }
    if (session) {
        session->release();
    }
}

std::optional<ApiError> ClassicProfile::refusalOf(const Result<User, ApiError> &person,
                                                  const Result<EnterRoom::Reply, ApiError> &entered,
                                                  bool isSaved)
{
    if (!person) {
        return person.error();
    }
    if (!entered) {
        return entered.error();
    }
    if (!isSaved) {
        return storeRefusal(StoreError::Failed);
    }
    return std::nullopt;
}

void ClassicProfile::complete(SessionHub &hub, NamespaceSession *session,
                              const IdentityService::Joined &joined,
                              const EnterRoom::Reply &entered, std::optional<quint64> id)
{
    User user = joined.user;
    user.isOnline = true;
    const bool isFirstJoin = !session->user();
    const bool isSame = !isFirstJoin && session->user()->id == user.id;
    const bool isRenamed = isSame && session->user()->userName != user.userName;
    hub.bind(session, user);
    session->setMadeUser(joined.isNew || (isSame && session->hasMadeUser()));
    if (session->canRecover()) {
        hub.registerPid(session);
    }
    hub.subscribe(session, entered.room, entered.mine);

    // What was said between CONNECT and the join was not said to this peer. Not waited for: after a
    // crash it would merely see a few lines of before.
    const qint64 fromSeq = entered.room.seq - (entered.welcome ? 1 : 0);
    if (isFirstJoin && fromSeq != session->fromSeq()) {
        session->setFromSeq(fromSeq);
        if (session->canRecover()) {
            hub.domain().store.apply(SaveRecovery{.record = recordOf(session, user.id)},
                                     [](const auto &) {});
        }
    }
    session->answer(id, encodeClassicJoined(user, session->origin().sid));
    hub.domain().people.presence.arrive(user, {});
    if (isRenamed) {
        hub.userChanged(user, hub.domain().members.roomsOf(user.id));
    }
}

void ClassicProfile::takeBack(SessionHub &hub, NamespaceSession *session)
{
    if (!session->canRecover()) {
        return;
    }
    MessageStore &store = hub.domain().store;
    const auto ignored = [](const Result<Nothing, StoreError> &) {
    };
    if (session->user()) {
        store.apply(SaveRecovery{.record = recordOf(session, session->user()->id)}, ignored);
    } else {
        store.apply(ForgetRecovery{.pidHash = secretHash(session->origin().pid)}, ignored);
    }
}

RecoveryRecord ClassicProfile::recordOf(const NamespaceSession *session, const UserId &user)
{
    const NamespaceSession::Origin &origin = session->origin();
    return {.pidHash = secretHash(origin.pid),
            .sid = origin.sid,
            .user = user,
            .room = origin.home.id,
            .fromSeq = session->fromSeq()};
}

void ClassicProfile::send(NamespaceSession *session, const ClassicSend &event,
                          std::optional<quint64> id)
{
    if (!session->user()) {
        refuseSend(session,
                   {.code = ErrorCode::NotJoined, .text = u"Please join with a name first."_s}, id);
        return;
    }
    if (!event.chat) {
        refuseSend(session,
                   {.code = ErrorCode::BadRequest, .text = u"The message must be a string."_s}, id);
        return;
    }
    const User &user = *session->user();
    if (const int waitMs = m_hub.take(Rate::Message, user.id); waitMs > 0) {
        refuseSend(session,
                   {.code = ErrorCode::SlowDown,
                    .text = u"Too many messages. Please wait a moment."_s,
                    .retryAfterMs = waitMs},
                   id);
        return;
    }
    const MessageSend request{.cid = {}, .room = session->origin().home.id, .chat = *event.chat};
    m_hub.domain().messages.chat.post(
        user, request,
        [this, session = QPointer(session), id](const Result<SentReply, ApiError> &sent) {
            if (!session) {
                return;
            }
            if (!sent) {
                refuseSend(session, sent.error(), id);
                return;
            }
            session->answer(id, encodeReply(*sent));
        });
}

void ClassicProfile::refuseJoin(NamespaceSession *session, const ApiError &error,
                                std::optional<quint64> id)
{
    session->answer(id, encodeClassicJoinError(error));
}

void ClassicProfile::refuseSend(NamespaceSession *session, const ApiError &error,
                                std::optional<quint64> id)
{
    if (id) {
        session->answer(id, encodeError(error));
        return;
    }
    const qint64 now = m_hub.domain().clock.nowMs();
    Message notice;
    notice.id = MessageId(newObjectId(now));
    notice.room = session->origin().home.id;
    notice.type = MessageType::System;
    notice.chat = error.text;
    notice.user = {.id = {}, .userName = u"system"_s};
    notice.createdMs = now;
    notice.updatedMs = now;
    session->sendEvent(
        encodeServerEvent(MessageEvent{.message = notice})); // no offset: it is in no log
}

} // namespace maru::server
