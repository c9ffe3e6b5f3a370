// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/boxfont.h"
#include "client/widgets/theme.h"

#include <QDir>
#include <QFile>
#include <QGlyphRun>
#include <QGuiApplication>
#include <QPainterPath>
#include <QRawFont>
#include <QTemporaryDir>
#include <QTextLayout>
#include <QtTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace maru::client;

/// Letters without a font: on a computer that has one for Devanagari, made for this test.
class tst_BoxFont : public QObject
{
    Q_OBJECT

private slots:
    void aLetterIsABoxAndAMarkIsNot();
    void scriptsThatHaveAFontAreNotMissing();
    void aScriptWithAFontIsDrawnInIt();
    void aScriptWithoutAFontIsBoxes();
    void whatStandsBetweenBoxesIsOfTheOwnFont();
    void noLetterLooksOtherwise_data();
    void noLetterLooksOtherwise();
};

namespace {

constexpr auto madeFamily = "Maru Made"_L1;

NamedScript named(QChar::Script script)
{
    const auto &all = namedScripts();
    return *std::find_if(all.cbegin(), all.cend(),
                         [script](const NamedScript &one) { return one.script == script; });
}

/// Which glyph of which font is drawn for each character.
QStringList drawn(const QString &text, const QFont &font)
{
    QTextLayout layout(text, font);
    layout.beginLayout();
    layout.createLine();
    layout.endLayout();
    QStringList all;
    const auto runs = layout.glyphRuns();
    for (const QGlyphRun &run : runs) {
        const auto glyphs = run.glyphIndexes();
        for (const quint32 glyph : glyphs) {
            all += u"%1 %2"_s.arg(run.rawFont().familyName()).arg(glyph);
        }
    }
    return all;
}

// fontconfig reads this before there is an application.
bool makeFonts(const QTemporaryDir &folder)
{
    QFile font(folder.filePath(u"made.ttf"_s));
    QFile settings(folder.filePath(u"fonts.conf"_s));
    if (!font.open(QIODevice::WriteOnly) || !settings.open(QIODevice::WriteOnly)) {
        return false;
    }
    font.write(boxFont(madeFamily, {named(QChar::Script_Devanagari)}));
    settings.write("<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\"><fontconfig>"
                   "<include ignore_missing=\"yes\">/etc/fonts/fonts.conf</include><dir>"
                   + folder.path().toUtf8() + "</dir><cachedir>" + folder.path().toUtf8()
                   + "</cachedir></fontconfig>");
    return qputenv("FONTCONFIG_FILE", settings.fileName().toUtf8());
}

} // namespace

void tst_BoxFont::aLetterIsABoxAndAMarkIsNot()
{
    const QByteArray bytes = boxFont(u"Maru Test"_s, {named(QChar::Script_Tamil)});
    const QRawFont font(bytes, 20);
    QVERIFY(font.isValid());
    QCOMPARE(font.familyName(), u"Maru Test"_s);
    QVERIFY(!font.supportsCharacter(u'a') && !font.supportsCharacter(u'क'));
    const auto letter = font.glyphIndexesForString(u"க"_s);
    QVERIFY(font.supportsCharacter(u'க'));
    QCOMPARE(qRound(font.advancesForGlyphIndexes(letter).constFirst().x()), 12);
    QVERIFY(font.pathForGlyph(letter.constFirst()).contains(QPointF(2, -7)));
    QVERIFY2(!font.pathForGlyph(letter.constFirst()).contains(QPointF(6, -7)), "it is hollow");
    QVERIFY(font.supportsCharacter(QChar(0x0BCD)));
    const auto mark = font.glyphIndexesForString(QChar(0x0BCD));
    QCOMPARE(font.advancesForGlyphIndexes(mark).constFirst().x(), 0.0);
    QVERIFY(font.pathForGlyph(mark.constFirst()).isEmpty());
}

void tst_BoxFont::scriptsThatHaveAFontAreNotMissing()
{
    const auto missing = missingScripts();
    QVERIFY(std::none_of(missing.cbegin(), missing.cend(), [](const NamedScript &script) {
        return script.script == QChar::Script_Devanagari;
    }));
}

void tst_BoxFont::aScriptWithAFontIsDrawnInIt()
{
    const QStringList glyphs = drawn(u"नम"_s, withFallbacks(QFont()));
    QCOMPARE(glyphs.size(), 2);
    for (const QString &glyph : glyphs) {
        QVERIFY2(!glyph.startsWith("Maru Boxes"_L1) && !glyph.endsWith(" 0"_L1), qPrintable(glyph));
    }
    QCOMPARE(glyphs, drawn(u"नम"_s, QFont(u"DejaVu Sans"_s)));
}

void tst_BoxFont::aScriptWithoutAFontIsBoxes()
{
    const auto missing = missingScripts();
    if (missing.isEmpty()) {
        QSKIP("this computer has a font for every script, or no fontconfig");
    }
    for (const NamedScript &script : missing) {
        const QString text = QString::fromUcs4(&script.letter, 1).repeated(3);
        QCOMPARE(drawn(text, withFallbacks(QFont())), QStringList(3, u"Maru Boxes 1"_s));
        QFont strong = strongFont(bodyFont(QFont()));
        QCOMPARE(drawn(text, strong).constFirst(), u"Maru Boxes 1"_s);
    }
}

void tst_BoxFont::whatStandsBetweenBoxesIsOfTheOwnFont()
{
    const auto missing = missingScripts();
    if (missing.isEmpty()) {
        QSKIP("this computer has a font for every script, or no fontconfig");
    }
    const QFont font = withFallbacks(QFont(u"DejaVu Sans"_s));
    const QString letter = QString::fromUcs4(&missing.constFirst().letter, 1);
    QStringList between = drawn(letter + u" 12:30 #"_s + letter, font);
    QStringList alone = drawn(u" 12:30 #"_s, QFont(u"DejaVu Sans"_s));
    QCOMPARE(between.removeAll(u"Maru Boxes 1"_s), 2);
    std::sort(between.begin(), between.end()); // the script may go from right to left
    std::sort(alone.begin(), alone.end());
    QCOMPARE(between, alone);
}

void tst_BoxFont::noLetterLooksOtherwise_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("Latin") << u"Hello, Äé 12:30 # ©"_s;
    QTest::newRow("Hangul") << u"안녕하세요 뷁 ㄱㅏ ᄒᆞᆫ"_s;
    QTest::newRow("Han") << u"漢字汉字 𠮷"_s;
    QTest::newRow("Kana") << u"ひらがなカタカナ"_s;
    QTest::newRow("Arabic") << u"السلام عليكم ١٢"_s;
    QTest::newRow("Hebrew") << u"שלום עולם"_s;
    QTest::newRow("Thai") << u"สวัสดีครับ"_s;
    QTest::newRow("Devanagari") << u"नमस्ते"_s;
    QTest::newRow("emoji") << u"👍 👨‍👩‍👧 ❤️ 🇰🇷 1️⃣"_s;
    QTest::newRow("signs") << u"→ ∞ □ ① ㎏ 〓"_s;
}

void tst_BoxFont::noLetterLooksOtherwise()
{
    QFETCH(QString, text);
    const QFont with = withFallbacks(QFont(u"DejaVu Sans"_s));
    QFont without = with;
    without.setFamilies({with.families().constFirst(), with.families().constLast()});
    QCOMPARE(drawn(text, with), drawn(text, without));
}

int main(int argc, char **argv)
{
    const QTemporaryDir folder;
    if (!makeFonts(folder)) {
        return 1;
    }
    const QGuiApplication application(argc, argv);
    tst_BoxFont test;
    QTEST_SET_MAIN_SOURCE_PATH
    return QTest::qExec(&test, argc, argv);
}

#include "tst_boxfont.moc"
