// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QStringView>

namespace maru {

/// Bytes that \p text takes in a JSON string, as JsonWriter writes it, without writing it.
[[nodiscard]] inline qsizetype jsonBytes(QStringView text)
{
    qsizetype bytes = 0;
    for (const QChar c : text) {
        const char16_t unit = c.unicode();
        if (unit < 0x20) {
            const bool isShort = (unit >= u'\b' && unit <= u'\r' && unit != u'\v');
            bytes += isShort ? 2 : 6;
        } else if (unit < 0x80) {
            bytes += unit == u'"' || unit == u'\\' ? 2 : 1;
        } else {
            // A surrogate pair is 4 bytes in all: 2 for each half.
            bytes += unit < 0x800 || c.isSurrogate() ? 2 : 3;
        }
    }
    return bytes;
}

} // namespace maru
