// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/connection/certificatecheck.h"

#include <QSslSocket>
#include <QTimer>

namespace maru::client {

/// Finds out whether a server speaks TLS, by one handshake and nothing else.
///
/// A connection of its own, because the two transports cannot say why a handshake failed: a TLS
/// alert comes from somebody who speaks TLS, and must not be taken for plain text.
class TlsProbe : public QObject
{
    Q_OBJECT

public:
    /// \p check outlives this.
    explicit TlsProbe(CertificateCheck &check, QObject *parent = nullptr);
    ~TlsProbe() override;

    void start(const ServerAddress &address, int timeoutMs);
    /// Ends without a signal.
    void abort();

signals:
    /// Exactly one of the two. The certificate was good, and is remembered; the probe closes its
    /// connection and deletes itself.
    void succeeded();
    /// LinkProblem::NotTls or Closed: somebody is there who does not speak TLS, as far as can be
    /// seen.
    void failed(const maru::client::LinkFailure &failure);

private:
    void onSslErrors(const QList<QSslError> &errors);
    void onEncrypted();
    void onError(QAbstractSocket::SocketError error);
    void fail(const LinkFailure &failure);

    CertificateCheck &m_check;
    QSslSocket m_socket;
    QTimer m_deadline;
    std::optional<LinkFailure> m_refusal;
    bool m_sawAlert = false;
    bool m_wasConnected = false;
};

} // namespace maru::client
