// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/transport/httpresponse.h"
#include "server/transport/originpolicy.h"

#include <optional>

namespace maru::server {

/// What the `sid` of a request names.
enum class SidState : quint8 {
    None, ///< the request has none: it wants a new session
    Unknown,
    Polling, ///< a session that may move to a websocket
    Settled, ///< a session over polling that may not: it tries one already, or is closing
    WebSocket,
};

/// True if \p request asks to become a websocket.
/// The 101 to a request with \p key that refuseEngineRequest() lets in (RFC 6455 §4.2.2).
[[nodiscard]] QByteArray webSocketAnswer(const QByteArray &key);
[[nodiscard]] bool asksForWebSocket(const HttpRequest &request);

/// Why \p request is no legal request to Engine.IO 4; std::nullopt if it is one.
///
/// The checks, their order and the codes 0–5 are those of the reference server, but all of them
/// come before any 101. A request that asks for an upgrade is answered with the sentence alone,
/// others with `{"code":…,"message":…}`. An Origin that is not allowed gets 403, a websocket
/// version other than 13 gets 426, a session's request other than GET and POST 405.
[[nodiscard]] std::optional<HttpResponse>
refuseEngineRequest(const HttpRequest &request, const OriginPolicy &origins, SidState sid);

/// The headers by which a web page of an allowed Origin may read the answer to \p request, with its
/// cookies.
[[nodiscard]] QList<HttpHeader> corsHeaders(const HttpRequest &request,
                                            const OriginPolicy &origins);
/// The answer to a browser that asks, by OPTIONS, what it may send.
[[nodiscard]] HttpResponse preflightResponse(const HttpRequest &request,
                                             const OriginPolicy &origins);

} // namespace maru::server
