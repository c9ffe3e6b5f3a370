// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/protocol/errors.h"
#include "common/result.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

/// Engine.IO 4 packets (protocol.md of socketio/socket.io, revision 4). Pure functions on bytes.
namespace maru {

enum class EnginePacketType : quint8 { Open, Close, Ping, Pong, Message, Upgrade, Noop };

/// One packet. Binary ones are always messages.
struct EnginePacket
{
    EnginePacketType type = EnginePacketType::Noop;
    QByteArray data; ///< UTF-8 text after the digit, or the raw bytes
    bool isBinary = false;

    friend bool operator==(const EnginePacket &, const EnginePacket &) = default;
};

/// One websocket text frame, or one packet of a polling body. A leading 'b' is base64 of a binary
/// message. Errors: empty, unknown digit, bad base64.
[[nodiscard]] Result<EnginePacket, DecodeError> decodeEnginePacket(QByteArrayView frame);
/// A polling body: packets joined by 0x1E, at most limits::maxPayloadPackets. One bad packet
/// refuses all.
[[nodiscard]] Result<QList<EnginePacket>, DecodeError> decodeEnginePayload(QByteArrayView body);

/// As a websocket text frame or polling packet; binary becomes 'b' and base64.
[[nodiscard]] QByteArray encodeEnginePacket(const EnginePacket &packet);
[[nodiscard]] QByteArray encodeEnginePayload(const QList<EnginePacket> &packets);

/// The data of the open packet.
struct EngineHandshake
{
    QString sid;
    QStringList upgrades;
    int pingIntervalMs = 0;
    int pingTimeoutMs = 0;
    qint64 maxPayloadBytes = 0;

    friend bool operator==(const EngineHandshake &, const EngineHandshake &) = default;
};

/// The JSON without the packet's digit: exactly the five keys of the specification.
[[nodiscard]] QByteArray encodeEngineHandshake(const EngineHandshake &handshake);
/// Unknown keys are ignored. Errors: no object, no sid, times missing or out of 1 ms … 1 day.
/// A missing maxPayload (servers before 4.1) reads as 1,000,000.
[[nodiscard]] Result<EngineHandshake, DecodeError> decodeEngineHandshake(QByteArrayView json);

} // namespace maru
