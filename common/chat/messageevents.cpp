// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/chat/messageevents.h"

#include "common/chat/eventtables.h"
#include "common/limits.h"

#include <limits>
#include <utility>

using namespace Qt::StringLiterals;

namespace maru {

namespace {

/// The two fields that name a message.
template<class Event>
void readTarget(FieldReader &fields, Event &event)
{
    event.room = RoomId(fields.id("room"_L1));
    event.message = MessageId(fields.id("message"_L1));
}

DecodedClientEvent decodeSend(FieldReader fields)
{
    MessageSend event;
    event.cid = fields.cid();
    event.room = RoomId(fields.id("room"_L1));
    event.chat = fields.requiredText("chat"_L1);
    event.replyTo = MessageId(fields.optionalId("replyTo"_L1));
    const QStringList files = fields.ids("files"_L1, limits::maxFilesPerMessage);
    for (const QString &file : files) {
        event.files.append(FileId(file));
    }
    return fields.finish<ClientEvent>(std::move(event));
}

DecodedClientEvent decodeEdit(FieldReader fields)
{
    MessageEdit event;
    readTarget(fields, event);
    event.chat = fields.requiredText("chat"_L1);
    return fields.finish<ClientEvent>(std::move(event));
}

DecodedClientEvent decodeDelete(FieldReader fields)
{
    MessageDelete event;
    readTarget(fields, event);
    return fields.finish<ClientEvent>(std::move(event));
}

DecodedClientEvent decodeReact(FieldReader fields)
{
    MessageReact event;
    readTarget(fields, event);
    event.emoji = fields.requiredText("emoji"_L1);
    if (event.emoji.isEmpty() || event.emoji.size() > limits::maxEmojiChars) {
        fields.refuse("emoji"_L1, u"must be one emoji"_s);
    }
    event.on = fields.flag("on"_L1);
    return fields.finish<ClientEvent>(std::move(event));
}

DecodedClientEvent decodeReaders(FieldReader fields)
{
    MessageReaders event;
    readTarget(fields, event);
    return fields.finish<ClientEvent>(std::move(event));
}

DecodedClientEvent decodeEditHistory(FieldReader fields)
{
    MessageEditHistory event;
    readTarget(fields, event);
    return fields.finish<ClientEvent>(std::move(event));
}

DecodedClientEvent decodeHistory(FieldReader fields)
{
    using Direction = MessageHistory::Direction;
    constexpr std::pair<QLatin1StringView, Direction> directions[]{
        {"before"_L1, Direction::Before},
        {"after"_L1, Direction::After},
        {"around"_L1, Direction::Around},
    };
    MessageHistory event;
    event.room = RoomId(fields.id("room"_L1));
    event.seq = std::numeric_limits<qint64>::max();
    bool found = false;
    for (const auto &[key, direction] : directions) {
        if (!fields.has(key)) {
            continue;
        }
        if (found) {
            fields.refuse(key, u"must stand alone: one of before, after and around"_s);
        }
        found = true;
        event.direction = direction;
        event.seq = fields.integer(key);
    }
    event.limit = fields.limit();
    return fields.finish<ClientEvent>(std::move(event));
}

DecodedClientEvent decodeChanges(FieldReader fields)
{
    MessageChanges event;
    event.room = RoomId(fields.id("room"_L1));
    event.afterRev = fields.integer("afterRev"_L1);
    event.limit = fields.limit();
    return fields.finish<ClientEvent>(std::move(event));
}

DecodedClientEvent decodeRead(FieldReader fields)
{
    ReadSet event;
    event.room = RoomId(fields.id("room"_L1));
    event.seq = fields.integer("seq"_L1);
    return fields.finish<ClientEvent>(std::move(event));
}

DecodedClientEvent decodeTyping(FieldReader fields)
{
    TypingSet event;
    event.room = RoomId(fields.id("room"_L1));
    event.on = fields.flag("on"_L1);
    return fields.finish<ClientEvent>(std::move(event));
}

constexpr ClientEventEntry clientEvents[]{
    {"message:send"_L1, decodeSend},       {"read:set"_L1, decodeRead},
    {"typing:set"_L1, decodeTyping},       {"message:changes"_L1, decodeChanges},
    {"message:history"_L1, decodeHistory}, {"message:react"_L1, decodeReact},
    {"message:edit"_L1, decodeEdit},       {"message:delete"_L1, decodeDelete},
    {"message:readers"_L1, decodeReaders}, {"message:edits"_L1, decodeEditHistory},
};

template<class Event>
DecodedServerEvent decodeMessage(const QJsonObject &json)
{
    return messageFromJson(json).map(
        [](Message &&message) { return std::optional<ServerEvent>(Event{std::move(message)}); });
}

/// The two fields that say where and who; then \p finish.
template<class Finish>
DecodedServerEvent decodeMark(const QJsonObject &json, QLatin1StringView name, Finish finish)
{
    RoomId room(stringField(json, "room"_L1));
    if (room.isNull()) {
        return failure(DecodeError{u"%1: room is missing or no string"_s.arg(name)});
    }
    Result<User, DecodeError> user = userFromJson(json.value("user"_L1).toObject());
    if (!user) {
        return failure(std::move(user.error()));
    }
    return std::optional<ServerEvent>(finish(std::move(room), *std::move(user)));
}

DecodedServerEvent decodeReadChanged(const QJsonObject &json)
{
    return decodeMark(json, "read:changed"_L1, [&json](RoomId &&room, User &&user) {
        return ReadChanged{std::move(room), std::move(user), countField(json, "seq"_L1),
                           timeField(json, "at"_L1).value_or(0)};
    });
}

DecodedServerEvent decodeTypingChanged(const QJsonObject &json)
{
    return decodeMark(json, "typing:changed"_L1, [&json](RoomId &&room, User &&user) {
        return TypingChanged{std::move(room), std::move(user), json.value("on"_L1).toBool()};
    });
}

constexpr ServerEventEntry serverEvents[]{
    {"message"_L1, decodeMessage<MessageEvent>},
    {"message:changed"_L1, decodeMessage<MessageChanged>},
    {"read:changed"_L1, decodeReadChanged},
    {"typing:changed"_L1, decodeTypingChanged},
};

} // namespace

std::span<const ClientEventEntry> messageClientEvents()
{
    return clientEvents;
}

std::span<const ServerEventEntry> messageServerEvents()
{
    return serverEvents;
}

} // namespace maru
