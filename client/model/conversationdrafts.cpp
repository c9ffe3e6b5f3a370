// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// The part of Conversation that keeps on the disk what is written and not sent.

#include "client/model/conversationprivate.h"
#include "client/model/draftkeys.h"
#include "client/model/storetexts.h"

#include <utility>

namespace maru::client {

RoomId roomOfDraft(const RoomId &key)
{
    return RoomId(roomOfEditDraft(key.toString()).value_or(key.toString()));
}

void Conversation::Private::connectDrafts()
{
    draftTimer.setSingleShot(true);
    draftTimer.setInterval(limits::draftDelayMs);
    connect(&draftTimer, &QTimer::timeout, q, [this] { writeDraft(); });
    connect(&unkeptDrafts, &UnkeptDrafts::due, q,
            [this](const RoomId &room) { writeDraftOf(room); });
    Attachments *const attached = files.attachments();
    connect(&unkeptDraftFiles, &UnkeptDrafts::due, attached, &Attachments::tellFiles);
    connect(attached, &Attachments::filesChanged, q,
            [this](const RoomId &room, const QList<OutboxFile> &waiting) {
                store.setDraftFiles(
                    room, waiting,
                    [this, room, isWorthTelling = !waiting.isEmpty()](bool isOnDisk) {
                        noteDraft(unkeptDraftFiles, room, isOnDisk, isWorthTelling);
                    });
            });
    // What was typed is on the disk as a draft still.
    connect(&keeper, &OutboxKeeper::goneFromMemory, q, [this, attached](const RoomId &room) {
        writeDraftOf(room);
        attached->tellFiles(room);
    });
}

void Conversation::Private::writeDraft()
{
    draftTimer.stop();
    if (const auto room = std::exchange(unwrittenDraft, std::nullopt)) {
        writeDraftOf(*room);
    }
}

void Conversation::Private::writeDraftOf(const RoomId &room)
{
    const auto answered = draftReplies.constFind(room);
    const auto reply = answered == draftReplies.cend() ? std::nullopt : std::optional(*answered);
    const QString text = drafts.value(room);
    store.setDraft(room, text, reply,
                   [this, room, isWorthTelling = !text.isEmpty()](bool isOnDisk) {
                       noteDraft(unkeptDrafts, room, isOnDisk, isWorthTelling);
                   });
}

// Also what waits for another try: there may be room by now.
void Conversation::Private::writeDrafts()
{
    writeDraft();
    unkeptDrafts.tryAgain();
    unkeptDraftFiles.tryAgain();
}

void Conversation::Private::noteDraft(UnkeptDrafts &unkept, const RoomId &room, bool isOnDisk,
                                      bool isWorthTelling)
{
    if (!keepsOutbox) {
        return; // the person knows, and nothing will be kept in this run
    }
    unkept.note(room, isOnDisk);
    if (!isOnDisk && isWorthTelling && !std::exchange(hasToldUnkept, true)) {
        emit q->noticed(draftNotKeptText());
    }
}

void Conversation::Private::noteDraftReply(const RoomId &room, const MessageId &answered)
{
    if (answered.isNull()) {
        draftReplies.remove(room);
    } else if (draftReplies.value(room).id != answered) {
        RoomTimeline *const timeline = timelineOf(roomOfDraft(room));
        const auto quote = timeline ? timeline->model()->quoteOf(answered) : std::nullopt;
        draftReplies.insert(room, quote.value_or(ReplyTo{answered, 0, {}, {}}));
    }
}

} // namespace maru::client
