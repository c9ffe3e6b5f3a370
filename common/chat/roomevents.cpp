// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/chat/roomevents.h"

#include "common/chat/eventtables.h"
#include "common/limits.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru {

namespace {

constexpr auto roomRoleWords = "owner, moderator, member"_L1;

template<class Target>
QList<Target> asIds(const QStringList &texts)
{
    QList<Target> ids;
    ids.reserve(texts.size());
    std::transform(texts.begin(), texts.end(), std::back_inserter(ids),
                   [](const QString &text) { return Target(text); });
    return ids;
}

// The two that open a room to others make no sense for one that belongs to two people.
std::optional<RoomKind> creatableKind(const QString &word)
{
    const std::optional<RoomKind> kind = roomKindFromWire(word);
    return kind == RoomKind::Direct ? std::nullopt : kind;
}

std::optional<RoomUpdate::ClassCode> classCodeFromWire(const QString &word)
{
    if (word == "rotate"_L1) {
        return RoomUpdate::ClassCode::Rotate;
    }
    return word == "close"_L1 ? std::optional(RoomUpdate::ClassCode::Close) : std::nullopt;
}

DecodedClientEvent decodeRoomList(FieldReader fields)
{
    RoomList event;
    event.query = fields.optionalText("query"_L1, limits::maxQueryChars);
    event.after = fields.optionalId("after"_L1);
    event.limit = fields.limit();
    return fields.finish<ClientEvent>(std::move(event));
}

DecodedClientEvent decodeRoomCreate(FieldReader fields)
{
    RoomCreate event;
    event.name = fields.requiredText("name"_L1, limits::maxNameBytes);
    const auto kind =
        fields.maybeWord("kind"_L1, creatableKind, "public, private, announcement"_L1);
    if (!kind) { // missing; a wrong one was refused already
        fields.refuse("kind"_L1, u"is missing"_s);
    }
    event.kind = kind.value_or(RoomKind::Public);
    event.topic = fields.optionalText("topic"_L1, limits::maxTopicChars);
    event.members = asIds<UserId>(fields.ids("members"_L1, limits::maxInvitedUsers));
    event.classCode = fields.maybeFlag("classCode"_L1).value_or(false);
    return fields.finish<ClientEvent>(std::move(event));
}

DecodedClientEvent decodeRoomUpdate(FieldReader fields)
{
    RoomUpdate event;
    event.room = RoomId(fields.id("room"_L1));
    event.name = fields.maybeText("name"_L1, limits::maxNameBytes);
    event.topic = fields.maybeText("topic"_L1, limits::maxTopicChars);
    event.archived = fields.maybeFlag("archived"_L1);
    event.muteAll = fields.maybeFlag("muteAll"_L1);
    event.slowModeSeconds = fields.maybeInteger("slowModeSeconds"_L1, limits::maxSlowModeSeconds);
    event.classCode = fields.maybeWord("classCode"_L1, classCodeFromWire, "rotate, close"_L1);
    return fields.finish<ClientEvent>(std::move(event));
}

DecodedClientEvent decodeRoomJoin(FieldReader fields)
{
    RoomJoin event;
    if (fields.has("classCode"_L1)) {
        event.classCode = fields.requiredText("classCode"_L1, limits::maxIdChars);
        if (event.classCode.isEmpty()) {
            fields.refuse("classCode"_L1, u"must not be empty"_s);
        }
        if (fields.has("room"_L1)) {
            fields.refuse("classCode"_L1, u"must stand alone: room or classCode"_s);
        }
    } else {
        event.room = RoomId(fields.id("room"_L1));
    }
    return fields.finish<ClientEvent>(std::move(event));
}

DecodedClientEvent decodeRoomLeave(FieldReader fields)
{
    RoomLeave event;
    event.room = RoomId(fields.id("room"_L1));
    return fields.finish<ClientEvent>(std::move(event));
}

DecodedClientEvent decodeRoomDirect(FieldReader fields)
{
    RoomDirect event;
    event.user = UserId(fields.id("user"_L1));
    return fields.finish<ClientEvent>(std::move(event));
}

DecodedClientEvent decodeRoomInvite(FieldReader fields)
{
    RoomInvite event;
    event.room = RoomId(fields.id("room"_L1));
    event.users = asIds<UserId>(fields.ids("users"_L1, limits::maxInvitedUsers));
    if (event.users.isEmpty()) { // also a missing one
        fields.refuse("users"_L1, u"must name somebody"_s);
    }
    return fields.finish<ClientEvent>(std::move(event));
}

DecodedClientEvent decodeRoomMembers(FieldReader fields)
{
    RoomMembers event;
    event.room = RoomId(fields.id("room"_L1));
    event.after = fields.optionalId("after"_L1);
    event.limit = fields.limit();
    return fields.finish<ClientEvent>(std::move(event));
}

DecodedClientEvent decodeRoomNotify(FieldReader fields)
{
    RoomNotifySet event;
    event.room = RoomId(fields.id("room"_L1));
    const auto notify = fields.maybeWord("notify"_L1, roomNotifyFromWire, "all, mentions, none"_L1);
    if (!notify) {
        fields.refuse("notify"_L1, u"is missing"_s);
    }
    event.notify = notify.value_or(RoomNotify::All);
    return fields.finish<ClientEvent>(std::move(event));
}

DecodedClientEvent decodeMemberSet(FieldReader fields)
{
    MemberSet event;
    event.room = RoomId(fields.id("room"_L1));
    event.user = UserId(fields.id("user"_L1));
    event.role = fields.maybeWord("role"_L1, roomRoleFromWire, roomRoleWords);
    event.muted = fields.maybeFlag("muted"_L1);
    event.untilMs = fields.maybeTime("until"_L1);
    if (const std::optional<bool> banned = fields.maybeFlag("banned"_L1)) {
        event.liftsBan = !*banned;
        if (*banned) {
            fields.refuse("banned"_L1, u"must be false: member:kick bans"_s);
        }
        if (event.role || event.muted || event.untilMs) {
            fields.refuse("banned"_L1, u"must stand alone"_s);
        }
    }
    return fields.finish<ClientEvent>(std::move(event));
}

DecodedClientEvent decodeMemberKick(FieldReader fields)
{
    MemberKick event;
    event.room = RoomId(fields.id("room"_L1));
    event.user = UserId(fields.id("user"_L1));
    event.banned = fields.maybeFlag("banned"_L1).value_or(false);
    event.untilMs = fields.maybeTime("until"_L1);
    event.reason = fields.optionalText("reason"_L1, limits::maxReasonChars);
    return fields.finish<ClientEvent>(std::move(event));
}

DecodedClientEvent decodeHandSet(FieldReader fields)
{
    HandSet event;
    event.room = RoomId(fields.id("room"_L1));
    event.on = fields.flag("on"_L1);
    return fields.finish<ClientEvent>(std::move(event));
}

constexpr ClientEventEntry clientEvents[]{
    {"room:list"_L1, decodeRoomList},     {"room:create"_L1, decodeRoomCreate},
    {"room:update"_L1, decodeRoomUpdate}, {"room:join"_L1, decodeRoomJoin},
    {"room:leave"_L1, decodeRoomLeave},   {"room:direct"_L1, decodeRoomDirect},
    {"room:invite"_L1, decodeRoomInvite}, {"room:members"_L1, decodeRoomMembers},
    {"room:notify"_L1, decodeRoomNotify}, {"member:set"_L1, decodeMemberSet},
    {"member:kick"_L1, decodeMemberKick}, {"hand:set"_L1, decodeHandSet},
};

DecodedServerEvent decodeRoomChanged(const QJsonObject &json)
{
    return roomFromJson(json).map(
        [](Room &&room) { return std::optional<ServerEvent>(RoomChanged{std::move(room)}); });
}

DecodedServerEvent decodeRoomRemoved(const QJsonObject &json)
{
    RoomRemoved event{RoomId(stringField(json, "room"_L1)), stringField(json, "reason"_L1)};
    if (event.room.isNull()) {
        return failure(DecodeError{u"room:removed: room is missing or no string"_s});
    }
    return std::optional<ServerEvent>(std::move(event));
}

DecodedServerEvent decodeMemberChanged(const QJsonObject &json)
{
    const RoomId room(stringField(json, "room"_L1));
    if (room.isNull()) {
        return failure(DecodeError{u"member:changed: room is missing or no string"_s});
    }
    return memberFromJson(json).map([&room](Member &&member) {
        return std::optional<ServerEvent>(
            MemberChanged{room, std::move(member.user), member.role, member.muted, member.hand});
    });
}

DecodedServerEvent decodeMemberLeft(const QJsonObject &json)
{
    const RoomId room(stringField(json, "room"_L1));
    if (room.isNull()) {
        return failure(DecodeError{u"member:left: room is missing or no string"_s});
    }
    return userFromJson(json.value("user"_L1).toObject()).map([&room](User &&user) {
        return std::optional<ServerEvent>(MemberLeft{room, std::move(user)});
    });
}

constexpr ServerEventEntry serverEvents[]{
    {"room:changed"_L1, decodeRoomChanged},
    {"room:removed"_L1, decodeRoomRemoved},
    {"member:changed"_L1, decodeMemberChanged},
    {"member:left"_L1, decodeMemberLeft},
};

} // namespace

std::span<const ClientEventEntry> roomClientEvents()
{
    return clientEvents;
}

std::span<const ServerEventEntry> roomServerEvents()
{
    return serverEvents;
}

} // namespace maru
