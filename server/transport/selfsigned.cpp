// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/selfsigned.h"

#include "common/serverlimits.h"
#include "server/transport/openssl.h"

#include <QRegularExpression>
#include <QUrl>
#include <QtEndian>

#include <algorithm>
#include <openssl/pem.h>

namespace maru::server {

namespace {

constexpr int serialBits = 128; // random: two servers of one name must not look alike
constexpr int validYears = 25;
constexpr qsizetype maxCommonNameChars = 64;
constexpr qsizetype maxDnsNameChars = 253;

/// \p name as the certificate can carry it: without control characters, never empty.
QByteArray commonNameBytes(const QString &name)
{
    QList<uint> codePoints;
    const auto all = name.toUcs4();
    for (const uint codePoint : all) {
        const bool isText = QChar::category(codePoint) != QChar::Other_Control;
        if (isText && codePoints.size() < maxCommonNameChars) {
            codePoints.append(codePoint);
        }
    }
    QString text;
    for (const uint codePoint : codePoints) {
        text += QChar::fromUcs4(codePoint);
    }
    return text.trimmed().isEmpty() ? QByteArray("maru-server") : text.toUtf8();
}

/// Empty if \p name cannot be a DNS name.
QByteArray dnsNameBytes(const QString &name)
{
    static const QRegularExpression shape(
        QStringLiteral("\\A[a-z0-9_-]{1,63}(\\.[a-z0-9_-]{1,63})*\\z"));
    const bool isAscii =
        std::all_of(name.cbegin(), name.cend(), [](QChar unit) { return unit.unicode() < 0x80; });
    // Host names of Windows may hold an underscore, which toAce() refuses.
    const QByteArray ascii = isAscii ? name.toLatin1().toLower() : QUrl::toAce(name).toLower();
    const bool isGood =
        ascii.size() <= maxDnsNameChars && shape.match(QString::fromLatin1(ascii)).hasMatch();
    return isGood ? ascii : QByteArray();
}

QByteArray addressBytes(const QHostAddress &address)
{
    if (address.protocol() == QAbstractSocket::IPv4Protocol) {
        const quint32 v4 = qToBigEndian(address.toIPv4Address());
        return {reinterpret_cast<const char *>(&v4), sizeof v4};
    }
    if (address.protocol() == QAbstractSocket::IPv6Protocol) {
        const Q_IPV6ADDR v6 = address.toIPv6Address();
        return {reinterpret_cast<const char *>(v6.c), sizeof v6.c};
    }
    return {};
}

struct NameEntry
{
    int type = GEN_DNS;
    QByteArray bytes;

    friend bool operator==(const NameEntry &, const NameEntry &) = default;
};

QList<NameEntry> entriesOf(const CertificateNames &names)
{
    QList<NameEntry> entries;
    const auto add = [&entries](int type, const QByteArray &bytes) {
        const NameEntry entry{type, bytes};
        if (!bytes.isEmpty() && !entries.contains(entry)
            && entries.size() < limits::maxCertificateNames) {
            entries.append(entry);
        }
    };
    for (const QString &name : names.dnsNames) {
        add(GEN_DNS, dnsNameBytes(name));
    }
    for (const QHostAddress &address : names.addresses) {
        add(GEN_IPADD, addressBytes(address));
    }
    return entries;
}

bool appendTo(GENERAL_NAMES *list, const NameEntry &entry)
{
    openssl::AlternativeName name(GENERAL_NAME_new());
    openssl::String value(
        ASN1_STRING_type_new(entry.type == GEN_DNS ? V_ASN1_IA5STRING : V_ASN1_OCTET_STRING));
    if (!name || !value
        || ASN1_STRING_set(value.get(), entry.bytes.constData(), int(entry.bytes.size())) != 1) {
        return false;
    }
    GENERAL_NAME_set0_value(name.get(), entry.type, value.release());
    if (sk_GENERAL_NAME_push(list, name.get()) <= 0) {
        return false;
    }
    static_cast<void>(name.release()); // the list's now
    return true;
}

bool setAlternativeNames(X509 *certificate, const CertificateNames &names)
{
    const QList<NameEntry> entries = entriesOf(names);
    if (entries.isEmpty()) {
        return true;
    }
    const openssl::AlternativeNames list(GENERAL_NAMES_new());
    return list
        && std::all_of(entries.cbegin(), entries.cend(),
                       [&list](const NameEntry &entry) { return appendTo(list.get(), entry); })
        && X509_add1_ext_i2d(certificate, NID_subject_alt_name, list.get(), 0, X509V3_ADD_DEFAULT)
        == 1;
}

/// \p value is OpenSSL's configuration language: constants only, never text from outside.
bool addExtension(X509 *certificate, int nid, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    X509V3_set_ctx_nodb(&context);
    const openssl::Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool setSerial(X509 *certificate)
{
    const openssl::BigNumber serial(BN_new());
    return serial && BN_rand(serial.get(), serialBits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1
        && BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(certificate));
}

bool setName(X509 *certificate, const QString &commonName)
{
    const QByteArray bytes = commonNameBytes(commonName);
    X509_NAME *subject = X509_get_subject_name(certificate);
    return subject
        && X509_NAME_add_entry_by_NID(subject, NID_commonName, MBSTRING_UTF8,
                                      reinterpret_cast<const unsigned char *>(bytes.constData()),
                                      int(bytes.size()), -1, 0)
        == 1
        && X509_set_issuer_name(certificate, subject) == 1;
}

/// As text: time_t of 32 bits ends before our certificates do.
bool setTime(ASN1_TIME *field, const QDateTime &time)
{
    const QByteArray text = time.toUTC().toString(QStringLiteral("yyyyMMddHHmmss'Z'")).toLatin1();
    return field && ASN1_TIME_set_string_X509(field, text.constData()) == 1;
}

bool fill(X509 *certificate, EVP_PKEY *key, const CertificateNames &names,
          const CertificateValidity &validity)
{
    return X509_set_version(certificate, X509_VERSION_3) == 1 && setSerial(certificate)
        && setName(certificate, names.commonName)
        && setTime(X509_getm_notBefore(certificate), validity.notBefore)
        && setTime(X509_getm_notAfter(certificate), validity.notAfter)
        && X509_set_pubkey(certificate, key) == 1
        && addExtension(certificate, NID_basic_constraints, "critical,CA:FALSE")
        && addExtension(certificate, NID_key_usage, "critical,digitalSignature")
        && addExtension(certificate, NID_ext_key_usage, "serverAuth")
        && addExtension(certificate, NID_subject_key_identifier, "hash")
        && setAlternativeNames(certificate, names) && X509_sign(certificate, key, EVP_sha256()) > 0;
}

} // namespace

CertificateValidity ownValidity(const QDateTime &now)
{
    return {now.addDays(-1), now.addYears(validYears)};
}

Result<SelfSigned, QString> makeSelfSigned(const CertificateNames &names,
                                           const CertificateValidity &validity)
{
    const openssl::ErrorScope errors;
    const openssl::Key key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
    const openssl::Certificate certificate(X509_new());
    const openssl::Bio keyPem(BIO_new(BIO_s_mem()));
    const openssl::Bio certificatePem(BIO_new(BIO_s_mem()));
    if (!key || !certificate || !keyPem || !certificatePem
        || !fill(certificate.get(), key.get(), names, validity)
        || PEM_write_bio_PKCS8PrivateKey(keyPem.get(), key.get(), nullptr, nullptr, 0, nullptr,
                                         nullptr)
            != 1
        || PEM_write_bio_X509(certificatePem.get(), certificate.get()) != 1) {
        return failure(openssl::lastError());
    }
    return SelfSigned{openssl::contents(certificatePem.get()), openssl::contents(keyPem.get())};
}

} // namespace maru::server
