// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/conversation.h"

#include "client/model/conversationprivate.h"
#include "client/model/failuretexts.h"
#include "client/model/filetexts.h"
#include "client/model/securitytexts.h"

#include <QDateTime>

namespace maru::client {

Conversation::Conversation(QObject *parent)
    : Conversation(Options(), parent)
{ }

Conversation::Conversation(const Options &options, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, options))
{
    d->connectParts();
}

Conversation::~Conversation()
{
    d->writeDrafts();
    d->session.disconnect(this);
    d->keeper.disconnect(this);
}

QString Conversation::lastServer() const
{
    return d->settings.lastServer();
}

QString Conversation::lastUserName() const
{
    return d->settings.lastUserName();
}

void Conversation::start(const QString &server, const QString &userName, const JoinSecrets &secrets)
{
    stop();
    d->secrets = secrets;
    d->hadPassword = !secrets.password.isEmpty();
    d->hadInvitation = !secrets.inviteCode.isEmpty();
    d->hadDeviceCode = !secrets.deviceCode.isEmpty();
    d->typedServer = server.trimmed();
    const auto address = parseServerAddress(server);
    const auto name = normalisedUserName(userName);
    if (address && name) {
        d->begin(*address, *name);
        return;
    }
    const JoinFailure failure = !address
        ? JoinFailure{JoinFailure::Kind::BadAddress, failureText(address.error()), {}}
        : JoinFailure{JoinFailure::Kind::BadName, failureText(name.error()), {}};
    // Later, as all other ends of start().
    QMetaObject::invokeMethod(
        this,
        [this, failure, run = d->run] {
            if (run == d->run) {
                emit joinFailed(failure);
            }
        },
        Qt::QueuedConnection);
}

void Conversation::resume(const QString &server, const QString &userName)
{
    start(server, userName);
    d->isResumed = true;
}

void Conversation::stop()
{
    d->forget();
    d->setState(State::Idle);
}

void Conversation::tryNow()
{
    d->session.tryNow();
}

Conversation::State Conversation::state() const
{
    return d->state;
}

QString Conversation::serverName() const
{
    const QString &helloed = d->session.hello().name;
    const QString &told = helloed.isEmpty() ? d->storedServerName : helloed;
    return told.isEmpty() ? d->address.host : told;
}

QString Conversation::serverAddress() const
{
    return d->address.host.isEmpty() ? QString() : d->address.hostAndPort();
}

QString Conversation::securityText() const
{
    return client::securityText(d->session.security(), d->address.isLoopback());
}

std::optional<Conversation::CertificateChange> Conversation::certificateChange() const
{
    if (d->seenFingerprint.isEmpty()) {
        return std::nullopt;
    }
    return CertificateChange{fingerprintText(d->knownFingerprint),
                             fingerprintText(d->seenFingerprint),
                             fingerprintWordsText(d->knownFingerprint),
                             fingerprintWordsText(d->seenFingerprint), d->isFingerprintOfLink};
}

void Conversation::trustCertificate()
{
    if (!d->seenFingerprint.isEmpty()) {
        d->servers.remember(d->address.hostAndPort(), d->seenFingerprint);
        d->seenFingerprint.clear();
    }
}

User Conversation::ownUser() const
{
    return d->ownUser;
}

bool Conversation::isClassic() const
{
    return d->session.mode() == ChatSession::Mode::Classic;
}

RoomListModel *Conversation::rooms() const
{
    return &d->rooms;
}

RoomActions *Conversation::roomActions() const
{
    return &d->actions;
}

MessageListModel *Conversation::messages() const
{
    RoomTimeline *const timeline = d->currentTimeline();
    return timeline ? timeline->model() : &d->nothing;
}

RoomId Conversation::currentRoom() const
{
    return d->current;
}

QString Conversation::currentRoomName() const
{
    return d->rooms.nameOf(d->current);
}

bool Conversation::hasOlder() const
{
    const RoomTimeline *const timeline = d->currentTimeline();
    return timeline && timeline->hasOlder();
}

void Conversation::setCurrentRoom(const RoomId &room)
{
    if (d->timelineOf(room)) {
        d->setCurrent(room);
    }
}

bool Conversation::reply(const QString &text, const MessageId &answered)
{
    RoomTimeline *const timeline = d->currentTimeline();
    if (!timeline || !d->maySend(text) || !d->post(*timeline, text, answered, true)) {
        return false;
    }
    const RoomId room = timeline->room().id;
    d->typingTeller.forget(); // the message itself says that it was
    d->drafts.remove(room); // the store takes it away with the message
    d->draftReplies.remove(room);
    if (d->unwrittenDraft == room) {
        d->unwrittenDraft.reset();
    }
    return true;
}

std::optional<QString> Conversation::Private::post(RoomTimeline &timeline, const QString &text,
                                                   const MessageId &answered, bool takesFiles)
{
    Message message;
    message.cid = Outbox::newCid();
    message.room = timeline.room().id;
    message.chat = text;
    message.user = {ownUser.id, ownUser.userName};
    message.createdMs = QDateTime::currentMSecsSinceEpoch();
    message.replyTo = quoteOf(answered);
    const QList<OutboxFile> added = takesFiles ? files.attachments()->files() : QList<OutboxFile>();
    message.files = shownFiles(added);
    timeline.backToNewest(); // whoever writes wants to see it
    // First: the answer may come at once.
    timeline.model()->appendPending(message,
                                    session.isJoined() ? Delivery::Sending : Delivery::Queued);
    OutboxRow row{message.cid, message.room, text, message.createdMs, {}, {}, added};
    if (!answered.isNull()) {
        row.replyTo = message.replyTo.value_or(ReplyTo{answered, 0, {}, {}});
    }
    if (!keeper.add(row)) {
        timeline.model()->removePending(message.cid);
        return {};
    }
    if (!added.isEmpty()) {
        files.messageFiles()->adopt(row, files.attachments()->take());
    }
    actions.gate()->noteSent(message.room);
    markRead(message.room, timeline.model()->lastSeq()); // the answer is written below it
    return message.cid;
}

void Conversation::retry(const QString &cid)
{
    if (RoomTimeline *const timeline = d->timelineOfPending(cid)) {
        timeline->model()->setDelivery(
            cid, d->session.isJoined() ? Delivery::Sending : Delivery::Queued);
        d->keeper.retry(cid);
    }
}

void Conversation::discard(const QString &cid)
{
    d->writeDraft(); // the text may have been taken back into one
    if (!d->keeper.discard(cid)) {
        return;
    }
    if (RoomTimeline *const timeline = d->timelineOfPending(cid)) {
        timeline->model()->removePending(cid);
    } else {
        emit strandedChanged();
    }
}

QHash<QString, QString> Conversation::drafts() const
{
    QHash<QString, QString> all;
    for (auto draft = d->drafts.cbegin(); draft != d->drafts.cend(); ++draft) {
        all.insert(draft.key().toString(), draft.value());
    }
    return all;
}

QString Conversation::draft(const RoomId &room) const
{
    return d->drafts.value(room);
}

QHash<QString, ReplyTo> Conversation::draftReplies() const
{
    QHash<QString, ReplyTo> all;
    for (auto reply = d->draftReplies.cbegin(); reply != d->draftReplies.cend(); ++reply) {
        all.insert(reply.key().toString(), reply.value());
    }
    return all;
}

void Conversation::setDraft(const RoomId &room, const QString &text, const MessageId &answered)
{
    const MessageId answers = text.isEmpty() ? MessageId() : answered;
    const bool isSame = d->drafts.value(room) == text && d->draftReplies.value(room).id == answers;
    if (room.isNull() || isSame) {
        return;
    }
    d->noteDraftReply(room, answers);
    if (d->unwrittenDraft != room) {
        d->writeDraft(); // of another room
    }
    text.isEmpty() ? static_cast<void>(d->drafts.remove(room))
                   : static_cast<void>(d->drafts.insert(room, text));
    d->unwrittenDraft = room;
    if (!d->draftTimer.isActive()) {
        d->draftTimer.start(); // not anew with each key: who types on is kept too
    }
}

void Conversation::flushDrafts()
{
    d->writeDrafts();
}

ReadingPlace Conversation::restoredPlace() const
{
    return d->restoredPlace;
}

void Conversation::setReadingPlace(qint64 seq, int offsetPx)
{
    RoomTimeline *const timeline = d->currentTimeline();
    if (!isClassic() && timeline) {
        timeline->setReaderSeq(seq);
        d->store.change(ReadingPlace{d->current, seq, offsetPx});
    }
}

void Conversation::loadOlder()
{
    if (RoomTimeline *const timeline = d->currentTimeline()) {
        timeline->loadOlder();
    }
}

} // namespace maru::client
