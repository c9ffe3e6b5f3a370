// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/findcontroller.h"
#include "client/lookscontroller.h"
#include "client/model/conversation.h"
#include "client/widgets/commands.h"
#include "client/widgets/commandwords.h"
#include "client/widgets/composeedit.h"
#include "client/widgets/filepanels.h"
#include "client/widgets/mainwindow.h"
#include "client/widgets/quickswitcher.h"
#include "client/widgets/shortcutsheet.h"
#include "client/widgets/themecontroller.h"
#include "panelsfixture.h"
#include "tests/support/fakeserver.h"

#include <QAction>
#include <QListView>
#include <QMenu>
#include <QMenuBar>
#include <QShortcut>
#include <QTranslator>
#include <QTreeWidget>
#include <QtTest>

using namespace maru;
using namespace maru::client;
using maru::testing::FakeServer;
using namespace Qt::StringLiterals;

/// The commands of a whole window, as the quick switcher finds them, against a scripted server.
class tst_Commands : public PanelsFixture
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
    void aNarrowWindowReachesEveryRoom();
    void inANarrowWindowTheSearchGivesWay_data();
    void inANarrowWindowTheSearchGivesWay();

private:
    void openWindow(const QString &language = {});
    void closeWindow() override;
    [[nodiscard]] bool join(const QString &role);
    [[nodiscard]] QAction *command(const char *source) const
    {
        for (const Commands::Menu menu : Commands::allMenus) {
            for (QAction *action : m_window->commands()->actions(menu)) {
                if (qstrcmp(action->data().value<CommandText>().source, source) == 0) {
                    return action;
                }
            }
        }
        return nullptr;
    }
    QuickSwitcher *openSwitcher()
    {
        command("&Room, person or command…")->trigger();
        return m_window->findChild<QuickSwitcher *>();
    }
    /// What is listed for \p typed: names, a bar, details.
    QStringList found(const QString &typed)
    {
        QuickSwitcher *const switcher = m_window->findChild<QuickSwitcher *>();
        switcher->field()->setText(typed);
        QStringList lines;
        const QAbstractItemModel *const model = switcher->list()->model();
        for (int row = 0; row < model->rowCount(); ++row) {
            const QModelIndex index = model->index(row, 0);
            lines << index.data(QuickSwitcherModel::NameRole).toString() + u'|'
                    + index.data(QuickSwitcherModel::DetailRole).toString();
        }
        return lines;
    }
    static QString line(const QAction *action)
    {
        return withoutMenuKey(action->text()) + u'|'
            + action->shortcut().toString(QKeySequence::NativeText);
    }
    void choose(const QString &typed)
    {
        QuickSwitcher *const switcher = openSwitcher();
        switcher->field()->setText(typed);
        QTest::keyClick(switcher->field(), Qt::Key_Return);
    }

    std::unique_ptr<QTranslator> m_translator;
    std::unique_ptr<ThemeController> m_themes;
    std::unique_ptr<LooksController> m_looks;
    std::unique_ptr<FindController> m_find;
};

void tst_Commands::closeWindow()
{
    m_find.reset();
    PanelsFixture::closeWindow();
    m_looks.reset();
    m_themes.reset();
    m_translator.reset(); // takes itself out
}

// As ServerPage and Application put a window together.
void tst_Commands::openWindow(const QString &language)
{
    if (!language.isEmpty()) {
        m_translator = std::make_unique<QTranslator>();
        QVERIFY(m_translator->load(u":/i18n/maru_%1.qm"_s.arg(language)));
        QVERIFY(QCoreApplication::installTranslator(m_translator.get()));
    }
    makeWindow();
    new FilePanels(m_window.get(), m_conversation.get(), themeOf(ThemeKind::Light));
    m_find = std::make_unique<FindController>(*m_window, *m_conversation);
    m_themes = std::make_unique<ThemeController>();
    m_looks = std::make_unique<LooksController>(*m_themes, false);
    m_looks->attach(m_window.get());
    m_window->setWritable(true);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    QVERIFY(!m_window->findChild<QuickSwitcher *>()); // a start does not wait for it
}

bool tst_Commands::join(const QString &role)
{
    m_server->rooms[u"r1"_s].role = role;
    if (!m_server->listen()) {
        return false;
    }
    m_conversation->start(m_server->address(), u"김민수"_s);
    return QTest::qWaitFor([this] {
        return m_conversation->state() == Conversation::State::Online
            && !m_conversation->currentRoom().toString().isEmpty();
    });
}

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

void tst_Commands::aNarrowWindowReachesEveryRoom()
{
    for (int i = 1; i < 120; ++i) {
        m_server->addRoom(u"x%1"_s.arg(i), u"방 %1"_s.arg(i));
    }
    openWindow();
    QVERIFY(join(u"member"_s));
    emit m_window->roomMenu()->aboutToShow(); // offscreen, a popup cannot be raised
    for (QAction *entry : m_window->roomMenu()->actions()) {
        if (entry->text() == u"All rooms…"_s) {
            entry->trigger();
        }
    }
    QVERIFY(m_window->findChild<QuickSwitcher *>());
    QCOMPARE(found({}).filter(u"방 "_s).size(), 119);
}

void tst_Commands::inANarrowWindowTheSearchGivesWay_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<bool>("givesWay");
    QTest::newRow("a room") << u"수학"_s << true;
    QTest::newRow("a day") << u"2026-11-20"_s << true;
    QTest::newRow("a command") << u"Log for a bug"_s << false; // of what is seen
}

void tst_Commands::inANarrowWindowTheSearchGivesWay()
{
    QFETCH(const QString, typed);
    QFETCH(const bool, givesWay);
    m_server->addRoom(u"r2"_s, u"수학"_s);
    openWindow();
    QVERIFY(join(u"member"_s));
    m_window->resize(rhythm::drawerBelow - 1, 500);
    choose(u"Search all rooms"_s);
    const auto *const panel = m_window->findChild<SearchPanel *>();
    const auto *const conversation = m_window->findChild<QWidget *>(u"conversation"_s);
    QVERIFY(panel && panel->isVisible());
    QVERIFY(!conversation->isVisible());
    choose(typed);
    QCOMPARE(panel->isVisible(), !givesWay);
    QCOMPARE(conversation->isVisible(), givesWay);
}

QTEST_MAIN(tst_Commands)
#include "tst_commands.moc"
