// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/ids.h"
#include "common/chat/isotime.h"
#include "common/protocol/errors.h"
#include "common/protocol/jsonwriter.h"
#include "common/result.h"

#include <QJsonObject>
#include <QList>
#include <QString>

#include <optional>

/// The objects of docs/protocol.md §3 and their JSON. Times are milliseconds since 1970 UTC in
/// memory and ISO-8601 UTC with milliseconds on the wire.
namespace maru {

enum class UserRole : quint8 { Guest, Member, Admin, Owner };
enum class RoomKind : quint8 { Public, Private, Direct, Announcement };
enum class MessageType : quint8 { Chat, System };

struct User
{
    UserId id;
    QString userName;
    UserRole role = UserRole::Guest;
    bool isOnline = false;
    qint64 lastSeenMs = 0;
    qint64 createdMs = 0;

    friend bool operator==(const User &, const User &) = default;
};

struct Room
{
    RoomId id;
    QString name;
    RoomKind kind = RoomKind::Public;
    QString topic;
    bool archived = false;
    qint64 seq = 0; ///< number of messages so far
    qint64 rev = 0; ///< number of changes so far
    qint64 createdMs = 0;

    friend bool operator==(const Room &, const Room &) = default;
};

/// Who wrote a message, as it was called then. The system has a null id and the name "system".
struct MessageAuthor
{
    UserId id;
    QString userName;

    friend bool operator==(const MessageAuthor &, const MessageAuthor &) = default;
};

struct Message
{
    MessageId id;
    RoomId room;
    qint64 seq = 0; ///< 1, 2, 3 … in its room; 0: from a server that does not count
    qint64 rev = 0; ///< the room's rev at this message's last change
    QString cid; ///< chosen by the author's client; empty if there is none
    MessageType type = MessageType::Chat;
    QString chat;
    MessageAuthor user;
    qint64 createdMs = 0;
    qint64 updatedMs = 0;
    std::optional<qint64> editedMs;
    std::optional<qint64> deletedMs;

    friend bool operator==(const Message &, const Message &) = default;
};

[[nodiscard]] QLatin1StringView toWire(UserRole role);
[[nodiscard]] QLatin1StringView toWire(RoomKind kind);
[[nodiscard]] QLatin1StringView toWire(MessageType type);

void writeJson(JsonWriter &out, const User &user);
/// The fields of a User without the braces, for an object that carries more.
void writeUserFields(JsonWriter &out, const User &user);
void writeJson(JsonWriter &out, const Room &room);
void writeJson(JsonWriter &out, const Message &message);

/// Objects as read from a peer. Unknown fields are ignored; a missing or wrongly typed required
/// field
/// (`_id`, the names, and for a message `chat`) is an error that names the field. A message of a
/// seed server has no `room`, `seq`, `rev` and `type`, its system lines no `_id` and no times:
/// those stay null or 0.
[[nodiscard]] Result<User, DecodeError> userFromJson(const QJsonObject &json);
[[nodiscard]] Result<Room, DecodeError> roomFromJson(const QJsonObject &json);
[[nodiscard]] Result<Message, DecodeError> messageFromJson(const QJsonObject &json);

} // namespace maru
