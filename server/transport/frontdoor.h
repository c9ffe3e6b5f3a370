// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/limits.h"
#include "server/session/transport.h"
#include "server/transport/connectioncounter.h"
#include "server/transport/httpresponse.h"
#include "server/transport/listener.h"
#include "server/transport/originpolicy.h"
#include "server/transport/plain.h"

#include <QHash>
#include <QHostAddress>
#include <QObject>
#include <QTimer>
#include <QWebSocketServer>

namespace maru::server {

struct FrontDoorConfig
{
    Plain plain = Plain::Lan;
    OriginPolicy origins;
    ConnectionLimits connections; ///< further lowered to what descriptors allow
    bool rateLimit = true; ///< false lifts the count per address
    int headTimeoutMs = limits::headTimeoutMs;
    int closeGraceMs = limits::closeGraceMs;
    int halfOpenPatienceMs = limits::halfOpenPatienceMs;
    qint64 maxPayloadBytes = limits::maxPayloadBytes;
};

/// What the head of an upgrade said.
struct HandshakeInfo
{
    QList<QueryItem> query;
    QString origin; ///< empty: none was sent
    QHostAddress peerAddress; ///< IPv4 is never mapped into IPv6
    QString userAgent;
};

/// The one port of the server: looks at the head of each connection and sends it where it belongs.
///
/// Socket.IO upgrades become transports, everything else is an HTTP request for the handler. What
/// cannot be let in is told why in plain HTTP, always before a 101. TLS is recognized by its first
/// byte; a door that speaks it plugs in there.
class FrontDoor : public QObject
{
    Q_OBJECT

public:
    explicit FrontDoor(const FrontDoorConfig &config, QObject *parent = nullptr);
    ~FrontDoor() override;

    /// \p handler is not owned and outlives the door; without one every request gets 404.
    void setHandler(HttpHandler *handler) { m_handler = handler; }

    /// Returns the port, the same on all \p addresses. QHostAddress::Any means IPv6 and IPv4.
    [[nodiscard]] Result<quint16, ListenError> listen(const QList<QHostAddress> &addresses,
                                                      quint16 port);
    /// Lets nobody in any more; those who are in stay.
    void stopListening();

    /// Living sockets, half-open ones included.
    [[nodiscard]] int connectionCount() const { return m_counter.openCount(); }

signals:
    /// Whoever takes \p transport becomes its parent within the slot; one that nobody takes is
    /// closed.
    void connected(maru::server::Transport *transport, const maru::server::HandshakeInfo &info);

private:
    struct Upgrade
    {
        HandshakeInfo info;
        QTimer *timer = nullptr; // child of the socket
    };

    void takeConnections();
    void take(QTcpSocket *socket);
    void relieve();
    [[nodiscard]] bool hasPending() const;
    void handle(QTcpSocket *socket, const HttpRequest &request, qsizetype headBytes);
    void upgrade(QTcpSocket *socket, const HttpRequest &request, qsizetype headBytes);
    void refuseTls(QTcpSocket *socket);
    void openWebSockets();
    void answer(QTcpSocket *socket, const HttpResponse &response);
    [[nodiscard]] bool mayBePlain(const QHostAddress &peer) const;

    FrontDoorConfig m_config;
    int m_descriptorLimit;
    ConnectionCounter m_counter;
    HttpHandler *m_handler = nullptr;
    QWebSocketServer
        m_webSockets; // never listens: it only does the handshake of sockets we hand over
    QHash<QTcpSocket *, Upgrade> m_upgrades;
    QTimer m_reliefTimer;
    Listeners m_listeners;
};

} // namespace maru::server
