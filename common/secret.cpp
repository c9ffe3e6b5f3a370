// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/secret.h"

#include <QRandomGenerator>

#include <array>

namespace maru {

QString newSecret(int bytes)
{
    Q_ASSERT(bytes > 0 && bytes <= 64);
    std::array<quint32, 16> random{};
    QRandomGenerator::system()->fillRange(random.data(), qsizetype(random.size()));
    const auto raw = QByteArray::fromRawData(reinterpret_cast<const char *>(random.data()), bytes);
    return QString::fromLatin1(
        raw.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

} // namespace maru
