// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QByteArray>
#include <QObject>
#include <QSocketNotifier>
#include <QTcpSocket>

#include <memory>
#include <span>

namespace maru::server {

/// The bytes below one open websocket: what a transport needs of a connection, and nothing that
/// costs memory while nothing happens.
class ByteChannel : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// What has come, at most \p size bytes: 0 if there is nothing now, -1 if nothing will come any
    /// more.
    [[nodiscard]] virtual qint64 read(char *buffer, qint64 size) = 0;
    /// Takes as much of \p frames as it can now, from \p offset of the first one on, and tells how
    /// many bytes that was; -1 if the connection is gone.
    [[nodiscard]] virtual qint64 write(std::span<const QByteArray> frames, qsizetype offset) = 0;
    /// Bytes it has taken that the system has not.
    [[nodiscard]] virtual qint64 bytesUnsent() const = 0;
    /// Whether writable() is wanted.
    virtual void watchWritable(bool on) = 0;
    /// Nothing will be written any more; the peer may still send.
    virtual void finishWriting() = 0;

signals:
    void readable();
    void writable(); ///< the system has taken bytes, or would take some
};

/// Takes the connection out of \p socket, which is not used any more and may still have something
/// to write. With TLS, and where descriptors are no numbers, the socket itself stays below.
[[nodiscard]] std::unique_ptr<ByteChannel> takeChannel(QTcpSocket *socket);

} // namespace maru::server
