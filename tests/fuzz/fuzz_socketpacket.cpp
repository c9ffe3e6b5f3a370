// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/chat/events.h"
#include "common/limits.h"
#include "common/protocol/enginepacket.h"
#include "common/protocol/socketpacket.h"

#include <QJsonArray>

#include <cstdint>
#include <cstdlib>

using namespace maru;

// The path of a peer's bytes: a polling body is split into packets, their text is decoded, events
// are typed. What was accepted must keep the rules that the layers above rely on.

namespace {

void require(bool holds)
{
    if (!holds) {
        std::abort();
    }
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

void usePacket(const SocketPacket &packet)
{
    require(packet.nsp.startsWith(u'/') && packet.nsp.size() <= limits::maxNamespaceChars);
    require(!packet.id || *packet.id <= limits::maxAckId);
    require(packet.attachments.size() <= limits::maxAttachments);
    if (packet.type == SocketPacketType::Event) {
        require(packet.data.isArray() && packet.data[0].isString());
        useEvent(packet);
    }
    require(packet.type != SocketPacketType::Ack || (packet.id && packet.data.isArray()));
    require(packet.type != SocketPacketType::ConnectError);
    require(!encodeSocketPacket(packet).isEmpty());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArrayView body(data, static_cast<qsizetype>(size));
    (void)decodeEngineHandshake(body);
    const auto packets = decodeEnginePayload(body);
    if (!packets) {
        return 0;
    }
    const auto again = decodeEnginePayload(encodeEnginePayload(*packets));
    require(again && *again == *packets);

    SocketPacketDecoder decoder(PacketSource::Client);
    for (const EnginePacket &packet : *packets) {
        if (packet.type != EnginePacketType::Message) {
            continue;
        }
        const auto added =
            packet.isBinary ? decoder.addBinary(packet.data) : decoder.addText(packet.data);
        if (!added) {
            return 0;
        }
        if (added->has_value()) {
            require(!decoder.isWaiting());
            usePacket(**added);
        }
    }
    return 0;
}
