// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/httpconnection.h"

#include "common/serverlimits.h"

#include <algorithm>
#include <utility>

namespace maru::server {

namespace {

constexpr qint64 bodyBufferBytes = 65'536; // more waits in the system's buffer

bool wantsKeepAlive(const HttpRequest &request)
{
    return request.isHttp11 ? !request.headerHasToken("Connection", "close")
                            : request.headerHasToken("Connection", "keep-alive");
}

} // namespace

HttpConnection::HttpConnection(HttpStream *stream, const HttpTimeouts &timeouts)
    : QObject(stream)
    , m_stream(stream)
    , m_timeouts(timeouts)
    , m_keepAliveMs(timeouts.headMs)
{
    m_stream->setReadLimit(limits::maxHeadBytes + 1);
    connect(m_stream, &HttpStream::arrived, this, &HttpConnection::read);
    connect(m_stream, &HttpStream::closed, this, &HttpConnection::end);
    connect(m_stream, &HttpStream::sent, this, &HttpConnection::onSent);
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &HttpConnection::expire);
    wait(timeouts.headMs);
}

HttpConnection::~HttpConnection() = default;

void HttpConnection::wait(int milliseconds)
{
    m_timer.start(milliseconds);
}

void HttpConnection::read()
{
    if (m_state == State::Head) {
        readHead();
    } else if (m_state == State::Body) {
        readBodyBytes();
    }
}

/// Between two requests an answer may still be on its way to a slow reader.
void HttpConnection::onSent()
{
    if (m_state == State::Answering) {
        onPartSent();
        return;
    }
    if (m_state == State::Head) {
        if (!m_isHeadBegun) {
            waitBetweenRequests();
        }
        readHead();
    }
}

void HttpConnection::readHead()
{
    if (isQueued()) {
        return;
    }
    // One that asks again and again without reading waits until some of it is sent.
    const QByteArrayView received = m_stream->received().first(
        std::min<qsizetype>(m_stream->received().size(), limits::maxHeadBytes));
    if (received.isEmpty() || m_stream->bytesUnsent() > limits::replayQueueBytes) {
        return;
    }
    // Each may cost a millisecond, and each of many connections may ask whenever it is answered.
    if (m_requestNumber > 0 && !std::exchange(m_isMyTurn, false)) {
        takeLater();
        return;
    }
    if (!m_isHeadBegun) {
        m_isHeadBegun = true;
        wait(m_timeouts.headMs);
    }
    switch (m_parser.parse(received)) {
    case HttpHeadParser::State::NeedMore:
        return;
    case HttpHeadParser::State::Bad:
        emit headRefused();
        closeWith(plainResponse(m_parser.status(), "This is no request that can be read."),
                  PeerState::Sending);
        return;
    case HttpHeadParser::State::Complete:
        m_timer.stop();
        m_state = State::Asking;
        ++m_requestNumber;
        emit requestRead(this);
        return;
    }
}

bool HttpConnection::hasBytesBehindHead() const
{
    return m_stream->received().size() > m_parser.headBytes();
}

void HttpConnection::readBody(qsizetype maxBytes)
{
    m_isInParts = false;
    beginBody(maxBytes);
}

void HttpConnection::readBodyInParts(qint64 maxBytes)
{
    m_isInParts = true;
    m_isPaused = false;
    emit transferBegun();
    beginBody(maxBytes);
}

void HttpConnection::readMore()
{
    if (m_state == State::Body && m_body && m_isPaused) {
        m_isPaused = false;
        m_stream->setReadLimit(bodyBufferBytes);
        wait(m_timeouts.stallMs);
        QMetaObject::invokeMethod(this, &HttpConnection::read, Qt::QueuedConnection);
    }
}

void HttpConnection::beginBody(qint64 maxBytes)
{
    Q_ASSERT(m_state == State::Asking && !m_isHeadConsumed);
    const Result<HttpBodyFraming, int> framing = bodyFraming(request());
    if (!framing) {
        QMetaObject::invokeMethod(
            this, [this, status = framing.error()] { emit bodyRefused(status); },
            Qt::QueuedConnection);
        return;
    }
    m_stream->skip(m_parser.headBytes());
    m_isHeadConsumed = true;
    m_state = State::Body;
    m_body.emplace(*framing, maxBytes);
    m_stream->setReadLimit(bodyBufferBytes);
    if (m_body->state() == HttpBodyReader::State::NeedMore && request().isHttp11
        && request().headerHasToken("Expect", "100-continue")) {
        m_stream->write("HTTP/1.1 100 Continue\r\n\r\n");
    }
    wait(m_isInParts ? m_timeouts.stallMs : m_timeouts.bodyMs);
    QMetaObject::invokeMethod(this, &HttpConnection::read, Qt::QueuedConnection);
}

void HttpConnection::readBodyBytes()
{
    if (!m_body || m_isPaused) { // read, or refused, and not answered yet; or nobody wants it now
        return;
    }
    while (m_body->state() == HttpBodyReader::State::NeedMore && !m_stream->received().isEmpty()) {
        const qsizetype taken = m_body->feed(m_stream->received());
        m_stream->skip(taken);
        if (taken == 0) {
            break;
        }
    }
    if (m_body->state() == HttpBodyReader::State::Bad) {
        finishBody();
    } else if (m_isInParts) {
        passPart();
    } else if (m_body->state() == HttpBodyReader::State::Complete) {
        finishBody();
    }
}

void HttpConnection::passPart()
{
    const bool isLast = m_body->state() == HttpBodyReader::State::Complete;
    const QByteArray part = m_body->takePart();
    if (part.isEmpty() && !isLast) {
        return;
    }
    m_timer.stop();
    if (isLast) {
        m_body.reset();
        m_stream->setReadLimit(limits::maxHeadBytes + 1);
    } else {
        m_isPaused = true;
        m_stream->setReadLimit(0); // the rest waits in the system's buffer, and at the peer
    }
    emit partRead(part, isLast);
}

void HttpConnection::finishBody()
{
    m_timer.stop();
    if (m_body->state() == HttpBodyReader::State::Bad) {
        const int status = m_body->status();
        m_body.reset();
        m_isHeadConsumed = false; // what is left of the body lies before the next head
        emit bodyRefused(status);
        return;
    }
    const QByteArray body = m_body->take();
    m_body.reset();
    m_stream->setReadLimit(limits::maxHeadBytes + 1);
    emit bodyRead(body);
}

void HttpConnection::respond(HttpResponse response)
{
    Q_ASSERT(isAsking());
    response.isHead = request().method == QByteArrayView("HEAD");
    if (!isReadWhole() || !wantsKeepAlive(request()) || response.endsConnection) {
        closeWith(response, isReadWhole() ? PeerState::Silent : PeerState::Sending);
        return;
    }
    if (!m_isHeadConsumed) {
        m_stream->skip(m_parser.headBytes());
    }
    m_stream->write(encodeHttpResponse(response, HttpPersistence::KeepAlive));
    nextRequest();
}

/// A body that nobody read would be taken for the next request.
bool HttpConnection::isReadWhole() const
{
    const Result<HttpBodyFraming, int> framing = bodyFraming(request());
    return m_isHeadConsumed ? !m_body : framing && framing->isEmpty();
}

void HttpConnection::respondInParts(HttpResponse head)
{
    Q_ASSERT(isAsking() && isReadWhole() && head.followingBytes);
    emit transferBegun();
    const bool keepsAlive = wantsKeepAlive(request());
    if (!m_isHeadConsumed) {
        m_stream->skip(m_parser.headBytes());
        m_isHeadConsumed = true;
    }
    m_followingBytes = *head.followingBytes;
    m_isPartOwed = m_followingBytes > 0;
    m_closesAfterParts = !keepsAlive;
    m_state = State::Answering;
    m_stream->write(
        encodeHttpResponse(head, keepsAlive ? HttpPersistence::KeepAlive : HttpPersistence::Close));
    wait(m_timeouts.stallMs);
    QMetaObject::invokeMethod(this, &HttpConnection::onPartSent, Qt::QueuedConnection);
}

void HttpConnection::writePart(const QByteArray &bytes)
{
    Q_ASSERT(m_state == State::Answering && bytes.size() <= m_followingBytes);
    m_followingBytes -= bytes.size();
    m_isPartOwed = m_followingBytes > 0;
    m_stream->write(bytes);
    wait(m_timeouts.stallMs);
    QMetaObject::invokeMethod(this, &HttpConnection::onPartSent, Qt::QueuedConnection);
}

void HttpConnection::onPartSent()
{
    if (m_state != State::Answering) {
        return;
    }
    wait(m_timeouts.stallMs);
    if (m_followingBytes == 0 && !m_closesAfterParts) {
        nextRequest();
    } else if (m_followingBytes == 0) {
        sayAndClose(release(), {}, m_timeouts.stallMs, PeerState::Silent);
    } else if (m_isPartOwed && m_stream->bytesUnsent() < bodyBufferBytes) {
        m_isPartOwed = false;
        emit partTaken();
    }
}

void HttpConnection::nextRequest()
{
    m_parser = {};
    m_isHeadConsumed = false;
    m_isHeadBegun = false;
    m_state = State::Head;
    m_isMyTurn = false;
    waitBetweenRequests();
    // Whoever answers is not called back from within its call.
    if (!m_stream->received().isEmpty()) {
        takeLater();
    }
}

void HttpConnection::waitBetweenRequests()
{
    wait(m_stream->bytesUnsent() > 0 ? m_timeouts.answerStallMs : m_keepAliveMs);
}

void HttpConnection::takeLater()
{
    m_stream->setReadLimit(0); // that nothing more will come is not heard before these bytes are
    TurnQueue::ofThisThread().add(this);
}

void HttpConnection::takeTurn()
{
    if (m_state == State::Over) { // the stream may be somebody else's
        return;
    }
    m_stream->setReadLimit(limits::maxHeadBytes + 1);
    m_isMyTurn = true;
    read();
}

void HttpConnection::closeWith(const HttpResponse &response, PeerState peer)
{
    answerAndClose(release(), response, m_timeouts.closeGraceMs, peer);
}

HttpStream *HttpConnection::release()
{
    // Now, not with deleteLater(): a slot that reads a stream which somebody else uses would get in
    // their way.
    m_state = State::Over;
    m_timer.stop();
    disconnect(m_stream, nullptr, this, nullptr);
    deleteLater();
    return m_stream;
}

HttpStream *HttpConnection::releaseBehindHead()
{
    Q_ASSERT(m_state == State::Asking && !m_isHeadConsumed);
    m_stream->skip(m_parser.headBytes());
    return release();
}

void HttpConnection::expire()
{
    if (m_state == State::Body) {
        m_body.reset();
        m_isHeadConsumed = false;
        emit bodyRefused(408);
    } else if (m_state == State::Answering) {
        m_stream->abort(); // it does not read
    } else if (m_isHeadBegun && !m_stream->received().isEmpty()) {
        emit headRefused();
        closeWith(plainResponse(408, "This request did not come to an end in time."),
                  PeerState::Sending);
    } else {
        m_isStalled = m_stream->bytesUnsent() > 0;
        m_stream->abort(); // it asked for nothing
    }
}

void HttpConnection::end()
{
    const State before = std::exchange(m_state, State::Over);
    const bool wasReading = before == State::Body && m_body.has_value();
    m_timer.stop();
    if (wasReading) {
        m_body.reset();
        emit bodyRefused(0);
    } else if (before == State::Asking || before == State::Body || before == State::Answering) {
        emit aborted();
    } else if (before == State::Head && m_stream->bytesLost() > 0) {
        emit answerLost(m_stream->bytesLost(), m_isStalled);
    }
}

} // namespace maru::server
