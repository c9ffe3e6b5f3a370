// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/connection/enginelink.h"

#include <QSslError>
#include <QTimer>
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
    explicit WebSocketLink(QObject *parent = nullptr);
    ~WebSocketLink() override;

    void open(const QUrl &url) override;
    void sendPacket(const QByteArray &packet) override;
    void abort() override;
    void finish() override;

private:
    void onError(QAbstractSocket::SocketError error);
    void onSslErrors(const QList<QSslError> &errors);
    void onClosing();
    void fail(LinkProblem problem, const QString &detail);

    QWebSocket *m_socket; // child; its slots are cut before it goes
    QTimer m_closeDeadline;
    QString m_tlsDetail;
    bool m_wasOpen = false;
    bool m_ended = false;
};

} // namespace maru::client
