// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/conversation.h"

#include "client/model/conversationprivate.h"
#include "client/model/failuretexts.h"
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
    d->session.disconnect(this);
    d->outbox.disconnect(this);
}

QString Conversation::lastServer() const
{
    return d->settings.lastServer();
}

QString Conversation::lastUserName() const
{
    return d->settings.lastUserName();
}

void Conversation::start(const QString &server, const QString &userName)
{
    stop();
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

void Conversation::stop()
{
    d->forget();
    d->setState(State::Idle);
}

Conversation::State Conversation::state() const
{
    return d->state;
}

QString Conversation::serverName() const
{
    const QString told = d->session.hello().name;
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
                             fingerprintText(d->seenFingerprint), d->isFingerprintOfLink};
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
    const RoomTimeline *const timeline = d->currentTimeline();
    return timeline ? timeline->room().name : QString();
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

bool Conversation::post(const QString &text)
{
    RoomTimeline *const timeline = d->currentTimeline();
    if (!timeline || !d->maySend(text)) {
        return false;
    }
    Message message;
    message.cid = Outbox::newCid();
    message.room = d->current;
    message.chat = text;
    message.user = {d->ownUser.id, d->ownUser.userName};
    message.createdMs = QDateTime::currentMSecsSinceEpoch();
    timeline->model()->appendPending(message); // first: the answer may come at once
    if (!d->outbox.enqueue({message.cid, message.room, text})) {
        timeline->model()->removePending(message.cid);
        return false;
    }
    return true;
}

void Conversation::retry(const QString &cid)
{
    if (RoomTimeline *const timeline = d->timelineOfPending(cid)) {
        timeline->model()->setDelivery(cid, Delivery::Sending);
        d->outbox.retry(cid);
    }
}

void Conversation::discard(const QString &cid)
{
    RoomTimeline *const timeline = d->timelineOfPending(cid);
    if (timeline && d->outbox.discard(cid)) {
        timeline->model()->removePending(cid);
    }
}

void Conversation::loadOlder()
{
    if (RoomTimeline *const timeline = d->currentTimeline()) {
        timeline->loadOlder();
    }
}

} // namespace maru::client
