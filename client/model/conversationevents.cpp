// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// What a server tells of rooms, people and marks while one is joined.

#include "client/model/conversationprivate.h"

namespace maru::client {

void Conversation::Private::connectEvents()
{
    connect(&session, &ChatSession::messageChanged, q, [this](const Message &message) {
        if (RoomTimeline *const timeline = timelineOf(message.room)) {
            timeline->takeLive(message);
        }
    });
    connect(&session, &ChatSession::roomChanged, q, [this](const Room &room) { takeRoom(room); });
    connect(&session, &ChatSession::roomRemoved, q,
            [this](const RoomRemoved &event) { takeRoomRemoved(event); });
    connect(&session, &ChatSession::readChanged, q,
            [this](const ReadChanged &event) { takeReadMark(event); });
    connect(&session, &ChatSession::memberChanged, q, [this](const MemberChanged &event) {
        RoomTimeline *const timeline = timelineOf(event.room);
        if (timeline && event.user.id == ownUser.id) {
            timeline->setRole(event.role);
            if (event.room == current) {
                emit q->currentRoomChanged(); // mayModerate()
            }
        }
    });
    connect(&session, &ChatSession::memberLeft, q,
            [this](const MemberLeft &event) { typists.forget(event.room, event.user.id); });
    connect(&session, &ChatSession::userChanged, q, [this](const User &user) {
        if (user.id == ownUser.id) {
            ownUser = user;
            showRooms();
        }
    });
    connect(&session, &ChatSession::typingChanged, q, [this](const TypingChanged &event) {
        if (event.user.id != ownUser.id && timelineOf(event.room)) {
            typists.take(event);
        }
    });
    connect(&typists, &TypingPeople::changed, q, [this](const RoomId &room) {
        if (room == current) {
            emit q->typingChanged();
        }
    });
}

// The list as it is now, and by which name messages mean the reader.
void Conversation::Private::showRooms()
{
    QList<Room> list;
    for (const auto &[id, timeline] : timelines) {
        timeline->model()->setOwnName(ownUser.userName);
        list.append(timeline->room());
    }
    rooms.setRooms(list, home);
    for (const auto &[id, timeline] : timelines) {
        rooms.setUnread(id, timeline->unread(), timeline->mentions());
    }
}

void Conversation::Private::takeRoom(const Room &room)
{
    if (RoomTimeline *const timeline = timelineOf(room.id)) {
        const QString before = timeline->room().name;
        timeline->describe(room);
        showRooms();
        if (room.id == current && before != room.name) {
            emit q->currentRoomChanged();
        }
        return;
    }
    if (room.own) { // one has entered it, perhaps with another window
        RoomTimeline *const timeline =
            addTimeline(room.id, std::make_unique<RoomTimeline>(session, storeOfRooms(), room));
        timeline->model()->setOnline(session.isJoined());
        timeline->refresh(room, ownUser.id);
        showRooms();
    }
}

void Conversation::Private::takeRoomRemoved(const RoomRemoved &event)
{
    const auto found = timelines.find(event.room);
    if (found == timelines.end()) {
        return;
    }
    const QString name = found->second->room().name;
    const bool wasShown = event.room == current;
    found->second.release()->deleteLater(); // its model may be in a view until currentRoomChanged()
    timelines.erase(found);
    keepRooms();
    showRooms();
    if (wasShown) {
        const bool hasHome = timelineOf(home) != nullptr;
        setCurrent(hasHome || timelines.empty() ? home : timelines.begin()->first);
        emit q->actionFailed(Conversation::tr("You are no longer in the room “%1”.").arg(name));
    }
}

void Conversation::Private::takeReadMark(const ReadChanged &event)
{
    RoomTimeline *const timeline = timelineOf(event.room);
    if (timeline && event.user.id == ownUser.id) {
        timeline->setReadSeq(event.seq); // read in another window
    }
}

} // namespace maru::client
