// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/websocketdecoder.h"

#include "common/serverlimits.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace maru::server {

namespace {

constexpr qsizetype maxControlBytes = 125;
constexpr uchar finalBit = 0x80;
constexpr uchar reservedBits = 0x70;
constexpr uchar maskBit = 0x80;

/// What follows the two bytes that every frame has: a longer length, and the mask.
qsizetype headBytesFor(uchar secondByte)
{
    const int length = secondByte & 0x7f;
    const qsizetype lengthBytes = length == 126 ? 2 : length == 127 ? 8 : 0;
    const qsizetype maskBytes = (secondByte & maskBit) != 0 ? 4 : 0;
    return 2 + lengthBytes + maskBytes;
}

void unmask(char *target, const char *source, qsizetype size, const std::array<uchar, 4> &mask,
            qsizetype offset)
{
    std::array<uchar, 8> turned{};
    for (size_t i = 0; i < turned.size(); ++i) {
        turned[i] = mask[size_t(offset + qsizetype(i)) % 4];
    }
    quint64 key = 0;
    std::memcpy(&key, turned.data(), sizeof(key));
    qsizetype i = 0;
    for (; i + qsizetype(sizeof(key)) <= size; i += qsizetype(sizeof(key))) {
        quint64 word = 0;
        std::memcpy(&word, source + i, sizeof(word));
        word ^= key;
        std::memcpy(target + i, &word, sizeof(word));
    }
    for (; i < size; ++i) {
        target[i] = static_cast<char>(static_cast<uchar>(source[i]) ^ turned[size_t(i) % 8]);
    }
}

bool isCloseCode(int code)
{
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1011)
        || (code >= 3000 && code <= 4999);
}

} // namespace

WebSocketDecoder::WebSocketDecoder(qsizetype maxMessageBytes)
    : m_maxMessageBytes(maxMessageBytes)
{ }

bool WebSocketDecoder::refuse(WebSocketCloseCode code)
{
    m_error = code;
    m_message.clear();
    m_control.clear();
    return false;
}

std::optional<WebSocketMessage> WebSocketDecoder::next(QByteArrayView &bytes)
{
    while (!m_error) {
        if (!m_isInPayload && !readHead(bytes)) {
            break;
        }
        readPayload(bytes);
        if (m_error || m_payloadRead < m_payloadBytes) {
            break;
        }
        m_isInPayload = false;
        m_headBytes = 0;
        if (auto message = isControl() ? closeControlFrame() : closeFrame()) {
            return message;
        }
    }
    bytes = {};
    return std::nullopt;
}

bool WebSocketDecoder::readHead(QByteArrayView &bytes)
{
    while (!bytes.isEmpty()) {
        m_head[size_t(m_headBytes++)] = static_cast<uchar>(bytes.front());
        bytes = bytes.sliced(1);
        if (m_headBytes == 2 && (m_head[1] & maskBit) == 0) { // §5.1: a client masks
            return refuse(WebSocketCloseCode::ProtocolError);
        }
        if (m_headBytes >= 2 && m_headBytes == headBytesFor(m_head[1])) {
            return openFrame();
        }
    }
    return false;
}

bool WebSocketDecoder::openFrame()
{
    m_isFinal = (m_head[0] & finalBit) != 0;
    const int opcode = m_head[0] & 0x0f;
    const bool isKnown = opcode <= 2 || (opcode >= 8 && opcode <= 10);
    if ((m_head[0] & reservedBits) != 0 || !isKnown) {
        return refuse(WebSocketCloseCode::ProtocolError);
    }
    m_opcode = static_cast<Opcode>(opcode);
    quint64 length = m_head[1] & 0x7f;
    qsizetype at = 2;
    if (length >= 126) {
        const qsizetype lengthEnd = length == 126 ? 4 : 10;
        length = 0;
        for (; at < lengthEnd; ++at) {
            length = length << 8 | m_head[size_t(at)];
        }
    }
    std::copy_n(m_head.cbegin() + at, 4, m_mask.begin());

    if (isControl()) {
        if (!m_isFinal || length > quint64(maxControlBytes)) {
            return refuse(WebSocketCloseCode::ProtocolError);
        }
    } else {
        const bool isContinuation = m_opcode == Opcode::Continuation;
        if (isContinuation != m_messageOpcode.has_value()) {
            return refuse(WebSocketCloseCode::ProtocolError);
        }
        const bool isTooLarge = length > quint64(m_maxMessageBytes - m_message.size());
        if (isTooLarge || (isContinuation && ++m_fragments >= limits::maxFragments)) {
            return refuse(WebSocketCloseCode::TooLarge);
        }
        if (!isContinuation) {
            m_messageOpcode = m_opcode;
            m_fragments = 0;
            m_utf8.reset();
        }
    }
    m_payloadBytes = qsizetype(length);
    m_payloadRead = 0;
    m_isInPayload = true;
    return true;
}

void WebSocketDecoder::readPayload(QByteArrayView &bytes)
{
    const qsizetype step = std::min(bytes.size(), m_payloadBytes - m_payloadRead);
    if (step == 0) {
        return;
    }
    QByteArray &target = isControl() ? m_control : m_message;
    const qsizetype before = target.size();
    // What has come, not what was announced: a length alone costs the peer nothing.
    target.resize(before + step);
    unmask(target.data() + before, bytes.data(), step, m_mask, m_payloadRead);
    m_payloadRead += step;
    bytes = bytes.sliced(step);
    const bool isText = !isControl() && m_messageOpcode == Opcode::Text;
    if (isText && !m_utf8.accepts(QByteArrayView(target).sliced(before))) {
        refuse(WebSocketCloseCode::BadText);
    }
}

std::optional<WebSocketMessage> WebSocketDecoder::closeFrame()
{
    if (!m_isFinal) {
        return std::nullopt;
    }
    const Opcode opcode = *std::exchange(m_messageOpcode, std::nullopt);
    if (opcode == Opcode::Text && !m_utf8.isComplete()) {
        refuse(WebSocketCloseCode::BadText);
        return std::nullopt;
    }
    return WebSocketMessage{.kind = opcode == Opcode::Text ? WebSocketMessage::Kind::Text
                                                           : WebSocketMessage::Kind::Binary,
                            .data = std::exchange(m_message, {})};
}

std::optional<WebSocketMessage> WebSocketDecoder::closeControlFrame()
{
    WebSocketMessage message{.data = std::exchange(m_control, {})};
    switch (m_opcode) {
    case Opcode::Ping:
        message.kind = WebSocketMessage::Kind::Ping;
        return message;
    case Opcode::Pong:
        message.kind = WebSocketMessage::Kind::Pong;
        return message;
    default:
        break;
    }
    message.kind = WebSocketMessage::Kind::Close;
    if (message.data.isEmpty()) {
        return message;
    }
    const int code = message.data.size() < 2
        ? 0
        : static_cast<uchar>(message.data[0]) << 8 | static_cast<uchar>(message.data[1]);
    Utf8Validator reason;
    if (!isCloseCode(code)) {
        refuse(WebSocketCloseCode::ProtocolError);
        return std::nullopt;
    }
    if (!reason.accepts(QByteArrayView(message.data).sliced(2)) || !reason.isComplete()) {
        refuse(WebSocketCloseCode::BadText);
        return std::nullopt;
    }
    return message;
}

QByteArray webSocketControlFrame(int opcode, QByteArrayView payload)
{
    Q_ASSERT(opcode >= 8 && opcode <= 10 && payload.size() <= maxControlBytes);
    QByteArray frame;
    frame.reserve(payload.size() + 2);
    frame.append(static_cast<char>(finalBit | opcode));
    frame.append(static_cast<char>(payload.size()));
    return frame.append(payload);
}

QByteArray webSocketCloseFrame(WebSocketCloseCode code)
{
    constexpr int closeOpcode = 8;
    const auto number = static_cast<quint16>(code);
    const char payload[2] = {static_cast<char>(number >> 8), static_cast<char>(number & 0xff)};
    return webSocketControlFrame(closeOpcode, QByteArrayView(payload, 2));
}

} // namespace maru::server
