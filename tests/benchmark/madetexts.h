// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QString>
#include <QStringList>

#include <algorithm>
#include <cmath>
#include <random>

namespace maru::bench {

/// Made texts: words of syllables that are as unevenly common as in a language, a fifth of them
/// Latin, 3 to 11 to a message. Known words are strewn in.
class Texts
{
public:
    Texts()
    {
        std::uniform_int_distribution<int> syllable(0xAC00, 0xD7A3);
        for (int i = 0; i < 800; ++i) {
            m_syllables.append(QChar(static_cast<char16_t>(syllable(m_random))));
        }
        for (int i = 0; i < 20'000; ++i) {
            m_words.append(i % 5 == 4 ? latinWord() : koreanWord());
        }
    }

    QString next(int number)
    {
        QStringList words;
        const int count = 3 + pick(9, 1.0);
        for (int i = 0; i < count; ++i) {
            words.append(m_words[pick(int(m_words.size()), 2.0)]);
        }
        if (number % 33 == 0) {
            words.append(QStringLiteral("회의는")); // 3 in 100
        }
        if (number % 50'021 == 1) {
            words.append(QStringLiteral("꺾쇠괄호")); // 20 in a million
        }
        if (number % 51 == 0) {
            words.append(QStringLiteral("deployment")); // 2 in 100
        }
        return words.join(u' ');
    }

private:
    // 0 … count - 1; the larger the skew, the commoner the first ones.
    int pick(int count, double skew)
    {
        const double x = std::uniform_real_distribution<double>(0, 1)(m_random);
        return std::min(count - 1, int(std::pow(x, skew) * count));
    }
    QString koreanWord()
    {
        QString word;
        const int length = 2 + pick(3, 1.5);
        for (int i = 0; i < length; ++i) {
            word += m_syllables[pick(int(m_syllables.size()), 2.5)];
        }
        return word;
    }
    QString latinWord()
    {
        static const QString letters = QStringLiteral("etaoinshrdlcumwfgypbvkjxqz");
        QString word;
        const int length = 3 + pick(6, 1.0);
        for (int i = 0; i < length; ++i) {
            word += letters[pick(int(letters.size()), 2.0)];
        }
        return word;
    }

    std::mt19937 m_random{20'261'126};
    QString m_syllables;
    QStringList m_words;
};

} // namespace maru::bench
