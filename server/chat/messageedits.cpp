// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/chat/messageedits.h"

#include "common/text/messagetext.h"
#include "server/chat/chatservice.h"
#include "server/chat/clock.h"
#include "server/chat/eventsink.h"
#include "server/chat/knownrooms.h"
#include "server/chat/members.h"
#include "server/chat/messagestore.h"
#include "server/chat/rights.h"

namespace maru::server {

void MessageEdits::edit(const User &author, const MessageEdit &request, Done done)
{
    const qint64 now = m_basics.clock.nowMs();
    if (auto refusal = refusalToWrite(m_basics.members, author.id, request.room, now)) {
        done(failure(*std::move(refusal)));
        return;
    }
    if (!checkMessageText(request.chat)) {
        done(failure(textRefusal(request.chat)));
        return;
    }
    const EditMessage change{.room = request.room,
                             .message = request.message,
                             .editor = author.id,
                             .chat = request.chat,
                             .mentions = {},
                             .nowMs = now};
    m_basics.store.apply(change,
                         [&events = m_basics.events, &knownRooms = m_basics.knownRooms,
                          done = std::move(done)](Result<ChangedMessage, StoreError> changed) {
                             if (!changed) {
                                 done(failure(storeRefusal(changed.error())));
                                 return;
                             }
                             knownRooms.noteMessage(changed->message);
                             done(MessageReply{.message = changed->message});
                             if (changed->isNew) {
                                 events.messageChanged(changed->message);
                             }
                         });
}

} // namespace maru::server
