// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/markdowninline.h"

#include <QHash>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr qsizetype maxAddress = 2'048;

bool isAsciiWord(QChar c)
{
    return c.unicode() < 0x80 && c.isLetterOrNumber();
}

bool isEmphasisSign(QChar c)
{
    return c == u'*' || c == u'_' || c == u'~';
}

bool isWord(QChar c)
{
    return c.isLetterOrNumber() || c.isSurrogate() || c.category() == QChar::Symbol_Other;
}

} // namespace

InlineSigns::InlineSigns(QStringView source)
    : m_text(source)
    , m_found(findLinks(source))
{
    // "[https://a.kr](https://b.kr)": the words end before the address begins.
    for (TextLink &link : m_found) {
        const qsizetype end = source.sliced(link.start, link.length).indexOf("]("_L1);
        if (end >= 0) {
            link.length = end;
            link.url = QUrl(source.sliced(link.start, end).toString(), QUrl::StrictMode);
        }
    }
    m_found.removeIf([](const TextLink &link) { return !isSafeLink(link.url); });
}

void InlineSigns::readLine(qsizetype from, qsizetype to)
{
    m_from = from;
    m_to = to;
    m_bracket = -1;
    m_words = 0;
    m_open.clear();
    findCode();
    qsizetype at = from;
    while (at < to) {
        while (m_nextFound < m_found.size() && m_found.at(m_nextFound).start < at) {
            ++m_nextFound;
        }
        if (m_nextFound < m_found.size() && m_found.at(m_nextFound).start == at) {
            const TextLink &link = m_found.at(m_nextFound);
            links.append(link);
            at += link.length;
            ++m_words;
        } else {
            at = readSign(at);
        }
    }
}

// Returns where reading goes on.
qsizetype InlineSigns::readSign(qsizetype at)
{
    const QChar c = m_text.at(at);
    if (isEmphasisSign(c)) {
        return readEmphasis(at);
    }
    switch (c.unicode()) {
    case u'`':
        return readCode(at);
    case u'\\':
        return readEscape(at);
    case u'[':
        m_bracket = at;
        m_bracketWords = m_words;
        return at + 1;
    case u']':
        return readLabelEnd(at);
    default:
        m_words += isWord(c) ? 1 : 0;
        return at + 1;
    }
}

// Which run of backticks ends which: the next one of the same length. From the end backwards, so
// that each run is looked at once.
void InlineSigns::findCode()
{
    m_code.clear();
    m_nextCode = 0;
    const QStringView line = m_text.sliced(m_from, m_to - m_from);
    if (!line.contains(u'`')) {
        return;
    }
    for (qsizetype at = m_from; at < m_to; ++at) {
        if (m_text.at(at) == u'`') {
            m_code.emplace_back(at, -1);
            at = runEnd(at);
        }
    }
    QHash<qsizetype, qsizetype> last; // by length
    for (auto run = m_code.rbegin(); run != m_code.rend(); ++run) {
        const qsizetype length = runEnd(run->first) - run->first;
        run->second = last.value(length, -1);
        last.insert(length, run->first);
    }
}

qsizetype InlineSigns::runEnd(qsizetype at) const
{
    const QChar sign = m_text.at(at);
    while (at < m_to && m_text.at(at) == sign) {
        ++at;
    }
    return at;
}

qsizetype InlineSigns::readCode(qsizetype at)
{
    while (m_nextCode < m_code.size() && m_code[m_nextCode].first < at) {
        ++m_nextCode;
    }
    const qsizetype end = runEnd(at);
    const bool known = m_nextCode < m_code.size() && m_code[m_nextCode].first == at;
    const qsizetype closing = known ? m_code[m_nextCode].second : -1;
    if (closing < 0 || spans.size() >= maxSpans) {
        return end;
    }
    const qsizetype length = end - at;
    const QStringView code = m_text.sliced(end, closing - end);
    // "`` `x` ``": the spaces only keep the backticks apart.
    const bool padded =
        code.size() > 2 && code.front() == u' ' && code.back() == u' ' && !isBlank(code);
    const qsizetype pad = padded ? 1 : 0;
    hidePair(at, length + pad, closing - pad, length + pad);
    spans.append({end + pad, closing - end - 2 * pad, SpanStyle::Code});
    ++m_words;
    return closing + length;
}

// Only where the sign would mean something: "¯\_(ツ)_/¯" and "C:\*.txt" stay as they are.
qsizetype InlineSigns::readEscape(qsizetype at)
{
    const qsizetype sign = at + 1;
    if (sign >= m_to || !(isEmphasisSign(m_text.at(sign)) || m_text.at(sign) == u'`')) {
        return sign;
    }
    const qsizetype end = runEnd(sign);
    const auto isOpen = [&](const Opener &opener) {
        return opener.sign == m_text.at(sign) && opener.length == end - sign;
    };
    const bool closes = mayClose(at, end) && std::any_of(m_open.begin(), m_open.end(), isOpen);
    const bool isCode = m_text.at(sign) == u'`';
    if (isCode || closes || mayOpen(at, end)) {
        cuts.push_back({at, 1, 0, -1});
    }
    return end;
}

// \p before is where the run begins, or the backslash in front of it.
bool InlineSigns::mayOpen(qsizetype before, qsizetype end) const
{
    if (end >= m_to || m_text.at(end).isSpace()) {
        return false;
    }
    if (before == m_from) {
        return true;
    }
    const QChar previous = m_text.at(before - 1);
    if (previous.isSpace() || isEmphasisSign(previous)) {
        return true;
    }
    const QChar::Category category = previous.category();
    if (category == QChar::Punctuation_Open || category == QChar::Punctuation_InitialQuote
        || QStringView(u"\"',-").contains(previous)) {
        return true;
    }
    // "이것은**강조**다", but not a_b, 네~~요 or 2*3.
    return m_text.at(end - 1) == u'*' && previous.unicode() >= 0x80 && previous.isLetterOrNumber();
}

bool InlineSigns::mayClose(qsizetype before, qsizetype end) const
{
    if (before == m_from || m_text.at(before - 1).isSpace()) {
        return false;
    }
    return end >= m_to || !isAsciiWord(m_text.at(end));
}

qsizetype InlineSigns::readEmphasis(qsizetype at)
{
    const QChar sign = m_text.at(at);
    const qsizetype end = runEnd(at);
    const qsizetype length = end - at;
    if (sign == u'~' ? length != 2 : length > 3) {
        return end;
    }
    const auto same = std::find_if(m_open.begin(), m_open.end(), [&](const Opener &opener) {
        return opener.sign == sign && opener.length == length;
    });
    // "*^^*" is a face: what stands between must hold a word.
    if (same != m_open.end() && mayClose(at, end) && m_words > same->words
        && spans.size() < maxSpans) {
        const qsizetype start = same->at + length;
        hidePair(same->at, length, at, length);
        if (sign == u'~') {
            spans.append({start, at - start, SpanStyle::Strike});
        }
        if (sign != u'~' && length >= 2) {
            spans.append({start, at - start, SpanStyle::Bold});
        }
        if (sign != u'~' && length != 2) {
            spans.append({start, at - start, SpanStyle::Italic});
        }
        m_open.erase(same, m_open.end()); // what was opened within stays as typed
    } else if (mayOpen(at, end)) {
        if (same != m_open.end()) {
            m_open.erase(same); // the nearer one counts
        }
        m_open.push_back({at, sign.unicode(), length, m_words});
    }
    return end;
}

// Where the address at \p at ends: before a bracket that it did not open. -1: it is none.
qsizetype InlineSigns::addressEnd(qsizetype at) const
{
    const QStringView rest = m_text.sliced(at, std::min(m_to - at, maxAddress));
    if (!rest.startsWith("http://"_L1, Qt::CaseInsensitive)
        && !rest.startsWith("https://"_L1, Qt::CaseInsensitive)) {
        return -1;
    }
    int open = 0;
    for (qsizetype i = 0; i < rest.size(); ++i) {
        const QChar c = rest.at(i);
        open += c == u'(' ? 1 : 0;
        if (c == u')' && open-- == 0) {
            return at + i;
        }
        if (c.isSpace() || c == u'[' || c == u'<' || c == u'"') {
            return -1;
        }
    }
    return -1;
}

// "[words](https://…)"
qsizetype InlineSigns::readLabelEnd(qsizetype at)
{
    const qsizetype bracket = std::exchange(m_bracket, -1);
    const qsizetype address = at + 2;
    if (bracket < 0 || address >= m_to || m_text.at(at + 1) != u'(') {
        return at + 1;
    }
    const qsizetype end = addressEnd(address);
    const qsizetype start = bracket + 1;
    if (end < 0 || m_words == m_bracketWords) { // signs alone may not be shown at all
        return at + 1;
    }
    const QUrl url(m_text.sliced(address, end - address).toString(), QUrl::StrictMode);
    if (!isSafeLink(url)) {
        return at + 1;
    }
    dropLinksFrom(start, at);
    links.append({start, at - start, url, true});
    hidePair(bracket, 1, at, end + 1 - at);
    ++m_words;
    return end + 1;
}

void InlineSigns::dropLinksFrom(qsizetype at, qsizetype end)
{
    while (!links.isEmpty() && links.constLast().start >= at && links.constLast().start < end) {
        links.removeLast();
    }
}

void InlineSigns::hidePair(qsizetype first, qsizetype firstLength, qsizetype second,
                           qsizetype secondLength)
{
    cuts.push_back({first, firstLength, 0, second});
    cuts.push_back({second, secondLength, 0, first});
}

} // namespace maru::client
