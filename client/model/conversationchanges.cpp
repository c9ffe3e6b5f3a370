// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// Edits, deletions and reactions: shown at once, kept on the disk, sent when there is a server.

#include "client/model/conversationprivate.h"
#include "client/model/failuretexts.h"
#include "client/model/roomtexts.h"
#include "client/model/storetexts.h"

#include <utility>

namespace maru::client {

void Conversation::edit(const MessageId &message, const QString &text, DoneHandler handler)
{
    ChangeRow change{{}, ChangeRow::Kind::Edit, d->current, message, text};
    // The files that wait go with the next message, and neither help nor hinder this.
    const bool mayEdit = d->actions.writeRule().mayEdit && d->isSendable(text);
    const QString why = mayEdit ? d->addChange(change) : cannotBeSentText();
    if (why.isEmpty()) {
        d->editors.insert(change.key, std::move(handler)); // a refusal leaves the text where it is
        return;
    }
    QMetaObject::invokeMethod(
        this, [handler = std::move(handler), why] { handler(why); }, Qt::QueuedConnection);
}

void Conversation::erase(const MessageId &message, const RoomId &room)
{
    ChangeRow change{{}, ChangeRow::Kind::Delete, room.isNull() ? d->current : room, message};
    const DoneHandler handler = [this, change](const QString &failure) {
        if (!failure.isEmpty()) {
            emit actionFailed(changeFailedText(change, failure));
        }
    };
    if (const QString why = d->addChange(change); !why.isEmpty()) {
        handler(why);
    } else { // whoever has to wait for the answer looks elsewhere by then
        d->editors.insert(change.key, handler);
    }
}

void Conversation::react(const MessageId &message, const QString &emoji, bool on)
{
    ChangeRow change{{}, ChangeRow::Kind::React, d->current, message, emoji, on};
    if (const QString why = d->addChange(change); !why.isEmpty()) {
        emit actionFailed(changeFailedText(change, why));
    }
}

// Why it cannot even wait, translated; empty if it does.
QString Conversation::Private::addChange(ChangeRow &change)
{
    if (!currentTimeline() || !q->canChangeMessages()) {
        return failureText(ApiError{ErrorCode::UnknownEvent, {}, {}, 0, 0, 0});
    }
    return changeKeeper.add(change) ? QString() : tooManyWaitText();
}

void Conversation::Private::connectChanges()
{
    connect(&changeKeeper, &ChangeKeeper::waitingChanged, q, [this](const RoomId &room) {
        if (RoomTimeline *const timeline = timelineOf(room)) {
            timeline->model()->setWaitingChanges(changeKeeper.waitingIn(room));
        }
    });
    connect(&changeKeeper, &ChangeKeeper::stored, q, [this](const QString &key, bool isOnDisk) {
        isOnDisk ? emit q->keptOnDisk(key) : keeper.noteNotKept();
        if (!session.isJoined()) {
            releaseEditor(key);
        }
    });
    connect(&changeKeeper, &ChangeKeeper::superseded, q,
            [this](const QString &key) { releaseEditor(key); });
    connect(&changeKeeper, &ChangeKeeper::accepted, q,
            [this](const ChangeRow &change, const Message &message) {
                // The event may have come before: the rev says which is newer.
                if (RoomTimeline *const timeline = timelineOf(message.room)) {
                    timeline->takeOwn(message);
                }
                releaseEditor(change.key);
                emit q->confirmed(change.key);
            });
    connect(&changeKeeper, &ChangeKeeper::refused, q,
            [this](const ChangeRow &change, const ApiError &error) {
                const QString why = failureText(error);
                if (const RoomTimeline *const timeline = timelineOf(change.room)) {
                    actions.gate()->noteMute(change.room, error, timeline->room().muteAll);
                }
                if (const DoneHandler handler = editors.take(change.key)) {
                    handler(why);
                } else if (change.kind == ChangeRow::Kind::React) {
                    emit q->actionFailed(changeFailedText(change, why));
                } else { // it holds what was typed, or is still read though it was seen to go
                    emit q->noticed(changeFailedText(change, why));
                }
            });
}

// Who waits for an edit or a deletion need not any longer: it is kept, and goes out with the next
// connection.
void Conversation::Private::releaseEditor(const QString &key)
{
    if (const DoneHandler handler = editors.take(key)) {
        handler({});
    }
}

void Conversation::Private::releaseEditors()
{
    const QStringList keys = editors.keys();
    for (const QString &key : keys) {
        if (changeKeeper.isStored(key)) { // else as soon as it is
            releaseEditor(key);
        }
    }
}

} // namespace maru::client
