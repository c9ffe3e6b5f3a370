// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/store/settingsfile.h"
#include "client/widgets/aboutdialog.h"
#include "client/widgets/commands.h"
#include "client/widgets/composeedit.h"
#include "client/widgets/mainwindow.h"
#include "client/widgets/settingsdialog.h"
#include "client/widgets/settingspages.h"
#include "client/widgets/shortcutsheet.h"
#include "client/widgets/themecontroller.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace maru::client;

class tst_Settings : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void choicesAreOnTheDiskAtOnce();
    void aThemeOfTheCommandLineIsShownAndNotKept();
    void whatIsNoChoiceCountsAsNone();
    void choicesHoldWhereNothingCanBeWritten();
    void aDamagedFileIsSetAside_data();
    void aDamagedFileIsSetAside();
    void noMoreDamagedFilesAreKeptThanAllowed();
    void aNewerFileKeepsWhatIsUnknown();
    void goodFilesAreLeftAlone_data();
    void goodFilesAreLeftAlone();
    void typingFindsPagesAndRows();
    void leadingConsonantsFind();
    void nothingFoundIsSaid();
    void escapeClearsBeforeItCloses();
    void noButtonIsClipped();
    void aPageChangesAtOnceAndFollows();
    void everyCommandIsInAMenu();
    void aHiddenBarKeepsItsShortcuts();
    void editCommandsGoToTheFocus();
    void theSheetListsEveryCommand();
    void theSheetHasNoKeysOfMenus();
    void theSheetFinds();
    void enterCanBeginALine();
    void aboutNamesWhatIsUsed();

private:
    [[nodiscard]] QString file() const { return m_directory->filePath(u"maru/maru.conf"_s); }
    void write(const QByteArray &bytes) const;
    [[nodiscard]] QByteArray read(const QString &path) const;

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
    QDir(m_directory->path()).mkpath(u"maru"_s);
    QCOMPARE(QFileInfo(QSettings().fileName()).absolutePath(), QFileInfo(file()).absolutePath());
}

void tst_Settings::write(const QByteArray &bytes) const
{
    QFile out(QSettings().fileName());
    QVERIFY(out.open(QIODevice::WriteOnly));
    QCOMPARE(out.write(bytes), bytes.size());
}

QByteArray tst_Settings::read(const QString &path) const
{
    QFile in(path);
    return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
}

void tst_Settings::choicesAreOnTheDiskAtOnce()
{
    Preferences preferences;
    QSignalSpy changed(&preferences, &Preferences::changed);
    PreferenceValues values;
    QCOMPARE(preferences.values(), values);
    values.theme = ThemeKind::Dark;
    values.density = Density::Compact;
    values.fontStep = 100; // brought into its bounds
    values.language = u"ko"_s;
    values.enterSends = false;
    values.formatsText = false;
    values.showsMenuBar = false;
    preferences.set(values);
    QCOMPARE(changed.size(), 1);
    preferences.set(preferences.values());
    QCOMPARE(changed.size(), 1);
    QVERIFY(preferences.isSaved());
    // As a program that is killed now would find it: the bytes, not what QSettings remembers.
    const QByteArray bytes = read(QSettings().fileName());
    QVERIFY(bytes.contains("theme=dark"));
    QVERIFY(bytes.contains("density=compact"));
    values.fontStep = fontsteps::most;
    QCOMPARE(Preferences().values(), values);
    QCOMPARE(Preferences::storedLanguage(), u"ko"_s);
    values.theme = std::nullopt;
    preferences.set(values);
    QCOMPARE(Preferences().values(), values);
}

void tst_Settings::aThemeOfTheCommandLineIsShownAndNotKept()
{
    Preferences preferences;
    preferences.setThemeOfRun(ThemeKind::Light);
    const std::unique_ptr<QWidget> page(makeAppearancePage(preferences));
    auto *theme = page->findChild<QComboBox *>();
    QCOMPARE(theme->currentIndex(), 1); // "Light", and not "As the system"
    preferences.setFontStep(2);
    QVERIFY(!read(QSettings().fileName()).contains("theme="));
    QCOMPARE(Preferences().values().theme, std::nullopt);
    // What the person chooses then is theirs, also the system's.
    PreferenceValues values = preferences.values();
    values.theme = std::nullopt;
    preferences.set(values);
    QCOMPARE(theme->currentIndex(), 0);
    QVERIFY(read(QSettings().fileName()).contains("theme=auto"));
}

void tst_Settings::whatIsNoChoiceCountsAsNone()
{
    write("language=tlh\n[look]\ntheme=pink\ndensity=17\nfontStep=many\nmenuBar=perhaps\n"
          "[writing]\nenterSends=@Invalid()\nformats=\n");
    QCOMPARE(Preferences().values(), PreferenceValues());
    write("[look]\nfontStep=-99999999\n");
    QCOMPARE(Preferences().values().fontStep, fontsteps::least);
}

void tst_Settings::choicesHoldWhereNothingCanBeWritten()
{
    QDir(m_directory->path()).removeRecursively();
    QFile blocker(m_directory->path());
    QVERIFY(blocker.open(QIODevice::WriteOnly)); // a file where the folder should be
    Preferences preferences;
    preferences.setFontStep(3);
    QVERIFY(!preferences.isSaved());
    QCOMPARE(preferences.values().fontStep, 3);
    blocker.remove();
}

void tst_Settings::aDamagedFileIsSetAside_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("cut in a line") << QByteArray("[look]\ntheme=dark\nfontSt");
    QTest::newRow("zeros") << QByteArray(4'096, '\0');
    QTest::newRow("zeros at the end") << QByteArray("[look]\ntheme=dark\n") + QByteArray(512, '\0');
    QTest::newRow("no text") << QByteArray("\x89PNG\r\n\x1a\n\xff\xfe\xfd");
    QTest::newRow("too large") << QByteArray("[a]\n") + QByteArray("k=v\n").repeated(1'100'000);
}

void tst_Settings::aDamagedFileIsSetAside()
{
    QFETCH(QByteArray, bytes);
    const QString path = QSettings().fileName();
    write(bytes);
    const SettingsFileState state = prepareSettingsFile(path);
    QCOMPARE(state.kind, SettingsFileState::Kind::Damaged);
    QVERIFY(read(state.keptAs) == bytes); // all of it, whatever it is
    QVERIFY(!QFileInfo::exists(path));
    Preferences preferences; // goes on with new ones
    preferences.setFontStep(2);
    QVERIFY(preferences.isSaved());
    QCOMPARE(prepareSettingsFile(path).kind, SettingsFileState::Kind::Fine);
    QVERIFY(read(state.keptAs) == bytes);
}

void tst_Settings::noMoreDamagedFilesAreKeptThanAllowed()
{
    const QString path = QSettings().fileName();
    for (int i = 0; i < 30; ++i) {
        write("[look]\nbroken" + QByteArray::number(i));
        QCOMPARE(prepareSettingsFile(path).kind, SettingsFileState::Kind::Damaged);
    }
    const QDir directory = QFileInfo(path).dir();
    const QStringList kept = directory.entryList({u"*.damaged*"_s}, QDir::Files);
    QCOMPARE(kept.size(), 20);
    QCOMPARE(read(path + u".damaged"_s), QByteArray("[look]\nbroken0"));
    QCOMPARE(read(path + u".damaged-20"_s), QByteArray("[look]\nbroken29"));
}

void tst_Settings::aNewerFileKeepsWhatIsUnknown()
{
    const QString path = QSettings().fileName();
    const QByteArray bytes = "[settings]\nversion=7\n\n[look]\ntheme=dark\ndensity=floating\n\n"
                             "[rooms]\nfolders=a, b\n";
    write(bytes);
    const SettingsFileState state = prepareSettingsFile(path);
    QCOMPARE(state.kind, SettingsFileState::Kind::Newer);
    QCOMPARE(read(state.keptAs), bytes);
    Preferences preferences;
    QCOMPARE(preferences.values().theme, std::optional(ThemeKind::Dark));
    preferences.setFontStep(2);
    const QByteArray now = read(path);
    QVERIFY(now.contains("version=7"));
    QVERIFY(now.contains("density=floating")); // nothing was chosen here instead
    QVERIFY(now.contains("folders=a, b"));
    // The copy is of before this Maru wrote, also after the next start.
    QCOMPARE(prepareSettingsFile(path).keptAs, state.keptAs);
    QCOMPARE(read(state.keptAs), bytes);
}

void tst_Settings::goodFilesAreLeftAlone_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("of this version") << QByteArray("[settings]\nversion=1\n\n[look]\ntheme=dark\n");
    QTest::newRow("of before there were versions") << QByteArray("[join]\nname=\xea\xb9\x80\n");
    QTest::newRow("a version that is no number") << QByteArray("[settings]\nversion=next\n");
}

void tst_Settings::goodFilesAreLeftAlone()
{
    QFETCH(QByteArray, bytes);
    const QString path = QSettings().fileName();
    write(bytes);
    QCOMPARE(prepareSettingsFile(path).kind, SettingsFileState::Kind::Fine);
    QCOMPARE(read(path), bytes);
    QCOMPARE(prepareSettingsFile(path + u".none"_s).kind, SettingsFileState::Kind::Fine);
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

void tst_Settings::everyCommandIsInAMenu()
{
    const MainWindow window;
    QSet<QString> keys;
    int commands = 0;
    for (const Commands::Menu menu : Commands::allMenus) {
        QVERIFY(!window.commands()->menu(menu)->title().isEmpty());
        for (const QAction *action : window.commands()->actions(menu)) {
            ++commands;
            const QString key = action->shortcut().toString();
            QVERIFY2(!key.isEmpty(), qPrintable(action->text()));
            QVERIFY2(!keys.contains(key), qPrintable(key));
            keys.insert(key);
        }
    }
    QVERIFY(commands >= 13);
}

void tst_Settings::aHiddenBarKeepsItsShortcuts()
{
    MainWindow window;
    QSignalSpy wanted(&window, &MainWindow::otherServerWanted);
    window.show();
    window.commands()->bar()->hide();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    QTest::keyClick(&window, Qt::Key_O, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(wanted.size(), 1);
}

void tst_Settings::editCommandsGoToTheFocus()
{
    MainWindow window;
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    window.input()->setFocus();
    window.input()->setText(u"가나다"_s);
    const auto trigger = [&window](QKeySequence::StandardKey key) {
        for (QAction *action : window.commands()->actions(Commands::Menu::Edit)) {
            if (action->shortcut() == QKeySequence(key)) {
                action->trigger();
                return;
            }
        }
        QFAIL("no such command");
    };
    trigger(QKeySequence::SelectAll);
    trigger(QKeySequence::Cut);
    QCOMPARE(window.input()->text(), QString());
    trigger(QKeySequence::Undo);
    QCOMPARE(window.input()->text(), u"가나다"_s);
}

void tst_Settings::theSheetListsEveryCommand()
{
    const MainWindow window;
    const ShortcutSheet sheet(*window.commands(), true);
    QStringList listed;
    for (int i = 0; i < sheet.list()->topLevelItemCount(); ++i) {
        for (int row = 0; row < sheet.list()->topLevelItem(i)->childCount(); ++row) {
            const QTreeWidgetItem *item = sheet.list()->topLevelItem(i)->child(row);
            QVERIFY2(!item->text(1).isEmpty(), qPrintable(item->text(0)));
            listed << item->text(0) + u'|' + item->text(1);
        }
    }
    for (const Commands::Menu menu : Commands::allMenus) {
        for (const QAction *action : window.commands()->actions(menu)) {
            const QString line = action->text().remove(u'&').remove(u'…') + u'|'
                + action->shortcut().toString(QKeySequence::NativeText);
            QVERIFY2(listed.contains(line), qPrintable(line));
        }
    }
}

void tst_Settings::theSheetHasNoKeysOfMenus()
{
    const MainWindow window;
    window.commands()->menu(Commands::Menu::Help)->addAction(u"설정(&S)…"_s);
    const ShortcutSheet sheet(*window.commands(), true);
    QCOMPARE(sheet.list()->findItems(u"설정"_s, Qt::MatchRecursive).size(), 1);
}

void tst_Settings::theSheetFinds()
{
    const MainWindow window;
    const ShortcutSheet sheet(*window.commands(), true);
    const auto shown = [&sheet] {
        int rows = 0;
        for (int i = 0; i < sheet.list()->topLevelItemCount(); ++i) {
            const QTreeWidgetItem *group = sheet.list()->topLevelItem(i);
            for (int row = 0; row < group->childCount(); ++row) {
                rows += group->child(row)->isHidden() ? 0 : 1;
            }
        }
        return rows;
    };
    const int all = shown();
    sheet.field()->setText(u"emoji"_s);
    QCOMPARE(shown(), 1);
    sheet.field()->setText(u"alt+up"_s); // by the key
    QCOMPARE(shown(), 1);
    sheet.field()->setText(u"no such thing"_s);
    QCOMPARE(shown(), 0);
    QVERIFY(!sheet.nothingFound()->isHidden());
    sheet.field()->clear();
    QCOMPARE(shown(), all);
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

QTEST_MAIN(tst_Settings)
#include "tst_settings.moc"
