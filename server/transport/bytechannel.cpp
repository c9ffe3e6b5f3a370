// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/bytechannel.h"

#include "server/transport/descriptors.h"

#include <QSocketNotifier>
#include <QSslSocket>

#include <algorithm>
#include <array>

#ifdef Q_OS_UNIX
#include <cerrno>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>
#endif

namespace maru::server {

namespace {

constexpr qint64 socketBufferBytes = 65'536; // more waits in the system's buffer

/// Over a socket of Qt: for Qt's TLS, and where there is nothing leaner.
class SocketChannel final : public ByteChannel
{
public:
    explicit SocketChannel(QTcpSocket *socket)
        : m_socket(socket)
        , m_tls(qobject_cast<QSslSocket *>(socket))
    {
        socket->setParent(this);
        socket->setReadBufferSize(socketBufferBytes);
        connect(socket, &QTcpSocket::readyRead, this, &SocketChannel::tellReadable);
        connect(socket, &QTcpSocket::disconnected, this, &SocketChannel::tellReadable);
        // bytesWritten of TLS says that bytes are encrypted, not that the system has them.
        if (m_tls != nullptr) {
            connect(m_tls, &QSslSocket::encryptedBytesWritten, this, &SocketChannel::tellWritable);
        } else {
            connect(socket, &QTcpSocket::bytesWritten, this, &SocketChannel::tellWritable);
        }
        watchReadable(true);
    }
    ~SocketChannel() override
    {
        QObject::disconnect(m_socket, nullptr, this, nullptr);
        m_socket->abort();
        m_socket->setParent(nullptr);
        m_socket->deleteLater(); // this may run within a signal of the socket
    }
    Q_DISABLE_COPY_MOVE(SocketChannel)

    qint64 read(char *buffer, qint64 size) override
    {
        const qint64 got = m_socket->read(buffer, size);
        const bool isOpen = m_socket->state() == QAbstractSocket::ConnectedState;
        if (got > 0 && !isOpen) { // the end may have been told before this was read
            QMetaObject::invokeMethod(this, &SocketChannel::tellReadable, Qt::QueuedConnection);
        }
        return got > 0 || isOpen ? std::max<qint64>(got, 0) : -1;
    }
    qint64 write(std::span<const QByteArray> frames, qsizetype offset) override
    {
        if (m_socket->state() != QAbstractSocket::ConnectedState) {
            return -1;
        }
        // In one piece: every write becomes a TLS record of its own.
        QByteArray bytes = frames.front().sliced(offset);
        for (const QByteArray &frame : frames.subspan(1)) {
            bytes += frame;
        }
        return m_socket->write(bytes);
    }
    /// Under TLS bytesToWrite() tells only what is not encrypted yet.
    qint64 bytesUnsent() const override
    {
        return m_socket->bytesToWrite() + (m_tls != nullptr ? m_tls->encryptedBytesToWrite() : 0);
    }
    void watchReadable(bool on) override
    {
        m_isReadWatched = on;
        const bool isOpen = m_socket->state() == QAbstractSocket::ConnectedState;
        if (on && (m_socket->bytesAvailable() > 0 || !isOpen)) {
            QMetaObject::invokeMethod(this, &SocketChannel::tellReadable, Qt::QueuedConnection);
        }
    }
    void watchWritable(bool on) override { m_isWriteWatched = on; }
    void finishWriting() override { m_socket->disconnectFromHost(); }
    bool endsInHalves() const override { return false; }

private:
    void tellReadable()
    {
        if (m_isReadWatched) {
            emit readable();
        }
    }
    void tellWritable()
    {
        if (m_isWriteWatched) {
            emit writable();
        }
    }

    QTcpSocket *m_socket;
    QSslSocket *m_tls; // the same, under TLS
    bool m_isReadWatched = true;
    bool m_isWriteWatched = false;
};

#ifdef Q_OS_UNIX

#ifdef MSG_NOSIGNAL
constexpr int sendFlags = MSG_NOSIGNAL | MSG_DONTWAIT;
#else // the process ignores SIGPIPE
constexpr int sendFlags = MSG_DONTWAIT;
#endif

/// Over a bare descriptor: a socket of Qt keeps 16 KiB for what it reads, and copies what it
/// writes.
class DescriptorChannel final : public ByteChannel
{
public:
    explicit DescriptorChannel(int descriptor)
        : m_descriptor(descriptor)
        , m_readNotifier(descriptor, QSocketNotifier::Read)
    {
        connect(&m_readNotifier, &QSocketNotifier::activated, this, &ByteChannel::readable);
    }
    ~DescriptorChannel() override
    {
        m_readNotifier.setEnabled(false); // before its descriptor means something else
        m_writeNotifier.reset();
        ::close(m_descriptor);
    }
    Q_DISABLE_COPY_MOVE(DescriptorChannel)

    qint64 read(char *buffer, qint64 size) override
    {
        for (;;) {
            const ssize_t got = ::recv(m_descriptor, buffer, size_t(size), MSG_DONTWAIT);
            if (got > 0) {
                return got;
            }
            if (got < 0 && errno == EINTR) {
                continue;
            }
            if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
                return 0;
            }
            m_hasEnded = true;
            m_readNotifier.setEnabled(false); // an end would be told again and again
            return -1;
        }
    }
    qint64 write(std::span<const QByteArray> frames, qsizetype offset) override
    {
        constexpr size_t atOnce = 64;
        std::array<iovec, atOnce> parts;
        qint64 taken = 0;
        for (size_t first = 0; first < frames.size();) {
            size_t count = 0;
            qint64 bytes = 0;
            for (; count < atOnce && first + count < frames.size(); ++count) {
                const QByteArray &frame = frames[first + count];
                const qsizetype from = first + count == 0 ? offset : 0;
                parts[count].iov_base = const_cast<char *>(frame.constData()) + from;
                parts[count].iov_len = size_t(frame.size() - from);
                bytes += frame.size() - from;
            }
            const qint64 sent = sendParts(parts.data(), count);
            if (sent < 0) {
                return -1;
            }
            taken += sent;
            if (sent < bytes) {
                break;
            }
            first += count;
        }
        return taken;
    }
    qint64 bytesUnsent() const override { return 0; }
    void watchReadable(bool on) override { m_readNotifier.setEnabled(on && !m_hasEnded); }
    void watchWritable(bool on) override
    {
        if (!on) {
            m_writeNotifier.reset();
        } else if (!m_writeNotifier) {
            m_writeNotifier =
                std::make_unique<QSocketNotifier>(m_descriptor, QSocketNotifier::Write);
            connect(m_writeNotifier.get(), &QSocketNotifier::activated, this,
                    &ByteChannel::writable);
        }
    }
    void finishWriting() override { ::shutdown(m_descriptor, SHUT_WR); }

private:
    [[nodiscard]] qint64 sendParts(iovec *parts, size_t count) const
    {
        msghdr message{};
        message.msg_iov = parts;
        message.msg_iovlen = count;
        for (;;) {
            const ssize_t sent = ::sendmsg(m_descriptor, &message, sendFlags);
            if (sent >= 0) {
                return sent;
            }
            if (errno == EINTR) {
                continue;
            }
            const bool isFull = errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS;
            return isFull ? 0 : -1;
        }
    }

    int m_descriptor;
    QSocketNotifier m_readNotifier;
    std::unique_ptr<QSocketNotifier> m_writeNotifier; // while it is wanted
    bool m_hasEnded = false;
};

/// A descriptor of its own for the connection of \p socket; -1 if there can be none.
int duplicate(QTcpSocket *socket)
{
    if (qobject_cast<QSslSocket *>(socket) != nullptr) {
        return -1;
    }
    socket->flush();
    if (socket->bytesToWrite() > 0 || socket->bytesAvailable() > 0) {
        return -1;
    }
    return ::fcntl(int(socket->socketDescriptor()), F_DUPFD_CLOEXEC, 0);
}

#endif

} // namespace

std::unique_ptr<ByteChannel> channelOver(qintptr descriptor)
{
#ifdef Q_OS_UNIX
    return std::make_unique<DescriptorChannel>(int(descriptor));
#else
    auto socket = std::make_unique<QTcpSocket>();
    if (!socket->setSocketDescriptor(descriptor)) {
        closeDescriptor(descriptor);
        return nullptr;
    }
    return std::make_unique<SocketChannel>(socket.release());
#endif
}

std::unique_ptr<ByteChannel> takeChannel(QTcpSocket *socket)
{
    socket->disconnect(socket); // it deletes itself no more, even if writing finds it broken
#ifdef Q_OS_UNIX
    if (const int descriptor = duplicate(socket); descriptor >= 0) {
        // Closes its own descriptor; the connection stays, by ours.
        socket->abort();
        socket->deleteLater();
        return std::make_unique<DescriptorChannel>(descriptor);
    }
#endif
    return std::make_unique<SocketChannel>(socket);
}

} // namespace maru::server
