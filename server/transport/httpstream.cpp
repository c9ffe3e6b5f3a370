// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/httpstream.h"

#include <QTimer>

#include <algorithm>
#include <array>
#include <utility>

namespace maru::server {

namespace {

constexpr qsizetype readBytes = 65'536;

} // namespace

HttpStream::HttpStream(std::unique_ptr<ByteChannel> channel, const QHostAddress &peer,
                       QObject *parent)
    : QObject(parent)
    , m_channel(std::move(channel))
    , m_peer(peer)
{
    connect(m_channel.get(), &ByteChannel::readable, this, &HttpStream::read);
    connect(m_channel.get(), &ByteChannel::writable, this, [this] {
        flush();
        if (m_channel) {
            emit sent();
        }
    });
    m_channel->watchReadable(true); // something may have come with the end of a TLS handshake
}

HttpStream::~HttpStream() = default;

/// Once in a turn: the end of the peer's bytes is told after these have been used.
void HttpStream::read()
{
    if (!m_channel || m_isFull) {
        return;
    }
    // One for all: what is read is copied before anybody else reads.
    static thread_local std::array<char, readBytes> buffer;
    const qsizetype room = std::min(m_readLimit - m_received.size(), readBytes);
    if (room > 0) {
        const qint64 got = m_channel->read(buffer.data(), room);
        if (got < 0) {
            m_hasEnded = true;
            closeSoon();
            return;
        }
        m_received.append(buffer.data(), qsizetype(got));
    }
    if (m_received.size() >= m_readLimit) {
        m_isFull = true;
        m_channel->watchReadable(false);
    }
    emit arrived();
}

void HttpStream::skip(qsizetype bytes)
{
    if (bytes >= m_received.size()) {
        m_received = {};
    } else {
        m_received.remove(0, bytes);
    }
    setReadLimit(m_readLimit);
}

void HttpStream::setReadLimit(qsizetype bytes)
{
    m_readLimit = bytes;
    if (m_isFull && m_channel && m_received.size() < bytes) {
        m_isFull = false;
        m_channel->watchReadable(true);
    }
}

void HttpStream::write(const QByteArray &bytes)
{
    if (!m_channel || bytes.isEmpty()) {
        return;
    }
    m_unsent.push_back(bytes);
    m_unsentBytes += bytes.size();
    if (m_unsent.size() == 1) { // else the channel tells when it takes more
        flush();
    }
}

qint64 HttpStream::bytesUnsent() const
{
    return m_unsentBytes + (m_channel ? m_channel->bytesUnsent() : 0);
}

void HttpStream::flush()
{
    if (!m_channel) {
        return;
    }
    if (!m_unsent.empty()) {
        const qint64 taken = m_channel->write(m_unsent, m_offset);
        if (taken < 0) { // later: this may run within a call of who writes
            QMetaObject::invokeMethod(this, &HttpStream::abort, Qt::QueuedConnection);
            return;
        }
        m_unsentBytes -= taken;
        qint64 left = m_offset + taken;
        auto frame = m_unsent.begin();
        for (; frame != m_unsent.end() && left >= frame->size(); ++frame) {
            left -= frame->size();
        }
        m_unsent.erase(m_unsent.begin(), frame);
        m_offset = qsizetype(left);
    }
    const bool isSent = bytesUnsent() == 0;
    m_channel->watchWritable(!isSent);
    if (isSent && std::exchange(m_isFinishing, false)) {
        m_channel->finishWriting();
    }
    if (isSent && m_hasEnded) {
        QMetaObject::invokeMethod(this, &HttpStream::abort, Qt::QueuedConnection);
    }
}

void HttpStream::finishWriting()
{
    m_isFinishing = true;
    flush();
}

/// The peer may still take its answer; but not for ever.
void HttpStream::closeSoon()
{
    if (bytesUnsent() == 0) {
        abort();
    } else {
        QTimer::singleShot(limits::closeGraceMs, this, &HttpStream::abort);
    }
}

void HttpStream::abort()
{
    if (!m_channel) {
        return;
    }
    m_bytesLost = bytesUnsent();
    // This may run within a signal of the channel.
    m_channel->disconnect(this);
    ByteChannel *channel = m_channel.release();
    channel->setParent(this);
    channel->deleteLater();
    m_unsent.clear();
    m_unsentBytes = 0;
    emit closed();
    deleteLater();
}

std::unique_ptr<ByteChannel> HttpStream::release(QByteArray &unsent)
{
    for (const QByteArray &frame : std::exchange(m_unsent, {})) {
        unsent += frame;
    }
    unsent.remove(0, std::exchange(m_offset, 0));
    m_unsentBytes = 0;
    m_received = {};
    m_channel->disconnect(this);
    m_channel->watchWritable(false);
    m_channel->watchReadable(true);
    deleteLater();
    return std::move(m_channel);
}

} // namespace maru::server
