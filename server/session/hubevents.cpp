// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/serverlimits.h"
#include "server/session/namespacesession.h"
#include "server/session/sessionhub.h"

#include <span>

// The EventSink: what the domain tells, encoded once and handed to whom it concerns.

namespace maru::server {

namespace {

/// Whoever is behind reads what was said before it reads who is about to say something, or has
/// come.
bool isBehind(const NamespaceSession *session)
{
    return session->socket()->engine()->bytesQueued() > limits::volatileQueueBytes;
}

bool isCrowd(std::span<const RoomAudiences::Group> groups)
{
    size_t natives = 0;
    for (const RoomAudiences::Group &group : groups) {
        natives += group.flavour.isNative ? group.sessions.size() : 0;
    }
    return natives > limits::mostMarkHearers;
}

} // namespace

void SessionHub::sendToRoom(const RoomId &room, const EncodedEvent &event, Audience audience)
{
    for (const RoomAudiences::Group &group : m_rooms.of(room)) {
        if (audience == Audience::Natives && !group.flavour.isNative) {
            continue;
        }
        const Frame frame = eventFrame(group.flavour, event, std::nullopt);
        for (const NamespaceSession *session : group.sessions) {
            session->socket()->send(frame);
        }
    }
}

void SessionHub::sendToUser(const UserId &user, const EncodedEvent &event)
{
    const QList<NamespaceSession *> sessions = m_byUser.value(user);
    for (NamespaceSession *session : sessions) {
        if (session->origin().isNative) {
            session->sendEvent(event);
        }
    }
}

void SessionHub::messageAdded(const Message &message)
{
    ++m_counts.messages;
    m_counts.deliveries += quint64(m_rooms.deliver(message));
}

void SessionHub::messageChanged(const Message &message)
{
    // Not replayed, so without an offset: a stock client learns of changes while it is connected.
    sendToRoom(message.room, encodeEvent(MessageChanged{.message = message}), Audience::Everybody);
}

void SessionHub::readChanged(const ReadChanged &event)
{
    const EncodedEvent encoded = encodeEvent(event);
    const std::span<const RoomAudiences::Group> groups = m_rooms.of(event.room);
    if (isCrowd(groups)) { // all read each message: telling all would be the square of them
        const QList<NamespaceSession *> own = m_byUser.value(event.user.id);
        for (NamespaceSession *session : own) {
            if (session->origin().isNative && m_subscriptions.value(session).contains(event.room)) {
                session->sendEvent(encoded);
            }
        }
        return;
    }
    for (const RoomAudiences::Group &group : groups) {
        if (!group.flavour.isNative) {
            continue;
        }
        const Frame frame = eventFrame(group.flavour, encoded, std::nullopt);
        for (const NamespaceSession *session : group.sessions) {
            const bool isOwn = session->user()->id == event.user.id;
            if (isOwn || !isBehind(session)) {
                session->socket()->send(frame);
            }
        }
    }
}

void SessionHub::typingChanged(const TypingChanged &event)
{
    const EncodedEvent encoded = encodeEvent(event);
    for (const RoomAudiences::Group &group : m_rooms.of(event.room)) {
        if (!group.flavour.isNative) {
            continue;
        }
        const Frame frame = eventFrame(group.flavour, encoded, std::nullopt);
        for (const NamespaceSession *session : group.sessions) {
            if (!isBehind(session) && session->user()->id != event.user.id) {
                session->socket()->send(frame);
            }
        }
    }
}

void SessionHub::memberEntered(const UserId &user, const Room &room, const Membership &mine)
{
    // For the person's other windows, and for a classic one that was taken out of its home room
    // and is back. The one that enters has no subscription yet: it takes its rooms when its join is
    // complete, so that the ack is the first thing it hears.
    const QList<NamespaceSession *> sessions = m_byUser.value(user);
    for (NamespaceSession *session : sessions) {
        const bool seesRoom = session->origin().isNative || session->origin().home.id == room.id;
        if (seesRoom && m_subscriptions.contains(session)) {
            subscribe(session, room, mine);
        }
    }
}

void SessionHub::memberChanged(const MemberChanged &event)
{
    sendToRoom(event.room, encodeEvent(event), Audience::Natives);
}

void SessionHub::memberLeft(const MemberLeft &event)
{
    emit personLeft(event.user.id, event.room);
    const QList<NamespaceSession *> sessions = m_byUser.value(event.user.id);
    for (const NamespaceSession *session : sessions) {
        const auto subscriptions = m_subscriptions.find(session);
        if (subscriptions != m_subscriptions.end() && subscriptions->removeOne(event.room)) {
            m_rooms.remove(event.room, session);
        }
    }
    sendToRoom(event.room, encodeEvent(event), Audience::Natives);
}

void SessionHub::roomChanged(const Room &room)
{
    Q_ASSERT(!room.own);
    sendToRoom(room.id, encodeEvent(RoomChanged{.room = room}), Audience::Natives);
}

void SessionHub::roomChangedFor(const UserId &user, const Room &room)
{
    sendToUser(user, encodeEvent(RoomChanged{.room = room}));
}

void SessionHub::roomRemoved(const UserId &user, const RoomRemoved &event)
{
    // Also to a classic session that is at home there: it would sit in a silent room.
    const EncodedEvent encoded = encodeEvent(event);
    const QList<NamespaceSession *> sessions = m_byUser.value(user);
    for (NamespaceSession *session : sessions) {
        if (session->origin().isNative || session->origin().home.id == event.room) {
            session->sendEvent(encoded);
        }
    }
}

void SessionHub::userChanged(const User &user, const QList<RoomId> &rooms)
{
    const EncodedEvent event = encodeEvent(UserChanged{.user = user});
    // Each connection once, however many rooms it shares with the person.
    QSet<const NamespaceSession *> told;
    for (const RoomId &room : rooms) {
        for (const RoomAudiences::Group &group : m_rooms.of(room)) {
            if (!group.flavour.isNative) {
                continue;
            }
            const Frame frame = eventFrame(group.flavour, event, std::nullopt);
            for (const NamespaceSession *session : group.sessions) {
                if (!told.contains(session) && !isBehind(session)) {
                    told.insert(session);
                    session->socket()->send(frame);
                }
            }
        }
    }
    const QList<NamespaceSession *> own = m_byUser.value(user.id);
    for (NamespaceSession *session : own) { // a new name or role counts at once
        session->setUser(user, QByteArray(session->tokenHash()));
        if (session->origin().isNative && !told.contains(session)) {
            session->sendEvent(event);
        }
    }
}

void SessionHub::userCut(const UserId &user, const QByteArray &exceptTokenHash)
{
    ++m_cuts;
    emit personCut(user);
    const QList<NamespaceSession *> sessions = m_byUser.value(user);
    for (const NamespaceSession *session : sessions) {
        const bool isSpared = !exceptTokenHash.isEmpty() && session->tokenHash() == exceptTokenHash;
        if (!isSpared) {
            session->socket()->close(CloseReason::Revoked);
        }
    }
}

} // namespace maru::server
