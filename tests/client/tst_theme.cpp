// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/icons.h"
#include "client/widgets/theme.h"
#include "client/widgets/themecontroller.h"

#include <QApplication>
#include <QSet>
#include <QSignalSpy>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace maru::client;

class tst_Theme : public QObject
{
    Q_OBJECT

private slots:
    void contrastIsComputedAsWcagDoes();
    void textIsReadableOnEverythingItStandsOn_data();
    void textIsReadableOnEverythingItStandsOn();
    void whiteIsReadableOnEveryAvatar();
    void anAvatarKeepsItsColour();
    void theStyleSheetHasNoTokenLeft();
    void theKindFollowsThePalette_data();
    void theKindFollowsThePalette();
    void themesAreFoundByName_data();
    void themesAreFoundByName();
    void smallSystemFontsAreRaised();
    void emojisLeaveTheLettersAlone();
    void iconsTakeTheColour();
    void aFixedThemeIgnoresTheSystem();
    void theProgramFollowsTheSystemLive();
};

void tst_Theme::contrastIsComputedAsWcagDoes()
{
    QCOMPARE(contrastRatio(Qt::black, Qt::white), 21.0);
    QCOMPARE(contrastRatio(Qt::white, Qt::white), 1.0);
    QVERIFY(qAbs(contrastRatio(QColor(0x77, 0x77, 0x77), Qt::white) - 4.48) < 0.01);
}

void tst_Theme::textIsReadableOnEverythingItStandsOn_data()
{
    QTest::addColumn<QColor>("front");
    QTest::addColumn<QColor>("back");
    QTest::addColumn<double>("least");
    const std::pair<const char *, ThemeKind> kinds[] = {
        {"light", ThemeKind::Light}, {"dark", ThemeKind::Dark}, {"contrast", ThemeKind::Contrast}};
    for (const auto &[name, kind] : kinds) {
        const Theme &theme = themeOf(kind);
        const auto row = [name = name](const char *what, const QColor &front, const QColor &back,
                                       double least) {
            QTest::addRow("%s: %s", name, what) << front << back << least;
        };
        row("text on window", theme.text, theme.window, 10.2);
        row("text on panel", theme.text, theme.panel, 10.2);
        row("text on surface", theme.text, theme.surface, 10.2);
        row("text on own", theme.text, theme.own, 10.2);
        row("text on selected", theme.text, theme.selected, 10.2);
        row("text on mention", theme.text, theme.mention, 10.0);
        row("muted on window", theme.muted, theme.window, 4.7);
        row("muted on panel", theme.muted, theme.panel, 4.7);
        row("muted on surface", theme.muted, theme.surface, 4.7);
        row("accent on surface", theme.accent, theme.surface, 6.1);
        row("on accent", theme.onAccent, theme.accent, 4.5);
        row("danger on surface", theme.danger, theme.surface, 6.0);
        row("danger on window", theme.danger, theme.window, 4.5);
        row("unread on surface", theme.unread, theme.surface, 4.5);
        row("link on surface", theme.link, theme.surface, 4.5);
        row("link on own", theme.link, theme.own, 4.5);
    }
}

void tst_Theme::textIsReadableOnEverythingItStandsOn()
{
    QFETCH(QColor, front);
    QFETCH(QColor, back);
    QFETCH(double, least);
    QVERIFY2(contrastRatio(front, back) >= least,
             qPrintable(QString::number(contrastRatio(front, back))));
}

void tst_Theme::whiteIsReadableOnEveryAvatar()
{
    QCOMPARE(avatarColours().size(), 8);
    for (const QColor &colour : avatarColours()) {
        QVERIFY2(contrastRatio(Qt::white, colour) >= 4.5, qPrintable(colour.name()));
    }
}

void tst_Theme::anAvatarKeepsItsColour()
{
    QCOMPARE(avatarColour(u"6563a1b2c3d4e5f601234567"_s),
             avatarColour(u"6563a1b2c3d4e5f601234567"_s));
    QSet<QRgb> used;
    for (int i = 0; i < 200; ++i) {
        used.insert(avatarColour(u"user-%1"_s.arg(i)).rgb());
    }
    QCOMPARE(used.size(), 8);
}

void tst_Theme::theStyleSheetHasNoTokenLeft()
{
    for (const auto kind : {ThemeKind::Light, ThemeKind::Dark, ThemeKind::Contrast}) {
        QVERIFY(!styleSheetOf(themeOf(kind)).contains(u'@'));
    }
}

void tst_Theme::theKindFollowsThePalette_data()
{
    QTest::addColumn<QColor>("window");
    QTest::addColumn<QColor>("text");
    QTest::addColumn<ThemeKind>("kind");
    QTest::newRow("dark text on light")
        << QColor(0xefefef) << QColor(Qt::black) << ThemeKind::Light;
    QTest::newRow("black on white") << QColor(Qt::white) << QColor(Qt::black) << ThemeKind::Light;
    QTest::newRow("light text on dark") << QColor(0x202020) << QColor(0xf0f0f0) << ThemeKind::Dark;
    QTest::newRow("light text on black")
        << QColor(Qt::black) << QColor(0xf0f0f0) << ThemeKind::Dark;
    QTest::newRow("white on black")
        << QColor(Qt::black) << QColor(Qt::white) << ThemeKind::Contrast;
}

void tst_Theme::theKindFollowsThePalette()
{
    QFETCH(QColor, window);
    QFETCH(QColor, text);
    QPalette palette;
    palette.setColor(QPalette::Window, window);
    palette.setColor(QPalette::WindowText, text);
    QTEST(kindFor(palette), "kind");
}

void tst_Theme::themesAreFoundByName_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("known");
    QTest::addColumn<int>("kind"); // -1: follows the system
    QTest::newRow("light") << u"light"_s << true << int(ThemeKind::Light);
    QTest::newRow("dark") << u"dark"_s << true << int(ThemeKind::Dark);
    QTest::newRow("contrast") << u"contrast"_s << true << int(ThemeKind::Contrast);
    QTest::newRow("auto") << u"auto"_s << true << -1;
    QTest::newRow("another") << u"pink"_s << false << -1;
    QTest::newRow("empty") << QString() << false << -1;
}

void tst_Theme::themesAreFoundByName()
{
    QFETCH(QString, name);
    bool known = false;
    const auto kind = ThemeController::kindFromName(name, &known);
    QTEST(known, "known");
    QTEST(kind ? int(*kind) : -1, "kind");
}

void tst_Theme::smallSystemFontsAreRaised()
{
    QFont font;
    font.setPixelSize(rhythm::minimumFontPx - 1);
    QCOMPARE(bodyFont(font).pixelSize(), rhythm::minimumFontPx);
    font.setPixelSize(rhythm::minimumFontPx + 6);
    QCOMPARE(bodyFont(font).pixelSize(), rhythm::minimumFontPx + 6);
    QCOMPARE(smallFont(bodyFont(font)).pixelSize(), rhythm::minimumFontPx + 4);
}

void tst_Theme::emojisLeaveTheLettersAlone()
{
    // Also where nobody has set a family; and a font with emojis has digits and a space, too.
    for (const QFont &font : {QFont(), QFont(QStringList()), QFont(u"DejaVu Sans"_s)}) {
        const QFont with = withEmojis(font);
        QCOMPARE(with.families().constFirst(), QFontInfo(font).family());
        QCOMPARE(with.families().size(), 2);
        const QString text = u"12:30 # a"_s;
        QCOMPARE(QFontMetricsF(with).horizontalAdvance(text),
                 QFontMetricsF(font).horizontalAdvance(text));
        QCOMPARE(withEmojis(with), with);
    }
}

void tst_Theme::iconsTakeTheColour()
{
    for (const QString &name : {u"send"_s, u"arrow-down"_s, u"rooms"_s}) {
        const QImage image = themedPixmap(name, Qt::red, 20, 2.0).toImage();
        QCOMPARE(image.size(), QSize(40, 40));
        int red = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                red += image.pixelColor(x, y) == QColor(Qt::red) ? 1 : 0;
            }
        }
        QVERIFY2(red > 20, qPrintable(name));
    }
    QVERIFY(!applicationIcon().isNull());
}

void tst_Theme::aFixedThemeIgnoresTheSystem()
{
    const ThemeController themes(ThemeKind::Dark);
    QCOMPARE(themes.theme().kind, ThemeKind::Dark);
    QPalette system;
    system.setColor(QPalette::Window, Qt::white);
    system.setColor(QPalette::WindowText, Qt::black);
    QApplication::setPalette(system);
    QCoreApplication::processEvents();
    QCOMPARE(themes.theme().kind, ThemeKind::Dark);
}

void tst_Theme::theProgramFollowsTheSystemLive()
{
    QApplication::setPalette(QPalette());
    ThemeController themes;
    QCOMPARE(themes.theme().kind, ThemeKind::Light);
    QSignalSpy changed(&themes, &ThemeController::themeChanged);

    QPalette system;
    system.setColor(QPalette::Window, QColor(0x20, 0x20, 0x20));
    system.setColor(QPalette::WindowText, QColor(0xf0, 0xf0, 0xf0));
    QApplication::setPalette(system);
    QTRY_COMPARE(themes.theme().kind, ThemeKind::Dark);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(QApplication::palette().color(QPalette::Window), themes.theme().window);
    QVERIFY(qApp->styleSheet().contains(themes.theme().panel.name()));

    system.setColor(QPalette::Window, QColor(0xf0, 0xf0, 0xf0));
    system.setColor(QPalette::WindowText, QColor(0x20, 0x20, 0x20));
    QApplication::setPalette(system);
    QTRY_COMPARE(themes.theme().kind, ThemeKind::Light);
    QCOMPARE(changed.size(), 2);
}

QTEST_MAIN(tst_Theme)
#include "tst_theme.moc"
