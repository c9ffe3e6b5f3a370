// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/text/ngrams.h"

#include "common/limits.h"
#include "common/text/messagetext.h"

#include <algorithm>
#include <vector>

using namespace Qt::StringLiterals;

namespace maru {

namespace {

constexpr char16_t firstSyllable = 0xAC00;
constexpr char16_t lastSyllable = 0xD7A3;
constexpr int syllablesOfConsonant = 588;
constexpr QStringView consonants = u"ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";

bool isSyllable(char32_t c)
{
    return c >= firstSyllable && c <= lastSyllable;
}

bool isConsonant(char32_t c)
{
    return c >= 0x3131 && c <= 0x314E && consonants.contains(QChar(static_cast<char16_t>(c)));
}

// The leading consonant that stands for \p c; 0 if none does.
char32_t consonantOf(char32_t c)
{
    if (isSyllable(c)) {
        return consonants[static_cast<qsizetype>(c - firstSyllable) / syllablesOfConsonant]
            .unicode();
    }
    return isConsonant(c) ? c : 0;
}

// Behind one character: putting thousands into their order would take seconds.
constexpr int maxMarks = 32;

// Scripts whose pairs of letters are so common that a third one is worth having.
bool isAlphabetic(char32_t c)
{
    return c < 0x1100 || (c >= 0x1200 && c < 0x2000);
}

bool isBlank(char32_t c)
{
    return QChar::isSpace(c) || QChar::category(c) == QChar::Other_Control;
}

// Stays with the character before it: a mark, or the vowel or final of a decomposed syllable.
bool isContinuing(char32_t c)
{
    return QChar::isMark(c) || (c >= 0x1160 && c <= 0x11FF) || (c >= 0xD7B0 && c <= 0xD7FF);
}

// Its NFC is itself, nothing is folded: syllables, kana, the common ideographs.
bool isItself(char32_t c)
{
    return isSyllable(c) || (c >= 0x3041 && c <= 0x3096) || (c >= 0x30A1 && c <= 0x318E)
        || (c >= 0x3400 && c <= 0x9FFF);
}

struct CodePoint
{
    char32_t value = 0;
    qsizetype units = 1;
};

CodePoint codePointAt(QStringView text, qsizetype at)
{
    const QChar unit = text[at];
    if (unit.isHighSurrogate() && at + 1 < text.size() && text[at + 1].isLowSurrogate()) {
        return {QChar::surrogateToUcs4(unit, text[at + 1]), 2};
    }
    return {unit.unicode(), 1};
}

// Where the character that begins at \p at ends, with all that stays with it.
qsizetype characterEnd(QStringView text, qsizetype at)
{
    at += codePointAt(text, at).units;
    for (int count = 0; count < maxMarks && at < text.size() && text[at].unicode() >= 0x300;
         ++count) {
        const CodePoint next = codePointAt(text, at);
        if (!isContinuing(next.value)) {
            break;
        }
        at += next.units;
    }
    return at;
}

// Folds to several letters, which is status F of Unicode's CaseFolding.txt, and NFC does not put
// those together again.
bool foldsToSeveral(QChar unit)
{
    const char16_t c = unit.unicode();
    return c == 0x00DF || c == 0x0149 || c == 0x0587 || c == 0x1E9A || (c >= 0x1F80 && c <= 0x1FFC)
        || (c >= 0xFB00 && c <= 0xFB17);
}

// Qt folds one character to one; those to several are those whose upper case has several.
QString fullyFolded(const QString &text)
{
    QString folded;
    for (const QChar unit : text.toCaseFolded()) {
        folded += foldsToSeveral(unit) ? QString(unit).toUpper().toCaseFolded() : QString(unit);
    }
    return folded;
}

QString foldedCharacter(QStringView character)
{
    QString folded = fullyFolded(character.toString().normalized(QString::NormalizationForm_C));
    // Who looks for İstanbul has no dot to type: an i has its own.
    folded.replace(u'İ', u'i');
    while (folded.contains(u"i\u0307"_s)) {
        folded.replace(u"i\u0307"_s, u"i"_s);
    }
    return folded.normalized(QString::NormalizationForm_C);
}

// Up to three code points in one number, which sorts and compares fast.
using Gram = quint64;
constexpr int gramBits = 21;

char32_t asTermCharacter(char32_t c)
{
    const bool isLetterOrDigit =
        (c >= U'a' && c <= U'z') || (c >= U'0' && c <= U'9') || (c >= U'A' && c <= U'Z');
    return c < 0x80 && !isLetterOrDigit ? 0xE000 + c : c;
}

Gram gram(char32_t a, char32_t b = 0, char32_t c = 0)
{
    Gram packed = asTermCharacter(a);
    for (const char32_t next : {b, c}) {
        if (next != 0) {
            packed = packed << gramBits | asTermCharacter(next);
        }
    }
    return packed;
}

void appendGram(QString &text, Gram packed)
{
    for (int shift = 2 * gramBits; shift >= 0; shift -= gramBits) {
        const auto c = static_cast<char32_t>(packed >> shift & ((Gram{1} << gramBits) - 1));
        if (c != 0) {
            text += QChar::fromUcs4(c);
        }
    }
}

/// Calls \p use with each run of \p folded that has no space in it.
template<class Use>
void eachRun(const QString &folded, Use use)
{
    for (const QStringView run : QStringView(folded).tokenize(u' ', Qt::SkipEmptyParts)) {
        std::vector<char32_t> characters;
        characters.reserve(static_cast<size_t>(run.size()));
        for (qsizetype at = 0; at < run.size();) {
            const CodePoint next = codePointAt(run, at);
            characters.push_back(next.value);
            at += next.units;
        }
        use(characters);
    }
}

bool areAlphabetic(const std::vector<char32_t> &run, size_t at)
{
    return at + 2 < run.size() && isAlphabetic(run[at]) && isAlphabetic(run[at + 1])
        && isAlphabetic(run[at + 2]);
}

void addTermsOf(const std::vector<char32_t> &run, std::vector<Gram> &grams)
{
    for (size_t i = 0; i < run.size(); ++i) {
        grams.push_back(gram(run[i]));
        if (i + 1 == run.size()) {
            break;
        }
        grams.push_back(gram(run[i], run[i + 1]));
        if (areAlphabetic(run, i)) {
            grams.push_back(gram(run[i], run[i + 1], run[i + 2]));
        }
        const char32_t first = consonantOf(run[i]);
        const char32_t second = consonantOf(run[i + 1]);
        if (first == 0 || second == 0) {
            continue;
        }
        grams.push_back(gram(first, second));
        const char32_t third = i + 2 < run.size() ? consonantOf(run[i + 2]) : 0;
        if (third != 0) {
            grams.push_back(gram(first, second, third));
        }
    }
}

// The fewest that cover the run: the longest there are.
void addNeedleTermsOf(const std::vector<char32_t> &run, bool isConsonants, std::vector<Gram> &grams)
{
    if (run.size() == 1 && !isConsonants) {
        grams.push_back(gram(run[0]));
    }
    const auto hasThree = [&run, isConsonants](size_t at) {
        return isConsonants ? at + 2 < run.size() : areAlphabetic(run, at);
    };
    for (size_t i = 0; i + 1 < run.size(); ++i) {
        if (hasThree(i)) {
            grams.push_back(gram(run[i], run[i + 1], run[i + 2]));
        } else if (i == 0 || !hasThree(i - 1)) {
            grams.push_back(gram(run[i], run[i + 1]));
        }
    }
}

} // namespace

QString foldedForSearch(QStringView text, QList<TextRange> *origins)
{
    QString folded;
    folded.reserve(text.size());
    const auto append = [&](QStringView piece, qsizetype start, qsizetype end) {
        folded += piece;
        if (origins != nullptr) {
            origins->insert(origins->size(), piece.size(), TextRange{start, end - start});
        }
    };
    for (qsizetype at = 0; at < text.size();) {
        const qsizetype start = at;
        const char32_t c = codePointAt(text, at).value;
        if (isBlank(c)) {
            while (at < text.size() && isBlank(codePointAt(text, at).value)) {
                at += codePointAt(text, at).units;
            }
            append(u" ", start, at);
            continue;
        }
        at = characterEnd(text, at);
        const bool isAlone = at - start == 1;
        if (isAlone && c < 0x80) {
            const QChar lower = QChar(static_cast<char16_t>(c)).toLower();
            append(QStringView(&lower, 1), start, at);
        } else if (isAlone && isItself(c)) {
            append(text.sliced(start, 1), start, at);
        } else {
            append(foldedCharacter(text.sliced(start, at - start)), start, at);
        }
    }
    return folded;
}

qsizetype indexOfMixed(const QString &folded, const QString &pattern)
{
    const QString leads = leadingConsonants(folded);
    for (qsizetype at = 0; at + pattern.size() <= folded.size(); ++at) {
        qsizetype unit = 0;
        while (unit < pattern.size()
               && (pattern[unit] == folded[at + unit] || pattern[unit] == leads[at + unit])) {
            ++unit;
        }
        if (unit == pattern.size()) {
            return at;
        }
    }
    return -1;
}

QString leadingConsonants(const QString &folded)
{
    QString result = folded;
    for (QChar &unit : result) {
        if (isSyllable(unit.unicode())) {
            unit = QChar(static_cast<char16_t>(consonantOf(unit.unicode())));
        }
    }
    return result;
}

QString searchTerms(const QString &folded)
{
    std::vector<Gram> grams;
    grams.reserve(static_cast<size_t>(folded.size()) * 3);
    eachRun(folded, [&grams](const std::vector<char32_t> &run) { addTermsOf(run, grams); });
    std::sort(grams.begin(), grams.end());
    grams.erase(std::unique(grams.begin(), grams.end()), grams.end());
    QString terms;
    terms.reserve(static_cast<qsizetype>(grams.size()) * 4);
    for (const Gram one : grams) {
        if (!terms.isEmpty()) {
            terms += u' ';
        }
        appendGram(terms, one);
    }
    return terms;
}

Needle::Needle(QStringView text)
    : m_folded(foldedForSearch(text).trimmed())
    , m_isPossible(isValidUtf16(text))
{
    bool hasPair = false;
    bool hasOther = false;
    eachRun(m_folded, [&](const std::vector<char32_t> &run) {
        hasOther |= !std::all_of(run.begin(), run.end(), isConsonant);
        hasPair |= run.size() > 1;
    });
    m_isConsonants = hasPair && !hasOther;
}

QStringList Needle::terms() const
{
    std::vector<Gram> grams;
    eachRun(m_folded, [this, &grams](const std::vector<char32_t> &run) {
        addNeedleTermsOf(run, m_isConsonants, grams);
    });
    std::sort(grams.begin(), grams.end());
    grams.erase(std::unique(grams.begin(), grams.end()), grams.end());
    // Of a long text some are enough; those at regular distances differ most.
    const size_t step = (grams.size() + limits::maxSearchTerms - 1) / limits::maxSearchTerms;
    QStringList terms;
    for (size_t i = 0; i < grams.size(); i += step) {
        appendGram(terms.emplaceBack(), grams[i]);
    }
    return terms;
}

QString Needle::comparable(QString folded) const
{
    return m_isConsonants ? leadingConsonants(folded) : std::move(folded);
}

bool Needle::isIn(QStringView text) const
{
    return m_isPossible && !isEmpty() && comparable(foldedForSearch(text)).contains(m_folded);
}

QList<TextRange> Needle::rangesIn(QStringView text) const
{
    QList<TextRange> ranges;
    if (!m_isPossible || isEmpty()) {
        return ranges;
    }
    QList<TextRange> origins;
    const QString folded = comparable(foldedForSearch(text, &origins));
    qsizetype at = folded.indexOf(m_folded);
    while (at >= 0 && ranges.size() < limits::maxSearchRanges) {
        const TextRange &last = origins[at + m_folded.size() - 1];
        const qsizetype start = origins[at].start;
        // One character can fold into two of the needle's (ß and s).
        if (ranges.isEmpty() || start >= ranges.constLast().start + ranges.constLast().length) {
            ranges.append({start, last.start + last.length - start});
        }
        at = folded.indexOf(m_folded, at + m_folded.size());
    }
    return ranges;
}

} // namespace maru
