// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/displaytext.h"
#include "client/widgets/messagelayout.h"
#include "client/widgets/rowheights.h"
#include "client/widgets/theme.h"

#include <QFontMetrics>
#include <QtTest>

#include <ctime>

using namespace Qt::StringLiterals;
using namespace maru::client;

namespace {

MessageStyle styleOf(int widthPx)
{
    QFont font;
    font.setPixelSize(14);
    return {font, strongFont(font), smallFont(font), Qt::blue, widthPx};
}

MessageContent contentOf(const QString &text)
{
    MessageContent content;
    content.author = u"이영희"_s;
    content.text = text;
    content.time = u"오전 9:12"_s;
    content.moreLabel = u"더 보기"_s;
    content.startsGroup = true;
    return content;
}

} // namespace

class tst_MessageLayout : public QObject
{
    Q_OBJECT

private slots:
    void aGroupStartsWithAvatarAndName();
    void aRowInAGroupIsLower();
    void separatorsStandAbove();
    void ownTextStandsInABubble();
    void systemLinesAreCentred();
    void stateStandsUnderTheTime();
    void textIsAtMostSeventyTwoEmWide();
    void unbrokenTextWraps();
    void linesAreEquallyHigh();
    void longTextIsCutUntilExpanded_data();
    void longTextIsCutUntilExpanded();
    void placesAndLinksAreFoundAgain();
    void wordsAreFound();
    void hostileTextIsLaidOutInTime_data();
    void hostileTextIsLaidOutInTime();

    void rowHeightsAddUp();
    void rowHeightsSurviveInsertAndRemove();
    void rowsAreFoundByPlace_data();
    void rowsAreFoundByPlace();
};

void tst_MessageLayout::aGroupStartsWithAvatarAndName()
{
    const MessageLayout layout(contentOf(u"안녕"_s), styleOf(700));
    QCOMPARE(layout.avatarRect(), QRect(24, 8, 36, 36));
    QCOMPARE(layout.nameRect().left(), 72);
    QCOMPARE(layout.nameRect().top(), layout.timeRect().top());
    QCOMPARE(layout.timeRect().right(), 700 - 24 - 1);
    QCOMPARE(layout.textRect().left(), 72);
    QCOMPARE(layout.textRect().top(), layout.nameRect().bottom() + 1);
    QVERIFY(layout.textRect().right() < layout.timeRect().left());
    QVERIFY(layout.bubbleRect().isNull());
    QVERIFY(layout.dayRect().isNull());
    QCOMPARE(layout.height(), layout.textRect().bottom() + 1);
}

void tst_MessageLayout::aRowInAGroupIsLower()
{
    MessageContent content = contentOf(u"안녕"_s);
    const int first = MessageLayout(content, styleOf(700)).height();
    content.startsGroup = false;
    const MessageLayout next(content, styleOf(700));
    QVERIFY(next.height() < first);
    QVERIFY(next.avatarRect().isNull());
    QVERIFY(next.nameRect().isNull());
    QCOMPARE(next.timeRect().top(), next.textRect().top());
}

void tst_MessageLayout::separatorsStandAbove()
{
    MessageContent content = contentOf(u"안녕"_s);
    content.day = u"2026년 11월 23일 월요일"_s;
    content.newLabel = u"여기부터 새 글"_s;
    const MessageLayout layout(content, styleOf(700));
    QCOMPARE(layout.dayRect().top(), 0);
    QCOMPARE(layout.newRect().top(), layout.dayRect().bottom() + 1);
    QCOMPARE(layout.avatarRect().top(), layout.newRect().bottom() + 1);
}

void tst_MessageLayout::ownTextStandsInABubble()
{
    MessageContent content = contentOf(u"안녕"_s);
    content.own = true;
    const MessageLayout layout(content, styleOf(700));
    QCOMPARE(layout.bubbleRect().left(), 72);
    QCOMPARE(layout.textRect().left(), 82);
    QVERIFY(layout.bubbleRect().width() < 100); // as wide as its text, not as the column
    QVERIFY(layout.bubbleRect().top() < layout.textRect().top());
    QVERIFY(layout.bubbleRect().bottom() > layout.textRect().bottom());
}

void tst_MessageLayout::systemLinesAreCentred()
{
    MessageContent content = contentOf(u"Alex 님이 채팅방에 들어왔습니다."_s);
    content.system = true;
    const MessageLayout layout(content, styleOf(700));
    QVERIFY(layout.avatarRect().isNull());
    QVERIFY(layout.timeRect().isNull());
    const QRectF line = layout.text().lineAt(0).naturalTextRect();
    const double centre = layout.textOrigin().x() + line.center().x();
    QVERIFY2(qAbs(centre - 350) < 2, qPrintable(QString::number(centre)));
}

void tst_MessageLayout::stateStandsUnderTheTime()
{
    MessageContent content = contentOf(u"안녕"_s);
    content.status = u"실패 – 다시 보내기"_s;
    const MessageLayout both(content, styleOf(700));
    QVERIFY(both.statusRect().top() > both.timeRect().top());
    QCOMPARE(both.statusRect().right(), both.timeRect().right());
    QVERIFY(both.textRect().right() < both.statusRect().left());
    content.time.clear();
    content.startsGroup = false;
    const MessageLayout alone(content, styleOf(700));
    QCOMPARE(alone.statusRect().top(), alone.textRect().top());
}

void tst_MessageLayout::textIsAtMostSeventyTwoEmWide()
{
    const MessageLayout layout(contentOf(QString(500, u'가')), styleOf(3'000));
    QCOMPARE(layout.textRect().width(), 72 * 14);
    const MessageLayout narrow(contentOf(u"가"_s), styleOf(100));
    QVERIFY(narrow.textRect().width() >= 40);
}

void tst_MessageLayout::unbrokenTextWraps()
{
    const MessageLayout layout(contentOf(QString(600, u'w')), styleOf(500));
    QVERIFY(layout.text().lineCount() > 5);
    for (int i = 0; i < layout.text().lineCount(); ++i) {
        QVERIFY(layout.text().lineAt(i).naturalTextWidth() <= layout.textRect().width());
    }
}

void tst_MessageLayout::linesAreEquallyHigh()
{
    const MessageLayout layout(contentOf(u"latin\n한글\n日本\n👋\nالعربية\nlatin"_s), styleOf(500));
    QCOMPARE(layout.text().lineCount(), 6);
    const int pitch = linePitch(styleOf(500).body);
    for (int i = 0; i < 6; ++i) {
        const QTextLine line = layout.text().lineAt(i);
        const double first = layout.text().lineAt(0).y() + layout.text().lineAt(0).ascent();
        QCOMPARE(line.y() + line.ascent(), first + i * pitch);
    }
}

void tst_MessageLayout::longTextIsCutUntilExpanded_data()
{
    QTest::addColumn<int>("lines");
    QTest::addColumn<bool>("cut");
    QTest::newRow("one") << 1 << false;
    QTest::newRow("on the limit") << 50 << false;
    QTest::newRow("one over") << 51 << true;
    QTest::newRow("many") << 900 << true;
}

void tst_MessageLayout::longTextIsCutUntilExpanded()
{
    QFETCH(int, lines);
    QFETCH(bool, cut);
    MessageContent content = contentOf(QStringList(QList<QString>(lines, u"줄"_s)).join(u'\n'));
    const MessageLayout layout(content, styleOf(500));
    QCOMPARE(layout.isTruncated(), cut);
    QCOMPARE(layout.text().lineCount(), std::min(lines, 50));
    content.expanded = true;
    const MessageLayout whole(content, styleOf(500));
    QVERIFY(!whole.isTruncated());
    QCOMPARE(whole.text().lineCount(), lines);
}

void tst_MessageLayout::placesAndLinksAreFoundAgain()
{
    const QString text = u"자료 https://files.example.com/a 끝"_s;
    const MessageLayout layout(contentOf(text), styleOf(700));
    QCOMPARE(layout.links().size(), 1);
    for (const int position : {0, 3, 10, int(text.size())}) {
        const double x = layout.text().lineAt(0).cursorToX(position);
        const QPoint point = layout.textRect().topLeft() + QPoint(qRound(x), 5);
        QCOMPARE(layout.positionAt(point), position);
    }
    const int x = qRound(layout.text().lineAt(0).cursorToX(8));
    const QPoint onLink = layout.textRect().topLeft() + QPoint(x, 5);
    QVERIFY(layout.linkAt(onLink));
    QCOMPARE(layout.linkAt(onLink)->url.host(), u"files.example.com"_s);
    QVERIFY(!layout.linkAt(layout.textRect().topLeft() + QPoint(2, 5)));
    QVERIFY(!layout.linkAt(layout.textRect().topRight() + QPoint(-2, 5)));
    QCOMPARE(layout.positionAt({0, -100}), 0);
    QCOMPARE(layout.positionAt({0, 10'000}), int(text.size()));
}

void tst_MessageLayout::wordsAreFound()
{
    const MessageLayout layout(contentOf(u"hello world"_s), styleOf(700));
    QCOMPARE(layout.wordAt(1), std::pair(0, 5));
    QCOMPARE(layout.wordAt(6), std::pair(6, 11));
    QCOMPARE(layout.wordAt(11), std::pair(6, 11));
    const MessageLayout empty(contentOf({}), styleOf(700));
    QCOMPARE(empty.wordAt(0), std::pair(0, 0));
}

void tst_MessageLayout::hostileTextIsLaidOutInTime_data()
{
    QTest::addColumn<QString>("text");
    QString towers;
    QString directions;
    QString scripts;
    QString links;
    while (towers.size() < 8'000) {
        towers += u'Z' + QString(60, QChar(char16_t(0x0300 + towers.size() % 64)));
        directions += u"\u2067a\u2066א\u202bb\u2069\u202e"_s;
        scripts += u"a가あж中ا👋"_s;
        links += u"http://a.b/(c) "_s;
    }
    QTest::newRow("8,000 syllables") << QString(8'000, u'가');
    QTest::newRow("8,000 letters") << QString(8'000, u'w');
    QTest::newRow("8,000 lines") << QString(8'000, u'\n');
    QTest::newRow("8,000 spaces") << QString(8'000, u' ');
    QTest::newRow("8,000 tabs") << QString(8'000, u'\t');
    QTest::newRow("8,000 emoji") << u"👋"_s.repeated(8'000);
    QTest::newRow("8,000 joiners") << QString(8'000, QChar(char16_t(0x200D)));
    QTest::newRow("one family") << u"👨\u200d"_s.repeated(2'600);
    QTest::newRow("towers") << towers.left(8'000);
    QTest::newRow("marks only") << QString(8'000, QChar(char16_t(0x0301)));
    QTest::newRow("directions") << directions.left(8'000);
    QTest::newRow("scripts") << scripts.left(8'000);
    QTest::newRow("links") << links.left(8'000);
    QTest::newRow("brackets") << u"http://a.b/"_s + QString(7'900, u')');
    QTest::newRow("a million") << QString(1'000'000, u'가');
}

void tst_MessageLayout::hostileTextIsLaidOutInTime()
{
    QFETCH(QString, text);
    // Fonts are loaded with their first character; that is no cost of the text.
    const MessageLayout warmUp(contentOf(text.left(60)), styleOf(700));
    const std::clock_t before =
        std::clock(); // processor time: other programs are none of our business
    const MessageLayout layout(contentOf(text), styleOf(700));
    const qint64 elapsed = qint64(std::clock() - before) * 1'000 / CLOCKS_PER_SEC;
    QVERIFY(layout.height() > 0);
    QVERIFY(layout.text().lineCount() <= 50);
#ifdef __SANITIZE_ADDRESS__
    const qint64 mostMs = 1'000;
#else
    const qint64 mostMs = 100;
#endif
    QVERIFY2(elapsed <= mostMs, qPrintable(u"%1 ms"_s.arg(elapsed)));
}

void tst_MessageLayout::rowHeightsAddUp()
{
    RowHeights heights(40);
    QCOMPARE(heights.total(), 0);
    QCOMPARE(heights.rowAt(0), -1);
    heights.reset(10);
    QCOMPARE(heights.total(), 400);
    QVERIFY(!heights.isKnown(3));
    heights.setHeight(3, 100);
    QVERIFY(heights.isKnown(3));
    QCOMPARE(heights.top(3), 120);
    QCOMPARE(heights.top(4), 220);
    QCOMPARE(heights.total(), 460);
    heights.forgetAll();
    QVERIFY(!heights.isKnown(3));
    QCOMPARE(heights.height(3), 100); // the best estimate there is
}

void tst_MessageLayout::rowHeightsSurviveInsertAndRemove()
{
    RowHeights heights(10);
    heights.reset(3);
    heights.setHeight(0, 11);
    heights.setHeight(1, 12);
    heights.setHeight(2, 13);
    heights.insert(0, 2);
    QCOMPARE(heights.count(), 5);
    QCOMPARE(heights.top(2), 20);
    QCOMPARE(heights.total(), 56);
    heights.insert(5, 1);
    QCOMPARE(heights.total(), 66);
    heights.remove(1, 2);
    QCOMPARE(heights.top(1), 10);
    QCOMPARE(heights.height(1), 12);
    heights.remove(0, heights.count());
    QCOMPARE(heights.total(), 0);
}

void tst_MessageLayout::rowsAreFoundByPlace_data()
{
    QTest::addColumn<int>("y");
    QTest::addColumn<int>("row");
    QTest::newRow("before") << -5 << 0;
    QTest::newRow("first pixel") << 0 << 0;
    QTest::newRow("last of the first") << 9 << 0;
    QTest::newRow("first of the second") << 10 << 1;
    QTest::newRow("last pixel") << 29 << 2;
    QTest::newRow("behind") << 30 << 2;
}

void tst_MessageLayout::rowsAreFoundByPlace()
{
    QFETCH(int, y);
    RowHeights heights(10);
    heights.reset(3);
    QTEST(heights.rowAt(y), "row");
}

QTEST_MAIN(tst_MessageLayout)
#include "tst_messagelayout.moc"
