// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/keyboardlayout.h"

#include <array>
#include <optional>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

// Compatibility jamo, in the order of a syllable's parts (Unicode 3.12).
constexpr QStringView leads = u"ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
constexpr QStringView vowels = u"ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ";
constexpr QStringView finals =
    u"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"; // the first is number 1
constexpr char16_t firstSyllable = 0xAC00;
constexpr char16_t lastSyllable = 0xD7A3;
constexpr int vowelCount = 21;
constexpr int finalCount = 28;

// a to z.
constexpr QStringView plainKeys = u"ㅁㅠㅊㅇㄷㄹㅎㅗㅑㅓㅏㅣㅡㅜㅐㅔㅂㄱㄴㅅㅕㅍㅈㅌㅛㅋ";
// With shift, where that is another one.
struct Shifted
{
    char16_t key;
    char16_t jamo;
};
constexpr std::array shifted{
    Shifted{u'Q', u'ㅃ'}, Shifted{u'W', u'ㅉ'}, Shifted{u'E', u'ㄸ'}, Shifted{u'R', u'ㄲ'},
    Shifted{u'T', u'ㅆ'}, Shifted{u'O', u'ㅒ'}, Shifted{u'P', u'ㅖ'},
};

// Two that are typed one after the other and written as one.
struct Compound
{
    char16_t first;
    char16_t second;
    char16_t whole;
};
constexpr std::array compoundVowels{
    Compound{u'ㅗ', u'ㅏ', u'ㅘ'}, Compound{u'ㅗ', u'ㅐ', u'ㅙ'}, Compound{u'ㅗ', u'ㅣ', u'ㅚ'},
    Compound{u'ㅜ', u'ㅓ', u'ㅝ'}, Compound{u'ㅜ', u'ㅔ', u'ㅞ'}, Compound{u'ㅜ', u'ㅣ', u'ㅟ'},
    Compound{u'ㅡ', u'ㅣ', u'ㅢ'},
};
constexpr std::array compoundFinals{
    Compound{u'ㄱ', u'ㅅ', u'ㄳ'}, Compound{u'ㄴ', u'ㅈ', u'ㄵ'}, Compound{u'ㄴ', u'ㅎ', u'ㄶ'},
    Compound{u'ㄹ', u'ㄱ', u'ㄺ'}, Compound{u'ㄹ', u'ㅁ', u'ㄻ'}, Compound{u'ㄹ', u'ㅂ', u'ㄼ'},
    Compound{u'ㄹ', u'ㅅ', u'ㄽ'}, Compound{u'ㄹ', u'ㅌ', u'ㄾ'}, Compound{u'ㄹ', u'ㅍ', u'ㄿ'},
    Compound{u'ㄹ', u'ㅎ', u'ㅀ'}, Compound{u'ㅂ', u'ㅅ', u'ㅄ'},
};

template<class Table>
char16_t joined(const Table &table, char16_t first, char16_t second)
{
    for (const Compound &one : table) {
        if (one.first == first && one.second == second) {
            return one.whole;
        }
    }
    return 0;
}

template<class Table>
std::optional<Compound> parted(const Table &table, char16_t whole)
{
    for (const Compound &one : table) {
        if (one.whole == whole) {
            return one;
        }
    }
    return std::nullopt;
}

char16_t jamoOfKey(char16_t key)
{
    for (const Shifted &one : shifted) {
        if (one.key == key) {
            return one.jamo;
        }
    }
    const char16_t lower = key >= u'A' && key <= u'Z' ? char16_t(key - u'A' + u'a') : key;
    return lower >= u'a' && lower <= u'z' ? plainKeys[lower - u'a'].unicode() : u'\0';
}

char16_t keyOfJamo(char16_t jamo)
{
    const qsizetype plain = plainKeys.indexOf(QChar(jamo));
    if (plain >= 0) {
        return char16_t(u'a' + plain);
    }
    for (const Shifted &one : shifted) {
        if (one.jamo == jamo) {
            return one.key;
        }
    }
    return 0;
}

bool isVowel(char16_t jamo)
{
    return vowels.contains(QChar(jamo));
}

/// The syllable that is being typed.
class Composer
{
public:
    void type(char16_t jamo) { isVowel(jamo) ? typeVowel(jamo) : typeConsonant(jamo); }
    void pass(QChar other)
    {
        finish();
        m_text += other;
    }
    QString take()
    {
        finish();
        return std::move(m_text);
    }

private:
    void typeConsonant(char16_t jamo)
    {
        if (m_lead != 0 && m_vowel != 0 && m_final == 0 && finals.contains(QChar(jamo))) {
            m_final = jamo;
        } else if (const char16_t whole = joined(compoundFinals, m_final, jamo); whole != 0) {
            m_final = whole;
        } else {
            finish();
            m_lead = jamo;
        }
    }

    void typeVowel(char16_t jamo)
    {
        if (m_final != 0) {
            // The last consonant was the first of this syllable.
            const std::optional<Compound> pair = parted(compoundFinals, m_final);
            const char16_t lead = pair ? pair->second : m_final;
            m_final = pair ? pair->first : u'\0';
            finish();
            m_lead = lead;
            m_vowel = jamo;
        } else if (m_vowel == 0) {
            m_vowel = jamo;
        } else if (const char16_t whole = joined(compoundVowels, m_vowel, jamo); whole != 0) {
            m_vowel = whole;
        } else {
            finish();
            m_vowel = jamo;
        }
    }

    void finish()
    {
        if (m_lead != 0 && m_vowel != 0) {
            const qsizetype final = m_final == 0 ? 0 : finals.indexOf(QChar(m_final)) + 1;
            const qsizetype number =
                (leads.indexOf(QChar(m_lead)) * vowelCount + vowels.indexOf(QChar(m_vowel)))
                    * finalCount
                + final;
            m_text += QChar(char16_t(firstSyllable + number));
        } else if (const char16_t alone = m_lead != 0 ? m_lead : m_vowel; alone != 0) {
            m_text += QChar(alone);
        }
        m_lead = m_vowel = m_final = 0;
    }

    QString m_text;
    char16_t m_lead = 0;
    char16_t m_vowel = 0;
    char16_t m_final = 0;
};

void appendKeys(QString &keys, char16_t jamo)
{
    auto pair = parted(compoundVowels, jamo);
    pair = pair ? pair : parted(compoundFinals, jamo);
    if (pair) {
        keys += QChar(keyOfJamo(pair->first));
        keys += QChar(keyOfJamo(pair->second));
        return;
    }
    const char16_t key = keyOfJamo(jamo);
    keys += QChar(key != 0 ? key : jamo);
}

} // namespace

QString hangulFromKeys(QStringView text)
{
    Composer composer;
    for (const QChar c : text) {
        const char16_t jamo = jamoOfKey(c.unicode());
        jamo != 0 ? composer.type(jamo) : composer.pass(c);
    }
    return composer.take();
}

QString keysFromHangul(QStringView text)
{
    QString keys;
    for (const QChar c : text.toString().normalized(QString::NormalizationForm_C)) {
        const char16_t unit = c.unicode();
        if (unit < firstSyllable || unit > lastSyllable) {
            appendKeys(keys, unit);
            continue;
        }
        const int number = unit - firstSyllable;
        appendKeys(keys, leads[number / (vowelCount * finalCount)].unicode());
        appendKeys(keys, vowels[number / finalCount % vowelCount].unicode());
        if (const int final = number % finalCount; final > 0) {
            appendKeys(keys, finals[final - 1].unicode());
        }
    }
    return keys;
}

} // namespace maru::client
