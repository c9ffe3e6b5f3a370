// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/connection/certificatecheck.h"
#include "client/connection/enginelink.h"

#include <QPointer>
#include <QSslSocket>
#include <QTimer>
#include <QUrl>
#include <QWebSocket>

namespace maru::client {

/// Engine.IO packets over a QWebSocket, one per message.
///
/// QWebSocket of Qt 6.4 leaves sockets open after a failed handshake, waits for ever in close(),
/// and must not be deleted inside its own signals: so every end here is abort() and deleteLater().
class WebSocketLink : public EngineLink
{
    Q_OBJECT

public:
    /// \p check judges the certificate of a wss server; it outlives this.
    explicit WebSocketLink(CertificateCheck &check, QObject *parent = nullptr);
    ~WebSocketLink() override;

    /// \p cookies: the value of the Cookie header; empty for none.
    void open(const QUrl &url, const QByteArray &cookies = {});
    void sendPacket(const QByteArray &packet) override;
    void abort() override;
    void finish() override;
    [[nodiscard]] bool hasReachedServer() const override;

signals:
    void opened(); ///< the websocket handshake is done

private:
    void onError(QAbstractSocket::SocketError error);
    void watchTls();
    void onSslErrors(const QList<QSslError> &errors);
    void onEncrypted();
    void onClosing();
    void fail(const LinkFailure &failure);

    QWebSocket *m_socket; // child; its slots are cut before it goes
    QPointer<QSslSocket> m_tls; // inside of m_socket; none if not wss
    CertificateCheck &m_check;
    QTimer m_closeDeadline;
    std::optional<LinkFailure> m_refusal;
    bool m_sawAlert = false;
    bool m_wasOpen = false;
    bool m_ended = false;
};

} // namespace maru::client
