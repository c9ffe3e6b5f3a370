// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// What a server tells of rooms, people and marks while one is joined.

#include "client/model/conversationprivate.h"
#include "client/model/roomtexts.h"

#include <utility>

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
            showRooms();
        }
    });
    connect(&session, &ChatSession::memberLeft, q, [this](const MemberLeft &event) {
        typists.forget(event.room, event.user.id);
        if (RoomTimeline *const timeline = timelineOf(event.room)) {
            timeline->model()->forgetReader(event.user.id);
        }
    });
    connect(&session, &ChatSession::userChanged, q, [this](const User &user) {
        if (user.id != ownUser.id) {
            return;
        }
        if (user.userName != userName) { // renamed on another device: this one is that person too
            session.takeOwnName(user.userName);
            takeOwnUser(user);
        }
        ownUser = user;
        showRooms();
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

void Conversation::Private::connectRooms()
{
    connect(&actions, &RoomActions::roomTold, q, [this](const Room &room) { takeRoom(room); });
    connect(&actions, &RoomActions::enterWanted, q, &Conversation::setCurrentRoom);
    connect(actions.people(), &RoomPeople::membersLearnt, q,
            [this](const RoomId &room, const QList<Member> &members) {
                if (RoomTimeline *const timeline = timelineOf(room)) {
                    for (const Member &member : members) {
                        timeline->model()->setReadUpTo(member.user.id, member.readSeq);
                    }
                }
            });
    connect(actions.people(), &RoomPeople::shown, q, [this](const RoomId &room) {
        if (ClientStore *const open = storeOfRooms()) {
            open->loadMembers(room, q, [this, room](const QList<Member> &members) {
                actions.people()->restore(room, members);
            });
        }
    });
    connect(actions.people(), &RoomPeople::listed, q,
            [this](const RoomId &room, const QList<Member> &members, bool isWhole) {
                if (RoomTimeline *const timeline = timelineOf(room); timeline && isWhole) {
                    timeline->model()->keepReaders(members); // others have left meanwhile
                }
                if (ClientStore *const open = storeOfRooms()) { // of a crowd nobody: it is half
                    const bool isKept = isWhole && members.size() <= limits::maxKeptMembers;
                    open->change(PutMembers{room, isKept ? members : QList<Member>()});
                }
            });
    connect(actions.people(), &RoomPeople::peerChanged, q,
            [this](const RoomId &room, const User &peer) {
                rooms.setPeer(room, peer);
                tellCurrent();
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
    rooms.setOwnName(ownUser.userName);
    rooms.setRooms(list, home);
    actions.setRooms(list, ownUser);
    for (const auto &[id, timeline] : timelines) {
        rooms.setUnread(id, timeline->unread(), timeline->mentions());
    }
    if (currentTimeline()) { // else another room is chosen next
        tellCurrent();
    }
}

void Conversation::Private::tellCurrent()
{
    const RoomTimeline *const timeline = currentTimeline();
    CurrentRoom now{current, q->currentRoomName(), timeline ? timeline->room().topic : QString(),
                    q->mayModerate()};
    if (now != toldCurrent) {
        toldCurrent = std::move(now);
        emit q->currentRoomChanged();
    }
}

void Conversation::Private::takeRoom(const Room &room)
{
    if (RoomTimeline *const timeline = timelineOf(room.id)) {
        timeline->describe(room);
        showRooms();
        return;
    }
    if (room.own) { // one has entered it, perhaps with another window
        RoomTimeline *const timeline = addFresh(room);
        timeline->model()->setOnline(session.isJoined());
        timeline->refresh(room, ownUser.id);
        showRooms();
        if (current.isNull()) {
            setCurrent(room.id);
        }
    }
}

void Conversation::Private::takeRoomRemoved(const RoomRemoved &event)
{
    const auto found = timelines.find(event.room);
    if (found == timelines.end()) {
        return;
    }
    const QString name = rooms.nameOf(event.room);
    const bool wasShown = event.room == current;
    found->second.release()->deleteLater(); // its model may be in a view until currentRoomChanged()
    timelines.erase(found);
    if (ClientStore *const open = storeOfRooms()) {
        open->change(ForgetMessages{event.room}); // also where it was entered in this very turn
    }
    keepRooms();
    showRooms();
    emit q->strandedChanged();
    if (wasShown) {
        const bool hasHome = timelineOf(home) != nullptr;
        const RoomId other = timelines.empty() ? RoomId() : timelines.begin()->first;
        setCurrent(hasHome ? home : other);
    }
    const QString text = roomRemovedText(name, event.reason, drafts.value(event.room));
    if (!text.isEmpty()) { // nobody should have to guess where a room has gone
        emit q->noticed(text);
    }
}

void Conversation::Private::takeReadMark(const ReadChanged &event)
{
    RoomTimeline *const timeline = timelineOf(event.room);
    if (timeline && event.user.id == ownUser.id) {
        timeline->setReadSeq(event.seq); // read in another window
    } else if (timeline) {
        timeline->model()->setReadUpTo(event.user.id, event.seq);
    }
}

// In a crowded room nobody is told of others' marks: so that the count is not behind the list.
void Conversation::Private::takeReaders(const RoomId &room, const MessageId &message,
                                        const ReadersReply &reply)
{
    RoomTimeline *const timeline = timelineOf(room);
    const auto read = timeline ? timeline->model()->quoteOf(message) : std::nullopt;
    if (!read) {
        return;
    }
    for (const ReadersReply::Reader &reader : reply.read) {
        timeline->model()->setReadUpTo(reader.user.id, read->seq);
    }
}

} // namespace maru::client
