// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/securitytexts.h"

#include "common/text/fingerprintwords.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

namespace maru::client {

namespace {

/// The context of the translations.
struct Security
{
    Q_DECLARE_TR_FUNCTIONS(Security)
};

constexpr qsizetype bytesPerLine = 8;
constexpr qsizetype startWords = 3;

} // namespace

QString fingerprintText(const QByteArray &fingerprint)
{
    QStringList lines;
    for (qsizetype at = 0; at < fingerprint.size(); at += bytesPerLine) {
        const QByteArray line = fingerprint.mid(at, bytesPerLine);
        lines.append(QString::fromLatin1(line.toHex(':').toUpper()));
    }
    return lines.join(u'\n');
}

QString fingerprintStart(const QByteArray &fingerprint)
{
    return fingerprintWords(fingerprint.left(startWords),
                            QLocale().language() == QLocale::Korean ? WordLanguage::Korean
                                                                    : WordLanguage::English);
}

QString fingerprintWordsText(const QByteArray &fingerprint)
{
    const QString english = fingerprintWords(fingerprint, WordLanguage::English);
    return QLocale().language() == QLocale::Korean
        ? fingerprintWords(fingerprint, WordLanguage::Korean) + u'\n' + english
        : english;
}

QString securityText(const LinkSecurity &security, bool isLoopback)
{
    if (!security.isEncrypted) {
        return isLoopback ? Security::tr("Not encrypted, but the server is on this computer.")
                          : Security::tr("Not encrypted: others in this network could read along.");
    }
    const QString kind = security.byAuthority
        ? Security::tr("Encrypted. A certificate authority vouches for this server.")
        : Security::tr("Encrypted. The server's certificate is the one this computer knows.");
    return kind + u'\n' + Security::tr("Its fingerprint in words:") + u'\n'
        + fingerprintWordsText(security.fingerprint) + u'\n'
        + Security::tr("Fingerprint (SHA-256):") + u'\n' + fingerprintText(security.fingerprint);
}

} // namespace maru::client
