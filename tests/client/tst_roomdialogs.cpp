// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/directoryview.h"
#include "client/widgets/memberdialogs.h"
#include "client/widgets/memberlist.h"
#include "client/widgets/roomdialog.h"
#include "client/widgets/roomsettingsdialog.h"
#include "client/widgets/theme.h"
#include "panelsfixture.h"
#include "tests/support/fakeserver.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QJsonArray>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QMessageBox>
#include <QPointer>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QToolButton>
#include <QtTest>

#include <algorithm>

using namespace maru;
using namespace maru::client;
using maru::testing::FakeServer;
using namespace Qt::StringLiterals;

/// The dialogs in which rooms are found, entered, set up and left, and people invited.
class tst_RoomDialogs : public PanelsFixture
{
    Q_OBJECT

private slots:
    void roomsAreFoundAndEntered();
    void anEmptyListSaysWhyInItsMiddle();
    void aRefusedNameStandsAtItsField();
    void aWrongCodeStandsAtItsField();
    void aNewRoomFitsOnALowScreen();
    void labelsAreAsLargeAsElsewhere();
    void aPersonIsWrittenTo();
    void enterTakesNobodyOfOtherWords();
    void settingsAreSavedTogether();
    void whatOthersChangeIsFollowedAndNotUndone();
    void theClassCodeIsCopiedAndClosed();
    void aMemberSeesNoSettings();
    void leavingIsAskedFirst();
    void peopleAreInvited();
    void enterTakesWhoWasFound();
};

void tst_RoomDialogs::roomsAreFoundAndEntered()
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

void tst_RoomDialogs::anEmptyListSaysWhyInItsMiddle()
{
    QVERIFY(open());
    answer(u"room:list"_s, {{u"rooms"_s, QJsonArray()}, {u"more"_s, false}});
    m_panels->showRoomDialog(RoomDialog::Page::Find);
    auto *const list = dialog<RoomDialog>()->findChild<DirectoryView *>(u"findRooms"_s);
    auto *const state = list->findChild<QLabel *>(u"directoryState"_s);
    QTRY_VERIFY(state->text().startsWith(u"There is no other room"_s));
    QTRY_COMPARE(state->mapTo(list, state->rect().center()).x(),
                 list->view()->geometry().center().x());
    const QRect inList(state->mapTo(list, QPoint()), state->size());
    QVERIFY(list->view()->geometry().contains(inList));
    QVERIFY(state->height() >= state->heightForWidth(state->width()));
}

void tst_RoomDialogs::aRefusedNameStandsAtItsField()
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

void tst_RoomDialogs::aWrongCodeStandsAtItsField()
{
    QVERIFY(open());
    m_server->replies[u"room:join"_s].enqueue(FakeServer::refusal(u"BAD_CLASS_CODE"_s));
    m_panels->showRoomDialog(RoomDialog::Page::Find);
    auto *const asked = dialog<RoomDialog>();
    auto *const code = asked->findChild<QLineEdit *>(u"classCode"_s);
    code->setText(u"abc234"_s);
    code->setFocus();
    const auto *enter = asked->findChild<QPushButton *>(u"joinByCode"_s);
    const auto beside = [&] {
        return enter->geometry().center().y() == code->geometry().center().y();
    };
    QVERIFY(beside());
    QTest::keyClick(code, Qt::Key_Return);
    QTRY_VERIFY(!errorOf(asked, u"classCode"_s).isEmpty());
    QCOMPARE(code->text(), u"abc234"_s);
    QTRY_VERIFY2(beside(), "what is wrong stands below both");
}

void tst_RoomDialogs::aNewRoomFitsOnALowScreen()
{
    QVERIFY(open());
    m_server->replies[u"room:create"_s].enqueue(FakeServer::refusal(u"NAME_TAKEN"_s));
    m_panels->showRoomDialog(RoomDialog::Page::Create);
    auto *const asked = dialog<RoomDialog>();
    constexpr int low = 420; // 1080 lines at 200 % and larger letters, less panel and frame
    asked->resize(440, low);
    QCOMPARE(asked->height(), low);
    QVERIFY(asked->rect().contains(asked->acceptButton()->geometry()));
    auto *const name = asked->findChild<QLineEdit *>(u"roomName"_s);
    name->setText(u"수학"_s);
    auto *const area = asked->findChild<QScrollArea *>(u"createPage"_s);
    area->verticalScrollBar()->setValue(area->verticalScrollBar()->maximum());
    QVERIFY(area->verticalScrollBar()->value() > 0);
    asked->acceptButton()->click();
    QTRY_VERIFY(!errorOf(asked, u"roomName"_s).isEmpty());
    QVERIFY(!name->visibleRegion().isEmpty()); // the field it is about is in view again
}

void tst_RoomDialogs::labelsAreAsLargeAsElsewhere()
{
    QVERIFY(open());
    m_panels->showRoomDialog(RoomDialog::Page::Create);
    const auto *name = dialog<RoomDialog>()->findChild<QLineEdit *>(u"roomName"_s);
    const auto labels = dialog<RoomDialog>()->findChildren<QLabel *>();
    const auto label = std::find_if(labels.cbegin(), labels.cend(),
                                    [name](const QLabel *one) { return one->buddy() == name; });
    QVERIFY(label != labels.cend());
    QCOMPARE((*label)->font().pixelSize(), bodyFont(name->font()).pixelSize());
}

void tst_RoomDialogs::aPersonIsWrittenTo()
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

void tst_RoomDialogs::enterTakesNobodyOfOtherWords()
{
    QVERIFY(open());
    const QJsonObject first{{u"users"_s, QJsonArray{m_server->userOf(u"김가영"_s)}},
                            {u"more"_s, false}};
    answer(u"user:list"_s, first); // of all
    answer(u"user:list"_s, first);
    m_panels->showRoomDialog(RoomDialog::Page::Person);
    auto *const asked = dialog<RoomDialog>();
    auto *const list = asked->findChild<DirectoryView *>(u"findPeople"_s);
    list->filter()->setText(u"김"_s);
    QTRY_COMPARE(list->currentId(), u"id-김가영"_s);
    QVERIFY(asked->acceptButton()->isEnabled());
    m_server->heldCalls.insert(u"user:list"_s);
    list->filter()->setText(u"민수"_s);
    QVERIFY(!asked->acceptButton()->isEnabled());
    QTest::keyClick(list->filter(), Qt::Key_Return);
    QTRY_COMPARE(lastCall(u"user:list"_s).value(u"query"_s).toString(), u"민수"_s);
    QTest::keyClick(list->filter(), Qt::Key_Return);
    QVERIFY(list->currentId().isEmpty());
    QVERIFY(asked->isVisible());
    m_server->answer(m_server->callsOf(u"user:list"_s).last().ackId,
                     {{u"ok"_s, true},
                      {u"users"_s, QJsonArray{m_server->userOf(u"김민수2"_s)}},
                      {u"more"_s, false}});
    QTRY_COMPARE(list->currentId(), u"id-김민수2"_s);
    QVERIFY(asked->acceptButton()->isEnabled());
    QVERIFY(m_server->callsOf(u"room:direct"_s).isEmpty());
}

void tst_RoomDialogs::settingsAreSavedTogether()
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

void tst_RoomDialogs::whatOthersChangeIsFollowedAndNotUndone()
{
    QVERIFY(open(u"owner"_s));
    m_panels->showSettings(RoomId(u"r1"_s));
    auto *const asked = dialog<RoomSettingsDialog>();
    auto *const topic = asked->findChild<QLineEdit *>(u"settingsTopic"_s);
    auto *const slow = asked->findChild<QComboBox *>(u"slowMode"_s);
    auto *const archived = asked->findChild<QCheckBox *>(u"archived"_s);
    topic->setText(u"mine"_s);
    const auto change = [this](const QJsonObject &fields) {
        m_server->rooms[u"r1"_s].extras = fields;
        m_server->sendEvent(u"room:changed"_s, m_server->roomObject(m_server->rooms[u"r1"_s]));
    };
    change({{u"topic"_s, u"theirs"_s}, {u"slowModeSeconds"_s, 45}});
    QTRY_COMPARE(slow->currentData().toInt(), 45);
    QCOMPARE(topic->text(), u"mine"_s);
    m_server->replies[u"room:update"_s].enqueue(FakeServer::refusal(u"SLOW_DOWN"_s));
    asked->findChild<QPushButton *>(u"settingsSave"_s)->click();
    QTRY_VERIFY(m_server->callsOf(u"room:update"_s).size() == 1);
    QCOMPARE(lastCall(u"room:update"_s),
             (QJsonObject{{u"room"_s, u"r1"_s}, {u"topic"_s, u"mine"_s}}));
    change({{u"archived"_s, true}});
    QTRY_VERIFY(archived->isChecked());
    QVERIFY(!topic->isEnabled() && !slow->isEnabled());
}

void tst_RoomDialogs::theClassCodeIsCopiedAndClosed()
{
    m_server->rooms[u"r1"_s].extras = {{u"classCode"_s, u"ABC234"_s}};
    QVERIFY(open(u"moderator"_s));
    m_panels->showSettings(RoomId(u"r1"_s));
    auto *const asked = dialog<RoomSettingsDialog>();
    QVERIFY(asked->findChild<QLineEdit *>(u"settingsName"_s)->isReadOnly()); // the owner's
    QCOMPARE(asked->findChild<QLabel *>(u"code"_s)->text(), u"ABC234"_s);
    asked->findChild<QPushButton *>(u"copyCode"_s)->click();
    QCOMPARE(QGuiApplication::clipboard()->text(), u"ABC234"_s);
    const auto *const copy = asked->findChild<QPushButton *>(u"copyCode"_s);
    QCOMPARE(copy->text(), u"Copied"_s);
    const auto change = [this](const QJsonObject &fields) {
        m_server->rooms[u"r1"_s].extras = fields;
        m_server->sendEvent(u"room:changed"_s, m_server->roomObject(m_server->rooms[u"r1"_s]));
    };
    change({{u"classCode"_s, u"ABC234"_s}, {u"topic"_s, u"another"_s}});
    QTRY_COMPARE(m_conversation->roomActions()->room(RoomId(u"r1"_s))->topic, u"another"_s);
    QCOMPARE(copy->text(), u"Copied"_s); // it still is the one
    change({{u"classCode"_s, u"XYZ789"_s}}); // by another moderator
    QTRY_COMPARE(asked->findChild<QLabel *>(u"code"_s)->text(), u"XYZ789"_s);
    QCOMPARE(copy->text(), u"Copy"_s);
    m_server->rooms[u"r1"_s].extras = {};
    answer(u"room:update"_s, {{u"room"_s, m_server->roomObject(m_server->rooms[u"r1"_s])}});
    asked->findChild<QPushButton *>(u"closeCode"_s)->click();
    QTRY_VERIFY(asked->findChild<QLabel *>(u"code"_s)->text() != u"XYZ789"_s);
    QCOMPARE(lastCall(u"room:update"_s).value(u"classCode"_s).toString(), u"close"_s);
    QVERIFY(!asked->findChild<QPushButton *>(u"copyCode"_s)->isVisible());
    QVERIFY(asked->isVisible());
}

void tst_RoomDialogs::aMemberSeesNoSettings()
{
    QVERIFY(open());
    const std::unique_ptr<QMenu> menu(m_panels->makeRoomMenu(RoomId(u"r1"_s)));
    QVERIFY(action(menu.get(), u"settings"_s) == nullptr);
    QVERIFY(action(menu.get(), u"leaveRoom"_s)->isEnabled());
    QVERIFY(action(menu.get(), u"notify0"_s)->isChecked());
    action(menu.get(), u"notify2"_s)->trigger();
    QTRY_COMPARE(lastCall(u"room:notify"_s).value(u"notify"_s).toString(), u"none"_s);
}

void tst_RoomDialogs::leavingIsAskedFirst()
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

void tst_RoomDialogs::peopleAreInvited()
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

void tst_RoomDialogs::enterTakesWhoWasFound()
{
    QVERIFY(open());
    const auto people = [this](const QStringList &names) {
        QJsonArray users;
        for (const QString &name : names) {
            users.append(m_server->userOf(name));
        }
        return QJsonObject{{u"users"_s, users}, {u"more"_s, false}};
    };
    answer(u"user:list"_s, people({u"박철수"_s, u"최지우"_s}));
    answer(u"user:list"_s, people({u"최지우"_s}));
    m_panels->people()->findChild<QPushButton *>(u"invite"_s)->click();
    QPointer<InviteDialog> asked = dialog<InviteDialog>();
    auto *const list = asked->findChild<DirectoryView *>();
    QTRY_COMPARE(list->model()->rowCount(), 2);
    list->view()->setCurrentIndex(list->model()->index(0));
    QTest::keyClick(list->view(), Qt::Key_Space);
    list->filter()->setText(u"최"_s);
    QTest::keyClick(list->filter(), Qt::Key_Return); // the answer is not there yet
    QVERIFY(m_server->callsOf(u"room:invite"_s).isEmpty());
    QCOMPARE(list->model()->checked().size(), 1);
    QTRY_COMPARE(list->currentId(), u"id-최지우"_s);
    answer(u"user:list"_s, people({u"박철수"_s, u"최지우"_s}));
    QTest::keyClick(list->filter(), Qt::Key_Return);
    QCOMPARE(list->model()->checked().size(), 2);
    QVERIFY(list->filter()->text().isEmpty()); // for the next one
    QVERIFY(asked->isVisible());
    answer(u"room:invite"_s, {{u"room"_s, m_server->roomObject(m_server->rooms[u"r1"_s])}});
    QTest::keyClick(list->filter(), Qt::Key_Return);
    QTRY_VERIFY(!asked || !asked->isVisible());
    QCOMPARE(lastCall(u"room:invite"_s).value(u"users"_s).toArray().size(), 2);
}

QTEST_MAIN(tst_RoomDialogs)
#include "tst_roomdialogs.moc"
