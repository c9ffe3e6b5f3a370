// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/chat/objects.h"

#include "common/chat/jsonfields.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace maru {

namespace {

constexpr std::array userRoles{"guest"_L1, "member"_L1, "admin"_L1, "owner"_L1};
constexpr std::array roomKinds{"public"_L1, "private"_L1, "direct"_L1, "announcement"_L1};
constexpr std::array messageTypes{"chat"_L1, "system"_L1};
constexpr std::array roomRoles{"member"_L1, "moderator"_L1, "owner"_L1};
constexpr std::array roomNotifies{"all"_L1, "mentions"_L1, "none"_L1};

template<class Enum, size_t Size>
std::optional<Enum> enumFrom(const std::array<QLatin1StringView, Size> &names, const QString &name)
{
    const auto found = std::find(names.begin(), names.end(), name);
    return found == names.end() ? std::nullopt
                                : std::optional(static_cast<Enum>(found - names.begin()));
}

void writeOwn(JsonWriter &out, const OwnRoom &own)
{
    out.key("role"_L1).value(toWire(own.role));
    out.key("readSeq"_L1).value(own.readSeq);
    out.key("unread"_L1).value(own.unread);
    out.key("mentions"_L1).value(own.mentions);
    out.key("notify"_L1).value(toWire(own.notify));
    if (!own.classCode.isEmpty()) {
        out.key("classCode"_L1).value(own.classCode);
    }
}

// Only what is addressed to one person says what the room is to it.
std::optional<OwnRoom> ownFrom(const QJsonObject &json)
{
    const std::optional<RoomRole> role = roomRoleFromWire(stringField(json, "role"_L1));
    if (!role) {
        return std::nullopt;
    }
    OwnRoom own;
    own.role = *role;
    own.readSeq = countField(json, "readSeq"_L1);
    own.unread = countField(json, "unread"_L1);
    own.mentions = countField(json, "mentions"_L1);
    own.notify = roomNotifyFromWire(stringField(json, "notify"_L1)).value_or(RoomNotify::All);
    own.classCode = stringField(json, "classCode"_L1);
    return own;
}

} // namespace

QLatin1StringView toWire(UserRole role)
{
    return userRoles[static_cast<quint8>(role)];
}

QLatin1StringView toWire(RoomKind kind)
{
    return roomKinds[static_cast<quint8>(kind)];
}

QLatin1StringView toWire(MessageType type)
{
    return messageTypes[static_cast<quint8>(type)];
}

QLatin1StringView toWire(RoomRole role)
{
    return roomRoles[static_cast<quint8>(role)];
}

QLatin1StringView toWire(RoomNotify notify)
{
    return roomNotifies[static_cast<quint8>(notify)];
}

std::optional<UserRole> userRoleFromWire(const QString &word)
{
    return enumFrom<UserRole>(userRoles, word);
}

std::optional<RoomKind> roomKindFromWire(const QString &word)
{
    return enumFrom<RoomKind>(roomKinds, word);
}

std::optional<RoomRole> roomRoleFromWire(const QString &word)
{
    return enumFrom<RoomRole>(roomRoles, word);
}

std::optional<RoomNotify> roomNotifyFromWire(const QString &word)
{
    return enumFrom<RoomNotify>(roomNotifies, word);
}

void writeUserFields(JsonWriter &out, const User &user)
{
    out.key("_id"_L1).value(user.id.toString());
    out.key("userName"_L1).value(user.userName);
    out.key("name"_L1).value(user.userName);
    out.key("isOnline"_L1).value(user.isOnline);
    out.key("role"_L1).value(toWire(user.role));
    writeTime(out, "lastSeenAt"_L1, user.lastSeenMs);
    writeTime(out, "createdAt"_L1, user.createdMs);
}

void writeJson(JsonWriter &out, const User &user)
{
    out.beginObject();
    writeUserFields(out, user);
    out.endObject();
}

void writeJson(JsonWriter &out, const Room &room)
{
    out.beginObject();
    out.key("_id"_L1).value(room.id.toString());
    out.key("name"_L1).value(room.name);
    out.key("kind"_L1).value(toWire(room.kind));
    out.key("topic"_L1).value(room.topic);
    out.key("archived"_L1).value(room.archived);
    out.key("seq"_L1).value(room.seq);
    out.key("rev"_L1).value(room.rev);
    out.key("muteAll"_L1).value(room.muteAll);
    out.key("slowModeSeconds"_L1).value(room.slowModeSeconds);
    if (room.own) {
        writeOwn(out, *room.own);
    }
    writeTime(out, "createdAt"_L1, room.createdMs);
    out.endObject();
}

Result<User, DecodeError> userFromJson(const QJsonObject &json)
{
    User user;
    user.id = UserId(stringField(json, "_id"_L1));
    if (user.id.isNull()) {
        return failure(DecodeError{u"user: _id is missing or no string"_s});
    }
    const std::optional<QString> name = nameField(json);
    if (!name) {
        return failure(DecodeError{u"user: userName is missing or no string"_s});
    }
    user.userName = *name;
    user.isOnline = json.value("isOnline"_L1).toBool();
    // A word of a later version counts as the least.
    user.role = userRoleFromWire(stringField(json, "role"_L1)).value_or(UserRole::Guest);
    user.lastSeenMs = timeField(json, "lastSeenAt"_L1).value_or(0);
    user.createdMs = timeField(json, "createdAt"_L1).value_or(0);
    return user;
}

Result<Room, DecodeError> roomFromJson(const QJsonObject &json)
{
    Room room;
    room.id = RoomId(stringField(json, "_id"_L1));
    if (room.id.isNull()) {
        return failure(DecodeError{u"room: _id is missing or no string"_s});
    }
    room.name = shortened(stringField(json, "name"_L1));
    if (room.name.isEmpty()) {
        return failure(DecodeError{u"room: name is missing or no string"_s});
    }
    room.kind = roomKindFromWire(stringField(json, "kind"_L1)).value_or(RoomKind::Public);
    room.topic = shortened(stringField(json, "topic"_L1), limits::maxTopicChars);
    room.archived = json.value("archived"_L1).toBool();
    room.seq = countField(json, "seq"_L1);
    room.rev = countField(json, "rev"_L1);
    room.muteAll = json.value("muteAll"_L1).toBool();
    room.slowModeSeconds = intField(json, "slowModeSeconds"_L1);
    room.own = ownFrom(json);
    room.createdMs = timeField(json, "createdAt"_L1).value_or(0);
    return room;
}

void writeJson(JsonWriter &out, const Member &member)
{
    out.beginObject().key("user"_L1);
    writeJson(out, member.user);
    out.key("role"_L1).value(toWire(member.role));
    out.key("muted"_L1).value(member.muted);
    out.key("hand"_L1).value(member.hand);
    out.key("readSeq"_L1).value(member.readSeq);
    out.endObject();
}

void writeJson(JsonWriter &out, const Session &session)
{
    out.beginObject().key("_id"_L1).value(session.id.toString());
    out.key("name"_L1).value(session.name);
    out.key("current"_L1).value(session.isCurrent);
    writeTime(out, "createdAt"_L1, session.createdMs);
    writeTime(out, "lastSeenAt"_L1, session.lastSeenMs);
    out.endObject();
}

Result<Member, DecodeError> memberFromJson(const QJsonObject &json)
{
    Result<User, DecodeError> user = userFromJson(json.value("user"_L1).toObject());
    if (!user) {
        return failure(std::move(user.error()));
    }
    Member member;
    member.user = *std::move(user);
    member.role = roomRoleFromWire(stringField(json, "role"_L1)).value_or(RoomRole::Member);
    member.muted = json.value("muted"_L1).toBool();
    member.hand = json.value("hand"_L1).toBool();
    member.readSeq = countField(json, "readSeq"_L1);
    return member;
}

Result<Session, DecodeError> sessionFromJson(const QJsonObject &json)
{
    Session session;
    session.id = SessionId(stringField(json, "_id"_L1));
    if (session.id.isNull()) {
        return failure(DecodeError{u"session: _id is missing or no string"_s});
    }
    session.name = shortened(stringField(json, "name"_L1));
    session.isCurrent = json.value("current"_L1).toBool();
    session.createdMs = timeField(json, "createdAt"_L1).value_or(0);
    session.lastSeenMs = timeField(json, "lastSeenAt"_L1).value_or(0);
    return session;
}

} // namespace maru
