// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/markdown.h"

namespace maru::client {

/// Reads the signs within the lines of one text. All places are of the source; formatText()
/// translates them. One pass over each line, with at most one open sign of each kind.
class InlineSigns
{
public:
    explicit InlineSigns(QStringView source);

    void readLine(qsizetype from, qsizetype to);

    QList<TextSpan> spans;
    QList<TextLink> links;
    std::vector<FormattedText::Cut> cuts; ///< in no order

private:
    struct Opener
    {
        qsizetype at = 0;
        char16_t sign = 0;
        qsizetype length = 0;
        int words = 0; // seen before it
    };

    [[nodiscard]] qsizetype readSign(qsizetype at);
    [[nodiscard]] qsizetype readEscape(qsizetype at);
    [[nodiscard]] qsizetype readCode(qsizetype at);
    [[nodiscard]] qsizetype readEmphasis(qsizetype at);
    [[nodiscard]] qsizetype readLabelEnd(qsizetype at);
    [[nodiscard]] qsizetype addressEnd(qsizetype at) const;
    void findCode();
    [[nodiscard]] qsizetype runEnd(qsizetype at) const;
    [[nodiscard]] bool mayOpen(qsizetype before, qsizetype end) const;
    [[nodiscard]] bool mayClose(qsizetype before, qsizetype end) const;
    void hidePair(qsizetype first, qsizetype firstLength, qsizetype second, qsizetype secondLength);
    void dropLinksFrom(qsizetype at, qsizetype end);

    QStringView m_text;
    QList<TextLink> m_found; // as typed; those in code are no links
    qsizetype m_nextFound = 0;
    // of the line that is read
    qsizetype m_from = 0;
    qsizetype m_to = 0;
    qsizetype m_bracket = -1; // the last "[" without its "]"
    int m_bracketWords = 0; // seen before it
    int m_words = 0; // characters so far that are more than punctuation
    std::vector<std::pair<qsizetype, qsizetype>> m_code; // run of backticks → the next equally long
    std::size_t m_nextCode = 0;
    std::vector<Opener> m_open; // outermost first; each sign and length once
};

} // namespace maru::client
