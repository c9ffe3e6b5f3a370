// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/connection/engineconnection.h"

#include "client/connection/suspendclock.h"
#include "common/logging.h"

#include <QJsonDocument>
#include <QRandomGenerator>

#include <algorithm>
#include <utility>

namespace maru::client {

namespace {

EngineConnection::Environment completed(EngineConnection::Environment environment)
{
    if (!environment.clockMs) {
        environment.clockMs = suspendAwareMs;
    }
    if (!environment.random) {
        environment.random = [] {
            return QRandomGenerator::global()->generateDouble();
        };
    }
    return environment;
}

} // namespace

EngineConnection::EngineConnection(Environment environment, QObject *parent)
    : QObject(parent)
    , m_environment(completed(std::move(environment)))
    , m_pingWatch(m_environment.clockMs, m_environment.suspendCheckMs)
{
    for (QTimer *timer : {&m_timeout, &m_attachments, &m_retry}) {
        timer->setSingleShot(true);
    }
    connect(&m_timeout, &QTimer::timeout, this, &EngineConnection::onTimeout);
    connect(&m_attachments, &QTimer::timeout, this, [this] {
        lose({ConnectionProblem::BadPackets, QStringLiteral("attachments missing"), {}});
    });
    connect(&m_pingWatch, &PingWatch::expired, this, [this] {
        lose({ConnectionProblem::PingTimeout, {}, {}});
    });
    connect(&m_retry, &QTimer::timeout, this, &EngineConnection::attempt);
}

EngineConnection::~EngineConnection()
{
    dropLink(false);
}

void EngineConnection::open(const ServerAddress &address, const QJsonObject &auth)
{
    Q_ASSERT_X(m_state == State::Closed, "EngineConnection::open", "already open");
    if (m_address.hostAndPort() != address.hostAndPort()) {
        m_transports = {};
    }
    m_address = address;
    m_auth = auth;
    m_policy.reset();
    m_pid.clear();
    m_offset.clear();
    m_notBeforeMs = 0;
    attempt();
}

void EngineConnection::close()
{
    if (m_state == State::Connected) {
        SocketPacket packet;
        packet.type = SocketPacketType::Disconnect;
        packet.nsp = m_address.nsp;
        static_cast<void>(sendMessage(encodeSocketPacket(packet)));
    }
    m_state = State::Closed;
    m_retry.stop();
    dropLink(true);
    m_acks.failAll(AckFailure::Disconnected);
}

void EngineConnection::reconnect(const QString &why)
{
    if (m_link) {
        lose({ConnectionProblem::Abandoned, why, {}});
    }
}

void EngineConnection::delayNextAttempt(int ms)
{
    m_notBeforeMs = m_environment.clockMs() + std::clamp(ms, 0, limits::maxRetryAfterMs);
}

void EngineConnection::attempt()
{
    Q_ASSERT(!m_link);
    m_state = State::Opening;
    m_decoder.emplace(PacketSource::Server);
    m_early.clear();
    m_link = new ServerLink({.timeoutMs = m_environment.connectTimeoutMs,
                             .stableMs = limits::stableConnectionMs,
                             .clockMs = m_environment.clockMs},
                            m_transports, this);
    connect(m_link, &EngineLink::textReceived, this, &EngineConnection::onText);
    connect(m_link, &EngineLink::binaryReceived, this, &EngineConnection::onBinary);
    connect(m_link, &EngineLink::failed, this, &EngineConnection::onLinkFailed);
    m_link->open(m_address);
}

void EngineConnection::onLinkFailed(const LinkFailure &failure)
{
    lose({problemOf(failure.problem), failure.detail, {}});
}

void EngineConnection::onTimeout()
{
    lose({ConnectionProblem::Timeout, QStringLiteral("no CONNECT reply"), {}});
}

void EngineConnection::onText(const QByteArray &utf8)
{
    // Packet types of later revisions are skipped, as other clients do.
    const bool isLaterType = !utf8.isEmpty() && utf8.at(0) >= '7' && utf8.at(0) <= '9';
    if (isLaterType && m_state != State::Opening) {
        return;
    }
    const auto packet = decodeEnginePacket(utf8);
    if (m_state == State::Opening) {
        if (packet && packet->type == EnginePacketType::Open) {
            takeHandshake(*packet);
        } else {
            lose({ConnectionProblem::NotSocketIo,
                  QStringLiteral("the first frame is no open packet"),
                  {}});
        }
        return;
    }
    if (!packet) {
        lose({ConnectionProblem::BadPackets, packet.error().reason, {}});
        return;
    }
    takePacket(*packet);
}

void EngineConnection::onBinary(const QByteArray &bytes)
{
    if (m_state == State::Opening) {
        lose({ConnectionProblem::NotSocketIo, QStringLiteral("the first frame is binary"), {}});
        return;
    }
    takeDecoded(m_decoder->addBinary(bytes));
}

void EngineConnection::takeHandshake(const EnginePacket &packet)
{
    const auto handshake = decodeEngineHandshake(packet.data);
    if (!handshake) {
        lose({ConnectionProblem::NotSocketIo, handshake.error().reason, {}});
        return;
    }
    m_handshake = *handshake;
    m_state = State::Connecting;
    m_pingWatch.restart(qint64{m_handshake.pingIntervalMs} + m_handshake.pingTimeoutMs);
    m_timeout.start(m_environment.connectTimeoutMs);
    sendConnect();
}

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

void EngineConnection::takePacket(const EnginePacket &packet)
{
    switch (packet.type) {
    case EnginePacketType::Ping:
        m_pingWatch.restart(qint64{m_handshake.pingIntervalMs} + m_handshake.pingTimeoutMs);
        m_link->sendPacket(encodeEnginePacket({EnginePacketType::Pong, packet.data, false}));
        return;
    case EnginePacketType::Message:
        takeDecoded(packet.isBinary ? m_decoder->addBinary(packet.data)
                                    : m_decoder->addText(packet.data));
        return;
    case EnginePacketType::Close:
        lose({ConnectionProblem::Lost, QStringLiteral("closed by the server"), {}});
        return;
    case EnginePacketType::Open: // a second one
    case EnginePacketType::Pong:
    case EnginePacketType::Upgrade:
    case EnginePacketType::Noop:
        return;
    }
}

void EngineConnection::takeDecoded(const Result<std::optional<SocketPacket>, DecodeError> &decoded)
{
    if (!decoded) {
        lose({ConnectionProblem::BadPackets, decoded.error().reason, {}});
        return;
    }
    if (!m_decoder->isWaiting()) {
        m_attachments.stop();
    } else if (!m_attachments.isActive()) {
        m_attachments.start(limits::attachmentTimeoutMs);
    }
    if (decoded->has_value()) {
        takeSocketPacket(**decoded);
    }
}

void EngineConnection::takeSocketPacket(const SocketPacket &packet)
{
    if (packet.nsp != m_address.nsp) {
        return; // not ours, as other clients do
    }
    switch (packet.type) {
    case SocketPacketType::Connect:
        if (m_state == State::Connecting) {
            takeConnectReply(packet.data.toObject());
        }
        return;
    case SocketPacketType::ConnectError:
        lose(refusalFrom(packet.data.toObject()), false);
        return;
    case SocketPacketType::Disconnect:
        lose({ConnectionProblem::Dismissed, {}, {}}, false);
        return;
    case SocketPacketType::Event:
    case SocketPacketType::BinaryEvent:
        takeEvent(packet);
        return;
    case SocketPacketType::Ack:
    case SocketPacketType::BinaryAck:
        if (packet.id) {
            m_acks.answer(*packet.id, packet.data.toArray());
        }
        return;
    }
}

void EngineConnection::takeConnectReply(const QJsonObject &reply)
{
    if (reply.value(QLatin1StringView("sid")).toString().isEmpty()) {
        lose({ConnectionProblem::OldProtocol, QStringLiteral("CONNECT reply without sid"), {}},
             false);
        return;
    }
    const QString pid = reply.value(QLatin1StringView("pid")).toString();
    const bool recovered = !pid.isEmpty() && pid == m_pid;
    m_pid = pid;
    if (!recovered) {
        m_offset.clear();
    }
    m_timeout.stop();
    m_state = State::Connected;
    m_connectedSinceMs = m_environment.clockMs();
    const QList<QJsonArray> early = std::exchange(m_early, {});
    const EngineLink *const link = m_link;
    emit connected(recovered);
    for (const QJsonArray &event : early) {
        if (m_link != link) {
            return; // a receiver closed or lost the connection
        }
        deliver(event);
    }
}

void EngineConnection::takeEvent(const SocketPacket &packet)
{
    if (m_state == State::Connected) {
        deliver(packet.data.toArray());
    } else if (m_early.size() < limits::maxWaitingPackets) {
        m_early.append(packet.data.toArray());
    } else {
        lose({ConnectionProblem::BadPackets, QStringLiteral("too many events before CONNECT"), {}});
    }
}

void EngineConnection::deliver(const QJsonArray &eventAndArguments)
{
    QJsonArray arguments = eventAndArguments;
    const QJsonValue name = arguments.takeAt(0);
    // Only a server that gave a pid appends offsets: elsewhere a last string is just an argument.
    if (!m_pid.isEmpty() && !arguments.isEmpty() && arguments.last().isString()) {
        m_offset = arguments.last().toString();
    }
    if (name.isString()) {
        emit eventReceived(name.toString(), arguments);
    }
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

void EngineConnection::dropLink(bool politely)
{
    m_timeout.stop();
    m_attachments.stop();
    m_pingWatch.stop();
    m_early.clear();
    EngineLink *const link = std::exchange(m_link, nullptr);
    if (!link) {
        return;
    }
    link->disconnect(this);
    if (politely) {
        link->finish();
        QTimer::singleShot(limits::closeGraceMs + 1'000, link, &QObject::deleteLater);
    } else {
        link->abort();
        link->deleteLater();
    }
}

void EngineConnection::lose(const ConnectionFailure &failure, bool retry)
{
    qCInfo(lcClient) << "connection to" << forLog(m_address.hostAndPort())
                     << "lost:" << int(failure.problem) << forLog(failure.text);
    const qint64 now = m_environment.clockMs();
    const bool wasStable =
        m_state == State::Connected && now - m_connectedSinceMs >= limits::stableConnectionMs;
    if (wasStable) {
        m_policy.reset();
    }
    dropLink(false);
    m_state = retry ? State::Waiting : State::Closed;
    if (retry) {
        const qint64 delayMs = m_policy.nextDelayMs(m_environment.random());
        m_retry.start(int(std::max(delayMs, m_notBeforeMs - now)));
        m_notBeforeMs = 0;
    }
    m_acks.failAll(AckFailure::Disconnected);
    emit failed(failure, m_state == State::Waiting); // a handler may have called close()
}

} // namespace maru::client
