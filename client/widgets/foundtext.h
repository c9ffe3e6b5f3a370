// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/theme.h"
#include "common/text/ngrams.h"

#include <QRect>

class QPainter;

/// A text in which something was found, as it is drawn: plain, on few lines, the places marked.
namespace maru::client {

struct FoundText
{
    QString text; ///< may be drawn
    QList<TextRange> ranges; ///< in it
};

/// \p text around the first of \p ranges, without line ends, cut with "…" on both sides. With no
/// range its beginning.
[[nodiscard]] FoundText foundExcerpt(const QString &text, const QList<TextRange> &ranges);

/// How many lines drawFound() draws in \p width, at most \p most.
[[nodiscard]] int foundLines(const FoundText &found, const QFont &font, int width,
                             const Theme &theme, int most);

/// Draws at most \p lines lines into \p rect, from its top; returns how many.
int drawFound(QPainter *painter, const QRect &rect, const FoundText &found, const QFont &font,
              const QColor &colour, const Theme &theme, int lines);

} // namespace maru::client
