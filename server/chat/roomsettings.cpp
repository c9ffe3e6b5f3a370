// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/chat/roomsettings.h"

#include "common/text/username.h"
#include "server/chat/chatservice.h"
#include "server/chat/clock.h"
#include "server/chat/eventsink.h"
#include "server/chat/knownrooms.h"
#include "server/chat/members.h"
#include "server/chat/objectid.h"
#include "server/chat/roommembers.h"
#include "server/chat/roomrights.h"

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

/// Everybody who names no room comes into the lobby, by that name.
std::optional<ApiError> lobbyRefusal(const StoredRoom &room, const RoomUpdate &request)
{
    const bool takesNewCode = request.classCode == RoomUpdate::ClassCode::Rotate;
    if (isLobby(room) && (request.name || request.archived.value_or(false) || takesNewCode)) {
        return roomForbidden(u"The lobby stays open to everybody: it keeps its name, is not "
                             u"archived and takes no class code."_s);
    }
    return std::nullopt;
}

/// What \p request asks for, without the room.
Result<UpdateRoom, ApiError> changeFrom(const RoomUpdate &request)
{
    UpdateRoom change{.room = request.room};
    if (request.name) {
        const Result<QString, ApiError> name = checkedRoomName(*request.name);
        if (!name) {
            return failure(name.error());
        }
        change.name = *name;
        change.nameKey = nameKey(*name);
    }
    if (request.topic) {
        const Result<QString, ApiError> topic = normalisedTopic(*request.topic);
        if (!topic) {
            return failure(topic.error());
        }
        change.topic = *topic;
    }
    change.archived = request.archived;
    change.muteAll = request.muteAll;
    if (request.slowModeSeconds) {
        change.slowModeSeconds = int(*request.slowModeSeconds); // bounded by the decoder
    }
    if (request.classCode) {
        change.classCode =
            *request.classCode == RoomUpdate::ClassCode::Rotate ? newClassCode() : QString();
    }
    return change;
}

bool isEmpty(const RoomUpdate &request)
{
    return !(request.name || request.topic || request.archived || request.muteAll
             || request.slowModeSeconds || request.classCode);
}

} // namespace

void RoomSettings::update(const User &user, const RoomUpdate &request, Done done)
{
    const std::optional<RoomRole> role = roleIn(m_basics.members, user, request.room);
    if (!role) {
        refuseStranger(m_basics.store, request.room,
                       [done](const ApiError &error) { done(failure(error)); });
        return;
    }
    const RoomTraits traits = m_basics.members.traitsOf(request.room);
    const bool isOwners = request.name || request.archived;
    if (isEmpty(request)) {
        done(failure(badField(u"room:update must name something to change."_s)));
    } else if (*role == RoomRole::Member) {
        done(failure(roomForbidden(u"Only moderators of that room may do that."_s)));
    } else if (isOwners && *role != RoomRole::Owner) {
        done(failure(roomForbidden(u"Only the owner of that room may do that."_s)));
    } else if (traits.archived && request.archived != false) {
        done(failure(roomForbidden(u"That room is archived: nothing can be changed in it."_s)));
    } else if (const Result<UpdateRoom, ApiError> change = changeFrom(request); !change) {
        done(failure(change.error()));
    } else {
        m_basics.store.read(
            FindMember{.room = request.room, .user = user.id},
            [this, request, change = *change,
             done = std::move(done)](const Result<FindMember::Reply, StoreError> &mine) {
                if (!mine || !mine->has_value()) {
                    done(failure(mine ? roomNotFound() : storeRefusal(mine.error())));
                    return;
                }
                if (auto refusal = lobbyRefusal((*mine)->stored, request)) {
                    done(failure(*std::move(refusal)));
                    return;
                }
                const OwnRoom own = *(*mine)->stored.room.own;
                apply(change, request.classCode.has_value(),
                      [own, done](const Result<StoredRoom, ApiError> &updated) {
                          if (!updated) {
                              done(failure(updated.error()));
                              return;
                          }
                          RoomReply reply{updated->room};
                          reply.room.own = own;
                          reply.room.own->classCode = updated->classCode;
                          done(reply);
                      });
            });
    }
}

void RoomSettings::apply(const UpdateRoom &change, bool isCodeNew, StoredDone done)
{
    m_basics.store.apply(
        change,
        [this, isCodeNew, done = std::move(done)](const Result<StoredRoom, StoreError> &updated) {
            if (!updated) {
                done(failure(roomStoreRefusal(updated.error())));
                return;
            }
            m_basics.knownRooms.remember(*updated);
            m_basics.members.setRoom(updated->room);
            done(*updated);
            m_basics.events.roomChanged(updated->room);
            // The code is not for everybody: what is told to all says nothing of it.
            const QList<UserId> moderators =
                isCodeNew ? m_basics.members.moderatorsOf(updated->room.id) : QList<UserId>();
            for (const UserId &moderator : moderators) {
                tellOwnRoom(m_basics, moderator, updated->room.id);
            }
        });
}

void RoomSettings::setNotify(const User &user, const RoomNotifySet &request, Done done)
{
    if (!m_basics.members.isMember(user.id, request.room)) {
        refuseStranger(m_basics.store, request.room,
                       [done](const ApiError &error) { done(failure(error)); });
        return;
    }
    m_basics.store.apply(SetMember{.room = request.room,
                                   .user = user.id,
                                   .notify = request.notify,
                                   .nowMs = m_basics.clock.nowMs()},
                         [&events = m_basics.events, user = user.id,
                          done = std::move(done)](const Result<SetMember::Reply, StoreError> &set) {
                             if (!set) {
                                 done(failure(roomStoreRefusal(set.error())));
                                 return;
                             }
                             done(RoomReply{set->room});
                             events.roomChangedFor(user, set->room);
                         });
}

void RoomSettings::administer(const QString &nameOrId, const RoomUpdate &request, StoredDone done)
{
    const auto found = [this, request, done](const Result<FindRoom::Reply, StoreError> &room) {
        if (!room) {
            done(failure(storeRefusal(room.error())));
            return;
        }
        if (!room->has_value()) {
            done(failure(ApiError{.code = ErrorCode::NotFound,
                                  .text = u"There is no room with that name or id."_s}));
            return;
        }
        if (auto refusal = lobbyRefusal(**room, request)) {
            done(failure(*std::move(refusal)));
            return;
        }
        RoomUpdate whole{.room = (*room)->room.id};
        whole.archived = request.archived;
        whole.classCode = request.classCode;
        apply(*changeFrom(whole), request.classCode.has_value(), done);
    };
    const Result<QString, NameError> name = normalisedRoomName(nameOrId);
    if (!name) {
        done(failure(ApiError{.code = ErrorCode::BadName, .text = nameRule(name.error())}));
        return;
    }
    m_basics.store.read(FindRoom{.room = {}, .nameKey = nameKey(*name), .classCode = {}},
                        [this, nameOrId, found](const Result<FindRoom::Reply, StoreError> &byName) {
                            if (!byName || byName->has_value()) {
                                found(byName);
                                return;
                            }
                            m_basics.store.read(
                                FindRoom{.room = RoomId(nameOrId), .nameKey = {}, .classCode = {}},
                                found);
                        });
}

} // namespace maru::server
