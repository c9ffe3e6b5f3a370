// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/chat/jsonfields.h"
#include "common/chat/objects.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace maru {

namespace {

constexpr auto systemName = "system"_L1;

void writeAuthor(JsonWriter &out, const MessageAuthor &user, bool isSystem)
{
    out.beginObject().key("id"_L1);
    if (isSystem) {
        out.null();
        out.key("userName"_L1).value(systemName);
        out.key("name"_L1).value(systemName);
    } else {
        if (user.id.isNull()) {
            out.null();
        } else {
            out.value(user.id.toString());
        }
        out.key("userName"_L1).value(user.userName);
        out.key("name"_L1).value(user.userName);
    }
    out.endObject();
}

void writeReply(JsonWriter &out, const ReplyTo &reply)
{
    out.key("replyTo"_L1).beginObject();
    out.key("_id"_L1).value(reply.id.toString());
    out.key("seq"_L1).value(reply.seq);
    out.key("user"_L1);
    // Without an id it is the system's: the null id is how it is known.
    writeAuthor(out, reply.user, reply.user.id.isNull());
    out.key("chat"_L1).value(reply.chat).endObject();
}

void writeIds(JsonWriter &out, QLatin1StringView key, const QList<UserId> &ids)
{
    out.key(key).beginArray();
    for (const UserId &id : ids) {
        out.value(id.toString());
    }
    out.endArray();
}

// What most messages do not have.
void writeExtras(JsonWriter &out, const Message &message)
{
    if (message.replyTo) {
        writeReply(out, *message.replyTo);
    }
    if (!message.mentions.isEmpty()) {
        writeIds(out, "mentions"_L1, message.mentions);
    }
    if (!message.files.isEmpty()) {
        out.key("files"_L1).beginArray();
        for (const File &file : message.files) {
            writeJson(out, file);
        }
        out.endArray();
    }
    if (!message.reactions.isEmpty()) {
        out.key("reactions"_L1).beginArray();
        for (const Reaction &reaction : message.reactions) {
            out.beginObject().key("emoji"_L1).value(reaction.emoji);
            writeIds(out, "users"_L1, reaction.users);
            out.endObject();
        }
        out.endArray();
    }
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
    const std::optional<QString> name = nameField(author);
    if (!name) {
        return failure(DecodeError{u"message: user.userName is missing or no string"_s});
    }
    message.user = {UserId(id.toString()), *name};

    const QJsonValue type = json.value("type"_L1);
    const bool seedSystem = !type.isString() && message.user.id.isNull();
    message.type = seedSystem || type.toString() == toWire(MessageType::System)
        ? MessageType::System
        : MessageType::Chat;
    if (message.type == MessageType::System) {
        message.user = {UserId(), systemName};
    }
    return {};
}

QList<UserId> idsFrom(const QJsonValue &list)
{
    QList<UserId> ids;
    const QJsonArray array = list.toArray();
    for (const QJsonValue &id : array) {
        if (id.isString() && !id.toString().isEmpty()) {
            ids.append(UserId(id.toString()));
        }
    }
    return ids;
}

std::optional<ReplyTo> replyFrom(const QJsonObject &json)
{
    const QJsonObject user = json.value("user"_L1).toObject();
    ReplyTo reply;
    reply.id = MessageId(stringField(json, "_id"_L1));
    reply.seq = countField(json, "seq"_L1);
    reply.user.id = UserId(stringField(user, "id"_L1));
    reply.user.userName =
        reply.user.id.isNull() ? QString(systemName) : nameField(user).value_or(QString());
    reply.chat = stringField(json, "chat"_L1);
    return reply.id.isNull() ? std::nullopt : std::optional(std::move(reply));
}

// A quotation or a reaction that cannot be read does not cost the message.
Result<void, DecodeError> readExtras(const QJsonObject &json, Message &message)
{
    if (const QJsonValue reply = json.value("replyTo"_L1); reply.isObject()) {
        message.replyTo = replyFrom(reply.toObject());
    }
    message.mentions = idsFrom(json.value("mentions"_L1));
    const QJsonArray files = json.value("files"_L1).toArray();
    for (const QJsonValue &element : files) {
        Result<File, DecodeError> file = fileFromJson(element.toObject());
        if (!file) {
            return failure(std::move(file.error()));
        }
        message.files.append(*std::move(file));
    }
    const QJsonArray reactions = json.value("reactions"_L1).toArray();
    for (const QJsonValue &element : reactions) {
        const QJsonObject object = element.toObject();
        Reaction reaction{stringField(object, "emoji"_L1), idsFrom(object.value("users"_L1))};
        if (!reaction.emoji.isEmpty() && !reaction.users.isEmpty()) {
            message.reactions.append(std::move(reaction));
        }
    }
    return {};
}

} // namespace

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
    writeAuthor(out, message.user, message.type == MessageType::System);
    writeTime(out, "createdAt"_L1, message.createdMs);
    writeTime(out, "updatedAt"_L1, message.updatedMs);
    if (message.editedMs) {
        writeTime(out, "editedAt"_L1, *message.editedMs);
    }
    if (message.deletedMs) {
        writeTime(out, "deletedAt"_L1, *message.deletedMs);
    }
    writeExtras(out, message);
    out.key("__v"_L1).value(0);
    out.endObject();
}

void writeJson(JsonWriter &out, const File &file)
{
    out.beginObject().key("_id"_L1).value(file.id.toString());
    out.key("name"_L1).value(file.name);
    out.key("size"_L1).value(file.bytes);
    out.key("mime"_L1).value(file.mime);
    if (file.width > 0 && file.height > 0) {
        out.key("width"_L1).value(file.width);
        out.key("height"_L1).value(file.height);
    }
    out.key("sha256"_L1).value(file.sha256).endObject();
}

Result<File, DecodeError> fileFromJson(const QJsonObject &json)
{
    File file;
    file.id = FileId(stringField(json, "_id"_L1));
    if (file.id.isNull()) {
        return failure(DecodeError{u"file: _id is missing or no string"_s});
    }
    file.name = stringField(json, "name"_L1);
    file.mime = stringField(json, "mime"_L1);
    file.bytes = countField(json, "size"_L1);
    file.width = intField(json, "width"_L1);
    file.height = intField(json, "height"_L1);
    file.sha256 = stringField(json, "sha256"_L1);
    return file;
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
    if (const auto extras = readExtras(json, message); !extras) {
        return failure(extras.error());
    }
    return message;
}

} // namespace maru
