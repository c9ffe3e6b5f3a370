// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QSslSocket>

namespace maru::server {

/// Bytes written to \p socket that the operating system has not taken yet. Under TLS
/// bytesToWrite() tells only what is not encrypted yet.
[[nodiscard]] inline qint64 unsentBytes(const QTcpSocket *socket)
{
    const auto *tls = qobject_cast<const QSslSocket *>(socket);
    return socket->bytesToWrite() + (tls != nullptr ? tls->encryptedBytesToWrite() : 0);
}

} // namespace maru::server
