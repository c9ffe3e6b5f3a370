// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/chat/mentions.h"

#include "common/serverlimits.h"
#include "common/text/username.h"

#include <QTextBoundaryFinder>

namespace maru::server {

namespace {

bool isLatinWord(QChar c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9');
}

// The next mention begins there. An `@` inside a word may be of the name: "@kim@school.kr".
bool beginsNext(QStringView rest, qsizetype at)
{
    const auto isOfWord = [](QChar c) {
        return c.isLetterOrNumber() || c == u'_' || c == u'-';
    };
    return rest[at] == u'@' && (at == 0 || !isOfWord(rest[at - 1]));
}

// What may hold the longest name there can be; a line ends it.
QStringView nameSpan(QStringView rest)
{
    qsizetype end = 0;
    const qsizetype most = std::min<qsizetype>(rest.size(), limits::maxNameBytes);
    while (end < most && rest[end] != u'\n' && rest[end] != u'\r' && !beginsNext(rest, end)) {
        ++end;
    }
    return rest.first(end);
}

// The keys of the beginnings of \p span, longest first.
QStringList keysOf(QStringView span, qsizetype most)
{
    QStringList keys;
    QTextBoundaryFinder graphemes(QTextBoundaryFinder::Grapheme, span.data(), span.size());
    for (int count = 0; count < limits::maxNameGraphemes && keys.size() < most; ++count) {
        const qsizetype end = graphemes.toNextBoundary();
        if (end <= 0) {
            break;
        }
        const QChar last = span[end - 1];
        const bool isInWord = isLatinWord(last) && end < span.size() && isLatinWord(span[end]);
        if (isInWord || last.isSpace()) {
            continue;
        }
        const QString key = nameKey(span.first(end).toString().simplified());
        if (!key.isEmpty() && !keys.contains(key)) {
            keys.prepend(key);
        }
    }
    return keys;
}

} // namespace

MentionSearch mentionSearch(const QString &chat, bool mayNameAll)
{
    MentionSearch search{.names = {}, .mayNameAll = mayNameAll};
    qsizetype left = limits::maxMentionKeys;
    for (qsizetype at = chat.indexOf(u'@'); at >= 0 && left > 0; at = chat.indexOf(u'@', at + 1)) {
        const bool isAddress = at > 0 && isLatinWord(chat[at - 1]);
        if (isAddress || (at + 1 < chat.size() && chat[at + 1].isSpace())) {
            continue;
        }
        QStringList keys = keysOf(nameSpan(QStringView(chat).sliced(at + 1)), left);
        if (!keys.isEmpty() && !search.names.contains(keys)) {
            left -= keys.size();
            search.names.append(std::move(keys));
        }
    }
    return search;
}

} // namespace maru::server
