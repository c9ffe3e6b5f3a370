// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/chat/events.h"
#include "common/chat/eventtables.h"
#include "common/chat/eventwriter.h"

using namespace Qt::StringLiterals;

namespace maru {

namespace {

DecodedServerEvent decodeHello(const QJsonObject &json)
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
    hello.maxFileBytes = countField(limits, "maxFileBytes"_L1);
    hello.quotaBytes = countField(limits, "quotaBytes"_L1);
    return ServerEvent(std::move(hello));
}

DecodedServerEvent decodeBye(const QJsonObject &json)
{
    return ServerEvent(
        ServerBye{stringField(json, "reason"_L1), intField(json, "retryAfterMs"_L1)});
}

constexpr ServerEventEntry serverEvents[]{{"server:hello"_L1, decodeHello},
                                          {"server:bye"_L1, decodeBye}};

} // namespace

EncodedEvent encodeEvent(const ServerHello &event)
{
    EventWriter writer;
    JsonWriter &out = writer.json();
    out.key("protocol"_L1).value(event.protocol);
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
    if (event.maxFileBytes > 0) {
        out.key("maxFileBytes"_L1).value(event.maxFileBytes);
        out.key("quotaBytes"_L1).value(event.quotaBytes);
    }
    out.endObject();
    return writer.take("server:hello"_L1);
}

EncodedEvent encodeEvent(const ServerBye &event)
{
    EventWriter out;
    out.json().key("reason"_L1).value(event.reason);
    out.json().key("retryAfterMs"_L1).value(event.retryAfterMs);
    return out.take("server:bye"_L1);
}

EncodedEvent encodeServerEvent(const ServerEvent &event)
{
    return std::visit([](const auto &one) { return encodeEvent(one); }, event);
}

Result<std::optional<ServerEvent>, DecodeError> decodeServerEvent(const QString &name,
                                                                  const QJsonArray &arguments)
{
    for (const auto events : {messageServerEvents(), roomServerEvents(), peopleServerEvents(),
                              std::span<const ServerEventEntry>(serverEvents)}) {
        for (const ServerEventEntry &event : events) {
            if (name != event.name) {
                continue;
            }
            const bool hasOffset = arguments.size() == 2 && arguments.last().isString();
            if ((arguments.size() != 1 && !hasOffset) || !arguments.first().isObject()) {
                return failure(DecodeError{u"%1: not exactly one object"_s.arg(event.name)});
            }
            return event.decode(arguments.first().toObject());
        }
    }
    return std::optional<ServerEvent>();
}

} // namespace maru
