// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/connection/enginelink.h"

#include <QSslError>
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
    explicit WebSocketLink(QObject *parent = nullptr);
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
    void onSslErrors(const QList<QSslError> &errors);
    void onClosing();
    void fail(const LinkFailure &failure);

    QWebSocket *m_socket; // child; its slots are cut before it goes
    QTimer m_closeDeadline;
    QString m_tlsDetail;
    bool m_wasOpen = false;
    bool m_ended = false;
};

} // namespace maru::client
