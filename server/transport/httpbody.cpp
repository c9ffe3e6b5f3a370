// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/httpbody.h"

#include "common/serverlimits.h"

#include <algorithm>
#include <limits>

namespace maru::server {

namespace {

constexpr qsizetype maxLengthDigits = 15;
constexpr qsizetype maxChunkSizeDigits = 8;

bool isSameLengthEverywhere(const HttpRequest &request, const QByteArray &length)
{
    return std::all_of(request.headers.cbegin(), request.headers.cend(),
                       [&](const HttpHeader &header) {
                           return header.name.compare("Content-Length", Qt::CaseInsensitive) != 0
                               || header.value == length;
                       });
}

/// What has more digits than any body is larger than any body.
std::optional<qint64> decimal(const QByteArray &text)
{
    const bool isNumber = !text.isEmpty()
        && std::all_of(text.cbegin(), text.cend(), [](char c) { return c >= '0' && c <= '9'; });
    if (!isNumber) {
        return std::nullopt;
    }
    return text.size() > maxLengthDigits ? std::numeric_limits<qint64>::max() : text.toLongLong();
}

bool hasControls(QByteArrayView text)
{
    return std::any_of(text.begin(), text.end(), [](char c) {
        const auto code = static_cast<uchar>(c);
        return (code < 0x20 && c != '\t') || code == 0x7f;
    });
}

/// The size of a chunk, whose line may go on with an extension.
std::optional<qsizetype> chunkSize(QByteArrayView line)
{
    const qsizetype end = line.indexOf(';');
    const QByteArrayView digits = end < 0 ? line : line.first(end);
    const bool isHex = !digits.isEmpty() && digits.size() <= maxChunkSizeDigits
        && std::all_of(digits.begin(), digits.end(), [](char c) {
               const char lower = char(c | 0x20);
               return (c >= '0' && c <= '9') || (lower >= 'a' && lower <= 'f');
           });
    return isHex ? std::optional(qsizetype(digits.toByteArray().toLongLong(nullptr, 16)))
                 : std::nullopt;
}

} // namespace

Result<HttpBodyFraming, int> bodyFraming(const HttpRequest &request)
{
    const bool hasLength = request.hasHeader("Content-Length");
    if (request.hasHeader("Transfer-Encoding")) {
        if (hasLength || !request.isHttp11) {
            return failure(400);
        }
        const QByteArray coding = request.header("Transfer-Encoding");
        const bool isOnlyOne =
            std::count_if(request.headers.cbegin(), request.headers.cend(),
                          [](const HttpHeader &header) {
                              return header.name.compare("Transfer-Encoding", Qt::CaseInsensitive)
                                  == 0;
                          })
            == 1;
        if (isOnlyOne && coding.compare("chunked", Qt::CaseInsensitive) == 0) {
            return HttpBodyFraming{.isChunked = true};
        }
        return failure(coding.contains(',') || !isOnlyOne ? 400 : 501);
    }
    if (!hasLength) {
        return HttpBodyFraming{};
    }
    const QByteArray text = request.header("Content-Length");
    const std::optional<qint64> length = decimal(text);
    if (!length || !isSameLengthEverywhere(request, text)) {
        return failure(400);
    }
    return HttpBodyFraming{.contentLength = *length};
}

HttpBodyReader::HttpBodyReader(const HttpBodyFraming &framing, qsizetype maxBytes)
    : m_isChunked(framing.isChunked)
    , m_maxBytes(maxBytes)
    , m_part(framing.isChunked ? Part::ChunkLine : Part::Data)
{
    if (framing.contentLength > maxBytes) {
        refuse(413);
    } else if (framing.isEmpty()) {
        m_state = State::Complete;
    } else {
        m_missing = qsizetype(framing.contentLength);
    }
}

qsizetype HttpBodyReader::feed(QByteArrayView received)
{
    qsizetype taken = 0;
    while (m_state == State::NeedMore) {
        const QByteArrayView rest = received.sliced(taken);
        qsizetype step = 0;
        switch (m_part) {
        case Part::Data:
            step = takeData(rest);
            break;
        case Part::ChunkLine:
            step = takeChunkLine(rest);
            break;
        case Part::ChunkEnd:
            step = takeChunkEnd(rest);
            break;
        case Part::Trailer:
            step = takeTrailer(rest);
            break;
        }
        if (step == 0) {
            break;
        }
        taken += step;
    }
    return taken;
}

/// The line at the front, without its end; std::nullopt if it is not complete. Refuses one that is
/// too long, or that another reader might end earlier: some take a bare LF for the end of a line.
std::optional<QByteArrayView> HttpBodyReader::line(QByteArrayView received)
{
    const qsizetype end = received.indexOf("\r\n");
    const bool isEndBegun = end < 0 && received.endsWith('\r');
    const QByteArrayView text = received.first(end < 0 ? received.size() - isEndBegun : end);
    if (text.size() > limits::maxChunkLineBytes || hasControls(text)) {
        refuse(400);
        return std::nullopt;
    }
    return end < 0 ? std::nullopt : std::optional(text);
}

qsizetype HttpBodyReader::takeData(QByteArrayView received)
{
    const qsizetype step = std::min(received.size(), m_missing);
    m_body.append(received.first(step));
    m_missing -= step;
    if (m_missing == 0) {
        if (m_isChunked) {
            m_part = Part::ChunkEnd;
        } else {
            m_state = State::Complete;
        }
    }
    return step;
}

qsizetype HttpBodyReader::takeChunkLine(QByteArrayView received)
{
    const std::optional<QByteArrayView> text = line(received);
    if (!text) {
        return 0;
    }
    const std::optional<qsizetype> size = chunkSize(*text);
    if (!size) {
        refuse(400);
        return 0;
    }
    if (*size > m_maxBytes - m_takenBytes - m_body.size()) {
        refuse(413);
        return 0;
    }
    m_missing = *size;
    m_part = *size == 0 ? Part::Trailer : Part::Data;
    return text->size() + 2;
}

qsizetype HttpBodyReader::takeChunkEnd(QByteArrayView received)
{
    if (received.size() < 2) {
        return 0;
    }
    if (!received.startsWith("\r\n")) {
        refuse(400);
        return 0;
    }
    m_part = Part::ChunkLine;
    return 2;
}

qsizetype HttpBodyReader::takeTrailer(QByteArrayView received)
{
    const std::optional<QByteArrayView> text = line(received);
    if (!text) {
        return 0;
    }
    if (text->isEmpty()) {
        m_state = State::Complete;
    } else if (++m_trailers > limits::maxHeadLines) {
        refuse(400);
    }
    return text->size() + 2;
}

void HttpBodyReader::refuse(int status)
{
    m_state = State::Bad;
    m_status = status;
}

} // namespace maru::server
