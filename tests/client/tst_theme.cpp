// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/theme.h"
#include "client/widgets/themecontroller.h"

#include <QApplication>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
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
    void aFixedThemeIgnoresTheSystem();
    void theProgramFollowsTheSystemLive();
    void whatStandsInAnEmptyFieldIsReadable();
    void theDesktopsWordGoesBeforeThePalette();
    void aThemeChangesUnderAnOpenDialog();
    void theFontGrowsEverywhereAndBack();
    void theFontStaysWithinItsBounds();
    void rowsAreLowerInACompactWindow();
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
        // AA for all that is written on anything; AAA in the theme of high contrast.
        const double least = kind == ThemeKind::Contrast ? 7.0 : 4.5;
        const std::pair<const char *, QColor> fronts[] = {
            {"text", theme.text},     {"muted", theme.muted},   {"accent", theme.accent},
            {"unread", theme.unread}, {"danger", theme.danger}, {"link", theme.link}};
        const std::pair<const char *, QColor> backs[] = {
            {"window", theme.window},     {"panel", theme.panel}, {"surface", theme.surface},
            {"selected", theme.selected}, {"own", theme.own},     {"mention", theme.mention}};
        for (const auto &[front, colour] : fronts) {
            for (const auto &[back, ground] : backs) {
                QTest::addRow("%s: %s on any %s", name, front, back) << colour << ground << least;
            }
        }
        row("on unread", theme.surface, theme.unread, least);
        row("on danger", theme.surface, theme.danger, least);
        row("on accent", theme.onAccent, theme.accent, least);
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
        row("danger on surface", theme.danger, theme.surface, 6.0);
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
    for (int i = 0; i < 200; ++i) {
        const QColor colour = avatarColour(u"user-%1"_s.arg(i), ThemeKind::Contrast);
        QVERIFY2(contrastRatio(Qt::white, colour) >= 7.0, qPrintable(colour.name()));
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
    font.setPointSizeF(4.0);
    QCOMPARE(bodyFont(font).pixelSize(), rhythm::minimumFontPx);
    font.setPixelSize(rhythm::minimumFontPx - 1); // chosen
    QCOMPARE(bodyFont(font).pixelSize(), rhythm::minimumFontPx - 1);
    font.setPixelSize(4);
    QCOMPARE(bodyFont(font).pixelSize(), fontsteps::smallestPx);
    font.setPixelSize(rhythm::minimumFontPx + 6);
    QCOMPARE(bodyFont(font).pixelSize(), rhythm::minimumFontPx + 6);
    QCOMPARE(smallFont(bodyFont(font)).pixelSize(), rhythm::minimumFontPx + 4);
}

void tst_Theme::emojisLeaveTheLettersAlone()
{
    // Also where nobody has set a family; and a font with emojis has digits and a space, too.
    for (const QFont &font : {QFont(), QFont(QStringList()), QFont(u"DejaVu Sans"_s)}) {
        const QFont with = withFallbacks(font);
        QCOMPARE(with.families().constFirst(), QFontInfo(font).family());
        QVERIFY(with.families().size() >= 2);
        QVERIFY(with.families().constLast().contains(u"Emoji"_s));
        const QString text = u"12:30 # a"_s;
        QCOMPARE(QFontMetricsF(with).horizontalAdvance(text),
                 QFontMetricsF(font).horizontalAdvance(text));
        QCOMPARE(withFallbacks(with), with);
    }
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

void tst_Theme::whatStandsInAnEmptyFieldIsReadable()
{
    ThemeController themes(ThemeKind::Light);
    QLineEdit line;
    QPlainTextEdit text;
    text.setObjectName(u"compose"_s);
    QListWidget list; // its delegates paint with what is muted in it
    for (const auto kind : {ThemeKind::Light, ThemeKind::Dark, ThemeKind::Contrast}) {
        themes.setFixed(kind);
        const Theme &theme = themeOf(kind);
        for (QWidget *field : std::initializer_list<QWidget *>{&line, &text, &list}) {
            field->ensurePolished();
            const QColor hint = field->palette().color(QPalette::PlaceholderText);
            QCOMPARE(hint.alpha(), 255);
            QVERIFY2(contrastRatio(hint, theme.surface) >= 4.5, qPrintable(hint.name()));
            QCOMPARE(field->palette().color(QPalette::Text), theme.text);
        }
    }
}

void tst_Theme::theDesktopsWordGoesBeforeThePalette()
{
    QApplication::setPalette(QPalette());
    ThemeController themes;
    QCOMPARE(themes.theme().kind, ThemeKind::Light);
    themes.setDesktopKind(ThemeKind::Contrast);
    QCOMPARE(themes.theme().kind, ThemeKind::Contrast);
    themes.setFixed(ThemeKind::Dark); // the person's goes before both
    QCOMPARE(themes.theme().kind, ThemeKind::Dark);
    themes.setDesktopKind(ThemeKind::Light);
    QCOMPARE(themes.theme().kind, ThemeKind::Dark);
    themes.setFixed({});
    QCOMPARE(themes.theme().kind, ThemeKind::Light);
}

void tst_Theme::aThemeChangesUnderAnOpenDialog()
{
    ThemeController themes(ThemeKind::Light);
    QWidget window;
    window.show();
    QDialog dialog(&window);
    auto *field = new QLineEdit(u"typed"_s, &dialog);
    field->resize(200, 60);
    dialog.open();
    QVERIFY(QTest::qWaitForWindowExposed(&dialog));
    for (const auto kind : {ThemeKind::Dark, ThemeKind::Contrast, ThemeKind::Light}) {
        themes.setFixed(kind);
        QVERIFY(dialog.isVisible());
        QCOMPARE(field->text(), u"typed"_s);
        QCOMPARE(dialog.grab().toImage().pixelColor(dialog.rect().bottomRight()),
                 themeOf(kind).window);
        QCOMPARE(field->grab().toImage().pixelColor(150, 30), themeOf(kind).surface);
    }
}

void tst_Theme::theFontGrowsEverywhereAndBack()
{
    ThemeController themes(ThemeKind::Light);
    QSignalSpy changed(&themes, &ThemeController::themeChanged);
    const int usual = QApplication::font().pixelSize();
    QWidget window;
    QLabel plain(&window);
    QLabel heading(&window);
    QFont font = strongFont(bodyFont(heading.font()));
    font.setPixelSize(font.pixelSize() + 6);
    heading.setFont(font);
    window.show();
    themes.setFontStep(5);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(plain.font().pixelSize(), usual + 5);
    QCOMPARE(heading.font().pixelSize(), usual + 11);
    QCOMPARE(heading.font().weight(), int(QFont::DemiBold));
    QLabel later(&window); // made meanwhile
    later.setFont(smallFont(bodyFont(later.font())));
    QCOMPARE(later.font().pixelSize(), usual + 3);
    themes.setFontStep(0);
    QCOMPARE(plain.font().pixelSize(), usual);
    QCOMPARE(heading.font().pixelSize(), usual + 6);
    QCOMPARE(later.font().pixelSize(), usual - 2);
}

void tst_Theme::theFontStaysWithinItsBounds()
{
    QFont font;
    font.setPixelSize(14);
    QCOMPARE(steppedFont(font, 3).pixelSize(), 17);
    QCOMPARE(steppedFont(font, 1'000).pixelSize(), 14 + fontsteps::most);
    QCOMPARE(steppedFont(font, -1'000).pixelSize(), fontsteps::smallestPx);
    // A header holds its two lines in any size.
    QCOMPARE(headerHeight(font), rhythm::header);
    font.setPixelSize(28);
    QVERIFY(headerHeight(font) >= QFontMetrics(font).height() * 2);
}

void tst_Theme::rowsAreLowerInACompactWindow()
{
    ThemeController themes(ThemeKind::Light);
    QSignalSpy changed(&themes, &ThemeController::themeChanged);
    QCOMPARE(rowHeight(themes.theme()), rhythm::row);
    themes.setDensity(Density::Compact);
    themes.setDensity(Density::Compact);
    QCOMPARE(changed.size(), 1);
    QVERIFY(rowHeight(themes.theme()) < rhythm::row);
    themes.setFixed(ThemeKind::Dark);
    QCOMPARE(themes.theme().density, Density::Compact); // both are kept
}

QTEST_MAIN(tst_Theme)
#include "tst_theme.moc"
