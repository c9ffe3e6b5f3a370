// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/roomevents.h"
#include "common/protocol/errors.h"
#include "server/chat/domainbasics.h"
#include "server/chat/messagestore.h"

#include <functional>
#include <memory>

namespace maru::server {

class RoomService;

/// The use cases that make rooms, and members of them.
///
/// Order (promise P1): COMMIT → Members and KnownRooms → \c done (the ack) → EventSink.
class RoomEntering
{
public:
    using Done = std::function<void(Result<RoomReply, ApiError>)>;
    using DoneOk = std::function<void(Result<Nothing, ApiError>)>;

    /// \p rooms knows how one enters, and counts wrong codes.
    RoomEntering(const DomainBasics &basics, RoomService &rooms)
        : m_basics(basics)
        , m_rooms(rooms)
    { }

    /// The creator owns the room. Errors: Forbidden (a guest), BadName, NameTaken, BadRequest or
    /// TooLarge (topic, too many rooms), NotFound (a member), StoreFailed.
    void create(const User &user, const RoomCreate &request, Done done);

    /// The one room of both; also when both ask at once. Errors: BadRequest (oneself), Forbidden (a
    /// guest), NotFound, TooLarge, StoreFailed.
    void openDirect(const User &user, const RoomDirect &request, Done done);

    /// Again is no error. \p address counts wrong codes. Errors: NotFound (also a room that is not
    /// open), BadClassCode, SlowDown, Forbidden (archived), Banned, TooLarge, StoreFailed.
    void join(const User &user, const RoomJoin &request, const QString &address, Done done);

    /// An owner who was the only one is followed by the moderator who came first, else by the
    /// member who did. Errors: NotFound, NotMember, Forbidden (a direct room), StoreFailed.
    void leave(const User &user, const RoomLeave &request, DoneOk done);

    /// Who is a member already stays one. Of a public room by any member, else by moderators.
    /// Errors: NotFound (room or a user), NotMember, Forbidden (also a banned one), StoreFailed.
    void invite(const User &user, const RoomInvite &request, Done done);

private:
    struct Invitation;

    [[nodiscard]] bool hasTooManyRooms(const UserId &user) const;
    void enter(User user, const RoomId &room, Done done, int maxRooms = 0);
    void joinByCode(const User &user, const QString &code, const QString &address, Done done);
    /// \p person sees the new \p room from now on.
    void tellNew(const UserId &person, Room room, RoomRole role, const QString &classCode);
    void lookUpNext(const std::shared_ptr<Invitation> &invitation);
    void findPlaces(const std::shared_ptr<Invitation> &invitation);
    void enterNext(const std::shared_ptr<Invitation> &invitation);

    DomainBasics m_basics;
    RoomService &m_rooms;
};

} // namespace maru::server
