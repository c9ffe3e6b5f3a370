// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "attentionfixture.h"
#include "client/attentioncontroller.h"

#include <QApplication>
#include <QCheckBox>
#include <QDialog>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>
#include <QToolButton>

#include <algorithm>
#include <memory>

using namespace maru;
using namespace maru::client;
using namespace Qt::StringLiterals;

/// What the window shows of what is unread: the title, the bell and the tray.
class tst_AttentionWindow : public AttentionFixture
{
    Q_OBJECT

private slots:
    void theTitleCounts();
    void theBellAndItsDialog();
    void closingTheDialogOfAHiddenWindowDoesNotQuit();
    void withoutATrayClosingQuits();
};

void tst_AttentionWindow::theTitleCounts()
{
    QVERIFY(joined());
    m_window->setServer(u"school"_s, u"10.0.0.1:5000"_s);
    m_window->setRoom(u"r1"_s, u"(9) odd"_s);
    const QString plain = m_window->windowTitle();
    QVERIFY(plain.startsWith("(9) odd"_L1));
    QVERIFY(lastIsTold(u"one"_s));
    QCOMPARE(m_window->windowTitle(), u"(1) "_s + plain);
    QVERIFY(lastIsTold(u"two"_s));
    QCOMPARE(m_window->windowTitle(), u"(2) "_s + plain);
    m_window->setServer(u"office"_s, u"10.0.0.1:5000"_s); // the window says something else
    QCOMPARE(m_window->windowTitle(), u"(2) (9) odd – office"_s);
    const auto archive = [this](bool isArchived) {
        m_server->rooms[u"r2"_s].extras = {{u"archived"_s, isArchived}};
        m_server->sendEvent(u"room:changed"_s, m_server->roomObject(m_server->rooms[u"r2"_s]));
    };
    archive(true); // its row shows no count: nobody would find what the title speaks of
    QTRY_COMPARE_WITH_TIMEOUT(m_window->windowTitle(), u"(9) odd – office"_s, patienceMs);
    archive(false);
    QTRY_COMPARE_WITH_TIMEOUT(m_window->windowTitle(), u"(2) (9) odd – office"_s, patienceMs);
    m_conversation->markRoomRead(RoomId(u"r2"_s));
    QTRY_COMPARE_WITH_TIMEOUT(m_window->windowTitle(), u"(9) odd – office"_s, patienceMs);
}

void tst_AttentionWindow::theBellAndItsDialog()
{
    QVERIFY(seen());
    auto *bell = m_window->findChild<QToolButton *>(u"bell"_s);
    QVERIFY(bell);
    const QString usual = bell->toolTip();
    emit m_attention->tray().quietWanted(Tray::Quiet::Hour); // as from the menus of both
    QVERIFY(isQuiet(m_attention->settings().choices(), QDateTime::currentDateTime()));
    QVERIFY(bell->toolTip() != usual);
    emit m_attention->tray().quietWanted(Tray::Quiet::Tomorrow);
    QVERIFY(isQuiet(m_attention->settings().choices(), QDateTime::currentDateTime()));
    emit m_attention->tray().quietWanted(Tray::Quiet::Off);
    QVERIFY(!isQuiet(m_attention->settings().choices(), QDateTime::currentDateTime()));
    QCOMPARE(bell->toolTip(), usual);
    m_attention->showSettings();
    m_attention->showSettings(); // it is there already
    QCOMPARE(m_window->findChildren<QDialog *>(u"attentionDialog"_s).size(), 1);
    auto *dialog = m_window->findChild<QDialog *>(u"attentionDialog"_s);
    dialog->findChild<QCheckBox *>(u"notifies"_s)->click();
    QVERIFY(!m_attention->settings().choices().notifies);
    dialog->close();
}

// Of one that was started into the tray: it has been the only window there is.
void tst_AttentionWindow::closingTheDialogOfAHiddenWindowDoesNotQuit()
{
    m_window->hide();
    QVERIFY(QGuiApplication::quitOnLastWindowClosed());
    m_attention->showSettings();
    const QWidgetList windows = QApplication::topLevelWidgets();
    const auto dialog = std::find_if(windows.begin(), windows.end(), [](const QWidget *window) {
        return window->objectName() == "attentionDialog"_L1;
    });
    QVERIFY(dialog != windows.end());
    QSignalSpy closed(qApp, &QGuiApplication::lastWindowClosed);
    connect(*dialog, &QObject::destroyed, qApp, [] { QCoreApplication::exit(); });
    QTimer::singleShot(0, *dialog, &QWidget::close);
    QApplication::exec(); // only there the last window is looked for
    QCOMPARE(closed.count(), 0);
}

void tst_AttentionWindow::withoutATrayClosingQuits()
{
    if (m_attention->tray().isThere()) {
        QSKIP("there is a tray");
    }
    QVERIFY(joined());
    AttentionChoices choices;
    choices.closesToTray = true;
    m_attention->settings().setChoices(choices);
    QVERIFY(QGuiApplication::quitOnLastWindowClosed());
    m_window->show();
    m_window->close();
    QVERIFY(m_notifier->shown.isEmpty()); // nothing goes on
    m_attention->startHidden(); // nobody could find it
    QVERIFY(m_window->isMinimized());
    QSignalSpy wanted(m_attention.get(), &AttentionController::windowWanted);
    m_conversation->stop();
    emit m_attention->tray().showWanted(); // signed out: there is nothing to show
    QCOMPARE(wanted.count(), 1);
    emit m_notifier->activated(u"k"_s, u"token"_s);
    QCOMPARE(wanted.last().first().toString(), u"token"_s);
}

QTEST_MAIN(tst_AttentionWindow)
#include "tst_attentionwindow.moc"
