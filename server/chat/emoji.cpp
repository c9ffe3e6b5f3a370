// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/chat/emoji.h"

#include "common/limits.h"

#include <QList>

#include <unicode/uchar.h>

namespace maru::server {

namespace {

constexpr char32_t emojiPresentation = 0xfe0f;

bool has(char32_t codePoint, UProperty property)
{
    return u_hasBinaryProperty(static_cast<UChar32>(codePoint), property) != 0;
}

} // namespace

std::optional<QString> qualifiedEmoji(const QString &text)
{
    if (text.isEmpty() || text.size() > limits::maxEmojiChars) {
        return std::nullopt;
    }
    // ❤ with and without its selector is one emoji: two kinds of it would split the people.
    QList<char32_t> codePoints;
    const QList<uint> sent = text.toUcs4();
    for (const uint codePoint : sent) {
        if (codePoint != emojiPresentation) {
            codePoints.append(codePoint);
        }
    }
    QString emoji;
    for (qsizetype i = 0; i < codePoints.size(); ++i) {
        emoji += QString::fromUcs4(&codePoints[i], 1);
        const bool hasModifier =
            i + 1 < codePoints.size() && has(codePoints[i + 1], UCHAR_EMOJI_MODIFIER);
        if (has(codePoints[i], UCHAR_EMOJI) && !has(codePoints[i], UCHAR_EMOJI_PRESENTATION)
            && !hasModifier) {
            emoji += QChar(emojiPresentation);
        }
    }
    const bool isKnown =
        u_stringHasBinaryProperty(reinterpret_cast<const UChar *>(emoji.utf16()),
                                  static_cast<int32_t>(emoji.size()), UCHAR_RGI_EMOJI)
        != 0;
    return isKnown ? std::optional(emoji) : std::nullopt;
}

} // namespace maru::server
