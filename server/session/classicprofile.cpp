// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/session/classicprofile.h"

#include "common/text/username.h"
#include "server/chat/chatservice.h"
#include "server/chat/clock.h"
#include "server/chat/objectid.h"
#include "server/chat/roomservice.h"
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

    session->hold();
    const auto joined = [this, session = QPointer(session),
                         id](const Result<IdentityService::Joined, ApiError> &result) {
        if (!session) {
            return;
        }
        if (!result) {
            refuseJoin(session, result.error(), id);
            session->release();
            return;
        }
        enter(session, *result, id);
    };
    IdentityService &identity = m_hub.domain().identity;
    if (session->user()) {
        identity.renameClassic(*session->user(), *event.userName, joined);
    } else {
        identity.joinClassic(*event.userName, joined);
    }
}

void ClassicProfile::enter(NamespaceSession *session, const IdentityService::Joined &joined,
                           std::optional<quint64> id)
{
    const Domain &domain = m_hub.domain();
    const NamespaceSession::Origin &origin = session->origin();
    User user = joined.user;
    user.isOnline = true;

    // The way back is written before the join, so that both are durable when the ack leaves.
    const RecoveryRecord record{.pidHash = secretHash(origin.pid),
                                .sid = origin.sid,
                                .user = user.id,
                                .room = origin.home.id,
                                .fromSeq = origin.home.seq};
    const auto isSaved = std::make_shared<bool>(false);
    domain.store.apply(
        SaveRecovery{.record = record},
        [isSaved](const Result<Nothing, StoreError> &saved) { *isSaved = saved.has_value(); });
    domain.rooms.enter(
        user, origin.home.id,
        [this, session = QPointer(session), user, id, isSaved](const Result<Room, ApiError> &room) {
            if (!session) {
                return;
            }
            if (!room || !*isSaved) {
                refuseJoin(session, room ? storeRefusal(StoreError::Failed) : room.error(), id);
            } else {
                m_hub.bind(session, user);
                m_hub.registerPid(session);
                m_hub.subscribe(session, room->id);
                session->answer(id, encodeClassicJoined(user, session->origin().sid));
            }
            session->release();
        });
}

void ClassicProfile::send(NamespaceSession *session, const ClassicSend &event,
                          std::optional<quint64> id)
{
    if (!session->user()) {
        refuseSend(session,
                   {.code = ErrorCode::NotJoined, .text = u"Please join with a name first."_s},
                   id);
        return;
    }
    if (!event.chat) {
        refuseSend(session,
                   {.code = ErrorCode::BadRequest, .text = u"The message must be a string."_s},
                   id);
        return;
    }
    const User &user = *session->user();
    if (const int waitMs = m_hub.takeMessage(user.id); waitMs > 0) {
        refuseSend(session,
                   {.code = ErrorCode::SlowDown,
                    .text = u"Too many messages. Please wait a moment."_s,
                    .retryAfterMs = waitMs},
                   id);
        return;
    }
    const MessageSend request{.cid = {}, .room = session->origin().home.id, .chat = *event.chat};
    m_hub.domain().chat.post(
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
