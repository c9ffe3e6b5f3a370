// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/connection/tlsprobe.h"

#include "client/connection/proxydenial.h"
#include "common/limits.h"

namespace maru::client {

TlsProbe::TlsProbe(CertificateCheck &check, QObject *parent)
    : QObject(parent)
    , m_check(check)
{
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        fail({LinkProblem::Timeout, QStringLiteral("no answer to a TLS hello")});
    });
    connect(&m_socket, &QSslSocket::connected, this, [this] { m_wasConnected = true; });
    connect(&m_socket, &QSslSocket::alertReceived, this, [this] { m_sawAlert = true; });
    connect(&m_socket, &QSslSocket::sslErrors, this, &TlsProbe::onSslErrors);
    // Queued: the socket is not ended inside its own signals.
    connect(&m_socket, &QSslSocket::encrypted, this, &TlsProbe::onEncrypted, Qt::QueuedConnection);
    connect(&m_socket, &QSslSocket::errorOccurred, this, &TlsProbe::onError, Qt::QueuedConnection);
}

TlsProbe::~TlsProbe()
{
    abort();
}

void TlsProbe::start(const ServerAddress &address, int timeoutMs)
{
    m_deadline.start(timeoutMs);
    m_socket.setSslConfiguration(CertificateCheck::configuration());
    m_socket.connectToHostEncrypted(address.host, address.port);
}

void TlsProbe::onSslErrors(const QList<QSslError> &errors)
{
    m_refusal = m_check.refusalOf(m_socket.peerCertificateChain(), errors);
    if (!m_refusal) {
        m_socket.ignoreSslErrors(errors);
    }
}

void TlsProbe::onEncrypted()
{
    const auto refusal =
        m_check.conclude(m_socket.peerCertificateChain(), m_socket.sslHandshakeErrors());
    if (refusal) {
        fail(*refusal);
        return;
    }
    // Politely, so that the server sees a handshake that was finished.
    m_socket.disconnect(this);
    m_deadline.disconnect(this);
    connect(&m_socket, &QSslSocket::disconnected, this, &QObject::deleteLater);
    connect(&m_deadline, &QTimer::timeout, this, &QObject::deleteLater);
    m_deadline.start(limits::closeGraceMs);
    m_socket.disconnectFromHost();
    emit succeeded();
}

void TlsProbe::onError(QAbstractSocket::SocketError error)
{
    const QString detail = m_socket.errorString();
    if (m_refusal) {
        fail(*m_refusal);
    } else if (isDeniedByProxy(error)) {
        fail({LinkProblem::Closed, detail});
    } else if (!m_wasConnected) {
        fail({LinkProblem::Unreachable, detail});
    } else if (m_sawAlert || error == QAbstractSocket::SslInternalError
               || error == QAbstractSocket::SslInvalidUserDataError) {
        fail({LinkProblem::Tls, detail});
    } else if (error == QAbstractSocket::SslHandshakeFailedError) {
        fail({LinkProblem::NotTls, detail});
    } else {
        fail({LinkProblem::Closed, detail});
    }
}

void TlsProbe::abort()
{
    m_deadline.stop();
    m_socket.disconnect(this);
    m_socket.abort();
}

void TlsProbe::fail(const LinkFailure &failure)
{
    abort();
    emit failed(failure);
}

} // namespace maru::client
