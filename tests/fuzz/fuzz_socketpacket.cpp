// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/chat/events.h"
#include "common/limits.h"
#include "common/protocol/enginepacket.h"
#include "common/protocol/sockethead.h"
#include "common/protocol/socketpacket.h"
#include "tests/fuzz/fuzztools.h"

using namespace maru;
using fuzz::require;

// The path of a peer's bytes: a polling body is split into packets, their text and attachments are
// decoded, events are typed. What was accepted must keep the rules that the layers above rely on,
// and survive being encoded again.

namespace {

int placeholders(const QJsonValue &value)
{
    int count = 0;
    if (value.isArray()) {
        const QJsonArray array = value.toArray();
        for (const QJsonValue &each : array) {
            count += placeholders(each);
        }
    } else if (value.isObject()) {
        const QJsonObject object = value.toObject();
        const QJsonValue num = object.value(QLatin1StringView("num"));
        if (object.contains(QLatin1StringView("_placeholder"))) {
            return 1;
        }
        for (const QJsonValue &each : object) {
            count += placeholders(each);
        }
    }
    return count;
}

void useEvent(const SocketPacket &packet)
{
    QJsonArray arguments = packet.data.toArray();
    const QString name = arguments.takeAt(0).toString();
    const auto event = decodeClientEvent(name, arguments);
    if (!event) {
        require(!encodeError(event.error()).isEmpty());
        return;
    }
    const EncodedEvent encoded = encodeClientEvent(*event);
    SocketPacketDecoder decoder(PacketSource::Client);
    const auto again = decoder.addText(encodeEvent(packet.nsp, encoded.name, encoded.argument));
    require(again && *again && (*again)->nsp == packet.nsp);
}

/// What was encoded is the same packet to a peer. Namespaces are compared as bytes: a comma inside
/// of one cannot be, and text that is no UTF-16 cannot be sent.
void encodeAgain(const SocketPacket &packet, PacketSource source)
{
    SocketPacketDecoder decoder(source);
    auto again = decoder.addText(encodeSocketPacket(packet));
    require(again.has_value());
    for (const QByteArray &bytes : packet.attachments) {
        require(!*again && decoder.isWaiting());
        again = decoder.addBinary(bytes);
        require(again.has_value());
    }
    require(*again && !decoder.isWaiting());
    const SocketPacket &same = **again;
    require(same.type == packet.type && same.nsp == packet.nsp && same.id == packet.id);
    require(same.attachments == packet.attachments);
    // A lone surrogate became U+FFFD on its way; from then on nothing changes. In the keys of an
    // object it may have made two of them one.
    const QByteArray first = encodeSocketPacket(packet);
    require(encodeSocketPacket(same) == first || first.contains("\xef\xbf\xbd"));
}

void usePacket(const SocketPacket &packet, PacketSource source)
{
    require(packet.nsp.startsWith(u'/') && packet.nsp.size() <= limits::maxNamespaceChars);
    require(!packet.id || *packet.id <= limits::maxAckId);
    require(packet.attachments.size() <= limits::maxAttachments);
    require(packet.attachments.size() >= placeholders(packet.data) || packet.attachments.isEmpty());
    require(packet.type != SocketPacketType::BinaryEvent
            && packet.type != SocketPacketType::BinaryAck);
    require(packet.type != SocketPacketType::Ack || (packet.id && packet.data.isArray()));
    require(source == PacketSource::Server || packet.type != SocketPacketType::ConnectError);
    if (packet.type == SocketPacketType::Event) {
        require(packet.data.isArray() && packet.data[0].isString());
        if (packet.attachments.isEmpty()) {
            useEvent(packet);
        }
    }
    encodeAgain(packet, source);
}

void decode(const QList<EnginePacket> &packets, PacketSource source)
{
    SocketPacketDecoder decoder(source);
    for (const EnginePacket &packet : packets) {
        if (packet.type != EnginePacketType::Message) {
            continue;
        }
        const auto added =
            packet.isBinary ? decoder.addBinary(packet.data) : decoder.addText(packet.data);
        if (!added) {
            require(!added.error().reason.isEmpty());
            return;
        }
        if (added->has_value()) {
            require(!decoder.isWaiting());
            usePacket(**added, source);
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArrayView body(data, static_cast<qsizetype>(size));
    const auto packets = decodeEnginePayload(body);
    if (!packets) {
        return 0;
    }
    require(packets->size() <= limits::maxPayloadPackets);
    const auto again = decodeEnginePayload(encodeEnginePayload(*packets));
    require(again && *again == *packets);

    decode(*packets, PacketSource::Client);
    decode(*packets, PacketSource::Server);
    return 0;
}
