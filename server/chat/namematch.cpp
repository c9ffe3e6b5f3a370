// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/chat/namematch.h"

#include <algorithm>

namespace maru::server {

namespace {

constexpr char16_t firstConsonant = 0x1100; // what NFKC makes of the keyboard's ㄱ
constexpr char16_t lastConsonant = 0x1112;
constexpr char16_t firstSyllable = 0xac00;
constexpr char16_t lastSyllable = 0xd7a3;
constexpr int syllablesPerConsonant = 588;

QString consonantsOf(const QString &key)
{
    QString consonants = key;
    for (QChar &c : consonants) {
        if (c.unicode() >= firstSyllable && c.unicode() <= lastSyllable) {
            const int index = (c.unicode() - firstSyllable) / syllablesPerConsonant;
            c = QChar(char16_t(firstConsonant + index));
        }
    }
    return consonants;
}

} // namespace

bool nameMatches(const QString &nameKey, const QString &queryKey)
{
    if (nameKey.contains(queryKey)) {
        return true;
    }
    const bool isConsonants = std::all_of(queryKey.cbegin(), queryKey.cend(), [](QChar c) {
        return c.unicode() >= firstConsonant && c.unicode() <= lastConsonant;
    });
    return isConsonants && consonantsOf(nameKey).contains(queryKey);
}

} // namespace maru::server
