// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// What is done in a room without looking at it: the answer typed into a notification.

#include "client/model/conversationprivate.h"

namespace maru::client {

bool Conversation::postIn(const RoomId &room, const QString &text)
{
    RoomTimeline *const timeline = d->timelineOf(room);
    // Whether one may write there is said by the server, beside the message.
    if (!timeline || !d->isSendable(text) || !d->post(*timeline, text, {})) {
        return false;
    }
    if (!d->drafts.value(room).isEmpty()) { // the store takes it away with a message
        if (d->unwrittenDraft != room) {
            d->writeDraft(); // of another room
        }
        d->unwrittenDraft = room;
        d->writeDraft(); // at once: until then it is nowhere but in memory
    }
    return true;
}

} // namespace maru::client
