// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/chat/objects.h"

#include "common/chat/jsonfields.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace maru {

namespace {

constexpr auto systemName = "system"_L1;

constexpr std::array userRoles{"guest"_L1, "member"_L1, "admin"_L1, "owner"_L1};
constexpr std::array roomKinds{"public"_L1, "private"_L1, "direct"_L1, "announcement"_L1};
constexpr std::array messageTypes{"chat"_L1, "system"_L1};

// The value whose wire name stands in \p field; its first one if the field is missing or newer than
// this version.
template<class Enum, size_t Size>
Enum enumFrom(const std::array<QLatin1StringView, Size> &names, const QJsonValue &field)
{
    const QString name = field.toString();
    const auto found = std::find(names.begin(), names.end(), name);
    return found == names.end() ? Enum{} : static_cast<Enum>(found - names.begin());
}

// The seed fills `userName`, its system lines only `name`; we fill both with the same value.
std::optional<QString> nameFrom(const QJsonObject &json)
{
    const QJsonValue userName = json.value("userName"_L1);
    const QJsonValue name = userName.isUndefined() ? json.value("name"_L1) : userName;
    return name.isString() && !name.toString().isEmpty() ? std::optional(name.toString())
                                                         : std::nullopt;
}

void writeAuthor(JsonWriter &out, const Message &message)
{
    out.beginObject().key("id"_L1);
    if (message.type == MessageType::System) {
        out.null();
        out.key("userName"_L1).value(systemName);
        out.key("name"_L1).value(systemName);
    } else {
        if (message.user.id.isNull()) {
            out.null();
        } else {
            out.value(message.user.id.toString());
        }
        out.key("userName"_L1).value(message.user.userName);
        out.key("name"_L1).value(message.user.userName);
    }
    out.endObject();
}

void writeTime(JsonWriter &out, QLatin1StringView key, qint64 ms)
{
    out.key(key).value(QLatin1StringView(isoTime(ms)));
}

// The author, and what kind of message it makes this where the peer does not say so itself.
Result<void, DecodeError> readAuthor(const QJsonObject &json, Message &message)
{
    const QJsonValue user = json.value("user"_L1);
    if (!user.isObject()) {
        return failure(DecodeError{u"message: user is missing or no object"_s});
    }
    const QJsonObject author = user.toObject();
    const QJsonValue id = author.value("id"_L1);
    if (!id.isUndefined() && !id.isNull() && !id.isString()) {
        return failure(DecodeError{u"message: user.id is no string"_s});
    }
    const std::optional<QString> name = nameFrom(author);
    if (!name) {
        return failure(DecodeError{u"message: user.userName is missing or no string"_s});
    }
    message.user = {UserId(id.toString()), *name};

    const QJsonValue type = json.value("type"_L1);
    const bool seedSystem = !type.isString() && message.user.id.isNull();
    message.type = seedSystem ? MessageType::System : enumFrom<MessageType>(messageTypes, type);
    if (message.type == MessageType::System) {
        message.user = {UserId(), systemName};
    }
    return {};
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
    writeTime(out, "createdAt"_L1, room.createdMs);
    out.endObject();
}

void writeJson(JsonWriter &out, const Message &message)
{
    out.beginObject();
    out.key("_id"_L1).value(message.id.toString());
    out.key("room"_L1).value(message.room.toString());
    out.key("seq"_L1).value(message.seq);
    out.key("rev"_L1).value(message.rev);
    if (!message.cid.isEmpty()) {
        out.key("cid"_L1).value(message.cid);
    }
    out.key("type"_L1).value(toWire(message.type));
    out.key("chat"_L1).value(message.chat);
    out.key("user"_L1);
    writeAuthor(out, message);
    writeTime(out, "createdAt"_L1, message.createdMs);
    writeTime(out, "updatedAt"_L1, message.updatedMs);
    if (message.editedMs) {
        writeTime(out, "editedAt"_L1, *message.editedMs);
    }
    if (message.deletedMs) {
        writeTime(out, "deletedAt"_L1, *message.deletedMs);
    }
    out.key("__v"_L1).value(0);
    out.endObject();
}

Result<User, DecodeError> userFromJson(const QJsonObject &json)
{
    User user;
    user.id = UserId(stringField(json, "_id"_L1));
    if (user.id.isNull()) {
        return failure(DecodeError{u"user: _id is missing or no string"_s});
    }
    const std::optional<QString> name = nameFrom(json);
    if (!name) {
        return failure(DecodeError{u"user: userName is missing or no string"_s});
    }
    user.userName = *name;
    user.isOnline = json.value("isOnline"_L1).toBool();
    user.role = enumFrom<UserRole>(userRoles, json.value("role"_L1));
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
    room.name = stringField(json, "name"_L1);
    if (room.name.isEmpty()) {
        return failure(DecodeError{u"room: name is missing or no string"_s});
    }
    room.kind = enumFrom<RoomKind>(roomKinds, json.value("kind"_L1));
    room.topic = stringField(json, "topic"_L1);
    room.archived = json.value("archived"_L1).toBool();
    room.seq = countField(json, "seq"_L1);
    room.rev = countField(json, "rev"_L1);
    room.createdMs = timeField(json, "createdAt"_L1).value_or(0);
    return room;
}

Result<Message, DecodeError> messageFromJson(const QJsonObject &json)
{
    Message message;
    if (const auto author = readAuthor(json, message); !author) {
        return failure(author.error());
    }
    const QJsonValue id = json.value("_id"_L1);
    message.id = MessageId(id.toString());
    const bool mayLackId = message.type == MessageType::System && (id.isUndefined() || id.isNull());
    if (message.id.isNull() && !mayLackId) {
        return failure(DecodeError{u"message: _id is missing or no string"_s});
    }
    const QJsonValue chat = json.value("chat"_L1);
    if (!chat.isString()) {
        return failure(DecodeError{u"message: chat is missing or no string"_s});
    }
    message.chat = chat.toString();
    message.room = RoomId(stringField(json, "room"_L1));
    message.seq = countField(json, "seq"_L1);
    message.rev = countField(json, "rev"_L1);
    message.cid = stringField(json, "cid"_L1);
    message.createdMs = timeField(json, "createdAt"_L1).value_or(0);
    message.updatedMs = timeField(json, "updatedAt"_L1).value_or(0);
    message.editedMs = timeField(json, "editedAt"_L1);
    message.deletedMs = timeField(json, "deletedAt"_L1);
    return message;
}

} // namespace maru
