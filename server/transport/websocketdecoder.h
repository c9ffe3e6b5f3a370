// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/transport/utf8validator.h"

#include <QByteArray>
#include <QByteArrayView>

#include <array>
#include <optional>

namespace maru::server {

/// The closing codes that Maru says (RFC 6455 §7.4.1).
enum class WebSocketCloseCode : quint16 {
    Normal = 1000,
    ProtocolError = 1002,
    BadText = 1007,
    PolicyViolation = 1008,
    TooLarge = 1009,
};

struct WebSocketMessage
{
    enum class Kind : quint8 { Text, Binary, Ping, Pong, Close };

    Kind kind = Kind::Text;
    QByteArray data; ///< of Text valid UTF-8; of Close empty or the code and its reason
};

/// Reads what a client sends over a websocket (RFC 6455 §5), in pieces of any size.
///
/// Messages may be fragmented anywhere, inside a character too: text is checked as a whole, as the
/// standard wants it and QWebSocket of Qt 6 does not. It holds no memory between two messages.
class WebSocketDecoder
{
public:
    /// \p maxMessageBytes: of one message, over all its frames; known too large from its head.
    explicit WebSocketDecoder(qsizetype maxMessageBytes);

    /// Takes the next message off the front of \p bytes; std::nullopt if more bytes are needed, or
    /// after an error. Everything is taken then.
    [[nodiscard]] std::optional<WebSocketMessage> next(QByteArrayView &bytes);

    /// Why nothing more can be read.
    [[nodiscard]] std::optional<WebSocketCloseCode> error() const { return m_error; }

private:
    enum class Opcode : quint8 {
        Continuation = 0,
        Text = 1,
        Binary = 2,
        Close = 8,
        Ping = 9,
        Pong = 10
    };

    [[nodiscard]] bool readHead(QByteArrayView &bytes);
    [[nodiscard]] bool openFrame();
    void readPayload(QByteArrayView &bytes);
    [[nodiscard]] std::optional<WebSocketMessage> closeFrame();
    [[nodiscard]] std::optional<WebSocketMessage> closeControlFrame();
    [[nodiscard]] bool isControl() const { return m_opcode >= Opcode::Close; }
    bool refuse(WebSocketCloseCode code);

    static constexpr qsizetype maxHeadBytes = 14;

    qsizetype m_maxMessageBytes;
    std::array<uchar, maxHeadBytes> m_head{};
    qsizetype m_headBytes = 0; // of m_head that have come
    bool m_isInPayload = false;
    Opcode m_opcode = Opcode::Text; // of this frame
    bool m_isFinal = false;
    std::array<uchar, 4> m_mask{};
    qsizetype m_payloadBytes = 0;
    qsizetype m_payloadRead = 0;
    std::optional<Opcode> m_messageOpcode; // of the message that is being collected
    int m_fragments = 0;
    QByteArray m_message;
    QByteArray m_control; // the payload of a control frame, which may come between two fragments
    Utf8Validator m_utf8;
    std::optional<WebSocketCloseCode> m_error;
};

/// A control frame of the server: \p opcode 8 close, 9 ping, 10 pong; at most 125 bytes.
[[nodiscard]] QByteArray webSocketControlFrame(int opcode, QByteArrayView payload);
[[nodiscard]] QByteArray webSocketCloseFrame(WebSocketCloseCode code);

} // namespace maru::server
