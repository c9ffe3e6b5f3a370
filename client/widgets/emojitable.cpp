// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/emojitable.h"

#include "common/text/ngrams.h"

#include <QFile>

#include <algorithm>

using namespace Qt::StringLiterals;

// A static library's resources are registered by hand, and outside of any namespace.
static void registerEmojis()
{
    Q_INIT_RESOURCE(maru_emoji);
}

namespace maru::client {

namespace {

constexpr int fields = 6; // of a line of the table
constexpr int noMatch = 1'000;
constexpr qsizetype maxQuery = 64;
constexpr qsizetype shortLatin = 2; // "at" is in the middle of too much

bool isConsonants(QStringView word)
{
    return std::all_of(word.begin(), word.end(),
                       [](QChar c) { return c >= QChar(0x3131) && c <= QChar(0x314E); });
}

// 0: a whole name or word, 1: at its beginning, 2: of a word within it, 3: anywhere.
int rankOf(const QString &word, const QString &known)
{
    if (known.contains(QString(u'|' + word + u'|'))) {
        return 0;
    }
    if (known.contains(QString(u'|' + word))) {
        return 1;
    }
    if (known.contains(QString(u' ' + word))) {
        return 2;
    }
    const bool isShort = word.size() <= shortLatin && word.front().unicode() < 0x80;
    return !isShort && known.contains(word) ? 3 : noMatch;
}

} // namespace

EmojiTable::EmojiTable()
{
    registerEmojis();
    QFile file(u":/emoji/emoji.tsv"_s);
    const bool opened = file.open(QIODevice::ReadOnly);
    Q_ASSERT_X(opened, "EmojiTable", "resources/emoji is missing");
    if (!opened) {
        return;
    }
    const QStringList lines = QString::fromUtf8(file.readAll()).split(u'\n', Qt::SkipEmptyParts);
    m_all.reserve(static_cast<std::size_t>(lines.size()));
    for (const QString &line : lines) {
        const QStringList parts = line.split(u'\t');
        if (parts.size() != fields) {
            continue;
        }
        QStringList words = parts.at(3).split(u'|') + parts.at(5).split(u'|');
        words.prepend(parts.at(4));
        words.prepend(parts.at(2));
        for (QString &word : words) {
            word = foldedForSearch(word);
        }
        m_all.push_back({parts.at(0), std::clamp(parts.at(1).toInt(), 0, groups - 1), parts.at(2),
                         parts.at(4), u'|' + words.join(u'|') + u'|'});
    }
}

QList<int> EmojiTable::search(const QString &query, int limit) const
{
    const QStringList words = foldedForSearch(query.left(maxQuery)).split(u' ', Qt::SkipEmptyParts);
    if (words.isEmpty()) {
        return {};
    }
    QList<std::pair<int, int>> found; // rank, index
    for (std::size_t i = 0; i < m_all.size(); ++i) {
        int rank = 0;
        for (const QString &word : words) {
            const QString &folded = m_all[i].folded;
            rank += rankOf(word, isConsonants(word) ? leadingConsonants(folded) : folded);
            if (rank >= noMatch) {
                break;
            }
        }
        if (rank < noMatch) {
            found.append({rank, static_cast<int>(i)});
        }
    }
    std::sort(found.begin(), found.end());
    QList<int> indexes;
    for (const auto &[rank, index] : found.first(std::min<qsizetype>(found.size(), limit))) {
        indexes.append(index);
    }
    return indexes;
}

int EmojiTable::indexOf(const QString &emoji) const
{
    const auto found = std::find_if(m_all.begin(), m_all.end(),
                                    [&](const Emoji &known) { return known.text == emoji; });
    return found == m_all.end() ? -1 : static_cast<int>(found - m_all.begin());
}

} // namespace maru::client
