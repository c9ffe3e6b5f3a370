// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/protocol/sockethead.h"

#include "common/limits.h"

#include <QStringDecoder>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru {

namespace {

constexpr char lastType = '6';
constexpr int maxAttachmentDigits = 2;

auto refusal(QLatin1StringView reason)
{
    return failure(DecodeError{reason});
}

bool isDigit(char byte)
{
    return byte >= '0' && byte <= '9';
}

Result<void, DecodeError> readAttachmentCount(QByteArrayView &rest, SocketHead &head)
{
    int digits = 0;
    while (digits < rest.size() && digits <= maxAttachmentDigits && isDigit(rest[digits])) {
        head.attachments = head.attachments * 10 + (rest[digits] - '0');
        ++digits;
    }
    const bool isNumber = digits > 0 && digits < rest.size() && rest[digits] == '-';
    if (!isNumber || head.attachments > limits::maxAttachments) {
        return refusal("bad number of attachments"_L1);
    }
    rest = rest.sliced(digits + 1);
    return {};
}

Result<void, DecodeError> readNamespace(QByteArrayView &rest, SocketHead &head)
{
    const qsizetype comma = rest.indexOf(',');
    const QByteArrayView bytes = comma < 0 ? rest : rest.first(comma);
    rest = comma < 0 ? QByteArrayView() : rest.sliced(comma + 1);

    // A UTF-16 unit takes at most 3 bytes: more cannot be short enough and need not be decoded.
    if (bytes.size() > 3 * limits::maxNamespaceChars) {
        return refusal("namespace too long"_L1);
    }
    QStringDecoder decode(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    head.nsp = decode(bytes);
    if (decode.hasError()) {
        return refusal("namespace is not UTF-8"_L1);
    }
    if (head.nsp.size() > limits::maxNamespaceChars) {
        return refusal("namespace too long"_L1);
    }
    return {};
}

void readId(QByteArrayView &rest, SocketHead &head)
{
    quint64 id = 0;
    qsizetype digits = 0;
    while (digits < rest.size() && isDigit(rest[digits])) {
        // Once past the limit it stays past it, whatever the number of digits: no overflow.
        id = std::min(id * 10 + static_cast<quint64>(rest[digits] - '0'), limits::maxAckId + 1);
        ++digits;
    }
    if (digits > 0) {
        head.id = id;
        head.isIdTooLarge = id > limits::maxAckId;
        rest = rest.sliced(digits);
    }
}

} // namespace

Result<SocketHead, DecodeError> readSocketHead(QByteArrayView text)
{
    if (text.isEmpty() || text.front() < '0' || text.front() > lastType) {
        return refusal("unknown Socket.IO packet type"_L1);
    }
    SocketHead head;
    head.type = static_cast<SocketPacketType>(text.front() - '0');
    QByteArrayView rest = text.sliced(1);
    if (head.isBinary()) {
        if (const auto read = readAttachmentCount(rest, head); !read) {
            return failure(read.error());
        }
    }
    if (!rest.isEmpty() && rest.front() == '/') {
        if (const auto read = readNamespace(rest, head); !read) {
            return failure(read.error());
        }
    }
    readId(rest, head);
    head.json = rest;
    return head;
}

} // namespace maru
