// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/findcontroller.h"
#include "client/lookscontroller.h"
#include "client/model/conversation.h"
#include "client/widgets/commands.h"
#include "client/widgets/commandwords.h"
#include "client/widgets/composeedit.h"
#include "client/widgets/mainwindow.h"
#include "client/widgets/quickswitcher.h"
#include "client/widgets/shortcutsheet.h"
#include "client/widgets/themecontroller.h"
#include "commandsfixture.h"
#include "tests/support/fakeserver.h"

#include <QAction>
#include <QMenu>
#include <QMenuBar>
#include <QShortcut>
#include <QTranslator>
#include <QTreeWidget>
#include <QtTest>

using namespace maru;
using namespace maru::client;
using namespace Qt::StringLiterals;

/// The commands of a whole window, as the quick switcher finds them, against a scripted server.
class tst_Commands : public CommandsFixture
{
    Q_OBJECT

private slots:
    void everyCommandHasKeysOfItsOwn();
    void theSheetListsEveryCommand();
    void everyCommandIsFoundInEveryLanguage_data();
    void everyCommandIsFoundInEveryLanguage();
    void noMenuHasOneKeyTwice_data();
    void noMenuHasOneKeyTwice();
    void aCommandIsFoundBy_data();
    void aCommandIsFoundBy();
    void whatWouldDoNothingIsNotOffered();
    void aMenuShowsWhatWouldDoNothing();
    void theChosenOneIsDone();
    void quittingIsMoreThanClosingTheWindow();
    void itWorksOnWhatHadTheFocus();
    void whatIsUsedStandsFirst();
    void aCommandOfSeveralWindowsIsFound();
};

void tst_Commands::everyCommandHasKeysOfItsOwn()
{
    openWindow();
    QHash<QString, QString> owners;
    const auto take = [&owners](const QKeySequence &keys, const QString &owner) {
        const QString shown = keys.toString();
        QVERIFY2(!shown.isEmpty(), qPrintable(owner));
        QVERIFY2(!owners.contains(shown),
                 qPrintable(shown + u": "_s + owner + u", "_s + owners.value(shown)));
        owners.insert(shown, owner);
    };
    int count = 0;
    for (const Commands::Menu menu : Commands::allMenus) {
        QVERIFY(!m_window->commands()->menu(menu)->title().isEmpty());
        for (const QAction *const action : m_window->commands()->actions(menu)) {
            ++count;
            QVERIFY2(!action->shortcuts().isEmpty(), qPrintable(action->text()));
            for (const QKeySequence &keys : action->shortcuts()) {
                take(keys, action->text());
            }
        }
    }
    for (const QShortcut *const shortcut : m_window->findChildren<QShortcut *>()) {
        if (shortcut->context() != Qt::WidgetShortcut) {
            take(shortcut->key(), shortcut->parent()->objectName());
        }
    }
    QVERIFY2(count >= 35, qPrintable(QString::number(count)));
}

void tst_Commands::theSheetListsEveryCommand()
{
    openWindow();
    const ShortcutSheet sheet(*m_window->commands(), true);
    QStringList listed;
    for (int i = 0; i < sheet.list()->topLevelItemCount(); ++i) {
        const QTreeWidgetItem *const group = sheet.list()->topLevelItem(i);
        for (int row = 0; row < group->childCount(); ++row) {
            const QTreeWidgetItem *const item = group->child(row);
            QVERIFY2(!item->text(1).isEmpty(), qPrintable(item->text(0)));
            listed << item->text(0) + u'|' + item->text(1);
        }
    }
    for (const Commands::Menu menu : Commands::allMenus) {
        for (const QAction *const action : m_window->commands()->actions(menu)) {
            const QString line = action->text().remove(u'&').remove(u'…') + u'|'
                + action->shortcut().toString(QKeySequence::NativeText);
            QVERIFY2(listed.contains(line), qPrintable(line));
        }
    }
}

void tst_Commands::everyCommandIsFoundInEveryLanguage_data()
{
    QTest::addColumn<QString>("language");
    QTest::newRow("English") << u"en"_s;
    QTest::newRow("Korean") << u"ko"_s;
    QTest::newRow("Japanese") << u"ja"_s;
}

void tst_Commands::everyCommandIsFoundInEveryLanguage()
{
    QFETCH(QString, language);
    openWindow(language);
    QVERIFY(join(u"owner"_s));
    openSwitcher();
    QTranslator korean;
    QTranslator japanese;
    QVERIFY(korean.load(u":/i18n/maru_ko.qm"_s));
    QVERIFY(japanese.load(u":/i18n/maru_ja.qm"_s));
    const QList<QAction *> possible = m_window->commands()->possible();
    int count = 0;
    for (const Commands::Menu menu : Commands::allMenus) {
        for (QAction *action : m_window->commands()->actions(menu)) {
            const auto text = action->data().value<CommandText>();
            QVERIFY2(text.owner, qPrintable(action->text()));
            if (!possible.contains(action)) {
                continue;
            }
            ++count;
            const QStringList names = {action->text(), QString::fromUtf8(text.source),
                                       korean.translate(text.owner->className(), text.source),
                                       japanese.translate(text.owner->className(), text.source)};
            for (const QString &name : names) {
                QVERIFY2(!name.isEmpty(), text.source);
                const QStringList lines = found(withoutMenuKey(name));
                QVERIFY2(lines.contains(line(action)),
                         qPrintable(name + u": "_s + lines.join(u", "_s)));
            }
        }
    }
    QVERIFY2(count >= 30, qPrintable(QString::number(count)));
}

void tst_Commands::noMenuHasOneKeyTwice_data()
{
    everyCommandIsFoundInEveryLanguage_data();
}

// The second of two with the same letter needs it twice, and Enter.
void tst_Commands::noMenuHasOneKeyTwice()
{
    QFETCH(QString, language);
    openWindow(language);
    QList<QWidget *> menus = {m_window->commands()->bar()};
    for (const Commands::Menu menu : Commands::allMenus) {
        menus.append(m_window->commands()->menu(menu));
    }
    int count = 0;
    for (const QWidget *const menu : menus) {
        QHash<QString, QString> keys;
        for (const QAction *const action : menu->actions()) {
            const QString key = QKeySequence::mnemonic(action->text()).toString();
            if (!key.isEmpty()) {
                QVERIFY2(!keys.contains(key),
                         qPrintable(action->text() + u", "_s + keys.value(key)));
                keys.insert(key, action->text());
                ++count;
            }
        }
    }
    QVERIFY2(count >= 35, qPrintable(QString::number(count)));
}

void tst_Commands::aCommandIsFoundBy_data()
{
    QTest::addColumn<QString>("language");
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QByteArray>("source");
    const auto row = [](const char *language, const char *typed, const char *source) {
        QTest::newRow(qPrintable(QLatin1StringView(language) + u": "_s + QString::fromUtf8(typed)))
            << QString::fromLatin1(language) << QString::fromUtf8(typed) << QByteArray(source);
    };
    row("en", "setti", "&Settings…");
    row("en", "설정", "&Settings…");
    row("en", "ㅅㅈ", "&Settings…");
    row("en", "tjfwjd", "&Settings…"); // 설정
    row("en", "ㄴㄷㅅ샤ㅜ", "&Settings…"); // settin
    row("en", "設定", "&Settings…");
    row("ko", "설정", "&Settings…");
    row("ko", "ㅅㅈ", "&Settings…");
    row("ko", "settings", "&Settings…");
    row("ko", "ㄴㄷㅅ샤ㅜㅎㄴ", "&Settings…");
    row("ja", "設定", "&Settings…");
    row("ja", "settings", "&Settings…");
    row("ja", "설정", "&Settings…");
    row("ko", "search all", "Search all r&ooms");
    row("ja", "모든 방", "Search all r&ooms");
    // What they are called elsewhere.
    row("ko", "비밀번호", "&You…");
    row("en", "connect", "&Another server…");
    row("en", "preferences", "&Settings…");
    row("en", "exit", "&Quit");
    row("en", "find", "&Search this room");
    row("en", "探す", "&Search this room");
    row("en", "달력", "Go to a &day…");
    row("en", "bottom", "Go to the ne&west message");
    row("ko", "이모티콘", "&Emoji…");
    row("ko", "확대", "&Larger text");
    row("ko", "축소", "&Smaller text");
    row("ja", "リセット", "Text of &usual size");
    row("en", "create", "Find or &make a room…");
    row("ko", "쪽지", "&Write to a person…");
    row("ko", "퇴장", "&Leave the room…");
    row("en", "help", "&Keyboard shortcuts");
    row("en", "version", "&About Maru");
    row("ko", "로그", "Log for a &bug report…");
}

void tst_Commands::aCommandIsFoundBy()
{
    QFETCH(QString, language);
    QFETCH(QString, typed);
    QFETCH(QByteArray, source);
    openWindow(language);
    QVERIFY(join(u"owner"_s));
    openSwitcher();
    QVERIFY(command(source.constData()));
    const QStringList lines = found(typed);
    QVERIFY2(lines.contains(line(command(source.constData()))), qPrintable(lines.join(u", "_s)));
}

void tst_Commands::whatWouldDoNothingIsNotOffered()
{
    openWindow();
    const QAction *const settings = command("Room &settings…");
    const QAction *const rooms = command("Find or &make a room…");
    openSwitcher();
    QVERIFY(!found(u"room"_s).contains(line(settings)));
    QVERIFY(!found(u"room"_s).contains(line(rooms))); // no connection
    QVERIFY(join(u"member"_s));
    openSwitcher();
    QVERIFY(!found(u"room"_s).contains(line(settings)));
    QVERIFY(found(u"room"_s).contains(line(rooms)));
    QAction *const emoji = command("&Emoji…");
    emoji->setEnabled(false);
    openSwitcher();
    QVERIFY(!found(u"emoji"_s).contains(line(emoji)));
    emoji->setEnabled(true);
    m_server->stop();
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Reconnecting);
    openSwitcher();
    QVERIFY(!found(u"room"_s).contains(line(rooms)));
    QVERIFY(found(u"emoji"_s).contains(line(emoji)));
}

void tst_Commands::aMenuShowsWhatWouldDoNothing()
{
    openWindow();
    QMenu *const menu = m_window->commands()->menu(Commands::Menu::Room);
    const QAction *const rooms = command("Find or &make a room…");
    emit menu->aboutToShow();
    QVERIFY(!rooms->isEnabled());
    emit menu->aboutToHide();
    QVERIFY(rooms->isEnabled()); // by its keys it says itself what is wrong
    QVERIFY(join(u"member"_s));
    emit menu->aboutToShow();
    QVERIFY(rooms->isEnabled());
}

void tst_Commands::theChosenOneIsDone()
{
    openWindow();
    QVERIFY(join(u"member"_s));
    QSignalSpy log(m_find.get(), &FindController::logWanted);
    choose(u"Log for a bug"_s);
    QCOMPARE(log.count(), 1);
    QSignalSpy server(m_window.get(), &MainWindow::otherServerWanted);
    choose(u"Another server"_s);
    QCOMPARE(server.count(), 1);
    choose(u"Search all rooms"_s);
    const auto *const panel = m_window->findChild<SearchPanel *>();
    QVERIFY(panel && panel->isVisible());
    // One that is not possible any more is not done.
    QAction *const emoji = command("&Emoji…");
    QSignalSpy done(emoji, &QAction::triggered);
    QuickSwitcher *const switcher = openSwitcher();
    switcher->field()->setText(u"Emoji"_s);
    emoji->setEnabled(false);
    QTest::keyClick(switcher->field(), Qt::Key_Return);
    QCOMPARE(done.count(), 0);
}

// Which may go on in the tray.
void tst_Commands::quittingIsMoreThanClosingTheWindow()
{
    openWindow();
    QSignalSpy quit(m_looks.get(), &LooksController::quitWanted);
    choose(u"Quit"_s);
    QCOMPARE(quit.count(), 1);
    QVERIFY(m_window->isVisible()); // until who quits closes it
    command("&Close the window")->trigger();
    QVERIFY(!m_window->isVisible());
    QCOMPARE(quit.count(), 1);
}

void tst_Commands::itWorksOnWhatHadTheFocus()
{
    openWindow();
    QVERIFY(join(u"member"_s));
    m_window->input()->setFocus();
    m_window->input()->setText(u"가나다"_s);
    choose(u"Select all"_s);
    QVERIFY(m_window->input()->edit()->hasFocus());
    choose(u"Cut"_s);
    QCOMPARE(m_window->input()->text(), QString());
    choose(u"Messages or input"_s);
    QVERIFY(!m_window->input()->edit()->hasFocus());
}

void tst_Commands::whatIsUsedStandsFirst()
{
    openWindow();
    QVERIFY(join(u"member"_s));
    choose(u"Log for a bug"_s);
    openSwitcher();
    const QStringList lines = found({});
    QCOMPARE(lines.value(0), u"lobby|open"_s);
    QCOMPARE(lines.value(1), line(command("Log for a &bug report…")));
}

void tst_Commands::aCommandOfSeveralWindowsIsFound()
{
    openWindow();
    QAction plain(u"새 창(&N)"_s);
    m_window->addCommand(&plain); // without words in other languages
    openSwitcher();
    QCOMPARE(found(u"새 창"_s), QStringList{u"새 창|"_s});
    QSignalSpy done(&plain, &QAction::triggered);
    choose(u"새 창"_s);
    QCOMPARE(done.count(), 1);
}

QTEST_MAIN(tst_Commands)
#include "tst_commands.moc"
