// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/displaytext.h"

#include <utility>
#include <vector>

/// The few signs with which people format what they write: `*italic*`, `**bold**`, `~~strike~~`,
/// `` `code` ``, fences, `> quotes`, lists and `[words](https://…)`. What is no sign for certain is
/// shown as typed; docs/decisions/0021-markdown-of-our-own.md says what counts as one, and why.
namespace maru::client {

inline constexpr int maxQuoteDepth = 4;
inline constexpr int maxListLevel = 4;
inline constexpr qsizetype maxSpans = 1'000; ///< of one message; further signs are shown as typed

enum class SpanStyle : quint8 { Bold, Italic, Strike, Code };

/// A part of the shown text in another style; spans may lie within each other.
struct TextSpan
{
    qsizetype start = 0; ///< UTF-16 units of FormattedText::shown
    qsizetype length = 0;
    SpanStyle style = SpanStyle::Bold;

    friend bool operator==(const TextSpan &, const TextSpan &) = default;
};

/// A line that stands in a quote or a list, or all lines of a code block.
struct TextBlock
{
    qsizetype start = 0; ///< UTF-16 units of FormattedText::shown
    qsizetype length = 0;
    bool isCode = false;
    int quotes = 0; ///< bars at its left
    int level = 0; ///< of the list; 0: no item of one
    QString marker = {}; ///< "•" or "12."

    friend bool operator==(const TextBlock &, const TextBlock &) = default;
};

/// A text without its signs, and what they meant.
struct FormattedText
{
    /// A part of the source that is not shown.
    struct Cut
    {
        qsizetype source = 0; ///< where it stands in the source
        qsizetype length = 0;
        qsizetype shown = 0; ///< where it would stand in the shown text
        qsizetype partner = -1; ///< the source place of the sign that belongs to it
    };

    QString shown;
    QList<TextSpan> spans;
    QList<TextBlock> blocks; ///< in order, none overlaps another; plain lines are not listed
    QList<TextLink> links; ///< in order
    std::vector<Cut> cuts; ///< in order

    /// The part of the source of which {start, end} is shown, with the signs around it where both
    /// of a pair belong to it.
    [[nodiscard]] std::pair<qsizetype, qsizetype> sourceRange(qsizetype start, qsizetype end) const;
    /// Where \p source is shown; a hidden place counts as what follows it.
    [[nodiscard]] qsizetype shownAt(qsizetype source) const;
    /// Forgets all behind \p length units of the shown text.
    void truncate(qsizetype length);
};

/// Reads the signs in \p source, whose lines end in U+2028 (displayText()). Linear in its length.
[[nodiscard]] FormattedText formatText(const QString &source);

} // namespace maru::client
