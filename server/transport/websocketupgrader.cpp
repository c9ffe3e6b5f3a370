// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/websocketupgrader.h"

#include <algorithm>
#include <utility>

namespace maru::server {

namespace {

constexpr int maxPending = 4'096; // of QWebSocketServer; its default of 30 drops the rest

bool isSameConnection(const QWebSocket *webSocket, const QTcpSocket *tcp)
{
    return webSocket->peerPort() == tcp->peerPort() && webSocket->localPort() == tcp->localPort()
        && webSocket->peerAddress() == tcp->peerAddress()
        && webSocket->localAddress() == tcp->localAddress();
}

} // namespace

WebSocketUpgrader::WebSocketUpgrader(int timeoutMs, qint64 maxPayloadBytes, QObject *parent)
    : QObject(parent)
    , m_timeoutMs(timeoutMs)
    , m_maxPayloadBytes(maxPayloadBytes)
    , m_server(QStringLiteral("maru"), QWebSocketServer::NonSecureMode)
{
    m_server.setMaxPendingConnections(maxPending);
    connect(&m_server, &QWebSocketServer::newConnection, this, &WebSocketUpgrader::takeOpened);
}

void WebSocketUpgrader::upgrade(QTcpSocket *socket, Opened opened)
{
    auto *timer = new QTimer(socket);
    timer->setSingleShot(true);
    connect(timer, &QTimer::timeout, socket, [socket] { socket->abort(); });
    timer->start(m_timeoutMs);

    m_upgrades.insert(socket, {std::move(opened), timer});
    connect(socket, &QObject::destroyed, this, [this, socket] { m_upgrades.remove(socket); });
    // A bound that a frame within the limits never meets; without it a frame whose head comes
    // between here and the 101 would be taken with QWebSocket's own limit of 2 GiB.
    socket->setReadBufferSize(2 * m_maxPayloadBytes);
    m_server.handleConnection(socket); // emits readyRead for what is already there
}

void WebSocketUpgrader::takeOpened()
{
    while (QWebSocket *webSocket = m_server.nextPendingConnection()) {
        const auto limit = quint64(m_maxPayloadBytes);
        webSocket->setMaxAllowedIncomingFrameSize(limit);
        webSocket->setMaxAllowedIncomingMessageSize(limit);

        const auto keys = m_upgrades.keyBegin();
        const auto found = std::find_if(keys, m_upgrades.keyEnd(), [webSocket](QTcpSocket *tcp) {
            return isSameConnection(webSocket, tcp);
        });
        if (found == m_upgrades.keyEnd()) {
            webSocket->abort();
            webSocket->deleteLater();
            continue;
        }
        QTcpSocket *socket = *found;
        const Upgrade upgrade = m_upgrades.take(socket);
        delete upgrade.timer;
        disconnect(socket, &QObject::destroyed, this, nullptr);
        upgrade.opened(webSocket, socket);
    }
}

} // namespace maru::server
