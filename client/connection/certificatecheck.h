// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/connection/enginelink.h"
#include "client/connection/knownservers.h"
#include "client/connection/serveraddress.h"

#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslError>

#include <optional>

namespace maru::client {

/// How the connection to a server is protected.
struct LinkSecurity
{
    bool isEncrypted = false;
    bool byAuthority = false; ///< a certificate authority of this system vouches for the server
    QByteArray fingerprint; ///< SHA-256 of the server's own certificate; empty if not encrypted
};

/// The judgement over the certificate of one server, the same for every TLS connection to it,
/// whatever it carries: valid by the authorities of this system for this host, or else the one that
/// was seen first (trust on first use). Of a server that was not met yet, a link or an announcement
/// may name the certificate; then it is that one and no other.
///
/// Dates: a self-signed certificate stands for nothing but its key, and a pinned one was accepted
/// already, so for them a wrong date is no failure (the clocks of lab machines often are wrong).
/// From an authority a date is part of what it vouches for, and counts.
class CertificateCheck
{
public:
    /// \p servers outlives this.
    CertificateCheck(KnownServers &servers, const ServerAddress &address);

    /// At least TLS 1.2, and the peer is verified.
    [[nodiscard]] static QSslConfiguration configuration();

    /// Why a server with this \p chain (its own certificate first) is not spoken to; std::nullopt
    /// if it is, and then exactly these \p errors of the handshake may be ignored.
    [[nodiscard]] std::optional<LinkFailure> refusalOf(const QList<QSslCertificate> &chain,
                                                       const QList<QSslError> &errors) const;
    /// The same when the handshake is done, so that the server has proved that the certificate is
    /// its own: what was accepted is remembered.
    [[nodiscard]] std::optional<LinkFailure> conclude(const QList<QSslCertificate> &chain,
                                                      const QList<QSslError> &errors);

    /// Of the last handshake that was concluded.
    [[nodiscard]] const LinkSecurity &security() const { return m_security; }

private:
    [[nodiscard]] bool isVouchedFor(const QList<QSslCertificate> &chain,
                                    const QList<QSslError> &errors) const;
    [[nodiscard]] std::optional<LinkFailure> refusalOfOther(const QSslCertificate &leaf,
                                                            const QList<QSslError> &errors) const;

    KnownServers &m_servers;
    QString m_host;
    QString m_hostAndPort;
    QByteArray m_expected; // named by a link; counts while none is known
    LinkSecurity m_security;
};

} // namespace maru::client
