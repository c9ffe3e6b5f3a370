// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/commands.h"
#include "client/widgets/composeedit.h"
#include "client/widgets/lineedit.h"
#include "client/widgets/mainwindow.h"
#include "client/widgets/shortcutsheet.h"

#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTreeWidget>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace maru::client;

/// The menus of the window, and the sheet of their shortcuts.
class tst_Menus : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();

    void aHiddenBarKeepsItsShortcuts();
    void editCommandsGoToTheFocus();
    void theSheetHasNoKeysOfMenus();
    void theSheetFinds();

private:
    QTemporaryDir m_directory;
};

void tst_Menus::initTestCase()
{
    QCoreApplication::setOrganizationName(u"maru"_s);
    QCoreApplication::setApplicationName(u"tst_menus"_s);
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_directory.path());
}

void tst_Menus::aHiddenBarKeepsItsShortcuts()
{
    MainWindow window;
    QSignalSpy wanted(&window, &MainWindow::otherServerWanted);
    window.show();
    window.commands()->bar()->hide();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    QTest::keyClick(&window, Qt::Key_O, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(wanted.size(), 1);
}

void tst_Menus::editCommandsGoToTheFocus()
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

void tst_Menus::theSheetHasNoKeysOfMenus()
{
    const MainWindow window;
    window.commands()->menu(Commands::Menu::Help)->addAction(u"설정(&S)…"_s);
    const ShortcutSheet sheet(*window.commands(), true);
    QCOMPARE(sheet.list()->findItems(u"설정"_s, Qt::MatchRecursive).size(), 1);
}

void tst_Menus::theSheetFinds()
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

QTEST_MAIN(tst_Menus)
#include "tst_menus.moc"
