// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/limits.h"
#include "common/text/cut.h"
#include "common/text/messagetext.h"

#include <QTest>

#include <optional>

using namespace maru;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(std::optional<maru::TextError>)

class tst_MessageText : public QObject
{
    Q_OBJECT

private slots:
    void textIsCheckedButNeverChanged_data();
    void textIsCheckedButNeverChanged();
    void surrogatesMustStandInPairs_data();
    void surrogatesMustStandInPairs();
    void theFirstCodePointsKeepPairsWhole();
    void aCutKeepsPairsWhole();
    void cidIsPrintableAscii_data();
    void cidIsPrintableAscii();
    void eachErrorHasASentence();
};

void tst_MessageText::textIsCheckedButNeverChanged_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<std::optional<TextError>>("error");

    const auto row = [](const char *name, const QString &text,
                        std::optional<TextError> error = {}) {
        QTest::newRow(name) << text << error;
    };
    const qsizetype limit = limits::maxChatCodePoints;
    row("empty", {}, TextError::Empty);
    row("one character", u"a"_s);
    row("only white space is kept", u" \n\t "_s);
    row("control characters are kept", u"\u0001\u001b\u007f"_s);
    row("bidi and zero width characters are kept", u"\u202e\u200b\u2066"_s);
    row("emoji", u"👨‍👩‍👧‍👦❤️"_s);
    row("noncharacter", u"\uffff"_s);
    row("exactly the limit", QString(limit, u'가'));
    row("one over", QString(limit + 1, u'가'), TextError::TooLong);
    row("exactly the limit, in pairs", u"😀"_s.repeated(limit));
    row("one over, in pairs", u"😀"_s.repeated(limit + 1), TextError::TooLong);
    row("one pair and the limit of others", u"😀"_s + QString(limit, u'a'), TextError::TooLong);
    row("one pair and the rest of others", u"😀"_s + QString(limit - 1, u'a'));
    row("a million", QString(1'000'000, u'a'), TextError::TooLong);
    row("U+0000 alone", QString(1, QChar(0)), TextError::NullCharacter);
    row("U+0000 at the end", u"a"_s + QChar(0), TextError::NullCharacter);
    row("lone high surrogate", QString(QChar(0xd800)), TextError::LoneSurrogate);
    row("lone low surrogate", u"a"_s + QChar(0xdc00) + u"b"_s, TextError::LoneSurrogate);
    row("swapped pair", QString(QChar(0xde00)) + QChar(0xd83d), TextError::LoneSurrogate);
    row("lone surrogate after a pair", u"😀"_s + QChar(0xde00), TextError::LoneSurrogate);
    row("high surrogate before a pair", QChar(0xd83d) + u"😀"_s, TextError::LoneSurrogate);
}

void tst_MessageText::textIsCheckedButNeverChanged()
{
    QFETCH(QString, text);
    QFETCH(std::optional<TextError>, error);

    const Result<void, TextError> checked = checkMessageText(text);
    QCOMPARE(checked.has_value(), !error.has_value());
    if (error) {
        QCOMPARE(checked.error(), *error);
    }
}

void tst_MessageText::surrogatesMustStandInPairs_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isValid");

    QTest::newRow("empty") << QString() << true;
    QTest::newRow("plain, with U+0000") << u"a\0b"_s << true;
    QTest::newRow("pairs") << u"😀😀"_s << true;
    QTest::newRow("high") << u"a"_s + QChar(0xdbff) << false;
    QTest::newRow("low") << QChar(0xdfff) + u"a"_s << false;
    QTest::newRow("low, high") << QString(QChar(0xdc00)) + QChar(0xd800) << false;
    QTest::newRow("high, high, low") << QString(QChar(0xd83d)) + u"😀"_s << false;
}

void tst_MessageText::surrogatesMustStandInPairs()
{
    QFETCH(QString, text);
    QFETCH(bool, isValid);
    QCOMPARE(isValidUtf16(text), isValid);
}

void tst_MessageText::theFirstCodePointsKeepPairsWhole()
{
    QCOMPARE(firstCodePoints(u"a👋b"_s, 0), QString());
    QCOMPARE(firstCodePoints(u"a👋b"_s, 2), u"a👋"_s);
    QCOMPARE(firstCodePoints(u"a👋b"_s, 9), u"a👋b"_s);
    const QString lone = u'a' + QString(QChar(0xd83d)) + u"bc"_s;
    QCOMPARE(firstCodePoints(lone, 3), lone.left(3)); // stands for itself
}

void tst_MessageText::aCutKeepsPairsWhole()
{
    QCOMPARE(cut(u"a😀b"_s, 4), u"a😀b"_s);
    QCOMPARE(cut(u"a😀b"_s, 3), u"a😀"_s);
    QCOMPARE(cut(u"a😀b"_s, 2), u"a"_s);
    QCOMPARE(cut(u"😀"_s, 1), QString());
    QCOMPARE(cut(u"😀"_s, 0), QString());
    QCOMPARE(clipped(u"a😀b"_s, 4), u"a😀b"_s);
    QCOMPARE(clipped(u"a😀b"_s, 2), u"a…"_s);
}

void tst_MessageText::cidIsPrintableAscii_data()
{
    QTest::addColumn<QString>("cid");
    QTest::addColumn<bool>("isValid");

    QTest::newRow("empty") << QString() << false;
    QTest::newRow("one") << u"a"_s << true;
    QTest::newRow("uuid") << u"6f1c2f0e-58a4-4b0f-9f62-6a8e7f0f5c11"_s << true;
    QTest::newRow("first and last printable") << u" ~"_s << true;
    QTest::newRow("exactly the limit") << QString(limits::maxCidChars, u'x') << true;
    QTest::newRow("one over") << QString(limits::maxCidChars + 1, u'x') << false;
    QTest::newRow("tab") << u"a\tb"_s << false;
    QTest::newRow("U+001F") << u"\u001f"_s << false;
    QTest::newRow("DEL") << QString(QChar(0x7f)) << false;
    QTest::newRow("U+0000") << QString(1, QChar(0)) << false;
    QTest::newRow("Latin-1") << u"é"_s << false;
    QTest::newRow("Korean") << u"가"_s << false;
    QTest::newRow("full-width") << u"ａ"_s << false;
}

void tst_MessageText::cidIsPrintableAscii()
{
    QFETCH(QString, cid);
    QFETCH(bool, isValid);
    QCOMPARE(isValidCid(cid), isValid);
}

void tst_MessageText::eachErrorHasASentence()
{
    for (const TextError error : {TextError::Empty, TextError::TooLong, TextError::NullCharacter,
                                  TextError::LoneSurrogate}) {
        QVERIFY(textRule(error).endsWith(u'.'));
    }
    QVERIFY(textRule(TextError::TooLong).contains(u"8000"_s));
}

QTEST_GUILESS_MAIN(tst_MessageText)
#include "tst_messagetext.moc"
