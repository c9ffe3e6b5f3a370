// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/markdown.h"

#include "client/widgets/markdowninline.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr qsizetype maxDigits = 3; // "2026. 11. 23." is a date
constexpr int indentOfLevel = 2;
constexpr int columnsOfTab = 4;

bool maySpeak(QChar c)
{
    return QStringView(u"*_~`[>-+\\").contains(c) || c.isDigit() || c == u'h' || c == u'H';
}

/// "```" and, behind an opening one, perhaps the name of a language.
bool isFence(QStringView line)
{
    const QStringView fence = line.trimmed();
    qsizetype ticks = 0;
    while (ticks < fence.size() && fence.at(ticks) == u'`') {
        ++ticks;
    }
    return ticks >= 3 && !fence.sliced(ticks).contains(u'`');
}

bool isClosingFence(QStringView line)
{
    const QStringView fence = line.trimmed();
    return isFence(line) && fence.count(u'`') == fence.size();
}

/// What stands in front of a line's words.
struct Prefix
{
    qsizetype length = 0;
    int quotes = 0;
    int level = 0;
    QString marker = {};
};

// "> " and ">> ", but neither ">_<" nor a lone ">" that follows no quote.
void readQuotes(QStringView line, bool isInQuote, Prefix &prefix)
{
    qsizetype at = 0;
    int depth = 0;
    while (at < line.size() && line.at(at) == u'>' && depth < maxQuoteDepth) {
        ++depth;
        ++at;
        if (at < line.size() && line.at(at) == u' ') {
            ++at;
        }
    }
    const bool isEmpty = isBlank(line.sliced(at));
    const bool isQuote = depth > 0 && (isEmpty ? isInQuote : line.at(at - 1) == u' ');
    if (isQuote) {
        prefix.quotes = depth;
        prefix.length = at;
    }
}

qsizetype markerLength(QStringView rest)
{
    if (rest.isEmpty()) {
        return 0;
    }
    if (QStringView(u"-*+").contains(rest.front())) {
        return 1;
    }
    qsizetype digits = 0;
    while (digits < rest.size() && digits <= maxDigits && rest.at(digits) >= u'0'
           && rest.at(digits) <= u'9') {
        ++digits;
    }
    const bool isNumber = digits > 0 && digits <= maxDigits && digits < rest.size()
        && (rest.at(digits) == u'.' || rest.at(digits) == u')');
    return isNumber ? digits + 1 : 0;
}

void readItem(QStringView line, Prefix &prefix)
{
    qsizetype at = prefix.length;
    int columns = 0;
    while (at < line.size() && (line.at(at) == u' ' || line.at(at) == u'\t')) {
        columns += line.at(at) == u'\t' ? columnsOfTab : 1;
        ++at;
    }
    const QStringView rest = line.sliced(at);
    const qsizetype marker = markerLength(rest);
    if (marker == 0 || marker + 1 >= rest.size() || rest.at(marker) != u' ') {
        return;
    }
    const QStringView words = rest.sliced(marker);
    if (std::all_of(words.begin(), words.end(),
                    [&](QChar c) { return c.isSpace() || c == rest.front(); })) {
        return; // "- - -", "* *"
    }
    prefix.level = 1 + std::min(columns / indentOfLevel, maxListLevel - 1);
    prefix.marker = marker == 1 ? u"•"_s : rest.first(marker).toString();
    prefix.length = at + marker + 1;
}

/// Reads the lines of a text, and puts together what they and the signs in them mean.
class Reader
{
public:
    explicit Reader(const QString &source)
        : m_source(source)
        , m_signs(source)
    { }

    FormattedText read()
    {
        findLastFence();
        qsizetype start = 0;
        while (start <= m_source.size()) {
            const qsizetype found = m_source.indexOf(QChar::LineSeparator, start);
            const qsizetype end = found < 0 ? m_source.size() : found;
            readLine(start, end);
            start = end + 1;
        }
        return shown();
    }

private:
    [[nodiscard]] QStringView part(qsizetype from, qsizetype to) const
    {
        return QStringView(m_source).sliced(from, to - from);
    }

    // A fence that is never closed is none: looked up once for all of them.
    void findLastFence()
    {
        qsizetype end = m_source.size();
        if (!m_source.contains("```"_L1)) {
            return;
        }
        while (m_lastFence < 0 && end >= 0) {
            const qsizetype before =
                end > 0 ? m_source.lastIndexOf(QChar::LineSeparator, end - 1) : -1;
            if (isClosingFence(part(before + 1, end))) {
                m_lastFence = before + 1;
            }
            end = before;
        }
    }

    void readLine(qsizetype start, qsizetype end)
    {
        const QStringView line = part(start, end);
        if (m_fence >= 0) {
            if (isClosingFence(line)) {
                endCode(start, end);
            }
            return;
        }
        if (start < m_lastFence && isFence(line)) {
            m_fence = start;
            m_codeStart = end + 1;
            m_isInQuote = false;
            return;
        }
        Prefix prefix;
        readQuotes(line, m_isInQuote, prefix);
        readItem(line, prefix);
        m_isInQuote = prefix.quotes > 0;
        if (prefix.length > 0) {
            m_signs.cuts.push_back({start, prefix.length, 0, -1});
            m_blocks.append({start + prefix.length, end - start - prefix.length, false,
                             prefix.quotes, prefix.level, prefix.marker});
        }
        m_signs.readLine(start + prefix.length, end);
    }

    void endCode(qsizetype start, qsizetype end)
    {
        const qsizetype fence = std::exchange(m_fence, -1);
        const qsizetype codeEnd = std::max(m_codeStart, start - 1);
        if (isBlank(part(m_codeStart, codeEnd))) {
            return; // nothing to put into a box
        }
        m_signs.cuts.push_back({fence, m_codeStart - fence, 0, codeEnd});
        m_signs.cuts.push_back({codeEnd, end - codeEnd, 0, fence});
        m_blocks.append({m_codeStart, codeEnd - m_codeStart, true, 0, 0, {}});
    }

    // From places of the source to those of what is shown.
    FormattedText shown()
    {
        FormattedText text;
        text.cuts = std::move(m_signs.cuts);
        std::sort(text.cuts.begin(), text.cuts.end(),
                  [](const auto &one, const auto &other) { return one.source < other.source; });
        if (text.cuts.empty()) {
            text.shown = m_source;
        } else {
            text.shown.reserve(m_source.size());
        }
        qsizetype at = 0;
        for (FormattedText::Cut &cut : text.cuts) {
            text.shown += part(at, cut.source);
            cut.shown = text.shown.size();
            at = cut.source + cut.length;
        }
        if (!text.cuts.empty()) {
            text.shown += part(at, m_source.size());
        }
        const auto move = [&text](auto &ranges) {
            for (auto &range : ranges) {
                const qsizetype end = text.shownAt(range.start + range.length);
                range.start = text.shownAt(range.start);
                range.length = end - range.start;
            }
        };
        text.spans = std::move(m_signs.spans);
        text.links = std::move(m_signs.links);
        text.blocks = std::move(m_blocks);
        move(text.spans);
        move(text.links);
        move(text.blocks);
        return text;
    }

    QString m_source;
    InlineSigns m_signs;
    QList<TextBlock> m_blocks;
    qsizetype m_lastFence = -1; // where the last line stands that can close one
    qsizetype m_fence = -1; // the open one
    qsizetype m_codeStart = 0;
    bool m_isInQuote = false;
};

} // namespace

qsizetype FormattedText::shownAt(qsizetype source) const
{
    const auto after =
        std::upper_bound(cuts.begin(), cuts.end(), source,
                         [](qsizetype place, const Cut &cut) { return place < cut.source; });
    if (after == cuts.begin()) {
        return source;
    }
    const Cut &cut = *std::prev(after);
    return cut.shown + std::max<qsizetype>(0, source - cut.source - cut.length);
}

std::pair<qsizetype, qsizetype> FormattedText::sourceRange(qsizetype start, qsizetype end) const
{
    const auto shownBefore = [](const Cut &cut, qsizetype place) {
        return cut.shown < place;
    };
    // The signs at both edges, then only those whose partner is within.
    auto first = std::lower_bound(cuts.begin(), cuts.end(), start, shownBefore);
    auto last = std::lower_bound(cuts.begin(), cuts.end(), end + 1, shownBefore);
    const auto sourceOf = [this](qsizetype place, auto next) {
        if (next == cuts.begin()) {
            return place;
        }
        const Cut &cut = *std::prev(next);
        return cut.source + cut.length + place - cut.shown;
    };
    const auto isWithin = [&](const Cut &cut) {
        const bool known = cut.partner >= 0;
        return !known
            || (first != last && cut.partner >= first->source
                && cut.partner <= std::prev(last)->source);
    };
    while (first != last && first->shown == start && !isWithin(*first)) {
        ++first;
    }
    while (first != last && std::prev(last)->shown == end && !isWithin(*std::prev(last))) {
        --last;
    }
    return {sourceOf(start, first), sourceOf(end, last)};
}

void FormattedText::truncate(qsizetype length)
{
    if (length >= shown.size()) {
        return;
    }
    shown.truncate(length);
    const auto clip = [length](auto &ranges) {
        ranges.removeIf([length](const auto &range) { return range.start >= length; });
        for (auto &range : ranges) {
            range.length = std::min(range.length, length - range.start);
        }
    };
    clip(spans);
    clip(links);
    clip(blocks);
}

FormattedText formatText(const QString &source)
{
    // Most messages hold no sign at all.
    if (std::none_of(source.begin(), source.end(), maySpeak)) {
        FormattedText text;
        text.shown = source;
        return text;
    }
    return Reader(source).read();
}

} // namespace maru::client
