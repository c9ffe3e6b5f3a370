// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/protocol/enginepacket.h"

#include "common/limits.h"
#include "common/protocol/jsonwriter.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <limits>

using namespace Qt::StringLiterals;

namespace maru {

namespace {

constexpr char separator = '\x1e';
constexpr char base64Mark = 'b';
constexpr char lastType = '6';
constexpr qint64 oneDayMs = 86'400'000;
constexpr qint64 defaultMaxPayload =
    1'000'000; // of the reference server, which announced it only from 4.1 on

// The whole number in \p value if it lies in 1 … \p max, else 0.
qint64 positiveFrom(const QJsonValue &value, qint64 max)
{
    const qint64 number = value.isDouble() ? value.toInteger() : 0;
    return number >= 1 && number <= max ? number : 0;
}

} // namespace

Result<EnginePacket, DecodeError> decodeEnginePacket(QByteArrayView frame)
{
    if (frame.isEmpty()) {
        return failure(DecodeError{u"empty Engine.IO packet"_s});
    }
    const QByteArrayView data = frame.sliced(1);
    if (frame.front() == base64Mark) {
        const auto decoded = QByteArray::fromBase64Encoding(
            QByteArray::fromRawData(data.data(), data.size()),
            QByteArray::Base64Encoding | QByteArray::AbortOnBase64DecodingErrors);
        if (!decoded) {
            return failure(DecodeError{u"bad base64 in an Engine.IO packet"_s});
        }
        return EnginePacket{EnginePacketType::Message, *decoded, true};
    }
    if (frame.front() < '0' || frame.front() > lastType) {
        return failure(DecodeError{u"unknown Engine.IO packet type"_s});
    }
    return EnginePacket{static_cast<EnginePacketType>(frame.front() - '0'), data.toByteArray(),
                        false};
}

Result<QList<EnginePacket>, DecodeError> decodeEnginePayload(QByteArrayView body)
{
    QList<EnginePacket> packets;
    qsizetype start = 0;
    while (start <= body.size()) {
        if (packets.size() == limits::maxPayloadPackets) {
            return failure(DecodeError{u"too many packets in one Engine.IO payload"_s});
        }
        const qsizetype found = body.indexOf(separator, start);
        const qsizetype end = found < 0 ? body.size() : found;
        auto packet = decodeEnginePacket(body.sliced(start, end - start));
        if (!packet) {
            return failure(std::move(packet.error()));
        }
        packets.append(*std::move(packet));
        start = end + 1;
    }
    return packets;
}

QByteArray encodeEnginePacket(const EnginePacket &packet)
{
    if (packet.isBinary) {
        return base64Mark + packet.data.toBase64();
    }
    QByteArray frame;
    frame.reserve(packet.data.size() + 1);
    frame.append(static_cast<char>('0' + static_cast<quint8>(packet.type)));
    return frame.append(packet.data);
}

QByteArray encodeEnginePayload(const QList<EnginePacket> &packets)
{
    QByteArray body;
    for (const EnginePacket &packet : packets) {
        if (!body.isEmpty()) {
            body.append(separator);
        }
        body.append(encodeEnginePacket(packet));
    }
    return body;
}

QByteArray encodeEngineHandshake(const EngineHandshake &handshake)
{
    JsonWriter out;
    out.beginObject().key("sid"_L1).value(handshake.sid);
    out.key("upgrades"_L1).beginArray();
    for (const QString &upgrade : handshake.upgrades) {
        out.value(upgrade);
    }
    out.endArray();
    out.key("pingInterval"_L1).value(handshake.pingIntervalMs);
    out.key("pingTimeout"_L1).value(handshake.pingTimeoutMs);
    out.key("maxPayload"_L1).value(handshake.maxPayloadBytes);
    return out.endObject().take();
}

Result<EngineHandshake, DecodeError> decodeEngineHandshake(QByteArrayView json)
{
    const QJsonDocument document =
        QJsonDocument::fromJson(QByteArray::fromRawData(json.data(), json.size()));
    if (!document.isObject()) {
        return failure(DecodeError{u"open packet: no JSON object"_s});
    }
    const QJsonObject object = document.object();
    EngineHandshake handshake;
    handshake.sid = object.value("sid"_L1).toString();
    if (handshake.sid.isEmpty()) {
        return failure(DecodeError{u"open packet: no sid"_s});
    }
    handshake.pingIntervalMs =
        static_cast<int>(positiveFrom(object.value("pingInterval"_L1), oneDayMs));
    handshake.pingTimeoutMs =
        static_cast<int>(positiveFrom(object.value("pingTimeout"_L1), oneDayMs));
    if (handshake.pingIntervalMs == 0 || handshake.pingTimeoutMs == 0) {
        return failure(DecodeError{u"open packet: no sensible ping times"_s});
    }
    const QJsonValue maxPayload = object.value("maxPayload"_L1);
    handshake.maxPayloadBytes = maxPayload.isUndefined()
        ? defaultMaxPayload
        : positiveFrom(maxPayload, std::numeric_limits<qint64>::max());
    if (handshake.maxPayloadBytes == 0) {
        return failure(DecodeError{u"open packet: maxPayload is no positive number"_s});
    }
    const QJsonArray upgrades = object.value("upgrades"_L1).toArray();
    for (const QJsonValue &upgrade : upgrades) {
        if (upgrade.isString()) {
            handshake.upgrades.append(upgrade.toString());
        }
    }
    return handshake;
}

} // namespace maru
