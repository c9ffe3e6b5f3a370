// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/chat/events.h"

#include "common/chat/eventtables.h"

using namespace Qt::StringLiterals;

namespace maru {

namespace {

std::optional<QString> classicText(const QJsonArray &arguments)
{
    const QJsonValue value = arguments.isEmpty() ? QJsonValue() : arguments.first();
    return value.isString() ? std::optional(value.toString()) : std::nullopt;
}

QByteArray classicArgument(const std::optional<QString> &text)
{
    JsonWriter out;
    return (text ? out.value(*text) : out.null()).take();
}

EncodedEvent encodeEvent(const ClassicJoin &event)
{
    return {"join"_L1, classicArgument(event.userName)};
}

EncodedEvent encodeEvent(const ClassicSend &event)
{
    return {"sendMessage"_L1, classicArgument(event.chat)};
}

} // namespace

Result<ClientEvent, ApiError> decodeClientEvent(const QString &name, const QJsonArray &arguments)
{
    if (name == "sendMessage"_L1) {
        return ClientEvent(ClassicSend{classicText(arguments)});
    }
    if (name == "join"_L1) {
        return ClientEvent(ClassicJoin{classicText(arguments)});
    }
    // The commonest first.
    for (const auto events : {messageClientEvents(), roomClientEvents(), peopleClientEvents(),
                              searchClientEvents(), sanctionClientEvents()}) {
        for (const ClientEventEntry &event : events) {
            if (name != event.name) {
                continue;
            }
            if (arguments.size() != 1 || !arguments.first().isObject()) {
                return failure(ApiError{.code = ErrorCode::BadRequest,
                                        .text = u"%1 takes exactly one object."_s.arg(event.name)});
            }
            return event.decode(FieldReader(arguments.first().toObject()));
        }
    }
    return failure(ApiError{.code = ErrorCode::UnknownEvent,
                            .text = u"This server does not know that event."_s});
}

EncodedEvent encodeClientEvent(const ClientEvent &event)
{
    return std::visit([](const auto &one) { return encodeEvent(one); }, event);
}

} // namespace maru
