// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// What is done in a room without looking at it: the answer typed into a notification.

#include "client/model/conversationprivate.h"
#include "client/model/failuretexts.h"
#include "client/model/storetexts.h"

namespace maru::client {

bool Conversation::postIn(const RoomId &room, const QString &text)
{
    RoomTimeline *const timeline = d->timelineOf(room);
    // Whether one may write there is said by the server, beside the message.
    if (!timeline || !d->isSendable(text)) {
        return false;
    }
    const std::optional<QString> cid = d->post(*timeline, text, {});
    if (!cid) {
        return false;
    }
    d->answersFromAfar.removeIf([this](QHash<QString, QString>::iterator one) {
        return !d->timelineOfPending(one.key()); // it has arrived
    });
    d->answersFromAfar.insert(*cid, text);
    if (!d->drafts.value(room).isEmpty()) { // the store takes it away with a message
        if (d->unwrittenDraft != room) {
            d->writeDraft(); // of another room
        }
        d->unwrittenDraft = room;
        d->writeDraft(); // at once: until then it is nowhere but in memory
    }
    return true;
}

// Nobody looks at its room: the row that has failed there would be found by chance.
void Conversation::Private::tellIfFromAfar(const QString &cid, const ApiError &error)
{
    const auto answer = answersFromAfar.constFind(cid);
    if (answer != answersFromAfar.cend()) {
        const QString text = answerFailedText(*answer, failureText(error));
        answersFromAfar.erase(answer);
        emit q->noticed(text);
    }
}

} // namespace maru::client
