// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/session/enginesession.h"
#include "server/transport/connectioncounter.h"
#include "server/transport/flushscheduler.h"
#include "server/transport/handshake.h"
#include "server/transport/httpconnection.h"
#include "server/transport/originpolicy.h"
#include "server/transport/peer.h"
#include "server/transport/pollingtransport.h"
#include "server/transport/transportcounts.h"

#include <QHash>
#include <QObject>
#include <QPointer>

namespace maru::server {

class WebSocketTransport;

struct EngineDoorConfig
{
    QByteArray path = QByteArrayLiteral("/socket.io/"); ///< the last slash included
    OriginPolicy origins;
    EngineConfig engine;
    bool setsStickyCookie = false; ///< `io=<sid>`, for balancers that keep a session on one node
};

/// What the request that opened a session said.
struct HandshakeInfo
{
    QList<QueryItem> query;
    QString origin; ///< empty: none was sent
    RequestPeer peer;
    QString userAgent;
};

/// Everything below the path of Socket.IO: opens sessions over websockets and long-polling, hands
/// their requests to them, and lets them move from one to the other.
class EngineDoor : public QObject
{
    Q_OBJECT

public:
    /// \p counter and \p counts outlive the door.
    EngineDoor(const EngineDoorConfig &config, const HttpTimeouts &timeouts,
               ConnectionCounter &counter, TransportCounts &counts, QObject *parent = nullptr);
    ~EngineDoor() override;

    /// For the requests from now on.
    void setOrigins(const OriginPolicy &origins) { m_config.origins = origins; }
    void setStickyCookie(bool sets) { m_config.setsStickyCookie = sets; }

    [[nodiscard]] bool wants(const HttpRequest &request) const
    {
        return request.path.startsWith(m_config.path);
    }
    /// Answers the request of \p connection now or later, or takes its socket over.
    void handle(HttpConnection *connection, const RequestPeer &peer);

signals:
    /// Whoever takes \p session becomes its parent within the slot; one that nobody takes is
    /// closed.
    void connected(maru::server::EngineSession *session, const maru::server::HandshakeInfo &info);

private:
    struct Entry
    {
        QPointer<EngineSession> session;
        QPointer<PollingTransport> polling; // null once the session is on a websocket
    };

    [[nodiscard]] SidState stateOf(const QString &sid);
    void openPolling(HttpConnection *connection, const RequestPeer &peer);
    void upgrade(HttpConnection *connection, const RequestPeer &peer);
    void openWebSocket(WebSocketTransport *transport, const QString &sid,
                       const HandshakeInfo &info);
    EngineSession *open(Transport *transport, PollingTransport *polling, const HandshakeInfo &info);

    EngineDoorConfig m_config;
    int m_closeGraceMs;
    ConnectionCounter &m_counter;
    TransportCounts &m_counts;
    FlushScheduler m_flushes;
    QHash<QString, Entry> m_sessions; // by sid
};

} // namespace maru::server
