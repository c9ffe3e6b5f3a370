// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/tlshandshake.h"
#include "tests/fuzz/memoryfile.h"

#include <QLoggingCategory>

#include <array>

using namespace maru;
using namespace maru::server;
using fuzz::require;

// A certificate file and a key file: the first byte says how the rest is to be read, two bytes how
// long the certificate is. PEM as it stands, or DER that is put into PEM here, because base64 hides
// what it holds from a fuzzer. The files are in memory.

namespace {

QByteArray pem(const QByteArray &label, QByteArrayView der)
{
    const QByteArray base64 = der.toByteArray().toBase64();
    QByteArray text = "-----BEGIN " + label + "-----\n";
    for (qsizetype at = 0; at < base64.size(); at += 64) {
        text += base64.mid(at, 64) + '\n';
    }
    return text + "-----END " + label + "-----\n";
}

} // namespace

extern "C" int LLVMFuzzerInitialize(int *, char ***)
{
    QLoggingCategory::setFilterRules(QStringLiteral("*=false")); // one warning per run
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const fuzz::MemoryFile certificateFile("certificate");
    static const fuzz::MemoryFile keyFile("key");
    static const std::array<QByteArray, 4> keyLabels{"PRIVATE KEY", "EC PRIVATE KEY",
                                                     "RSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY"};
    fuzz::Input input(data, size);
    const quint8 kind = input.byte();
    const qsizetype wanted = input.byte() * 256 + input.byte();
    const QByteArrayView certificate = input.rest().first(std::min(wanted, input.rest().size()));
    const QByteArrayView key = input.rest().sliced(certificate.size());
    const bool isPem = kind == 'p';
    certificateFile.write(isPem ? certificate.toByteArray() : pem("CERTIFICATE", certificate));
    keyFile.write(isPem ? key.toByteArray() : pem(keyLabels[kind % 4], key));

    const QDateTime now(QDate(2026, 12, 1), QTime(12, 0), Qt::UTC);
    const auto identity = loadTlsIdentity(certificateFile.path(), keyFile.path(), now);
    if (!identity) {
        const QString &text = identity.error().text;
        require(text.endsWith(u'.') && text.contains(u"/proc/self/fd/") && !text.contains(u'\n'));
        return 0;
    }
    require(!identity->chain.isEmpty() && !identity->key.isNull());
    require(identity->fingerprint.size() == 32);
    require(identity->chain.first().expiryDate() >= now);
    const auto context = makeTlsContext(*identity); // may be signed by what OpenSSL does not take
    require(context || context.error().text.endsWith(u'.'));
    return 0;
}
