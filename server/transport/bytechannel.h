// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QByteArray>
#include <QObject>
#include <QTcpSocket>

#include <memory>
#include <span>

namespace maru::server {

/// The bytes below one connection: what HTTP and websockets need of it, and nothing that costs
/// memory while nothing happens.
class ByteChannel : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// What has come, at most \p size bytes: 0 if there is nothing now, -1 if nothing will come any
    /// more. If it is fewer than \p size, readable() tells when there is more.
    [[nodiscard]] virtual qint64 read(char *buffer, qint64 size) = 0;
    /// Takes as much of \p frames as it can now, from \p offset of the first one on, and tells how
    /// many bytes that was; -1 if the connection is gone. What is not taken comes again with the
    /// next call, at the front.
    [[nodiscard]] virtual qint64 write(std::span<const QByteArray> frames, qsizetype offset) = 0;
    /// Bytes it has taken that the system has not.
    [[nodiscard]] virtual qint64 bytesUnsent() const = 0;
    /// Whether readable() is wanted, as it is at first. Turned on again, it tells of what is there.
    virtual void watchReadable(bool on) = 0;
    /// Whether writable() is wanted.
    virtual void watchWritable(bool on) = 0;
    /// Nothing will be written any more; under TLS the peer is told. It may still send, if
    /// endsInHalves().
    virtual void finishWriting() = 0;
    [[nodiscard]] virtual bool endsInHalves() const { return true; }

signals:
    void readable();
    void writable(); ///< the system has taken bytes, or would take some
};

/// Over \p descriptor, which it owns: bare, or in a socket of Qt where descriptors are no numbers.
/// nullptr if that fails; then the descriptor is closed.
[[nodiscard]] std::unique_ptr<ByteChannel> channelOver(qintptr descriptor);
/// Takes the connection out of \p socket, which is not used any more. Without TLS, a socket that
/// nothing lies in goes away, and its descriptor stays.
[[nodiscard]] std::unique_ptr<ByteChannel> takeChannel(QTcpSocket *socket);

} // namespace maru::server
