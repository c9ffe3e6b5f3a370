// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/session/nativerooms.h"

#include "server/chat/peopleservices.h"
#include "server/chat/roomservices.h"
#include "server/session/nativeanswer.h"
#include "server/session/sessionhub.h"

using namespace Qt::StringLiterals;

namespace maru::server {

bool NativeRooms::isTooFast(NamespaceSession *session, std::optional<quint64> id)
{
    return hasToWait(session, id, m_hub.take(Rate::RoomEdit, session->user()->id),
                     u"Too many changes. Please wait a moment."_s);
}

void NativeRooms::receive(NamespaceSession *session, const RoomList &event,
                          std::optional<quint64> id)
{
    if (!hasToWait(session, id, m_hub.take(Rate::RoomList, session->user()->id),
                   u"Too many questions. Please wait a moment."_s)) {
        m_hub.domain().rooms.service.list(event, answerTo<RoomsReply>(session, id));
    }
}

void NativeRooms::receive(NamespaceSession *session, const RoomCreate &event,
                          std::optional<quint64> id)
{
    if (hasToWait(session, id, m_hub.takeRoom(session->user()->id),
                  u"Too many new rooms. Please wait."_s)) {
        return;
    }
    m_hub.domain().rooms.entering.create(
        *session->user(), event,
        [&hub = m_hub, user = session->user()->id,
         answer = answerTo<RoomReply>(session, id)](const Result<RoomReply, ApiError> &made) {
            if (!made) { // a name that was mistyped or taken is none of the day's rooms
                hub.giveRoomBack(user);
            }
            answer(made);
        });
}

void NativeRooms::receive(NamespaceSession *session, const RoomUpdate &event,
                          std::optional<quint64> id)
{
    if (!isTooFast(session, id)) {
        m_hub.domain().rooms.settings.update(*session->user(), event,
                                             answerTo<RoomReply>(session, id));
    }
}

void NativeRooms::receive(NamespaceSession *session, const RoomJoin &event,
                          std::optional<quint64> id)
{
    if (!isTooFast(session, id)) {
        m_hub.domain().rooms.entering.join(*session->user(), event, m_address,
                                           answerTo<RoomReply>(session, id));
    }
}

void NativeRooms::receive(NamespaceSession *session, const RoomLeave &event,
                          std::optional<quint64> id)
{
    if (!isTooFast(session, id)) {
        m_hub.domain().rooms.entering.leave(*session->user(), event, answerOkTo(session, id));
    }
}

void NativeRooms::receive(NamespaceSession *session, const RoomDirect &event,
                          std::optional<quint64> id)
{
    if (!isTooFast(session, id)) {
        m_hub.domain().rooms.entering.openDirect(*session->user(), event,
                                                 answerTo<RoomReply>(session, id));
    }
}

void NativeRooms::receive(NamespaceSession *session, const RoomInvite &event,
                          std::optional<quint64> id)
{
    if (!isTooFast(session, id)) {
        m_hub.domain().rooms.entering.invite(*session->user(), event,
                                             answerTo<RoomReply>(session, id));
    }
}

void NativeRooms::receive(NamespaceSession *session, const RoomMembers &event,
                          std::optional<quint64> id)
{
    if (const auto turn = beginPage(m_hub, session, id)) {
        m_hub.domain().rooms.membership.list(*session->user(), event,
                                             answerPageTo<MembersReply>(session, id, turn));
    }
}

void NativeRooms::receive(NamespaceSession *session, const RoomNotifySet &event,
                          std::optional<quint64> id)
{
    if (!isTooFast(session, id)) {
        m_hub.domain().rooms.settings.setNotify(*session->user(), event,
                                                answerTo<RoomReply>(session, id));
    }
}

void NativeRooms::receive(NamespaceSession *session, const MemberSet &event,
                          std::optional<quint64> id)
{
    if (!isTooFast(session, id)) {
        m_hub.domain().rooms.membership.set(*session->user(), event, answerOkTo(session, id));
    }
}

void NativeRooms::receive(NamespaceSession *session, const MemberKick &event,
                          std::optional<quint64> id)
{
    if (!isTooFast(session, id)) {
        m_hub.domain().rooms.membership.kick(*session->user(), event, answerOkTo(session, id));
    }
}

void NativeRooms::receive(NamespaceSession *session, const HandSet &event,
                          std::optional<quint64> id)
{
    if (!isTooFast(session, id)) {
        m_hub.domain().rooms.membership.setHand(*session->user(), event, answerOkTo(session, id));
    }
}

void NativeRooms::receive(NamespaceSession *session, const SanctionList &event,
                          std::optional<quint64> id)
{
    if (hasToWait(session, id, m_hub.take(Rate::UserList, session->user()->id),
                  u"Too many questions. Please wait a moment."_s)) {
        return;
    }
    const User &user = *session->user();
    auto answer = answerTo<SanctionsReply>(session, id);
    if (event.room.isNull()) {
        m_hub.domain().people.accounts.bans(user, event, std::move(answer));
    } else {
        m_hub.domain().rooms.membership.sanctions(user, event, std::move(answer));
    }
}

} // namespace maru::server
