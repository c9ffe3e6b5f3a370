// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/limits.h"
#include "server/session/transport.h"

#include <QPointer>
#include <QTcpSocket>
#include <QTimer>
#include <QWebSocket>

namespace maru::server {

/// Engine.IO over one websocket.
///
/// What comes in is QWebSocket's; what goes out are complete frames, written to the socket below it
/// as they are, so that a broadcast is encoded once for all its receivers.
class WebSocketTransport : public Transport
{
    Q_OBJECT

public:
    /// Takes both over; \p tcp is the socket below \p webSocket and already connected.
    WebSocketTransport(QWebSocket *webSocket, QTcpSocket *tcp, const QHostAddress &peer,
                       int closeGraceMs = limits::closeGraceMs, QObject *parent = nullptr);
    ~WebSocketTransport() override;

    [[nodiscard]] QHostAddress peerAddress() const override { return m_peer; }
    [[nodiscard]] qint64 bytesQueued() const override;

    /// The peer cannot take binary frames (`b64=1`): bytes go as text, `b` and base64.
    void setSendsBase64(bool on) { m_sendsBase64 = on; }

public slots:
    void send(const maru::server::Frame &frame) override;
    void close(maru::CloseReason reason) override;

private:
    void cut(CloseReason reason);
    void finish(CloseReason reason);
    void checkDrained();

    // Guarded: both belong, in part, to the QWebSocketServer they came from.
    QPointer<QWebSocket> m_webSocket;
    QPointer<QTcpSocket> m_tcp;
    QHostAddress m_peer;
    QTimer m_graceTimer;
    bool m_sendsBase64 = false;
    bool m_isClosing = false;
    bool m_isFinished = false; // `closed` is on its way
    bool m_wasFull = false; // more than limits::replayQueueBytes were unsent
};

} // namespace maru::server
