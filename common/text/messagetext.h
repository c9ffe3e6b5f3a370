// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"

#include <QString>

/// The one text rule (docs/protocol.md §6): 1 to 8,000 code points, no U+0000, no lone surrogate,
/// kept as sent.
namespace maru {

enum class TextError : quint8 { Empty, TooLong, NullCharacter, LoneSurrogate };

/// std::nullopt-like: no error means that \p text may be stored as it is.
[[nodiscard]] Result<void, TextError> checkMessageText(QStringView text);
/// The rule as one English sentence.
[[nodiscard]] QString textRule(TextError error);

/// True if every surrogate stands in a pair.
[[nodiscard]] bool isValidUtf16(QStringView text);

/// The first \p count code points of \p text.
[[nodiscard]] QString firstCodePoints(const QString &text, int count);

/// 1 to limits::maxCidChars printable ASCII characters.
[[nodiscard]] bool isValidCid(QStringView cid);

} // namespace maru
