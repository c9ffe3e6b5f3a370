// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QSslCertificate>
#include <QSslKey>
#include <QString>

namespace maru::server {

/// Why there is no TLS identity.
struct TlsError
{
    enum class Kind : quint8 {
        File, ///< missing, unreadable, too large, cannot be made
        Content, ///< not what it should be: no certificate, no key, a passphrase, another algorithm
        Mismatch, ///< the key is another certificate's
        Weak,
        Expired,
        NotYetValid,
        NoTls, ///< Qt found no TLS library
    };

    Kind kind = Kind::File;
    QString text; ///< one English sentence that names the file; nothing of the key's bytes
};

/// What the server shows to clients, and how they know it again.
struct TlsIdentity
{
    QList<QSslCertificate> chain; ///< the server's own first; never empty
    QSslKey key;
    QByteArray fingerprint; ///< SHA-256 of the first certificate's DER, 32 bytes
};

/// Reads a PEM chain (own certificate first) and its PEM key, PKCS #8 or traditional: EC on P-256,
/// P-384 or P-521, or RSA of 2048 bits and more. \p now is what the certificate's dates are held
/// against.
///
/// A key file that everybody may read is good for a warning in the log only: the server cannot know
/// who the others are.
[[nodiscard]] Result<TlsIdentity, TlsError>
loadTlsIdentity(const QString &certificateFile, const QString &keyFile,
                const QDateTime &now = QDateTime::currentDateTimeUtc());

/// \p fingerprint as people compare it: `AB:CD:…`, upper case.
[[nodiscard]] QString fingerprintText(const QByteArray &fingerprint);

} // namespace maru::server
