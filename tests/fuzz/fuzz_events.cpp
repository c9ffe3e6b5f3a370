// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/chat/events.h"
#include "common/limits.h"
#include "common/protocol/enginepacket.h"
#include "tests/fuzz/fuzztools.h"

#include <limits>

using namespace maru;
using fuzz::json;
using fuzz::require;

// Typed events and acks from JSON, as the server and the client read them. The first byte says
// which; the rest is `["name",argument…]`, an ack's object, or an open packet. What was understood
// must be the same after it was encoded and read once more.

namespace {

QJsonArray asArguments(const QByteArray &argument)
{
    return fuzz::json('[' + argument + ']').array();
}

void useClientEvent(const QString &name, const QJsonArray &arguments)
{
    const auto event = decodeClientEvent(name, arguments);
    if (!event) {
        require(errorFromAck(json(encodeError(event.error())).object()).has_value());
        return;
    }
    if (const auto *history = std::get_if<MessageHistory>(&*event)) {
        require(history->limit >= 1 && history->limit <= limits::maxPageRows && history->seq >= 0);
    }
    const EncodedEvent first = encodeClientEvent(*event);
    const auto again = decodeClientEvent(first.name, asArguments(first.argument));
    require(again.has_value() && again->index() == event->index());
    require(encodeClientEvent(*again).argument == first.argument);
}

/// The seed's system lines have no id, and ours always one: only those can be encoded again.
bool hasIds(const QList<Message> &messages)
{
    return std::none_of(messages.begin(), messages.end(),
                        [](const Message &message) { return message.id.isNull(); });
}

void useServerEvent(const QString &name, const QJsonArray &arguments)
{
    const auto event = decodeServerEvent(name, arguments);
    if (!event) {
        require(!event.error().reason.isEmpty());
        return;
    }
    if (!*event) {
        return;
    }
    const Message *message = nullptr;
    if (const auto *added = std::get_if<MessageEvent>(&**event)) {
        message = &added->message;
    } else if (const auto *changed = std::get_if<MessageChanged>(&**event)) {
        message = &changed->message;
    }
    const EncodedEvent first = encodeServerEvent(**event);
    const auto again = decodeServerEvent(first.name, asArguments(first.argument));
    if (message != nullptr && message->id.isNull()) {
        return;
    }
    require(again.has_value() && again->has_value());
    require(encodeServerEvent(**again).argument == first.argument);
}

template<class Reply>
void useReply(const Result<Reply, DecodeError> &reply,
              Result<Reply, DecodeError> (*read)(const QJsonObject &))
{
    if (!reply) {
        require(!reply.error().reason.isEmpty());
        return;
    }
    const QByteArray first = encodeReply(*reply);
    const QJsonObject object = json(first).object();
    require(!errorFromAck(object));
    const auto again = read(object);
    require(again.has_value() && encodeReply(*again) == first);
}

void useAck(const QJsonObject &ack)
{
    if (const auto error = errorFromAck(ack)) {
        const QByteArray first = encodeError(*error);
        const auto again = errorFromAck(json(first).object());
        require(again && !again->text.isEmpty() && again->limit >= 0 && again->retryAfterMs >= 0);
        require(encodeError(*again) == first);
    }
    useReply(joinedFromAck(ack), joinedFromAck);
    useReply(sessionsFromAck(ack), sessionsFromAck);
    useReply(userFromAck(ack), userFromAck);
    useReply(usersFromAck(ack), usersFromAck);
    useReply(roomsFromAck(ack), roomsFromAck);
    useReply(roomFromAck(ack), roomFromAck);
    useReply(membersFromAck(ack), membersFromAck);
    useReply(sanctionsFromAck(ack), sanctionsFromAck);
    useReply(editsFromAck(ack), editsFromAck);
    useReply(readersFromAck(ack), readersFromAck);
    if (const auto changed = messageFromAck(ack); changed && hasIds({changed->message})) {
        useReply(changed, messageFromAck);
    }
    if (const auto sent = sentFromAck(ack); sent && hasIds({sent->message})) {
        useReply(sent, sentFromAck);
    }
    if (const auto history = historyFromAck(ack); history && hasIds(history->messages)) {
        useReply(history, historyFromAck);
    }
    if (const auto changes = changesFromAck(ack); changes && hasIds(changes->messages)) {
        require(changes->rev >= 0);
        useReply(changes, changesFromAck);
    }
}

void useHandshake(QByteArrayView bytes)
{
    const auto handshake = decodeEngineHandshake(bytes);
    if (!handshake) {
        return;
    }
    require(!handshake->sid.isEmpty() && handshake->maxPayloadBytes > 0);
    require(handshake->pingIntervalMs > 0 && handshake->pingTimeoutMs > 0);
    // The two are added up to a deadline.
    require(handshake->pingIntervalMs < std::numeric_limits<int>::max() - handshake->pingTimeoutMs);
    const QByteArray first = encodeEngineHandshake(*handshake);
    const auto again = decodeEngineHandshake(first);
    require(again && encodeEngineHandshake(*again) == first);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz::Input input(data, size);
    const quint8 kind = input.byte();
    if (kind == 'h') {
        useHandshake(input.rest());
        return 0;
    }
    const QJsonDocument document = json(input.rest());
    if (kind == 'a') {
        useAck(document.object());
        return 0;
    }
    QJsonArray arguments = document.array();
    if (arguments.isEmpty() || !arguments.first().isString()) {
        return 0;
    }
    const QString name = arguments.takeAt(0).toString();
    if (kind == 's') {
        useServerEvent(name, arguments);
    } else {
        useClientEvent(name, arguments);
    }
    return 0;
}
