// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/serverlimits.h"
#include "server/transport/selfsigned.h"
#include "server/transport/tlsidentity.h"

#include <QSysInfo>

namespace maru::server {

/// How a machine called \p host may be called: that name, its first label and the `.local` form,
/// localhost, loopback, and the addresses of its interfaces but IPv6 link-local ones, which mean
/// nothing without a scope. At most limits::maxCertificateNames.
[[nodiscard]] CertificateNames ownNames(const QString &host = QSysInfo::machineHostName());

/// The identity a server keeps in its data directory, `tls-cert.pem` and `tls-key.pem`; both are
/// made for \p names if neither is there. The caller holds the lock of \p dataDir.
///
/// The key is 0600 from its first byte. Both are complete on disk, as `….creating`, before either
/// gets its name, first the key: a start that was interrupted between the two is completed by the
/// next. No file that has its name is ever changed, replaced or removed; one without the other is
/// an error.
[[nodiscard]] Result<TlsIdentity, TlsError>
ensureTlsIdentity(const QString &dataDir, const CertificateNames &names,
                  const QDateTime &now = QDateTime::currentDateTimeUtc());

} // namespace maru::server
