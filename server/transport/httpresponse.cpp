// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/httpresponse.h"

#include "common/serverlimits.h"
#include "server/transport/httpstream.h"

#include <QTimer>

namespace maru::server {

namespace {

constexpr qint64 maxThrownAwayBytes =
    16'777'216; ///< of a peer that goes on sending after its answer

QByteArrayView reasonPhrase(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 201:
        return "Created";
    case 204:
        return "No Content";
    case 206:
        return "Partial Content";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 408:
        return "Request Timeout";
    case 409:
        return "Conflict";
    case 411:
        return "Length Required";
    case 413:
        return "Content Too Large";
    case 416:
        return "Range Not Satisfiable";
    case 426:
        return "Upgrade Required";
    case 429:
        return "Too Many Requests";
    case 431:
        return "Request Header Fields Too Large";
    case 500:
        return "Internal Server Error";
    case 501:
        return "Not Implemented";
    case 503:
        return "Service Unavailable";
    case 505:
        return "HTTP Version Not Supported";
    case 507:
        return "Insufficient Storage";
    default:
        return "Error";
    }
}

/// One connection's way from its last answer to its end; a child of its stream.
class Farewell : public QObject
{
public:
    Farewell(HttpStream *stream, int graceMs, PeerState peer)
        : QObject(stream)
        , m_stream(stream)
        , m_peer(peer)
    {
        connect(stream, &HttpStream::arrived, this, &Farewell::throwAway);
        // Reading may have been held up for a part; who sends on would never come to read.
        stream->setReadLimit(limits::maxHeadBytes + 1);
        QTimer::singleShot(graceMs, stream, &HttpStream::abort);
    }

    void say(const QByteArray &bytes)
    {
        m_stream->write(bytes);
        // One that still sends and cannot be told the end alone has its answer, and closes itself.
        if (m_peer == PeerState::Silent || m_stream->endsInHalves()) {
            m_stream->finishWriting();
        }
        throwAway();
    }

private:
    void throwAway()
    {
        m_thrownAwayBytes += m_stream->received().size();
        m_stream->skip(m_stream->received().size());
        if (m_thrownAwayBytes > maxThrownAwayBytes) {
            m_stream->abort();
        }
    }

    HttpStream *m_stream;
    PeerState m_peer;
    qint64 m_thrownAwayBytes = 0;
};

} // namespace

HttpResponse plainResponse(int status, QByteArrayView sentence)
{
    HttpResponse response;
    response.status = status;
    response.body = sentence.toByteArray() + '\n';
    return response;
}

QByteArray encodeHttpResponse(const HttpResponse &response, HttpPersistence persistence)
{
    QByteArray bytes("HTTP/1.1 ");
    bytes +=
        QByteArray::number(response.status) + ' ' + reasonPhrase(response.status).toByteArray();
    bytes += "\r\nContent-Type: " + response.contentType;
    bytes += "\r\nContent-Length: "
        + QByteArray::number(response.followingBytes.value_or(response.body.size()));
    bytes += persistence == HttpPersistence::KeepAlive ? "\r\nConnection: keep-alive"
                                                       : "\r\nConnection: close";
    bytes +=
        "\r\nX-Content-Type-Options: nosniff\r\nCache-Control: " + response.cacheControl + "\r\n";
    for (const HttpHeader &header : response.headers) {
        Q_ASSERT(!header.value.contains('\r') && !header.value.contains('\n'));
        bytes += header.name + ": " + header.value + "\r\n";
    }
    bytes += "\r\n";
    if (!response.isHead && !response.followingBytes) {
        bytes += response.body;
    }
    return bytes;
}

void answerAndClose(HttpStream *stream, const HttpResponse &response, int graceMs, PeerState peer)
{
    sayAndClose(stream, encodeHttpResponse(response, HttpPersistence::Close), graceMs, peer);
}

void sayAndClose(HttpStream *stream, const QByteArray &bytes, int graceMs, PeerState peer)
{
    if (stream->isOpen()) {
        auto *farewell = new Farewell(stream, graceMs, peer); // owned by the stream
        farewell->say(bytes);
    }
}

} // namespace maru::server
