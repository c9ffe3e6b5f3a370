// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/transport/bytechannel.h"

#include <algorithm>

namespace maru::server {

/// A channel whose peer and system are the test.
class FakeChannel : public ByteChannel
{
public:
    qint64 read(char *buffer, qint64 size) override
    {
        if (toRead.isEmpty()) {
            return hasEnded ? -1 : 0;
        }
        const qsizetype got = std::min<qsizetype>(size, toRead.size());
        std::copy_n(toRead.constData(), got, buffer);
        toRead.remove(0, got);
        return got;
    }
    qint64 write(std::span<const QByteArray> frames, qsizetype offset) override
    {
        if (isBroken) {
            return -1;
        }
        QByteArray bytes;
        for (const QByteArray &frame : frames) {
            bytes += frame;
        }
        bytes = bytes.mid(offset, room);
        room -= bytes.size();
        written += bytes;
        return bytes.size();
    }
    qint64 bytesUnsent() const override { return 0; }
    void watchReadable(bool on) override
    {
        isReadWatched = on;
        if (on && !toRead.isEmpty()) {
            QMetaObject::invokeMethod(this, &ByteChannel::readable, Qt::QueuedConnection);
        }
    }
    void watchWritable(bool on) override { isWriteWatched = on; }
    void finishWriting() override { isFinished = true; }

    void bring(const QByteArray &bytes)
    {
        toRead += bytes;
        emit readable();
    }
    void end()
    {
        hasEnded = true;
        emit readable();
    }
    void makeRoom(qsizetype bytes)
    {
        room = bytes;
        emit writable();
    }

    QByteArray toRead;
    QByteArray written;
    qsizetype room = 0;
    bool isReadWatched = true;
    bool isWriteWatched = false;
    bool isFinished = false;
    bool hasEnded = false;
    bool isBroken = false;
};

} // namespace maru::server
