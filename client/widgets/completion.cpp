// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/completion.h"

#include "client/widgets/displaytext.h"
#include "client/widgets/emojitable.h"
#include "common/text/ngrams.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr qsizetype maxTyped = 40; // UTF-16 units behind the sign

bool isHangul(QChar c)
{
    return c.script() == QChar::Script_Hangul;
}

// "12:30", "a@b.kr" and "https://" begin nothing.
bool mayBegin(QStringView before, qsizetype at)
{
    if (at == 0) {
        return true;
    }
    const QChar previous = before.at(at - 1);
    return previous.isSpace() || QStringView(u"([{\"'“‘*_~").contains(previous);
}

// ":D" is a face of its own; a syllable says as much as two letters.
bool saysEnough(QStringView typed)
{
    const bool isWord = std::all_of(typed.begin(), typed.end(), [](QChar c) {
        return c.isLetterOrNumber() || c == u'_' || c == u'-' || c == u'+';
    });
    return isWord && !typed.isEmpty() && (typed.size() >= 2 || isHangul(typed.front()));
}

bool isConsonants(QStringView text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [](QChar c) {
        return c >= QChar(0x3131) && c <= QChar(0x314E);
    });
}

// A name in full and a space behind it: whoever wants a longer one types on.
bool isDone(const QStringList &names, QStringView wanted)
{
    return wanted.endsWith(u' ')
        && std::any_of(names.begin(), names.end(), [&](const QString &name) {
               return foldedForSearch(name) == wanted.chopped(1);
           });
}

bool beginsWordOf(const QString &name, const QString &typed)
{
    return name.startsWith(typed) || name.contains(QString(u' ' + typed));
}

} // namespace

Completable completableAt(QStringView before)
{
    const qsizetype first = std::max<qsizetype>(0, before.size() - maxTyped - 1);
    for (qsizetype at = before.size() - 1; at >= first; --at) {
        const QChar c = before.at(at);
        if (c != u'@' && c != u':') {
            continue;
        }
        const QStringView typed = before.sliced(at + 1);
        if (!mayBegin(before, at) || (!typed.isEmpty() && typed.front().isSpace())) {
            return {};
        }
        if (c == u'@') {
            return {Completable::Kind::Name, at, typed.toString()};
        }
        return saysEnough(typed) ? Completable{Completable::Kind::Emoji, at, typed.toString()}
                                 : Completable();
    }
    return {};
}

QList<Offer> nameOffers(const QStringList &names, const QString &typed)
{
    const QString wanted = foldedForSearch(typed);
    QList<Offer> offers;
    if (isDone(names, wanted)) {
        return offers;
    }
    for (const QString &name : names) {
        const QString folded = foldedForSearch(name);
        if (beginsWordOf(folded, wanted)
            || (isConsonants(wanted) && beginsWordOf(leadingConsonants(folded), wanted))) {
            offers.append({displayName(name), u'@' + name});
        }
        if (offers.size() >= maxOffers) {
            break;
        }
    }
    return offers;
}

QList<Offer> emojiOffers(const EmojiTable &table, const QString &typed, bool korean)
{
    QString words = typed; // ":thumbs_up" as other chats write it
    words.replace(u'_', u' ');
    QList<Offer> offers;
    for (const int index : table.search(words, maxOffers)) {
        const Emoji &emoji = table.all()[static_cast<std::size_t>(index)];
        offers.append(
            {u"%1  %2"_s.arg(emoji.text, korean ? emoji.nameKo : emoji.name), emoji.text});
    }
    return offers;
}

} // namespace maru::client
