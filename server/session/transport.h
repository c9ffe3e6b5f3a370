// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/protocol/errors.h"
#include "common/serverlimits.h"
#include "server/session/framerun.h"

#include <QByteArray>
#include <QHostAddress>
#include <QList>
#include <QObject>
#include <QStringList>

namespace maru::server {

/// What carries Engine.IO packets to one peer: a websocket, or the requests of long-polling.
///
/// Bounded: when more than limits::maxQueuedBytes are unsent it cuts itself off with
/// CloseReason::SlowConsumer. `closed` is emitted exactly once, never from within a call of its
/// owner; nothing is emitted after it.
class Transport : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    [[nodiscard]] virtual QHostAddress peerAddress() const = 0;
    /// Bytes accepted by send() that the operating system has not taken yet.
    [[nodiscard]] virtual qint64 bytesQueued() const = 0;
    /// The same as send() with each of its frames.
    virtual void sendRun(const FrameRun &run)
    {
        for (const Frame &frame : run.frames()) {
            send(frame);
        }
    }
    /// The transports that a peer may move to from this one, as the open packet lists them.
    [[nodiscard]] virtual QStringList upgrades() const { return {}; }
    /// Ends the wait of a peer that can do nothing else before it was answered.
    virtual void releasePeer() { }
    /// The peer has moved to another transport: what was not sent goes there. Silent from now on,
    /// without `closed`.
    [[nodiscard]] virtual QList<Frame> retire() { return {}; }

public slots:
    virtual void send(const maru::server::Frame &frame) = 0;
    /// Ends the connection after what was sent, at once if \p reason is the peer's fault; gives up
    /// limits::closeGraceMs later. Ends in `closed`.
    virtual void close(maru::CloseReason reason) = 0;

signals:
    void textReceived(const QByteArray &packet); ///< UTF-8
    void binaryReceived(const QByteArray &bytes);
    /// bytesQueued() fell to limits::replayQueueBytes or below after having been above.
    void drained();
    void closed(maru::CloseReason reason);
};

} // namespace maru::server
