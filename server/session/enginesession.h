// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/protocol/errors.h"
#include "common/serverlimits.h"
#include "server/session/transport.h"

#include <QByteArray>
#include <QDeadlineTimer>
#include <QObject>
#include <QTimer>

#include <memory>

namespace maru::server {

class FrameRun;

struct EngineConfig
{
    int pingIntervalMs = limits::pingIntervalMs;
    int pingTimeoutMs = limits::pingTimeoutMs;
    int upgradeTimeoutMs = limits::upgradeTimeoutMs;
    qint64 maxPayloadBytes = limits::maxPayloadBytes;
};

/// One Engine.IO 4 conversation over a transport: open packet, heartbeat, upgrade, close.
///
/// `closed` is emitted exactly once and last. Owns its transport.
class EngineSession : public QObject
{
    Q_OBJECT

public:
    /// Sends the open packet at once. \p transport becomes a child.
    EngineSession(Transport *transport, const EngineConfig &config, QObject *parent = nullptr);
    ~EngineSession() override;

    [[nodiscard]] const QString &sid() const
    {
        return m_sid;
    } ///< a secret of the peer: never logged
    [[nodiscard]] QHostAddress peerAddress() const { return m_transport->peerAddress(); }
    [[nodiscard]] qint64 bytesQueued() const { return m_transport->bytesQueued(); }
    [[nodiscard]] bool isOpen() const { return m_isOpen; }
    [[nodiscard]] qint64 maxPayloadBytes() const { return m_config.maxPayloadBytes; }

    /// True if the peer may try another transport now.
    [[nodiscard]] bool isUpgradable() const;
    /// The peer opened \p probe beside its transport, which becomes a child: `2probe` is answered
    /// with `3probe`, and with `5` the conversation moves over, order kept. Anything else on
    /// \p probe, or EngineConfig::upgradeTimeoutMs without `5`, ends \p probe and nothing else.
    void offerUpgrade(Transport *probe);

    /// Closes if a deadline has passed whose timer has not run yet: asked before a request of the
    /// peer is taken.
    void checkDeadline();

    /// \p frame must be a message packet. Ignored once closing.
    void send(const Frame &frame);
    /// What \p run gets from now on is sent too, in order with what comes by send(): at the latest
    /// with endRun(). One run at a time.
    void follow(const FrameRun *run);
    void endRun();
    [[nodiscard]] bool isFollowing() const { return m_run != nullptr; }
    /// Closes the transport; `closed` follows with \p reason.
    void close(CloseReason reason);

signals:
    void messageReceived(const QByteArray &text); ///< the data of a message packet
    void binaryReceived(const QByteArray &bytes);
    void drained(); ///< see Transport::drained
    void closed(maru::CloseReason reason);

private:
    void adopt(Transport *transport);
    void receiveText(const QByteArray &packet);
    void receivePong();
    void receiveProbe(const QByteArray &packet);
    void moveToProbe();
    [[nodiscard]] Transport *takeProbe();
    void dropProbe();
    void heartbeat();
    void waitUntil(const QDeadlineTimer &deadline);
    void finish(CloseReason reason);
    void catchUp();

    struct Upgrade;

    Transport *m_transport;
    std::unique_ptr<Upgrade> m_upgrade; // while the peer tries another transport
    EngineConfig m_config;
    QString m_sid;
    QTimer m_timer; // until the next ping, or until the pong must have come
    QDeadlineTimer m_deadline; // the same moment, for what is handled before a late timer
    const FrameRun *m_run = nullptr; // until endRun()
    size_t m_runSent = 0; // frames of m_run that were sent
    bool m_awaitsPong = false;
    bool m_isOpen = true;
    CloseReason m_reason = CloseReason::PeerClosed;
};

} // namespace maru::server
