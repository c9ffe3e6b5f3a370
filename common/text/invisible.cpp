// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/text/invisible.h"

#include <algorithm>
#include <array>

namespace maru {

namespace {

constexpr char32_t zeroWidthJoiner = 0x200D;
constexpr char32_t emojiPresentation = 0xFE0F; // VS16
constexpr char32_t enclosingKeycap = 0x20E3;
constexpr char32_t blankBraille = 0x2800;

struct CodePointRange
{
    char32_t first;
    char32_t last;
};

template<size_t Size>
bool isIn(const std::array<CodePointRange, Size> &ranges, char32_t codePoint)
{
    const auto after = std::upper_bound(
        ranges.begin(), ranges.end(), codePoint,
        [](char32_t wanted, const CodePointRange &range) { return wanted < range.first; });
    return after != ranges.begin() && codePoint <= (after - 1)->last;
}

constexpr std::array<CodePointRange, 17> defaultIgnorables{{
    {0x00AD, 0x00AD},
    {0x034F, 0x034F},
    {0x061C, 0x061C},
    {0x115F, 0x1160},
    {0x17B4, 0x17B5},
    {0x180B, 0x180F},
    {0x200B, 0x200F},
    {0x202A, 0x202E},
    {0x2060, 0x206F},
    {0x3164, 0x3164},
    {0xFE00, 0xFE0F},
    {0xFEFF, 0xFEFF},
    {0xFFA0, 0xFFA0},
    {0xFFF0, 0xFFF8},
    {0x1BCA0, 0x1BCA3},
    {0x1D173, 0x1D17A},
    {0xE0000, 0xE0FFF},
}};

// The blocks that hold the pictures of emoji-data.txt. Wider than the property itself, which does
// not matter here: it only decides where a joiner may stand.
constexpr std::array<CodePointRange, 16> pictographs{{
    {0x00A9, 0x00A9},
    {0x00AE, 0x00AE},
    {0x203C, 0x203C},
    {0x2049, 0x2049},
    {0x2122, 0x2122},
    {0x2139, 0x2139},
    {0x2194, 0x21AA},
    {0x231A, 0x23FF},
    {0x24C2, 0x24C2},
    {0x25AA, 0x25FE},
    {0x2600, 0x27BF},
    {0x2934, 0x2935},
    {0x2B05, 0x2B55},
    {0x3030, 0x303D},
    {0x3297, 0x3299},
    {0x1F000, 0x1FAFF},
}};

bool isKeycapBase(char32_t codePoint)
{
    return (codePoint >= U'0' && codePoint <= U'9') || codePoint == U'#' || codePoint == U'*';
}

// True if the joiner or VS16 at \p at belongs to an emoji sequence.
bool isInsideEmoji(const QList<uint> &text, qsizetype at)
{
    const char32_t before = at > 0 ? text[at - 1] : 0;
    const char32_t after = at + 1 < text.size() ? text[at + 1] : 0;
    if (text[at] == emojiPresentation) {
        return isIn(pictographs, before) || (isKeycapBase(before) && after == enclosingKeycap);
    }
    return (isIn(pictographs, before) || before == emojiPresentation) && isIn(pictographs, after);
}

} // namespace

bool isDefaultIgnorable(char32_t codePoint)
{
    return isIn(defaultIgnorables, codePoint);
}

bool isInvisible(char32_t codePoint)
{
    if (codePoint == blankBraille || isDefaultIgnorable(codePoint)) {
        return true;
    }
    switch (QChar::category(codePoint)) {
    case QChar::Other_Control:
    case QChar::Other_Format:
    case QChar::Other_Surrogate:
    case QChar::Other_PrivateUse:
    case QChar::Other_NotAssigned:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return true;
    default:
        return false;
    }
}

bool isInvisibleAt(const QList<uint> &text, qsizetype at)
{
    const char32_t codePoint = text[at];
    if (codePoint == zeroWidthJoiner || codePoint == emojiPresentation) {
        return !isInsideEmoji(text, at);
    }
    return isInvisible(codePoint);
}

QString withoutInvisible(const QString &text)
{
    const QList<uint> codePoints = text.toUcs4();
    QString visible;
    visible.reserve(text.size());
    for (qsizetype i = 0; i < codePoints.size(); ++i) {
        if (!isInvisibleAt(codePoints, i)) {
            visible.append(QChar::fromUcs4(codePoints[i]));
        }
    }
    return visible;
}

} // namespace maru
