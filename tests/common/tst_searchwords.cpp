// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/chat/searchwords.h"

#include <QDate>
#include <QDateTime>
#include <QTest>

using namespace maru;
using namespace Qt::StringLiterals;

class tst_SearchWords : public QObject
{
    Q_OBJECT

private slots:
    void operatorsAreTakenOut_data();
    void operatorsAreTakenOut();
    void whatIsNoOperatorIsText_data();
    void whatIsNoOperatorIsText();
    void daysAreWhole();
    void partsAreLeftOut_data();
    void partsAreLeftOut();
    void linksAreKnown_data();
    void linksAreKnown();
};

void tst_SearchWords::operatorsAreTakenOut_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("room");
    QTest::addColumn<QString>("has");

    QTest::newRow("none") << u" 회의  시간 "_s << u"회의  시간"_s << QString() << QString()
                          << QString();
    QTest::newRow("before") << u"from:김민수 회의"_s << u"회의"_s << u"김민수"_s << QString()
                            << QString();
    QTest::newRow("behind") << u"회의 in:lobby"_s << u"회의"_s << QString() << u"lobby"_s
                            << QString();
    QTest::newRow("all") << u"회의 FROM:@me in:#방1 has:file has:Image has:link"_s << u"회의"_s
                         << u"me"_s << u"방1"_s << u"fil"_s;
    QTest::newRow("quoted") << u"from:\"김 민수\" in:\"우리 방\" 회의"_s << u"회의"_s
                            << u"김 민수"_s << u"우리 방"_s << QString();
    QTest::newRow("the last one counts")
        << u"from:a from:b x"_s << u"x"_s << u"b"_s << QString() << QString();
    QTest::newRow("nothing but") << u"has:link from:me"_s << QString() << u"me"_s << QString()
                                 << u"l"_s;
    QTest::newRow("empty") << QString() << QString() << QString() << QString() << QString();
}

void tst_SearchWords::operatorsAreTakenOut()
{
    QFETCH(QString, query);
    const SearchWords words = searchWords(query);
    QTEST(words.text, "text");
    QTEST(words.from, "from");
    QTEST(words.room, "room");
    const QString has = (words.has.file ? u"f"_s : QString())
        + (words.has.image ? u"i"_s : QString()) + (words.has.link ? u"l"_s : QString());
    QTEST(has, "has");
}

void tst_SearchWords::whatIsNoOperatorIsText_data()
{
    QTest::addColumn<QString>("query");
    for (const char *query : {"from:",
                              "in: x",
                              "has:cat",
                              "has:",
                              "since:yesterday",
                              "since:2026-13-40",
                              "until:2026-11-26x",
                              "on:2026-1-1",
                              "since:20261126",
                              "http://maru.example",
                              "xfrom:y",
                              "from:\"no end",
                              "from:\"a\"b",
                              "from:\"\"",
                              "\"from:a\"",
                              "from:@",
                              "has:\"file link\"",
                              "a:b",
                              ":",
                              "\"",
                              "100% _ '"}) {
        QTest::newRow(query) << QString::fromLatin1(query);
    }
}

void tst_SearchWords::whatIsNoOperatorIsText()
{
    QFETCH(QString, query);
    SearchWords expected;
    expected.text = query;
    QCOMPARE(searchWords(query), expected);
}

void tst_SearchWords::daysAreWhole()
{
    const qint64 start = QDate(2026, 11, 26).startOfDay().toMSecsSinceEpoch();
    const qint64 end = QDate(2026, 11, 27).startOfDay().toMSecsSinceEpoch();
    const SearchWords both = searchWords(u"a since:2026-11-26 until:2026-11-26"_s);
    QCOMPARE(both.text, u"a"_s);
    QCOMPARE(both.sinceMs, std::optional(start));
    QCOMPARE(both.untilMs, std::optional(end));
    QCOMPARE(searchWords(u"on:2026-11-26 a"_s), both);
}

void tst_SearchWords::partsAreLeftOut_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("withoutDays");
    QTest::addColumn<QString>("withoutBoth"); // days and rooms
    const auto row = [](const QString &query, const QString &withoutDays,
                        const QString &withoutBoth) {
        QTest::newRow(qPrintable(query)) << query << withoutDays << withoutBoth;
    };
    row({}, {}, {});
    row(u"회의"_s, u"회의"_s, u"회의"_s);
    row(u"on:2026-11-26 회의"_s, u"회의"_s, u"회의"_s);
    row(u"회의 since:2026-11-26 록 UNTIL:2026-11-27"_s, u"회의  록"_s, u"회의  록"_s);
    row(u"on:2026-11-26 from:\"a b\" in:\"c d\" has:link x"_s,
        u"from:\"a b\" in:\"c d\" has:link x"_s, u"from:\"a b\"  has:link x"_s);
    row(u"in:이영희 회의"_s, u"in:이영희 회의"_s, u"회의"_s);
    row(u"on:today in: x"_s, u"on:today in: x"_s, u"on:today in: x"_s);
}

void tst_SearchWords::partsAreLeftOut()
{
    QFETCH(QString, query);
    const QString withoutDays = queryWithout(query, {.days = true});
    const QString withoutBoth = queryWithout(query, {.days = true, .rooms = true});
    QTEST(withoutDays, "withoutDays");
    QTEST(withoutBoth, "withoutBoth");
    SearchWords kept = searchWords(query);
    QCOMPARE(queryWithout(query, {}), query);
    kept.sinceMs.reset();
    kept.untilMs.reset();
    QCOMPARE(searchWords(withoutDays), kept);
    kept.room.clear();
    QCOMPARE(searchWords(withoutBoth), kept);
}

void tst_SearchWords::linksAreKnown_data()
{
    QTest::addColumn<QString>("chat");
    QTest::addColumn<bool>("isKnown");
    QTest::newRow("alone") << u"https://a.kr"_s << true;
    QTest::newRow("upper case") << u"HTTP://A.kr"_s << true;
    QTest::newRow("without a scheme") << u"(www.a.kr)"_s << true;
    QTest::newRow("behind Korean") << u"주소는https://a.kr/x 회의"_s << true;
    QTest::newRow("behind a Latin letter") << u"xhttps://a.kr"_s << false;
    QTest::newRow("behind a digit") << u"3www.a.kr"_s << false;
    QTest::newRow("a scheme alone") << u"https:// www."_s << false;
    QTest::newRow("the second one") << u"xhttps://a.kr https://b.kr"_s << true;
    QTest::newRow("none") << u"회의"_s << false;
}

void tst_SearchWords::linksAreKnown()
{
    QFETCH(QString, chat);
    QTEST(hasLink(chat), "isKnown");
}

QTEST_APPLESS_MAIN(tst_SearchWords)
#include "tst_searchwords.moc"
