// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/transport/httprequest.h"

#include <QByteArray>
#include <QList>

#include <optional>

namespace maru::server {

class HttpStream;

struct HttpResponse
{
    int status = 200;
    QByteArray contentType = QByteArrayLiteral("text/plain; charset=utf-8");
    QByteArray body;
    QByteArray cacheControl = QByteArrayLiteral("no-store");
    QList<HttpHeader> headers = {}; ///< beside those that every answer has
    std::optional<qint64> followingBytes = {}; ///< the length of a body that follows in parts
    bool isHead =
        false; ///< to HEAD: the length is told, the body is not sent; set by the connection
    bool endsConnection = false;
};

enum class HttpPersistence : quint8 { KeepAlive, Close };

/// \p sentence as plain text.
[[nodiscard]] HttpResponse plainResponse(int status, QByteArrayView sentence);
/// Complete: status line, Content-Length, Connection, nosniff, Cache-Control, body.
[[nodiscard]] QByteArray encodeHttpResponse(const HttpResponse &response,
                                            HttpPersistence persistence);

/// Answers those requests that are not the chat itself.
///
/// Thread: network thread; the answer is given at once.
class HttpHandler
{
public:
    HttpHandler() = default;
    virtual ~HttpHandler() = default;
    Q_DISABLE_COPY_MOVE(HttpHandler)

    [[nodiscard]] virtual HttpResponse respond(const HttpRequest &request) = 0;
};

class HttpConnection;
struct RequestPeer;

/// Answers requests in its own time, in parts, or after their bodies.
///
/// Thread: network thread.
class HttpRoute
{
public:
    HttpRoute() = default;
    virtual ~HttpRoute() = default;
    Q_DISABLE_COPY_MOVE(HttpRoute)

    [[nodiscard]] virtual bool wants(const HttpRequest &request) const = 0;
    /// \p connection asks; it may be gone before it is answered.
    virtual void handle(HttpConnection *connection, const RequestPeer &peer) = 0;
};

/// Whether a peer may still be sending while it is answered.
enum class PeerState : quint8 { Silent, Sending };

/// Sends \p response and ends the connection, at the latest after \p graceMs.
///
/// Closing while the peer still sends would reset the connection and take the answer with it: so
/// our side is shut, and what comes is thrown away until the peer closes too.
void answerAndClose(HttpStream *stream, const HttpResponse &response, int graceMs,
                    PeerState peer = PeerState::Sending);
/// The same with \p bytes.
void sayAndClose(HttpStream *stream, const QByteArray &bytes, int graceMs,
                 PeerState peer = PeerState::Sending);

} // namespace maru::server
