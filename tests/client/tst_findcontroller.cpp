// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/findcontroller.h"
#include "client/widgets/composeedit.h"
#include "client/widgets/mainwindow.h"
#include "client/widgets/quickswitcher.h"
#include "client/widgets/roomspane.h"
#include "client/widgets/searchpanel.h"
#include "commandsfixture.h"
#include "tests/support/fakeserver.h"

#include <QApplication>
#include <QComboBox>
#include <QJsonArray>
#include <QListView>
#include <QToolButton>
#include <QtTest>

using namespace maru;
using namespace maru::client;
using namespace Qt::StringLiterals;

/// What finds in the whole window, against a scripted server.
class tst_FindController : public CommandsFixture
{
    Q_OBJECT

private slots:
    void theSearchIsOpenedByMouse();
    void theSearchCallsAPersonAsTheWindowDoes();
    void aNarrowWindowReachesEveryRoom();
    void inANarrowWindowTheSearchGivesWay_data();
    void inANarrowWindowTheSearchGivesWay();
    void aRoomFromTheDrawerIsSeen();
    void aRoomThatANotificationLeadsToIsSeen();
    void whatIsTypedForAPersonWaitsForTheirRoom();

private:
    /// Of all rooms, of which there are two; null if it did not come to that.
    [[nodiscard]] SearchPanel *openNarrowSearch()
    {
        m_server->addRoom(u"r2"_s, u"수학"_s);
        openWindow();
        if (!join(u"member"_s)) {
            return nullptr;
        }
        m_window->resize(rhythm::drawerBelow - 1, 500);
        choose(u"Search all rooms"_s);
        return m_window->findChild<SearchPanel *>();
    }
};

void tst_FindController::theSearchIsOpenedByMouse()
{
    openWindow();
    QVERIFY(join(u"member"_s));
    QTest::mouseClick(m_window->findChild<QToolButton *>(u"searchButton"_s), Qt::LeftButton);
    const auto *const panel = m_window->findChild<SearchPanel *>();
    QVERIFY(panel && panel->isVisible());
    QVERIFY(panel->isAncestorOf(QApplication::focusWidget())); // to be typed into
    const auto *const conversation = m_window->findChild<QWidget *>(u"conversation"_s);
    m_window->resize(1'100, 600); // beside the rest, which keeps its width
    QTRY_COMPARE(m_window->findChild<RoomsPane *>()->width() + conversation->width()
                     + panel->width(),
                 1'100);
    QCOMPARE(m_window->findChild<RoomsPane *>()->width(), rhythm::roomsWidth);
    QCOMPARE(panel->width(), panel->minimumWidth());
}

void tst_FindController::theSearchCallsAPersonAsTheWindowDoes()
{
    m_server->addRoom(u"d1"_s, u"김민수, 이영희"_s).extras = {{u"kind"_s, u"direct"_s}};
    openWindow();
    QVERIFY(join(u"member"_s));
    choose(u"Search all rooms"_s);
    const auto *const scope = m_window->findChild<SearchPanel *>()->findChild<QComboBox *>();
    QCOMPARE(scope->itemText(0), u"In # lobby"_s);
    m_conversation->setCurrentRoom(RoomId(u"d1"_s));
    QTRY_COMPARE(scope->itemText(0), u"In 이영희"_s);
}

void tst_FindController::aNarrowWindowReachesEveryRoom()
{
    for (int i = 1; i < 120; ++i) {
        m_server->addRoom(u"x%1"_s.arg(i), u"방 %1"_s.arg(i));
    }
    openWindow();
    QVERIFY(join(u"member"_s));
    m_window->resize(rhythm::drawerBelow - 1, 500);
    const QListView *const rooms = m_window->roomView();
    QVERIFY(!rooms->isVisible());
    choose(u"List of rooms"_s);
    QVERIFY(rooms->isVisible());
    QCOMPARE(rooms->model()->rowCount(), 120);
}

void tst_FindController::inANarrowWindowTheSearchGivesWay_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<bool>("givesWay");
    QTest::newRow("a room") << u"수학"_s << true;
    QTest::newRow("a day") << u"2026-11-20"_s << true;
    QTest::newRow("a command") << u"Log for a bug"_s << false; // of what is seen
}

void tst_FindController::inANarrowWindowTheSearchGivesWay()
{
    QFETCH(const QString, typed);
    QFETCH(const bool, givesWay);
    const SearchPanel *const panel = openNarrowSearch();
    const auto *const conversation = m_window->findChild<QWidget *>(u"conversation"_s);
    QVERIFY(panel && panel->isVisible());
    QVERIFY(!conversation->isVisible());
    QTRY_COMPARE(panel->width(), m_window->width()); // alone
    choose(typed);
    QCOMPARE(panel->isVisible(), !givesWay);
    QCOMPARE(conversation->isVisible(), givesWay);
}

// What is typed next must not go where nobody sees it.
void tst_FindController::aRoomFromTheDrawerIsSeen()
{
    const SearchPanel *const panel = openNarrowSearch();
    QVERIFY(panel && panel->isVisible());
    QListView *const rooms = m_window->roomView();
    choose(u"List of rooms"_s);
    QVERIFY(rooms->isVisible());
    QTest::keyClick(rooms, Qt::Key_Escape);
    QVERIFY(panel->isVisible());
    QVERIFY(panel->isAncestorOf(QApplication::focusWidget())); // which had it
    choose(u"List of rooms"_s);
    emit rooms->activated(rooms->model()->index(1, 0));
    QVERIFY(!panel->isVisible() && m_window->input()->isVisible());
}

void tst_FindController::aRoomThatANotificationLeadsToIsSeen()
{
    const SearchPanel *const panel = openNarrowSearch();
    QVERIFY(panel && panel->isVisible());
    m_conversation->setCurrentRoom(RoomId(u"r2"_s));
    QTRY_VERIFY(!panel->isVisible() && m_window->input()->isVisible());
}

// Until it is there the input is that of another room, in which others read.
void tst_FindController::whatIsTypedForAPersonWaitsForTheirRoom()
{
    m_server->answers.insert(
        u"user:list"_s,
        QJsonObject{{u"users"_s, QJsonArray{m_server->userOf(u"이영희"_s)}}, {u"more"_s, false}});
    m_server->heldCalls = {u"room:direct"_s};
    openWindow();
    QVERIFY(join(u"member"_s));
    m_window->input()->setFocus();
    const QuickSwitcher *const switcher = openSwitcher();
    QTRY_VERIFY(!found(u"이영희"_s).isEmpty());
    QTest::keyClick(switcher->field(), Qt::Key_Return);
    QTRY_COMPARE(m_server->callsOf(u"room:direct"_s).size(), 1);
    QVERIFY(QApplication::focusWidget());
    QTest::keyClicks(QApplication::focusWidget(), u"just us"_s);
    QCOMPARE(m_window->input()->text(), QString());
    maru::testing::FakeServer::Room &direct = m_server->addRoom(u"d1"_s, u"김민수, 이영희"_s);
    direct.readSeq = 0;
    direct.extras = {{u"kind"_s, u"direct"_s}};
    m_server->answer(m_server->callsOf(u"room:direct"_s).first().ackId,
                     {{u"ok"_s, true}, {u"room"_s, m_server->roomObject(direct)}});
    QTRY_COMPARE(m_conversation->currentRoom(), RoomId(u"d1"_s));
    QVERIFY(m_window->input()->edit()->hasFocus());
}

QTEST_MAIN(tst_FindController)
#include "tst_findcontroller.moc"
