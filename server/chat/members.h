// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/objects.h"
#include "server/chat/stored.h"

#include <QHash>
#include <QList>
#include <QSet>

namespace maru::server {

/// What the rights in a room depend on, beside the membership.
struct RoomTraits
{
    RoomKind kind = RoomKind::Public;
    bool archived = false;
    bool muteAll = false;
    int slowModeSeconds = 0;
};

/// What the connected people are in which rooms, so that a right is looked up without asking the
/// store: everything in constant time.
///
/// A person counts as connected while one of its sessions is attached; what is known about it goes
/// with the last one, what is known about a room with its last connected member. Whoever changes a
/// membership or a room in the store says so here, before anybody is told.
class Members
{
public:
    void attach(const UserId &user); ///< one more session
    void detach(const UserId &user); ///< one less

    /// Ignored for people who are not connected, as are the others.
    void enter(const UserId &user, const Room &room, const Membership &membership);
    void leave(const UserId &user, const RoomId &room);
    /// Of somebody who is a member already.
    void setMembership(const UserId &user, const RoomId &room, const Membership &membership);
    /// Of a room that a connected person is a member of.
    void setRoom(const Room &room);

    /// nullptr: no member, or not connected. Good until the next change.
    [[nodiscard]] const Membership *find(const UserId &user, const RoomId &room) const;
    [[nodiscard]] bool isMember(const UserId &user, const RoomId &room) const
    {
        return find(user, room) != nullptr;
    }
    /// Of a room that a connected person is a member of; else those of an ordinary one.
    [[nodiscard]] RoomTraits traitsOf(const RoomId &room) const;
    [[nodiscard]] QList<RoomId> roomsOf(const UserId &user) const;
    /// The connected ones, owners included.
    [[nodiscard]] QList<UserId> moderatorsOf(const RoomId &room) const;
    [[nodiscard]] bool isConnected(const UserId &user) const { return m_people.contains(user); }
    /// Connected, or was a moment ago (see Presence).
    [[nodiscard]] bool isOnline(const UserId &user) const
    {
        return isConnected(user) || m_lingering.contains(user);
    }
    void setLingering(const UserId &user, bool lingers);
    [[nodiscard]] qsizetype connectedCount() const { return m_people.size(); }
    /// Rooms that are known, for tests.
    [[nodiscard]] qsizetype roomCount() const { return m_rooms.size(); }

private:
    struct Person
    {
        int sessions = 0;
        QHash<RoomId, Membership> rooms;
    };
    struct LiveRoom
    {
        RoomTraits traits;
        int members = 0; // connected ones
        QSet<UserId> moderators; // of those
    };

    void release(const UserId &user, const RoomId &room);

    QHash<UserId, Person> m_people;
    QHash<RoomId, LiveRoom> m_rooms;
    QSet<UserId> m_lingering;
};

} // namespace maru::server
