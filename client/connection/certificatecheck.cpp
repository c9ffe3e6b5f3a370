// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/connection/certificatecheck.h"

#include <QCryptographicHash>
#include <QStringList>

#include <algorithm>

namespace maru::client {

namespace {

/// Errors that say nobody known vouches for this certificate and this host: a pin does it instead.
bool isOfTrust(const QSslError &error)
{
    switch (error.error()) {
    case QSslError::SelfSignedCertificate:
    case QSslError::SelfSignedCertificateInChain:
    case QSslError::UnableToGetIssuerCertificate:
    case QSslError::UnableToGetLocalIssuerCertificate:
    case QSslError::UnableToVerifyFirstCertificate:
    case QSslError::CertificateUntrusted:
    case QSslError::InvalidCaCertificate:
    case QSslError::HostNameMismatch:
        return true;
    default:
        return false; // revoked, broken, forbidden …: no pin helps
    }
}

bool isOfTime(const QSslError &error)
{
    return error.error() == QSslError::CertificateExpired
        || error.error() == QSslError::CertificateNotYetValid;
}

QByteArray fingerprintOf(const QSslCertificate &certificate)
{
    return certificate.digest(QCryptographicHash::Sha256);
}

} // namespace

CertificateCheck::CertificateCheck(KnownServers &servers, const ServerAddress &address)
    : m_servers(servers)
    , m_host(address.host)
    , m_hostAndPort(address.hostAndPort())
    , m_expected(address.fingerprint)
{ }

QSslConfiguration CertificateCheck::configuration()
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setProtocol(QSsl::TlsV1_2OrLater);
    configuration.setPeerVerifyMode(QSslSocket::VerifyPeer);
    return configuration;
}

// A pin counts for more than an authority, so with one nobody is asked.
bool CertificateCheck::isVouchedFor(const QList<QSslCertificate> &chain,
                                    const QList<QSslError> &errors) const
{
    // No error alone does not mean that an authority of this system stands behind the chain
    // (CVE-2023-34410, not fixed in Debian's Qt 6.4): it is verified once more by itself.
    return errors.isEmpty() && m_servers.find(m_hostAndPort).pin.isEmpty()
        && QSslCertificate::verify(chain, m_host).isEmpty();
}

std::optional<LinkFailure> CertificateCheck::refusalOf(const QList<QSslCertificate> &chain,
                                                       const QList<QSslError> &errors) const
{
    return isVouchedFor(chain, errors) ? std::nullopt : refusalOfOther(chain.value(0), errors);
}

std::optional<LinkFailure> CertificateCheck::refusalOfOther(const QSslCertificate &leaf,
                                                            const QList<QSslError> &errors) const
{
    if (leaf.isNull()) {
        return LinkFailure{LinkProblem::Tls, QStringLiteral("no certificate")};
    }
    const KnownServers::Server known = m_servers.find(m_hostAndPort);
    const QByteArray seen = fingerprintOf(leaf);
    if (known.speaksTls && seen != known.pin) {
        return LinkFailure{LinkProblem::CertificateChanged, QStringLiteral("another certificate"),
                           known.pin, seen};
    }
    if (!known.speaksTls && !m_expected.isEmpty() && seen != m_expected) {
        return LinkFailure{LinkProblem::CertificateChanged,
                           QStringLiteral("not the certificate that the link names"), m_expected,
                           seen, true};
    }
    const bool datesDoNotCount = known.speaksTls || leaf.isSelfSigned() || !m_expected.isEmpty();
    const auto fatal = std::find_if(errors.begin(), errors.end(), [&](const QSslError &error) {
        return !isOfTrust(error) && !(datesDoNotCount && isOfTime(error));
    });
    if (fatal != errors.end()) {
        return LinkFailure{LinkProblem::Tls, fatal->errorString()};
    }
    return std::nullopt;
}

std::optional<LinkFailure> CertificateCheck::conclude(const QList<QSslCertificate> &chain,
                                                      const QList<QSslError> &errors)
{
    const bool vouchedFor = isVouchedFor(chain, errors);
    if (!vouchedFor) {
        if (auto refusal = refusalOfOther(chain.value(0), errors)) {
            return refusal;
        }
    }
    const QByteArray seen = fingerprintOf(chain.first());
    if (!m_servers.find(m_hostAndPort).speaksTls) {
        m_servers.remember(m_hostAndPort, vouchedFor ? QByteArray() : seen);
    }
    m_security = {true, vouchedFor, seen};
    return std::nullopt;
}

} // namespace maru::client
