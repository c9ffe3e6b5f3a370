// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/events.h"
#include "server/chat/stored.h"

namespace maru::server {

/// The domain's way to tell: what happened, for every connection it concerns. Called on the network
/// thread, in the order in which things became durable, and after the author's ack.
///
/// Members is up to date before any of these is called.
class EventSink
{
public:
    EventSink() = default;
    EventSink(const EventSink &) = delete;
    EventSink &operator=(const EventSink &) = delete;
    virtual ~EventSink() = default;

    /// A new message stands in its room.
    virtual void messageAdded(const Message &message) = 0;
    /// An edit, a deletion or a reaction, for all members.
    virtual void messageChanged(const Message &message) = 0;
    virtual void readChanged(const ReadChanged &event) = 0; ///< for all members
    virtual void typingChanged(const TypingChanged &event) = 0; ///< for the others; may be dropped

    /// \p user became a member of \p room (or was one and joined again): its connections see the
    /// room from now on.
    virtual void memberEntered(const UserId &user, const Room &room, const Membership &mine) = 0;
    virtual void memberChanged(const MemberChanged &event) = 0; ///< for all members
    /// Its connections do not see the room any more; the members who are left are told.
    virtual void memberLeft(const MemberLeft &event) = 0;

    /// For all members: \p room says nothing of what it is to any of them.
    virtual void roomChanged(const Room &room) = 0;
    /// For the connections of \p user alone, with what the room is to it.
    virtual void roomChangedFor(const UserId &user, const Room &room) = 0;
    virtual void roomRemoved(const UserId &user, const RoomRemoved &event) = 0; ///< for \p user

    /// For everybody in \p rooms (those of the person, which may be gone already), and for itself.
    virtual void userChanged(const User &user, const QList<RoomId> &rooms) = 0;
    /// The sessions of \p user that joined by this token end.
    virtual void sessionRevoked(const UserId &user, const QByteArray &tokenHash) = 0;
    /// All sessions of \p user end, but those that joined by \p exceptTokenHash, if it is not
    /// empty.
    virtual void userCut(const UserId &user, const QByteArray &exceptTokenHash) = 0;
};

} // namespace maru::server
