// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/session/enginesession.h"

#include "common/logging.h"
#include "common/protocol/enginepacket.h"
#include "server/session/framerun.h"

#include <QRandomGenerator>

#include <array>
#include <utility>

namespace maru::server {

namespace {

constexpr int roundingMs = 2; ///< the peer counts in its own milliseconds
constexpr int releaseIntervalMs = 100; ///< as the reference server; a probing peer waits this long

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

/// Few sessions ever have one, and those for a moment.
struct EngineSession::Upgrade
{
    Transport *probe = nullptr;
    QTimer releaseTimer; // runs once the probe is confirmed
    QTimer deadline;
};

EngineSession::EngineSession(Transport *transport, const EngineConfig &config, QObject *parent)
    : QObject(parent)
    , m_transport(transport)
    , m_config(config)
    , m_sid(newSid())
{
    Q_ASSERT(transport);
    adopt(transport);

    // A coarse timer may be 5 % late: over a second with the default interval.
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &EngineSession::heartbeat);

    const EngineHandshake handshake{.sid = m_sid,
                                    .upgrades = m_transport->upgrades(),
                                    .pingIntervalMs = m_config.pingIntervalMs,
                                    .pingTimeoutMs = m_config.pingTimeoutMs,
                                    .maxPayloadBytes = m_config.maxPayloadBytes};
    m_transport->send(Frame::text(encodeEnginePacket({.type = EnginePacketType::Open,
                                                      .data = encodeEngineHandshake(handshake),
                                                      .isBinary = false})));
    waitUntil(QDeadlineTimer(m_config.pingIntervalMs, Qt::PreciseTimer));
}

EngineSession::~EngineSession()
{
    Q_ASSERT(!m_run);
}

void EngineSession::adopt(Transport *transport)
{
    transport->setParent(this);
    connect(transport, &Transport::textReceived, this, &EngineSession::receiveText);
    connect(transport, &Transport::binaryReceived, this, [this](const QByteArray &bytes) {
        if (m_isOpen) {
            emit binaryReceived(bytes);
        }
    });
    connect(transport, &Transport::drained, this, [this] {
        if (m_isOpen) {
            emit drained();
        }
    });
    connect(transport, &Transport::closed, this, &EngineSession::finish);
}

bool EngineSession::isUpgradable() const
{
    return m_isOpen && !m_upgrade && !m_transport->upgrades().isEmpty();
}

void EngineSession::offerUpgrade(Transport *probe)
{
    Q_ASSERT(isUpgradable());
    probe->setParent(this);
    connect(probe, &Transport::textReceived, this, &EngineSession::receiveProbe);
    connect(probe, &Transport::binaryReceived, this, &EngineSession::dropProbe);
    connect(probe, &Transport::closed, this, [this] { takeProbe()->deleteLater(); });

    m_upgrade = std::make_unique<Upgrade>();
    m_upgrade->probe = probe;
    connect(&m_upgrade->releaseTimer, &QTimer::timeout, this,
            [this] { m_transport->releasePeer(); });
    m_upgrade->deadline.setSingleShot(true);
    connect(&m_upgrade->deadline, &QTimer::timeout, this, &EngineSession::dropProbe);
    m_upgrade->deadline.start(m_config.upgradeTimeoutMs);
}

void EngineSession::receiveProbe(const QByteArray &packet)
{
    const bool isConfirmed = m_upgrade->releaseTimer.isActive();
    if (packet == QByteArrayView("2probe") && !isConfirmed) {
        m_upgrade->probe->send(Frame::text("3probe"));
        // The peer moves only when its request is answered, and there may be nothing to tell it.
        m_upgrade->releaseTimer.start(releaseIntervalMs);
    } else if (packet == QByteArrayView("5") && isConfirmed) {
        moveToProbe();
    } else {
        qCDebug(lcSession) << "an upgrade broke the protocol";
        dropProbe();
    }
}

void EngineSession::moveToProbe()
{
    Transport *retired = std::exchange(m_transport, takeProbe());
    adopt(m_transport);
    disconnect(retired, nullptr, this, nullptr);
    const QList<Frame> unsent = retired->retire();
    retired->deleteLater();
    for (const Frame &frame : unsent) {
        m_transport->send(frame);
    }
    emit drained(); // whoever waited for the old transport would wait for ever
}

Transport *EngineSession::takeProbe()
{
    // Later: this may run within a signal of one of its timers.
    const std::shared_ptr<Upgrade> upgrade = std::move(m_upgrade);
    upgrade->releaseTimer.disconnect(this);
    upgrade->deadline.disconnect(this);
    QMetaObject::invokeMethod(
        this, [upgrade] {}, Qt::QueuedConnection);
    disconnect(upgrade->probe, nullptr, this, nullptr);
    return upgrade->probe;
}

void EngineSession::dropProbe()
{
    Transport *probe = takeProbe();
    connect(probe, &Transport::closed, probe, &QObject::deleteLater);
    probe->close(CloseReason::ParseError);
}

void EngineSession::checkDeadline()
{
    const qint64 leftMs = m_deadline.remainingTimeNSecs() / 1'000'000;
    if (!m_isOpen || leftMs >= roundingMs) {
        return;
    }
    const bool isPingOverdue = !m_awaitsPong
        && m_deadline.deadline() + m_config.pingTimeoutMs
            < QDeadlineTimer::current().deadline() + roundingMs;
    if (m_awaitsPong || isPingOverdue) {
        close(CloseReason::PingTimeout);
    }
}

void EngineSession::send(const Frame &frame)
{
    if (m_isOpen) {
        catchUp();
        m_transport->send(frame);
    }
}

void EngineSession::follow(const FrameRun *run)
{
    Q_ASSERT(!m_run);
    m_run = run;
    m_runSent = run->frames().size();
}

void EngineSession::endRun()
{
    if (m_isOpen && m_runSent == 0) {
        m_transport->sendRun(*m_run);
    } else {
        catchUp();
    }
    m_run = nullptr;
}

void EngineSession::catchUp()
{
    if (m_run != nullptr) {
        for (; m_runSent < m_run->frames().size(); ++m_runSent) {
            if (m_isOpen) {
                m_transport->send(m_run->frames()[m_runSent]);
            }
        }
    }
}

void EngineSession::close(CloseReason reason)
{
    if (!m_isOpen) {
        return;
    }
    catchUp();
    m_isOpen = false;
    m_reason = reason;
    m_timer.stop();
    if (m_upgrade) {
        dropProbe();
    }
    m_transport->close(reason);
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
    waitUntil(QDeadlineTimer(m_config.pingIntervalMs, Qt::PreciseTimer));
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
    // From the moment the ping was due: what the timer was late is not given to the peer. After a
    // longer halt of this process it is: the pong may lie unread in the socket.
    const QDeadlineTimer due = m_deadline + m_config.pingTimeoutMs;
    const bool isLate = due.remainingTime() < m_config.pingTimeoutMs / 2;
    waitUntil(isLate ? QDeadlineTimer(m_config.pingTimeoutMs, Qt::PreciseTimer) : due);
    m_transport->send(ping);
}

void EngineSession::waitUntil(const QDeadlineTimer &deadline)
{
    m_deadline = deadline;
    m_timer.start(int(deadline.remainingTime()));
}

void EngineSession::finish(CloseReason reason)
{
    if (m_isOpen) {
        m_isOpen = false;
        m_reason = reason;
        m_timer.stop();
    }
    if (m_upgrade) {
        dropProbe();
    }
    emit closed(m_reason); // last: the owner may delete this now
}

} // namespace maru::server
