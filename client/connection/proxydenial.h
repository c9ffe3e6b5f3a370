// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QAbstractSocket>

namespace maru::client {

/// Whether a proxy of this system answered in the server's place, as many do that let only plain
/// HTTP requests through: no tunnel, so neither TLS nor a websocket.
[[nodiscard]] inline bool isDeniedByProxy(QAbstractSocket::SocketError error)
{
    return error == QAbstractSocket::SocketAccessError // 403 of a proxy
        || error == QAbstractSocket::ProxyProtocolError
        || error == QAbstractSocket::ProxyConnectionClosedError
        || error == QAbstractSocket::ProxyAuthenticationRequiredError;
}

} // namespace maru::client
