// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/connection/engineconnection.h"

#include "client/connection/suspendclock.h"
#include "common/clientlimits.h"
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
    if (!environment.isLoopback) {
        environment.isLoopback = [](const ServerAddress &address) {
            return address.isLoopback();
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
    m_retry.setTimerType(Qt::PreciseTimer); // never before the time that a server asked for
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

void EngineConnection::tryNow()
{
    if (m_state == State::Waiting) {
        const qint64 asked = m_askedUntilMs - m_environment.clockMs();
        m_retry.start(int(std::max<qint64>(0, asked)));
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
                             .clockMs = m_environment.clockMs,
                             .isLoopback = m_environment.isLoopback},
                            m_environment.servers ? *m_environment.servers : m_ownServers,
                            m_transports, this);
    connect(m_link, &EngineLink::textReceived, this, &EngineConnection::onText);
    connect(m_link, &EngineLink::binaryReceived, this, &EngineConnection::onBinary);
    connect(m_link, &EngineLink::failed, this, &EngineConnection::onLinkFailed);
    m_link->open(m_address);
}

void EngineConnection::onLinkFailed(const LinkFailure &failure)
{
    lose(failureFrom(failure));
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
        takeRefusal(refusalFrom(packet.data.toObject()));
        return;
    case SocketPacketType::Disconnect:
        lose({ConnectionProblem::Dismissed, {}, {}});
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
        lose({ConnectionProblem::OldProtocol, QStringLiteral("CONNECT reply without sid"), {}});
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

void EngineConnection::takeRefusal(const ConnectionFailure &refusal)
{
    if (!isFinal(refusal)) {
        delayNextAttempt(retryAfterMs(refusal));
    }
    lose(refusal);
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

LinkSecurity EngineConnection::security() const
{
    return m_link ? m_link->security() : LinkSecurity();
}

bool EngineConnection::isPrivate() const
{
    return security().isEncrypted || (m_link && m_environment.isLoopback(m_address));
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

void EngineConnection::lose(const ConnectionFailure &failure)
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
    const bool retry = !isFinal(failure);
    m_state = retry ? State::Waiting : State::Closed;
    if (retry) {
        const qint64 delayMs = m_policy.nextDelayMs(m_environment.random());
        m_askedUntilMs = std::exchange(m_notBeforeMs, 0);
        m_retry.start(int(std::max(delayMs, m_askedUntilMs - now)));
    }
    m_acks.failAll(AckFailure::Disconnected);
    emit failed(failure, m_state == State::Waiting); // a handler may have called close()
}

} // namespace maru::client
