// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/connection/connectionfailure.h"
#include "client/connection/pendingacks.h"
#include "client/connection/pingwatch.h"
#include "client/connection/reconnectpolicy.h"
#include "client/connection/serveraddress.h"
#include "client/connection/serverlink.h"
#include "common/clientlimits.h"
#include "common/protocol/enginepacket.h"
#include "common/protocol/socketpacket.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QObject>
#include <QTimer>

#include <functional>
#include <optional>

namespace maru::client {

/// One Socket.IO 5 conversation in one namespace that comes back by itself (protocol.md of
/// socketio/socket.io, revision 5, over Engine.IO revision 4).
///
/// open() → connected() → events … → failed() → (by itself, with back-off, without end) connected()
/// … Only a final failure or close() ends it. Requests pending at a loss fail with
/// AckFailure::Disconnected; nothing is kept for later, that is the outbox's work.
class EngineConnection : public QObject
{
    Q_OBJECT

public:
    enum class State : quint8 { Closed, Opening, Connecting, Connected, Waiting };

    enum class EmitResult : quint8 {
        Sent,
        NotConnected,
        TooLarge, ///< over the server's maxPayload: it would close the connection
    };

    /// What tests replace.
    struct Environment
    {
        std::function<qint64()> clockMs; ///< suspend-aware
        std::function<double()> random; ///< in [0, 1)
        int connectTimeoutMs =
            limits::clientConnectTimeoutMs; ///< to the open packet of each transport that is
                                            ///< tried, and again to the CONNECT reply
        int suspendCheckMs = limits::suspendCheckMs;
        KnownServers *servers = nullptr; ///< outlives the connection; null: what is learned of TLS
                                         ///< is forgotten with it
        std::function<bool(const ServerAddress &)> isLoopback;
    };

    explicit EngineConnection(Environment environment, QObject *parent = nullptr);
    ~EngineConnection() override;

    /// Starts at once. \p auth is sent with every CONNECT. Only when Closed.
    void open(const ServerAddress &address, const QJsonObject &auth);
    void setAuth(const QJsonObject &auth) { m_auth = auth; } ///< from the next CONNECT on
    /// DISCONNECT, then closed. No signal.
    void close();
    /// Drops the connection and comes back with back-off: when the conversation is stuck.
    void reconnect(const QString &why);
    /// The next attempt comes now instead of after its wait; what a server asked for is kept.
    void tryNow();
    /// The next attempt comes no sooner than \p ms from now (bounded by limits::maxRetryAfterMs).
    void delayNextAttempt(int ms);

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] const ServerAddress &address() const { return m_address; }
    /// Of the connection there is; not encrypted if there is none.
    [[nodiscard]] LinkSecurity security() const;
    /// Whether nobody in between can read what is sent: over TLS, or on this machine.
    [[nodiscard]] bool isPrivate() const;

    /// An event with one argument, already JSON, that asks for no ack.
    EmitResult emitEvent(QLatin1StringView name, QByteArrayView argument);
    /// The same with an ack. \p handler is called exactly once, never from inside request(), and
    /// not at all if \p context has gone.
    void request(QLatin1StringView name, QByteArrayView argument, QObject *context,
                 AckHandler handler, int timeoutMs = limits::clientAckTimeoutMs);

signals:
    /// \p recovered: the server knew this session and delivers what it missed.
    void connected(bool recovered);
    void eventReceived(const QString &name, const QJsonArray &arguments);
    void failed(const maru::client::ConnectionFailure &failure, bool willRetry);

private:
    void attempt();
    void onLinkFailed(const LinkFailure &failure);
    void onText(const QByteArray &utf8);
    void onBinary(const QByteArray &bytes);
    void onTimeout();
    void takeHandshake(const EnginePacket &packet);
    void takePacket(const EnginePacket &packet);
    void takeDecoded(const Result<std::optional<SocketPacket>, DecodeError> &decoded);
    void takeSocketPacket(const SocketPacket &packet);
    void takeConnectReply(const QJsonObject &reply);
    void takeRefusal(const ConnectionFailure &refusal);
    void takeEvent(const SocketPacket &packet);
    void deliver(const QJsonArray &eventAndArguments);
    void sendConnect();
    [[nodiscard]] EmitResult sendMessage(const QByteArray &socketPacket);
    void dropLink(bool politely);
    void lose(const ConnectionFailure &failure);

    KnownServers m_ownServers;
    Environment m_environment;
    ServerAddress m_address;
    QJsonObject m_auth;
    State m_state = State::Closed;
    ServerLink *m_link = nullptr; // child while there is an attempt
    TransportMemory m_transports; // of this server
    std::optional<SocketPacketDecoder> m_decoder;
    EngineHandshake m_handshake;
    PendingAcks m_acks;
    PingWatch m_pingWatch;
    ReconnectPolicy m_policy;
    QTimer m_timeout; // of the CONNECT reply
    QTimer m_attachments; // deadline of a binary packet
    QTimer m_retry;
    qint64 m_connectedSinceMs = 0;
    qint64 m_notBeforeMs = 0;
    qint64 m_askedUntilMs = 0; // by a server, of the wait under way
    QString m_pid; // connection state recovery, if the server offers it
    QString m_offset;
    QList<QJsonArray> m_early; // replayed before the CONNECT reply
    quint64 m_nextAckId = 0; // counts on across reconnects
};

} // namespace maru::client
