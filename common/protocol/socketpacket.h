// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/protocol/errors.h"
#include "common/result.h"

#include <QByteArray>
#include <QJsonValue>
#include <QList>
#include <QString>

#include <optional>

/// Socket.IO 5 packets (protocol.md of socketio/socket.io, revision 5), as they stand inside
/// Engine.IO messages.
namespace maru {

enum class SocketPacketType : quint8 {
    Connect,
    Disconnect,
    Event,
    Ack,
    ConnectError,
    BinaryEvent,
    BinaryAck
};

/// One packet, attachments included. `data` is what the JSON said: undefined, an object (Connect,
/// ConnectError) or an array (events, acks). Bytes stay as `{"_placeholder":true,"num":i}` in
/// `data`, i indexes `attachments`.
struct SocketPacket
{
    SocketPacketType type = SocketPacketType::Event;
    QString nsp = QStringLiteral("/");
    std::optional<quint64> id; ///< ack id, ≤ limits::maxAckId
    QJsonValue data{QJsonValue::Undefined};
    QList<QByteArray> attachments;
};

/// Who sent the bytes: CONNECT_ERROR is legal only from a server.
enum class PacketSource : quint8 { Client, Server };

/// Turns messages into packets and collects the attachments of binary ones.
///
/// An error means that the peer broke the protocol and its connection must be closed; the decoder
/// is not used again after one. A packet that is merely not handed on (JSON deeper than
/// limits::maxJsonDepth, an ack id over 2^53, a bare `2` without JSON) yields std::nullopt, like a
/// packet that still waits for attachments.
class SocketPacketDecoder
{
public:
    explicit SocketPacketDecoder(PacketSource source);

    [[nodiscard]] Result<std::optional<SocketPacket>, DecodeError> addText(QByteArrayView text);
    [[nodiscard]] Result<std::optional<SocketPacket>, DecodeError>
    addBinary(const QByteArray &bytes);

    /// True while attachments are missing; the owner runs a deadline (limits::attachmentTimeoutMs).
    [[nodiscard]] bool isWaiting() const { return m_pending.has_value(); }

private:
    PacketSource m_source;
    std::optional<SocketPacket> m_pending; // without its data
    QByteArray m_pendingJson; // taken apart it is forty times as large (`[[0],[0],…]`)
    bool m_dropPending = false; // its JSON was refused, but its attachments still come
    int m_expected = 0;
    qsizetype m_bytes = 0;
};

/// The text part, without the Engine.IO digit. `attachments` follow as binary messages, in order;
/// they must be named by placeholders in `data` and make the type a binary one by themselves.
[[nodiscard]] QByteArray encodeSocketPacket(const SocketPacket &packet);

/// `2["name",` … for hot paths: the head of an event whose arguments are already JSON. \p arguments
/// is what stands between the commas, e.g. `{"chat":"hi"}` or `{"chat":"hi"},"offset"`.
[[nodiscard]] QByteArray encodeEvent(const QString &nsp, QLatin1StringView name,
                                     QByteArrayView arguments,
                                     std::optional<quint64> id = std::nullopt);
/// `3<id>[argument]`.
[[nodiscard]] QByteArray encodeAck(const QString &nsp, quint64 id, QByteArrayView argument);

} // namespace maru
