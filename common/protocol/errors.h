// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QString>

/// What goes wrong on the wire: values, never exceptions.
namespace maru {

/// Why bytes were refused. \c reason is a short English phrase for the log, without any of the
/// peer's bytes.
struct DecodeError
{
    QString reason;
};

/// Why a connection ended, seen from the side that says it.
enum class CloseReason : quint8 {
    PeerClosed, ///< the peer closed the transport, or it broke
    PeerLeft, ///< the peer said Engine.IO close; stock clients may come back after it
    PingTimeout,
    ParseError, ///< the peer broke the protocol
    ConnectTimeout, ///< no CONNECT, or no join, in time
    SlowConsumer, ///< the peer did not read
    TooMuch, ///< a bound on waiting packets, namespaces or packets before a join was passed
    Replaced, ///< the same recovery id came back on another connection
    Revoked, ///< the session's token was revoked
    ServerStop,
};

/// True if a client that lost its connection for \p reason may come back as the same session.
[[nodiscard]] bool isRecoverable(CloseReason reason);
/// Stable lower-case words for logs and tests: "peer closed", "ping timeout" …
[[nodiscard]] QLatin1StringView toString(CloseReason reason);

/// The stable codes of refusals (docs/protocol.md §4), in the order they stand there.
enum class ErrorCode : quint8 {
    BadRequest,
    NotJoined,
    NameTaken,
    BadName,
    AuthRequired,
    BadCredentials,
    BadClassCode,
    NotMember,
    Forbidden,
    NotFound,
    Conflict,
    TooLarge,
    SlowDown,
    Muted,
    Banned,
    StoreFailed,
    UnknownEvent,
    Internal,
};

/// "NAME_TAKEN" and so on.
[[nodiscard]] QLatin1StringView toWire(ErrorCode code);
/// ErrorCode::Internal for a code this version does not know.
[[nodiscard]] ErrorCode errorCodeFromWire(const QString &code);

/// A refusal as it travels in an ack or a CONNECT_ERROR.
struct ApiError
{
    ErrorCode code = ErrorCode::Internal;
    QString text; ///< one English sentence for a person
    QString suggestion; ///< NameTaken: a free name
    qint64 limit = 0; ///< TooLarge: the limit, if > 0
    int retryAfterMs = 0; ///< SlowDown, if > 0
    qint64 untilMs = 0; ///< Muted, Banned: when it ends, milliseconds since 1970 UTC; 0: for ever
    QString field; ///< NotFound of message:send: what is not there, `replyTo` or `files`
};

} // namespace maru
