// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/aboutdialog.h"
#include "client/widgets/composeedit.h"
#include "client/widgets/lineedit.h"
#include "client/widgets/messageinput.h"
#include "client/widgets/settingsdialog.h"
#include "client/widgets/settingspages.h"
#include "client/widgets/themecontroller.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QScrollBar>
#include <QSettings>
#include <QTemporaryDir>
#include <QTranslator>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace maru::client;

/// The dialog of settings and its pages, and what Maru says of itself.
class tst_Settings : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void typingFindsPagesAndRows();
    void leadingConsonantsFind();
    void nothingFoundIsSaid();
    void escapeClearsBeforeItCloses();
    void enterInTheFieldPressesNothing();
    void aComposingSyllableIsSearched();
    void noButtonIsClipped();
    void aPageChangesAtOnceAndFollows();
    void enterCanBeginALine();
    void aboutNamesWhatIsUsed();
    void aboutCutsNoLine_data();
    void aboutCutsNoLine();

private:
    std::unique_ptr<QTemporaryDir> m_directory;
};

void tst_Settings::initTestCase()
{
    QCoreApplication::setOrganizationName(u"maru"_s);
    QCoreApplication::setApplicationName(u"maru"_s);
    QCoreApplication::setApplicationVersion(u"1.2.3"_s);
    QSettings::setDefaultFormat(QSettings::IniFormat);
}

void tst_Settings::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_directory->path());
}

namespace {

QWidget *pageOf(const QString &title, const QStringList &texts)
{
    auto *page = new QWidget;
    page->setWindowTitle(title);
    auto *column = new QVBoxLayout(page);
    for (const QString &text : texts) {
        column->addWidget(new QLabel(text));
    }
    return page;
}

QStringList shownPages(const SettingsDialog &dialog)
{
    QStringList shown;
    for (int row = 0; row < dialog.pages()->count(); ++row) {
        if (!dialog.pages()->item(row)->isHidden()) {
            shown << dialog.pages()->item(row)->text();
        }
    }
    return shown;
}

} // namespace

void tst_Settings::typingFindsPagesAndRows()
{
    Preferences preferences;
    SettingsDialog dialog;
    dialog.addPage(makeAppearancePage(preferences), u"palette"_s);
    dialog.addPage(makeConversationPage(preferences), u"bubble"_s);
    dialog.addPage(makeLanguagePage(preferences), u"globe"_s);
    dialog.addPage(pageOf(u"Others"_s, {u"Bells and whistles"_s}), u"globe"_s); // any widget
    QCOMPARE(dialog.pages()->count(), 4);
    QCOMPARE(dialog.pages()->currentRow(), 0);
    dialog.field()->setText(u"whistle"_s);
    QCOMPARE(shownPages(dialog), QStringList{u"Others"_s});
    QCOMPARE(dialog.pages()->currentItem()->text(), u"Others"_s);
    dialog.field()->setText(u"compact"_s); // stands in a list of choices
    QCOMPARE(shownPages(dialog), QStringList{u"Appearance"_s});
    int marked = 0;
    for (const QWidget *widget : dialog.findChildren<QWidget *>()) {
        marked += widget->property("found").toBool() ? 1 : 0;
    }
    QCOMPARE(marked, 1);
    dialog.field()->clear();
    QCOMPARE(shownPages(dialog).size(), 4);
    for (const QWidget *widget : dialog.findChildren<QWidget *>()) {
        QVERIFY(!widget->property("found").toBool());
    }
}

void tst_Settings::leadingConsonantsFind()
{
    SettingsDialog dialog;
    dialog.addPage(pageOf(u"모양"_s, {u"테마"_s, u"글자 크기"_s}), u"palette"_s);
    dialog.addPage(pageOf(u"대화"_s, {u"Enter 키"_s}), u"bubble"_s);
    dialog.field()->setText(u"ㄱㅈ"_s);
    QCOMPARE(shownPages(dialog), QStringList{u"모양"_s});
    dialog.field()->setText(u"ㄷㅎ"_s); // the title counts, too
    QCOMPARE(shownPages(dialog), QStringList{u"대화"_s});
}

void tst_Settings::nothingFoundIsSaid()
{
    SettingsDialog dialog;
    dialog.addPage(pageOf(u"모양"_s, {u"테마"_s}), u"palette"_s);
    dialog.field()->setText(u"<b>Kaffee</b>"_s);
    QVERIFY(shownPages(dialog).isEmpty());
    QVERIFY(!dialog.nothingFound()->isHidden());
    QVERIFY(dialog.nothingFound()->text().contains(u"<b>Kaffee</b>"_s));
    QCOMPARE(dialog.nothingFound()->textFormat(), Qt::PlainText);
    dialog.field()->clear();
    QVERIFY(dialog.nothingFound()->isHidden());
}

void tst_Settings::escapeClearsBeforeItCloses()
{
    SettingsDialog dialog;
    dialog.addPage(pageOf(u"모양"_s, {u"테마"_s}), u"palette"_s);
    dialog.show();
    QVERIFY(QTest::qWaitForWindowExposed(&dialog));
    dialog.field()->setText(u"x"_s);
    QTest::keyClick(&dialog, Qt::Key_Escape);
    QVERIFY(dialog.field()->text().isEmpty());
    QVERIFY(dialog.isVisible());
    QTest::keyClick(&dialog, Qt::Key_Escape);
    QVERIFY(!dialog.isVisible());
}

void tst_Settings::enterInTheFieldPressesNothing()
{
    ThemeController themes(ThemeKind::Light);
    Preferences preferences;
    SettingsDialog dialog;
    dialog.addPage(makeAppearancePage(preferences), u"palette"_s);
    dialog.show();
    QVERIFY(QTest::qWaitForWindowActive(&dialog));
    dialog.field()->setFocus();
    QTest::keyClicks(dialog.field(), u"theme"_s);
    for (const auto key : {Qt::Key_Return, Qt::Key_Enter}) {
        QTest::keyClick(dialog.field(), key);
        QTest::keyClick(dialog.findChild<QComboBox *>(), key);
    }
    QCOMPARE(preferences.values().fontStep, 0);
    QVERIFY(dialog.isVisible());
    // But of a button that has the focus.
    auto *const larger = dialog.findChildren<QPushButton *>().at(1);
    larger->setFocus();
    QTest::keyClick(larger, Qt::Key_Return);
    QCOMPARE(preferences.values().fontStep, 1);
}

void tst_Settings::aComposingSyllableIsSearched()
{
    SettingsDialog dialog;
    dialog.addPage(pageOf(u"모양"_s, {u"테마"_s, u"글꼴"_s}), u"palette"_s);
    dialog.addPage(pageOf(u"대화"_s, {u"Enter 키"_s}), u"bubble"_s);
    QInputMethodEvent composing(u"꼴"_s, {});
    QCoreApplication::sendEvent(dialog.field(), &composing);
    QCOMPARE(shownPages(dialog), QStringList{u"모양"_s});
}

void tst_Settings::noButtonIsClipped()
{
    const ThemeController themes(ThemeKind::Light);
    Preferences preferences;
    SettingsDialog dialog;
    dialog.addPage(makeAppearancePage(preferences), u"palette"_s);
    dialog.show();
    QVERIFY(QTest::qWaitForWindowExposed(&dialog));
    const QList<QPushButton *> buttons = dialog.findChildren<QPushButton *>();
    QVERIFY(buttons.size() >= 3);
    for (const QPushButton *button : buttons) {
        QVERIFY2(button->width() >= button->sizeHint().width(), qPrintable(button->text()));
    }
}

void tst_Settings::aPageChangesAtOnceAndFollows()
{
    Preferences preferences;
    const std::unique_ptr<QWidget> page(makeAppearancePage(preferences));
    const QList<QComboBox *> boxes = page->findChildren<QComboBox *>();
    QCOMPARE(boxes.size(), 2);
    QTest::keyClick(boxes.at(0), Qt::Key_Down); // as the system → light
    QCOMPARE(preferences.values().theme, std::optional(ThemeKind::Light));
    auto *bar = page->findChild<QCheckBox *>();
    bar->click();
    QVERIFY(!preferences.values().showsMenuBar);
    PreferenceValues values = preferences.values();
    values.theme = ThemeKind::Contrast; // by a shortcut, say
    values.showsMenuBar = true;
    preferences.set(values);
    QCOMPARE(boxes.at(0)->currentIndex(), 3);
    QVERIFY(bar->isChecked());
}

void tst_Settings::enterCanBeginALine()
{
    MessageInput input;
    QStringList sent;
    input.setPoster([&sent](const QString &text) {
        sent << text;
        return true;
    });
    input.setEnterSends(false);
    QTest::keyClicks(input.edit(), u"a"_s);
    QTest::keyClick(input.edit(), Qt::Key_Return);
    QTest::keyClicks(input.edit(), u"b"_s);
    QVERIFY(sent.isEmpty());
    QTest::keyClick(input.edit(), Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(sent, QStringList{u"a\nb"_s});
    input.setEnterSends(true);
    QTest::keyClicks(input.edit(), u"c"_s);
    QTest::keyClick(input.edit(), Qt::Key_Return);
    QCOMPARE(sent.size(), 2);
}

void tst_Settings::aboutNamesWhatIsUsed()
{
    AboutDialog dialog;
    const auto *list = dialog.findChild<QTreeWidget *>(u"licences"_s);
    QVERIFY(list);
    QCOMPARE(list->topLevelItemCount(), usedParts().size());
    for (const UsedPart &part : usedParts()) {
        QVERIFY2(!part.licence.isEmpty(), qPrintable(part.name));
    }
    QVERIFY(AboutDialog::versionsText().startsWith(u"Maru 1.2.3, Qt "_s));
}

void tst_Settings::aboutCutsNoLine_data()
{
    QTest::addColumn<QString>("language");
    QTest::newRow("English") << u"en"_s;
    QTest::newRow("Korean") << u"ko"_s;
    QTest::newRow("Japanese") << u"ja"_s;
}

void tst_Settings::aboutCutsNoLine()
{
    QFETCH(QString, language);
    QTranslator words;
    QVERIFY(words.load(u":/i18n/maru_%1.qm"_s.arg(language)));
    QCoreApplication::installTranslator(&words);
    AboutDialog dialog;
    dialog.show();
    QVERIFY(QTest::qWaitForWindowExposed(&dialog));
    const auto *list = dialog.findChild<QTreeWidget *>(u"licences"_s);
    const QAbstractItemView *const view = list;
    for (int column = 0; column < list->columnCount(); ++column) {
        QVERIFY2(list->columnWidth(column) >= view->sizeHintForColumn(column),
                 qPrintable(list->headerItem()->text(column)));
    }
    QVERIFY(!list->horizontalScrollBar()->isVisible());
}

QTEST_MAIN(tst_Settings)
#include "tst_settings.moc"
