// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QList>
#include <QString>
#include <QStringList>

/// What is offered while somebody writes: names behind "@", emojis behind ":". Pure.
namespace maru::client {

class EmojiTable;

inline constexpr int maxOffers = 8;

/// The unfinished word in front of the cursor.
struct Completable
{
    enum class Kind : quint8 { None, Name, Emoji };
    Kind kind = Kind::None;
    qsizetype start = 0; ///< of its "@" or ":"
    QString typed = {}; ///< behind that
};

/// Looks at the end of \p before, a line up to the cursor.
[[nodiscard]] Completable completableAt(QStringView before);

/// One thing that may be written instead of what is typed.
struct Offer
{
    QString shown;
    QString written; ///< with the sign in front

    friend bool operator==(const Offer &, const Offer &) = default;
};

/// Those of \p names that \p typed begins, or begins a word of, also by leading consonants; in the
/// order given.
[[nodiscard]] QList<Offer> nameOffers(const QStringList &names, const QString &typed);
[[nodiscard]] QList<Offer> emojiOffers(const EmojiTable &table, const QString &typed, bool korean);

} // namespace maru::client
