// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/chat/events.h"
#include "common/chat/jsonfields.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace maru {

namespace {

constexpr auto helloName = "server:hello"_L1;
constexpr auto byeName = "server:bye"_L1;
constexpr auto messageName = "message"_L1;

struct ServerEventEncoder
{
    EncodedEvent operator()(const ServerHello &event) const
    {
        JsonWriter out;
        out.beginObject().key("protocol"_L1).value(event.protocol);
        out.key("server"_L1).value(event.server);
        out.key("version"_L1).value(event.version);
        out.key("name"_L1).value(event.name);
        out.key("features"_L1).beginArray();
        for (const QString &feature : event.features) {
            out.value(feature);
        }
        out.endArray();
        out.key("limits"_L1).beginObject();
        out.key("maxChatCodePoints"_L1).value(event.maxChatCodePoints);
        out.key("maxPayloadBytes"_L1).value(event.maxPayloadBytes);
        out.endObject();
        return {helloName, out.endObject().take()};
    }

    EncodedEvent operator()(const ServerBye &event) const
    {
        JsonWriter out;
        out.beginObject().key("reason"_L1).value(event.reason);
        out.key("retryAfterMs"_L1).value(event.retryAfterMs);
        return {byeName, out.endObject().take()};
    }

    EncodedEvent operator()(const MessageEvent &event) const
    {
        JsonWriter out;
        writeJson(out, event.message);
        return {messageName, out.take()};
    }
};

using Decoded = Result<std::optional<ServerEvent>, DecodeError>;

Decoded decodeHello(const QJsonObject &json)
{
    ServerHello hello;
    hello.protocol = intField(json, "protocol"_L1);
    if (hello.protocol < 1) {
        return failure(DecodeError{u"server:hello: protocol is missing or no number"_s});
    }
    hello.server = stringField(json, "server"_L1);
    hello.version = stringField(json, "version"_L1);
    hello.name = stringField(json, "name"_L1);
    const QJsonArray features = json.value("features"_L1).toArray();
    for (const QJsonValue &feature : features) {
        if (feature.isString()) {
            hello.features.append(feature.toString());
        }
    }
    const QJsonObject limits = json.value("limits"_L1).toObject();
    hello.maxChatCodePoints = intField(limits, "maxChatCodePoints"_L1);
    hello.maxPayloadBytes = countField(limits, "maxPayloadBytes"_L1);
    return ServerEvent(std::move(hello));
}

Decoded decodeBye(const QJsonObject &json)
{
    return ServerEvent(
        ServerBye{stringField(json, "reason"_L1), intField(json, "retryAfterMs"_L1)});
}

Decoded decodeMessage(const QJsonObject &json)
{
    Result<Message, DecodeError> message = messageFromJson(json);
    if (!message) {
        return failure(std::move(message.error()));
    }
    return ServerEvent(MessageEvent{*std::move(message)});
}

} // namespace

EncodedEvent encodeServerEvent(const ServerEvent &event)
{
    return std::visit(ServerEventEncoder(), event);
}

Result<std::optional<ServerEvent>, DecodeError> decodeServerEvent(const QString &name,
                                                                  const QJsonArray &arguments)
{
    constexpr std::pair<QLatin1StringView, Decoded (*)(const QJsonObject &)> decoders[]{
        {messageName, decodeMessage},
        {helloName, decodeHello},
        {byeName, decodeBye},
    };
    for (const auto &[known, decode] : decoders) {
        if (name != known) {
            continue;
        }
        const bool hasOffset = arguments.size() == 2 && arguments.last().isString();
        if ((arguments.size() != 1 && !hasOffset) || !arguments.first().isObject()) {
            return failure(DecodeError{u"%1: not exactly one object"_s.arg(known)});
        }
        return decode(arguments.first().toObject());
    }
    return std::optional<ServerEvent>();
}

} // namespace maru
