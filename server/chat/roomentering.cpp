// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/chat/roomentering.h"

#include "common/serverlimits.h"
#include "common/text/cut.h"
#include "common/text/jsonbytes.h"
#include "common/text/username.h"
#include "server/chat/chatservice.h"
#include "server/chat/clock.h"
#include "server/chat/eventsink.h"
#include "server/chat/knownrooms.h"
#include "server/chat/members.h"
#include "server/chat/objectid.h"
#include "server/chat/roommembers.h"
#include "server/chat/roomrights.h"
#include "server/chat/roomservice.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

ApiError tooManyRoomsOf(const QString &field)
{
    return {.code = ErrorCode::TooLarge,
            .text = u"%1 names somebody who is a member of too many rooms."_s.arg(field),
            .limit = limits::maxAllRoomsPerUser};
}

ApiError tooManyRooms(int limit = limits::maxRoomsPerUser)
{
    return {.code = ErrorCode::TooLarge,
            .text = u"You are a member of too many rooms: leave one first."_s,
            .limit = limit};
}

// No longer than other rooms' names: a join tells all of a person's rooms.
QString directName(const User &one, const User &other)
{
    const QString both = one.userName + u", "_s + other.userName;
    constexpr qsizetype half = (limits::maxNameBytes - 2) / 2 / 3; // of three bytes at most each
    return jsonBytes(both) <= limits::maxNameBytes
        ? both
        : cut(one.userName, half) + u", "_s + cut(other.userName, half);
}

Room seenBy(Room room, RoomRole role, const QString &classCode)
{
    OwnRoom own;
    own.role = role;
    own.readSeq = room.seq;
    own.classCode = role == RoomRole::Member ? QString() : classCode;
    room.own = own;
    return room;
}

} // namespace

bool RoomEntering::hasTooManyRooms(const UserId &user) const
{
    const QList<RoomId> rooms = m_basics.members.roomsOf(user);
    const auto own = std::count_if(rooms.begin(), rooms.end(), [this](const RoomId &room) {
        return m_basics.members.traitsOf(room).kind != RoomKind::Direct; // others open those, too
    });
    return own >= limits::maxRoomsPerUser || rooms.size() >= limits::maxAllRoomsPerUser;
}

void RoomEntering::tellNew(const UserId &person, Room room, RoomRole role, const QString &classCode)
{
    room = seenBy(std::move(room), role, classCode);
    m_basics.events.memberEntered(person, room, {.role = role});
    m_basics.events.roomChangedFor(person, room);
}

void RoomEntering::create(const User &user, const RoomCreate &request, Done done)
{
    if (user.role == UserRole::Guest) {
        done(failure(roomForbidden(u"Guests cannot create rooms."_s)));
        return;
    }
    const Result<QString, ApiError> name = checkedRoomName(request.name);
    if (!name) {
        done(failure(name.error()));
        return;
    }
    const Result<QString, ApiError> topic = normalisedTopic(request.topic);
    if (!topic) {
        done(failure(topic.error()));
        return;
    }
    if (hasTooManyRooms(user.id)) {
        done(failure(tooManyRooms()));
        return;
    }
    const qint64 now = m_basics.clock.nowMs();
    CreateRoom change{.room = {}, .owner = user.id, .members = request.members, .nowMs = now};
    change.members.removeAll(user.id);
    change.maxRooms = limits::maxAllRoomsPerUser;
    Room &room = change.room.room;
    room.id = RoomId(newObjectId(now));
    room.name = *name;
    room.kind = request.kind;
    room.topic = *topic;
    room.createdMs = now;
    change.room.nameKey = nameKey(*name);
    change.room.classCode = request.classCode ? newClassCode() : QString();
    m_basics.store.apply(change,
                         [this, owner = user.id, members = change.members,
                          done = std::move(done)](Result<StoredRoom, StoreError> made) {
                             if (!made && made.error() == StoreError::Conflict) {
                                 done(failure(tooManyRoomsOf(u"members"_s)));
                                 return;
                             }
                             if (!made) {
                                 ApiError refusal = roomStoreRefusal(made.error());
                                 if (made.error() == StoreError::NotFound) {
                                     refusal.text = u"members names somebody who does not exist."_s;
                                 }
                                 done(failure(refusal));
                                 return;
                             }
                             m_basics.members.enter(owner, made->room, {.role = RoomRole::Owner});
                             for (const UserId &member : members) {
                                 m_basics.members.enter(member, made->room, {});
                             }
                             done(RoomReply{seenBy(made->room, RoomRole::Owner, made->classCode)});
                             tellNew(owner, made->room, RoomRole::Owner, made->classCode);
                             for (const UserId &member : members) {
                                 tellNew(member, made->room, RoomRole::Member, {});
                             }
                         });
}

void RoomEntering::openDirect(const User &user, const RoomDirect &request, Done done)
{
    if (user.role == UserRole::Guest) {
        done(failure(roomForbidden(u"Guests cannot open direct rooms."_s)));
        return;
    }
    if (user.id == request.user) {
        done(failure(badField(u"user must be somebody else."_s)));
        return;
    }
    const auto refused = [done](StoreError error) {
        done(failure(error == StoreError::Full           ? tooManyRooms(limits::maxAllRoomsPerUser)
                         : error == StoreError::Conflict ? tooManyRoomsOf(u"user"_s)
                                                         : roomStoreRefusal(error)));
    };
    // The name says who the two were when they met.
    m_basics.store.read(
        FindUser{.user = request.user},
        [this, user, refused, done = std::move(done)](Result<FindUser::Reply, StoreError> found) {
            if (!found || !found->has_value()) {
                refused(found ? StoreError::NotFound : found.error());
                return;
            }
            const qint64 now = m_basics.clock.nowMs();
            const User other = (*found)->user;
            OpenDirect change{.room = {}, .one = user.id, .other = other.id, .nowMs = now};
            change.mayMake = !hasTooManyRooms(user.id);
            change.maxRooms = limits::maxAllRoomsPerUser;
            change.room.room.id = RoomId(newObjectId(now));
            change.room.room.name = directName(user, other);
            change.room.room.kind = RoomKind::Direct;
            change.room.room.createdMs = now;
            change.room.nameKey = nameKey(change.room.room.name);
            m_basics.store.apply(
                change,
                [this, user = user.id, other = other.id, refused,
                 done](Result<OpenDirect::Reply, StoreError> opened) {
                    if (!opened) {
                        refused(opened.error());
                        return;
                    }
                    const Room &room = opened->room.room;
                    if (!opened->isNew) { // both are members already: nothing to tell
                        m_basics.store.read(
                            FindMember{.room = room.id, .user = user},
                            [refused, done](Result<FindMember::Reply, StoreError> mine) {
                                if (mine && mine->has_value()) {
                                    done(RoomReply{(*mine)->stored.room});
                                } else {
                                    refused(mine ? StoreError::NotFound : mine.error());
                                }
                            });
                        return;
                    }
                    m_basics.members.enter(user, room, {});
                    m_basics.members.enter(other, room, {});
                    done(RoomReply{seenBy(room, RoomRole::Member, {})});
                    tellNew(user, room, RoomRole::Member, {});
                    tellNew(other, room, RoomRole::Member, {});
                });
        });
}

void RoomEntering::enter(User user, const RoomId &room, Done done, int maxRooms)
{
    user.isOnline = m_basics.members.isOnline(user.id);
    m_rooms.enter(
        user, room,
        [&members = m_basics.members, user = user.id,
         done = std::move(done)](const Result<EnterRoom::Reply, ApiError> &entered) {
            if (!entered) {
                done(failure(entered.error()));
                return;
            }
            members.enter(user, entered->room, entered->mine);
            done(RoomReply{entered->room});
        },
        maxRooms);
}

void RoomEntering::join(const User &user, const RoomJoin &request, const QString &address,
                        Done done)
{
    const bool isMember = m_basics.members.isMember(user.id, request.room);
    if (!isMember && hasTooManyRooms(user.id)) {
        done(failure(tooManyRooms()));
    } else if (isMember) {
        enter(user, request.room, std::move(done));
    } else if (!request.classCode.isEmpty()) {
        joinByCode(user, request.classCode, address, std::move(done));
    } else {
        m_basics.store.read(
            FindRoom{.room = request.room, .nameKey = {}, .classCode = {}},
            [this, user, done = std::move(done)](Result<FindRoom::Reply, StoreError> found) {
                if (!found) {
                    done(failure(storeRefusal(found.error())));
                } else if (!found->has_value() || !isOpen((*found)->room.kind)) {
                    done(failure(roomNotFound()));
                } else if (!(*found)->classCode.isEmpty()) {
                    done(failure(ApiError{.code = ErrorCode::BadClassCode,
                                          .text = u"classCode is needed for that room."_s}));
                } else if ((*found)->room.archived) {
                    done(failure(roomForbidden(u"That room is archived."_s)));
                } else {
                    enter(user, (*found)->room.id, done);
                }
            });
    }
}

void RoomEntering::joinByCode(const User &user, const QString &code, const QString &address,
                              Done done)
{
    if (auto slowed = m_rooms.wrongCodes().slowedDown(code, address)) {
        done(failure(*std::move(slowed)));
        return;
    }
    m_basics.store.read(FindRoom{.room = {}, .nameKey = {}, .classCode = code},
                        [this, user, code, address,
                         done = std::move(done)](Result<FindRoom::Reply, StoreError> found) {
                            if (!found) {
                                done(failure(storeRefusal(found.error())));
                            } else if (!found->has_value()) {
                                done(failure(m_rooms.wrongCodes().note(code, address)));
                            } else if ((*found)->room.archived) {
                                done(failure(roomForbidden(u"That room is archived."_s)));
                            } else {
                                enter(user, (*found)->room.id, done);
                            }
                        });
}

void RoomEntering::leave(const User &user, const RoomLeave &request, DoneOk done)
{
    if (!m_basics.members.isMember(user.id, request.room)) {
        refuseStranger(m_basics.store, request.room,
                       [done](const ApiError &error) { done(failure(error)); });
        return;
    }
    if (m_basics.members.traitsOf(request.room).kind == RoomKind::Direct) {
        done(failure(roomForbidden(u"A direct room is for both, for ever: nobody leaves it."_s)));
        return;
    }
    const RemoveMember change{
        .room = request.room, .user = user.id, .nowMs = m_basics.clock.nowMs()};
    m_basics.store.apply(
        change,
        [this, room = request.room,
         done = std::move(done)](Result<RemoveMember::Reply, StoreError> left) {
            if (!left) {
                done(failure(storeRefusal(left.error())));
                return;
            }
            m_basics.members.leave(left->user.id, room);
            if (left->heir) {
                m_basics.members.setMembership(left->heir->user.id, room, left->heir->mine);
            }
            done(Nothing());
            m_basics.events.roomRemoved(left->user.id, {.room = room, .reason = u"left"_s});
            m_basics.events.memberLeft(leftFrom(m_basics.members, room, left->user));
            tellHeir(m_basics, room, *left);
        });
}

} // namespace maru::server
