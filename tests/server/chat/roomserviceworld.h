// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "chattools.h"
#include "server/chat/knownrooms.h"
#include "server/chat/objectid.h"
#include "server/chat/roomservice.h"

/// A RoomService over a store of the test.
namespace maru::server {

using Home = Result<StoredRoom, RoomService::HomeRefusal>;

inline const QString here = u"192.0.2.1"_qs;

struct World : StoreWorld
{
    explicit World(const RoomRules &rules = {})
        : events(&journal)
        , rooms(store, events, knownRooms, clock, rules)
    { }

    Answer<Home> home(const QString &nsp, const QString &code = {}, const QString &address = here)
    {
        Answer<Home> answer;
        rooms.findHome(nsp, code, address, answer.handler());
        store.answerAll();
        return answer;
    }
    Answer<Result<StoredRoom, ApiError>> create(const QString &name, bool withCode = false)
    {
        Answer<Result<StoredRoom, ApiError>> answer;
        rooms.createRoom(name, withCode, answer.handler());
        store.answerAll();
        return answer;
    }
    User user(const QString &name)
    {
        Answer<Result<StoredUser, StoreError>> made;
        CreateUser change;
        change.user = {.id = UserId(newObjectId(clock.ms)), .userName = name};
        change.nameKey = name;
        change.skeleton = name;
        store.apply(change, made.handler());
        store.answerAll();
        journal.clear();
        return made.value().user;
    }
    RoomsReply list(const RoomList &request)
    {
        Answer<Result<RoomsReply, ApiError>> answer;
        rooms.list(request, answer.handler());
        store.answerAll();
        return answer.value();
    }

    RecordingSink events;
    KnownRooms knownRooms;
    RoomService rooms;
};

/// The room's name, or the text and code of the refusal.
inline QString said(const Answer<Home> &answer)
{
    if (answer.calls != 1) {
        return u"answered %1 times"_qs.arg(answer.calls);
    }
    if (answer.isOk()) {
        return answer.value().room.name;
    }
    const RoomService::HomeRefusal &refusal = answer.error();
    return refusal.error ? refusal.text + u" / "_qs + QString(toWire(refusal.error->code))
                         : refusal.text;
}

inline const QString wrongCode = u"Wrong class code / BAD_CLASS_CODE"_qs;

inline QString otherCode(const QString &code, int n = 0)
{
    const QString candidates[]{u"AAAAA2"_qs, u"BBBBB3"_qs, u"CCCCC4"_qs};
    return candidates[n] == code ? candidates[2] : candidates[n];
}

} // namespace maru::server
