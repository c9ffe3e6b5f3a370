// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/pollingtransport.h"

#include "common/logging.h"
#include "common/serverlimits.h"

#include <algorithm>
#include <utility>

namespace maru::server {

namespace {

constexpr char separator = '\x1e';
constexpr char base64Mark = 'b';
constexpr auto pollType = "text/plain; charset=UTF-8";
constexpr auto postType = "text/html";
constexpr qsizetype bytesAtOnce = 2'048; // as of a websocket
constexpr qsizetype turnBytes = 4'096;

QByteArray payloadOf(const QList<Frame> &frames)
{
    QByteArray body;
    for (const Frame &frame : frames) {
        if (!body.isEmpty()) {
            body.append(separator);
        }
        if (frame.isBinary()) {
            body.append(base64Mark).append(frame.packet().toByteArray().toBase64());
        } else {
            body.append(frame.packet());
        }
    }
    return body;
}

HttpResponse response(int status, const char *type, const QByteArray &body,
                      const QList<HttpHeader> &headers)
{
    HttpResponse answer;
    answer.status = status;
    answer.contentType = type;
    answer.body = body;
    answer.headers = headers;
    return answer;
}

void answerPost(HttpConnection *connection, bool isGood, const QList<HttpHeader> &headers)
{
    if (connection != nullptr && connection->isAsking()) {
        connection->respond(response(isGood ? 200 : 400, postType, isGood ? "ok" : "", headers));
    }
}

/// A reason that the peer gave by what it did wrong: it is told nothing at its next request.
bool endsAtOnce(CloseReason reason)
{
    return reason == CloseReason::ParseError || reason == CloseReason::PingTimeout
        || reason == CloseReason::PeerLeft;
}

} // namespace

PollingTransport::PollingTransport(const QHostAddress &peer, qsizetype maxPayloadBytes,
                                   int closeGraceMs, QObject *parent)
    : Transport(parent)
    , m_peer(peer)
    , m_maxPayloadBytes(maxPayloadBytes)
{
    m_graceTimer.setSingleShot(true);
    m_graceTimer.setInterval(closeGraceMs);
    connect(&m_graceTimer, &QTimer::timeout, this, [this] { finish(m_reason); });
}

PollingTransport::~PollingTransport()
{
    answerPoll("1");
    refusePending();
}

qint64 PollingTransport::bytesQueued() const
{
    return m_queuedBytes + bytesUnsent();
}

/// Of the last answer to a GET.
qint64 PollingTransport::bytesUnsent() const
{
    return m_answered ? m_answered->bytesUnsent(m_answeredRequest) : 0;
}

void PollingTransport::poll(HttpConnection *connection, const QList<HttpHeader> &headers)
{
    // One that has not taken its last answer asks for a second one as well.
    if (m_isFinished || m_poll || bytesUnsent() > 0) {
        connection->respond(response(400, postType, {}, headers));
        if (!m_isFinished) {
            qCDebug(lcTransport) << "two polling requests at once";
            finish(CloseReason::PeerClosed);
        }
        return;
    }
    m_poll = connection;
    m_pollHeaders = headers;
    connect(connection, &HttpConnection::aborted, this, [this, connection] {
        if (m_poll == connection) {
            m_poll = nullptr;
            finish(CloseReason::PeerClosed);
        }
    });
    if (!m_queue.isEmpty()) {
        flushSoon();
    } else if (std::exchange(m_wasFull, false)) { // it has taken all of its last answer
        QMetaObject::invokeMethod(this, &PollingTransport::drained, Qt::QueuedConnection);
    }
}

void PollingTransport::post(HttpConnection *connection, const QList<HttpHeader> &headers)
{
    const QByteArray type = connection->request().header("Content-Type");
    const bool isBinary = type.startsWith("application/octet-stream");
    if (m_isFinished || m_isClosing || m_post || isQueued() || isBinary) {
        connection->respond(response(400, postType, {}, headers));
        if (!m_isFinished && !m_isClosing) {
            qCDebug(lcTransport) << "a polling request that is not allowed";
            finish(CloseReason::ParseError);
        }
        return;
    }
    m_post = connection;
    m_postHeaders = headers;
    connect(connection, &HttpConnection::bodyRead, this,
            [this, connection](const QByteArray &body) { takeBody(connection, body); });
    connect(connection, &HttpConnection::bodyRefused, this,
            [this, connection](int status) { refusePost(connection, status); });
    connection->readBody(m_maxPayloadBytes);
}

void PollingTransport::takeBody(HttpConnection *connection, const QByteArray &body)
{
    m_post = nullptr; // what ends the session from here on is answered by answerPost()
    forgetPost(connection);
    m_bodyFrom = connection;
    if (body.isEmpty() || body.count(separator) >= limits::maxPayloadPackets) {
        finish(CloseReason::ParseError);
        return;
    }
    m_body = body;
    m_bodyAt = 0;
    if (body.size() <= bytesAtOnce) {
        takeTurn();
    } else {
        TurnQueue::ofThisThread().add(this);
    }
}

/// A piece of the body: thousands of packets take longer than others may wait.
void PollingTransport::takeTurn()
{
    if (m_isFinished) {
        return;
    }
    const QPointer<PollingTransport> self(this);
    // What ends the session meanwhile does not answer it: that is done here.
    const QPointer<HttpConnection> asking = std::exchange(m_bodyFrom, nullptr);
    const QList<HttpHeader> headers = m_postHeaders;
    const QByteArray body = m_body;
    const qsizetype pause = m_bodyAt + turnBytes;
    bool isGood = true;
    while (isGood && m_bodyAt <= body.size() && m_bodyAt < pause) {
        const qsizetype found = body.indexOf(separator, m_bodyAt);
        const qsizetype end = found < 0 ? body.size() : found;
        const QByteArray packet = body.mid(m_bodyAt, end - m_bodyAt);
        m_bodyAt = end + 1;
        emit textReceived(packet);
        if (!self) { // its owner has ended it
            answerPost(asking, true, headers);
            return;
        }
        isGood = !m_isFinished || m_reason != CloseReason::ParseError;
    }
    if (!m_isFinished && m_bodyAt <= body.size()) {
        m_bodyFrom = asking;
        TurnQueue::ofThisThread().add(this);
        return;
    }
    m_body.clear();
    answerPost(asking, isGood, headers);
}

/// The POST that is being read, or taken apart, when the session ends.
void PollingTransport::refusePending()
{
    if (HttpConnection *connection = std::exchange(m_post, nullptr)) {
        forgetPost(connection);
        answerPost(connection, false, m_postHeaders);
    }
    answerPost(std::exchange(m_bodyFrom, nullptr), false, m_postHeaders);
}

void PollingTransport::forgetPost(HttpConnection *connection)
{
    disconnect(connection, &HttpConnection::bodyRead, this, nullptr);
    disconnect(connection, &HttpConnection::bodyRefused, this, nullptr);
}

void PollingTransport::refusePost(HttpConnection *connection, int status)
{
    m_post = nullptr;
    forgetPost(connection);
    if (status != 0) {
        connection->respond(response(status, postType, {}, m_postHeaders));
    }
    constexpr int tooLarge = 413; // the next one may be smaller
    if (status != tooLarge) {
        finish(CloseReason::PeerClosed);
    }
}

void PollingTransport::send(const Frame &frame)
{
    if (m_isClosing || m_isFinished) {
        return;
    }
    const qsizetype bytes = frame.packet().size();
    if (bytes > limits::maxQueuedBytes - bytesQueued()) {
        cutSlow(bytesUnsent() + bytes);
        return;
    }
    m_queue.append(frame);
    m_queuedBytes += bytes;
    m_wasFull = m_wasFull || bytesQueued() > limits::replayQueueBytes;
    flushSoon();
}

/// At the end of this turn: what is sent in one turn goes with one answer.
void PollingTransport::flushSoon()
{
    if (m_poll && !std::exchange(m_isFlushDue, true)) {
        QMetaObject::invokeMethod(this, &PollingTransport::flush, Qt::QueuedConnection);
    }
}

void PollingTransport::flush()
{
    m_isFlushDue = false;
    if (!m_poll || m_queue.isEmpty()) {
        return;
    }
    const QByteArray body = payloadOf(std::exchange(m_queue, {}));
    m_queuedBytes = 0;
    answerPoll(body);
    if (m_isClosing) {
        finish(m_reason);
    } else if (m_wasFull && bytesQueued() <= limits::replayQueueBytes) {
        m_wasFull = false; // else the next poll tells
        emit drained();
    }
}

void PollingTransport::answerPoll(const QByteArray &body)
{
    if (!m_poll) {
        return;
    }
    HttpConnection *connection = std::exchange(m_poll, nullptr);
    disconnect(connection, &HttpConnection::aborted, this, nullptr);
    m_answered = connection;
    m_answeredRequest = connection->requestNumber();
    disconnect(m_answerLost);
    m_answerLost =
        connect(connection, &HttpConnection::answerLost, this, &PollingTransport::loseAnswer);
    connection->respond(response(200, pollType, body, m_pollHeaders));
}

/// What it held is lost, and nobody knows how much of it.
void PollingTransport::loseAnswer(qint64 bytes, bool isStalled)
{
    const bool isOurs = m_answered && m_answered->requestNumber() == m_answeredRequest;
    if (!isOurs || m_isFinished) { // a proxy's connection has answers of others as well
        return;
    }
    if (isStalled) {
        cutSlow(bytes);
    } else {
        finish(CloseReason::PeerClosed);
    }
}

void PollingTransport::cutSlow(qint64 bytes)
{
    qCInfo(lcTransport).noquote() << "peer does not read, cut off:" << m_peer.toString();
    if (m_counts != nullptr) {
        ++m_counts->slowConsumers;
        m_counts->droppedBytes += quint64(m_queuedBytes + bytes);
    }
    finish(CloseReason::SlowConsumer);
}

void PollingTransport::releasePeer()
{
    if (m_queue.isEmpty()) { // else the answer is on its way
        answerPoll("6");
    }
}

QList<Frame> PollingTransport::retire()
{
    m_isFinished = true;
    answerPoll("6");
    m_queuedBytes = 0;
    return std::exchange(m_queue, {});
}

void PollingTransport::close(CloseReason reason)
{
    if (m_isClosing || m_isFinished) {
        return;
    }
    m_reason = reason;
    if (endsAtOnce(reason)) {
        if (reason == CloseReason::PeerLeft) {
            answerPoll("6"); // it has said goodbye itself
        }
        finish(reason);
        return;
    }
    m_queue.append(Frame::text("1"));
    m_isClosing = true;
    // A peer that is there asks again at once; a stop does not wait for one that has gone.
    m_graceTimer.start(reason == CloseReason::ServerStop
                           ? std::min(m_graceTimer.interval(), limits::stopPollMs)
                           : m_graceTimer.interval());
    flushSoon();
}

void PollingTransport::finish(CloseReason reason)
{
    if (std::exchange(m_isFinished, true)) {
        return;
    }
    m_reason = reason;
    m_graceTimer.stop();
    answerPoll("1");
    refusePending();
    m_queue.clear();
    m_queuedBytes = 0;
    // Later: this may run within a call of our owner, who may answer the signal by deleting us.
    QMetaObject::invokeMethod(
        this, [this, reason] { emit closed(reason); }, Qt::QueuedConnection);
}

} // namespace maru::server
