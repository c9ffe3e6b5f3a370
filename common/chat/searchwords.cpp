// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/chat/searchwords.h"

#include <QDate>
#include <QDateTime>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace maru {

namespace {

using Apply = bool (*)(SearchWords &words, const QString &value);

bool setFrom(SearchWords &words, const QString &value)
{
    words.from = value.startsWith(u'@') ? value.sliced(1) : value;
    return !words.from.isEmpty();
}

bool setRoom(SearchWords &words, const QString &value)
{
    words.room = value.startsWith(u'#') ? value.sliced(1) : value;
    return !words.room.isEmpty();
}

bool setHas(SearchWords &words, const QString &value)
{
    const QString word = value.toLower();
    words.has.file |= word == u"file";
    words.has.image |= word == u"image";
    words.has.link |= word == u"link";
    return word == u"file" || word == u"image" || word == u"link";
}

/// When the day \p value begins, \p days later.
std::optional<qint64> dayMs(const QString &value, int days = 0)
{
    const QDate day = QDate::fromString(value, Qt::ISODate);
    const bool isWritten = value.size() == 10 && day.isValid(); // 2026-11-26 and no other shape
    return isWritten ? std::optional(day.addDays(days).startOfDay().toMSecsSinceEpoch())
                     : std::nullopt;
}

bool setSince(SearchWords &words, const QString &value)
{
    const auto ms = dayMs(value);
    words.sinceMs = ms ? ms : words.sinceMs;
    return ms.has_value();
}

bool setUntil(SearchWords &words, const QString &value)
{
    const auto ms = dayMs(value, 1); // that day is still meant
    words.untilMs = ms ? ms : words.untilMs;
    return ms.has_value();
}

bool setDay(SearchWords &words, const QString &value)
{
    return setSince(words, value) && setUntil(words, value);
}

enum class Part : quint8 { Person, Room, Has, Day };

struct Operator
{
    QLatin1StringView name;
    Part part;
    Apply apply;
};

constexpr std::array operators{
    Operator{"from:"_L1, Part::Person, setFrom}, Operator{"in:"_L1, Part::Room, setRoom},
    Operator{"has:"_L1, Part::Has, setHas},      Operator{"since:"_L1, Part::Day, setSince},
    Operator{"until:"_L1, Part::Day, setUntil},  Operator{"on:"_L1, Part::Day, setDay},
};

struct Found
{
    Part part;
    qsizetype end;
};

qsizetype wordEnd(const QString &query, qsizetype at)
{
    while (at < query.size() && !query[at].isSpace()) {
        ++at;
    }
    return at;
}

/// The operator at \p at, if one is there: then it is in \p words.
std::optional<Found> readOperator(const QString &query, qsizetype at, SearchWords &words)
{
    const QStringView rest = QStringView(query).sliced(at);
    const auto found = std::find_if(operators.begin(), operators.end(), [rest](const auto &one) {
        return rest.startsWith(one.name, Qt::CaseInsensitive);
    });
    if (found == operators.end()) {
        return std::nullopt;
    }
    const qsizetype start = at + found->name.size();
    qsizetype end = wordEnd(query, start);
    QString value = query.sliced(start, end - start);
    if (value.startsWith(u'"')) {
        const qsizetype quote = query.indexOf(u'"', start + 1);
        if (quote < 0 || wordEnd(query, quote + 1) != quote + 1) {
            return std::nullopt; // no end, or more behind it: text
        }
        value = query.sliced(start + 1, quote - start - 1).trimmed();
        end = quote + 1;
    }
    SearchWords with = words;
    if (!found->apply(with, value)) {
        return std::nullopt;
    }
    words = std::move(with);
    return Found{found->part, end};
}

bool isLeftOut(Part part, LeftOut parts)
{
    return (parts.days && part == Part::Day) || (parts.rooms && part == Part::Room);
}

/// What \p query is without \p parts.
QString readQuery(const QString &query, LeftOut parts, SearchWords &words)
{
    QString text;
    QString kept;
    bool mayBegin = true;
    for (qsizetype at = 0; at < query.size();) {
        if (mayBegin) {
            if (const auto found = readOperator(query, at, words)) {
                if (!isLeftOut(found->part, parts)) {
                    kept += query.sliced(at, found->end - at);
                }
                at = found->end; // white space or the end
                mayBegin = false;
                continue;
            }
        }
        mayBegin = query[at].isSpace();
        kept += query[at];
        text += query[at++];
    }
    words.text = text.trimmed();
    return kept.trimmed();
}

} // namespace

SearchWords searchWords(const QString &query)
{
    SearchWords words;
    static_cast<void>(readQuery(query, {}, words));
    return words;
}

QString queryWithout(const QString &query, LeftOut parts)
{
    SearchWords words;
    return readQuery(query, parts, words);
}

bool hasLink(QStringView chat)
{
    for (const QLatin1StringView prefix : {"http://"_L1, "https://"_L1, "www."_L1}) {
        qsizetype at = chat.indexOf(prefix, 0, Qt::CaseInsensitive);
        while (at >= 0) {
            const qsizetype end = at + prefix.size();
            // "주소는https://…" is written often.
            const bool isAtStart =
                at == 0 || !chat[at - 1].isLetterOrNumber() || chat[at - 1].unicode() >= 0x80;
            if (isAtStart && end < chat.size() && chat[end].isLetterOrNumber()) {
                return true;
            }
            at = chat.indexOf(prefix, end, Qt::CaseInsensitive);
        }
    }
    return false;
}

} // namespace maru
