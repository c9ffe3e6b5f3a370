// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/session/enginesession.h"

#include "common/logging.h"
#include "common/protocol/enginepacket.h"

#include <QRandomGenerator>

#include <array>

namespace maru::server {

namespace {

/// 120 random bits, URL-safe, 20 characters: whoever knows it can speak for the session.
QString newSid()
{
    std::array<quint32, 4> words{};
    QRandomGenerator::system()->fillRange(words.data(), qsizetype(words.size()));
    constexpr qsizetype sidBytes = 15;
    const QByteArrayView bytes(reinterpret_cast<const char *>(words.data()), sidBytes);
    return QString::fromLatin1(bytes.toByteArray().toBase64(QByteArray::Base64UrlEncoding));
}

} // namespace

EngineSession::EngineSession(Transport *transport, const EngineConfig &config, QObject *parent)
    : QObject(parent)
    , m_transport(transport)
    , m_config(config)
    , m_sid(newSid())
{
    Q_ASSERT(transport);
    m_transport->setParent(this);
    connect(m_transport, &Transport::textReceived, this, &EngineSession::receiveText);
    connect(m_transport, &Transport::binaryReceived, this, [this](const QByteArray &bytes) {
        if (m_isOpen) {
            emit binaryReceived(bytes);
        }
    });
    connect(m_transport, &Transport::drained, this, [this] {
        if (m_isOpen) {
            emit drained();
        }
    });
    connect(m_transport, &Transport::closed, this, &EngineSession::finish);

    // A coarse timer may be 5 % late: over a second with the default interval.
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &EngineSession::heartbeat);

    const EngineHandshake handshake{.sid = m_sid,
                                    .upgrades = {},
                                    .pingIntervalMs = m_config.pingIntervalMs,
                                    .pingTimeoutMs = m_config.pingTimeoutMs,
                                    .maxPayloadBytes = m_config.maxPayloadBytes};
    m_transport->send(Frame::text(encodeEnginePacket({.type = EnginePacketType::Open,
                                                      .data = encodeEngineHandshake(handshake),
                                                      .isBinary = false})));
    waitFor(m_config.pingIntervalMs);
}

void EngineSession::send(const Frame &frame)
{
    if (m_isOpen) {
        m_transport->send(frame);
    }
}

void EngineSession::close(CloseReason reason)
{
    if (!m_isOpen) {
        return;
    }
    m_isOpen = false;
    m_reason = reason;
    m_timer.stop();
    m_transport->close();
}

void EngineSession::receiveText(const QByteArray &packet)
{
    if (!m_isOpen) {
        return;
    }
    const auto decoded = decodeEnginePacket(packet);
    if (!decoded) {
        qCDebug(lcSession).noquote() << "engine packet refused:" << decoded.error().reason;
        close(CloseReason::ParseError);
        return;
    }
    switch (decoded->type) {
    case EnginePacketType::Message:
        if (decoded->isBinary) {
            emit binaryReceived(decoded->data);
        } else {
            emit messageReceived(decoded->data);
        }
        return;
    case EnginePacketType::Pong:
        receivePong();
        return;
    case EnginePacketType::Close:
        close(CloseReason::PeerLeft);
        return;
    case EnginePacketType::Ping: // in revision 4 only the server pings; a probe belongs to an
                                 // upgrade
        close(CloseReason::ParseError);
        return;
    case EnginePacketType::Open:
    case EnginePacketType::Upgrade:
    case EnginePacketType::Noop:
        return; // tolerated, as the reference server does
    }
}

void EngineSession::receivePong()
{
    if (!m_awaitsPong) {
        return; // must not put off the next ping
    }
    if (m_deadline.hasExpired()) { // the timer is due but has not run yet
        close(CloseReason::PingTimeout);
        return;
    }
    m_awaitsPong = false;
    waitFor(m_config.pingIntervalMs);
}

void EngineSession::heartbeat()
{
    if (!m_deadline.hasExpired()) { // woken a little early
        m_timer.start(int(m_deadline.remainingTime()) + 1);
        return;
    }
    if (m_awaitsPong) {
        close(CloseReason::PingTimeout);
        return;
    }
    static const Frame ping = Frame::text("2");
    m_awaitsPong = true;
    waitFor(m_config.pingTimeoutMs);
    m_transport->send(ping);
}

void EngineSession::waitFor(int milliseconds)
{
    m_deadline = QDeadlineTimer(milliseconds, Qt::PreciseTimer);
    m_timer.start(milliseconds);
}

void EngineSession::finish(CloseReason reason)
{
    if (m_isOpen) {
        m_isOpen = false;
        m_reason = reason;
        m_timer.stop();
    }
    emit closed(m_reason); // last: the owner may delete this now
}

} // namespace maru::server
