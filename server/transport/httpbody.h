// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"
#include "common/serverlimits.h"
#include "server/transport/httprequest.h"

#include <QByteArray>
#include <QByteArrayView>

#include <optional>
#include <utility>

namespace maru::server {

/// How the body of a request is delimited (RFC 9112 §6).
struct HttpBodyFraming
{
    bool isChunked = false;
    qint64 contentLength = 0; ///< bytes, if not chunked

    [[nodiscard]] bool isEmpty() const { return !isChunked && contentLength == 0; }
};

/// The error is the status that refuses: 400 where two readers could disagree (both headers, two
/// different lengths, chunked not last, HTTP/1.0 with chunks), 501 for other codings.
[[nodiscard]] Result<HttpBodyFraming, int> bodyFraming(const HttpRequest &request);

/// Collects one body that comes in pieces.
///
/// Strict: a chunk's size is 1 to 8 hex digits, its lines end in CR LF and hold no other controls,
/// extensions and trailers are read over within limits::maxChunkLineBytes each.
class HttpBodyReader
{
public:
    enum class State : quint8 { NeedMore, Complete, Bad };

    HttpBodyReader(const HttpBodyFraming &framing, qsizetype maxBytes);

    /// Takes what belongs to the body off the front of \p received and tells how much that was; the
    /// rest is the next request's. Bytes not taken must be passed again, with more behind them.
    [[nodiscard]] qsizetype feed(QByteArrayView received);

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] int status() const { return m_status; } ///< once Bad: 400 or 413
    [[nodiscard]] QByteArray take() { return std::move(m_body); } ///< once Complete
    /// What has come since the last time; for who does not wait for all of it.
    [[nodiscard]] QByteArray takePart()
    {
        m_takenBytes += m_body.size();
        return std::exchange(m_body, {});
    }

private:
    enum class Part : quint8 { Data, ChunkLine, ChunkEnd, Trailer };

    [[nodiscard]] std::optional<QByteArrayView> line(QByteArrayView received);
    [[nodiscard]] qsizetype takeData(QByteArrayView received);
    [[nodiscard]] qsizetype takeChunkLine(QByteArrayView received);
    [[nodiscard]] qsizetype takeChunkEnd(QByteArrayView received);
    [[nodiscard]] qsizetype takeTrailer(QByteArrayView received);
    void refuse(int status);

    bool m_isChunked;
    qsizetype m_maxBytes;
    qsizetype m_takenBytes = 0;
    qsizetype m_missing = 0; // of the body, or of the chunk
    int m_trailers = 0;
    Part m_part = Part::Data;
    State m_state = State::NeedMore;
    int m_status = 0;
    QByteArray m_body;
};

} // namespace maru::server
