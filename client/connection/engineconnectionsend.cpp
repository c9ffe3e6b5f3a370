// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// The part of EngineConnection that sends.

#include "client/connection/engineconnection.h"

namespace maru::client {

void EngineConnection::sendConnect()
{
    QJsonObject payload;
    if (!m_pid.isEmpty()) {
        payload.insert(QLatin1StringView("pid"), m_pid);
        if (!m_offset.isEmpty()) {
            payload.insert(QLatin1StringView("offset"), m_offset);
        }
    }
    for (auto it = m_auth.begin(); it != m_auth.end(); ++it) {
        payload.insert(it.key(), it.value()); // own keys win
    }
    SocketPacket packet;
    packet.type = SocketPacketType::Connect;
    packet.nsp = m_address.nsp;
    if (!payload.isEmpty()) {
        packet.data = payload;
    }
    static_cast<void>(sendMessage(encodeSocketPacket(packet)));
}

EngineConnection::EmitResult EngineConnection::sendMessage(const QByteArray &socketPacket)
{
    if (!m_link) {
        return EmitResult::NotConnected;
    }
    const QByteArray frame = encodeEnginePacket({EnginePacketType::Message, socketPacket, false});
    if (frame.size() > m_handshake.maxPayloadBytes) {
        return EmitResult::TooLarge;
    }
    m_link->sendPacket(frame);
    return EmitResult::Sent;
}

EngineConnection::EmitResult EngineConnection::emitEvent(QLatin1StringView name,
                                                         QByteArrayView argument)
{
    m_pingWatch.check(); // after a sleep the packet would go into a dead connection
    if (m_state != State::Connected) {
        return EmitResult::NotConnected;
    }
    return sendMessage(encodeEvent(m_address.nsp, name, argument));
}

void EngineConnection::request(QLatin1StringView name, QByteArrayView argument, QObject *context,
                               AckHandler handler, int timeoutMs)
{
    m_pingWatch.check();
    const quint64 id = m_nextAckId++;
    std::optional<AckFailure> refused;
    if (m_state != State::Connected) {
        refused = AckFailure::Disconnected;
    } else if (!m_acks.add(id, context, handler, timeoutMs)) {
        refused = AckFailure::TooMany;
    } else if (sendMessage(encodeEvent(m_address.nsp, name, argument, id))
               == EmitResult::TooLarge) {
        m_acks.forget(id);
        refused = AckFailure::TooLarge;
    }
    if (refused) {
        QMetaObject::invokeMethod(
            context,
            [handler = std::move(handler), reason = *refused] { handler(failure(reason)); },
            Qt::QueuedConnection);
    }
}

} // namespace maru::client
