// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/displaytext.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace maru::client;

/// What is made of people's texts and names before they are drawn.
class tst_DisplayText : public QObject
{
    Q_OBJECT

private slots:
    void displayTextIsHarmless_data();
    void displayTextIsHarmless();
    void marksAreCutAtTheLimit_data();
    void marksAreCutAtTheLimit();
    void tooLongTextIsCutBetweenCharacters();
    void namesStayOnOneLine();
    void avatarsShowTheFirstSyllable_data();
    void avatarsShowTheFirstSyllable();
    void onlyWebLinksAreFound_data();
    void onlyWebLinksAreFound();
    void theRealHostIsShown();
    void codePointsAreCounted();
};

void tst_DisplayText::displayTextIsHarmless_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("shown");
    QTest::newRow("plain") << u"안녕 <b>hi</b> &amp;"_s << u"안녕 <b>hi</b> &amp;"_s;
    QTest::newRow("line ends") << u"a\nb\r\nc\rd\u2029e\u0085f\vg"_s
                               << u"a\u2028b\u2028c\u2028d\u2028e\u2028f\u2028g"_s;
    QTest::newRow("controls") << u"a\u0007\u001b[31m\u007f"_s << u"a\u2407\u241b[31m\u2421"_s;
    QTest::newRow("tab") << u"a\tb"_s << u"a\tb"_s;
    QTest::newRow("C1") << u"a\u009bb"_s << u"a\ufffdb"_s;
    QTest::newRow("overrides") << u"a\u202Eb\u202Dc"_s << u"abc"_s;
    QTest::newRow("lone surrogate")
        << QString(u"a"_s + QChar(char16_t(0xD800)) + u'b') << u"a\ufffdb"_s;
    QTest::newRow("emoji") << u"👨‍👩‍👧"_s << u"👨‍👩‍👧"_s;
}

void tst_DisplayText::displayTextIsHarmless()
{
    QFETCH(QString, text);
    QTEST(displayText(text), "shown");
}

void tst_DisplayText::marksAreCutAtTheLimit_data()
{
    QTest::addColumn<int>("marks");
    QTest::addColumn<int>("drawn");
    QTest::newRow("none") << 0 << 0;
    QTest::newRow("on the limit") << 8 << 8;
    QTest::newRow("one over") << 9 << 8;
    QTest::newRow("a tower") << 1'000 << 8;
}

void tst_DisplayText::marksAreCutAtTheLimit()
{
    QFETCH(int, marks);
    const QString shown = displayText(u'a' + QString(marks, QChar(char16_t(0x0301))) + u'b');
    QTEST(int(shown.size()) - 2, "drawn");
    QVERIFY(shown.endsWith(u'b'));
}

void tst_DisplayText::tooLongTextIsCutBetweenCharacters()
{
    const QString shown = displayText(u'x' + u"👋"_s.repeated(maxDisplayChars));
    QVERIFY(shown.endsWith(u'…'));
    QVERIFY(shown.size() <= maxDisplayChars + 1);
    QVERIFY(shown.isValidUtf16());
}

void tst_DisplayText::namesStayOnOneLine()
{
    QCOMPARE(displayName(u"a\nb\u202Ec\u2066d"), u"a bcd"_s);
    QCOMPARE(isolated(u"김"_s), u"\u2068김\u2069"_s);
}

void tst_DisplayText::avatarsShowTheFirstSyllable_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("shown");
    QTest::newRow("Hangul") << u"이영희"_s << u"이"_s;
    QTest::newRow("Latin") << u"alex Kim"_s << u"A"_s;
    QTest::newRow("bracket first") << u"(주)한빛"_s << u"주"_s;
    QTest::newRow("emoji only") << u"👨‍👩‍👧"_s << u"👨‍👩‍👧"_s;
    QTest::newRow("conjoining jamo") << u"\u1112\u1161\u11ab빛"_s << u"\u1112\u1161\u11ab"_s;
    QTest::newRow("nothing") << QString() << u"?"_s;
    QTest::newRow("invisible") << u"\u200b"_s << u"?"_s;
}

void tst_DisplayText::avatarsShowTheFirstSyllable()
{
    QFETCH(QString, name);
    QTEST(avatarText(name), "shown");
}

void tst_DisplayText::onlyWebLinksAreFound_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("links");
    const auto row = [](const char *name, const QString &text, const QStringList &links = {}) {
        QTest::newRow(name) << text << links;
    };
    row("none", u"안녕하세요"_s);
    row("http", u"http://a.example/b"_s, {u"http://a.example/b"_s});
    row("upper case", u"HTTPS://A.example"_s, {u"HTTPS://A.example"_s});
    row("two", u"https://a.example, https://b.example."_s,
        {u"https://a.example"_s, u"https://b.example"_s});
    row("in brackets", u"(https://a.example/x)"_s, {u"https://a.example/x"_s});
    row("brackets of its own", u"https://a.example/x_(y)"_s, {u"https://a.example/x_(y)"_s});
    row("Korean particle", u"https://a.example에서"_s, {u"https://a.example"_s});
    row("after Korean", u"주소는https://a.example"_s, {u"https://a.example"_s});
    row("Korean host", u"https://한글.kr/가"_s, {u"https://한글.kr/가"_s});
    row("port and query", u"http://a.example:5000/?x=1&y=2#z"_s,
        {u"http://a.example:5000/?x=1&y=2#z"_s});
    row("port and particle", u"http://192.168.0.5:5000에서 만나요"_s,
        {u"http://192.168.0.5:5000"_s});
    row("port, particle and dot", u"http://localhost:3000으로."_s, {u"http://localhost:3000"_s});
    row("port and Korean path", u"http://a.example:5000/가나"_s, {u"http://a.example:5000/가나"_s});
    row("number of a network", u"http://[fe80::1]:5000/x"_s, {u"http://[fe80::1]:5000/x"_s});
    row("number of a network, port and particle", u"http://[fe80::1]:5000에서"_s,
        {u"http://[fe80::1]:5000"_s});
    row("number of a network and particle", u"[http://[fe80::1]에서]"_s, {u"http://[fe80::1]"_s});
    row("no port but a particle", u"http://a.example:에서"_s);
    row("brackets and particle", u"(https://a.example/x)에서 봐요"_s, {u"https://a.example/x"_s});
    row("brackets behind a word", u"문서(https://a.example/doc/1)를 보세요"_s,
        {u"https://a.example/doc/1"_s});
    row("both brackets and particle", u"(https://a.example/x_(y))에서"_s,
        {u"https://a.example/x_(y)"_s});
    row("square brackets and particle", u"[https://a.example/x]에서"_s, {u"https://a.example/x"_s});
    row("square brackets of its own", u"https://a.example/?x[0]=1"_s,
        {u"https://a.example/?x[0]=1"_s});
    row("bold and particle", u"**https://a.example/x**입니다"_s, {u"https://a.example/x"_s});
    row("struck out and particle", u"~~https://a.example/x~~입니다"_s, {u"https://a.example/x"_s});
    row("stars of its own", u"https://a.example/**/x"_s, {u"https://a.example/**/x"_s});
    row("a home", u"https://a.example/~가나"_s, {u"https://a.example/~가나"_s});
    row("javascript", u"javascript:alert(1)"_s);
    row("file", u"file:///etc/passwd"_s);
    row("ftp", u"ftp://a.example"_s);
    row("user info", u"http://bank.example@evil.example/"_s);
    row("no host", u"http://"_s);
    row("bad port", u"http://a.example:99999999/"_s);
    row("inside a word", u"xhttp://a.example"_s);
    row("bidi control ends it", u"https://a.example/\u202Egpj.exe"_s, {u"https://a.example/"_s});
}

void tst_DisplayText::onlyWebLinksAreFound()
{
    QFETCH(QString, text);
    QStringList found;
    for (const TextLink &link : findLinks(text)) {
        found << text.sliced(link.start, link.length);
        QVERIFY(isSafeLink(link.url));
    }
    QTEST(found, "links");
}

void tst_DisplayText::theRealHostIsShown()
{
    QCOMPARE(realHost(QUrl(u"https://a.example:5000/b"_s)), u"a.example:5000"_s);
    QCOMPARE(realHost(QUrl(u"https://example.com/b"_s)), u"example.com"_s);
    QVERIFY(!isSafeLink(QUrl(u"file:///etc/passwd"_s)));
    QVERIFY(!isSafeLink(QUrl(u"http://a@b.example"_s)));
    QVERIFY(isSafeLink(QUrl(u"https://b.example"_s)));
}

void tst_DisplayText::codePointsAreCounted()
{
    QCOMPARE(codePointCount(u""), 0);
    QCOMPARE(codePointCount(u"가a"), 2);
    QCOMPARE(codePointCount(u"👋👋"), 2);
}

QTEST_MAIN(tst_DisplayText)
#include "tst_displaytext.moc"
