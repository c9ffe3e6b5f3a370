// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/text/username.h"

#include "common/limits.h"
#include "common/text/invisible.h"
#include "common/text/messagetext.h"

#include <QList>
#include <QTextBoundaryFinder>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace maru {

namespace {

constexpr int maxMarksPerGrapheme = 8; // more only make towers that hide the neighbouring lines

// Unlike QString::simplified() this keeps inner control characters, so that they are found and
// refused.
QString withCollapsedSpaces(const QString &text)
{
    QString collapsed;
    collapsed.reserve(text.size());
    bool isSpacePending = false;
    for (const QChar unit : QStringView(text).trimmed()) {
        if (unit.isSpace() && unit.category() != QChar::Other_Control) {
            isSpacePending = true;
            continue;
        }
        if (isSpacePending) {
            collapsed.append(u' ');
            isSpacePending = false;
        }
        collapsed.append(unit);
    }
    return collapsed;
}

bool isMark(char32_t codePoint)
{
    const QChar::Category category = QChar::category(codePoint);
    return category == QChar::Mark_NonSpacing || category == QChar::Mark_SpacingCombining
        || category == QChar::Mark_Enclosing;
}

bool hasMarkTower(QStringView grapheme)
{
    const QList<uint> codePoints = grapheme.toUcs4();
    return std::count_if(codePoints.begin(), codePoints.end(), isMark) > maxMarksPerGrapheme;
}

qsizetype utf8Size(QStringView text)
{
    qsizetype bytes = 0;
    for (const QChar unit : text) {
        // A surrogate pair takes 4 bytes, 2 for each half.
        const bool takesTwo = unit.unicode() < 0x800 || unit.isSurrogate();
        bytes += unit.unicode() < 0x80 ? 1 : (takesTwo ? 2 : 3);
    }
    return bytes;
}

bool isReserved(QStringView key)
{
    return std::find(reservedUserNames.begin(), reservedUserNames.end(), key)
        != reservedUserNames.end();
}

Result<QString, NameError> normalisedName(const QString &text, int maxGraphemes)
{
    if (text.size() > limits::maxNameBytes || utf8Size(text) > limits::maxNameBytes) {
        return failure(NameError::TooLong);
    }
    if (!isValidUtf16(text)) {
        return failure(NameError::ForbiddenCharacter);
    }
    QString name = withCollapsedSpaces(text.normalized(QString::NormalizationForm_C));
    if (name.isEmpty()) {
        return failure(NameError::Empty);
    }
    const QList<uint> codePoints = name.toUcs4();
    for (qsizetype i = 0; i < codePoints.size(); ++i) {
        if (isInvisibleAt(codePoints, i)) {
            return failure(NameError::ForbiddenCharacter);
        }
    }
    int graphemes = 0;
    qsizetype start = 0;
    QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, name);
    for (qsizetype end = finder.toNextBoundary(); end > 0; end = finder.toNextBoundary()) {
        if (hasMarkTower(QStringView(name).sliced(start, end - start))) {
            return failure(NameError::ForbiddenCharacter);
        }
        start = end;
        ++graphemes;
    }
    // NFC can lengthen the few characters it may not compose; what is stored keeps the bound too.
    if (graphemes > maxGraphemes || utf8Size(name) > limits::maxNameBytes) {
        return failure(NameError::TooLong);
    }
    if (isReserved(nameKey(name))) {
        return failure(NameError::Reserved);
    }
    return name;
}

QString withoutIgnorables(const QString &text)
{
    const QList<uint> codePoints = text.toUcs4();
    QString kept;
    kept.reserve(text.size());
    for (const uint codePoint : codePoints) {
        if (!isDefaultIgnorable(codePoint)) {
            kept.append(QChar::fromUcs4(codePoint));
        }
    }
    return kept;
}

// QString::toCaseFolded() knows only foldings of one character to one; those to several (ß to ss)
// are those whose upper case has several.
QString fullyFolded(const QString &text)
{
    const QList<uint> codePoints = text.toCaseFolded().toUcs4();
    QString folded;
    folded.reserve(text.size());
    for (const char32_t codePoint : codePoints) {
        const QString single = QString::fromUcs4(&codePoint, 1);
        const QString upper = single.toUpper();
        folded.append(upper.size() > single.size() ? upper.toCaseFolded() : single);
    }
    return folded;
}

struct NumberedName
{
    QStringView stem;
    int number = 1;
};

// "김민수 (2)" is 김민수, 2; a name without a number is its own first one.
NumberedName splitNumber(QStringView name)
{
    constexpr qsizetype maxDigits = 6;
    const qsizetype open = name.lastIndexOf(u" ("_s);
    if (open <= 0 || !name.endsWith(u')')) {
        return {name};
    }
    const QStringView digits = name.sliced(open + 2).chopped(1);
    const bool isNumber = !digits.isEmpty() && digits.size() <= maxDigits
        && std::all_of(digits.begin(), digits.end(),
                       [](QChar c) { return c >= u'0' && c <= u'9'; });
    return isNumber ? NumberedName{name.first(open), digits.toInt()} : NumberedName{name};
}

} // namespace

QString nameRule(NameError error)
{
    switch (error) {
    case NameError::Empty:
        return u"A name needs at least one visible character."_s;
    case NameError::TooLong:
        return u"A name has at most %1 characters (a room's %2)."_s.arg(limits::maxNameGraphemes)
            .arg(limits::maxRoomNameGraphemes);
    case NameError::ForbiddenCharacter:
        return u"A name cannot contain control, invisible or unassigned characters."_s;
    case NameError::Reserved:
        return u"That name is reserved."_s;
    case NameError::NotForRooms:
        return u"A room's name cannot contain any of , / ? #"_s;
    }
    Q_UNREACHABLE();
    return {};
}

Result<QString, NameError> normalisedUserName(const QString &text)
{
    return normalisedName(text, limits::maxNameGraphemes);
}

Result<QString, NameError> normalisedRoomName(const QString &text)
{
    Result<QString, NameError> name = normalisedName(text, limits::maxRoomNameGraphemes);
    const auto isSeparator = [](QChar unit) {
        return u",/?#"_s.contains(unit);
    };
    if (name && std::any_of(name->begin(), name->end(), isSeparator)) {
        return failure(NameError::NotForRooms);
    }
    return name;
}

QString nameKey(const QString &normalisedName)
{
    // Taking an ignorable away can bring together what composes, and folding can take apart what
    // was composed.
    const QString visible =
        withoutIgnorables(normalisedName.normalized(QString::NormalizationForm_KC));
    return fullyFolded(visible).normalized(QString::NormalizationForm_KC);
}

QString nextNameSuggestion(const QString &normalisedName)
{
    const NumberedName numbered = splitNumber(normalisedName);
    const QString suffix = u" (%1)"_s.arg(numbered.number + 1);
    const qsizetype maxStemGraphemes = limits::maxNameGraphemes - suffix.size();
    const qsizetype maxStemBytes = limits::maxNameBytes - suffix.size();

    const QString stem = numbered.stem.toString();
    QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, stem);
    qsizetype kept = 0;
    for (qsizetype graphemes = 0; graphemes < maxStemGraphemes; ++graphemes) {
        const qsizetype end = finder.toNextBoundary();
        if (end < 0 || utf8Size(QStringView(stem).first(end)) > maxStemBytes) {
            break;
        }
        kept = end;
    }
    // Some scripts know no end of a grapheme: one may be longer than all the room there is.
    const QStringView start = QStringView(stem).first(kept > 0 ? kept : stem.size());
    // Qt 6.4 finds boundaries within a pair of units or an emoji sequence, whose rest is no name.
    const auto suggestion = [start, &suffix](qsizetype end) {
        return (start.first(end).toString().trimmed() + suffix).trimmed();
    };
    qsizetype end = start.size();
    QString next = suggestion(end);
    while (end > 0 && normalisedUserName(next) != next) {
        next = suggestion(--end);
    }
    return next;
}

} // namespace maru
