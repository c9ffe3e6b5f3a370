// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QString>

namespace maru {

/// At most \p most UTF-16 units of \p text, and no half of a character: the first unit of a pair
/// alone would become U+FFFD on its way through UTF-8.
[[nodiscard]] inline QString cut(const QString &text, qsizetype most)
{
    if (text.size() <= most) {
        return text;
    }
    const bool splits = most > 0 && text.at(most - 1).isHighSurrogate();
    return text.left(splits ? most - 1 : most);
}

/// The same, with an ellipsis for what is not shown.
[[nodiscard]] inline QString clipped(const QString &text, qsizetype most)
{
    return text.size() <= most ? text : cut(text, most) + u'…';
}

} // namespace maru
