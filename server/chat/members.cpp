// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/chat/members.h"

namespace maru::server {

namespace {

RoomTraits traitsFrom(const Room &room)
{
    return {.kind = room.kind,
            .archived = room.archived,
            .muteAll = room.muteAll,
            .slowModeSeconds = room.slowModeSeconds};
}

void noteRole(QSet<UserId> &moderators, const UserId &user, RoomRole role)
{
    if (role == RoomRole::Member) {
        moderators.remove(user);
    } else {
        moderators.insert(user);
    }
}

} // namespace

void Members::attach(const UserId &user)
{
    ++m_people[user].sessions;
}

void Members::detach(const UserId &user)
{
    const auto person = m_people.find(user);
    Q_ASSERT(person != m_people.end());
    if (--person->sessions == 0) {
        const QHash<RoomId, Membership> rooms = std::move(person->rooms);
        m_people.erase(person);
        for (auto it = rooms.keyBegin(); it != rooms.keyEnd(); ++it) {
            release(user, *it);
        }
    }
}

void Members::enter(const UserId &user, const Room &room, const Membership &membership)
{
    const auto person = m_people.find(user);
    if (person == m_people.end()) {
        return;
    }
    LiveRoom &live = m_rooms[room.id];
    live.traits = traitsFrom(room);
    if (!person->rooms.contains(room.id)) {
        ++live.members;
    }
    person->rooms.insert(room.id, membership);
    noteRole(live.moderators, user, membership.role);
}

void Members::leave(const UserId &user, const RoomId &room)
{
    const auto person = m_people.find(user);
    if (person != m_people.end() && person->rooms.remove(room)) {
        release(user, room);
    }
}

void Members::release(const UserId &user, const RoomId &room)
{
    const auto live = m_rooms.find(room);
    Q_ASSERT(live != m_rooms.end());
    live->moderators.remove(user);
    if (--live->members == 0) {
        m_rooms.erase(live);
    }
}

void Members::setMembership(const UserId &user, const RoomId &room, const Membership &membership)
{
    const auto person = m_people.find(user);
    if (person == m_people.end()) {
        return;
    }
    const auto known = person->rooms.find(room);
    if (known != person->rooms.end()) {
        *known = membership;
        noteRole(m_rooms[room].moderators, user, membership.role);
    }
}

void Members::setRoom(const Room &room)
{
    const auto live = m_rooms.find(room.id);
    if (live != m_rooms.end()) {
        live->traits = traitsFrom(room);
    }
}

void Members::setLingering(const UserId &user, bool lingers)
{
    if (lingers) {
        m_lingering.insert(user);
    } else {
        m_lingering.remove(user);
    }
}

const Membership *Members::find(const UserId &user, const RoomId &room) const
{
    const auto person = m_people.constFind(user);
    if (person == m_people.constEnd()) {
        return nullptr;
    }
    const auto membership = person->rooms.constFind(room);
    return membership == person->rooms.constEnd() ? nullptr : &*membership;
}

RoomTraits Members::traitsOf(const RoomId &room) const
{
    return m_rooms.value(room).traits;
}

QList<UserId> Members::moderatorsOf(const RoomId &room) const
{
    const auto live = m_rooms.constFind(room);
    return live == m_rooms.constEnd() ? QList<UserId>() : live->moderators.values();
}

QList<RoomId> Members::roomsOf(const UserId &user) const
{
    const auto person = m_people.constFind(user);
    return person == m_people.constEnd() ? QList<RoomId>() : person->rooms.keys();
}

} // namespace maru::server
