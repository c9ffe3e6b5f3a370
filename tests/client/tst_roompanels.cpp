// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/fileshelf.h"
#include "client/model/roomactions.h"
#include "client/strandedcontroller.h"
#include "client/widgets/commands.h"
#include "client/widgets/composeedit.h"
#include "client/widgets/filepanels.h"
#include "client/widgets/memberlist.h"
#include "client/widgets/messageview.h"
#include "client/widgets/roombar.h"
#include "client/widgets/roomdialog.h"
#include "panelsfixture.h"

#include <QAbstractItemModelTester>
#include <QFile>
#include <QFileDialog>
#include <QJsonObject>
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QPointer>
#include <QPushButton>
#include <QSettings>
#include <QToolButton>
#include <QtTest>

#include <algorithm>

using namespace maru;
using namespace maru::client;
using maru::testing::FakeServer;
using namespace Qt::StringLiterals;

/// The people pane, the line above the input and the menus of rooms and people.
class tst_RoomPanels : public PanelsFixture
{
    Q_OBJECT

private slots:
    void peopleStandBesideTheConversation();
    void peopleHideInANarrowWindow();
    void peopleGiveWayToAPanelAtTheRight();
    void peopleAreOfferedForTheirName();
    void peopleAreOfferedByTheirNamesOfNow();
    void whoMayNotNameEverybodyIsNotOfferedIt();
    void theFilterSaysWhenNobodyIsCalledThat();
    void theMenuOfAPersonDependsOnOnesRole();
    void pinsAreRemembered();
    void aPinLeavesThoseOfAnotherServer();
    void classModeIsSaidAboveTheInput();
    void withoutARoomOneIsOffered();
    void withoutARoomNothingIsWritten();
    void withoutARoomNothingIsTakenBack();
    void filesAreAttachedByACommand();
    void filesGoToTheRoomTheyWereChosenFor();
};

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
    QApplication::setLayoutDirection(Qt::RightToLeft);
    QTest::mouseClick(m_panels->peopleButton(), Qt::LeftButton);
    QCOMPARE(people->geometry().left(), 0);
    QTest::keyClick(people->filter(), Qt::Key_Escape);
    QApplication::setLayoutDirection(Qt::LeftToRight);
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

void tst_RoomPanels::peopleAreOfferedByTheirNamesOfNow()
{
    m_server->addMessage(u"r1"_s, u"이영희"_s, u"글"_s, true);
    m_server->addMessage(u"r1"_s, u"박철수"_s, u"글"_s, true); // who has left
    QVERIFY(open());
    QVERIFY(m_window->setMessages(m_conversation->messages()));
    QTRY_COMPARE(m_conversation->messages()->sentCount(), 2);
    QJsonObject renamed = m_server->userOf(u"이영희"_s);
    renamed.insert(u"userName"_s, u"이선생"_s);
    renamed.insert(u"name"_s, u"이선생"_s);
    m_server->sendEvent(u"user:changed"_s, renamed);
    const auto nameOfLee = [this] {
        const Member *const lee =
            m_conversation->roomActions()->members()->find(UserId(u"id-이영희"_s));
        return lee ? lee->user.userName : QString();
    };
    QTRY_COMPARE(nameOfLee(), u"이선생"_s);
    m_window->input()->setFocus();
    m_window->input()->edit()->insertPlainText(u"@"_s);
    const auto *const offers = m_window->findChild<QListWidget *>(u"completions"_s);
    QVERIFY(offers->isVisible());
    QCOMPARE(offers->count(), 1);
    QCOMPARE(offers->item(0)->text(), u"이선생"_s);
}

void tst_RoomPanels::whoMayNotNameEverybodyIsNotOfferedIt()
{
    QVERIFY(open());
    QVERIFY(m_window->setMessages(m_conversation->messages()));
    const auto *const offers = m_window->findChild<QListWidget *>(u"completions"_s);
    m_window->input()->setFocus();
    m_window->input()->edit()->insertPlainText(u"@al"_s);
    QVERIFY(!offers->isVisible());
    m_server->rooms[u"r1"_s].role = u"moderator"_s;
    m_server->sendEvent(u"room:changed"_s, m_server->roomObject(m_server->rooms[u"r1"_s]));
    const auto role = [this] {
        return m_conversation->roomActions()->roleIn(RoomId(u"r1"_s));
    };
    QTRY_COMPARE(role(), RoomRole::Moderator);
    m_window->input()->edit()->insertPlainText(u"l"_s);
    QVERIFY(offers->isVisible());
    QCOMPARE(offers->item(0)->text(), u"all"_s);
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
    people->filter()->clear();
    QVERIFY(!state->isVisible());
    QInputMethodEvent composing(u"뷁"_s, {}); // the first syllable, while it is composed
    QCoreApplication::sendEvent(people->filter(), &composing);
    QVERIFY(state->isVisible());
    QVERIFY2(state->text().contains(u"뷁"_s), qUtf8Printable(state->text()));
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
    // Who moderates is not muted: its owner takes the role first.
    m_server->rooms[u"r1"_s].role = u"owner"_s;
    m_server->sendEvent(u"room:changed"_s, m_server->roomObject(m_server->rooms[u"r1"_s]));
    QJsonObject appointed = member(u"이영희"_s, u"moderator"_s);
    appointed.insert(u"room"_s, u"r1"_s);
    m_server->sendEvent(u"member:changed"_s, appointed);
    const auto isModerator = [this] {
        const Member *one = m_conversation->roomActions()->members()->find(UserId(u"id-이영희"_s));
        return one != nullptr && one->role == RoomRole::Moderator;
    };
    QTRY_VERIFY(isModerator());
    menu.reset(m_panels->makePersonMenu(UserId(u"id-이영희"_s)));
    QVERIFY(action(menu.get(), u"mute"_s) == nullptr);
    QVERIFY(action(menu.get(), u"moderator"_s)->isEnabled());
    QVERIFY(action(menu.get(), u"ban"_s)->isEnabled());
    menu.reset(m_panels->makePersonMenu(UserId(u"id-nobody"_s)));
    QVERIFY(menu->isEmpty());
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

void tst_RoomPanels::aPinLeavesThoseOfAnotherServer()
{
    QVERIFY(open());
    QSettings().setValue(u"rooms/pinned"_s, QStringList{u"elsewhere"_s}); // by its page, meanwhile
    const std::unique_ptr<QMenu> menu(m_panels->makeRoomMenu(RoomId(u"r1"_s)));
    action(menu.get(), u"pin"_s)->trigger();
    QCOMPARE(QSettings().value(u"rooms/pinned"_s).toStringList(),
             (QStringList{u"r1"_s, u"elsewhere"_s}));
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

void tst_RoomPanels::withoutARoomOneIsOffered()
{
    QVERIFY(open());
    const QWidget *const empty = m_window->findChild<QWidget *>(u"noRooms"_s);
    QVERIFY(!empty->isVisible());
    m_server->sendEvent(u"room:removed"_s,
                        QJsonObject{{u"room"_s, u"r1"_s}, {u"reason"_s, u"left"_s}});
    QTRY_VERIFY(empty->isVisible());
    QVERIFY(!m_panels->people()->isVisible());
    m_window->resize(600, 500); // the list of rooms is in a menu
    auto *const find = empty->findChild<QPushButton *>(u"findRoom"_s);
    QVERIFY(find->isVisible());
    QVERIFY(m_window->messageView()->isAncestorOf(find));
    QVERIFY(find->hasFocus()); // which the input had
    find->click();
    QVERIFY(dialog<RoomDialog>());
}

void tst_RoomPanels::withoutARoomNothingIsWritten()
{
    QVERIFY(open());
    MessageInput *const input = m_window->input();
    input->setFocus();
    input->setText(u"begun"_s);
    QVERIFY(!input->edit()->placeholderText().isEmpty());
    m_server->sendEvent(u"room:removed"_s,
                        QJsonObject{{u"room"_s, u"r1"_s}, {u"reason"_s, u"left"_s}});
    QTRY_VERIFY(!input->isEnabled());
    QTRY_COMPARE(input->edit()->placeholderText(), QString());
    FakeServer::Room &other = m_server->addRoom(u"r2"_s, u"다른 방"_s);
    other.readSeq = 0; // one is in it
    m_server->sendEvent(u"room:changed"_s, m_server->roomObject(other));
    QTRY_VERIFY(input->isEnabled());
    QTRY_VERIFY(!input->edit()->placeholderText().isEmpty());
    m_server->stop();
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Reconnecting);
    QVERIFY(input->isEnabled()); // it goes out later
}

// There is no input it could come back into, and no draft to keep it.
void tst_RoomPanels::withoutARoomNothingIsTakenBack()
{
    QVERIFY(open());
    new StrandedController(m_window.get(), m_conversation.get());
    m_conversation->setDraft(RoomId(u"r1"_s), u"begun"_s);
    m_server->sendEvent(u"room:removed"_s,
                        QJsonObject{{u"room"_s, u"r1"_s}, {u"reason"_s, u"kicked"_s}});
    QTRY_COMPARE(m_conversation->stranded().size(), 1);
    QTRY_VERIFY(m_conversation->currentRoom().isNull());
    auto *const takeBack = m_window->findChild<QPushButton *>(u"takeBack"_s);
    QTRY_VERIFY(takeBack->isVisible());
    takeBack->click();
    QCOMPARE(m_conversation->stranded().size(), 1);
    QCOMPARE(m_window->input()->text(), QString());
    QVERIFY(!takeBack->toolTip().isEmpty());
    FakeServer::Room &other = m_server->addRoom(u"r2"_s, u"다른 방"_s);
    other.readSeq = 0;
    m_server->sendEvent(u"room:changed"_s, m_server->roomObject(other));
    QTRY_COMPARE(m_conversation->currentRoom(), RoomId(u"r2"_s));
    QVERIFY(takeBack->toolTip().isEmpty());
    takeBack->click();
    QCOMPARE(m_window->input()->text(), u"begun"_s);
    QVERIFY(m_conversation->stranded().isEmpty());
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

// A notification may lead elsewhere while one is choosing.
void tst_RoomPanels::filesGoToTheRoomTheyWereChosenFor()
{
    m_server->maxFileBytes = 1'000;
    m_server->addRoom(u"r2"_s, u"two"_s);
    QVERIFY(open());
    FilePanels *const files =
        new FilePanels(m_window.get(), m_conversation.get(), themeOf(ThemeKind::Light));
    QTRY_VERIFY(m_conversation->files()->isAvailable());
    QTRY_VERIFY(m_window->input()->isEnabled());
    QFile made(m_dir.filePath(u"a.txt"_s));
    QVERIFY(made.open(QIODevice::WriteOnly) && made.write("x") == 1);
    made.close();
    QCOMPARE(m_conversation->currentRoom(), RoomId(u"r1"_s));
    files->chooseFiles();
    m_conversation->setCurrentRoom(RoomId(u"r2"_s));
    QPointer<QFileDialog> chooser = dialog<QFileDialog>();
    emit chooser->filesSelected({made.fileName()});
    const Attachments *const attached = m_conversation->files()->attachments();
    QCOMPARE(attached->rowCount(), 1);
    QCOMPARE(m_conversation->currentRoom(), RoomId(u"r1"_s)); // seen where they are
    chooser->close();
    QTRY_VERIFY(!chooser);
    // One that is gone meanwhile takes none.
    files->chooseFiles();
    m_server->sendEvent(u"room:removed"_s,
                        QJsonObject{{u"room"_s, u"r1"_s}, {u"reason"_s, u"left"_s}});
    QTRY_COMPARE(m_conversation->currentRoom(), RoomId(u"r2"_s));
    emit dialog<QFileDialog>()->filesSelected({made.fileName()});
    QCOMPARE(attached->rowCount(), 0);
}

QTEST_MAIN(tst_RoomPanels)
#include "tst_roompanels.moc"
