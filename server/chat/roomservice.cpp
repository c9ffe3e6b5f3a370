// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/chat/roomservice.h"

#include "common/serverlimits.h"
#include "common/text/jsonbytes.h"
#include "common/text/username.h"
#include "server/chat/chatservice.h"
#include "server/chat/clock.h"
#include "server/chat/eventsink.h"
#include "server/chat/identityservice.h"
#include "server/chat/knownrooms.h"
#include "server/chat/objectid.h"
#include "server/chat/roomrights.h"

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

using HomeResult = Result<StoredRoom, RoomService::HomeRefusal>;

constexpr qsizetype maxListedRooms = 10'000;

RoomService::HomeRefusal invalidNamespace()
{
    return {.text = u"Invalid namespace"_s, .error = std::nullopt};
}

RoomService::HomeRefusal storeFailed(StoreError error)
{
    const ApiError refusal = storeRefusal(error);
    return {.text = refusal.text, .error = refusal};
}

RoomService::HomeRefusal refused(const ApiError &error)
{
    return {.text = error.text, .error = error};
}

RoomService::HomeRefusal archived()
{
    return refused({.code = ErrorCode::Forbidden, .text = u"That room is archived."_s});
}

} // namespace

RoomService::RoomService(MessageStore &store, EventSink &events, KnownRooms &knownRooms,
                         const Clock &clock, const RoomRules &rules)
    : m_store(store)
    , m_events(events)
    , m_knownRooms(knownRooms)
    , m_clock(clock)
    , m_rules(rules)
    , m_wrongCodes(clock, rules.limitsRates)
{ }

void RoomService::findHome(const QString &nsp, const QString &classCode, const QString &address,
                           HomeHandler done)
{
    // The seed sends classCode=undefined when its variable is not set.
    const QString code = classCode == u"undefined" ? QString() : classCode;
    if (nsp != u"/") {
        findByName(nsp.sliced(1), code, address, m_rules.createsNamespaces, std::move(done));
    } else if (code.isEmpty()) {
        findLobby(std::move(done));
    } else {
        findByCode(code, address, std::move(done));
    }
}

void RoomService::find(const FindRoom &query, MessageStore::Handler<FindRoom> done)
{
    if (std::optional<StoredRoom> known = query.nameKey.isEmpty()
            ? m_knownRooms.byCode(query.classCode)
            : m_knownRooms.byName(query.nameKey)) {
        done(std::move(known));
        return;
    }
    m_store.read(query, [this, done = std::move(done)](Result<FindRoom::Reply, StoreError> found) {
        if (found && found->has_value()) {
            m_knownRooms.remember(**found);
        }
        done(std::move(found));
    });
}

void RoomService::findLobby(HomeHandler done)
{
    find(FindRoom{.room = {}, .nameKey = u"lobby"_s, .classCode = {}},
         [done = std::move(done)](Result<FindRoom::Reply, StoreError> found) {
             if (!found) {
                 done(failure(storeFailed(found.error())));
             } else if (!found->has_value()) {
                 done(failure(invalidNamespace()));
             } else {
                 done(**found);
             }
         });
}

void RoomService::findByCode(const QString &classCode, const QString &address, HomeHandler done)
{
    if (const std::optional<ApiError> slowed = m_wrongCodes.slowedDown(classCode, address)) {
        done(failure(refused(*slowed)));
        return;
    }
    find(FindRoom{.room = {}, .nameKey = {}, .classCode = classCode},
         [this, classCode, address,
          done = std::move(done)](Result<FindRoom::Reply, StoreError> found) mutable {
             if (!found) {
                 done(failure(storeFailed(found.error())));
                 return;
             }
             if (found->has_value()) {
                 done((*found)->room.archived ? failure(archived()) : HomeResult(**found));
                 return;
             }
             m_store.read(AnyClassCode{},
                          [this, classCode, address,
                           done = std::move(done)](Result<bool, StoreError> any) mutable {
                              if (!any) {
                                  done(failure(storeFailed(any.error())));
                              } else if (!*any) { // codes mean nothing here, as in the seed
                                  findLobby(std::move(done));
                              } else {
                                  done(failure(refused(m_wrongCodes.note(classCode, address))));
                              }
                          });
         });
}

void RoomService::findByName(const QString &name, const QString &classCode, const QString &address,
                             bool mayCreate, HomeHandler done)
{
    const Result<QString, NameError> normalised = normalisedRoomName(name);
    if (!normalised) {
        done(failure(invalidNamespace()));
        return;
    }
    find(FindRoom{.room = {}, .nameKey = nameKey(*normalised), .classCode = {}},
         [this, name = *normalised, classCode, address, mayCreate,
          done = std::move(done)](Result<FindRoom::Reply, StoreError> found) mutable {
             if (!found) {
                 done(failure(storeFailed(found.error())));
             } else if (found->has_value()) {
                 done(checkCode(**found, classCode, address));
             } else if (mayCreate) {
                 createHome(name, classCode, address, std::move(done));
             } else {
                 done(failure(invalidNamespace()));
             }
         });
}

void RoomService::createHome(const QString &name, const QString &classCode, const QString &address,
                             HomeHandler done)
{
    createRoom(name, false,
               [this, name, classCode, address,
                done = std::move(done)](Result<StoredRoom, ApiError> made) mutable {
                   if (!made && made.error().code == ErrorCode::NameTaken) {
                       // Another connection made it between our look and our change.
                       findByName(name, classCode, address, false, std::move(done));
                       return;
                   }
                   done(std::move(made).map_error([](ApiError &&error) {
                       return HomeRefusal{.text = error.text, .error = error};
                   }));
               });
}

Result<StoredRoom, RoomService::HomeRefusal>
RoomService::checkCode(const StoredRoom &room, const QString &classCode, const QString &address)
{
    if (!room.classCode.isEmpty()) {
        if (const std::optional<ApiError> slowed = m_wrongCodes.slowedDown(classCode, address)) {
            return failure(refused(*slowed));
        }
        if (room.classCode != classCode) {
            return failure(refused(m_wrongCodes.note(classCode, address)));
        }
    }
    return room.room.archived ? failure(archived()) : HomeResult(room);
}

void RoomService::enter(const User &user, const RoomId &room,
                        std::function<void(Result<EnterRoom::Reply, ApiError>)> done, int maxRooms)
{
    const qint64 now = m_clock.nowMs();
    Message welcome;
    welcome.id = MessageId(newObjectId(now));
    welcome.room = room;
    welcome.type = MessageType::System;
    welcome.chat =
        (m_rules.isKorean ? u"%1 님이 채팅방에 들어왔습니다."_s : u"%1 joined the room."_s)
            .arg(user.userName);
    welcome.user = {.id = {}, .userName = u"system"_s};
    welcome.createdMs = now;
    welcome.updatedMs = now;

    const EnterRoom change{
        .room = room, .user = user.id, .nowMs = now, .welcome = welcome, .maxRooms = maxRooms};
    m_store.apply(change,
                  [this, user, room, now, maxRooms,
                   done = std::move(done)](Result<EnterRoom::Reply, StoreError> reply) {
                      if (!reply && reply.error() == StoreError::Forbidden) {
                          refuseBanned(user.id, room, done);
                          return;
                      }
                      if (!reply && reply.error() == StoreError::Full) {
                          done(failure(roomIsFull()));
                          return;
                      }
                      if (!reply && reply.error() == StoreError::Conflict) {
                          done(failure(userHasTooManyRooms(maxRooms)));
                          return;
                      }
                      if (!reply) {
                          done(failure(storeRefusal(reply.error())));
                          return;
                      }
                      if (reply->welcome) {
                          m_knownRooms.noteMessage(*reply->welcome);
                      }
                      done(*reply);
                      m_events.memberEntered(user.id, reply->room, reply->mine);
                      if (reply->isNew) {
                          m_events.roomChangedFor(user.id, reply->room);
                          m_events.memberChanged({.room = reply->room.id,
                                                  .user = user,
                                                  .muted = isMutedAt(reply->mine, now)});
                      }
                      if (reply->welcome) {
                          m_events.messageAdded(*reply->welcome);
                      }
                  });
}

void RoomService::refuseBanned(const UserId &user, const RoomId &room,
                               std::function<void(Result<EnterRoom::Reply, ApiError>)> done)
{
    // From the server or from the room: the store says Forbidden to both.
    m_store.read(FindUser{.user = user},
                 [this, user, room,
                  done = std::move(done)](const Result<FindUser::Reply, StoreError> &person) {
                     const qint64 now = m_clock.nowMs();
                     if (person && person->has_value()) {
                         if (auto ban = banOf(**person, now)) {
                             done(failure(*std::move(ban)));
                             return;
                         }
                     }
                     m_store.read(
                         FindBan{.room = room, .user = user, .nowMs = now},
                         [done](const Result<FindBan::Reply, StoreError> &ban) {
                             if (!ban) {
                                 done(failure(storeRefusal(ban.error())));
                                 return;
                             }
                             const RoomBan known = ban->value_or(RoomBan());
                             done(failure(ApiError{.code = ErrorCode::Banned,
                                                   .text = u"You are banned from that room."_s,
                                                   .untilMs = known.untilMs.value_or(0),
                                                   .field = u"room"_s}));
                         });
                 });
}

void RoomService::roomsOf(const User &user,
                          std::function<void(Result<QList<MemberRoom>, ApiError>)> done)
{
    m_store.read(MemberRooms{.user = user.id},
                 [done = std::move(done)](Result<MemberRooms::Reply, StoreError> found) {
                     if (!found) {
                         done(failure(storeRefusal(found.error())));
                         return;
                     }
                     done(*std::move(found));
                 });
}

void RoomService::list(const RoomList &request,
                       std::function<void(Result<RoomsReply, ApiError>)> done)
{
    const ListRooms query{.nameKeyPart =
                              request.query.isEmpty() ? QString() : nameKey(request.query),
                          .after = RoomId(request.after),
                          .limit = request.limit};
    m_store.read(
        query,
        [done = std::move(done)](Result<ListRooms::Reply, StoreError> found) {
            if (!found) {
                done(failure(storeRefusal(found.error())));
                return;
            }
            RoomsReply reply{.rooms = {}, .more = found->more};
            qsizetype bytes = 0;
            for (const StoredRoom &stored : std::as_const(found->rooms)) {
                bytes += jsonBytes(stored.room.name) + jsonBytes(stored.room.topic);
                if (bytes > limits::maxPageBytes && !reply.rooms.isEmpty()) {
                    reply.more = true;
                    break;
                }
                reply.rooms.append(stored.room);
            }
            done(reply);
        },
        Order::Free); // a scan of all rooms holds up no message
}

void RoomService::createRoom(const QString &name, bool withClassCode,
                             std::function<void(Result<StoredRoom, ApiError>)> done)
{
    const Result<QString, ApiError> normalised = checkedRoomName(name);
    if (!normalised) {
        done(failure(normalised.error()));
        return;
    }
    const qint64 now = m_clock.nowMs();
    StoredRoom room;
    room.room.id = RoomId(newObjectId(now));
    room.room.name = *normalised;
    room.room.createdMs = now;
    room.nameKey = nameKey(*normalised);
    if (withClassCode) {
        room.classCode = newClassCode();
    }
    m_store.apply(
        CreateRoom{.room = room}, [done = std::move(done)](Result<StoredRoom, StoreError> made) {
            done(std::move(made).map_error([](StoreError error) { return storeRefusal(error); }));
        });
}

void RoomService::listAll(std::function<void(Result<QList<StoredRoom>, ApiError>)> done)
{
    collectAll({}, std::move(done));
}

void RoomService::collectAll(QList<StoredRoom> soFar,
                             std::function<void(Result<QList<StoredRoom>, ApiError>)> done)
{
    const ListRooms query{.nameKeyPart = {},
                          .after = soFar.isEmpty() ? RoomId() : soFar.constLast().room.id,
                          .limit = limits::maxPageRows,
                          .withArchived = true};
    m_store.read(
        query,
        [this, soFar, done = std::move(done)](Result<ListRooms::Reply, StoreError> found) mutable {
            if (!found) {
                done(failure(storeRefusal(found.error())));
                return;
            }
            soFar += found->rooms;
            if (found->more && soFar.size() < maxListedRooms) {
                collectAll(std::move(soFar), std::move(done));
                return;
            }
            done(soFar);
        });
}

} // namespace maru::server
