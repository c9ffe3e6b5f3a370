// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/limits.h"
#include "server/chat/emoji.h"

#include <QTest>

using namespace maru;
using namespace maru::server;
using namespace Qt::StringLiterals;

class tst_Emoji : public QObject
{
    Q_OBJECT

private slots:
    void oneEmojiHasOneSpelling_data();
    void oneEmojiHasOneSpelling();
    void othersAreNone_data();
    void othersAreNone();
};

void tst_Emoji::oneEmojiHasOneSpelling_data()
{
    QTest::addColumn<QString>("sent");
    QTest::addColumn<QString>("kept");
    const auto row = [](const char *name, const QString &sent, const QString &kept = {}) {
        QTest::newRow(name) << sent << (kept.isEmpty() ? sent : kept);
    };
    row("a face", u"😀"_s);
    row("a heart", u"\u2764\ufe0f"_s);
    row("a heart without its selector", u"\u2764"_s, u"\u2764\ufe0f"_s);
    row("a face with a selector it does not need", u"😀\ufe0f"_s, u"😀"_s);
    row("a skin", u"👏🏽"_s);
    row("a skin on what is no emoji by itself", u"☝🏽"_s);
    row("the same with a selector between", u"☝\ufe0f🏽"_s, u"☝🏽"_s);
    row("a flag", u"🇰🇷"_s);
    row("a keycap", u"1\ufe0f\u20e3"_s);
    row("a keycap without its selector", u"1\u20e3"_s, u"1\ufe0f\u20e3"_s);
    row("joined people", u"👩\u200d💻"_s);
    row("a family", u"👨\u200d👩\u200d👧\u200d👦"_s);
    row("a joined flag", u"🏳\ufe0f\u200d🌈"_s);
    row("a joined flag without its selector", u"🏳\u200d🌈"_s, u"🏳\ufe0f\u200d🌈"_s);
    row("a couple with skins", u"👩🏽\u200d❤\ufe0f\u200d👨🏻"_s);
    row("a flag of tags",
        QString::fromUtf8("\xF0\x9F\x8F\xB4\xF3\xA0\x81\xA7\xF3\xA0\x81\xA2"
                          "\xF3\xA0\x81\xB3\xF3\xA0\x81\xA3\xF3\xA0\x81\xB4"
                          "\xF3\xA0\x81\xBF"));
}

void tst_Emoji::oneEmojiHasOneSpelling()
{
    QFETCH(QString, sent);
    QFETCH(QString, kept);
    QCOMPARE(qualifiedEmoji(sent), kept);
    QCOMPARE(qualifiedEmoji(kept), kept);
}

void tst_Emoji::othersAreNone_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("nothing") << QString();
    QTest::newRow("a letter") << u"x"_s;
    QTest::newRow("a digit") << u"1"_s;
    QTest::newRow("a digit with a selector") << u"1\ufe0f"_s;
    QTest::newRow("hangul") << u"가"_s;
    QTest::newRow("two") << u"👍👍"_s;
    QTest::newRow("one and a letter") << u"👍x"_s;
    QTest::newRow("one and a space") << u"👍 "_s;
    QTest::newRow("half a flag") << u"🇰"_s;
    QTest::newRow("no country") << u"🇽🇽"_s;
    QTest::newRow("a joiner") << u"\u200d"_s;
    QTest::newRow("an open joiner") << u"👩\u200d"_s;
    QTest::newRow("a selector") << u"\ufe0f"_s;
    QTest::newRow("the text form asked for") << u"\u2764\ufe0e"_s;
    QTest::newRow("half a pair") << QString(QChar(0xd83d));
    QTest::newRow("a control") << u"\u0000"_s;
    QTest::newRow("a smiley of ASCII") << u":)"_s;
    QTest::newRow("markup") << u"<b>"_s;
    QTest::newRow("too long") << u"👍"_s.repeated(limits::maxEmojiChars);
    QTest::newRow("selectors without end") << u"👍"_s + QString(limits::maxEmojiChars, u'\ufe0f');
}

void tst_Emoji::othersAreNone()
{
    QFETCH(QString, text);
    QCOMPARE(qualifiedEmoji(text), std::nullopt);
}

QTEST_GUILESS_MAIN(tst_Emoji)
#include "tst_emoji.moc"
