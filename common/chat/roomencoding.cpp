// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/chat/eventwriter.h"
#include "common/chat/replyfields.h"
#include "common/chat/roomevents.h"

using namespace Qt::StringLiterals;

namespace maru {

EncodedEvent encodeEvent(const RoomList &event)
{
    EventWriter out;
    out.optional("query"_L1, event.query);
    out.optional("after"_L1, event.after);
    out.limit(event.limit);
    return out.take("room:list"_L1);
}

EncodedEvent encodeEvent(const RoomCreate &event)
{
    EventWriter out;
    out.json().key("name"_L1).value(event.name).key("kind"_L1).value(toWire(event.kind));
    out.optional("topic"_L1, event.topic);
    out.ids("members"_L1, event.members);
    if (event.classCode) {
        out.json().key("classCode"_L1).value(true);
    }
    return out.take("room:create"_L1);
}

EncodedEvent encodeEvent(const RoomUpdate &event)
{
    EventWriter out;
    out.id("room"_L1, event.room);
    out.maybe("name"_L1, event.name);
    out.maybe("topic"_L1, event.topic);
    out.maybe("archived"_L1, event.archived);
    out.maybe("muteAll"_L1, event.muteAll);
    out.maybe("slowModeSeconds"_L1, event.slowModeSeconds);
    if (event.classCode) {
        const bool rotates = *event.classCode == RoomUpdate::ClassCode::Rotate;
        out.json().key("classCode"_L1).value(rotates ? "rotate"_L1 : "close"_L1);
    }
    return out.take("room:update"_L1);
}

EncodedEvent encodeEvent(const RoomJoin &event)
{
    EventWriter out;
    out.optional("room"_L1, event.room.toString());
    out.optional("classCode"_L1, event.classCode);
    return out.take("room:join"_L1);
}

EncodedEvent encodeEvent(const RoomLeave &event)
{
    EventWriter out;
    out.id("room"_L1, event.room);
    return out.take("room:leave"_L1);
}

EncodedEvent encodeEvent(const RoomDirect &event)
{
    EventWriter out;
    out.id("user"_L1, event.user);
    return out.take("room:direct"_L1);
}

EncodedEvent encodeEvent(const RoomInvite &event)
{
    EventWriter out;
    out.id("room"_L1, event.room);
    out.ids("users"_L1, event.users);
    return out.take("room:invite"_L1);
}

EncodedEvent encodeEvent(const RoomMembers &event)
{
    EventWriter out;
    out.id("room"_L1, event.room);
    out.optional("after"_L1, event.after);
    out.limit(event.limit);
    return out.take("room:members"_L1);
}

EncodedEvent encodeEvent(const RoomNotifySet &event)
{
    EventWriter out;
    out.id("room"_L1, event.room);
    out.json().key("notify"_L1).value(toWire(event.notify));
    return out.take("room:notify"_L1);
}

EncodedEvent encodeEvent(const MemberSet &event)
{
    EventWriter out;
    out.id("room"_L1, event.room);
    out.id("user"_L1, event.user);
    if (event.role) {
        out.json().key("role"_L1).value(toWire(*event.role));
    }
    out.maybe("muted"_L1, event.muted);
    out.maybeTime("until"_L1, event.untilMs);
    if (event.liftsBan) {
        out.json().key("banned"_L1).value(false);
    }
    return out.take("member:set"_L1);
}

EncodedEvent encodeEvent(const MemberKick &event)
{
    EventWriter out;
    out.id("room"_L1, event.room);
    out.id("user"_L1, event.user);
    if (event.banned) {
        out.json().key("banned"_L1).value(true);
    }
    out.maybeTime("until"_L1, event.untilMs);
    out.optional("reason"_L1, event.reason);
    return out.take("member:kick"_L1);
}

EncodedEvent encodeEvent(const HandSet &event)
{
    EventWriter out;
    out.id("room"_L1, event.room);
    out.json().key("on"_L1).value(event.on);
    return out.take("hand:set"_L1);
}

EncodedEvent encodeEvent(const RoomChanged &event)
{
    JsonWriter out;
    writeJson(out, event.room);
    return {"room:changed"_L1, out.take()};
}

EncodedEvent encodeEvent(const RoomRemoved &event)
{
    EventWriter out;
    out.id("room"_L1, event.room);
    out.json().key("reason"_L1).value(event.reason);
    return out.take("room:removed"_L1);
}

EncodedEvent encodeEvent(const MemberChanged &event)
{
    EventWriter out;
    out.id("room"_L1, event.room);
    out.json().key("user"_L1);
    writeJson(out.json(), event.user);
    out.json().key("role"_L1).value(toWire(event.role));
    out.json().key("muted"_L1).value(event.muted);
    out.json().key("hand"_L1).value(event.hand);
    return out.take("member:changed"_L1);
}

EncodedEvent encodeEvent(const MemberLeft &event)
{
    EventWriter out;
    out.id("room"_L1, event.room);
    out.json().key("user"_L1);
    writeJson(out.json(), event.user);
    return out.take("member:left"_L1);
}

QByteArray encodeReply(const RoomsReply &reply)
{
    JsonWriter out = startedReply();
    writeList(out, "rooms"_L1, reply.rooms);
    out.key("more"_L1).value(reply.more);
    return out.endObject().take();
}

QByteArray encodeReply(const RoomReply &reply)
{
    JsonWriter out = startedReply();
    out.key("room"_L1);
    writeJson(out, reply.room);
    return out.endObject().take();
}

QByteArray encodeReply(const MembersReply &reply)
{
    JsonWriter out = startedReply();
    writeList(out, "members"_L1, reply.members);
    out.key("more"_L1).value(reply.more);
    return out.endObject().take();
}

Result<RoomsReply, DecodeError> roomsFromAck(const QJsonObject &ack)
{
    auto rooms = readList<Room>(ack, "rooms"_L1, roomFromJson);
    if (!rooms) {
        return failure(std::move(rooms.error()));
    }
    return RoomsReply{*std::move(rooms), ack.value("more"_L1).toBool()};
}

Result<RoomReply, DecodeError> roomFromAck(const QJsonObject &ack)
{
    return roomFromJson(ack.value("room"_L1).toObject()).map([](Room &&room) {
        return RoomReply{std::move(room)};
    });
}

Result<MembersReply, DecodeError> membersFromAck(const QJsonObject &ack)
{
    auto members = readList<Member>(ack, "members"_L1, memberFromJson);
    if (!members) {
        return failure(std::move(members.error()));
    }
    return MembersReply{*std::move(members), ack.value("more"_L1).toBool()};
}

} // namespace maru
