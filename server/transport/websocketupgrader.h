// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/limits.h"

#include <QHash>
#include <QObject>
#include <QTcpSocket>
#include <QTimer>
#include <QWebSocket>
#include <QWebSocketServer>

#include <functional>

namespace maru::server {

/// Makes websockets of sockets whose heads are still unread.
///
/// QWebSocketServer does the handshake; it never listens, and its handleConnection() has neither a
/// deadline nor a way to tell which websocket came from which socket.
class WebSocketUpgrader : public QObject
{
    Q_OBJECT

public:
    /// Called once the 101 is written; owns \p webSocket from then on.
    using Opened = std::function<void(QWebSocket *webSocket, QTcpSocket *socket)>;

    WebSocketUpgrader(int timeoutMs, qint64 maxPayloadBytes, QObject *parent = nullptr);

    /// \p opened is not called if \p socket ends before.
    void upgrade(QTcpSocket *socket, Opened opened);

private:
    struct Upgrade
    {
        Opened opened;
        QTimer *timer = nullptr; // child of the socket
    };

    void takeOpened();

    int m_timeoutMs;
    qint64 m_maxPayloadBytes;
    QWebSocketServer m_server;
    QHash<QTcpSocket *, Upgrade> m_upgrades;
};

} // namespace maru::server
