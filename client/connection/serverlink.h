// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/connection/enginelink.h"
#include "client/connection/linkupgrade.h"
#include "client/connection/serveraddress.h"
#include "client/connection/tlsprobe.h"

#include <QElapsedTimer>
#include <QTimer>

#include <functional>
#include <optional>

namespace maru::client {

/// What one attempt at a server teaches the next: not how it went, but which way leads through.
struct TransportMemory
{
    bool prefersPolling = false; ///< polling got through where a websocket did not
    int shortUpgrades = 0; ///< upgrades in a row whose websocket died at once
};

/// One attempt at a server: it looks for a transport that gets through, and for a better one later.
///
/// TLS first: a server that was not met yet is asked whether it speaks TLS, and spoken to in plain
/// text only if it does not. Who spoke TLS once, or was typed with https, is never spoken to in
/// plain text. Servers on this machine are, at once.
///
/// A websocket is tried first, because it is faster. If it does not get through, though somebody is
/// there, polling is tried in the same attempt (or, where polling was what worked last time, in the
/// other order). A session over polling moves to a websocket when the server offers it and the
/// network lets it through; where it does not, nobody notices. The first packet is always the open
/// packet, or what a websocket server of another kind sends in its place.
class ServerLink : public EngineLink
{
    Q_OBJECT

public:
    struct Options
    {
        int timeoutMs = 0; ///< for each way that is tried, to the open packet
        int stableMs = 0; ///< a websocket that lives this long after an upgrade was no mistake
        std::function<qint64()> clockMs; ///< suspend-aware
        std::function<bool(const ServerAddress &)> isLoopback;
    };

    /// \p servers and \p memory outlive this.
    ServerLink(const Options &options, KnownServers &servers, TransportMemory &memory,
               QObject *parent = nullptr);
    ~ServerLink() override;

    void open(const ServerAddress &address);
    void sendPacket(const QByteArray &packet) override;
    void abort() override;
    void finish() override;
    [[nodiscard]] bool hasReachedServer() const override;
    /// Of the open link.
    [[nodiscard]] LinkSecurity security() const;

private:
    void startProbe();
    void onProbeFailed(const LinkFailure &failure);
    void startFirst(bool tls);
    void start(EngineTransport transport);
    void adopt(EngineLink *link);
    void dropActive();
    void onText(const QByteArray &utf8);
    void onOpen();
    void onActiveFailed(const LinkFailure &failure);
    void onDeadline();
    void startUpgrade();
    void onUpgraded(WebSocketLink *socket);
    void endUpgrade();
    void fail(const LinkFailure &failure);

    Options m_options;
    KnownServers &m_servers;
    TransportMemory &m_memory;
    ServerAddress m_address; // secure: what was found out
    std::optional<CertificateCheck> m_check;
    TlsProbe *m_probe = nullptr; // child while it runs
    EngineTransport m_transport = EngineTransport::WebSocket; // of m_active
    EngineLink *m_active = nullptr; // child: what is tried, then what carries the session
    LinkUpgrade *m_upgrade = nullptr; // child while it runs
    std::optional<LinkFailure> m_firstFailure; // of the transport that was tried before
    QTimer m_deadline;
    std::optional<qint64> m_upgradedAtMs;
    bool m_isTlsDuty = false; // plain text is no way out
    bool m_isOpen = false;
    bool m_ended = false;
};

} // namespace maru::client
