// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/displaytext.h"

#include <QTextBoundaryFinder>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr qsizetype maxLinks = 200; // of one message
constexpr qsizetype maxLinkChars = 2'048;
constexpr qsizetype maxNameChars = 256;
constexpr int maxSentenceCost = 1'000;
constexpr int maxNameCost = 512; // 32 emojis; a list has many names

bool isLineEnd(char16_t c)
{
    return c == u'\n' || c == u'\r' || c == u'\v' || c == u'\f' || c == 0x85 || c == 0x2028
        || c == 0x2029;
}

bool isBidiControl(char16_t c)
{
    return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E)
        || (c >= 0x2066 && c <= 0x2069);
}

bool isHangulFiller(char16_t c)
{
    return c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0;
}

QChar visible(char16_t c)
{
    if (c < 0x20 && c != u'\t') {
        return QChar(char16_t(0x2400 + c)); // ␀ … ␟
    }
    if (c == 0x7F) {
        return QChar(char16_t(0x2421)); // ␡
    }
    if (c > 0x7F && c < 0xA0) {
        return QChar(QChar::ReplacementCharacter);
    }
    return QChar(c);
}

bool endsLink(QChar c)
{
    return c.isSpace() || c.category() == QChar::Other_Control || isBidiControl(c.unicode())
        || QStringView(u"<>\"`{}|\\^「」『』《》〈〉“”‘’、。，）").contains(c);
}

bool isAsciiDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

// "http://192.168.0.5:5000에서": what is no number is not part of a port.
qsizetype portEnd(QStringView text, qsizetype from, qsizetype end)
{
    qsizetype at = from;
    while (at < end && isAsciiDigit(text.at(at))) {
        ++at;
    }
    const bool hasParticle = at > from && at < end && text.at(at).unicode() >= 0x80;
    return hasParticle ? at : end; // the rest is judged by QUrl
}

// "https://example.com에서": a particle written onto an ASCII host is not part of it.
qsizetype hostEnd(QStringView text, qsizetype from, qsizetype end)
{
    const bool isNumber = from < end && text.at(from) == u'['; // "[fe80::1]"
    const qsizetype closing = isNumber ? text.first(end).indexOf(u']', from) : from - 1;
    if (isNumber && closing < 0) {
        return end;
    }
    bool asciiLabel = isNumber;
    for (qsizetype i = closing + 1; i < end; ++i) {
        const QChar c = text.at(i);
        if (c == u':') {
            return portEnd(text, i + 1, end);
        }
        if (c == u'/' || c == u'?' || c == u'#' || c == u'@') {
            return end; // the rest is judged by QUrl
        }
        if (i == from || text.at(i - 1) == u'.') {
            asciiLabel = c.unicode() < 0x80;
        }
        if (asciiLabel && c.unicode() >= 0x80) {
            return i;
        }
    }
    return end;
}

// "**https://example.com/x**입니다"; "/**/x" is of the address.
bool endsEmphasis(QStringView text, qsizetype at)
{
    const QStringView rest = text.sliced(at);
    return (rest.startsWith("**"_L1) || rest.startsWith("~~"_L1)) && rest.size() > 2
        && rest.at(2).unicode() >= 0x80;
}

// "(https://example.com/x)에서": a bracket belongs to the link only if it was opened in it, as in a
// Wikipedia address.
qsizetype linkEnd(QStringView text, qsizetype from, qsizetype limit)
{
    int round = 0;
    int square = 0;
    for (qsizetype i = from; i < limit; ++i) {
        const QChar c = text.at(i);
        round += c == u'(' ? 1 : c == u')' ? -1 : 0;
        square += c == u'[' ? 1 : c == u']' ? -1 : 0;
        if (round < 0 || square < 0 || endsLink(c) || endsEmphasis(text, i)) {
            return i;
        }
    }
    return limit;
}

qsizetype withoutTail(QStringView text, qsizetype start, qsizetype end)
{
    while (end > start && QStringView(u".,;:!?'*~…").contains(text.at(end - 1))) {
        --end;
    }
    return end;
}

} // namespace

QString displayText(QStringView text)
{
    QString out;
    out.reserve(std::min(text.size(), maxDisplayChars) + 1);
    int marks = 0;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (out.size() >= maxDisplayChars - 1) { // a pair still fits
            return out + u'…';
        }
        const char16_t c = text.at(i).unicode();
        if (c == u'\r' && i + 1 < text.size() && text.at(i + 1) == u'\n') {
            continue;
        }
        if (isLineEnd(c)) {
            out += QChar(QChar::LineSeparator);
            marks = 0;
            continue;
        }
        if (c == 0x202D || c == 0x202E) {
            continue; // an override can only be used to show a link as another
        }
        char32_t ucs4 = c;
        const bool pair =
            QChar::isHighSurrogate(c) && i + 1 < text.size() && text.at(i + 1).isLowSurrogate();
        if (pair) {
            ucs4 = QChar::surrogateToUcs4(c, text.at(i + 1).unicode());
        }
        marks = QChar::isMark(ucs4) ? marks + 1 : 0;
        if (marks <= maxCombiningMarks) {
            if (pair) {
                out += text.sliced(i, 2);
            } else {
                out += QChar::isSurrogate(c) ? QChar(QChar::ReplacementCharacter) : visible(c);
            }
        }
        i += pair ? 1 : 0;
    }
    return out;
}

qsizetype cheapPrefix(QStringView text, int mostCost)
{
    // Measured: a syllable costs 10 microseconds, an emoji 160, and each joiner makes the
    // sequence dearer.
    int cost = 0;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char16_t c = text.at(i).unicode();
        if (c == 0x200D || c == 0xFE0F) {
            cost += 16;
        } else {
            cost += QChar::isSurrogate(c) ? 8 : 1;
        }
        if (cost > mostCost && !text.at(i).isLowSurrogate()) {
            return i;
        }
    }
    return text.size();
}

QString displayName(QStringView name)
{
    QString out;
    name = name.first(std::min<qsizetype>(name.size(), maxNameChars));
    const qsizetype cheap = cheapPrefix(name, maxNameCost);
    const QString drawn = displayText(name.first(cheap));
    for (const QChar c : drawn) {
        if (!isBidiControl(c.unicode())) {
            out += c.isSpace() ? QChar(u' ') : c;
        }
    }
    if (cheap < name.size()) {
        out += u'…';
    }
    if (!out.isEmpty() && isBlank(out)) {
        return u"?"_s; // a row without a name could not be told from a gap
    }
    return out;
}

QString displaySentence(const QString &text)
{
    const qsizetype cheap = cheapPrefix(text, maxSentenceCost);
    return cheap < text.size() ? text.first(cheap) + u'…' : text;
}

QString isolated(const QString &name)
{
    return QChar(char16_t(0x2068)) + displayName(name) + QChar(char16_t(0x2069));
}

QString avatarText(const QString &name)
{
    const QString drawn = displayName(name);
    QTextBoundaryFinder graphemes(QTextBoundaryFinder::Grapheme, drawn);
    QString first;
    for (qsizetype start = 0, end = graphemes.toNextBoundary(); end > 0;
         start = end, end = graphemes.toNextBoundary()) {
        const QString grapheme = drawn.sliced(start, end - start);
        if (grapheme.front().isLetterOrNumber()) {
            return grapheme.toUpper();
        }
        if (first.isEmpty() && !isBlank(grapheme)) {
            first = grapheme;
        }
    }
    return first.isEmpty() ? u"?"_s : first;
}

bool isBlank(QStringView text)
{
    return std::all_of(text.begin(), text.end(), [](QChar c) {
        return c.isSpace() || c.category() == QChar::Other_Format
            || c.category() == QChar::Other_Control || isHangulFiller(c.unicode())
            || c.unicode() == 0x2800 || c.unicode() == 0x034F;
    });
}

qsizetype codePointCount(QStringView text)
{
    qsizetype count = text.size();
    for (qsizetype i = 1; i < text.size(); ++i) {
        if (text.at(i).isLowSurrogate() && text.at(i - 1).isHighSurrogate()) {
            --count;
        }
    }
    return count;
}

QList<TextLink> findLinks(QStringView text)
{
    QList<TextLink> links;
    qsizetype at = 0;
    while (links.size() < maxLinks
           && (at = text.indexOf("http"_L1, at, Qt::CaseInsensitive)) >= 0) {
        const QStringView rest = text.sliced(at);
        const bool plain = rest.startsWith("http://"_L1, Qt::CaseInsensitive);
        const bool secure = rest.startsWith("https://"_L1, Qt::CaseInsensitive);
        const bool wordStarts = at == 0 || !text.at(at - 1).isLetterOrNumber()
            || text.at(at - 1).unicode() >= 0x80; // "주소는https://…" is written often
        if ((!plain && !secure) || !wordStarts) {
            at += 4;
            continue;
        }
        const qsizetype host = at + (secure ? 8 : 7);
        const qsizetype limit = std::min(text.size(), at + maxLinkChars);
        const qsizetype end =
            withoutTail(text, host, hostEnd(text, host, linkEnd(text, host, limit)));
        const QUrl url(text.sliced(at, end - at).toString(), QUrl::StrictMode);
        if (end > host && isSafeLink(url)) {
            links.append({at, end - at, url, false});
        }
        at = std::max(end, host);
    }
    return links;
}

bool isSafeLink(const QUrl &url)
{
    const bool web = url.scheme() == "http"_L1 || url.scheme() == "https"_L1;
    return url.isValid() && web && !url.host().isEmpty() && url.userInfo().isEmpty();
}

QString realHost(const QUrl &url)
{
    const QString ascii = url.host(QUrl::EncodeUnicode);
    const QString shown = url.host(QUrl::FullyDecoded);
    const QString port = url.port() < 0 ? QString() : u":%1"_s.arg(url.port());
    return ascii == shown ? ascii + port : u"%1 (%2)"_s.arg(shown, ascii) + port;
}

} // namespace maru::client
