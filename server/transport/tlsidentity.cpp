// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/tlsidentity.h"

#include "common/logging.h"
#include "common/serverlimits.h"
#include "server/transport/openssl.h"

#include <QFile>
#include <QFileInfo>
#include <QSslSocket>

#include <algorithm>
#include <array>
#include <openssl/pem.h>
#include <string_view>
#include <vector>

namespace maru::server {

namespace {

using Kind = TlsError::Kind;

constexpr int minRsaBits = 2'048;

template<class... Parts>
auto refused(Kind kind, const QString &sentence, const Parts &...parts)
{
    return failure(TlsError{kind, sentence.arg(parts...)});
}

/// \p what opens the sentences: "The key file".
Result<QByteArray, TlsError> readFile(const QString &what, const QString &path)
{
    const QFileInfo info(path);
    if (info.isDir()) {
        return refused(Kind::File, QStringLiteral("%1 %2 is a directory."), what, path);
    }
    if (info.exists() && !info.isFile()) { // to open a pipe would wait for its other end
        return refused(Kind::File, QStringLiteral("%1 %2 is no regular file."), what, path);
    }
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return refused(Kind::File, QStringLiteral("%1 %2 cannot be read: %3."), what, path,
                       file.errorString());
    }
    QByteArray bytes = file.read(limits::maxTlsFileBytes + 1);
    if (file.error() != QFileDevice::NoError) {
        return refused(Kind::File, QStringLiteral("%1 %2 cannot be read: %3."), what, path,
                       file.errorString());
    }
    if (bytes.size() > limits::maxTlsFileBytes) {
        return refused(Kind::File, QStringLiteral("%1 %2 is larger than %3 KiB."), what, path,
                       QString::number(limits::maxTlsFileBytes / 1'024));
    }
    return bytes;
}

openssl::Bio readerOf(const QByteArray &bytes)
{
    return openssl::Bio(BIO_new_mem_buf(bytes.constData(), int(bytes.size())));
}

using Certificates = std::vector<openssl::Certificate>;

Result<Certificates, TlsError> readCertificates(const QString &path)
{
    const auto bytes = readFile(QStringLiteral("The certificate file"), path);
    if (!bytes) {
        return failure(bytes.error());
    }
    const openssl::Bio reader = readerOf(*bytes);
    Certificates certificates;
    while (X509 *next =
               reader ? PEM_read_bio_X509(reader.get(), nullptr, nullptr, nullptr) : nullptr) {
        certificates.emplace_back(next);
    }
    const bool isAtEnd = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    if (!isAtEnd) {
        return refused(
            Kind::Content,
            QStringLiteral("The certificate file %1 holds a certificate that is damaged: %2."),
            path, openssl::lastError());
    }
    if (certificates.empty()) {
        return refused(Kind::Content,
                       QStringLiteral("The certificate file %1 holds no PEM certificate."), path);
    }
    return certificates;
}

/// Asked for a passphrase, OpenSSL would otherwise read one from the terminal.
int noPassphrase(char *, int, int, void *wasAsked)
{
    *static_cast<bool *>(wasAsked) = true;
    return -1;
}

bool isTlsCurve(const EVP_PKEY *key)
{
    std::array<char, 80> name{};
    size_t length = 0;
    if (EVP_PKEY_get_group_name(key, name.data(), name.size(), &length) != 1) {
        return false; // a curve of its own parameters
    }
    const std::string_view curve(name.data());
    return curve == "prime256v1" || curve == "P-256" || curve == "secp384r1" || curve == "P-384"
        || curve == "secp521r1" || curve == "P-521";
}

Result<void, TlsError> checkStrength(const EVP_PKEY *key, const QString &path)
{
    switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_RSA:
        if (EVP_PKEY_get_bits(key) < minRsaBits) {
            return refused(Kind::Weak,
                           QStringLiteral("The key in %1 is RSA of %2 bits; at least %3 are "
                                          "needed."),
                           path, QString::number(EVP_PKEY_get_bits(key)),
                           QString::number(minRsaBits));
        }
        return {};
    case EVP_PKEY_EC:
        if (!isTlsCurve(key)) {
            return refused(Kind::Content,
                           QStringLiteral("The key in %1 is on an elliptic curve that clients do "
                                          "not take; use P-256, P-384 or P-521."),
                           path);
        }
        return {};
    default:
        return refused(Kind::Content, QStringLiteral("The key in %1 is neither EC nor RSA."), path);
    }
}

Result<openssl::Key, TlsError> readKey(const QString &path)
{
    const auto bytes = readFile(QStringLiteral("The key file"), path);
    if (!bytes) {
        return failure(bytes.error());
    }
    if (!bytes->contains("PRIVATE KEY-----")) {
        return refused(Kind::Content, QStringLiteral("The key file %1 holds no PEM private key."),
                       path);
    }
    bool wasAsked = false;
    const openssl::Bio reader = readerOf(*bytes);
    openssl::Key key(
        reader ? PEM_read_bio_PrivateKey(reader.get(), nullptr, noPassphrase, &wasAsked) : nullptr);
    if (wasAsked) {
        return refused(Kind::Content,
                       QStringLiteral("The key in %1 is protected by a passphrase, which a server "
                                      "that starts by itself cannot ask for; remove it."),
                       path);
    }
    if (!key) {
        return refused(Kind::Content,
                       QStringLiteral("The key file %1 holds a private key that is damaged."),
                       path);
    }
    if (const auto strong = checkStrength(key.get(), path); !strong) {
        return failure(strong.error());
    }
    return key;
}

Result<void, TlsError> checkPair(const Certificates &certificates, const EVP_PKEY *key,
                                 const QString &certificateFile, const QString &keyFile)
{
    const auto belongs = [key](const openssl::Certificate &certificate) {
        return X509_check_private_key(certificate.get(), key) == 1;
    };
    if (belongs(certificates.front())) {
        return {};
    }
    if (std::any_of(certificates.cbegin() + 1, certificates.cend(), belongs)) {
        return refused(Kind::Mismatch,
                       QStringLiteral("The certificate file %1 must begin with the certificate of "
                                      "the key in %2; there it comes later."),
                       certificateFile, keyFile);
    }
    return refused(Kind::Mismatch,
                   QStringLiteral("The key in %1 does not belong to the certificate in %2."),
                   keyFile, certificateFile);
}

/// Only the server's own: the others of a chain may have expired and do no harm, if the client
/// knows another way to a root.
Result<void, TlsError> checkDates(const QSslCertificate &own, const QDateTime &now,
                                  const QString &path)
{
    const auto text = [](const QDateTime &time) {
        return time.toUTC().toString(Qt::ISODate);
    };
    if (now < own.effectiveDate()) {
        return refused(Kind::NotYetValid,
                       QStringLiteral("The certificate in %1 is not valid before %2, and here it "
                                      "is %3; look at the clock."),
                       path, text(own.effectiveDate()), text(now));
    }
    if (now > own.expiryDate()) {
        return refused(Kind::Expired, QStringLiteral("The certificate in %1 expired at %2."), path,
                       text(own.expiryDate()));
    }
    return {};
}

QSslCertificate toQt(const openssl::Certificate &certificate)
{
    const openssl::Bio der(BIO_new(BIO_s_mem()));
    if (!der || i2d_X509_bio(der.get(), certificate.get()) != 1) {
        return QSslCertificate(QByteArray());
    }
    return QSslCertificate(openssl::contents(der.get()), QSsl::Der);
}

/// As PKCS #8, the one form every TLS backend of Qt reads.
QSslKey toQt(const openssl::Key &key)
{
    const openssl::Bio pem(BIO_new(BIO_s_mem()));
    if (!pem
        || PEM_write_bio_PKCS8PrivateKey(pem.get(), key.get(), nullptr, nullptr, 0, nullptr,
                                         nullptr)
            != 1) {
        return {};
    }
    const bool isRsa = EVP_PKEY_get_base_id(key.get()) == EVP_PKEY_RSA;
    return {openssl::contents(pem.get()), isRsa ? QSsl::Rsa : QSsl::Ec};
}

void warnIfPublic(const QString &keyFile)
{
#ifdef Q_OS_UNIX
    if (QFile::permissions(keyFile).testFlag(QFile::ReadOther)) {
        qCWarning(lcTransport).noquote()
            << "everybody on this machine may read the key file" << forLog(keyFile);
    }
#else
    Q_UNUSED(keyFile) // what Qt says of permissions there is no access list
#endif
}

} // namespace

Result<TlsIdentity, TlsError> loadTlsIdentity(const QString &certificateFile,
                                              const QString &keyFile, const QDateTime &now)
{
    const openssl::ErrorScope errors;
    if (!QSslSocket::supportsSsl()) {
        return failure(TlsError{Kind::NoTls, QStringLiteral("Qt found no TLS library here.")});
    }
    const auto certificates = readCertificates(certificateFile);
    if (!certificates) {
        return failure(certificates.error());
    }
    const auto key = readKey(keyFile);
    if (!key) {
        return failure(key.error());
    }
    if (const auto pair = checkPair(*certificates, key->get(), certificateFile, keyFile); !pair) {
        return failure(pair.error());
    }
    TlsIdentity identity;
    for (const openssl::Certificate &certificate : *certificates) {
        identity.chain.append(toQt(certificate));
    }
    identity.key = toQt(*key);
    const bool isTaken = !identity.key.isNull()
        && std::none_of(identity.chain.cbegin(), identity.chain.cend(),
                        [](const QSslCertificate &one) { return one.isNull(); });
    if (!isTaken) {
        return refused(Kind::Content,
                       QStringLiteral("Qt cannot use the certificate in %1 and its key in %2."),
                       certificateFile, keyFile);
    }
    if (const auto dates = checkDates(identity.chain.first(), now, certificateFile); !dates) {
        return failure(dates.error());
    }
    identity.fingerprint = identity.chain.first().digest(QCryptographicHash::Sha256);
    warnIfPublic(keyFile);
    return identity;
}

QString fingerprintText(const QByteArray &fingerprint)
{
    return QString::fromLatin1(fingerprint.toHex(':').toUpper());
}

} // namespace maru::server
