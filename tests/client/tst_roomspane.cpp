// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/composeedit.h"
#include "client/widgets/drawer.h"
#include "client/widgets/mainwindow.h"
#include "client/widgets/messageview.h"
#include "client/widgets/roomsbutton.h"
#include "client/widgets/roomspane.h"
#include "mainwindowfixture.h"

#include <QListView>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QSplitter>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::client;

/// The rooms of the main window: beside the conversation or in the drawer.
class tst_RoomsPane : public MainWindowFixture
{
    Q_OBJECT

private slots:
    void roomsAreHiddenInANarrowWindow_data();
    void roomsAreHiddenInANarrowWindow();
    void aChosenRoomIsReported();
    void aNarrowWindowHasTheRoomsInADrawer();
    void theNarrowestWindowLeavesSomethingBesideTheDrawer();
    void aHiddenListTellsThatSomethingIsNotRead();
    void theRoomsAreAsWideAsTheyWereDragged_data();
    void theRoomsAreAsWideAsTheyWereDragged();
    void altAndArrowsStepThroughRooms();
    void theCurrentRoomIsSelected();
    void onlyTheShownRoomIsHighlighted();
    void anotherServerCanBeAskedFor();

private:
    [[nodiscard]] QPoint middleOf(int row) const;
    [[nodiscard]] QStringList highlighted() const;
};

// Of a row of the list of rooms.
QPoint tst_RoomsPane::middleOf(int row) const
{
    const QListView *const view = m_window->roomView();
    return view->visualRect(view->model()->index(row, 0)).center();
}

// The rooms that are drawn as the one that is shown.
QStringList tst_RoomsPane::highlighted() const
{
    QListView *const view = m_window->roomView();
    const QImage image = view->viewport()->grab().toImage();
    const QColor back = themeOf(ThemeKind::Light).selected;
    QStringList rooms;
    for (int row = 0; row < view->model()->rowCount(); ++row) {
        const QModelIndex index = view->model()->index(row, 0);
        const QPoint beforeTheName(rhythm::unit + 4, middleOf(row).y());
        const bool isSelected = view->selectionModel()->isSelected(index); // as it is read out
        if (isSelected != (image.pixelColor(beforeTheName) == back)) {
            return {u"%1: read out and drawn differ"_s.arg(row)};
        }
        if (isSelected) {
            rooms << index.data(RoomListModel::IdRole).toString();
        }
    }
    return rooms;
}

void tst_RoomsPane::roomsAreHiddenInANarrowWindow_data()
{
    QTest::addColumn<int>("width");
    QTest::addColumn<bool>("visible");
    QTest::newRow("wide") << 1'280 << true;
    QTest::newRow("on the limit") << 720 << true;
    QTest::newRow("one less") << 719 << false;
    QTest::newRow("narrow") << 480 << false;
}

void tst_RoomsPane::roomsAreHiddenInANarrowWindow()
{
    QFETCH(int, width);
    QFETCH(bool, visible);
    m_window->resize(width, 600);
    QTRY_COMPARE(m_window->roomView()->isVisible(), visible);
    QCOMPARE(m_window->findChild<RoomsButton *>()->isVisible(), !visible);
}

void tst_RoomsPane::aChosenRoomIsReported()
{
    QSignalSpy chosen(m_window.get(), &MainWindow::roomChosen);
    QListView *view = m_window->roomView();
    const QRect rect = view->visualRect(m_rooms->index(1));
    QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, rect.center());
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen[0][0].toString(), u"r2"_s);
    QVERIFY(m_window->input()->edit()->hasFocus());
}

// Over the conversation, until a room is chosen or one goes back.
void tst_RoomsPane::aNarrowWindowHasTheRoomsInADrawer()
{
    m_window->resize(480, 600);
    QListView *const view = m_window->roomView();
    QTRY_VERIFY(!view->isVisible());
    QSignalSpy chosen(m_window.get(), &MainWindow::roomChosen);
    auto *const button = m_window->findChild<RoomsButton *>();
    const auto open = [&] {
        QTest::mouseClick(button, Qt::LeftButton);
        return view->isVisible() && view->hasFocus();
    };
    QVERIFY(open());
    QCOMPARE(m_window->findChild<RoomsPane *>()->width(), rhythm::roomsWidth);
    QTest::keyClick(view, Qt::Key_Escape);
    QVERIFY(!view->isVisible());
    QVERIFY(m_window->input()->edit()->hasFocus());

    QVERIFY(open());
    QTest::mouseClick(m_window->findChild<QWidget *>(u"roomsHeader"_s), Qt::LeftButton);
    QVERIFY(view->isVisible()); // in the pane, not beside it
    QTest::mouseClick(m_window->findChild<Drawer *>(), Qt::LeftButton, {}, QPoint(400, 300));
    QVERIFY(!view->isVisible());

    QVERIFY(open());
    QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, middleOf(1));
    QCOMPARE(chosen.value(0).value(0).toString(), u"r2"_s);
    QVERIFY(!view->isVisible());
    QVERIFY(m_window->input()->edit()->hasFocus());

    QTest::keyClick(m_window.get(), Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(view->isVisible());
    QTest::keyClick(view, Qt::Key_Return);
    QCOMPARE(chosen.count(), 2);
    QVERIFY(!view->isVisible());

    QVERIFY(open());
    m_window->messageView()->setFocus(); // Tab goes on
    QVERIFY(!view->isVisible());
    QVERIFY(m_window->messageView()->hasFocus());

    QVERIFY(open());
    m_window->resize(1'000, 600);
    QTRY_VERIFY(view->isVisible() && !m_window->findChild<Drawer *>()->isVisible());
    QCOMPARE(m_window->findChild<RoomsPane *>()->width(), rhythm::roomsWidth);
}

void tst_RoomsPane::theNarrowestWindowLeavesSomethingBesideTheDrawer()
{
    QSettings().setValue(u"window/roomsWidth"_s, rhythm::roomsMost);
    m_window->hide();
    m_window->resize(360, 400);
    m_window->show();
    QTest::keyClick(m_window.get(), Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(m_window->roomView()->isVisible());
    QCOMPARE(m_window->findChild<RoomsPane *>()->width(), 360 - 56);
    QSettings().remove(u"window/roomsWidth"_s);
}

void tst_RoomsPane::aHiddenListTellsThatSomethingIsNotRead()
{
    m_window->resize(480, 600);
    const auto *const button = m_window->findChild<RoomsButton *>();
    QTRY_VERIFY(button->isVisible());
    const auto dot = [&] {
        return m_window->findChild<RoomsButton *>()->grab().toImage().pixelColor(
            button->width() - 7, 7);
    };
    const Theme &theme = themeOf(ThemeKind::Light);
    const QColor nothing = dot();
    QCOMPARE(button->accessibleName(), u"Rooms"_s);
    m_rooms->setUnread(RoomId(u"r1"_s), 5); // is shown
    QTest::qWait(50);
    QCOMPARE(dot(), nothing);
    m_rooms->setUnread(RoomId(u"r2"_s), 3);
    QTRY_COMPARE(dot(), theme.text);
    QCOMPARE(button->accessibleName(), u"Rooms, 3 not read"_s);
    m_rooms->setUnread(RoomId(u"r3"_s), 2, 1);
    QTRY_COMPARE(dot(), theme.unread);
    QCOMPARE(button->accessibleName(), u"Rooms, 5 not read, 1 for you"_s);
    m_rooms->setUnread(RoomId(u"r2"_s), 0);
    m_window->setRoom(u"r3"_s, u"방 & 3"_s);
    m_rooms->setUnread(RoomId(u"r1"_s), 0);
    QTRY_COMPARE(dot(), nothing);
}

void tst_RoomsPane::theRoomsAreAsWideAsTheyWereDragged_data()
{
    QTest::addColumn<int>("by");
    QTest::addColumn<int>("width");
    QTest::newRow("wider") << 50 << 298;
    QTest::newRow("narrower") << -30 << 218;
    QTest::newRow("as wide as it goes") << 300 << 360;
    QTest::newRow("as narrow as it goes") << -200 << 200;
}

void tst_RoomsPane::theRoomsAreAsWideAsTheyWereDragged()
{
    QFETCH(const int, by);
    QFETCH(const int, width);
    const RoomsPane *const pane = m_window->findChild<RoomsPane *>();
    QCOMPARE(pane->width(), rhythm::roomsWidth);
    m_window->setUserName(u"이영희 "_s.repeated(20));
    QSplitterHandle *const edge = m_window->findChild<QSplitter *>()->handle(1);
    const QPoint at = edge->rect().center();
    QTest::mousePress(edge, Qt::LeftButton, {}, at);
    QTest::mouseMove(edge, at + QPoint(by, 0));
    QTest::mouseRelease(edge, Qt::LeftButton, {}, edge->rect().center());
    const int wide = pane->width();
    QVERIFY2(std::abs(wide - width) <= edge->width(), qPrintable(QString::number(wide)));
    const auto *const name = pane->findChild<QPushButton *>(u"ownName"_s);
    QVERIFY(name->geometry().right() <= wide);
    m_window->resize(1'200, 600);
    QTRY_COMPARE(pane->width(), wide);
    m_window->resize(500, 600); // and back
    QTRY_VERIFY(!pane->isVisible());
    m_window->resize(900, 600);
    QTRY_COMPARE(pane->width(), wide);
    QTRY_COMPARE(QSettings().value(u"window/roomsWidth"_s).toInt(), wide);

    MainWindow another; // of the next server, or the next start
    another.show();
    QCOMPARE(another.findChild<RoomsPane *>()->width(), wide);
    QSettings().remove(u"window/roomsWidth"_s);
}

void tst_RoomsPane::altAndArrowsStepThroughRooms()
{
    QSignalSpy chosen(m_window.get(), &MainWindow::roomChosen);
    QTest::keyClick(m_window.get(), Qt::Key_Down, Qt::AltModifier);
    QCOMPARE(chosen.value(0).value(0).toString(), u"r2"_s);
    m_window->setRoom(u"r3"_s, u"방"_s);
    QTest::keyClick(m_window.get(), Qt::Key_Down, Qt::AltModifier);
    QCOMPARE(chosen.value(1).value(0).toString(), u"r3"_s);
    QTest::keyClick(m_window.get(), Qt::Key_Up, Qt::AltModifier);
    QCOMPARE(chosen.value(2).value(0).toString(), u"r2"_s);
}

void tst_RoomsPane::theCurrentRoomIsSelected()
{
    m_window->setRoom(u"r2"_s, u"방 & 2"_s);
    QCOMPARE(m_window->roomView()->currentIndex().row(), 1);
    QVERIFY(m_window->windowTitle().contains(u"방 & 2"_s));
    QVERIFY(m_window->windowTitle().contains(u"한빛"_s));
}

// A click that opens no room, and the keys, go to other rows.
void tst_RoomsPane::onlyTheShownRoomIsHighlighted()
{
    QSignalSpy chosen(m_window.get(), &MainWindow::roomChosen);
    QListView *const view = m_window->roomView();
    QCOMPARE(highlighted(), QStringList{u"r1"_s});
    QTest::mouseClick(view->viewport(), Qt::RightButton, {}, middleOf(2));
    QCOMPARE(view->currentIndex().row(), 2); // the menu key means it
    QCOMPARE(highlighted(), QStringList{u"r1"_s});
    QTest::keyClick(m_window.get(), Qt::Key_Down, Qt::AltModifier);
    QCOMPARE(chosen.value(0).value(0).toString(), u"r2"_s);

    QTest::mousePress(view->viewport(), Qt::LeftButton, {}, middleOf(1));
    QTest::mouseMove(view->viewport(), middleOf(2));
    QTest::mouseRelease(view->viewport(), Qt::LeftButton, {}, middleOf(2));
    QCOMPARE(view->currentIndex().row(), 2);
    QCOMPARE(highlighted(), QStringList{u"r1"_s});

    view->setFocus();
    view->setCurrentIndex(view->model()->index(0, 0));
    QTest::keyClick(view, Qt::Key_Down);
    QCOMPARE(view->currentIndex().row(), 1);
    QCOMPARE(highlighted(), QStringList{u"r1"_s});
    QTest::keyClick(view, Qt::Key_Space);
    QCOMPARE(highlighted(), QStringList{u"r1"_s});
    QCOMPARE(chosen.count(), 1);
    QTest::keyClick(view, Qt::Key_Return);
    QCOMPARE(chosen.value(1).value(0).toString(), u"r2"_s);

    m_window->setRoom(u"r3"_s, u"방 & 3"_s);
    QCOMPARE(highlighted(), QStringList{u"r3"_s});
    m_rooms->setPinned({u"r3"_s}); // comes first
    QCOMPARE(highlighted(), QStringList{u"r3"_s});
    m_window->setRoom({}, {}); // it is gone, and no other is shown
    QCOMPARE(highlighted(), QStringList());
}

void tst_RoomsPane::anotherServerCanBeAskedFor()
{
    QSignalSpy wanted(m_window.get(), &MainWindow::otherServerWanted);
    QTest::mouseClick(m_window->findChild<QPushButton *>(u"otherServer"_s), Qt::LeftButton);
    QCOMPARE(wanted.count(), 1);
}

QTEST_MAIN(tst_RoomsPane)
#include "tst_roomspane.moc"
