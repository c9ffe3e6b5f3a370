// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// The part of Conversation that begins with what the store has, and keeps it up to date.

#include "client/model/conversationprivate.h"
#include "client/model/failuretexts.h"
#include "client/model/filetexts.h"
#include "client/model/storetexts.h"

#include <algorithm>

namespace maru::client {

void Conversation::Private::onOpened(const OpenedStores &opened)
{
    const quint64 thisRun = run;
    keepsOutbox = opened.keepsOutbox;
    drafts = opened.outbox.drafts;
    draftReplies = opened.outbox.draftReplies;
    files.begin(ClientStore::folderName(address.hostAndPort(),
                                        settings.storeName(address.hostAndPort(), userName)),
                opened.outbox, opened.isOutboxAllKnown);
    keeper.restore(opened.outbox.rows, opened.keepsOutbox);
    changeKeeper.restore(opened.outbox.changes);
    const bool wasJoined = !opened.state.account.ownUser.id.isNull();
    if (wasJoined && !opened.state.rooms.isEmpty()) {
        restore(opened.state);
        emit q->restored();
    }
    if (const QString text = noticeText(opened.notice); run == thisRun && !text.isEmpty()) {
        emit q->noticed(text);
    }
    if (run == thisRun) { // nobody stopped us, or set off anew
        const StoredAccount &last = opened.state.account;
        const bool isSamePlace = last.homeAddress == address.shown();
        session.start(address, userName, wasJoined, secrets,
                      isSamePlace ? last.homeRoom : RoomId());
        secrets.wipe();
    }
}

void Conversation::Private::restore(const StoredState &stored)
{
    isRestored = true;
    ownUser = stored.account.ownUser;
    storedServerName = stored.account.serverName;
    storedMaxChat = stored.account.maxChatCodePoints;
    home = stored.account.homeRoom;
    for (const StoredRoom &one : stored.rooms) {
        RoomTimeline *const timeline =
            addTimeline(one.room.id, std::make_unique<RoomTimeline>(session, &store, one));
        if (one.room.id == stored.place.room) {
            timeline->setReaderSeq(stored.place.seq);
        }
        timeline->restorePage(one.room.id == stored.place.room ? stored.page : QList<Message>(),
                              ownUser.id);
    }
    showRooms();
    const RoomId first = timelineOf(home) ? home : stored.rooms.constFirst().room.id;
    setCurrent(timelineOf(stored.place.room) ? stored.place.room : first);
    restoredPlace = current == stored.place.room ? stored.place : ReadingPlace{current, 0, 0};
    store.change(restoredPlace);
}

// What the next start needs before the server has answered.
void Conversation::Private::keepAccount()
{
    if (session.mode() == ChatSession::Mode::Classic) {
        return; // its messages have no order that could be caught up with
    }
    keepRooms();
    writeAccount();
}

void Conversation::Private::writeAccount()
{
    store.change(StoredAccount{ownUser, session.hello().name, session.hello().maxChatCodePoints,
                               home, address.shown()});
}

void Conversation::Private::keepRooms()
{
    QList<RoomId> kept;
    for (const auto &[id, timeline] : timelines) {
        kept.append(id);
    }
    if (ClientStore *const open = storeOfRooms()) {
        open->change(KeepRooms{kept});
    }
}

// The rows of what was written before this timeline was there.
void Conversation::Private::showWaiting(RoomTimeline &timeline)
{
    timeline.model()->setWaitingChanges(changeKeeper.waitingIn(timeline.room().id));
    const QList<OutboxKeeper::Waiting> waiting = keeper.waitingIn(timeline.room().id);
    for (const OutboxKeeper::Waiting &one : waiting) {
        Message message;
        message.cid = one.row.cid;
        message.room = one.row.room;
        message.chat = one.row.text;
        message.user = {ownUser.id, ownUser.userName};
        message.createdMs = one.row.createdMs;
        message.files = shownFiles(one.row.files);
        if (one.row.replyTo && one.row.replyTo->seq > 0) {
            message.replyTo = one.row.replyTo;
        }
        const bool hasFailed = one.isUnconfirmed || one.error;
        const QString why = one.isUnconfirmed ? unconfirmedText()
            : one.error                       ? failureText(*one.error)
                                              : QString();
        timeline.model()->appendPending(message, hasFailed ? Delivery::Failed : Delivery::Queued,
                                        why);
    }
}

int Conversation::waitingCount() const
{
    const QList<OutboxKeeper::Waiting> all = d->keeper.waiting();
    const auto messages =
        std::count_if(all.begin(), all.end(), [](const OutboxKeeper::Waiting &one) {
            return !one.isUnconfirmed && !one.error; // else it goes out by a person only
        });
    return int(messages + d->changeKeeper.count());
}

QList<Conversation::Stranded> Conversation::stranded() const
{
    QList<Stranded> found;
    if (!d->hasJoined || isClassic()) {
        return found; // which rooms there are is not known yet, or it is one of many
    }
    const QList<OutboxKeeper::Waiting> all = d->keeper.waiting();
    for (const OutboxKeeper::Waiting &one : all) {
        const bool hasFailed = one.isUnconfirmed || one.error;
        if (hasFailed && !d->timelineOf(one.row.room)) {
            QStringList files;
            for (const OutboxFile &file : one.row.files) {
                files.append(file.name);
            }
            found.append({one.row.cid, one.row.text,
                          one.error ? failureText(*one.error) : unconfirmedText(), files});
        }
    }
    const Attachments *const attached = d->files.attachments(); // nothing to an edit
    for (auto draft = d->drafts.cbegin(); draft != d->drafts.cend(); ++draft) {
        if (!d->timelineOf(roomOfDraft(draft.key()))) {
            found.append(
                {draft.key().toString(), draft.value(), {}, attached->namesIn(draft.key())});
        }
    }
    const QList<RoomId> rooms = attached->rooms();
    for (const RoomId &room : rooms) { // without words
        if (!d->timelineOf(room) && !d->drafts.contains(room)) {
            found.append({room.toString(), {}, {}, attached->namesIn(room)});
        }
    }
    return found;
}

void Conversation::discardStranded(const QString &key)
{
    const RoomId room(key);
    Attachments *const attached = d->files.attachments();
    if (!d->drafts.contains(room) && attached->namesIn(room).isEmpty()) {
        discard(key);
    } else if (!d->timelineOf(roomOfDraft(room))) {
        setDraft(room, {});
        d->writeDraft();
        attached->discard(room); // nothing of an edit's
        emit strandedChanged();
    }
}

} // namespace maru::client
