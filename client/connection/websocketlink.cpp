// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/connection/websocketlink.h"

#include "client/connection/proxydenial.h"
#include "common/limits.h"

#include <QNetworkRequest>

namespace maru::client {

WebSocketLink::WebSocketLink(CertificateCheck &check, QObject *parent)
    : EngineLink(parent)
    , m_socket(new QWebSocket(QString(), QWebSocketProtocol::VersionLatest, this))
    , m_check(check)
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
    m_socket->setSslConfiguration(CertificateCheck::configuration());
    m_socket->open(request);
    if (url.scheme() == QLatin1StringView("wss")) {
        watchTls();
    }
}

// QWebSocket tells nothing of a handshake without errors; its socket does.
void WebSocketLink::watchTls()
{
    m_tls = m_socket->findChild<QSslSocket *>();
    if (!m_tls) {
        QMetaObject::invokeMethod(
            this,
            [this] {
                fail({LinkProblem::Tls, QStringLiteral("no TLS socket")});
            },
            Qt::QueuedConnection);
        return;
    }
    connect(m_tls, &QSslSocket::sslErrors, this, &WebSocketLink::onSslErrors);
    connect(m_tls, &QSslSocket::encrypted, this, &WebSocketLink::onEncrypted);
    connect(m_tls, &QSslSocket::alertReceived, this, [this] { m_sawAlert = true; });
}

bool WebSocketLink::hasReachedServer() const
{
    if (m_tls) {
        return m_tls->isEncrypted();
    }
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
    if (m_refusal) {
        fail(*m_refusal);
        return;
    }
    if (error == QAbstractSocket::SslHandshakeFailedError) {
        fail({m_sawAlert ? LinkProblem::Tls : LinkProblem::NotTls, detail});
        return;
    }
    if (isDeniedByProxy(error)) {
        fail({LinkProblem::WrongAnswer, detail});
        return;
    }
    // A refused websocket handshake also says ConnectionRefusedError; only then there is a peer.
    const bool somebodyAnswered = !m_socket->peerAddress().isNull();
    if (m_tls && somebodyAnswered && !m_tls->isEncrypted()) {
        fail({LinkProblem::Closed, detail}); // inside of the handshake
        return;
    }
    fail({somebodyAnswered ? LinkProblem::WrongAnswer : LinkProblem::Unreachable, detail});
}

void WebSocketLink::onSslErrors(const QList<QSslError> &errors)
{
    m_refusal = m_check.refusalOf(m_tls->peerCertificateChain(), errors);
    if (!m_refusal) {
        m_tls->ignoreSslErrors(errors); // else the handshake goes on to fail
    }
}

// Before the request is sent: it may hold a class code.
void WebSocketLink::onEncrypted()
{
    const auto refusal =
        m_check.conclude(m_tls->peerCertificateChain(), m_tls->sslHandshakeErrors());
    if (refusal) {
        fail(*refusal);
    }
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
