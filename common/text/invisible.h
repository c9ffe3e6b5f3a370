// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QList>
#include <QString>

/// Characters that nobody sees, so that they make two names look like one, or hide an end.
namespace maru {

/// Default_Ignorable_Code_Point of DerivedCoreProperties.txt: among them the Hangul fillers, the
/// tags, the bidi controls and the variation selectors.
[[nodiscard]] bool isDefaultIgnorable(char32_t codePoint);

/// The same, the blank braille pattern, and all that is no character with a look of its own:
/// controls, formats, private use, what is not assigned, ends of lines. Spaces are seen.
[[nodiscard]] bool isInvisible(char32_t codePoint);

/// Whether the character at \p at cannot be seen there: a joiner and VS16 are part of an emoji
/// within one.
[[nodiscard]] bool isInvisibleAt(const QList<uint> &text, qsizetype at);

/// \p text without those.
[[nodiscard]] QString withoutInvisible(const QString &text);

} // namespace maru
