// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace maru::server {

/// One Engine.IO packet, encoded once and shared by all its receivers (copies are shallow).
///
/// It holds the complete unmasked websocket frame (RFC 6455 §5.2), so that a transport writes bytes
/// and nothing else; packet() is the same bytes without the frame head, for transports that need
/// the packet alone.
class Frame
{
public:
    Frame() = default;

    /// \p packet: the packet's digit and data, UTF-8.
    [[nodiscard]] static Frame text(QByteArrayView packet);
    /// \p bytes: the raw bytes of a binary message.
    [[nodiscard]] static Frame binary(QByteArrayView bytes);

    [[nodiscard]] const QByteArray &webSocketFrame() const { return m_bytes; }
    [[nodiscard]] QByteArrayView packet() const
    {
        return QByteArrayView(m_bytes).sliced(m_headBytes);
    }
    [[nodiscard]] bool isBinary() const { return m_isBinary; }

private:
    QByteArray m_bytes;
    qsizetype m_headBytes = 0;
    bool m_isBinary = false;
};

} // namespace maru::server
