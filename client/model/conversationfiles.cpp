// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// The part of Conversation that is about files.

#include "client/model/conversationprivate.h"

namespace maru::client {

FileShelf *Conversation::files() const
{
    return &d->files;
}

void Conversation::withdraw(const QString &cid)
{
    if (d->current.isNull()) {
        return; // its room went while its menu was open: it is offered above the input
    }
    const std::optional<QString> text = d->keeper.stopFiles(cid);
    if (!text) {
        emit actionFailed(tr("A message can be stopped only while its files are on their way."));
        return;
    }
    // First into the input, and with it on the disk.
    emit withdrawn(*text);
    takeBackFiles(cid);
    discard(cid);
}

void Conversation::takeBackFiles(const QString &key)
{
    const RoomTimeline *const timeline = d->timelineOfPending(key);
    const QList<OutboxFile> taken = d->keeper.takeFiles(key);
    if (!taken.isEmpty()) {
        d->files.attachments()->takeBack(taken, timeline && timeline->room().id == d->current);
    } else if (!d->timelineOf(RoomId(key))) {
        d->files.attachments()->takeOver(RoomId(key));
    }
}

void Conversation::Private::connectFiles()
{
    MessageFiles *const uploads = files.messageFiles();
    connect(files.attachments(), &Attachments::filesChanged, q, [this](const RoomId &room) {
        if (!timelineOf(room)) {
            emit q->strandedChanged();
        }
    });
    connect(&keeper, &OutboxKeeper::filesWanted, q, [this, uploads](const OutboxRow &row) {
        uploads->prepare(row);
        if (!files.isAvailable()) { // the message must not keep its room waiting
            uploads->refuseAll();
        }
    });
    connect(&files, &FileShelf::availableChanged, uploads, [uploads](bool isAvailable) {
        if (!isAvailable) {
            uploads->refuseAll();
        }
    });
    connect(&keeper, &OutboxKeeper::filesGone, uploads, &MessageFiles::forget);
    connect(uploads, &MessageFiles::changed, &keeper, &OutboxKeeper::setFiles);
    connect(uploads, &MessageFiles::ready, &keeper, &OutboxKeeper::takeFilesReady);
    connect(uploads, &MessageFiles::failed, &keeper, &OutboxKeeper::refuseFiles);
    connect(uploads, &MessageFiles::progressed, q, [this](const QString &cid, int percent) {
        if (RoomTimeline *const timeline = timelineOfPending(cid)) {
            timeline->model()->setUploaded(cid, percent);
        }
    });
}

} // namespace maru::client
