// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/transport/httprequest.h"

#include <QHostAddress>
#include <QList>

namespace maru::server {

/// Who sent a request, and over what.
struct RequestPeer
{
    QHostAddress address; ///< IPv4 is never mapped into IPv6
    bool isEncrypted = false; ///< TLS, here or at a trusted proxy

    /// Nobody on the way can listen.
    [[nodiscard]] bool isPrivate() const { return isEncrypted || address.isLoopback(); }
};

/// Whom \p request came from when \p direct handed it in: a proxy among \p trusted speaks for
/// others, by X-Forwarded-For (the last address that is no trusted proxy) and X-Forwarded-Proto.
/// What cannot be read is not believed: then it is the proxy's own.
[[nodiscard]] RequestPeer peerOf(const HttpRequest &request, const RequestPeer &direct,
                                 const QList<QHostAddress> &trusted);

} // namespace maru::server
