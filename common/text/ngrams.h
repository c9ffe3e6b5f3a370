// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QList>
#include <QString>
#include <QStringList>
#include <QStringView>

/// What a text is found by (docs/decisions/0015): its folded form and the terms of an index. Pure,
/// for any text.
namespace maru {

/// Changes whenever the terms of a text do: an index made of others is made again.
inline constexpr int searchTermsVersion = 2;

/// Where a piece of a text stands, in UTF-16 units.
struct TextRange
{
    qsizetype start = 0;
    qsizetype length = 0;

    friend bool operator==(const TextRange &, const TextRange &) = default;
};

/// \p text as it is compared: NFC, case folded, every run of white space and control characters one
/// space. A character is folded together with the marks behind it. \p origins, if given, gets for
/// each unit of the result the range of \p text that it stands for.
[[nodiscard]] QString foldedForSearch(QStringView text, QList<TextRange> *origins = nullptr);

/// Every Hangul syllable of a folded text by its leading consonant (회의 → ㅎㅇ); the rest, and the
/// length, as they are.
[[nodiscard]] QString leadingConsonants(const QString &folded);

/// Where \p pattern stands in \p folded, both folded: each leading consonant in it also stands for
/// the syllables that begin with it, the rest for itself (김ㅁㅅ, 3ㅎㄴ). -1: nowhere.
[[nodiscard]] qsizetype indexOfMixed(const QString &folded, const QString &pattern);

/// The terms of a folded text, each once, with one space between: every character, every two of a
/// run without spaces, every three of an alphabet, every two and three leading consonants.
/// Punctuation of ASCII is moved to U+E000 + c, so that no term holds any.
[[nodiscard]] QString searchTerms(const QString &folded);

/// A text that others are searched for.
class Needle
{
public:
    explicit Needle(QStringView text);

    /// Nothing to search for: only white space.
    [[nodiscard]] bool isEmpty() const { return m_folded.isEmpty(); }
    /// It is leading consonants alone, two in a row somewhere: each also finds the syllables that
    /// begin with it.
    [[nodiscard]] bool isConsonants() const { return m_isConsonants; }
    /// Terms that a text that matches has all of: a filter, no proof. At least one, at most
    /// limits::maxSearchTerms.
    [[nodiscard]] QStringList terms() const;

    [[nodiscard]] bool isIn(QStringView text) const;
    /// Where it is in \p text, without overlaps, ascending; at most limits::maxSearchRanges.
    [[nodiscard]] QList<TextRange> rangesIn(QStringView text) const;

private:
    [[nodiscard]] QString comparable(QString folded) const;

    QString m_folded;
    bool m_isPossible = true; // half a surrogate pair is in no text, but would be found in some
    bool m_isConsonants = false;
};

} // namespace maru
