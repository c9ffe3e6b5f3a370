// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"
#include "common/serverlimits.h"

#include <QByteArray>
#include <QDateTime>
#include <QHostAddress>
#include <QList>
#include <QString>
#include <QStringList>

namespace maru::server {

/// Whom a certificate speaks for.
struct CertificateNames
{
    QString commonName; ///< for people: any text, cut to 64 characters (RFC 5280, ub-common-name)
    QStringList dnsNames; ///< any script; what cannot be a DNS name is left out
    QList<QHostAddress> addresses; ///< without scope: a certificate cannot carry one
};

/// From when to when a certificate is good, to the second.
struct CertificateValidity
{
    QDateTime notBefore;
    QDateTime notAfter;
};

/// A certificate and its private key, both PEM.
struct SelfSigned
{
    QByteArray certificate;
    QByteArray key; ///< PKCS #8, not encrypted
};

/// What a server's own certificate gets: from a day before \p now, because clocks in labs are
/// wrong, for 25 years, because clients pin it. A pinned certificate that expires helps nobody: all
/// of them would have to be asked again.
[[nodiscard]] CertificateValidity ownValidity(const QDateTime &now);

/// A new EC P-256 key and a certificate (SHA-256) it signs itself, for a TLS server and nothing
/// else. At most limits::maxCertificateNames names, DNS names first. The error is OpenSSL's reason.
[[nodiscard]] Result<SelfSigned, QString> makeSelfSigned(const CertificateNames &names,
                                                         const CertificateValidity &validity);

} // namespace maru::server
