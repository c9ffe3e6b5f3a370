// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// What a person does with the messages of the current room, beside writing new ones.

#include "client/model/conversationprivate.h"
#include "client/model/failuretexts.h"
#include "client/model/roomtexts.h"
#include "common/clientlimits.h"
#include "common/text/nameorder.h"

#include <algorithm>
#include <utility>

namespace maru::client {

bool Conversation::canChangeMessages() const
{
    const ChatSession::Mode mode = d->session.mode();
    // What is stored is of a server that can; an answer waits for it, the rest says what is
    // missing.
    const bool awaited = mode == ChatSession::Mode::Unknown && d->isRestored;
    return mode == ChatSession::Mode::Native || awaited;
}

bool Conversation::mayModerate() const
{
    const RoomTimeline *const timeline = d->currentTimeline();
    const bool isModerator =
        timeline && timeline->room().own && timeline->room().own->role != RoomRole::Member;
    return isModerator || d->ownUser.role == UserRole::Admin || d->ownUser.role == UserRole::Owner;
}

qint64 Conversation::readSeq() const
{
    const RoomTimeline *const timeline = d->currentTimeline();
    return timeline ? timeline->readSeq() : -1;
}

qint64 Conversation::highestSeq(const RoomId &room) const
{
    const RoomTimeline *const timeline = d->timelineOf(room);
    return timeline ? timeline->highestSeq() : 0;
}

QString Conversation::typingText() const
{
    return d->typists.text(d->current);
}

void Conversation::loadReaders(const MessageId &message, ReadersHandler handler)
{
    d->session.loadReaders(
        {d->current, message}, this,
        [this, room = d->current, message, handler = std::move(handler)](const auto &reply) {
            Readers readers;
            if (!reply) {
                readers.failure = questionFailureText(reply.error());
            } else {
                d->takeReaders(room, message, *reply);
                for (const ReadersReply::Reader &reader : reply->read) {
                    readers.read.append({reader.user.userName, reader.atMs});
                }
                for (const User &user : reply->unread) {
                    readers.unread.append(user.userName);
                }
                std::stable_sort(
                    readers.read.begin(), readers.read.end(),
                    [](const auto &one, const auto &other) { return one.atMs > other.atMs; });
                NameOrder().sort(readers.unread);
            }
            handler(readers);
        });
}

void Conversation::loadEdits(const MessageId &message, EditsHandler handler)
{
    d->session.loadEdits({d->current, message}, this,
                         [handler = std::move(handler)](const auto &reply) {
                             Edits edits;
                             if (!reply) {
                                 edits.failure = questionFailureText(reply.error());
                             } else {
                                 edits.more = reply->more;
                                 for (const EditHistoryReply::Edit &edit : reply->edits) {
                                     edits.versions.append({edit.chat, edit.atMs});
                                 }
                             }
                             handler(edits);
                         });
}

void Conversation::markRead(qint64 seq)
{
    d->markRead(d->current, seq);
}

void Conversation::Private::markRead(const RoomId &room, qint64 seq)
{
    RoomTimeline *const timeline = timelineOf(room);
    if (!timeline || !q->canChangeMessages() || timeline->readSeq() < 0
        || seq <= timeline->readSeq()) {
        return;
    }
    timeline->setReadSeq(seq);
    marker.mark(room, seq);
}

void Conversation::markRoomRead(const RoomId &room)
{
    RoomTimeline *const timeline = d->timelineOf(room);
    if (timeline && canChangeMessages() && timeline->readSeq() >= 0
        && timeline->highestSeq() > timeline->readSeq()) {
        timeline->setReadSeq(timeline->highestSeq());
        d->marker.mark(room, timeline->highestSeq());
    }
}

void Conversation::setTyping(bool isTyping)
{
    if (!canChangeMessages() || !d->session.isJoined() || d->current.isNull()) {
        return;
    }
    if (const auto change = d->typingTeller.tell(d->current, isTyping)) {
        d->session.setTyping(*change);
    }
}

void Conversation::jumpTo(qint64 seq)
{
    if (RoomTimeline *const timeline = d->currentTimeline()) {
        timeline->jumpTo(seq);
    }
}

void Conversation::jumpToRoom(const RoomId &room, qint64 seq)
{
    if (d->timelineOf(room)) {
        d->setCurrent(room);
        jumpTo(seq);
    } else {
        emit actionFailed(tr("You are not in that room any more."));
    }
}

void Conversation::jumpToDate(QDate day)
{
    if (RoomTimeline *const timeline = d->currentTimeline(); timeline && canChangeMessages()) {
        d->dates.seek(timeline->room().id, timeline->newestSeq(),
                      day.startOfDay().toMSecsSinceEpoch());
    }
}

bool Conversation::hasNewer() const
{
    const RoomTimeline *const timeline = d->currentTimeline();
    return timeline && timeline->hasNewer();
}

void Conversation::loadNewer()
{
    if (RoomTimeline *const timeline = d->currentTimeline()) {
        timeline->loadNewer();
    }
}

void Conversation::backToNewest()
{
    if (RoomTimeline *const timeline = d->currentTimeline()) {
        timeline->backToNewest();
    }
}

void Conversation::Private::connectJumps(const RoomId &id, RoomTimeline *timeline)
{
    connect(timeline, &RoomTimeline::jumped, q, [this, id](qint64 seq) {
        if (id == current) {
            emit q->jumpReady(seq);
        }
    });
    connect(timeline, &RoomTimeline::jumpFailed, q, [this, id](const RequestFailure *failure) {
        if (id != current) {
            return;
        }
        if (!session.isJoined()) {
            emit q->actionFailed(
                Conversation::tr("That message is not on this computer, and there is no "
                                 "connection to the server just now."));
        } else {
            emit q->actionFailed(failure ? questionFailureText(*failure)
                                         : Conversation::tr("That message is not here."));
        }
    });
    connect(timeline, &RoomTimeline::openedAtUnread, q, [this, id] {
        if (id == current) {
            emit q->openedAtUnread();
        }
    });
    connect(timeline, &RoomTimeline::hasNewerChanged, q, [this, id] {
        if (id == current) {
            emit q->hasNewerChanged(q->hasNewer());
        }
    });
}

std::optional<ReplyTo> Conversation::Private::quoteOf(const MessageId &message) const
{
    RoomTimeline *const timeline = currentTimeline();
    const bool isAsked = timeline && !message.isNull();
    return isAsked ? timeline->model()->quoteOf(message) : std::nullopt;
}

} // namespace maru::client
