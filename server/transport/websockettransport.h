// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/serverlimits.h"
#include "server/session/transport.h"
#include "server/transport/bytechannel.h"
#include "server/transport/flushscheduler.h"
#include "server/transport/transportcounts.h"
#include "server/transport/turnqueue.h"
#include "server/transport/websocketdecoder.h"

#include <QTimer>

#include <memory>
#include <optional>
#include <vector>

namespace maru::server {

struct WebSocketConfig
{
    QHostAddress peer;
    qsizetype maxPayloadBytes = limits::maxPayloadBytes;
    int closeGraceMs = limits::closeGraceMs;
    int stallTimeoutMs = limits::stallTimeoutMs;
    bool sendsBase64 = false; ///< `b64=1`: bytes go as text, `b` and base64
    TransportCounts *counts = nullptr; ///< outlives the transport, if given
};

/// Engine.IO over one websocket whose handshake is done.
///
/// Frames come ready encoded, shared by all their receivers; what waits for one peer is written at
/// once (FlushScheduler), in as few calls as there can be. A peer that takes nothing for
/// WebSocketConfig::stallTimeoutMs, or leaves more than limits::maxQueuedBytes unread, is cut.
/// A little is read at once; who sends much waits in the TurnQueue, and so for a while after it.
class WebSocketTransport : public Transport, private Flushable, private TurnTaker
{
    Q_OBJECT

public:
    /// Ends with \p scheduler at the latest.
    WebSocketTransport(std::unique_ptr<ByteChannel> channel, const WebSocketConfig &config,
                       FlushScheduler &scheduler, QObject *parent = nullptr);
    ~WebSocketTransport() override;

    /// What goes before all frames: the answer to the handshake.
    void begin(const QByteArray &answer) { queue(answer); }

    [[nodiscard]] QHostAddress peerAddress() const override { return m_config.peer; }
    [[nodiscard]] qint64 bytesQueued() const override;
    void sendRun(const FrameRun &run) override { sendBytes(run.webSocketFrames()); }

public slots:
    void send(const maru::server::Frame &frame) override;
    void close(maru::CloseReason reason) override;

private:
    void flush() override;
    void takeTurn() override { readUpTo(turnBytes); }
    void read();
    void readUpTo(qint64 bytes);
    void readLater();
    void take(const WebSocketMessage &message);
    void takeControl(const WebSocketMessage &message);
    [[nodiscard]] bool isFlooding();
    void sendBytes(const QByteArray &bytes);
    void queue(const QByteArray &bytes);
    void noteProgress();
    void dropTaken(qint64 bytes);
    void sayClose(const QByteArray &closeFrame);
    void endIfSaid();
    void arm(int milliseconds);
    void cut(CloseReason reason);
    void finish(CloseReason reason);

    static constexpr qint64 turnBytes = 4'096;

    std::unique_ptr<ByteChannel> m_channel; // null once finished
    WebSocketConfig m_config;
    FlushScheduler &m_scheduler;
    WebSocketDecoder m_decoder;
    std::vector<QByteArray> m_frames; // not given to the channel yet
    qsizetype m_offset = 0; // of the first one that it has taken
    qint64 m_bytes = 0; // of m_frames, without m_offset
    std::unique_ptr<QTimer> m_timer; // while closing, or while the peer takes nothing
    qint64 m_floodedMs = -limits::calmAfterMs; // when it last sent more than is read at once
    qint64 m_controlSecond = 0; // the second that m_controlFrames counts
    int m_controlFrames = 0;
    bool m_isReadLater = false; // in the TurnQueue, not when something comes
    bool m_isStalled = false; // the channel took less than everything
    bool m_isClosing = false; // nothing is sent or handed on any more
    bool m_hasSaidClose = false; // the close frame is the last of m_frames, or has left
    bool m_hasHeardClose = false;
    bool m_isFinished = false; // `closed` is on its way
    bool m_wasFull = false; // more than limits::replayQueueBytes were unsent
};

} // namespace maru::server
