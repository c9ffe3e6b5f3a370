// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/websockettransport.h"

#include "common/logging.h"
#include "common/serverlimits.h"

#include <QDeadlineTimer>
#include <QPointer>

#include <array>
#include <utility>

namespace maru::server {

namespace {

constexpr qint64 bytesAtOnce = 2'048; // longer than most of what people send
constexpr size_t keptFrames = 64; // room for more is given back when it is not needed
constexpr int pongOpcode = 10;
constexpr int closeOpcode = 8;

qint64 nowMs()
{
    return QDeadlineTimer::current().deadline();
}

} // namespace

WebSocketTransport::WebSocketTransport(std::unique_ptr<ByteChannel> channel,
                                       const WebSocketConfig &config, FlushScheduler &scheduler,
                                       QObject *parent)
    : Transport(parent)
    , m_channel(std::move(channel))
    , m_config(config)
    , m_scheduler(scheduler)
    , m_decoder(config.maxPayloadBytes)
{
    connect(m_channel.get(), &ByteChannel::readable, this, &WebSocketTransport::read);
    connect(m_channel.get(), &ByteChannel::writable, this, [this] {
        noteProgress();
        flush();
    });
    connect(&scheduler, &QObject::destroyed, this, [this] { cut(CloseReason::PeerClosed); });
}

WebSocketTransport::~WebSocketTransport() = default;

qint64 WebSocketTransport::bytesQueued() const
{
    return m_bytes + (m_channel ? m_channel->bytesUnsent() : 0);
}

void WebSocketTransport::send(const Frame &frame)
{
    if (m_isClosing) {
        return;
    }
    if (frame.isBinary() && m_config.sendsBase64) {
        send(Frame::text('b' + frame.packet().toByteArray().toBase64()));
        return;
    }
    sendBytes(frame.webSocketFrame());
}

/// Whole frames.
void WebSocketTransport::sendBytes(const QByteArray &bytes)
{
    if (m_isClosing) {
        return;
    }
    if (bytes.size() > limits::maxQueuedBytes - bytesQueued()) {
        qCInfo(lcTransport).noquote() << "peer does not read, cut off:" << m_config.peer.toString();
        m_bytes += bytes.size(); // dropped with the others
        cut(CloseReason::SlowConsumer);
        return;
    }
    queue(bytes);
    m_wasFull = m_wasFull || bytesQueued() > limits::replayQueueBytes;
}

void WebSocketTransport::queue(const QByteArray &bytes)
{
    m_frames.push_back(bytes);
    m_bytes += bytes.size();
    if (!m_isStalled) { // else the channel tells when it takes more
        m_scheduler.schedule(this, m_bytes);
    }
}

void WebSocketTransport::flush()
{
    if (m_isFinished) {
        return;
    }
    if (!m_frames.empty()) {
        const qint64 taken = m_channel->write(m_frames, m_offset);
        if (taken < 0) {
            cut(CloseReason::PeerClosed);
            return;
        }
        dropTaken(taken);
        if (taken > 0 && m_channel->bytesUnsent() == 0) {
            noteProgress();
        }
    }
    const bool isUnsent = bytesQueued() > 0;
    m_isStalled = !m_frames.empty();
    m_channel->watchWritable(isUnsent);
    if (isUnsent && !m_timer) {
        arm(m_config.stallTimeoutMs);
    } else if (!isUnsent) {
        noteProgress();
    }
    if (m_wasFull && !m_isClosing && bytesQueued() <= limits::replayQueueBytes) {
        m_wasFull = false;
        emit drained();
    }
    endIfSaid();
}

/// The system has taken something; what only lies in a buffer of the channel is none.
void WebSocketTransport::noteProgress()
{
    if (!m_hasSaidClose) { // closing has its deadline whatever the peer reads
        m_timer.reset();
    }
}

void WebSocketTransport::dropTaken(qint64 bytes)
{
    m_bytes -= bytes;
    if (m_bytes == 0) {
        m_offset = 0;
        m_frames.clear();
        if (m_frames.capacity() > keptFrames) {
            std::vector<QByteArray>().swap(m_frames);
        }
        return;
    }
    qint64 left = bytes + m_offset;
    auto frame = m_frames.begin();
    while (left >= frame->size()) {
        left -= frame->size();
        ++frame;
    }
    m_frames.erase(m_frames.begin(), frame);
    m_offset = qsizetype(left);
}

void WebSocketTransport::read()
{
    if (!m_channel || isQueued()) {
        return;
    }
    if (nowMs() - m_floodedMs < limits::calmAfterMs) {
        readLater();
    } else {
        readUpTo(bytesAtOnce);
    }
}

void WebSocketTransport::readUpTo(qint64 bytes)
{
    if (!m_channel) {
        return;
    }
    // One for all: what is read is taken apart before anybody else reads.
    static thread_local std::array<char, turnBytes> buffer;
    const QPointer<WebSocketTransport> self(this);
    const qint64 got = m_channel->read(buffer.data(), bytes);
    if (got < 0) {
        cut(CloseReason::PeerClosed);
        return;
    }
    QByteArrayView read(buffer.data(), got);
    while (auto message = m_decoder.next(read)) {
        take(*message);
        if (!self || m_isFinished) {
            return;
        }
    }
    if (const auto error = m_decoder.error(); error && !m_hasSaidClose) {
        qCDebug(lcTransport) << "websocket refused, code" << static_cast<int>(*error);
        sayClose(webSocketCloseFrame(*error));
    }
    if (!m_channel) {
        return;
    }
    if (got == bytes) {
        m_floodedMs = nowMs();
        readLater();
    } else if (std::exchange(m_isReadLater, false)) {
        m_channel->watchReadable(true);
    }
}

void WebSocketTransport::readLater()
{
    if (!std::exchange(m_isReadLater, true)) {
        m_channel->watchReadable(false);
    }
    TurnQueue::ofThisThread().add(this);
}

void WebSocketTransport::take(const WebSocketMessage &message)
{
    switch (message.kind) {
    case WebSocketMessage::Kind::Text:
        if (!m_isClosing) {
            emit textReceived(message.data);
        }
        return;
    case WebSocketMessage::Kind::Binary:
        if (!m_isClosing) {
            emit binaryReceived(message.data);
        }
        return;
    case WebSocketMessage::Kind::Ping:
    case WebSocketMessage::Kind::Pong:
    case WebSocketMessage::Kind::Close:
        takeControl(message);
        return;
    }
}

void WebSocketTransport::takeControl(const WebSocketMessage &message)
{
    if (message.kind == WebSocketMessage::Kind::Close) {
        m_hasHeardClose = true;
        if (m_hasSaidClose) {
            endIfSaid();
        } else { // §5.5.1: its own code comes back
            sayClose(webSocketControlFrame(
                closeOpcode,
                QByteArrayView(message.data).first(std::min<qsizetype>(message.data.size(), 2))));
        }
        return;
    }
    if (m_isClosing) {
        return;
    }
    if (isFlooding()) {
        sayClose(webSocketCloseFrame(WebSocketCloseCode::PolicyViolation));
    } else if (message.kind == WebSocketMessage::Kind::Ping) {
        queue(webSocketControlFrame(pongOpcode, message.data));
    }
}

/// Every ping costs an answer, whether the peer reads it or not.
bool WebSocketTransport::isFlooding()
{
    const qint64 second = nowMs() / 1'000;
    if (std::exchange(m_controlSecond, second) != second) {
        m_controlFrames = 0;
    }
    return ++m_controlFrames > limits::controlFramesPerSecond;
}

void WebSocketTransport::close(CloseReason)
{
    if (!m_isClosing) {
        sayClose(webSocketCloseFrame(WebSocketCloseCode::Normal));
    }
}

void WebSocketTransport::sayClose(const QByteArray &closeFrame)
{
    m_isClosing = true;
    if (std::exchange(m_hasSaidClose, true) || m_isFinished) {
        return;
    }
    m_timer.reset();
    arm(m_config.closeGraceMs);
    queue(closeFrame);
}

/// A closing handshake is complete when both have said it and ours has left; then the connection
/// ends from this side (§7.1.1).
void WebSocketTransport::endIfSaid()
{
    if (!m_hasSaidClose || m_isFinished || bytesQueued() > 0) {
        return;
    }
    if (m_hasHeardClose) {
        finish(CloseReason::PeerClosed);
    } else if (m_decoder.error()) {
        m_channel
            ->finishWriting(); // nothing of it can be understood any more, a close frame neither
    }
}

/// One timer for what may take too long: closing, else a peer that takes nothing.
void WebSocketTransport::arm(int milliseconds)
{
    m_timer = std::make_unique<QTimer>();
    m_timer->setSingleShot(true);
    connect(m_timer.get(), &QTimer::timeout, this,
            [this] { cut(m_isClosing ? CloseReason::PeerClosed : CloseReason::SlowConsumer); });
    m_timer->start(milliseconds);
}

void WebSocketTransport::cut(CloseReason reason)
{
    if (reason == CloseReason::SlowConsumer && m_config.counts != nullptr && !m_isFinished) {
        ++m_config.counts->slowConsumers;
        m_config.counts->droppedBytes += quint64(bytesQueued());
    }
    m_frames.clear();
    m_bytes = 0;
    m_offset = 0;
    finish(reason);
}

void WebSocketTransport::finish(CloseReason reason)
{
    if (std::exchange(m_isFinished, true)) {
        return;
    }
    m_isClosing = true;
    // Later: this may run within a call of our owner, who may answer the signal by deleting us, or
    // of the channel, or of the timer.
    QMetaObject::invokeMethod(
        this,
        [this, reason] {
            m_timer.reset();
            m_channel.reset();
            emit closed(reason);
        },
        Qt::QueuedConnection);
}

} // namespace maru::server
