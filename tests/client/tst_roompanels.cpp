// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/conversation.h"
#include "client/model/fileshelf.h"
#include "client/model/roomactions.h"
#include "client/widgets/commands.h"
#include "client/widgets/composeedit.h"
#include "client/widgets/directoryview.h"
#include "client/widgets/filepanels.h"
#include "client/widgets/mainwindow.h"
#include "client/widgets/memberdialogs.h"
#include "client/widgets/memberlist.h"
#include "client/widgets/roombar.h"
#include "client/widgets/roomdialog.h"
#include "client/widgets/roompanels.h"
#include "client/widgets/roomsettingsdialog.h"
#include "client/widgets/sanctionsdialog.h"
#include "common/clientlimits.h"
#include "tests/support/fakeserver.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QMenu>
#include <QMessageBox>
#include <QPointer>
#include <QPushButton>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QToolButton>
#include <QtTest>

#include <algorithm>

using namespace maru;
using namespace maru::client;
using maru::testing::FakeServer;
using namespace Qt::StringLiterals;

/// The people pane, the line above the input, the menus and dialogs of rooms and people, against a
/// scripted server.
class tst_RoomPanels : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

    void peopleStandBesideTheConversation();
    void peopleHideInANarrowWindow();
    void peopleGiveWayToAPanelAtTheRight();
    void peopleAreOfferedForTheirName();
    void theFilterSaysWhenNobodyIsCalledThat();
    void theMenuOfAPersonDependsOnOnesRole();
    void somebodyIsMutedForATime();
    void aRefusedBanSaysWhy();
    void administratorsOfTheServerGiveRolesAndBan();
    void bansAndMutesAreSeenAndLifted();
    void whoLostTheRightIsToldWhy();
    void aLongListOfBansIsCut();
    void bansFromTheServerAreLiftedByItsAdministrators();
    void roomsAreFoundAndEntered();
    void aRefusedNameStandsAtItsField();
    void aWrongCodeStandsAtItsField();
    void aPersonIsWrittenTo();
    void settingsAreSavedTogether();
    void theClassCodeIsCopiedAndClosed();
    void aMemberSeesNoSettings();
    void leavingIsAskedFirst();
    void pinsAreRemembered();
    void classModeIsSaidAboveTheInput();
    void peopleAreInvited();
    void withoutARoomOneIsOffered();
    void filesAreAttachedByACommand();

private:
    [[nodiscard]] bool open(const QString &role = u"member"_s);
    template<class T>
    [[nodiscard]] T *dialog() const
    {
        return m_window->findChild<T *>();
    }
    [[nodiscard]] static QAction *action(QMenu *menu, const QString &name)
    {
        return menu->findChild<QAction *>(name);
    }
    [[nodiscard]] QJsonObject member(const QString &name, const QString &role = u"member"_s) const
    {
        return {{u"user"_s, m_server->userOf(name)},
                {u"role"_s, role},
                {u"muted"_s, false},
                {u"hand"_s, false},
                {u"readSeq"_s, 0}};
    }
    [[nodiscard]] QJsonObject sanction(const QString &name, const QString &kind) const
    {
        return {{u"user"_s, m_server->userOf(name)}, {u"kind"_s, kind}};
    }
    void answer(const QString &event, QJsonObject reply)
    {
        reply.insert(u"ok"_s, true);
        m_server->replies[event].enqueue(reply);
    }
    [[nodiscard]] QJsonObject lastCall(const QString &event) const
    {
        const auto calls = m_server->callsOf(event);
        return calls.isEmpty() ? QJsonObject() : calls.last().argument.toObject();
    }
    static QString errorOf(QWidget *dialog, const QString &field)
    {
        return dialog->findChild<QLabel *>(field + u"Error"_s)->text();
    }

    QTemporaryDir m_dir;
    int m_run = 0;
    std::unique_ptr<FakeServer> m_server;
    std::unique_ptr<Conversation> m_conversation;
    std::unique_ptr<MainWindow> m_window;
    RoomPanels *m_panels = nullptr;
};

void tst_RoomPanels::initTestCase()
{
    // The offscreen platform warns of every dialog that it supports no size hints.
    qputenv("QT_FATAL_WARNINGS", "0");
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::setOrganizationName(u"maru-test"_s);
    QCoreApplication::setApplicationName(u"tst_roompanels"_s);
}

void tst_RoomPanels::init()
{
    QSettings().clear();
    m_server = std::make_unique<FakeServer>(FakeServer::Mode::Native);
    m_server->addRoom(u"r1"_s, u"lobby"_s).readSeq = 0;
    Conversation::Options options;
    options.settingsPath = m_dir.filePath(u"%1.ini"_s.arg(++m_run));
    options.storePath = m_dir.filePath(u"%1.data"_s.arg(m_run));
    m_conversation = std::make_unique<Conversation>(options);
}

void tst_RoomPanels::cleanup()
{
    m_window.reset();
    m_conversation.reset();
    m_server.reset();
}

bool tst_RoomPanels::open(const QString &role)
{
    m_server->rooms[u"r1"_s].role = role;
    answer(u"room:members"_s,
           {{u"members"_s, QJsonArray{member(u"김민수"_s, role), member(u"이영희"_s)}},
            {u"more"_s, false}});
    m_window = std::make_unique<MainWindow>();
    m_window->setRooms(m_conversation->rooms());
    m_panels = new RoomPanels(m_window.get(), m_conversation.get(), themeOf(ThemeKind::Light));
    const auto showRoom = [this] {
        m_window->setRoom(m_conversation->currentRoom().toString(),
                          m_conversation->currentRoomName());
    };
    connect(m_conversation.get(), &Conversation::currentRoomChanged, m_window.get(), showRoom);
    m_window->resize(1'200, 700);
    m_window->show();
    if (!m_server->listen()) {
        return false;
    }
    m_conversation->start(m_server->address(), u"김민수"_s);
    return QTest::qWaitForWindowActive(m_window.get()) && QTest::qWaitFor([this] {
               return m_conversation->state() == Conversation::State::Online
                   && m_conversation->roomActions()->members()->rowCount() == 2;
           });
}

void tst_RoomPanels::peopleStandBesideTheConversation()
{
    QVERIFY(open());
    MemberList *const people = m_panels->people();
    QAbstractItemModelTester tester(people->view()->model());
    QVERIFY(people->isVisible());
    QVERIFY(m_panels->peopleButton()->isChecked());
    QCOMPARE(people->findChild<QLabel *>(u"peopleCount"_s)->text(), u"2 / 2"_s);
    QTest::mouseClick(m_panels->peopleButton(), Qt::LeftButton);
    QVERIFY(!people->isVisible());
    QCOMPARE(QSettings().value(u"people/shown"_s).toBool(), false); // remembered
    QTest::mouseClick(m_panels->peopleButton(), Qt::LeftButton);
    QVERIFY(people->isVisible());
}

void tst_RoomPanels::peopleHideInANarrowWindow()
{
    QVERIFY(open());
    MemberList *const people = m_panels->people();
    for (const int width : {900, 480}) {
        m_window->resize(width, 600);
        QVERIFY(!people->isVisible());
        QVERIFY(m_panels->peopleButton()->isVisible());
        const int before = m_window->input()->width();
        QTest::mouseClick(m_panels->peopleButton(), Qt::LeftButton);
        QVERIFY(people->isVisible());
        QCOMPARE(people->geometry().right(), m_window->width() - 1); // above the conversation
        QCOMPARE(m_window->input()->width(), before);
        QTest::keyClick(people->filter(), Qt::Key_Escape);
        QVERIFY(!people->isVisible());
    }
    m_window->resize(1'200, 700);
    QVERIFY(people->isVisible()); // what was wanted beside it still is
}

void tst_RoomPanels::peopleGiveWayToAPanelAtTheRight()
{
    QVERIFY(open());
    m_window->resize(1'200, 700);
    QVERIFY(m_panels->people()->isVisible());
    m_window->setSideWidth(340);
    QVERIFY(!m_panels->people()->isVisible());
    m_window->resize(1'400, 700);
    QVERIFY(m_panels->people()->isVisible()); // there is room for both
    m_window->resize(1'200, 700);
    m_window->setSideWidth(0);
    QVERIFY(m_panels->people()->isVisible());
}

void tst_RoomPanels::peopleAreOfferedForTheirName()
{
    QVERIFY(open());
    QVERIFY(m_window->setMessages(m_conversation->messages()));
    auto *const offers = m_window->findChild<QListWidget *>(u"completions"_s);
    QVERIFY(offers);
    m_window->input()->setFocus();
    m_window->input()->edit()->insertPlainText(u"@ㅇㅇ"_s); // who has written nothing yet
    QVERIFY(offers->isVisible());
    QCOMPARE(offers->count(), 1);
    QTest::keyClick(m_window->input()->edit(), Qt::Key_Return);
    QCOMPARE(m_window->input()->text(), u"@이영희 "_s);
}

void tst_RoomPanels::theFilterSaysWhenNobodyIsCalledThat()
{
    QVERIFY(open());
    MemberList *const people = m_panels->people();
    people->filter()->setText(u"ㅇㅎ"_s);
    QCOMPARE(people->view()->model()->rowCount(), 1);
    people->filter()->setText(u"없는 사람"_s);
    QCOMPARE(people->view()->model()->rowCount(), 0);
    const QLabel *const state = people->findChild<QLabel *>(u"peopleState"_s);
    QVERIFY(state->isVisible());
    QVERIFY(state->text().contains(u"없는 사람"_s));
}

void tst_RoomPanels::theMenuOfAPersonDependsOnOnesRole()
{
    QVERIFY(open());
    std::unique_ptr<QMenu> menu(m_panels->makePersonMenu(UserId(u"id-이영희"_s)));
    QVERIFY(action(menu.get(), u"direct"_s)->isEnabled());
    QVERIFY(action(menu.get(), u"mute"_s) == nullptr);
    menu.reset(m_panels->makePersonMenu(UserId(u"id-김민수"_s)));
    QVERIFY(!action(menu.get(), u"direct"_s)->isEnabled()); // oneself
    m_server->rooms[u"r1"_s].role = u"moderator"_s;
    m_server->sendEvent(u"room:changed"_s, m_server->roomObject(m_server->rooms[u"r1"_s]));
    QTRY_COMPARE(m_conversation->roomActions()->roleIn(RoomId(u"r1"_s)), RoomRole::Moderator);
    menu.reset(m_panels->makePersonMenu(UserId(u"id-이영희"_s)));
    QVERIFY(action(menu.get(), u"mute"_s)->isEnabled());
    QVERIFY(action(menu.get(), u"ban"_s) != nullptr);
    QVERIFY(action(menu.get(), u"moderator"_s) == nullptr); // owners give roles
    menu.reset(m_panels->makePersonMenu(UserId(u"id-nobody"_s)));
    QVERIFY(menu->isEmpty());
}

void tst_RoomPanels::somebodyIsMutedForATime()
{
    QVERIFY(open(u"owner"_s));
    answer(u"member:set"_s, {});
    const std::unique_ptr<QMenu> menu(m_panels->makePersonMenu(UserId(u"id-이영희"_s)));
    action(menu.get(), u"mute"_s)->trigger();
    QPointer<SanctionDialog> asked = dialog<SanctionDialog>();
    QVERIFY(asked);
    QVERIFY(!asked->findChild<QLineEdit *>(u"reason"_s)->isVisible());
    asked->findChild<QPushButton *>(u"do"_s)->click();
    QTRY_VERIFY(!asked || !asked->isVisible());
    const QJsonObject call = lastCall(u"member:set"_s);
    QCOMPARE(call.value(u"muted"_s).toBool(), true);
    const QDateTime until =
        QDateTime::fromString(call.value(u"until"_s).toString(), Qt::ISODateWithMs);
    const qint64 seconds = QDateTime::currentDateTimeUtc().secsTo(until);
    QVERIFY2(seconds > 500 && seconds <= 600, qPrintable(QString::number(seconds)));
}

void tst_RoomPanels::aRefusedBanSaysWhy()
{
    QVERIFY(open(u"owner"_s));
    m_server->replies[u"member:kick"_s].enqueue(FakeServer::refusal(u"FORBIDDEN"_s));
    const std::unique_ptr<QMenu> menu(m_panels->makePersonMenu(UserId(u"id-이영희"_s)));
    action(menu.get(), u"ban"_s)->trigger();
    auto *const asked = dialog<SanctionDialog>();
    QVERIFY(asked);
    asked->findChild<QLineEdit *>(u"reason"_s)->setText(u"광고"_s);
    asked->findChild<QPushButton *>(u"do"_s)->click();
    const QLabel *const failure = asked->findChild<QLabel *>(u"sanctionFailure"_s);
    QTRY_VERIFY(failure->isVisible());
    QCOMPARE(asked->findChild<QLineEdit *>(u"reason"_s)->text(), u"광고"_s);
    const QJsonObject call = lastCall(u"member:kick"_s);
    QCOMPARE(call.value(u"banned"_s).toBool(), true);
    QCOMPARE(call.value(u"reason"_s).toString(), u"광고"_s);
    QVERIFY(!call.contains(u"until"_s)); // for ever, unless another time is chosen
}

void tst_RoomPanels::administratorsOfTheServerGiveRolesAndBan()
{
    QVERIFY(open());
    std::unique_ptr<QMenu> menu(m_panels->makePersonMenu(UserId(u"id-이영희"_s)));
    QVERIFY(menu->findChild<QMenu *>(u"serverRights"_s) == nullptr); // a member
    QJsonObject own = m_server->userOf(u"김민수"_s);
    own.insert(u"role"_s, u"admin"_s);
    m_server->sendEvent(u"user:changed"_s, own);
    QTRY_COMPARE(m_conversation->roomActions()->ownRole(), UserRole::Admin);
    menu.reset(m_panels->makePersonMenu(UserId(u"id-김민수"_s)));
    QVERIFY(menu->findChild<QMenu *>(u"serverRights"_s) == nullptr); // oneself
    menu.reset(m_panels->makePersonMenu(UserId(u"id-이영희"_s)));
    QVERIFY(menu->findChild<QMenu *>(u"serverRights"_s)->isEnabled());
    QVERIFY(action(menu.get(), u"serverRole1"_s)->isChecked());
    QVERIFY(action(menu.get(), u"serverRole3"_s) == nullptr); // more than one has
    answer(u"user:set"_s, {{u"user"_s, m_server->userOf(u"이영희"_s)}});
    action(menu.get(), u"serverRole2"_s)->trigger();
    QTRY_COMPARE(lastCall(u"user:set"_s).value(u"role"_s).toString(), u"admin"_s);
    QVERIFY(!lastCall(u"user:set"_s).contains(u"banned"_s));
    answer(u"user:set"_s, {{u"user"_s, m_server->userOf(u"이영희"_s)}});
    action(menu.get(), u"serverUnban"_s)->trigger();
    QTRY_VERIFY(lastCall(u"user:set"_s).value(u"banned"_s).isBool());
    QCOMPARE(lastCall(u"user:set"_s).value(u"banned"_s).toBool(), false);
    m_server->replies[u"user:set"_s].enqueue(FakeServer::refusal(u"FORBIDDEN"_s));
    action(menu.get(), u"serverBan"_s)->trigger();
    QPointer<SanctionDialog> asked = dialog<SanctionDialog>();
    QVERIFY(asked);
    asked->findChild<QLineEdit *>(u"reason"_s)->setText(u"광고"_s);
    asked->findChild<QPushButton *>(u"do"_s)->click();
    QTRY_VERIFY(asked->findChild<QLabel *>(u"sanctionFailure"_s)->isVisible());
    answer(u"user:set"_s, {{u"user"_s, m_server->userOf(u"이영희"_s)}});
    asked->findChild<QPushButton *>(u"do"_s)->click();
    QTRY_VERIFY(!asked || !asked->isVisible());
    const QJsonObject call = lastCall(u"user:set"_s);
    QCOMPARE(call.value(u"banned"_s).toBool(), true);
    QCOMPARE(call.value(u"reason"_s).toString(), u"광고"_s);
    // An owner stands above.
    QJsonObject other = m_server->userOf(u"이영희"_s);
    other.insert(u"role"_s, u"owner"_s);
    m_server->sendEvent(u"user:changed"_s, other);
    QTRY_VERIFY(m_conversation->roomActions()->members()->find(UserId(u"id-이영희"_s))->user.role
                == UserRole::Owner);
    menu.reset(m_panels->makePersonMenu(UserId(u"id-이영희"_s)));
    QVERIFY(menu->findChild<QMenu *>(u"serverRights"_s) == nullptr);
}

void tst_RoomPanels::bansAndMutesAreSeenAndLifted()
{
    QVERIFY(open(u"moderator"_s));
    const QDateTime end = QDateTime::currentDateTime().addDays(2);
    QJsonObject muted = sanction(u"이영희"_s, u"muted"_s);
    muted.insert(u"until"_s, end.toUTC().toString(Qt::ISODateWithMs));
    QJsonObject banned = sanction(u"<b>x</b>"_s, u"banned"_s);
    banned.insert(u"reason"_s, u"광고"_s);
    answer(u"sanction:list"_s,
           {{u"sanctions"_s, QJsonArray{muted}}, {u"more"_s, true}}); // the next page follows
    answer(u"sanction:list"_s, {{u"sanctions"_s, QJsonArray{banned}}, {u"more"_s, false}});
    const std::unique_ptr<QMenu> menu(m_panels->makeRoomMenu(RoomId(u"r1"_s)));
    action(menu.get(), u"sanctions"_s)->trigger();
    auto *const shown = dialog<SanctionsDialog>();
    QVERIFY(shown);
    auto *const list = shown->findChild<QListWidget *>(u"sanctions"_s);
    QTRY_COMPARE(list->count(), 2);
    QCOMPARE(lastCall(u"sanction:list"_s).value(u"room"_s).toString(), u"r1"_s);
    QCOMPARE(lastCall(u"sanction:list"_s).value(u"after"_s).toString(), u"id-이영희"_s);
    const QLocale locale;
    QVERIFY(list->item(0)->text().contains(
        locale.toString(end.date(), QLocale::ShortFormat))); // until when
    QVERIFY(list->item(1)->text().contains(u"<b>x</b>"_s));
    QVERIFY(list->item(1)->text().contains(u"광고"_s));
    QVERIFY(list->item(1)->data(Qt::AccessibleTextRole).toString().contains(u"광고"_s));
    QVERIFY(!list->item(1)->toolTip().contains(u"<b>"_s));
    // By keys alone: the list has the focus, the button is next to it.
    QTRY_VERIFY(list->hasFocus());
    auto *const lift = shown->findChild<QPushButton *>(u"lift"_s);
    QCOMPARE(lift->text(), u"Let write again"_s);
    QTest::keyClick(list, Qt::Key_Return); // decides nothing
    QTest::keyClick(list, Qt::Key_Down);
    QCOMPARE(lift->text(), u"Lift the ban"_s);
    QTest::keyClick(list, Qt::Key_Tab);
    QVERIFY(lift->hasFocus());
    answer(u"member:set"_s, {});
    QTest::keyClick(lift, Qt::Key_Space);
    QTRY_COMPARE(list->count(), 1);
    QCOMPARE(m_server->callsOf(u"member:set"_s).size(), 1);
    QJsonObject call = lastCall(u"member:set"_s);
    QCOMPARE(call.value(u"user"_s).toString(), u"id-<b>x</b>"_s);
    QVERIFY(call.value(u"banned"_s).isBool() && !call.value(u"banned"_s).toBool());
    QVERIFY(!call.contains(u"muted"_s));
    QCOMPARE(lift->text(), u"Let write again"_s);
    answer(u"member:set"_s, {});
    QTest::keyClick(lift, Qt::Key_Space);
    const auto *const state = shown->findChild<QLabel *>(u"sanctionsState"_s);
    QTRY_VERIFY(state->isVisible()); // nobody is left
    call = lastCall(u"member:set"_s);
    QVERIFY(call.value(u"muted"_s).isBool() && !call.value(u"muted"_s).toBool());
    QVERIFY(!list->isVisible());
    QVERIFY(!lift->isEnabled());
    QCOMPARE(state->text(), u"Nobody is banned or muted here."_s);
}

void tst_RoomPanels::whoLostTheRightIsToldWhy()
{
    QVERIFY(open(u"moderator"_s));
    m_server->replies[u"sanction:list"_s].enqueue(FakeServer::refusal(u"FORBIDDEN"_s));
    m_panels->showSanctions(RoomId(u"r1"_s));
    QPointer<SanctionsDialog> shown = dialog<SanctionsDialog>();
    QTRY_VERIFY(shown->findChild<QLabel *>(u"sanctionsFailure"_s)->isVisible());
    QVERIFY(!shown->findChild<QLabel *>(u"sanctionsState"_s)->isVisible()); // not "nobody"
    shown->reject();
    QTRY_VERIFY(!shown);

    answer(u"sanction:list"_s,
           {{u"sanctions"_s, QJsonArray{sanction(u"이영희"_s, u"muted"_s)}}, {u"more"_s, false}});
    m_server->replies[u"member:set"_s].enqueue(FakeServer::refusal(u"FORBIDDEN"_s));
    m_panels->showSanctions(RoomId(u"r1"_s));
    shown = dialog<SanctionsDialog>();
    auto *const lift = shown->findChild<QPushButton *>(u"lift"_s);
    QTRY_VERIFY(lift->isEnabled());
    lift->click();
    QTRY_VERIFY(shown->findChild<QLabel *>(u"sanctionsFailure"_s)->isVisible());
    QCOMPARE(shown->findChild<QListWidget *>(u"sanctions"_s)->count(), 1);
    // A member is offered no such list.
    m_server->rooms[u"r1"_s].role = u"member"_s;
    m_server->sendEvent(u"room:changed"_s, m_server->roomObject(m_server->rooms[u"r1"_s]));
    QTRY_COMPARE(m_conversation->roomActions()->roleIn(RoomId(u"r1"_s)), RoomRole::Member);
    const std::unique_ptr<QMenu> menu(m_panels->makeRoomMenu(RoomId(u"r1"_s)));
    QVERIFY(action(menu.get(), u"sanctions"_s) == nullptr);
}

void tst_RoomPanels::aLongListOfBansIsCut()
{
    QVERIFY(open(u"moderator"_s));
    QJsonArray page;
    for (int i = 0; i < limits::maxPageRows; ++i) {
        page.append(sanction(u"사람 %1"_s.arg(i), u"banned"_s));
    }
    for (int i = 0; i < limits::maxSanctionsShown / limits::maxPageRows + 1; ++i) {
        answer(u"sanction:list"_s, {{u"sanctions"_s, page}, {u"more"_s, true}});
    }
    m_panels->showSanctions(RoomId(u"r1"_s));
    auto *const shown = dialog<SanctionsDialog>();
    auto *const list = shown->findChild<QListWidget *>(u"sanctions"_s);
    QTRY_COMPARE(list->count(), limits::maxSanctionsShown);
    QTRY_VERIFY(shown->findChild<QLabel *>(u"sanctionsState"_s)->isVisible());
    QCOMPARE(m_server->callsOf(u"sanction:list"_s).size(),
             limits::maxSanctionsShown / limits::maxPageRows);
}

void tst_RoomPanels::bansFromTheServerAreLiftedByItsAdministrators()
{
    QVERIFY(open());
    const QList<QAction *> actions = m_window->commands()->menu(Commands::Menu::Room)->actions();
    const auto found = std::find_if(actions.begin(), actions.end(), [](const QAction *one) {
        return one->text() == u"Banned from the ser&ver…"_s;
    });
    QVERIFY(found != actions.end());
    (*found)->trigger();
    QVERIFY(!dialog<SanctionsDialog>()); // a member
    QJsonObject own = m_server->userOf(u"김민수"_s);
    own.insert(u"role"_s, u"admin"_s);
    m_server->sendEvent(u"user:changed"_s, own);
    QTRY_COMPARE(m_conversation->roomActions()->ownRole(), UserRole::Admin);
    answer(u"sanction:list"_s,
           {{u"sanctions"_s, QJsonArray{sanction(u"이영희"_s, u"banned"_s)}}, {u"more"_s, false}});
    (*found)->trigger();
    auto *const shown = dialog<SanctionsDialog>();
    QVERIFY(shown);
    auto *const list = shown->findChild<QListWidget *>(u"sanctions"_s);
    QTRY_COMPARE(list->count(), 1);
    QVERIFY(!lastCall(u"sanction:list"_s).contains(u"room"_s));
    answer(u"user:set"_s, {{u"user"_s, m_server->userOf(u"이영희"_s)}});
    shown->findChild<QPushButton *>(u"lift"_s)->click();
    QTRY_COMPARE(list->count(), 0);
    const QJsonObject call = lastCall(u"user:set"_s);
    QCOMPARE(call.value(u"user"_s).toString(), u"id-이영희"_s);
    QVERIFY(call.value(u"banned"_s).isBool() && !call.value(u"banned"_s).toBool());
    QCOMPARE(shown->findChild<QLabel *>(u"sanctionsState"_s)->text(),
             u"Nobody is banned from this server."_s);
}

void tst_RoomPanels::roomsAreFoundAndEntered()
{
    QVERIFY(open());
    FakeServer::Room other;
    other.id = u"r2"_s;
    other.name = u"수학"_s;
    answer(u"room:list"_s,
           {{u"rooms"_s, QJsonArray{m_server->roomObject(other)}}, {u"more"_s, false}});
    QTest::mouseClick(m_panels->addButton(), Qt::LeftButton);
    QPointer<RoomDialog> asked = dialog<RoomDialog>();
    QVERIFY(asked);
    QVERIFY(!asked->acceptButton()->isEnabled()); // nothing is chosen
    auto *const list = asked->findChild<DirectoryView *>(u"findRooms"_s);
    QTRY_COMPARE(list->model()->rowCount(), 1);
    QTest::keyClick(list->filter(), Qt::Key_Down);
    QVERIFY(asked->acceptButton()->isEnabled());
    other.readSeq = 0;
    m_server->rooms.insert(other.id, other);
    answer(u"room:join"_s, {{u"room"_s, m_server->roomObject(other)}});
    QTest::keyClick(list->filter(), Qt::Key_Return);
    QTRY_COMPARE(m_conversation->currentRoom(), RoomId(u"r2"_s));
    QTRY_VERIFY(!asked || !asked->isVisible());
    QCOMPARE(m_window->roomView()->currentIndex().data(RoomListModel::IdRole).toString(), u"r2"_s);
}

void tst_RoomPanels::aRefusedNameStandsAtItsField()
{
    QVERIFY(open());
    m_server->replies[u"room:create"_s].enqueue(FakeServer::refusal(u"NAME_TAKEN"_s));
    m_panels->showRoomDialog(RoomDialog::Page::Create);
    auto *const asked = dialog<RoomDialog>();
    QVERIFY(!asked->acceptButton()->isEnabled());
    auto *const name = asked->findChild<QLineEdit *>(u"roomName"_s);
    name->setText(u"수학"_s);
    asked->findChild<QLineEdit *>(u"roomTopic"_s)->setText(u"함수"_s);
    asked->acceptButton()->click();
    QTRY_VERIFY(!errorOf(asked, u"roomName"_s).isEmpty());
    QVERIFY(asked->isVisible());
    QCOMPARE(asked->findChild<QLineEdit *>(u"roomTopic"_s)->text(), u"함수"_s);
    QVERIFY(asked->acceptButton()->isEnabled());
    name->setText(u"수학 2"_s);
    QVERIFY(errorOf(asked, u"roomName"_s).isEmpty());
}

void tst_RoomPanels::aWrongCodeStandsAtItsField()
{
    QVERIFY(open());
    m_server->replies[u"room:join"_s].enqueue(FakeServer::refusal(u"BAD_CLASS_CODE"_s));
    m_panels->showRoomDialog(RoomDialog::Page::Find);
    auto *const asked = dialog<RoomDialog>();
    auto *const code = asked->findChild<QLineEdit *>(u"classCode"_s);
    code->setText(u"abc234"_s);
    code->setFocus();
    QTest::keyClick(code, Qt::Key_Return);
    QTRY_VERIFY(!errorOf(asked, u"classCode"_s).isEmpty());
    QCOMPARE(code->text(), u"abc234"_s);
}

void tst_RoomPanels::aPersonIsWrittenTo()
{
    QVERIFY(open());
    answer(u"user:list"_s,
           {{u"users"_s, QJsonArray{m_server->userOf(u"이영희"_s)}}, {u"more"_s, false}});
    m_panels->showRoomDialog(RoomDialog::Page::Person);
    auto *const asked = dialog<RoomDialog>();
    auto *const list = asked->findChild<DirectoryView *>(u"findPeople"_s);
    QTRY_COMPARE(list->model()->rowCount(), 1);
    list->view()->setCurrentIndex(list->model()->index(0));
    FakeServer::Room direct;
    direct.id = u"d1"_s;
    direct.name = u"김민수, 이영희"_s;
    direct.readSeq = 0;
    direct.extras = {{u"kind"_s, u"direct"_s}};
    m_server->rooms.insert(direct.id, direct);
    answer(u"room:direct"_s, {{u"room"_s, m_server->roomObject(direct)}});
    asked->acceptButton()->click();
    QTRY_COMPARE(m_conversation->currentRoomName(), u"이영희"_s);
    QCOMPARE(lastCall(u"room:direct"_s).value(u"user"_s).toString(), u"id-이영희"_s);
    QVERIFY(m_window->windowTitle().startsWith(u"이영희"_s)); // without a #
}

void tst_RoomPanels::settingsAreSavedTogether()
{
    QVERIFY(open(u"owner"_s));
    m_panels->showSettings(RoomId(u"r1"_s));
    QPointer<RoomSettingsDialog> asked = dialog<RoomSettingsDialog>();
    asked->findChild<QLineEdit *>(u"settingsName"_s)->setText(u"1반"_s);
    asked->findChild<QCheckBox *>(u"muteAll"_s)->setChecked(true);
    auto *const slow = asked->findChild<QComboBox *>(u"slowMode"_s);
    slow->setCurrentIndex(slow->findData(30));
    m_server->replies[u"room:update"_s].enqueue(FakeServer::refusal(u"BAD_NAME"_s));
    asked->findChild<QPushButton *>(u"settingsSave"_s)->click();
    QTRY_VERIFY(!errorOf(asked, u"settingsName"_s).isEmpty());
    answer(u"room:update"_s, {{u"room"_s, m_server->roomObject(m_server->rooms[u"r1"_s])}});
    asked->findChild<QPushButton *>(u"settingsSave"_s)->click();
    QTRY_VERIFY(!asked || !asked->isVisible());
    QCOMPARE(lastCall(u"room:update"_s),
             (QJsonObject{{u"room"_s, u"r1"_s},
                          {u"name"_s, u"1반"_s},
                          {u"muteAll"_s, true},
                          {u"slowModeSeconds"_s, 30}})); // nothing that stays the same
}

void tst_RoomPanels::theClassCodeIsCopiedAndClosed()
{
    m_server->rooms[u"r1"_s].extras = {{u"classCode"_s, u"ABC234"_s}};
    QVERIFY(open(u"moderator"_s));
    m_panels->showSettings(RoomId(u"r1"_s));
    auto *const asked = dialog<RoomSettingsDialog>();
    QVERIFY(asked->findChild<QLineEdit *>(u"settingsName"_s)->isReadOnly()); // the owner's
    QCOMPARE(asked->findChild<QLabel *>(u"code"_s)->text(), u"ABC234"_s);
    asked->findChild<QPushButton *>(u"copyCode"_s)->click();
    QCOMPARE(QGuiApplication::clipboard()->text(), u"ABC234"_s);
    m_server->rooms[u"r1"_s].extras = {};
    answer(u"room:update"_s, {{u"room"_s, m_server->roomObject(m_server->rooms[u"r1"_s])}});
    asked->findChild<QPushButton *>(u"closeCode"_s)->click();
    QTRY_VERIFY(asked->findChild<QLabel *>(u"code"_s)->text() != u"ABC234"_s);
    QCOMPARE(lastCall(u"room:update"_s).value(u"classCode"_s).toString(), u"close"_s);
    QVERIFY(!asked->findChild<QPushButton *>(u"copyCode"_s)->isVisible());
    QVERIFY(asked->isVisible());
}

void tst_RoomPanels::aMemberSeesNoSettings()
{
    QVERIFY(open());
    const std::unique_ptr<QMenu> menu(m_panels->makeRoomMenu(RoomId(u"r1"_s)));
    QVERIFY(action(menu.get(), u"settings"_s) == nullptr);
    QVERIFY(action(menu.get(), u"leaveRoom"_s)->isEnabled());
    QVERIFY(action(menu.get(), u"notify0"_s)->isChecked());
    action(menu.get(), u"notify2"_s)->trigger();
    QTRY_COMPARE(lastCall(u"room:notify"_s).value(u"notify"_s).toString(), u"none"_s);
}

void tst_RoomPanels::leavingIsAskedFirst()
{
    QVERIFY(open());
    const std::unique_ptr<QMenu> menu(m_panels->makeRoomMenu(RoomId(u"r1"_s)));
    action(menu.get(), u"leaveRoom"_s)->trigger();
    auto *const question = dialog<QMessageBox>();
    QVERIFY(question);
    QVERIFY(m_server->callsOf(u"room:leave"_s).isEmpty());
    for (QAbstractButton *button : question->buttons()) {
        if (question->buttonRole(button) == QMessageBox::DestructiveRole) {
            button->click();
            break;
        }
    }
    QTRY_COMPARE(m_server->callsOf(u"room:leave"_s).size(), 1);
    // The server does not know the event: a line says that nothing has happened.
    const QLabel *const failure = m_window->findChild<QLabel *>(u"failure"_s);
    QTRY_VERIFY(failure->isVisible());
}

void tst_RoomPanels::pinsAreRemembered()
{
    m_server->addRoom(u"r2"_s, u"하늘"_s).readSeq = 0;
    QVERIFY(open());
    const RoomListModel *rooms = m_conversation->rooms();
    QCOMPARE(rooms->rowOf(RoomId(u"r2"_s)), 1);
    const std::unique_ptr<QMenu> menu(m_panels->makeRoomMenu(RoomId(u"r2"_s)));
    action(menu.get(), u"pin"_s)->trigger();
    QCOMPARE(rooms->rowOf(RoomId(u"r2"_s)), 0);
    QCOMPARE(m_window->roomView()->currentIndex().data(RoomListModel::IdRole).toString(),
             u"r1"_s); // the current room stays current
    QCOMPARE(QSettings().value(u"rooms/pinned"_s).toStringList(), QStringList{u"r2"_s});
}

void tst_RoomPanels::classModeIsSaidAboveTheInput()
{
    QVERIFY(open());
    RoomBar *const bar = m_panels->bar();
    QVERIFY(!bar->isVisible());
    m_window->setPoster([this](const QString &text) { return m_conversation->post(text); });
    m_window->input()->setText(u"질문이 있습니다"_s);
    m_server->rooms[u"r1"_s].extras = {{u"muteAll"_s, true}};
    QJsonObject told = m_server->roomObject(m_server->rooms[u"r1"_s]);
    m_server->sendEvent(u"room:changed"_s, told);
    QTRY_VERIFY(bar->isVisible());
    QTest::keyClick(m_window->input()->edit(), Qt::Key_Return);
    QCOMPARE(m_window->input()->text(), u"질문이 있습니다"_s); // not sent, not lost
    auto *const hand = bar->findChild<QPushButton *>(u"hand"_s);
    QVERIFY(hand->isVisible());
    answer(u"hand:set"_s, {});
    hand->click();
    QTRY_COMPARE(lastCall(u"hand:set"_s).value(u"on"_s).toBool(), true);
    QJsonObject raised = member(u"김민수"_s);
    raised.insert(u"room"_s, u"r1"_s);
    raised.insert(u"hand"_s, true);
    const QString before = hand->text();
    m_server->sendEvent(u"member:changed"_s, raised);
    QTRY_VERIFY(hand->text() != before); // to lower it
    m_server->rooms[u"r1"_s].role = u"moderator"_s;
    m_server->sendEvent(u"room:changed"_s, m_server->roomObject(m_server->rooms[u"r1"_s]));
    auto *const unmute = bar->findChild<QPushButton *>(u"unmuteAll"_s);
    QTRY_VERIFY(unmute->isVisible());
    unmute->click();
    QTRY_COMPARE(lastCall(u"room:update"_s).value(u"muteAll"_s), QJsonValue(false));
    QTest::keyClick(m_window->input()->edit(), Qt::Key_Return);
    QTRY_VERIFY(m_window->input()->text().isEmpty());
}

void tst_RoomPanels::peopleAreInvited()
{
    QVERIFY(open());
    answer(u"user:list"_s,
           {{u"users"_s, QJsonArray{m_server->userOf(u"박철수"_s), m_server->userOf(u"최지우"_s)}},
            {u"more"_s, false}});
    auto *const button = m_panels->people()->findChild<QPushButton *>(u"invite"_s);
    QVERIFY(button->isVisible());
    button->click();
    QPointer<InviteDialog> asked = dialog<InviteDialog>();
    auto *const invite = asked->findChild<QPushButton *>(u"inviteChosen"_s);
    QVERIFY(!invite->isEnabled());
    auto *const list = asked->findChild<DirectoryView *>();
    QAbstractItemModelTester tester(list->model());
    QTRY_COMPARE(list->model()->rowCount(), 2);
    list->view()->setCurrentIndex(list->model()->index(1));
    QTest::keyClick(list->view(), Qt::Key_Space);
    QVERIFY(invite->isEnabled());
    answer(u"room:invite"_s, {{u"room"_s, m_server->roomObject(m_server->rooms[u"r1"_s])}});
    invite->click();
    QTRY_VERIFY(!asked || !asked->isVisible());
    QCOMPARE(lastCall(u"room:invite"_s).value(u"users"_s).toArray(), QJsonArray{u"id-최지우"_s});
}

void tst_RoomPanels::withoutARoomOneIsOffered()
{
    QVERIFY(open());
    const QWidget *const empty = m_window->findChild<QWidget *>(u"noRooms"_s);
    QVERIFY(!empty->isVisible());
    m_server->sendEvent(u"room:removed"_s,
                        QJsonObject{{u"room"_s, u"r1"_s}, {u"reason"_s, u"left"_s}});
    QTRY_VERIFY(empty->isVisible());
    QVERIFY(!m_panels->people()->isVisible());
    empty->findChild<QPushButton *>(u"findRoom"_s)->click();
    QVERIFY(dialog<RoomDialog>());
}

void tst_RoomPanels::filesAreAttachedByACommand()
{
    QVERIFY(open());
    new FilePanels(m_window.get(), m_conversation.get(), themeOf(ThemeKind::Light));
    const QList<QAction *> commands = m_window->commands()->actions(Commands::Menu::Edit);
    const auto attach = std::find_if(commands.begin(), commands.end(), [](const QAction *action) {
        return action->shortcut() == QKeySequence(Qt::CTRL | Qt::Key_O);
    });
    QVERIFY(attach != commands.end());
    // Only where there is somewhere to put them.
    QCOMPARE((*attach)->isEnabled(), m_conversation->files()->isAvailable());
    emit m_conversation->files()->availableChanged(m_conversation->files()->isAvailable());
    QCOMPARE((*attach)->isEnabled(), m_conversation->files()->isAvailable());
    (*attach)->setEnabled(true);
    (*attach)->trigger();
    QCOMPARE(dialog<QFileDialog>() != nullptr, m_conversation->files()->isAvailable());
}

QTEST_MAIN(tst_RoomPanels)
#include "tst_roompanels.moc"
