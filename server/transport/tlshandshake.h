// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"
#include "server/transport/bytechannel.h"
#include "server/transport/tlsidentity.h"

#include <QObject>

#include <memory>

namespace maru::server {

/// What TLS connections are opened with: an identity, and the rules. Connections keep theirs when
/// new ones get another.
struct TlsSettings;
using TlsContext = std::shared_ptr<const TlsSettings>;

/// TLS 1.2 with ECDHE and AEAD ciphers, and TLS 1.3; http/1.1. Clients are not asked for
/// certificates, and nothing is compressed or resumed; over OpenSSL nothing is renegotiated either,
/// and no tickets are given.
///
/// The error is an identity that OpenSSL does not take, for example a chain with a weak key.
[[nodiscard]] Result<TlsContext, TlsError> makeTlsContext(const TlsIdentity &identity);

/// A connection until TLS is agreed on.
///
/// There are two of it, and one is compiled in (docs/decisions/0014): over OpenSSL, and over
/// QSslSocket. Destroying it ends the connection.
class TlsHandshake : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Once, after encrypted().
    [[nodiscard]] virtual std::unique_ptr<ByteChannel> takeChannel() = 0;

signals:
    void encrypted();
    /// \p reason in the library's words, for the log only; the peer has its alert.
    void failed(const QString &reason);
};

/// Begins a handshake as server over \p descriptor, which it owns; nullptr if that fails. No signal
/// comes from within this call.
[[nodiscard]] TlsHandshake *startTls(qintptr descriptor, const TlsContext &context,
                                     QObject *parent = nullptr);

} // namespace maru::server
