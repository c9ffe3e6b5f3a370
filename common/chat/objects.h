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
/// What a member may do in one room.
enum class RoomRole : quint8 { Member, Moderator, Owner };
/// Which messages of a room call their reader.
enum class RoomNotify : quint8 { All, Mentions, None };

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

/// What a room is to one of its members: only in what is addressed to that person alone.
struct OwnRoom
{
    RoomRole role = RoomRole::Member;
    qint64 readSeq = 0; ///< read up to here
    qint64 unread = 0; ///< messages above readSeq
    qint64 mentions = 0; ///< those of them that name the reader
    RoomNotify notify = RoomNotify::All;
    QString classCode = {}; ///< moderators only

    friend bool operator==(const OwnRoom &, const OwnRoom &) = default;
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
    bool muteAll = false; ///< only moderators may write
    int slowModeSeconds = 0; ///< between two messages of a member; 0: off
    std::optional<OwnRoom> own = {};

    friend bool operator==(const Room &, const Room &) = default;
};

struct Member
{
    User user;
    RoomRole role = RoomRole::Member;
    bool muted = false;
    bool hand = false; ///< raised
    qint64 readSeq = 0;

    friend bool operator==(const Member &, const Member &) = default;
};

/// A device that holds its user's name by a token.
struct Session
{
    SessionId id;
    QString name; ///< as the client called itself
    bool isCurrent = false; ///< the one that asks
    qint64 createdMs = 0;
    qint64 lastSeenMs = 0;

    friend bool operator==(const Session &, const Session &) = default;
};

struct File
{
    FileId id;
    QString name;
    QString mime;
    qint64 bytes = 0;
    int width = 0; ///< of pictures; 0: none
    int height = 0;
    QString sha256; ///< hex

    friend bool operator==(const File &, const File &) = default;
};

/// Who wrote a message, as it was called then. The system has a null id and the name "system".
struct MessageAuthor
{
    UserId id;
    QString userName;

    friend bool operator==(const MessageAuthor &, const MessageAuthor &) = default;
};

/// The message that another one answers, as it was read with it.
struct ReplyTo
{
    MessageId id;
    qint64 seq = 0;
    MessageAuthor user;
    QString chat; ///< at most limits::maxQuoteCodePoints

    friend bool operator==(const ReplyTo &, const ReplyTo &) = default;
};

struct Reaction
{
    QString emoji;
    QList<UserId> users; ///< in the order in which they came

    friend bool operator==(const Reaction &, const Reaction &) = default;
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
    std::optional<ReplyTo> replyTo = {};
    QList<UserId> mentions = {};
    QList<File> files = {};
    QList<Reaction> reactions = {}; ///< in the order of their first user

    friend bool operator==(const Message &, const Message &) = default;
};

[[nodiscard]] QLatin1StringView toWire(UserRole role);
[[nodiscard]] QLatin1StringView toWire(RoomKind kind);
[[nodiscard]] QLatin1StringView toWire(MessageType type);
[[nodiscard]] QLatin1StringView toWire(RoomRole role);
[[nodiscard]] QLatin1StringView toWire(RoomNotify notify);
/// std::nullopt for a word that is none of them.
[[nodiscard]] std::optional<UserRole> userRoleFromWire(const QString &word);
[[nodiscard]] std::optional<RoomKind> roomKindFromWire(const QString &word);
[[nodiscard]] std::optional<RoomRole> roomRoleFromWire(const QString &word);
[[nodiscard]] std::optional<RoomNotify> roomNotifyFromWire(const QString &word);

void writeJson(JsonWriter &out, const User &user);
/// The fields of a User without the braces, for an object that carries more.
void writeUserFields(JsonWriter &out, const User &user);
void writeJson(JsonWriter &out, const Room &room);
void writeJson(JsonWriter &out, const Member &member);
void writeJson(JsonWriter &out, const Session &session);
void writeJson(JsonWriter &out, const File &file);
void writeJson(JsonWriter &out, const Message &message);

/// Objects as read from a peer. Unknown fields are ignored; a missing or wrongly typed required
/// field
/// (`_id`, the names, and for a message `chat`) is an error that names the field. A message of a
/// seed server has no `room`, `seq`, `rev` and `type`, its system lines no `_id` and no times:
/// those stay null or 0.
[[nodiscard]] Result<User, DecodeError> userFromJson(const QJsonObject &json);
[[nodiscard]] Result<Room, DecodeError> roomFromJson(const QJsonObject &json);
[[nodiscard]] Result<Member, DecodeError> memberFromJson(const QJsonObject &json);
[[nodiscard]] Result<Session, DecodeError> sessionFromJson(const QJsonObject &json);
[[nodiscard]] Result<File, DecodeError> fileFromJson(const QJsonObject &json);
[[nodiscard]] Result<Message, DecodeError> messageFromJson(const QJsonObject &json);

} // namespace maru
