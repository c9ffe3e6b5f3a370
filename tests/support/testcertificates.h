// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QSslCertificate>
#include <QSslConfiguration>

namespace maru::testing {

/// Certificates for tests on loopback, valid for localhost and 127.0.0.1 from 2020 to 2120 unless
/// said otherwise. They all have the same key, which protects nothing.
enum class TestCertificate : quint8 {
    SelfSigned,
    Renewed, ///< SelfSigned with another serial number, so with another fingerprint
    Expired, ///< self-signed, of the year 2000
    Authority, ///< issued those below
    VouchedFor,
    VouchedForElsewhere, ///< for the host elsewhere.test
    VouchedForExpired, ///< of the year 2000
};

[[nodiscard]] QSslCertificate testCertificate(TestCertificate which);
/// SHA-256, 32 bytes.
[[nodiscard]] QByteArray fingerprintOf(TestCertificate which);
/// For a server that shows \p which.
[[nodiscard]] QSslConfiguration serverTls(TestCertificate which);

} // namespace maru::testing
