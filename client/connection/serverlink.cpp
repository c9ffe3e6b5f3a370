// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/connection/serverlink.h"

#include "common/clientlimits.h"
#include "common/logging.h"

#include <utility>

namespace maru::client {

namespace {

EngineTransport otherThan(EngineTransport transport)
{
    return transport == EngineTransport::WebSocket ? EngineTransport::Polling
                                                   : EngineTransport::WebSocket;
}

/// Whether the other transport may get through where one failed like this.
bool isOfTransport(LinkProblem problem)
{
    return problem == LinkProblem::WrongAnswer || problem == LinkProblem::Closed
        || problem == LinkProblem::Timeout;
}

/// How much a failure says about the server, when both transports failed.
int weight(LinkProblem problem)
{
    switch (problem) {
    case LinkProblem::Closed:
        return 0;
    case LinkProblem::Timeout:
        return 1;
    case LinkProblem::WrongAnswer:
        return 2;
    case LinkProblem::Unreachable:
    case LinkProblem::NotTls:
    case LinkProblem::Tls:
    case LinkProblem::CertificateChanged:
    case LinkProblem::TooLarge:
        break;
    }
    return 3;
}

} // namespace

ServerLink::ServerLink(const Options &options, KnownServers &servers, TransportMemory &memory,
                       QObject *parent)
    : EngineLink(parent)
    , m_options(options)
    , m_servers(servers)
    , m_memory(memory)
{
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, &ServerLink::onDeadline);
}

ServerLink::~ServerLink()
{
    abort();
}

void ServerLink::open(const ServerAddress &address)
{
    m_address = address;
    m_check.emplace(m_servers, address);
    m_isTlsDuty = address.secure || m_servers.find(address.hostAndPort()).speaksTls;
    if (!m_isTlsDuty && m_options.isLoopback(address)) {
        startFirst(false);
    } else if (m_isTlsDuty && !m_memory.prefersPolling) {
        startFirst(true); // a websocket can tell by itself what is wrong with the TLS of the server
    } else {
        startProbe();
    }
}

void ServerLink::startProbe()
{
    m_probe = new TlsProbe(*m_check, this);
    connect(m_probe, &TlsProbe::succeeded, this, [this] {
        m_probe = nullptr; // deletes itself
        startFirst(true);
    });
    connect(m_probe, &TlsProbe::failed, this, &ServerLink::onProbeFailed);
    m_probe->start(m_address, m_options.timeoutMs);
}

void ServerLink::onProbeFailed(const LinkFailure &failure)
{
    std::exchange(m_probe, nullptr)->deleteLater();
    const bool isPlain =
        failure.problem == LinkProblem::NotTls || failure.problem == LinkProblem::Closed;
    if (isPlain && !m_isTlsDuty) {
        qCInfo(lcClient) << "the server speaks no TLS:" << forLog(failure.detail);
        startFirst(false);
    } else {
        fail(failure);
    }
}

void ServerLink::startFirst(bool tls)
{
    m_address.secure = tls;
    start(m_memory.prefersPolling ? EngineTransport::Polling : EngineTransport::WebSocket);
}

LinkSecurity ServerLink::security() const
{
    return m_isOpen && m_address.secure ? m_check->security() : LinkSecurity();
}

void ServerLink::start(EngineTransport transport)
{
    m_transport = transport;
    m_deadline.start(m_options.timeoutMs);
    const QUrl url = m_address.engineUrl(transport);
    if (transport == EngineTransport::WebSocket) {
        auto *const link = new WebSocketLink(*m_check, this);
        adopt(link);
        link->open(url);
    } else {
        auto *const link = new PollingLink(*m_check, this);
        adopt(link);
        link->open(url, m_options.timeoutMs);
    }
}

void ServerLink::adopt(EngineLink *link)
{
    m_active = link;
    connect(link, &EngineLink::textReceived, this, &ServerLink::onText);
    connect(link, &EngineLink::binaryReceived, this, [this](const QByteArray &bytes) {
        onOpen();
        emit binaryReceived(bytes);
    });
    connect(link, &EngineLink::failed, this, &ServerLink::onActiveFailed);
}

void ServerLink::dropActive()
{
    if (m_active) {
        m_active->disconnect(this);
        m_active->abort();
        std::exchange(m_active, nullptr)->deleteLater();
    }
}

void ServerLink::onText(const QByteArray &utf8)
{
    const bool isFirst = !m_isOpen;
    onOpen();
    emit textReceived(utf8);
    if (isFirst && !m_ended && m_transport == EngineTransport::Polling) {
        startUpgrade();
    }
}

void ServerLink::onOpen()
{
    if (m_isOpen) {
        return;
    }
    m_isOpen = true;
    m_deadline.stop();
    if (m_firstFailure) {
        m_memory.prefersPolling = m_transport == EngineTransport::Polling;
    }
}

void ServerLink::onActiveFailed(const LinkFailure &failure)
{
    if (m_isOpen) {
        if (m_upgradedAtMs) {
            const bool wasShort = m_options.clockMs() - *m_upgradedAtMs < m_options.stableMs;
            m_memory.shortUpgrades = wasShort ? m_memory.shortUpgrades + 1 : 0;
        }
        fail(failure);
        return;
    }
    dropActive();
    if (!m_firstFailure && isOfTransport(failure.problem)) {
        qCInfo(lcClient) << (m_transport == EngineTransport::WebSocket ? "websocket" : "polling")
                         << "does not get through:" << forLog(failure.detail);
        m_firstFailure = failure;
        start(otherThan(m_transport));
        return;
    }
    const bool firstSaysMore =
        m_firstFailure && weight(m_firstFailure->problem) > weight(failure.problem);
    fail(firstSaysMore ? *m_firstFailure : failure);
}

void ServerLink::onDeadline()
{
    const LinkFailure failure{LinkProblem::Timeout, QStringLiteral("no open packet")};
    if (m_active->hasReachedServer()) {
        onActiveFailed(failure);
    } else {
        fail(failure); // the other transport would wait for the same nobody
    }
}

void ServerLink::startUpgrade()
{
    auto *const polling = static_cast<PollingLink *>(m_active);
    if (!polling->upgrades().contains(QStringLiteral("websocket"))
        || m_memory.shortUpgrades >= limits::maxShortUpgrades) {
        return;
    }
    m_upgrade = new LinkUpgrade(*polling, new WebSocketLink(*m_check), this);
    connect(m_upgrade, &LinkUpgrade::upgraded, this, &ServerLink::onUpgraded);
    connect(m_upgrade, &LinkUpgrade::refused, this, [this](const QString &why) {
        qCInfo(lcClient) << "the session stays on polling:" << forLog(why);
        std::exchange(m_upgrade, nullptr)->deleteLater();
    });
    m_upgrade->start(m_address.engineUrl(EngineTransport::WebSocket), m_options.timeoutMs);
}

void ServerLink::onUpgraded(WebSocketLink *socket)
{
    std::exchange(m_upgrade, nullptr)->deleteLater();
    socket->setParent(this);
    dropActive();
    m_transport = EngineTransport::WebSocket;
    m_upgradedAtMs = m_options.clockMs();
    adopt(socket);
}

void ServerLink::endUpgrade()
{
    if (m_upgrade) {
        m_upgrade->disconnect(this);
        m_upgrade->abort();
        std::exchange(m_upgrade, nullptr)->deleteLater();
    }
}

void ServerLink::sendPacket(const QByteArray &packet)
{
    if (m_active) {
        m_active->sendPacket(packet);
    }
}

bool ServerLink::hasReachedServer() const
{
    return m_isOpen || (m_active && m_active->hasReachedServer());
}

void ServerLink::abort()
{
    m_ended = true;
    m_deadline.stop();
    if (m_probe) {
        m_probe->disconnect(this);
        m_probe->abort();
        std::exchange(m_probe, nullptr)->deleteLater();
    }
    endUpgrade();
    dropActive();
}

void ServerLink::finish()
{
    if (!m_isOpen || !m_active) {
        abort();
        return;
    }
    m_ended = true;
    endUpgrade();
    m_active->disconnect(this);
    m_active->finish();
}

void ServerLink::fail(const LinkFailure &failure)
{
    if (!m_ended) {
        abort();
        emit failed(failure);
    }
}

} // namespace maru::client
