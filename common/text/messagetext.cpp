// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/text/messagetext.h"

#include "common/limits.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru {

namespace {

// Where the surrogate at \p at ends its pair; \p at itself if it stands alone.
qsizetype pairEnd(QStringView text, qsizetype at)
{
    const bool isPair =
        text[at].isHighSurrogate() && at + 1 < text.size() && text[at + 1].isLowSurrogate();
    return isPair ? at + 1 : at;
}

} // namespace

Result<void, TextError> checkMessageText(QStringView text)
{
    if (text.isEmpty()) {
        return failure(TextError::Empty);
    }
    if (text.size() > 2 * qsizetype{limits::maxChatCodePoints}) {
        return failure(TextError::TooLong); // whatever is in it
    }
    int codePoints = 0;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar unit = text[i];
        if (unit.isNull()) {
            return failure(TextError::NullCharacter);
        }
        if (unit.isSurrogate()) {
            const qsizetype end = pairEnd(text, i);
            if (end == i) {
                return failure(TextError::LoneSurrogate);
            }
            i = end;
        }
        ++codePoints;
    }
    if (codePoints > limits::maxChatCodePoints) {
        return failure(TextError::TooLong);
    }
    return {};
}

QString textRule(TextError error)
{
    switch (error) {
    case TextError::Empty:
        return u"A message needs at least one character."_s;
    case TextError::TooLong:
        return u"A message has at most %1 characters."_s.arg(limits::maxChatCodePoints);
    case TextError::NullCharacter:
        return u"A message cannot contain the character U+0000."_s;
    case TextError::LoneSurrogate:
        return u"A message must be valid Unicode."_s;
    }
    Q_UNREACHABLE();
    return {};
}

bool isValidUtf16(QStringView text)
{
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i].isSurrogate()) {
            const qsizetype end = pairEnd(text, i);
            if (end == i) {
                return false;
            }
            i = end;
        }
    }
    return true;
}

QString firstCodePoints(const QString &text, int count)
{
    qsizetype end = 0;
    for (int points = 0; end < text.size() && points < count; ++points) {
        end = pairEnd(text, end) + 1;
    }
    return text.left(end);
}

bool isValidCid(QStringView cid)
{
    const auto isPrintable = [](QChar unit) {
        return unit >= u' ' && unit <= u'~';
    };
    return !cid.isEmpty() && cid.size() <= limits::maxCidChars
        && std::all_of(cid.begin(), cid.end(), isPrintable);
}

} // namespace maru
