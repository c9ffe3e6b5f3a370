// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/websockettransport.h"

#include "common/logging.h"
#include "server/transport/socketbytes.h"

namespace maru::server {

WebSocketTransport::WebSocketTransport(QWebSocket *webSocket, QTcpSocket *tcp,
                                       const QHostAddress &peer, int closeGraceMs, QObject *parent)
    : Transport(parent)
    , m_webSocket(webSocket)
    , m_tcp(tcp)
    , m_peer(peer)
{
    connect(m_webSocket, &QWebSocket::textMessageReceived, this, [this](const QString &text) {
        if (!m_isClosing) {
            emit textReceived(text.toUtf8());
        }
    });
    connect(m_webSocket, &QWebSocket::binaryMessageReceived, this, [this](const QByteArray &bytes) {
        if (!m_isClosing) {
            emit binaryReceived(bytes);
        }
    });
    connect(m_webSocket, &QWebSocket::disconnected, this,
            [this] { finish(CloseReason::PeerClosed); });
    connect(m_tcp, &QObject::destroyed, this, [this] { finish(CloseReason::PeerClosed); });
    // Closing, by whichever side, waits until all is written, so for ever if the peer does not
    // read.
    m_graceTimer.setSingleShot(true);
    m_graceTimer.setInterval(closeGraceMs);
    connect(m_webSocket, &QWebSocket::aboutToClose, this, [this] {
        m_isClosing = true;
        m_graceTimer.start();
    });
    connect(&m_graceTimer, &QTimer::timeout, this, [this] { cut(CloseReason::PeerClosed); });

    connect(m_tcp, &QTcpSocket::bytesWritten, this, &WebSocketTransport::checkDrained);
    if (const auto *tls = qobject_cast<QSslSocket *>(tcp)) {
        connect(tls, &QSslSocket::encryptedBytesWritten, this, &WebSocketTransport::checkDrained);
    }
    // QWebSocket answers every ping: a peer that sends them and reads nothing fills the queue
    // without our help.
    connect(m_tcp, &QTcpSocket::readyRead, this, [this] {
        if (bytesQueued() > limits::maxQueuedBytes) {
            cut(CloseReason::SlowConsumer);
        }
    });
}

WebSocketTransport::~WebSocketTransport()
{
    // Deleted at once it would be used after its end by its own signals; without abort() its TCP
    // socket would stay until the peer has read everything.
    if (m_tcp) {
        disconnect(m_tcp, nullptr, this, nullptr);
    }
    if (m_webSocket) {
        disconnect(m_webSocket, nullptr, this, nullptr);
        m_webSocket->abort();
        m_webSocket->deleteLater();
    }
    if (m_tcp) {
        m_tcp->deleteLater();
    }
}

qint64 WebSocketTransport::bytesQueued() const
{
    return m_tcp ? unsentBytes(m_tcp) : 0;
}

void WebSocketTransport::send(const Frame &frame)
{
    if (m_isClosing || !m_tcp || m_tcp->state() != QAbstractSocket::ConnectedState) {
        return;
    }
    if (frame.isBinary() && m_sendsBase64) {
        send(Frame::text('b' + frame.packet().toByteArray().toBase64()));
        return;
    }
    const QByteArray &bytes = frame.webSocketFrame();
    if (bytes.size() > limits::maxQueuedBytes - bytesQueued()) {
        qCInfo(lcTransport).noquote() << "peer does not read, cut off:" << m_peer.toString();
        cut(CloseReason::SlowConsumer);
        return;
    }
    m_tcp->write(bytes);
    m_wasFull = m_wasFull || bytesQueued() > limits::replayQueueBytes;
}

void WebSocketTransport::close(CloseReason)
{
    if (!m_isClosing) {
        m_isClosing = true;
        m_graceTimer.start();
        if (m_webSocket) {
            m_webSocket->close();
        }
    }
}

void WebSocketTransport::cut(CloseReason reason)
{
    finish(reason);
    if (m_webSocket) {
        m_webSocket->abort();
    }
}

void WebSocketTransport::finish(CloseReason reason)
{
    if (m_isFinished) {
        return;
    }
    m_isFinished = true;
    m_isClosing = true;
    m_graceTimer.stop();
    // Later: this may run within a call of our owner, who may answer the signal by deleting us.
    QMetaObject::invokeMethod(
        this, [this, reason] { emit closed(reason); }, Qt::QueuedConnection);
}

void WebSocketTransport::checkDrained()
{
    if (m_wasFull && !m_isClosing && bytesQueued() <= limits::replayQueueBytes) {
        m_wasFull = false;
        emit drained();
    }
}

} // namespace maru::server
