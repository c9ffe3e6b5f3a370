// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/clientlimits.h"
#include "common/result.h"

#include <QString>
#include <QUrl>

namespace maru::client {

/// The two transports of Engine.IO.
enum class EngineTransport : quint8 { WebSocket, Polling };

/// Where a server is, read from what a person typed.
struct ServerAddress
{
    QString host; ///< a name or an IP address, without brackets
    quint16 port = 5000;
    bool secure = false; ///< TLS only; false: whatever the server speaks
    /// SHA-256 of the certificate that a `maru://` link names, 32 bytes; empty: none is named.
    QByteArray fingerprint;
    QString nsp = QStringLiteral("/"); ///< the Socket.IO namespace: "/방1", percent-decoded, NFC
    QString query; ///< percent-encoded, without '?': handed on with every request ("classCode=A1")

    /// "host:port", an IPv6 address in brackets: what people are shown and what tokens are kept
    /// under.
    [[nodiscard]] QString hostAndPort() const;
    /// As people see it: hostAndPort(), the room and the query, without scheme and fingerprint.
    [[nodiscard]] QString shown() const;
    /// The room that the namespace names; empty for "/".
    [[nodiscard]] QString roomName() const { return nsp.mid(1); }
    /// Whether the server is on this machine: nobody listens in between.
    [[nodiscard]] bool isLoopback() const;
    /// Where an Engine.IO session is opened over \p transport (docs/protocol.md §2). Of a typed
    /// query everything is handed on but what belongs to Engine.IO.
    [[nodiscard]] QUrl engineUrl(EngineTransport transport) const;

    friend bool operator==(const ServerAddress &, const ServerAddress &) = default;
};

enum class AddressError : quint8 {
    Empty,
    TooLong, ///< limits::maxAddressChars
    UnknownScheme, ///< none of http, https, ws, wss and maru
    BadHost,
    BadPort, ///< not 1 to 65535
    HasPassword, ///< user:password@host: it would be shown and logged
    BadRoom, ///< a comma, a control character, bad percent-encoding or over
             ///< limits::maxNamespaceChars
    BadFingerprint, ///< of a `maru://` link: not 64 hexadecimal digits
};

/// Understands `http://`, `https://`, `ws://`, `wss://`, a bare `host`, `host:port`, `[ipv6]:port`
/// and an IPv6 address alone, each with a path that names the room (`/방1`). Without a port: 443
/// for https and wss, 80 for http and ws, 5000 for a bare host.
///
/// A link `maru://host:port#fingerprint` may name the server's certificate (64 hexadecimal digits,
/// colons between them or not); it is then spoken to over TLS only. Behind other addresses a
/// fragment means nothing.
[[nodiscard]] Result<ServerAddress, AddressError> parseServerAddress(const QString &typed);

} // namespace maru::client
