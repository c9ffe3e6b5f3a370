// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/serverlimits.h"
#include "server/session/transport.h"
#include "server/transport/httpconnection.h"
#include "server/transport/transportcounts.h"
#include "server/transport/turnqueue.h"

#include <QPointer>
#include <QTimer>

namespace maru::server {

/// Engine.IO over HTTP long-polling: packets to the peer wait for its GET, packets from it come as
/// the bodies of its POSTs.
///
/// One GET and one POST at a time; a second one ends the session, as does a connection that breaks
/// while its request is unanswered or its answer unsent, for nobody knows what arrived. A long body
/// is taken apart by the TurnQueue.
class PollingTransport : public Transport, private TurnTaker
{
    Q_OBJECT

public:
    PollingTransport(const QHostAddress &peer, qsizetype maxPayloadBytes, int closeGraceMs,
                     QObject *parent = nullptr);
    ~PollingTransport() override;

    /// \p counts outlives the transport.
    void setCounts(TransportCounts *counts) { m_counts = counts; }

    [[nodiscard]] QHostAddress peerAddress() const override { return m_peer; }
    [[nodiscard]] qint64 bytesQueued() const override;
    [[nodiscard]] QStringList upgrades() const override { return {QStringLiteral("websocket")}; }
    void releasePeer() override;
    [[nodiscard]] QList<Frame> retire() override;

    /// True once no request can reach the session any more.
    [[nodiscard]] bool isGone() const { return m_isFinished; }
    /// A GET: answered as soon as there is something to send. \p headers go with the answer.
    void poll(HttpConnection *connection, const QList<HttpHeader> &headers);
    /// A POST: its packets are handed on in their order, then it is answered. \p headers as above.
    void post(HttpConnection *connection, const QList<HttpHeader> &headers);

public slots:
    void send(const maru::server::Frame &frame) override;
    void close(maru::CloseReason reason) override;

private:
    [[nodiscard]] qint64 bytesUnsent() const;
    void flush();
    void flushSoon();
    void answerPoll(const QByteArray &body);
    void takeBody(HttpConnection *connection, const QByteArray &body);
    void takeTurn() override;
    void forgetPost(HttpConnection *connection);
    void loseAnswer(qint64 bytes, bool isStalled);
    void cutSlow(qint64 bytes);
    void refusePost(HttpConnection *connection, int status);
    void refusePending();
    void finish(CloseReason reason);

    QHostAddress m_peer;
    TransportCounts *m_counts = nullptr;
    qsizetype m_maxPayloadBytes;
    QList<Frame> m_queue;
    qint64 m_queuedBytes = 0;
    QPointer<HttpConnection> m_poll; // the GET that waits
    QPointer<HttpConnection> m_answered; // whose GET was answered last
    quint64 m_answeredRequest = 0; // its number
    QMetaObject::Connection m_answerLost; // of it
    QPointer<HttpConnection> m_post; // the POST that is being read
    QPointer<HttpConnection> m_bodyFrom; // the POST that m_body came by
    QByteArray m_body;
    qsizetype m_bodyAt = 0; // the first packet of it that was not handed on yet
    QList<HttpHeader> m_pollHeaders;
    QList<HttpHeader> m_postHeaders;
    QTimer m_graceTimer;
    CloseReason m_reason = CloseReason::PeerClosed;
    bool m_isFlushDue = false;
    bool m_isClosing = false; // the close packet is the last of the queue
    bool m_isFinished = false; // `closed` is on its way
    bool m_wasFull = false; // more than limits::replayQueueBytes were unsent
};

} // namespace maru::server
