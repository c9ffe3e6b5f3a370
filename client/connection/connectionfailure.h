// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/connection/enginelink.h"

#include <QJsonObject>
#include <QMetaType>
#include <QString>

namespace maru::client {

/// Why there is no connection.
enum class ConnectionProblem : quint8 {
    Unreachable, ///< nobody there
    Timeout, ///< somebody there, but no open packet or no CONNECT reply in time
    NotSocketIo, ///< somebody there who speaks something else
    NotTls, ///< it spoke TLS before, or was typed with https, and now answers in plain text. Final
    Tls,
    CertificateChanged, ///< a person has to decide. Final
    OldProtocol, ///< Socket.IO 2 and older. Final
    BadPackets, ///< the server broke the protocol
    PingTimeout, ///< no ping for too long, or this machine slept
    Lost, ///< the transport broke or was closed
    Refused, ///< CONNECT_ERROR: `text` and `data` are the server's. Final, except SLOW_DOWN
    Dismissed, ///< the server sent DISCONNECT. Final
    Abandoned, ///< reconnect() was called
};

/// `text` and `data` come from outside: never trusted, never shown as more than plain text.
struct ConnectionFailure
{
    ConnectionProblem problem = ConnectionProblem::Lost;
    QString text;
    QJsonObject data;
    QByteArray knownFingerprint; ///< CertificateChanged: as in LinkFailure
    QByteArray seenFingerprint;
    bool isOfLink = false;
};

[[nodiscard]] ConnectionFailure failureFrom(const LinkFailure &failure);
/// Whether another attempt could not go better by itself.
[[nodiscard]] bool isFinal(const ConnectionFailure &failure);
/// From the payload of a CONNECT_ERROR, `{"message":…,"data":{…}}`; fields of other types read as
/// empty.
[[nodiscard]] ConnectionFailure refusalFrom(const QJsonObject &connectError);
/// How long a refusal wants one to wait; 0 if it does not say.
[[nodiscard]] int retryAfterMs(const ConnectionFailure &refusal);

} // namespace maru::client

Q_DECLARE_METATYPE(maru::client::ConnectionFailure)
