// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/chat/roommembers.h"

#include "server/chat/chatservice.h"
#include "server/chat/clock.h"
#include "server/chat/eventsink.h"
#include "server/chat/members.h"
#include "server/chat/roomrights.h"

#include <memory>
#include <utility>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

MemberChanged changedFrom(const RoomId &room, const User &user, const Membership &mine,
                          const Members &members, qint64 nowMs)
{
    MemberChanged event{.room = room,
                        .user = user,
                        .role = mine.role,
                        .muted = isMutedAt(mine, nowMs),
                        .hand = mine.hand};
    event.user.isOnline = members.isOnline(user.id);
    return event;
}

std::optional<ApiError> untilRefusal(const std::optional<qint64> &untilMs, bool isFor,
                                     QLatin1StringView what, qint64 nowMs)
{
    if (untilMs && !isFor) {
        return badField(u"until needs %1:true."_s.arg(what));
    }
    if (untilMs && *untilMs <= nowMs) {
        return badField(u"until must lie in the future."_s);
    }
    return std::nullopt;
}

/// Nobody of a room is above the server's owner and admins, who count as its owners: only who is
/// above them on the server.
std::optional<ApiError> refusalByServerRank(const User &actor, const StoredUser &target)
{
    const UserRole rank = target.user.role;
    const bool isBelow = rank < UserRole::Admin || actor.role == UserRole::Owner
        || actor.role > rank || actor.id == target.user.id;
    return isBelow ? std::nullopt
                   : std::optional(roomForbidden(
                       u"user is an owner or admin of the server, and not below you there."_s));
}

ApiError noLowerInRoom()
{
    return roomForbidden(u"user stands no lower than you in that room."_s);
}

} // namespace

/// Somebody whom a moderator wants to act on, as the store knows them.
struct RoomMembership::Target
{
    std::optional<StoredUser> person;
    std::optional<MemberRoom> member;
};

void tellOwnRoom(const DomainBasics &basics, const UserId &user, const RoomId &room)
{
    basics.store.read(
        FindMember{.room = room, .user = user},
        [&events = basics.events, user](const Result<FindMember::Reply, StoreError> &mine) {
            if (mine && mine->has_value()) {
                events.roomChangedFor(user, (*mine)->stored.room);
            }
        });
}

std::function<void(const Result<SanctionPage, StoreError> &)>
sanctionsTo(const Members &members, std::function<void(Result<SanctionsReply, ApiError>)> done)
{
    return [&members, done = std::move(done)](const Result<SanctionPage, StoreError> &found) {
        if (!found) {
            done(failure(storeRefusal(found.error())));
            return;
        }
        SanctionsReply reply{.sanctions = found->sanctions, .more = found->more};
        for (Sanction &one : reply.sanctions) {
            one.user.isOnline = members.isOnline(one.user.id);
        }
        done(reply);
    };
}

MemberLeft leftFrom(const Members &members, const RoomId &room, User user)
{
    user.isOnline = members.isOnline(user.id); // it left the room, not the server
    return {.room = room, .user = std::move(user)};
}

void tellHeir(const DomainBasics &basics, const RoomId &room, const RemoveMember::Reply &left)
{
    if (left.heir) {
        basics.events.memberChanged(changedFrom(room, left.heir->user, left.heir->mine,
                                                basics.members, basics.clock.nowMs()));
        tellOwnRoom(basics, left.heir->user.id, room);
    }
}

void RoomMembership::list(const User &user, const RoomMembers &request,
                          std::function<void(Result<MembersReply, ApiError>)> done)
{
    if (!m_basics.members.isMember(user.id, request.room)) {
        refuseStranger(m_basics.store, request.room,
                       [done](const ApiError &error) { done(failure(error)); });
        return;
    }
    m_basics.store.read(
        ListMembers{.room = request.room, .after = UserId(request.after), .limit = request.limit},
        [&members = m_basics.members, now = m_basics.clock.nowMs(),
         done = std::move(done)](const Result<ListMembers::Reply, StoreError> &found) {
            if (!found) {
                done(failure(storeRefusal(found.error())));
                return;
            }
            MembersReply reply{.members = {}, .more = found->more};
            for (const RoomMember &one : found->members) {
                Member member{one.user, one.mine.role, isMutedAt(one.mine, now), one.mine.hand,
                              one.readSeq};
                member.user.isOnline = members.isOnline(one.user.id);
                reply.members.append(std::move(member));
            }
            done(reply);
        },
        Order::Free); // the pages of a crowd that comes back hold up no message
}

void RoomMembership::sanctions(const User &user, const SanctionList &request,
                               std::function<void(Result<SanctionsReply, ApiError>)> done)
{
    const auto refuse = [done](const Result<Nothing, ApiError> &refused) {
        done(failure(refused.error()));
    };
    if (moderatorRole(user, request.room, refuse)) {
        m_basics.store.read(ListSanctions{.room = request.room,
                                          .after = UserId(request.after),
                                          .limit = request.limit,
                                          .nowMs = m_basics.clock.nowMs()},
                            sanctionsTo(m_basics.members, std::move(done)));
    }
}

void RoomMembership::liftBan(const RoomId &room, const UserId &user, Done done)
{
    const RemoveMember change{.room = room,
                              .user = user,
                              .ban = RemoveMember::Ban::LiftOnly,
                              .nowMs = m_basics.clock.nowMs()};
    m_basics.store.apply(
        change, [done = std::move(done)](const Result<RemoveMember::Reply, StoreError> &lifted) {
            done(lifted ? Result<Nothing, ApiError>(Nothing())
                        : failure(roomStoreRefusal(lifted.error())));
        });
}

void RoomMembership::apply(const SetMember &change, Done done)
{
    m_basics.store.apply(
        change,
        [this, change, done = std::move(done)](const Result<SetMember::Reply, StoreError> &set) {
            if (!set) {
                done(failure(roomStoreRefusal(set.error())));
                return;
            }
            if (!set->isMember) { // nobody who is there sees that
                done(Nothing());
                return;
            }
            m_basics.members.setMembership(change.user, change.room, set->mine);
            done(Nothing());
            m_basics.events.memberChanged(
                changedFrom(change.room, set->user, set->mine, m_basics.members, change.nowMs));
            if (change.role) { // a moderator sees the class code, and others see it no more
                m_basics.events.roomChangedFor(change.user, set->room);
            }
        });
}

std::optional<RoomRole> RoomMembership::moderatorRole(const User &user, const RoomId &room,
                                                      const Done &done)
{
    const std::optional<RoomRole> role = roleIn(m_basics.members, user, room);
    if (!role) {
        refuseStranger(m_basics.store, room,
                       [done](const ApiError &error) { done(failure(error)); });
        return std::nullopt;
    }
    if (*role == RoomRole::Member) {
        done(failure(roomForbidden(u"Only moderators of that room may do that."_s)));
        return std::nullopt;
    }
    return role;
}

void RoomMembership::findTarget(const RoomId &room, const UserId &user, const Done &refuse,
                                std::function<void(const Target &)> found)
{
    const auto person = std::make_shared<Result<FindUser::Reply, StoreError>>();
    m_basics.store.read(
        FindUser{.user = user},
        [person](const Result<FindUser::Reply, StoreError> &reply) { *person = reply; });
    m_basics.store.read(
        FindMember{.room = room, .user = user},
        [person, refuse,
         found = std::move(found)](const Result<FindMember::Reply, StoreError> &member) {
            if (*person && member) {
                found({.person = **person, .member = *member});
            } else {
                refuse(failure(storeRefusal(*person ? member.error() : person->error())));
            }
        });
}

std::optional<ApiError> RoomMembership::refusalToSet(const User &actor, RoomRole role,
                                                     const SetMember &change, const Target &target)
{
    if (change.muted && target.person) {
        if (auto refusal = refusalByServerRank(actor, *target.person)) {
            return refusal;
        }
    }
    if (!target.member) {
        return std::nullopt;
    }
    const RoomRole now = target.member->mine.role;
    if (role != RoomRole::Owner && now >= role) {
        return noLowerInRoom();
    }
    if (change.muted.value_or(false) && change.role.value_or(now) != RoomRole::Member) {
        return roomForbidden(u"muted: who moderates is not muted; take the role first."_s);
    }
    return std::nullopt;
}

void RoomMembership::set(const User &user, const MemberSet &request, Done done)
{
    const std::optional<RoomRole> role = moderatorRole(user, request.room, done);
    const qint64 now = m_basics.clock.nowMs();
    if (!role) {
        return;
    }
    if (request.liftsBan) {
        liftBan(request.room, request.user, std::move(done));
        return;
    }
    if (!request.role && !request.muted) {
        done(failure(badField(u"member:set must name role, muted or banned."_s)));
        return;
    }
    if (auto refusal =
            untilRefusal(request.untilMs, request.muted.value_or(false), "muted"_L1, now)) {
        done(failure(*std::move(refusal)));
        return;
    }
    if (request.role && *role != RoomRole::Owner) {
        done(failure(roomForbidden(u"role: only the owner of that room gives roles."_s)));
        return;
    }
    const SetMember change{.room = request.room,
                           .user = request.user,
                           .role = request.role,
                           .muted = request.muted,
                           .mutedUntilMs = request.untilMs,
                           .nowMs = now};
    findTarget(request.room, request.user, done,
               [this, user, change, role = *role, done](const Target &target) {
                   if (auto refusal = refusalToSet(user, role, change, target)) {
                       done(failure(*std::move(refusal)));
                   } else { // of who has left, the store may know a mute to lift
                       apply(change, done);
                   }
               });
}

std::optional<ApiError> RoomMembership::refusalToKick(const User &actor, RoomRole role,
                                                      const Target &target)
{
    if (target.person) {
        if (auto refusal = refusalByServerRank(actor, *target.person)) {
            return refusal;
        }
    }
    const bool ownsServer = actor.role == UserRole::Admin || actor.role == UserRole::Owner;
    if (target.member && target.member->mine.role >= role && !ownsServer) {
        return noLowerInRoom();
    }
    return std::nullopt;
}

void RoomMembership::kick(const User &user, const MemberKick &request, Done done)
{
    const std::optional<RoomRole> role = moderatorRole(user, request.room, done);
    const qint64 now = m_basics.clock.nowMs();
    if (!role) {
        return;
    }
    if (request.user == user.id) {
        done(failure(badField(u"user must be somebody else; room:leave is for oneself."_s)));
        return;
    }
    if (auto refusal = untilRefusal(request.untilMs, request.banned, "banned"_L1, now)) {
        done(failure(*std::move(refusal)));
        return;
    }
    findTarget(request.room, request.user, done,
               [this, user, request, role = *role, done](const Target &target) {
                   if (auto refusal = refusalToKick(user, role, target)) {
                       done(failure(*std::move(refusal)));
                   } else {
                       remove(user, request, done);
                   }
               });
}

void RoomMembership::remove(const User &user, const MemberKick &request, Done done)
{
    const RemoveMember change{.room = request.room,
                              .user = request.user,
                              .ban =
                                  request.banned ? RemoveMember::Ban::Set : RemoveMember::Ban::Lift,
                              .banUntilMs = request.untilMs,
                              .reason = request.reason,
                              .by = user.id,
                              .nowMs = m_basics.clock.nowMs()};
    m_basics.store.apply(
        change,
        [this, request,
         done = std::move(done)](const Result<RemoveMember::Reply, StoreError> &left) {
            if (!left) {
                done(failure(roomStoreRefusal(left.error())));
                return;
            }
            if (!left->wasMember) {
                const bool isChanged = request.banned || left->wasBanned;
                done(isChanged ? Result<Nothing, ApiError>(Nothing())
                               : failure(ApiError{.code = ErrorCode::NotFound,
                                                  .text = u"user is no member of that room."_s}));
                return;
            }
            m_basics.members.leave(left->user.id, request.room);
            if (left->heir) {
                m_basics.members.setMembership(left->heir->user.id, request.room, left->heir->mine);
            }
            done(Nothing());
            QString reason = request.banned ? u"banned"_s : u"kicked"_s;
            if (!request.reason.isEmpty()) {
                reason += u": "_s + request.reason;
            }
            m_basics.events.roomRemoved(left->user.id, {.room = request.room, .reason = reason});
            m_basics.events.memberLeft(leftFrom(m_basics.members, request.room, left->user));
            tellHeir(m_basics, request.room, *left);
        });
}

void RoomMembership::setHand(const User &user, const HandSet &request, Done done)
{
    if (!m_basics.members.isMember(user.id, request.room)) {
        refuseStranger(m_basics.store, request.room,
                       [done](const ApiError &error) { done(failure(error)); });
        return;
    }
    if (m_basics.members.traitsOf(request.room).archived) {
        done(failure(roomForbidden(u"That room is archived: nothing can be changed in it."_s)));
        return;
    }
    apply(SetMember{.room = request.room,
                    .user = user.id,
                    .hand = request.on,
                    .nowMs = m_basics.clock.nowMs()},
          std::move(done));
}

} // namespace maru::server
