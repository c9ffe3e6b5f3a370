// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/chat/events.h"
#include "common/chat/jsonfields.h"
#include "common/limits.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace maru {

namespace {

JsonWriter startedReply()
{
    JsonWriter out;
    out.beginObject().key("ok"_L1).value(true);
    return out;
}

template<class Object>
void writeList(JsonWriter &out, QLatin1StringView key, const QList<Object> &objects)
{
    out.key(key).beginArray();
    for (const Object &object : objects) {
        writeJson(out, object);
    }
    out.endArray();
}

// A missing list is an empty one.
template<class Object, class Read>
Result<QList<Object>, DecodeError> readList(const QJsonObject &ack, QLatin1StringView key,
                                            Read read)
{
    const QJsonValue list = ack.value(key);
    if (!list.isArray() && !list.isUndefined()) {
        return failure(DecodeError{u"ack: %1 is no list"_s.arg(key)});
    }
    QList<Object> objects;
    const QJsonArray array = list.toArray();
    objects.reserve(array.size());
    for (const QJsonValue &element : array) {
        Result<Object, DecodeError> object = read(element.toObject());
        if (!object) {
            return failure(std::move(object.error()));
        }
        objects.append(*std::move(object));
    }
    return objects;
}

void writeErrorFields(JsonWriter &out, const ApiError &error)
{
    out.key("code"_L1).value(toWire(error.code));
    out.key("error"_L1).value(error.text);
    if (!error.suggestion.isEmpty()) {
        out.key("suggestion"_L1).value(error.suggestion);
    }
    if (error.limit > 0) {
        out.key("limit"_L1).value(error.limit);
    }
    if (error.retryAfterMs > 0) {
        out.key("retryAfterMs"_L1).value(error.retryAfterMs);
    }
}

void writeClassicFlags(JsonWriter &out, bool ok)
{
    // The seed's client reads the misspelt one.
    for (const QLatin1StringView key : {"ok"_L1, "success"_L1, "succese"_L1}) {
        out.key(key).value(ok);
    }
}

} // namespace

QByteArray encodeReply(const JoinedReply &reply)
{
    JsonWriter out = startedReply();
    out.key("user"_L1);
    writeJson(out, reply.user);
    if (!reply.token.isEmpty()) {
        out.key("token"_L1).value(reply.token);
    }
    writeList(out, "rooms"_L1, reply.rooms);
    out.key("home"_L1).value(reply.homeRoom.toString());
    out.key("serverTime"_L1).value(QLatin1StringView(isoTime(reply.serverTimeMs)));
    out.key("limits"_L1).beginObject();
    out.key("maxChatCodePoints"_L1).value(limits::maxChatCodePoints);
    out.key("maxPayloadBytes"_L1).value(qint64{limits::maxPayloadBytes});
    out.endObject().endObject();
    return out.take();
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

QByteArray encodeReply(const RoomsReply &reply)
{
    JsonWriter out = startedReply();
    writeList(out, "rooms"_L1, reply.rooms);
    out.key("more"_L1).value(reply.more);
    return out.endObject().take();
}

QByteArray encodeOk()
{
    return QByteArrayLiteral("{\"ok\":true}");
}

QByteArray encodeError(const ApiError &error)
{
    JsonWriter out;
    out.beginObject().key("ok"_L1).value(false);
    writeErrorFields(out, error);
    return out.endObject().take();
}

QByteArray encodeClassicJoined(const User &user, const QString &socketId)
{
    User online = user;
    online.isOnline = true;
    JsonWriter out;
    out.beginObject();
    writeClassicFlags(out, true);
    out.key("user"_L1).beginObject();
    writeUserFields(out, online);
    out.key("socketId"_L1).value(socketId);
    out.endObject().endObject();
    return out.take();
}

QByteArray encodeClassicJoinError(const ApiError &error)
{
    JsonWriter out;
    out.beginObject();
    writeClassicFlags(out, false);
    writeErrorFields(out, error);
    return out.endObject().take();
}

QJsonObject connectErrorData(const ApiError &error)
{
    QJsonObject data{{u"code"_s, QString(toWire(error.code))}};
    if (error.retryAfterMs > 0) {
        data.insert("retryAfterMs"_L1, error.retryAfterMs);
    }
    return {{u"message"_s, error.text}, {u"data"_s, data}};
}

std::optional<ApiError> errorFromAck(const QJsonObject &ack)
{
    QJsonValue flag = ack.value("ok"_L1);
    for (const QLatin1StringView key : {"success"_L1, "succese"_L1}) {
        flag = flag.isUndefined() ? ack.value(key) : flag;
    }
    if (flag.isBool() && flag.toBool()) {
        return std::nullopt;
    }
    ApiError error;
    error.code = errorCodeFromWire(stringField(ack, "code"_L1));
    error.text = stringField(ack, "error"_L1);
    if (error.text.isEmpty()) {
        error.text = u"The server refused without saying why."_s;
    }
    error.suggestion = stringField(ack, "suggestion"_L1);
    error.limit = countField(ack, "limit"_L1);
    error.retryAfterMs = intField(ack, "retryAfterMs"_L1);
    return error;
}

Result<JoinedReply, DecodeError> joinedFromAck(const QJsonObject &ack)
{
    Result<User, DecodeError> user = userFromJson(ack.value("user"_L1).toObject());
    if (!user) {
        return failure(std::move(user.error()));
    }
    auto rooms = readList<Room>(ack, "rooms"_L1, roomFromJson);
    if (!rooms) {
        return failure(std::move(rooms.error()));
    }
    JoinedReply reply;
    reply.user = *std::move(user);
    reply.token = stringField(ack, "token"_L1);
    reply.rooms = *std::move(rooms);
    reply.serverTimeMs = timeField(ack, "serverTime"_L1).value_or(0);
    reply.homeRoom = RoomId(stringField(ack, "home"_L1));
    return reply;
}

Result<SentReply, DecodeError> sentFromAck(const QJsonObject &ack)
{
    Result<Message, DecodeError> message = messageFromJson(ack.value("message"_L1).toObject());
    if (!message) {
        return failure(std::move(message.error()));
    }
    return SentReply{*std::move(message), ack.value("duplicate"_L1).toBool()};
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

Result<RoomsReply, DecodeError> roomsFromAck(const QJsonObject &ack)
{
    auto rooms = readList<Room>(ack, "rooms"_L1, roomFromJson);
    if (!rooms) {
        return failure(std::move(rooms.error()));
    }
    return RoomsReply{*std::move(rooms), ack.value("more"_L1).toBool()};
}

} // namespace maru
