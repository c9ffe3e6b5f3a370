// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QByteArrayView>
#include <QString>
#include <QStringList>

namespace maru {

enum class WordLanguage : quint8 { English, Korean };

/// One for each of the first bytes of a fingerprint: 80 bits, enough that nobody finds a second
/// certificate with the same words (docs/decisions/0022).
inline constexpr qsizetype fingerprintWordCount = 10;

/// \p fingerprint as words that two people can read to each other. The Korean word means what the
/// English one means.
[[nodiscard]] QString fingerprintWords(QByteArrayView fingerprint, WordLanguage language);

} // namespace maru
