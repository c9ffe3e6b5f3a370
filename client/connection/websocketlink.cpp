// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/connection/websocketlink.h"

#include "common/limits.h"

#include <QNetworkRequest>
#include <QStringList>

namespace maru::client {

WebSocketLink::WebSocketLink(QObject *parent)
    : EngineLink(parent)
    , m_socket(new QWebSocket(QString(), QWebSocketProtocol::VersionLatest, this))
{
    // A Qt peer refuses text that is fragmented inside a code point, so nothing is ever fragmented.
    m_socket->setOutgoingFrameSize(QWebSocket::maxOutgoingFrameSize());
    m_socket->setMaxAllowedIncomingFrameSize(limits::maxIncomingBytes);
    m_socket->setMaxAllowedIncomingMessageSize(limits::maxIncomingBytes);
    m_closeDeadline.setSingleShot(true);

    connect(m_socket, &QWebSocket::connected, this, [this] {
        m_wasOpen = true;
        emit opened();
    });
    connect(m_socket, &QWebSocket::textMessageReceived, this,
            [this](const QString &text) { emit textReceived(text.toUtf8()); });
    connect(m_socket, &QWebSocket::binaryMessageReceived, this, &EngineLink::binaryReceived);
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    connect(m_socket, &QWebSocket::errorOccurred, this, &WebSocketLink::onError);
#else
    connect(m_socket, qOverload<QAbstractSocket::SocketError>(&QWebSocket::error), this,
            &WebSocketLink::onError);
#endif
    connect(m_socket, &QWebSocket::sslErrors, this, &WebSocketLink::onSslErrors);
    // aboutToClose comes when a closing handshake starts, which a bad peer never ends. Queued: the
    // frames before the close frame are handed on first, and the socket is not aborted inside its
    // own signal.
    connect(m_socket, &QWebSocket::aboutToClose, this, &WebSocketLink::onClosing,
            Qt::QueuedConnection);
    connect(m_socket, &QWebSocket::disconnected, this, &WebSocketLink::onClosing,
            Qt::QueuedConnection);
    connect(&m_closeDeadline, &QTimer::timeout, this, &WebSocketLink::abort);
}

WebSocketLink::~WebSocketLink()
{
    abort();
}

void WebSocketLink::open(const QUrl &url, const QByteArray &cookies)
{
    QNetworkRequest request(url);
    if (!cookies.isEmpty()) {
        request.setRawHeader("Cookie", cookies);
    }
    m_socket->open(request);
}

bool WebSocketLink::hasReachedServer() const
{
    return m_wasOpen || (m_socket && !m_socket->peerAddress().isNull());
}

void WebSocketLink::sendPacket(const QByteArray &packet)
{
    if (!m_ended && m_wasOpen) {
        m_socket->sendTextMessage(QString::fromUtf8(packet));
    }
}

void WebSocketLink::abort()
{
    if (!m_socket) {
        return;
    }
    m_ended = true;
    m_closeDeadline.stop();
    m_socket->disconnect(this);
    m_socket->abort();
    m_socket->deleteLater();
    m_socket = nullptr;
}

void WebSocketLink::finish()
{
    if (!m_socket || !m_wasOpen) {
        abort();
        return;
    }
    m_ended = true;
    m_socket->disconnect(this);
    connect(m_socket, &QWebSocket::disconnected, this, &WebSocketLink::abort, Qt::QueuedConnection);
    m_closeDeadline.start(limits::closeGraceMs);
    m_socket->close();
}

void WebSocketLink::onError(QAbstractSocket::SocketError error)
{
    const QString detail = m_socket->errorString();
    if (m_wasOpen) {
        fail({LinkProblem::Closed, detail});
        return;
    }
    if (error == QAbstractSocket::SslHandshakeFailedError || !m_tlsDetail.isEmpty()) {
        fail({LinkProblem::Tls, m_tlsDetail.isEmpty() ? detail : m_tlsDetail});
        return;
    }
    // A refused websocket handshake also says ConnectionRefusedError; only then there is a peer.
    fail({hasReachedServer() ? LinkProblem::WrongAnswer : LinkProblem::Unreachable, detail});
}

void WebSocketLink::onSslErrors(const QList<QSslError> &errors)
{
    // Only remembered, never ignored: the handshake goes on to fail.
    QStringList texts;
    for (const QSslError &error : errors) {
        texts.append(error.errorString());
    }
    m_tlsDetail = texts.join(QStringLiteral("; "));
}

void WebSocketLink::onClosing()
{
    if (!m_socket) {
        return;
    }
    const bool tooLarge = m_socket->closeCode() == QWebSocketProtocol::CloseCodeTooMuchData;
    const LinkProblem lost = tooLarge ? LinkProblem::TooLarge : LinkProblem::Closed;
    fail({m_wasOpen ? lost : LinkProblem::WrongAnswer, m_socket->closeReason()});
}

void WebSocketLink::fail(const LinkFailure &failure)
{
    if (m_ended) {
        return;
    }
    abort();
    emit failed(failure);
}

} // namespace maru::client
