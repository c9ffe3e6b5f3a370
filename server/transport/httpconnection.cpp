// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/httpconnection.h"

#include <array>
#include <utility>

namespace maru::server {

namespace {

constexpr int retryMs = 20;
constexpr qint64 bodyBufferBytes = 65'536; // more waits in the system's buffer

bool wantsKeepAlive(const HttpRequest &request)
{
    return request.isHttp11 ? !request.headerHasToken("Connection", "close")
                            : request.headerHasToken("Connection", "keep-alive");
}

} // namespace

HttpConnection::HttpConnection(QTcpSocket *socket, const HttpTimeouts &timeouts)
    : QObject(socket)
    , m_socket(socket)
    , m_timeouts(timeouts)
    , m_keepAliveMs(timeouts.headMs)
{
    m_socket->setReadBufferSize(limits::maxHeadBytes + 1);
    connect(m_socket, &QTcpSocket::readyRead, this, &HttpConnection::read);
    connect(m_socket, &QTcpSocket::disconnected, this, &HttpConnection::end);
    connect(m_socket, &QTcpSocket::bytesWritten, this, &HttpConnection::onWritten);
    if (const auto *tls = qobject_cast<QSslSocket *>(socket)) {
        connect(tls, &QSslSocket::encryptedBytesWritten, this, &HttpConnection::onWritten);
    }
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
void HttpConnection::onWritten()
{
    if (m_state == State::Head && !m_isHeadBegun) {
        m_timer.start();
    }
}

void HttpConnection::readHead()
{
    if (unsentBytes(m_socket) > limits::replayQueueBytes) {
        // One that asks again and again without reading waits. Looked at again by time: QSslSocket
        // does not tell of bytes that leave while it tells of others.
        if (!std::exchange(m_isRetryDue, true)) {
            QTimer::singleShot(retryMs, this, [this] {
                m_isRetryDue = false;
                read();
            });
        }
        return;
    }
    std::array<char, limits::maxHeadBytes> buffer;
    const qint64 size = m_socket->peek(buffer.data(), qint64(buffer.size()));
    if (size <= 0) {
        return;
    }
    if (!m_isHeadBegun) {
        m_isHeadBegun = true;
        wait(m_timeouts.headMs);
    }
    switch (m_parser.parse(QByteArrayView(buffer.data(), size))) {
    case HttpHeadParser::State::NeedMore:
        return;
    case HttpHeadParser::State::Bad:
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
    return m_socket->bytesAvailable() > m_parser.headBytes();
}

void HttpConnection::readBody(qsizetype maxBytes)
{
    Q_ASSERT(m_state == State::Asking && !m_isHeadConsumed);
    const Result<HttpBodyFraming, int> framing = bodyFraming(request());
    if (!framing) {
        QMetaObject::invokeMethod(
            this, [this, status = framing.error()] { emit bodyRefused(status); },
            Qt::QueuedConnection);
        return;
    }
    m_socket->skip(m_parser.headBytes());
    m_isHeadConsumed = true;
    m_state = State::Body;
    m_body.emplace(*framing, maxBytes);
    m_socket->setReadBufferSize(bodyBufferBytes);
    if (m_body->state() == HttpBodyReader::State::NeedMore
        && request().headerHasToken("Expect", "100-continue")) {
        m_socket->write("HTTP/1.1 100 Continue\r\n\r\n");
    }
    wait(m_timeouts.bodyMs);
    QMetaObject::invokeMethod(this, &HttpConnection::read, Qt::QueuedConnection);
}

void HttpConnection::readBodyBytes()
{
    if (!m_body) { // read, or refused, and not answered yet
        return;
    }
    while (m_body->state() == HttpBodyReader::State::NeedMore && m_socket->bytesAvailable() > 0) {
        const QByteArray received = m_socket->peek(bodyBufferBytes);
        const qsizetype taken = m_body->feed(received);
        m_socket->skip(taken);
        if (taken == 0) {
            break;
        }
    }
    if (m_body->state() != HttpBodyReader::State::NeedMore) {
        finishBody();
    }
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
    m_socket->setReadBufferSize(limits::maxHeadBytes + 1);
    emit bodyRead(body);
}

void HttpConnection::respond(HttpResponse response)
{
    Q_ASSERT(isAsking());
    response.isHead = request().method == QByteArrayView("HEAD");
    // A body that nobody read would be taken for the next request.
    const Result<HttpBodyFraming, int> framing = bodyFraming(request());
    const bool isReadWhole = m_isHeadConsumed ? !m_body : framing && framing->isEmpty();
    if (!isReadWhole || !wantsKeepAlive(request()) || response.endsConnection) {
        closeWith(response, isReadWhole ? PeerState::Silent : PeerState::Sending);
        return;
    }
    if (!m_isHeadConsumed) {
        m_socket->skip(m_parser.headBytes());
    }
    m_socket->write(encodeHttpResponse(response, HttpPersistence::KeepAlive));
    nextRequest();
}

void HttpConnection::nextRequest()
{
    m_parser = {};
    m_isHeadConsumed = false;
    m_isHeadBegun = false;
    m_state = State::Head;
    wait(m_keepAliveMs);
    // Later: whoever answers is not called back from within its call.
    QMetaObject::invokeMethod(this, &HttpConnection::read, Qt::QueuedConnection);
}

void HttpConnection::closeWith(const HttpResponse &response, PeerState peer)
{
    QTcpSocket *socket = release();
    answerAndClose(socket, response, m_timeouts.closeGraceMs, peer);
}

QTcpSocket *HttpConnection::release()
{
    // Now, not with deleteLater(): a slot that reads a socket which somebody else owns would get in
    // their way.
    m_state = State::Over;
    m_timer.stop();
    disconnect(m_socket, nullptr, this, nullptr);
    deleteLater();
    return m_socket;
}

QTcpSocket *HttpConnection::releaseBehindHead()
{
    Q_ASSERT(m_state == State::Asking && !m_isHeadConsumed);
    m_socket->skip(m_parser.headBytes());
    return release();
}

void HttpConnection::expire()
{
    if (m_state == State::Body) {
        m_body.reset();
        m_isHeadConsumed = false;
        emit bodyRefused(408);
    } else if (m_isHeadBegun && m_socket->bytesAvailable() > 0) {
        closeWith(plainResponse(408, "This request did not come to an end in time."),
                  PeerState::Sending);
    } else {
        m_socket->abort(); // it asked for nothing
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
    } else if (before == State::Asking || before == State::Body) {
        emit aborted();
    }
}

} // namespace maru::server
