// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/chat/objectid.h"

#include <QCryptographicHash>
#include <QRandomGenerator>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

constexpr char16_t codeAlphabet[] = u"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
constexpr int codeAlphabetSize = 32;
constexpr int classCodeChars = 6;
constexpr int deviceCodeChars = 8; // 40 random bits

QString newCode(int chars)
{
    QString code;
    for (int i = 0; i < chars; ++i) {
        code += codeAlphabet[QRandomGenerator::system()->bounded(codeAlphabetSize)];
    }
    return code;
}

} // namespace

QString newObjectId(qint64 nowMs)
{
    const auto seconds = static_cast<quint32>(nowMs / 1'000);
    return u"%1%2"_s.arg(seconds, 8, 16, QChar(u'0'))
        .arg(QRandomGenerator::system()->generate64(), 16, 16, QChar(u'0'));
}

QByteArray secretHash(const QString &secret)
{
    return QCryptographicHash::hash(secret.toUtf8(), QCryptographicHash::Sha256);
}

QString newClassCode()
{
    return newCode(classCodeChars);
}

QString newDeviceCode()
{
    return newCode(deviceCodeChars);
}

bool isClassCode(const QString &code)
{
    const QStringView alphabet(codeAlphabet, codeAlphabetSize);
    return code.size() == classCodeChars
        && std::all_of(code.cbegin(), code.cend(),
                       [alphabet](QChar c) { return alphabet.contains(c); });
}

} // namespace maru::server
