// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/roomevents.h"
#include "common/chat/sanctionevents.h"
#include "common/protocol/errors.h"
#include "server/chat/domainbasics.h"
#include "server/chat/messagestore.h"

#include <functional>
#include <optional>

namespace maru::server {

/// Who is in a room and what they may do there.
///
/// Order (promise P1): COMMIT → Members → \c done (the ack) → EventSink.
class RoomMembership
{
public:
    using Done = std::function<void(Result<Nothing, ApiError>)>;

    explicit RoomMembership(const DomainBasics &basics)
        : m_basics(basics)
    { }

    /// A page, ascending id. Errors: NotFound, NotMember, StoreFailed.
    void list(const User &user, const RoomMembers &request,
              std::function<void(Result<MembersReply, ApiError>)> done);

    /// For moderators: who is banned or muted, a page. Errors: NotFound, NotMember, Forbidden,
    /// StoreFailed.
    void sanctions(const User &user, const SanctionList &request,
                   std::function<void(Result<SanctionsReply, ApiError>)> done);

    /// Roles are the owner's to give; moderators mute those below them and lift bans. The server's
    /// owner and admins are below who is above them on the server, and nobody else. Errors:
    /// NotFound, NotMember, Forbidden, BadRequest, Conflict (the last owner), StoreFailed.
    void set(const User &user, const MemberSet &request, Done done);

    /// By those above the member. Also bans who is no member, and without `banned` lifts a ban.
    /// Errors: NotFound, NotMember, Forbidden, BadRequest, StoreFailed.
    void kick(const User &user, const MemberKick &request, Done done);

    /// One's own hand, up or down; it survives a restart.
    void setHand(const User &user, const HandSet &request, Done done);

private:
    struct Target;

    /// What \p user is there, at least a moderator; else nothing, and \p done has heard why.
    [[nodiscard]] std::optional<RoomRole> moderatorRole(const User &user, const RoomId &room,
                                                        const Done &done);
    /// \p found, or \p refuse if the store cannot be read.
    void findTarget(const RoomId &room, const UserId &user, const Done &refuse,
                    std::function<void(const Target &)> found);
    [[nodiscard]] static std::optional<ApiError>
    refusalToSet(const User &actor, RoomRole role, const SetMember &change, const Target &target);
    [[nodiscard]] static std::optional<ApiError> refusalToKick(const User &actor, RoomRole role,
                                                               const Target &target);
    void apply(const SetMember &change, Done done);
    void liftBan(const RoomId &room, const UserId &user, Done done);
    void remove(const User &user, const MemberKick &request, Done done);

    DomainBasics m_basics;
};

/// Tells \p user, in every window, what \p room is to it now.
void tellOwnRoom(const DomainBasics &basics, const UserId &user, const RoomId &room);

/// \p done, for what the store has found.
[[nodiscard]] std::function<void(const Result<SanctionPage, StoreError> &)>
sanctionsTo(const Members &members, std::function<void(Result<SanctionsReply, ApiError>)> done);

/// What the others are told of \p user, who is no member any more but may well be online.
[[nodiscard]] MemberLeft leftFrom(const Members &members, const RoomId &room, User user);

/// Tells the members who owns the room now, if the owner has gone.
void tellHeir(const DomainBasics &basics, const RoomId &room, const RemoveMember::Reply &left);

} // namespace maru::server
