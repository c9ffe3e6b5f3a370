// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/limits.h"
#include "common/text/ngrams.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>

using namespace maru;
using namespace Qt::StringLiterals;

namespace {

QString decomposed(const QString &text)
{
    return text.normalized(QString::NormalizationForm_D);
}

QStringList termsOf(const QString &text)
{
    QStringList terms = searchTerms(foldedForSearch(text)).split(u' ', Qt::SkipEmptyParts);
    terms.sort();
    return terms;
}

/// What is found, as "회의|회의".
QString foundIn(const QString &text, const QString &query)
{
    QStringList found;
    const QList<TextRange> ranges = Needle(query).rangesIn(text);
    for (const TextRange &range : ranges) {
        found.append(text.sliced(range.start, range.length));
    }
    return found.join(u'|');
}

} // namespace

class tst_Ngrams : public QObject
{
    Q_OBJECT

private slots:
    void textIsFolded_data();
    void textIsFolded();
    void textHasTerms_data();
    void textHasTerms();
    void aNeedleIsFound_data();
    void aNeedleIsFound();
    void rangesCountUnitsOfTheText();
    void aNeedleAsksForFewTerms();
    void onlyWhiteSpaceIsNothing();
    void halfAPairIsInNoText();
    void theTermsOfWhatIsFoundAreThere();
    void thousandsOfMarksTakeNoTime();
};

void tst_Ngrams::textIsFolded_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("folded");

    QTest::newRow("empty") << QString() << QString();
    QTest::newRow("Korean") << u"회의록"_s << u"회의록"_s;
    QTest::newRow("Korean, decomposed") << decomposed(u"회의록 각"_s) << u"회의록 각"_s;
    QTest::newRow("Japanese, decomposed") << decomposed(u"がパ"_s) << u"がパ"_s;
    QTest::newRow("case") << u"Straße ÉCOLE Ωμέγα"_s << u"strasse école ωμέγα"_s;
    QTest::newRow("Turkish dotted I") << u"İstanbul"_s << u"istanbul"_s;
    QTest::newRow("Turkish dotted I, decomposed") << decomposed(u"İstanbul"_s) << u"istanbul"_s;
    QTest::newRow("i with dots of its own") << u"i\u0307\u0307s"_s << u"is"_s;
    QTest::newRow("ligatures") << u"ﬀ ﬁ ﬂ ﬃ ﬄ ﬅ ﬆ ﬓ"_s << u"ff fi fl ffi ffl st st մն"_s;
    QTest::newRow("a ligature with marks") << u"ﬁ\u0307\u0301"_s << u"fí"_s;
    QTest::newRow("several letters") << u"ẞ ŉ ẚ և"_s << u"ss ʼn aʾ եւ"_s;
    QTest::newRow("what NFC composes again") << u"J\u030c ΐ ẖ"_s << u"ǰ ΐ ẖ"_s;
    QTest::newRow("iota below") << u"ᾳ ᾼ ᾈ ῷ ῼ"_s << u"αι αι ἀι ῶι ωι"_s;
    QTest::newRow("iota below, decomposed") << decomposed(u"ᾳ ᾼ ᾈ ῷ ῼ"_s) << u"αι αι ἀι ῶι ωι"_s;
    QTest::newRow("white space") << u"a \n\t\u3000b\u0001c"_s << u"a b c"_s;
    QTest::newRow("emoji") << u"👨‍👩‍👧 ❤️"_s << u"👨‍👩‍👧 ❤️"_s;
    QTest::newRow("jamo") << u"ㅋㅋ ㅠㅠ"_s << u"ㅋㅋ ㅠㅠ"_s;
}

void tst_Ngrams::textIsFolded()
{
    QFETCH(QString, text);
    QFETCH(QString, folded);
    QList<TextRange> origins;
    QCOMPARE(foldedForSearch(text, &origins), folded);
    QCOMPARE(foldedForSearch(text), folded);
    QCOMPARE(origins.size(), folded.size());
    QCOMPARE(foldedForSearch(folded), folded);
}

void tst_Ngrams::textHasTerms_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("terms");

    const auto row = [](const char *name, const QString &text, QStringList terms) {
        terms.sort();
        QTest::newRow(name) << text << terms;
    };
    row("nothing", {}, {});
    row("Korean", u"회의록"_s,
        {u"회"_s, u"의"_s, u"록"_s, u"회의"_s, u"의록"_s, u"ㅎㅇ"_s, u"ㅇㄹ"_s, u"ㅎㅇㄹ"_s});
    row("each once", u"가가가"_s, {u"가"_s, u"가가"_s, u"ㄱㄱ"_s, u"ㄱㄱㄱ"_s});
    row("runs", u"가 나"_s, {u"가"_s, u"나"_s});
    row("Latin", u"Abc"_s, {u"a"_s, u"b"_s, u"c"_s, u"ab"_s, u"bc"_s, u"abc"_s});
    row("mixed", u"a가"_s, {u"a"_s, u"가"_s, u"a가"_s});
    row("jamo and syllable", u"ㅎ의"_s, {u"ㅎ"_s, u"의"_s, u"ㅎ의"_s, u"ㅎㅇ"_s});
    row("Chinese", u"会議"_s, {u"会"_s, u"議"_s, u"会議"_s});
    row("emoji", u"😀😁"_s, {u"😀"_s, u"😁"_s, u"😀😁"_s});
    row("punctuation", u"\"%"_s, {u"\ue022"_s, u"\ue025"_s, u"\ue022\ue025"_s});
}

void tst_Ngrams::textHasTerms()
{
    QFETCH(QString, text);
    QTEST(termsOf(text), "terms");
}

void tst_Ngrams::aNeedleIsFound_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("found");

    const auto row = [](const char *name, const QString &text, const QString &query,
                        const QString &found) {
        QTest::newRow(name) << text << query << found;
    };
    row("a word", u"오늘 회의는 회의실에서"_s, u"회의"_s, u"회의|회의"_s);
    row("in a word", u"회의록을"_s, u"의록"_s, u"의록"_s);
    row("a syllable", u"회의록"_s, u"록"_s, u"록"_s);
    row("not there", u"회의"_s, u"의회"_s, {});
    row("no part of a syllable", u"각"_s, u"가"_s, {});
    row("case", u"Deploy DEPLOY"_s, u"dePLOY"_s, u"Deploy|DEPLOY"_s);
    row("longer when folded", u"Straße"_s, u"SS"_s, u"ß"_s);
    row("a ligature", u"ofﬁce"_s, u"FI"_s, u"ﬁ"_s);
    row("within a ligature", u"oﬃce"_s, u"fic"_s, u"ﬃc"_s);
    row("Turkish", u"a İstanbul"_s, u"istanbul"_s, u"İstanbul"_s);
    row("Turkish, decomposed", decomposed(u"İstanbul"_s), u"ist"_s, decomposed(u"İst"_s));
    row("decomposed text", decomposed(u"회의록"_s), u"의"_s, decomposed(u"의"_s));
    row("decomposed query", u"회의록"_s, decomposed(u"의록"_s), u"의록"_s);
    row("other white space", u"회의\n 시간"_s, u" 회의 시간 "_s, u"회의\n 시간"_s);
    row("without overlaps", u"aaaa"_s, u"aa"_s, u"aa|aa"_s);
    row("consonants", u"내일 회의 있음"_s, u"ㅎㅇ"_s, u"회의"_s);
    row("consonants of two words", u"회의 시간"_s, u"ㅎㅇ ㅅㄱ"_s, u"회의 시간"_s);
    row("consonants as they are", u"ㅋㅋㅋ"_s, u"ㅋㅋ"_s, u"ㅋㅋ"_s);
    row("consonants mixed", u"ㅎ의"_s, u"ㅎㅇ"_s, u"ㅎ의"_s);
    row("not across words", u"회 의"_s, u"ㅎㅇ"_s, {});
    row("double consonants are others", u"까나"_s, u"ㄱㄴ"_s, {});
    row("one consonant is itself", u"하ㅎ"_s, u"ㅎ"_s, u"ㅎ"_s);
    row("vowels are themselves", u"유ㅠㅠ"_s, u"ㅠㅠ"_s, u"ㅠㅠ"_s);
    row("clusters are themselves", u"가사 ㄳㄳ"_s, u"ㄳㄳ"_s, u"ㄳㄳ"_s);
    row("syllables and consonants", u"회의"_s, u"회ㅇ"_s, {});
    row("percent", u"100% 찬성"_s, u"0%"_s, u"0%"_s);
    row("underscore", u"a_b axb"_s, u"a_b"_s, u"a_b"_s);
    row("quotes", u"그는 \"네\"라고"_s, u"\"네\""_s, u"\"네\""_s);
    row("emoji", u"좋아요 👍🏽!"_s, u"👍🏽"_s, u"👍🏽"_s);
    row("emoji with another tone", u"👍🏽"_s, u"👍🏿"_s, {});
    row("other case of a star plane", u"𐐀"_s, u"𐐨"_s, u"𐐀"_s);
}

void tst_Ngrams::aNeedleIsFound()
{
    QFETCH(QString, text);
    QFETCH(QString, query);
    QFETCH(QString, found);
    QCOMPARE(foundIn(text, query), found);
    QCOMPARE(Needle(query).isIn(text), !found.isEmpty());
}

void tst_Ngrams::rangesCountUnitsOfTheText()
{
    const QList<TextRange> expected{{3, 2}, {8, 2}};
    QCOMPARE(Needle(u"회의"_s).rangesIn(u"😀 회의\t😀회의"_s), expected);
    QCOMPARE(Needle(u"a"_s).rangesIn(QString(1'000, u'a')).size(), limits::maxSearchRanges);
    const QList<TextRange> once{{0, 1}, {4, 1}};
    QCOMPARE(Needle(u"s"_s).rangesIn(u"Straße"_s), once); // folded to two of it
}

void tst_Ngrams::aNeedleAsksForFewTerms()
{
    QCOMPARE(Needle(u"회"_s).terms(), QStringList{u"회"_s});
    QCOMPARE(Needle(u"회의록"_s).terms().size(), 2);
    QCOMPARE(Needle(u"deploy"_s).terms().size(), 4);
    QCOMPARE(Needle(u"ab가"_s).terms().size(), 2);
    QVERIFY(Needle(u"ㅎㅇ ㄱ"_s).isConsonants());
    QCOMPARE(Needle(u"ㅎㅇ ㄱ"_s).terms(), QStringList{u"ㅎㅇ"_s});
    QCOMPARE(Needle(u"ㅎㅇㄹㄱ"_s).terms().size(), 2);
    QVERIFY(!Needle(u"ㅎ ㅇ"_s).isConsonants());
    const QStringList terms = Needle(u"가나다라마바사아자차카타파하"_s.repeated(80)).terms();
    QVERIFY(!terms.isEmpty() && terms.size() <= limits::maxSearchTerms);
}

void tst_Ngrams::onlyWhiteSpaceIsNothing()
{
    for (const QString &text : {QString(), u" "_s, u"\t\n\u3000"_s, u"\u0001"_s}) {
        QVERIFY(Needle(text).isEmpty());
        QVERIFY(Needle(text).terms().isEmpty());
        QVERIFY(!Needle(text).isIn(u"a b"_s));
    }
}

void tst_Ngrams::halfAPairIsInNoText()
{
    for (const char16_t half : {u'\xd83d', u'\xde00'}) {
        const Needle needle{QString(QChar(half))};
        QVERIFY(!needle.isEmpty());
        QVERIFY(!needle.isIn(u"😀"_s));
        QVERIFY(needle.rangesIn(u"😀"_s).isEmpty());
    }
}

// The promise of the index: whatever matches has all terms of the needle. Random texts of
// everything.
void tst_Ngrams::theTermsOfWhatIsFoundAreThere()
{
    QRandomGenerator random(20'261'126);
    const QString alphabet =
        u"가각힣회의ㅎㅇㅠㄳabCßÉe\u0301\u1112\u1173\u11ab \n\"%_'-😀👍🏽\u200d会議かが\u3099İ\u0345\ue022\u0307ﬃŉᾳJ"_s;
    const auto anything = [&](int maxLength) {
        QString text;
        const int length = random.bounded(maxLength + 1);
        for (int i = 0; i < length; ++i) {
            const bool isWild = random.bounded(8) == 0;
            if (isWild) {
                text += QChar::fromUcs4(static_cast<char32_t>(random.bounded(0x11'0000)));
            } else {
                text += alphabet[random.bounded(int(alphabet.size()))];
            }
        }
        return text;
    };
    int found = 0;
    for (int i = 0; i < 40'000; ++i) {
        const QString text = anything(24);
        QList<TextRange> origins;
        const QString folded = foldedForSearch(text, &origins);
        QCOMPARE(origins.size(), folded.size());
        const QString query = random.bounded(2) == 0 && !text.isEmpty()
            ? text.mid(random.bounded(int(text.size())), 1 + random.bounded(5))
            : anything(3);
        const Needle needle(query);
        const QList<TextRange> ranges = needle.rangesIn(text);
        QCOMPARE(needle.isIn(text), !ranges.isEmpty());
        for (const TextRange &range : ranges) {
            QVERIFY(range.start >= 0 && range.length > 0
                    && range.start + range.length <= text.size());
        }
        if (ranges.isEmpty()) {
            continue;
        }
        ++found;
        const QStringList there = termsOf(text);
        const QStringList asked = needle.terms();
        QVERIFY(!asked.isEmpty());
        for (const QString &term : asked) {
            QVERIFY2(there.contains(term), qPrintable(text + u" / "_s + query));
        }
    }
    QVERIFY(found > 5'000);
}

void tst_Ngrams::thousandsOfMarksTakeNoTime()
{
    QElapsedTimer timer;
    timer.start();
    const QString text = u"e"_s + u"\u0301\u0316"_s.repeated(4'000);
    QVERIFY(Needle(u"x"_s).rangesIn(text).isEmpty());
    QVERIFY(!searchTerms(foldedForSearch(text)).isEmpty());
    QVERIFY2(timer.elapsed() < 1'000, qPrintable(QString::number(timer.elapsed())));
}

QTEST_APPLESS_MAIN(tst_Ngrams)
#include "tst_ngrams.moc"
