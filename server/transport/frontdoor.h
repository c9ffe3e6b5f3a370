// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/limits.h"
#include "server/transport/connectioncounter.h"
#include "server/transport/enginedoor.h"
#include "server/transport/firstbyte.h"
#include "server/transport/httpconnection.h"
#include "server/transport/httpresponse.h"
#include "server/transport/listener.h"
#include "server/transport/peer.h"
#include "server/transport/plain.h"
#include "server/transport/tlshandshake.h"
#include "server/transport/transportcounts.h"

#include <QHostAddress>
#include <QObject>

namespace maru::server {

struct FrontDoorConfig
{
    Plain plain = Plain::Lan;
    EngineDoorConfig engine;
    ConnectionLimits connections; ///< further lowered to what descriptors allow
    bool rateLimit = true; ///< false lifts the count per address
    HttpTimeouts timeouts;
    QList<QHostAddress> trustedProxies; ///< normalized
};

/// The one port of the server: looks at the first byte of each connection, which tells TLS from
/// plain HTTP, then at each request, and sends it where it belongs.
///
/// What is Socket.IO's goes to the engine door, everything else to the handler. What cannot be let
/// in is told why in plain HTTP, always before a 101.
class FrontDoor : public QObject
{
    Q_OBJECT

public:
    explicit FrontDoor(const FrontDoorConfig &config, QObject *parent = nullptr);
    ~FrontDoor() override;

    /// \p handler is not owned and outlives the door; without one every request gets 404.
    void setHandler(HttpHandler *handler) { m_handler = handler; }
    /// Is asked before the handler; likewise.
    void setRoute(HttpRoute *route) { m_route = route; }
    /// What of \p config can change at run time, for what comes from now on: plain, rateLimit,
    /// trustedProxies, the origins and the sticky cookie.
    void reconfigure(const FrontDoorConfig &config);
    /// For the TLS connections from now on; without one TLS is turned away.
    void setTls(const TlsContext &tls) { m_tls = tls; }

    /// Returns the port, the same on all \p addresses. QHostAddress::Any means IPv6 and IPv4.
    [[nodiscard]] Result<quint16, ListenError> listen(const QList<QHostAddress> &addresses,
                                                      quint16 port);
    /// Lets nobody in any more; those who are in stay.
    void stopListening();

    /// Living sockets, half-open ones included, and the sessions over long-polling.
    [[nodiscard]] int connectionCount() const { return m_counter.openCount(); }
    [[nodiscard]] int halfOpenCount() const { return m_counter.halfOpenCount(); }
    [[nodiscard]] const TransportCounts &counts() const { return m_counts; }

signals:
    /// See EngineDoor::connected.
    void connected(maru::server::EngineSession *session, const maru::server::HandshakeInfo &info);

private:
    void accept(qintptr descriptor);
    void makeRoom(const QHostAddress &peer);
    void meet(FirstByte *first, qintptr descriptor, bool isTls);
    void refuse(FirstByte *first, qintptr descriptor, bool isTls);
    void encrypt(FirstByte *first, qintptr descriptor);
    void turnAwayTls(FirstByte *first, qintptr descriptor);
    [[nodiscard]] HttpStream *streamOver(qintptr descriptor);
    void serve(HttpStream *stream, bool isEncrypted);
    void handle(HttpConnection *connection, bool isEncrypted);
    [[nodiscard]] bool mayEnter(const RequestPeer &peer) const;

    FrontDoorConfig m_config;
    int m_descriptorLimit;
    ConnectionCounter m_counter;
    TransportCounts m_counts;
    EngineDoor m_engine;
    HttpHandler *m_handler = nullptr;
    HttpRoute *m_route = nullptr;
    TlsContext m_tls;
    Listeners m_listeners;
};

} // namespace maru::server
