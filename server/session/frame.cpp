// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/session/frame.h"

#include <limits>

namespace maru::server {

namespace {

constexpr char finalText = '\x81';
constexpr char finalBinary = '\x82';

/// RFC 6455 §5.2: one byte of flags, then the length in the fewest bytes that hold it.
QByteArray frameHead(char flags, qsizetype payloadBytes)
{
    QByteArray head(1, flags);
    const auto length = static_cast<quint64>(payloadBytes);
    int lengthBytes = 0;
    if (length < 126) {
        head.append(static_cast<char>(length));
    } else if (length <= std::numeric_limits<quint16>::max()) {
        head.append(char(126));
        lengthBytes = 2;
    } else {
        head.append(char(127));
        lengthBytes = 8;
    }
    for (int i = lengthBytes - 1; i >= 0; --i) {
        head.append(static_cast<char>((length >> (8 * i)) & 0xff));
    }
    return head;
}

} // namespace

Frame Frame::text(QByteArrayView packet)
{
    Q_ASSERT(!packet.isEmpty());
    Frame frame;
    frame.m_bytes = frameHead(finalText, packet.size());
    frame.m_headBytes = frame.m_bytes.size();
    frame.m_bytes.append(packet);
    return frame;
}

Frame Frame::binary(QByteArrayView bytes)
{
    Frame frame;
    frame.m_bytes = frameHead(finalBinary, bytes.size());
    frame.m_headBytes = frame.m_bytes.size();
    frame.m_bytes.append(bytes);
    frame.m_isBinary = true;
    return frame;
}

} // namespace maru::server
