// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/limits.h"
#include "common/text/messagetext.h"
#include "common/text/username.h"

#include <QRandomGenerator>
#include <QTest>
#include <QTextBoundaryFinder>

using namespace maru;
using namespace Qt::StringLiterals;

namespace {

QString marks(int count)
{
    return QString(count, QChar(0x0316)); // grave accent below: composes with nothing
}

int graphemeCount(const QString &text)
{
    QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, text);
    int count = 0;
    while (finder.toNextBoundary() > 0) {
        ++count;
    }
    return count;
}

} // namespace

class tst_UserName : public QObject
{
    Q_OBJECT

private slots:
    void namesAreNormalised_data();
    void namesAreNormalised();
    void badNamesAreRefused_data();
    void badNamesAreRefused();
    void noInvisibleCharacterIsAccepted();
    void roomNamesAreLongerButHoldNoSeparators_data();
    void roomNamesAreLongerButHoldNoSeparators();
    void sameNamesHaveTheSameKey_data();
    void sameNamesHaveTheSameKey();
    void differentNamesHaveDifferentKeys();
    void suggestionsCountOn_data();
    void suggestionsCountOn();
    void suggestionsAreNamesThemselves();
    void eachErrorHasASentence();
    void normalisingTwiceChangesNothing();
};

void tst_UserName::namesAreNormalised_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("name");

    const auto row = [](const char *name, const QString &text, const QString &expected) {
        QTest::newRow(name) << text << expected;
    };
    const auto same = [&row](const char *name, const QString &text) {
        row(name, text, text);
    };

    same("one letter", u"a"_s);
    same("Korean", u"김민수"_s);
    same("Korean and Latin", u"김민수 Kim 2"_s);
    same("Japanese", u"東京タワー"_s);
    same("Arabic", u"محمد"_s);
    same("Thai with marks", u"สมชาย ที่นี่"_s);
    same("punctuation", u"O'Neil-Smith, Jr. (Bob) <b>&amp;"_s);
    same("markup stays text", u"<script>"_s);
    same("full-width stays as it is", u"Ａｎｎａ"_s);
    same("compatibility jamo", u"ㅎㅇ"_s);
    same("emoji", u"😀"_s);
    same("heart with VS16", u"❤️"_s);
    same("family", u"👨‍👩‍👧"_s);
    same("joiner after VS16", u"❤️‍🔥"_s);
    same("joiner after a skin tone", u"👩🏽‍💻"_s);
    same("flag", u"🇰🇷"_s);
    same("keycap", u"1️⃣"_s);
    same("32 letters", QString(32, u'a'));
    same("32 syllables", QString(32, u'가'));
    same("32 letters of four bytes", u"😀"_s.repeated(32));
    same("256 bytes in 32 graphemes", (u"é"_s + marks(3)).repeated(32));
    same("8 marks", u"가"_s + marks(8));
    same("contains a reserved word", u"systematic admin2"_s);

    row("NFD becomes NFC", u"김민수"_s.normalized(QString::NormalizationForm_D), u"김민수"_s);
    row("accent composes", u"e\u0301"_s, u"é"_s);
    row("spaces around", u"  김민수  "_s, u"김민수"_s);
    row("spaces inside", u"김   민수"_s, u"김 민수"_s);
    row("no-break space", u"김\u00a0민수"_s, u"김 민수"_s);
    row("ideographic space", u"\u3000김\u3000\u3000민수\u3000"_s, u"김 민수"_s);
    row("all the Z", u"a\u1680\u2000\u2003\u2009\u200a\u2028\u2029\u202f\u205fb"_s, u"a b"_s);
    row("line break after", u"김민수\n"_s, u"김민수"_s);
    row("tab and CRLF around", u"\t김민수\r\n"_s, u"김민수"_s);
    row("next line after", u"김민수\u0085"_s, u"김민수"_s);
}

void tst_UserName::namesAreNormalised()
{
    QFETCH(QString, text);
    QFETCH(QString, name);

    const auto normalised = normalisedUserName(text);
    QVERIFY(normalised.has_value());
    QCOMPARE(*normalised, name);
}

void tst_UserName::badNamesAreRefused_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<NameError>("error");

    const auto row = [](const char *name, const QString &text, NameError error) {
        QTest::newRow(name) << text << error;
    };
    const auto forbidden = [&row](const char *name, const QString &text) {
        row(name, text, NameError::ForbiddenCharacter);
    };

    row("null", {}, NameError::Empty);
    row("empty", u""_s, NameError::Empty);
    row("spaces", u"   "_s, NameError::Empty);
    row("all kinds of white space", u" \t\r\n\u00a0\u2003\u3000\u2028"_s, NameError::Empty);

    row("33 letters", QString(33, u'a'), NameError::TooLong);
    row("33 syllables", QString(33, u'가'), NameError::TooLong);
    row("33 emoji", u"😀"_s.repeated(33), NameError::TooLong);
    row("257 bytes, white space only", QString(257, u' '), NameError::TooLong);
    row("256 bytes and one", u"a"_s + QString(256, u' '), NameError::TooLong);
    row("257 bytes of three each", QString(85, u'가') + u"ab"_s, NameError::TooLong);
    row("a megabyte", QString(1'000'000, u'a'), NameError::TooLong);
    row("100,000 combining marks", u"a"_s + marks(100'000), NameError::TooLong);

    forbidden("9 marks", u"가"_s + marks(9));
    forbidden("9 marks at the end", u"김민수 a"_s + marks(9));
    forbidden("line break inside", u"김\n민수"_s);
    forbidden("tab inside", u"김\t민수"_s);
    forbidden("line break among spaces inside", u"김 \n 민수"_s);
    forbidden("U+0000", u"a"_s + QChar(0) + u"b"_s);
    forbidden("only U+0000", QString(1, QChar(0)));
    forbidden("escape", u"\u001b[31mred"_s);
    forbidden("DEL", u"a"_s + QChar(0x7f));
    forbidden("C1", u"a\u0080b"_s);
    forbidden("lone high surrogate", u"a"_s + QChar(0xd800));
    forbidden("lone low surrogate", QChar(0xdc00) + u"a"_s);
    forbidden("private use", u"\ue000"_s);
    forbidden("private use, plane 15", u"\U000f0000"_s);
    forbidden("unassigned", u"\u0378"_s);
    forbidden("noncharacter", u"a\uffff"_s);
    forbidden("soft hyphen", u"ad\u00admin"_s);
    forbidden("zero width space", u"ad\u200bmin"_s);
    forbidden("zero width non-joiner", u"ad\u200cmin"_s);
    forbidden("byte order mark", u"\ufeffadmin"_s);
    forbidden("word joiner", u"ad\u2060min"_s);
    forbidden("combining grapheme joiner", u"a\u034fb"_s);
    forbidden("only a combining grapheme joiner", u"\u034f"_s);
    for (const QChar bidi :
         u"\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"_s) {
        QTest::addRow("bidi control U+%04X", bidi.unicode())
            << u"a"_s + bidi + u"b"_s << NameError::ForbiddenCharacter;
    }
    forbidden("tag", u"a\U000e0041"_s);
    forbidden("flag of tags", u"🏴\U000e0067\U000e0062\U000e007f"_s);
    forbidden("Hangul choseong filler", u"\u115f"_s);
    forbidden("Hangul jungseong filler", u"\u1160"_s);
    forbidden("Hangul filler", u"\u3164"_s);
    forbidden("Hangul filler inside", u"김\u3164민수"_s);
    forbidden("half-width Hangul filler", u"\uffa0"_s);
    forbidden("blank braille", u"\u2800"_s);
    forbidden("Mongolian variation selector", u"a\u180b"_s);
    forbidden("VS15", u"❤\ufe0e"_s);
    forbidden("ideographic variation", u"葛\U000e0100"_s);
    forbidden("joiner between letters", u"a\u200db"_s);
    forbidden("joiner first", u"\u200d😀"_s);
    forbidden("joiner last", u"😀\u200d"_s);
    forbidden("joiner alone", u"\u200d"_s);
    forbidden("two joiners", u"👨\u200d\u200d👩"_s);
    forbidden("joiner before a letter", u"👨\u200da"_s);
    forbidden("VS16 after a letter", u"a\ufe0f"_s);
    forbidden("VS16 first", u"\ufe0f"_s);
    forbidden("VS16 twice", u"❤\ufe0f\ufe0f"_s);
    forbidden("VS16 after a digit without keycap", u"1\ufe0f"_s);
    forbidden("joiner after a digit's VS16", u"1\ufe0f\u200d😀"_s);

    row("system", u"system"_s, NameError::Reserved);
    row("system, capitals and spaces", u"  SyStEm "_s, NameError::Reserved);
    row("system, full-width", u"ｓｙｓｔｅｍ"_s, NameError::Reserved);
    row("시스템", u"시스템"_s, NameError::Reserved);
    row("시스템, NFD", u"시스템"_s.normalized(QString::NormalizationForm_D), NameError::Reserved);
    row("admin", u"Admin"_s, NameError::Reserved);
    row("관리자", u"관리자"_s, NameError::Reserved);
    row("server", u"SERVER"_s, NameError::Reserved);
    row("server, with a long s", u"ſerver"_s, NameError::Reserved);
    row("admin, mathematical", u"𝐚𝐝𝐦𝐢𝐧"_s, NameError::Reserved);
}

void tst_UserName::badNamesAreRefused()
{
    QFETCH(QString, text);
    QFETCH(NameError, error);

    const auto normalised = normalisedUserName(text);
    QVERIFY(!normalised.has_value());
    QCOMPARE(normalised.error(), error);
}

void tst_UserName::noInvisibleCharacterIsAccepted()
{
    // Whatever is accepted alone must leave something in the key, or two blanks could be two
    // people.
    for (char32_t codePoint = 0; codePoint <= QChar::LastValidCodePoint; ++codePoint) {
        // Ideographs and syllables are many and all alike; between the planes nothing is assigned.
        const bool isIdeograph = (codePoint > 0x3400 && codePoint < 0x9fff) || codePoint > 0x20000;
        const bool isSyllable = codePoint > 0xac00 && codePoint < 0xd7a3;
        if ((isIdeograph || isSyllable) && codePoint < 0xe0000) {
            continue;
        }
        const QString text = QString::fromUcs4(&codePoint, 1);
        const auto name = normalisedUserName(text);
        if (name) {
            QVERIFY2(!nameKey(*name).isEmpty(), qPrintable(QString::number(codePoint, 16)));
            QVERIFY2(!QChar::isSpace(codePoint), qPrintable(QString::number(codePoint, 16)));
        }
    }
}

void tst_UserName::roomNamesAreLongerButHoldNoSeparators_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("error"); // -1: none

    const auto no = [](NameError error) {
        return static_cast<int>(error);
    };
    QTest::newRow("lobby") << u"lobby"_s << -1;
    QTest::newRow("Korean") << u"방1"_s << -1;
    QTest::newRow("64 letters") << QString(64, u'a') << -1;
    QTest::newRow("65 letters") << QString(65, u'a') << no(NameError::TooLong);
    QTest::newRow("64 syllables") << QString(64, u'가') << -1;
    QTest::newRow("comma") << u"a,b"_s << no(NameError::NotForRooms);
    QTest::newRow("slash") << u"/a"_s << no(NameError::NotForRooms);
    QTest::newRow("question mark") << u"a?"_s << no(NameError::NotForRooms);
    QTest::newRow("number sign") << u"#a"_s << no(NameError::NotForRooms);
    QTest::newRow("full-width comma") << u"a，b"_s << -1;
    QTest::newRow("backslash") << u"a\\b"_s << -1;
    QTest::newRow("empty") << u" "_s << no(NameError::Empty);
    QTest::newRow("reserved") << u"Server"_s << no(NameError::Reserved);
    QTest::newRow("bidi") << u"a\u202eb"_s << no(NameError::ForbiddenCharacter);
}

void tst_UserName::roomNamesAreLongerButHoldNoSeparators()
{
    QFETCH(QString, text);
    QFETCH(int, error);

    const auto name = normalisedRoomName(text);
    QCOMPARE(name ? -1 : static_cast<int>(name.error()), error);
}

void tst_UserName::sameNamesHaveTheSameKey_data()
{
    QTest::addColumn<QString>("first");
    QTest::addColumn<QString>("second");

    QTest::newRow("case") << u"Anna"_s << u"aNNA"_s;
    QTest::newRow("sharp s") << u"Straße"_s << u"STRASSE"_s;
    QTest::newRow("capital sharp s") << u"STRAẞE"_s << u"strasse"_s;
    QTest::newRow("final sigma") << u"ΣΑΣ"_s << u"σας"_s;
    QTest::newRow("full-width") << u"Ａｎｎａ"_s << u"anna"_s;
    QTest::newRow("half-width Katakana") << u"ｱﾝﾅ"_s << u"アンナ"_s;
    QTest::newRow("ligature") << u"ﬁn"_s << u"FIN"_s;
    QTest::newRow("superscript") << u"a²"_s << u"a2"_s;
    QTest::newRow("Kelvin") << u"\u212a"_s << u"k"_s;
    QTest::newRow("NFD Hangul") << u"김민수"_s.normalized(QString::NormalizationForm_D)
                                << u"김민수"_s;
    QTest::newRow("ypogegrammeni") << u"ᾳ"_s << u"ΑΙ"_s;
    QTest::newRow("joiners") << u"👨‍👩‍👧"_s << u"👨👩👧"_s;
    QTest::newRow("VS16") << u"❤️"_s << u"❤"_s;
}

void tst_UserName::sameNamesHaveTheSameKey()
{
    QFETCH(QString, first);
    QFETCH(QString, second);

    QCOMPARE(nameKey(first), nameKey(second));
    QCOMPARE(nameKey(nameKey(first)), nameKey(first));
}

void tst_UserName::differentNamesHaveDifferentKeys()
{
    const QStringList names{u"김민수"_s,
                            u"김민수 (2)"_s,
                            u"김 민수"_s,
                            u"김민서"_s,
                            u"anna"_s,
                            u"ann a"_s,
                            u"änna"_s,
                            u"ana"_s,
                            u"ı"_s,
                            u"i"_s,
                            u"а"_s /* Cyrillic */,
                            u"a"_s};
    QSet<QString> keys;
    for (const QString &name : names) {
        keys.insert(nameKey(name));
    }
    QCOMPARE(keys.size(), names.size());
}

void tst_UserName::suggestionsCountOn_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("suggestion");

    const auto row = [](const QString &name, const QString &suggestion) {
        QTest::addRow("%s", qPrintable(name)) << name << suggestion;
    };
    row(u"김민수"_s, u"김민수 (2)"_s);
    row(u"김민수 (2)"_s, u"김민수 (3)"_s);
    row(u"김민수 (9)"_s, u"김민수 (10)"_s);
    row(u"김민수 (99)"_s, u"김민수 (100)"_s);
    row(u"a (1)"_s, u"a (2)"_s);
    row(u"a (2) (2)"_s, u"a (2) (3)"_s);
    row(u"a (x)"_s, u"a (x) (2)"_s);
    row(u"a ()"_s, u"a () (2)"_s);
    row(u"a (-2)"_s, u"a (-2) (2)"_s);
    row(u"a (２)"_s, u"a (２) (2)"_s);
    row(u"a(2)"_s, u"a(2) (2)"_s);
    row(u"(2)"_s, u"(2) (2)"_s);
    row(u"a (2"_s, u"a (2 (2)"_s);
    row(u"a (999999)"_s, u"a (1000000)"_s);
    row(u"a (99999999999999999999)"_s, u"a (99999999999999999999) (2)"_s);
    row(QString(28, u'가'), QString(28, u'가') + u" (2)"_s);
    row(QString(29, u'가'), QString(28, u'가') + u" (2)"_s);
    row(QString(32, u'가'), QString(28, u'가') + u" (2)"_s);
    row(QString(28, u'가') + u" (9)"_s, QString(27, u'가') + u" (10)"_s);
    row(QString(27, u'a') + u" bcde"_s, QString(27, u'a') + u" (2)"_s);
    row(u"😀"_s.repeated(32), u"😀"_s.repeated(28) + u" (2)"_s);
    row(u"🇰🇷"_s.repeated(32), u"🇰🇷"_s.repeated(28) + u" (2)"_s);
}

void tst_UserName::suggestionsCountOn()
{
    QFETCH(QString, name);
    QFETCH(QString, suggestion);
    QCOMPARE(nextNameSuggestion(name), suggestion);
}

void tst_UserName::suggestionsAreNamesThemselves()
{
    const QStringList names{
        u"a"_s, QString(32, u'가'), u"😀"_s.repeated(32), u"👨‍👩‍👧"_s,
        (u"é"_s + marks(3)).repeated(32) /* 256 bytes */,
        QString(85, u'ᄒ') /* one grapheme of 255 bytes */, u"e f"_s,
        // Qt 6.4 finds a boundary inside of the last character, which did not fit.
        *normalisedUserName(QString::fromUtf8(QByteArray::fromHex(
            "e185a18591a8236565e18492e18492bd8492" + QByteArray("e18492").repeated(14)
            + "e184ffffffffff92e18492e1c4b08475" + QByteArray("e18492").repeated(12)
            + "e1808df09f8f92"))),
        // And here inside of a keycap, the last picture.
        *normalisedUserName(
            QString::fromUtf8(QByteArray::fromHex("9f913084965dffffffffff8592e1828430849284"
                                                  "92a3b88fe238a38323efb88fe283a3")))};
    for (const QString &name : names) {
        QString suggestion = name;
        QSet<QString> seen{nameKey(name)};
        for (int i = 0; i < 120; ++i) {
            suggestion = nextNameSuggestion(suggestion);
            const auto normalised = normalisedUserName(suggestion);
            QVERIFY(normalised.has_value());
            QCOMPARE(*normalised, suggestion);
            QVERIFY(graphemeCount(suggestion) <= limits::maxNameGraphemes);
            QVERIFY(!seen.contains(nameKey(suggestion)));
            seen.insert(nameKey(suggestion));
        }
    }
}

void tst_UserName::eachErrorHasASentence()
{
    for (const NameError error :
         {NameError::Empty, NameError::TooLong, NameError::ForbiddenCharacter, NameError::Reserved,
          NameError::NotForRooms}) {
        QVERIFY(nameRule(error).size() > 10);
    }
    QVERIFY(nameRule(NameError::TooLong).contains(u"32"_s));
}

void tst_UserName::normalisingTwiceChangesNothing()
{
    QRandomGenerator random(5);
    const QList<char32_t> special{u' ',   u'\n',  0x200d, 0xfe0f, 0x1f468, 0x2764,
                                  0x0301, 0x1100, 0x1161, 0x11a8, 0xac00,  u'1',
                                  0x20e3, 0xd800, 0x3000, 0x0958, 0xfb2c};
    int accepted = 0;
    for (int round = 0; round < 20'000; ++round) {
        QString text;
        for (int n = random.bounded(6); n > 0; --n) {
            const bool isSpecial = random.bounded(2) == 1;
            text.append(QChar::fromUcs4(isSpecial ? special[random.bounded(int(special.size()))]
                                                  : char32_t(random.bounded(0x20U, 0x3000U))));
        }
        const auto once = normalisedUserName(text);
        if (!once) {
            continue;
        }
        ++accepted;
        QCOMPARE(normalisedUserName(*once).value(), *once);
        QVERIFY(isValidUtf16(*once));
        QVERIFY(once->toUtf8().size() <= limits::maxNameBytes);
        QCOMPARE(nameKey(nameKey(*once)), nameKey(*once));
    }
    QVERIFY(accepted > 500);
}

QTEST_GUILESS_MAIN(tst_UserName)
#include "tst_username.moc"
