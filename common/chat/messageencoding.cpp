// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/chat/eventwriter.h"
#include "common/chat/messageevents.h"
#include "common/chat/replyfields.h"

using namespace Qt::StringLiterals;

namespace maru {

namespace {

EventWriter startedTarget(const RoomId &room, const MessageId &message)
{
    EventWriter out;
    out.id("room"_L1, room);
    out.id("message"_L1, message);
    return out;
}

EncodedEvent encodeMessage(QLatin1StringView name, const Message &message)
{
    JsonWriter out;
    writeJson(out, message);
    return {name, out.take()};
}

void writeUser(JsonWriter &out, const User &user)
{
    out.key("user"_L1);
    writeJson(out, user);
}

Result<ReadersReply::Reader, DecodeError> readerFromJson(const QJsonObject &json)
{
    return userFromJson(json.value("user"_L1).toObject()).map([&json](User &&user) {
        return ReadersReply::Reader{std::move(user), timeField(json, "at"_L1).value_or(0)};
    });
}

Result<EditHistoryReply::Edit, DecodeError> editFromJson(const QJsonObject &json)
{
    if (!json.value("chat"_L1).isString()) {
        return failure(DecodeError{u"ack: chat of an edit is missing or no string"_s});
    }
    return EditHistoryReply::Edit{stringField(json, "chat"_L1),
                                  timeField(json, "at"_L1).value_or(0)};
}

} // namespace

EncodedEvent encodeEvent(const MessageSend &event)
{
    EventWriter out;
    out.json().key("cid"_L1).value(event.cid);
    out.id("room"_L1, event.room);
    out.json().key("chat"_L1).value(event.chat);
    out.optional("replyTo"_L1, event.replyTo.toString());
    out.ids("files"_L1, event.files);
    return out.take("message:send"_L1);
}

EncodedEvent encodeEvent(const MessageEdit &event)
{
    EventWriter out = startedTarget(event.room, event.message);
    out.json().key("chat"_L1).value(event.chat);
    return out.take("message:edit"_L1);
}

EncodedEvent encodeEvent(const MessageDelete &event)
{
    return startedTarget(event.room, event.message).take("message:delete"_L1);
}

EncodedEvent encodeEvent(const MessageReact &event)
{
    EventWriter out = startedTarget(event.room, event.message);
    out.json().key("emoji"_L1).value(event.emoji).key("on"_L1).value(event.on);
    return out.take("message:react"_L1);
}

EncodedEvent encodeEvent(const MessageReaders &event)
{
    return startedTarget(event.room, event.message).take("message:readers"_L1);
}

EncodedEvent encodeEvent(const MessageEditHistory &event)
{
    return startedTarget(event.room, event.message).take("message:edits"_L1);
}

EncodedEvent encodeEvent(const MessageHistory &event)
{
    constexpr QLatin1StringView keys[]{"before"_L1, "after"_L1, "around"_L1};
    EventWriter out;
    out.id("room"_L1, event.room);
    const bool newest =
        event.direction == MessageHistory::Direction::Before && event.seq > maxWireInteger;
    if (!newest) {
        out.json().key(keys[static_cast<quint8>(event.direction)]).value(event.seq);
    }
    out.limit(event.limit);
    return out.take("message:history"_L1);
}

EncodedEvent encodeEvent(const MessageChanges &event)
{
    EventWriter out;
    out.id("room"_L1, event.room);
    out.json().key("afterRev"_L1).value(event.afterRev);
    out.limit(event.limit);
    return out.take("message:changes"_L1);
}

EncodedEvent encodeEvent(const ReadSet &event)
{
    EventWriter out;
    out.id("room"_L1, event.room);
    out.json().key("seq"_L1).value(event.seq);
    return out.take("read:set"_L1);
}

EncodedEvent encodeEvent(const TypingSet &event)
{
    EventWriter out;
    out.id("room"_L1, event.room);
    out.json().key("on"_L1).value(event.on);
    return out.take("typing:set"_L1);
}

EncodedEvent encodeEvent(const MessageEvent &event)
{
    return encodeMessage("message"_L1, event.message);
}

EncodedEvent encodeEvent(const MessageChanged &event)
{
    return encodeMessage("message:changed"_L1, event.message);
}

EncodedEvent encodeEvent(const ReadChanged &event)
{
    EventWriter out;
    out.id("room"_L1, event.room);
    writeUser(out.json(), event.user);
    out.json().key("seq"_L1).value(event.seq);
    writeTime(out.json(), "at"_L1, event.atMs);
    return out.take("read:changed"_L1);
}

EncodedEvent encodeEvent(const TypingChanged &event)
{
    EventWriter out;
    out.id("room"_L1, event.room);
    writeUser(out.json(), event.user);
    out.json().key("on"_L1).value(event.on);
    return out.take("typing:changed"_L1);
}

QByteArray encodeReply(const SentReply &reply)
{
    JsonWriter out = startedReply();
    out.key("message"_L1);
    writeJson(out, reply.message);
    if (reply.duplicate) {
        out.key("duplicate"_L1).value(true);
    }
    return out.endObject().take();
}

QByteArray encodeReply(const MessageReply &reply)
{
    JsonWriter out = startedReply();
    out.key("message"_L1);
    writeJson(out, reply.message);
    return out.endObject().take();
}

QByteArray encodeReply(const HistoryReply &reply)
{
    JsonWriter out = startedReply();
    writeList(out, "messages"_L1, reply.messages);
    out.key("first"_L1).value(reply.first);
    out.key("last"_L1).value(reply.last);
    return out.endObject().take();
}

QByteArray encodeReply(const ChangesReply &reply)
{
    JsonWriter out = startedReply();
    writeList(out, "messages"_L1, reply.messages);
    out.key("rev"_L1).value(reply.rev);
    out.key("more"_L1).value(reply.more);
    return out.endObject().take();
}

QByteArray encodeReply(const ReadersReply &reply)
{
    JsonWriter out = startedReply();
    out.key("read"_L1).beginArray();
    for (const ReadersReply::Reader &reader : reply.read) {
        out.beginObject();
        writeUser(out, reader.user);
        writeTime(out, "at"_L1, reader.atMs);
        out.endObject();
    }
    out.endArray();
    writeList(out, "unread"_L1, reply.unread);
    return out.endObject().take();
}

QByteArray encodeReply(const EditHistoryReply &reply)
{
    JsonWriter out = startedReply();
    out.key("edits"_L1).beginArray();
    for (const EditHistoryReply::Edit &edit : reply.edits) {
        out.beginObject();
        out.key("chat"_L1).value(edit.chat);
        writeTime(out, "at"_L1, edit.atMs);
        out.endObject();
    }
    out.endArray();
    out.key("more"_L1).value(reply.more);
    return out.endObject().take();
}

Result<SentReply, DecodeError> sentFromAck(const QJsonObject &ack)
{
    Result<Message, DecodeError> message = messageFromJson(ack.value("message"_L1).toObject());
    if (!message) {
        return failure(std::move(message.error()));
    }
    return SentReply{*std::move(message), ack.value("duplicate"_L1).toBool()};
}

Result<MessageReply, DecodeError> messageFromAck(const QJsonObject &ack)
{
    return messageFromJson(ack.value("message"_L1).toObject()).map([](Message &&message) {
        return MessageReply{std::move(message)};
    });
}

Result<HistoryReply, DecodeError> historyFromAck(const QJsonObject &ack)
{
    auto messages = readList<Message>(ack, "messages"_L1, messageFromJson);
    if (!messages) {
        return failure(std::move(messages.error()));
    }
    return HistoryReply{*std::move(messages), ack.value("first"_L1).toBool(),
                        ack.value("last"_L1).toBool()};
}

Result<ChangesReply, DecodeError> changesFromAck(const QJsonObject &ack)
{
    auto messages = readList<Message>(ack, "messages"_L1, messageFromJson);
    if (!messages) {
        return failure(std::move(messages.error()));
    }
    const std::optional<qint64> rev = wireInteger(ack.value("rev"_L1));
    if (!rev) {
        return failure(DecodeError{u"ack: rev is missing or no whole number"_s});
    }
    return ChangesReply{*std::move(messages), *rev, ack.value("more"_L1).toBool()};
}

Result<ReadersReply, DecodeError> readersFromAck(const QJsonObject &ack)
{
    auto read = readList<ReadersReply::Reader>(ack, "read"_L1, readerFromJson);
    if (!read) {
        return failure(std::move(read.error()));
    }
    auto unread = readList<User>(ack, "unread"_L1, userFromJson);
    if (!unread) {
        return failure(std::move(unread.error()));
    }
    return ReadersReply{*std::move(read), *std::move(unread)};
}

Result<EditHistoryReply, DecodeError> editsFromAck(const QJsonObject &ack)
{
    auto edits = readList<EditHistoryReply::Edit>(ack, "edits"_L1, editFromJson);
    if (!edits) {
        return failure(std::move(edits.error()));
    }
    return EditHistoryReply{*std::move(edits), ack.value("more"_L1).toBool()};
}

} // namespace maru
