// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/servernotice.h"
#include "client/widgets/shellwindow.h"

#include <QApplication>
#include <QDialog>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QScreen>
#include <QSettings>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QStandardPaths>
#include <QtTest>

using namespace maru::client;
using namespace Qt::StringLiterals;

/// The window around the pages of the servers.
class tst_ShellWindow : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void theWindowHasTheTitleOfItsPage();
    void aDialogStaysWithItsServer();
    void aServerWithNothingToShowSaysWhatToDo();
    void theGeometryIsRemembered();
    void theGeometryIsKeptWithoutClosing();
    void aWindowLeavesAVanishedScreen();
    void aWindowOfAVanishedScreenComesBack();
};

void tst_ShellWindow::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::setOrganizationName(u"maru-test"_s);
    QCoreApplication::setApplicationName(u"tst_shellwindow"_s);
    QSettings().clear();
}

void tst_ShellWindow::theWindowHasTheTitleOfItsPage()
{
    ShellWindow window;
    QPointer<QWidget> one = new QWidget;
    QPointer<QWidget> two = new QWidget;
    one->setWindowTitle(u"하나"_s);
    two->setWindowTitle(u"둘"_s);
    window.showPage(one);
    QCOMPARE(window.windowTitle(), u"하나"_s);
    window.showPage(two);
    QCOMPARE(window.windowTitle(), u"둘"_s);
    one->setWindowTitle(u"하나 더"_s); // not shown
    QCOMPARE(window.windowTitle(), u"둘"_s);
    window.showPage(one);
    QCOMPARE(window.windowTitle(), u"하나 더"_s);
    delete one;
    QCOMPARE(window.pages()->count(), 2); // the notice and the other one
}

void tst_ShellWindow::aDialogStaysWithItsServer()
{
    ShellWindow window;
    window.show();
    QPointer<QWidget> one = new QWidget;
    auto *const two = new QWidget;
    window.showPage(one);
    QPointer<QDialog> dialog = new QDialog(one);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
    auto *const question = new QDialog(dialog);
    question->open();
    QTRY_COMPARE(QApplication::activeModalWidget(), question);
    window.showPage(two); // by a notification, say
    QVERIFY(!dialog->isVisible());
    QVERIFY(!question->isVisible());
    QCOMPARE(QApplication::activeModalWidget(), nullptr);
    window.showNotice(u"한빛"_s, {}, {});
    window.showPage(one);
    QVERIFY(dialog && dialog->isVisible());
    QVERIFY(question->isVisible());
    QCOMPARE(QApplication::activeModalWidget(), question);
    question->reject();
    window.showPage(two);
    window.showPage(one);
    QVERIFY(!question->isVisible()); // it was answered
    dialog->reject();
    QTRY_VERIFY(!dialog);
    auto *const kept = new QDialog(one);
    kept->open();
    window.showPage(two);
    kept->accept(); // an answer came
    window.showPage(one);
    QVERIFY(!kept->isVisible());
    auto *const beside = new QDialog(one); // without modality, of this server all the same
    beside->setProperty(ShellWindow::waitsWithPage, true);
    beside->show();
    window.showPage(two);
    QVERIFY(!beside->isVisible());
    window.showPage(one);
    QVERIFY(beside->isVisible() && !beside->isModal());
    kept->open();
    window.showPage(two);
    delete one;
    QCOMPARE(window.pages()->count(), 2);
}

void tst_ShellWindow::aServerWithNothingToShowSaysWhatToDo()
{
    ShellWindow window;
    window.resize(480, 400);
    window.show();
    window.showNotice(u"한빛"_s, u"<b>not connected</b>"_s, u"Connect"_s);
    QCOMPARE(window.windowTitle(), u"한빛"_s);
    auto *notice = window.findChild<ServerNotice *>();
    QVERIFY(notice && notice->isVisible());
    for (const auto *label : notice->findChildren<QLabel *>()) {
        QCOMPARE(label->textFormat(), Qt::PlainText);
    }
    QSignalSpy action(&window, &ShellWindow::noticeAction);
    QTest::mouseClick(notice->button(), Qt::LeftButton);
    QCOMPARE(action.count(), 1);
}

void tst_ShellWindow::theGeometryIsRemembered()
{
    {
        ShellWindow window;
        window.setGeometry(30, 40, 640, 480);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        window.close();
    }
    ShellWindow again;
    QCOMPARE(again.size(), QSize(640, 480));
}

// The program may be ended by others.
void tst_ShellWindow::theGeometryIsKeptWithoutClosing()
{
    ShellWindow window;
    window.setGeometry(30, 40, 640, 480);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    window.resize(700, 520);
    QTRY_COMPARE(ShellWindow().size(), QSize(700, 520));
}

void tst_ShellWindow::aWindowLeavesAVanishedScreen()
{
    ShellWindow window;
    window.resize(640, 480);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    window.move(9'000, 7'000); // where the second screen was
    QTRY_COMPARE(window.pos().x(), 9'000);
    emit qGuiApp->screenRemoved(QGuiApplication::primaryScreen()); // no platform here takes one
    const QRect screen = QGuiApplication::primaryScreen()->availableGeometry();
    QTRY_VERIFY(screen.contains(window.geometry()));
    QCOMPARE(window.size(), QSize(640, 480));
    window.move(20, 40);
    emit qGuiApp->screenRemoved(QGuiApplication::primaryScreen());
    bool isLater = false;
    QTimer::singleShot(0, this, [&] { isLater = true; }); // when it would have moved
    QTRY_VERIFY(isLater);
    QCOMPARE(window.pos(), QPoint(20, 40)); // it is on one that is left
}

void tst_ShellWindow::aWindowOfAVanishedScreenComesBack()
{
    {
        ShellWindow window;
        window.setGeometry(9'000, 7'000, 900, 600); // where a second screen was
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        window.close(); // remembers its place
    }
    ShellWindow window;
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    // A frame may be rounded up where a pixel is half a point.
    const QRect screen =
        QGuiApplication::primaryScreen()->availableGeometry().adjusted(-1, -1, 1, 1);
    QCOMPARE(window.frameGeometry() & screen, window.frameGeometry()); // wholly
}

QTEST_MAIN(tst_ShellWindow)
#include "tst_shellwindow.moc"
