// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/transport/httpresponse.h"
#include "server/transport/originpolicy.h"

#include <optional>

namespace maru::server {

/// True if \p request belongs to Socket.IO: its path starts with `/socket.io/`, the last slash
/// included.
[[nodiscard]] bool isSocketIoRequest(const HttpRequest &request);

/// Why \p request cannot open an Engine.IO 4 session over a websocket; std::nullopt if it can.
///
/// The checks, their order and the codes 0–5 are those of the reference server, but all of them
/// come before any 101. A request that asks for an upgrade is answered with the sentence alone,
/// others with `{"code":…,"message":…}`. An Origin that is not allowed gets 403, a websocket
/// version other than 13 gets 426.
[[nodiscard]] std::optional<HttpResponse> refuseHandshake(const HttpRequest &request,
                                                          const OriginPolicy &origins);

} // namespace maru::server
