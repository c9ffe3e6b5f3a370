// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/serverlimits.h"
#include "server/chat/chatservice.h"
#include "server/chat/clock.h"
#include "server/chat/identityservice.h"
#include "server/chat/members.h"
#include "server/chat/roomentering.h"
#include "server/chat/roomrights.h"

#include <memory>
#include <utility>

using namespace Qt::StringLiterals;

// The invitations of RoomEntering: all are looked up before the first one enters.

namespace maru::server {

namespace {

/// Of an invitation: who invites hears of another person, not of itself.
ApiError bannedFromServer()
{
    return roomForbidden(u"users names somebody who is banned from this server."_s);
}

ApiError bannedFromRoom()
{
    return roomForbidden(u"users names somebody who is banned from that room."_s);
}

} // namespace

struct RoomEntering::Invitation
{
    RoomId room;
    QList<UserId> unknown; // not looked up yet
    QList<User> people; // not entered yet
    bool isBanned = false; // from the server, of the last of people
    UserId host;
    Done done;
};

void RoomEntering::invite(const User &user, const RoomInvite &request, Done done)
{
    const std::optional<RoomRole> role = roleIn(m_basics.members, user, request.room);
    if (!role) {
        refuseStranger(m_basics.store, request.room,
                       [done](const ApiError &error) { done(failure(error)); });
        return;
    }
    const RoomTraits traits = m_basics.members.traitsOf(request.room);
    if (traits.kind == RoomKind::Direct) {
        done(failure(roomForbidden(u"A direct room is for two people."_s)));
    } else if (traits.archived) {
        done(failure(roomForbidden(u"That room is archived."_s)));
    } else if (traits.kind != RoomKind::Public && *role == RoomRole::Member) {
        done(failure(roomForbidden(u"Only moderators of that room may invite."_s)));
    } else {
        lookUpNext(std::make_shared<Invitation>(Invitation{.room = request.room,
                                                           .unknown = request.users,
                                                           .people = {},
                                                           .host = user.id,
                                                           .done = std::move(done)}));
    }
}

void RoomEntering::lookUpNext(const std::shared_ptr<Invitation> &invitation)
{
    if (invitation->unknown.isEmpty()) {
        findPlaces(invitation);
        return;
    }
    const UserId user = invitation->unknown.takeFirst();
    const qint64 now = m_basics.clock.nowMs();
    m_basics.store.read(FindUser{.user = user},
                        [invitation, now](const Result<FindUser::Reply, StoreError> &found) {
                            if (found && found->has_value()) {
                                invitation->people.append((*found)->user);
                                invitation->isBanned = banOf(**found, now).has_value();
                            }
                        });
    m_basics.store.read(FindBan{.room = invitation->room, .user = user, .nowMs = now},
                        [this, invitation, user](const Result<FindBan::Reply, StoreError> &ban) {
                            const bool isThere = !invitation->people.isEmpty()
                                && invitation->people.constLast().id == user;
                            if (!ban) {
                                invitation->done(failure(storeRefusal(ban.error())));
                            } else if (!isThere) {
                                invitation->done(failure(ApiError{
                                    .code = ErrorCode::NotFound,
                                    .text = u"users names somebody who does not exist."_s}));
                            } else if (invitation->isBanned) {
                                invitation->done(failure(bannedFromServer()));
                            } else if (ban->has_value()) {
                                invitation->done(failure(bannedFromRoom()));
                            } else {
                                lookUpNext(invitation);
                            }
                        });
}

void RoomEntering::findPlaces(const std::shared_ptr<Invitation> &invitation)
{
    FindPlaces query{.room = invitation->room, .users = {}, .maxRooms = limits::maxAllRoomsPerUser};
    for (const User &user : std::as_const(invitation->people)) {
        if (!query.users.contains(user.id)) {
            query.users.append(user.id);
        }
    }
    m_basics.store.read(
        query, [this, invitation](const Result<FindPlaces::Reply, StoreError> &found) {
            if (!found) {
                invitation->done(failure(storeRefusal(found.error())));
            } else if (*found == FindPlaces::Reply::RoomIsFull) {
                invitation->done(failure(roomIsFull()));
            } else if (*found == FindPlaces::Reply::UserIsInTooMany) {
                invitation->done(failure(userHasTooManyRooms(limits::maxAllRoomsPerUser)));
            } else {
                enterNext(invitation);
            }
        });
}

void RoomEntering::enterNext(const std::shared_ptr<Invitation> &invitation)
{
    if (!invitation->people.isEmpty()) {
        const User user = invitation->people.takeFirst();
        enter(
            user, invitation->room,
            [this, invitation](const Result<RoomReply, ApiError> &entered) {
                if (entered) {
                    enterNext(invitation);
                } else if (entered.error().code == ErrorCode::Banned) { // since they were looked up
                    const bool isRoom = entered.error().field == u"room";
                    invitation->done(failure(isRoom ? bannedFromRoom() : bannedFromServer()));
                } else {
                    invitation->done(failure(entered.error()));
                }
            },
            limits::maxAllRoomsPerUser);
        return;
    }
    m_basics.store.read(FindMember{.room = invitation->room, .user = invitation->host},
                        [invitation](const Result<FindMember::Reply, StoreError> &mine) {
                            if (mine && mine->has_value()) {
                                invitation->done(RoomReply{(*mine)->stored.room});
                            } else {
                                invitation->done(
                                    failure(mine ? roomNotFound() : storeRefusal(mine.error())));
                            }
                        });
}

} // namespace maru::server
