// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QList>
#include <QString>

#include <vector>

namespace maru::client {

/// One of Unicode's emojis and what it is found by.
struct Emoji
{
    QString text;
    int group = 0; ///< 0 … EmojiTable::groups - 1, in Unicode's order
    QString name; ///< English
    QString nameKo;
    QString folded; ///< "|name|word|…|" of both languages, as compared
};

/// All emojis that people type, without skin tones (resources/emoji, made by tools/emojitable.py).
class EmojiTable
{
public:
    static constexpr int groups = 9;

    EmojiTable(); ///< of the program's resources; takes some milliseconds

    [[nodiscard]] const std::vector<Emoji> &all() const { return m_all; }
    /// Indexes into all(), the best first: each word of \p query is in a name or a word of the
    /// emoji, in English or Korean, whole, at its beginning, or anywhere; leading consonants alone
    /// find the Korean ones (ㅎㅌ: 하트).
    [[nodiscard]] QList<int> search(const QString &query, int limit) const;
    [[nodiscard]] int indexOf(const QString &emoji) const; ///< -1: none of these

private:
    std::vector<Emoji> m_all;
};

} // namespace maru::client
