// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/session/nativerooms.h"

#include "server/chat/roomservices.h"
#include "server/session/nativeanswer.h"
#include "server/session/sessionhub.h"

namespace maru::server {

void NativeRooms::receive(NamespaceSession *session, const RoomList &event,
                          std::optional<quint64> id)
{
    m_hub.domain().rooms.service.list(event, answerTo<RoomsReply>(session, id));
}

} // namespace maru::server
