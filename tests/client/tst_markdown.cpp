// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/markdown.h"

#include <QElapsedTimer>
#include <QtTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace maru::client;

namespace {

// Spans as they could be typed: "b3-5" is bold from 3 to 5.
QStringList spansOf(const FormattedText &text)
{
    QStringList spans;
    for (const TextSpan &span : text.spans) {
        const QChar sign = u"bisc"[static_cast<int>(span.style)];
        spans << u"%1%2-%3"_s.arg(sign).arg(span.start).arg(span.start + span.length);
    }
    spans.sort();
    return spans;
}

QString written(QString text)
{
    return text.replace(u'\n', QChar::LineSeparator);
}

QString shown(const QString &text)
{
    return formatText(written(text)).shown.replace(QChar::LineSeparator, u'\n');
}

} // namespace

class tst_Markdown : public QObject
{
    Q_OBJECT

private slots:
    void signsAreTakenOut_data();
    void signsAreTakenOut();
    void whatIsNoSignStays_data();
    void whatIsNoSignStays();
    void codeKeepsWhatIsInIt();
    void aFenceNeedsItsEnd_data();
    void aFenceNeedsItsEnd();
    void quotesAndLists();
    void depthIsBounded();
    void linksAreFound();
    void labelledLinks_data();
    void labelledLinks();
    void aLabelOfSignsAloneIsNone();
    void whatIsCopiedIsWhatWasWritten_data();
    void whatIsCopiedIsWhatWasWritten();
    void placesAreFoundAgain();
    void aCutTextKeepsItsParts();
    void hostileTextsStayLinear_data();
    void hostileTextsStayLinear();
    void spansAreBounded();
};

void tst_Markdown::signsAreTakenOut_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("words");
    QTest::addColumn<QStringList>("spans");
    const auto row = [](const QString &text, const QString &words, const QStringList &spans) {
        QTest::newRow(qUtf8Printable(text)) << text << words << spans;
    };
    row(u"**굵게**"_s, u"굵게"_s, {u"b0-2"_s});
    row(u"*기울임*"_s, u"기울임"_s, {u"i0-3"_s});
    row(u"_italic_ x"_s, u"italic x"_s, {u"i0-6"_s});
    row(u"__bold__"_s, u"bold"_s, {u"b0-4"_s});
    row(u"***both***"_s, u"both"_s, {u"b0-4"_s, u"i0-4"_s});
    row(u"~~취소~~"_s, u"취소"_s, {u"s0-2"_s});
    row(u"`code`"_s, u"code"_s, {u"c0-4"_s});
    row(u"이것은 **강조**입니다"_s, u"이것은 강조입니다"_s, {u"b4-6"_s});
    row(u"이것은**강조**다"_s, u"이것은강조다"_s, {u"b3-5"_s});
    row(u"**\"인용\"**은"_s, u"\"인용\"은"_s, {u"b0-4"_s});
    row(u"**a _b_ ~~c~~**"_s, u"a b c"_s, {u"b0-5"_s, u"i2-3"_s, u"s4-5"_s});
    row(u"(*a*), *b*."_s, u"(a), b."_s, {u"i1-2"_s, u"i5-6"_s});
    row(u"``a ` b``"_s, u"a ` b"_s, {u"c0-5"_s});
    row(u"`` `a` ``"_s, u"`a`"_s, {u"c0-3"_s});
    row(u"`**not bold**`"_s, u"**not bold**"_s, {u"c0-12"_s});
    row(u"*a *b*"_s, u"*a b"_s, {u"i3-4"_s}); // the nearer one counts
    row(u"\\*a\\*"_s, u"*a\\*"_s, {}); // nothing is open that the second could close
    row(u"**👍 좋아요**"_s, u"👍 좋아요"_s, {u"b0-6"_s});
}

void tst_Markdown::signsAreTakenOut()
{
    QFETCH(QString, text);
    QFETCH(QString, words);
    QFETCH(QStringList, spans);
    QCOMPARE(shown(text), words);
    QCOMPARE(spansOf(formatText(written(text))), spans);
}

void tst_Markdown::whatIsNoSignStays_data()
{
    QTest::addColumn<QString>("text");
    for (const QString &text : {u"plain"_s,
                                u"2*3*4 = 24"_s,
                                u"snake_case_name"_s,
                                u"한_글_이름"_s,
                                u"ㅠ_ㅠ T_T"_s,
                                u">_< 아 진짜 >_<"_s,
                                u"*^^* 안녕 *^^*"_s,
                                u"네~~ 안녕하세요~~"_s,
                                u"네~~요~~"_s,
                                u"~a~"_s,
                                u"¯\\_(ツ)_/¯"_s,
                                u"C:\\*.txt"_s,
                                u"**"_s,
                                u"****"_s,
                                u"* *"_s,
                                u"** a **"_s,
                                u"*a"_s,
                                u"a*"_s,
                                u"`a"_s,
                                u"``a`"_s,
                                u"2026. 11. 23. 회의"_s,
                                u"-1 도"_s,
                                u"- "_s,
                                u"1."_s,
                                u">"_s,
                                u"> "_s,
                                u">:("_s,
                                u"[a] (b)"_s,
                                u"[a](b)"_s,
                                u"[](https://a.kr)"_s,
                                u"@a_b_c 님"_s,
                                u"****네 개****"_s,
                                u"a\n\n\nb"_s,
                                u"<b>x</b> &amp;"_s,
                                u"# 제목 아님"_s,
                                u"*한 줄\n다음 줄*"_s,
                                u""_s}) {
        QTest::newRow(text.isEmpty() ? "empty" : qUtf8Printable(text)) << text;
    }
}

void tst_Markdown::whatIsNoSignStays()
{
    QFETCH(QString, text);
    const FormattedText format = formatText(written(text));
    QCOMPARE(shown(text), text);
    QVERIFY(format.spans.isEmpty());
    QVERIFY(format.blocks.isEmpty());
    QVERIFY(format.cuts.empty());
}

void tst_Markdown::codeKeepsWhatIsInIt()
{
    const QString text = u"앞\n```cpp\nint *a;\n\n  **b** https://a.kr\n```\n뒤 **굵게**"_s;
    const FormattedText format = formatText(written(text));
    QCOMPARE(shown(text), u"앞\nint *a;\n\n  **b** https://a.kr\n뒤 굵게"_s);
    QCOMPARE(format.blocks.size(), 1);
    QVERIFY(format.blocks.at(0).isCode);
    QCOMPARE(format.shown.sliced(format.blocks.at(0).start, format.blocks.at(0).length),
             written(u"int *a;\n\n  **b** https://a.kr"_s));
    QVERIFY(format.links.isEmpty());
    QCOMPARE(format.spans.size(), 1);
}

void tst_Markdown::aFenceNeedsItsEnd_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("words");
    QTest::addColumn<int>("blocks");
    QTest::newRow("closed") << u"```\na\n```"_s << u"a"_s << 1;
    QTest::newRow("two") << u"```\na\n```\n```\nb\n```"_s << u"a\nb"_s << 2;
    QTest::newRow("never closed") << u"```\na"_s << u"```\na"_s << 0;
    QTest::newRow("the last never closed") << u"```\na\n```\n```\nb"_s << u"a\n```\nb"_s << 1;
    QTest::newRow("nothing in it") << u"```\n \n```"_s << u"```\n \n```"_s << 0;
    QTest::newRow("empty") << u"```\n```"_s << u"```\n```"_s << 0;
    QTest::newRow("on one line") << u"```a```"_s << u"a"_s << 0;
    QTest::newRow("spaces around") << u"  ```js \na\n ``` "_s << u"a"_s << 1;
}

void tst_Markdown::aFenceNeedsItsEnd()
{
    QFETCH(QString, text);
    QTEST(shown(text), "words");
    QTEST(static_cast<int>(formatText(written(text)).blocks.size()), "blocks");
}

void tst_Markdown::quotesAndLists()
{
    const QString text = u"> 인용 **굵게**\n>\n>> 둘\n글\n- 하나\n  * 둘\n10) 열\n> 1. 인용 안"_s;
    const FormattedText format = formatText(written(text));
    QCOMPARE(shown(text), u"인용 굵게\n\n둘\n글\n하나\n둘\n열\n인용 안"_s);
    QStringList blocks;
    for (const TextBlock &block : format.blocks) {
        blocks << u"%1 %2%3 %4"_s.arg(format.shown.sliced(block.start, block.length))
                      .arg(block.quotes)
                      .arg(block.level)
                      .arg(block.marker);
    }
    QCOMPARE(blocks,
             QStringList({u"인용 굵게 10 "_s, u" 10 "_s, u"둘 20 "_s, u"하나 01 •"_s, u"둘 02 •"_s,
                          u"열 01 10)"_s, u"인용 안 11 1."_s}));
}

void tst_Markdown::depthIsBounded()
{
    const FormattedText quotes = formatText(QString(1'000, u'>').replace(u">"_s, u"> "_s) + u'x');
    QCOMPARE(quotes.blocks.size(), 1);
    QCOMPARE(quotes.blocks.at(0).quotes, maxQuoteDepth);
    QVERIFY(quotes.shown.startsWith(u"> > "_s)); // what is deeper is shown
    const FormattedText list = formatText(QString(1'000, u' ') + u"- x"_s);
    QCOMPARE(list.blocks.at(0).level, maxListLevel);
}

void tst_Markdown::linksAreFound()
{
    const QString text = u"**https://a.kr/x_y_z** `https://b.kr` https://c.kr/*a*"_s;
    const FormattedText format = formatText(text);
    QCOMPARE(format.shown, u"https://a.kr/x_y_z https://b.kr https://c.kr/*a*"_s);
    QCOMPARE(format.links.size(), 2); // what is code is none
    QCOMPARE(format.links.at(0).start, 0);
    QCOMPARE(format.links.at(0).length, 18);
    QVERIFY(!format.links.at(0).isLabelled);
    QCOMPARE(format.shown.sliced(format.links.at(1).start, 12), u"https://c.kr"_s);
    const FormattedText particle = formatText(u"**https://a.kr/x**입니다"_s);
    QCOMPARE(particle.shown, u"https://a.kr/x입니다"_s);
    QCOMPARE(particle.links.value(0).length, 14);
}

void tst_Markdown::labelledLinks_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("words");
    QTest::addColumn<QString>("target");
    QTest::newRow("simple") << u"[여기](https://a.kr/b)를"_s << u"여기를"_s << u"https://a.kr/b"_s;
    QTest::newRow("a bracket in it")
        << u"[w](https://a.kr/b_(c))"_s << u"w"_s << u"https://a.kr/b_(c)"_s;
    QTest::newRow("an address as words")
        << u"[https://bank.kr](https://evil.kr)"_s << u"https://bank.kr"_s << u"https://evil.kr"_s;
    QTest::newRow("formatted words") << u"[**w**](https://a.kr)"_s << u"w"_s << u"https://a.kr"_s;
    QTest::newRow("no web address")
        << u"[w](javascript:alert)"_s << u"[w](javascript:alert)"_s << u""_s;
    QTest::newRow("a file") << u"[w](file:///etc/passwd)"_s << u"[w](file:///etc/passwd)"_s
                            << u""_s;
    QTest::newRow("hidden user") << u"[w](https://bank.kr@evil.kr)"_s
                                 << u"[w](https://bank.kr@evil.kr)"_s << u""_s;
    QTest::newRow("nested") << u"[[w](https://a.kr)](https://b.kr)"_s << u"[w](https://b.kr)"_s
                            << u"https://a.kr"_s;
}

void tst_Markdown::labelledLinks()
{
    QFETCH(QString, text);
    QFETCH(QString, target);
    const FormattedText format = formatText(text);
    QTEST(format.shown, "words");
    if (target.isEmpty()) {
        QVERIFY(format.links.isEmpty());
        return;
    }
    QVERIFY(!format.links.isEmpty());
    QCOMPARE(format.links.at(0).url, QUrl(target));
    QVERIFY(format.links.at(0).isLabelled);
}

// The sign in the words belongs to another one, and nothing of them would be shown.
void tst_Markdown::aLabelOfSignsAloneIsNone()
{
    const FormattedText format = formatText(u"[*](x [*](https://a.kr)"_s);
    QCOMPARE(format.shown, u"[](x [](https://a.kr)"_s);
    QCOMPARE(format.links.size(), 1);
    QVERIFY(!format.links.first().isLabelled);
    QVERIFY(format.links.first().length > 0);
}

void tst_Markdown::whatIsCopiedIsWhatWasWritten_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("chosen"); // of what is shown
    QTest::addColumn<QString>("copied");
    const auto row = [](const char *name, const QString &text, const QString &chosen,
                        const QString &copied) {
        QTest::newRow(name) << text << chosen << copied;
    };
    row("whole", u"**bold** x"_s, u"bold x"_s, u"**bold** x"_s);
    row("a word", u"**bold** x"_s, u"bold"_s, u"**bold**"_s);
    row("half a word", u"**bold** x"_s, u"bo"_s, u"bo"_s);
    row("its end", u"**bold** x"_s, u"ld x"_s, u"ld** x"_s);
    row("behind it", u"**bold** x"_s, u" x"_s, u" x"_s);
    row("nested", u"**a _b_**"_s, u"b"_s, u"_b_"_s);
    row("code", u"a\n```\nx\ny\n```\nb"_s, u"x\ny"_s, u"```\nx\ny\n```"_s);
    row("half the code", u"a\n```\nx\ny\n```\nb"_s, u"x"_s, u"x"_s);
    row("an item", u"a\n- b\n- c"_s, u"b"_s, u"- b"_s);
    row("a link", u"see [this](https://a.kr)!"_s, u"this"_s, u"[this](https://a.kr)"_s);
    row("plain", u"plain text"_s, u"in t"_s, u"in t"_s);
}

void tst_Markdown::whatIsCopiedIsWhatWasWritten()
{
    QFETCH(QString, text);
    QFETCH(QString, chosen);
    const QString source = written(text);
    const FormattedText format = formatText(source);
    const qsizetype start = format.shown.indexOf(written(chosen));
    QVERIFY(start >= 0);
    const auto [from, to] = format.sourceRange(start, start + chosen.size());
    QTEST(source.sliced(from, to - from).replace(QChar::LineSeparator, u'\n'), "copied");
}

void tst_Markdown::placesAreFoundAgain()
{
    const QString source = u"x **찾을 말** `y`"_s;
    const FormattedText format = formatText(source);
    const qsizetype at = format.shownAt(source.indexOf(u"찾을"_s));
    QCOMPARE(format.shown.sliced(at, 2), u"찾을"_s);
    QCOMPARE(format.shownAt(source.size()), format.shown.size());
    QCOMPARE(format.shownAt(0), 0);
}

void tst_Markdown::aCutTextKeepsItsParts()
{
    FormattedText format = formatText(written(u"**abc** https://a.kr\n- b"_s));
    format.truncate(2);
    QCOMPARE(format.shown, u"ab"_s);
    QCOMPARE(spansOf(format), QStringList(u"b0-2"_s));
    QVERIFY(format.links.isEmpty());
    QVERIFY(format.blocks.isEmpty());
}

void tst_Markdown::hostileTextsStayLinear_data()
{
    QTest::addColumn<QString>("piece");
    for (const QString &piece : {u"*"_s,
                                 u"_"_s,
                                 u"`"_s,
                                 u"~~"_s,
                                 u"**a"_s,
                                 u"*a "_s,
                                 u"a* "_s,
                                 u"*a_b"_s,
                                 u"_*_ "_s,
                                 u"["_s,
                                 u"[]("_s,
                                 u"[a](http://"_s,
                                 u"](https://a.kr"_s,
                                 u"> "_s,
                                 u">"_s,
                                 u"\u2028> "_s,
                                 u"```\u2028"_s,
                                 u"```a\u2028"_s,
                                 u"`\u2028"_s,
                                 u"a`b``"_s,
                                 u"\\*"_s,
                                 u"\\"_s,
                                 u"- "_s,
                                 u"\u2028- a"_s,
                                 u"http://"_s,
                                 u"http"_s,
                                 u"(((("_s,
                                 u"Z\u0301\u0302\u0303"_s,
                                 u"\u202B\u05D0*"_s,
                                 u"👨‍👩‍👧"_s,
                                 u"\u2028"_s,
                                 u" \u2028>"_s,
                                 u"*a **b ***c _d __e ___f ~~g "_s}) {
        QTest::newRow(qUtf8Printable(piece)) << piece;
    }
}

// Not a time in itself: eight times the text may take eight times as long, but not sixty-four.
void tst_Markdown::hostileTextsStayLinear()
{
    QFETCH(QString, piece);
    const auto costOf = [&piece](qsizetype size) {
        const QString text = piece.repeated(size / piece.size());
        qint64 best = std::numeric_limits<qint64>::max();
        for (int round = 0; round < 5; ++round) {
            QElapsedTimer timer;
            timer.start();
            const FormattedText format = formatText(text);
            best = std::min(best, timer.nsecsElapsed());
            if (format.shown.size() > text.size()) {
                return qint64{-1};
            }
        }
        return best;
    };
    constexpr qint64 noise = 2'000'000; // ns
    const qint64 small = costOf(12'500);
    const qint64 large = costOf(100'000);
    QVERIFY(small >= 0 && large >= 0);
    QVERIFY2(large < 28 * small + noise,
             qPrintable(u"%1 us, then %2 us"_s.arg(small / 1'000).arg(large / 1'000)));
}

void tst_Markdown::spansAreBounded()
{
    const FormattedText format = formatText(u"*a* "_s.repeated(20'000));
    QVERIFY(format.spans.size() <= maxSpans + 1);
    QVERIFY(format.shown.endsWith(u"*a* "_s));
}

QTEST_GUILESS_MAIN(tst_Markdown)
#include "tst_markdown.moc"
