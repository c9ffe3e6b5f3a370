// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/composeedit.h"
#include "client/widgets/mainwindow.h"
#include "mainwindowfixture.h"

#include <QClipboard>
#include <QFrame>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::client;

/// What the window says until somebody has read it.
class tst_WindowNotices : public MainWindowFixture
{
    Q_OBJECT

private slots:
    void aNoticeStaysUntilItIsPutAway();
    void noticesWaitForEachOther();
    void aLongNoticeIsCopiedWhole();
    void anAttemptToConnectCanBeAskedFor();
};

void tst_WindowNotices::aNoticeStaysUntilItIsPutAway()
{
    auto *notice = m_window->findChild<QFrame *>(u"notice"_s);
    QVERIFY(!notice->isVisible());
    m_window->showNotice(u"<b>파일이 손상되었습니다.</b>"_s);
    QVERIFY(notice->isVisible());
    QCOMPARE(notice->findChild<QLabel *>()->textFormat(), Qt::PlainText);
    m_window->setBanner({});
    QVERIFY(notice->isVisible());
    QTest::mouseClick(notice->findChild<QPushButton *>(), Qt::LeftButton);
    QVERIFY(!notice->isVisible());
}

// Each may hold what a person typed, and be the last to have it.
void tst_WindowNotices::noticesWaitForEachOther()
{
    const auto *notice = m_window->findChild<QFrame *>(u"notice"_s);
    const auto *label = notice->findChild<QLabel *>();
    auto *haveRead = notice->findChild<QPushButton *>();
    m_window->showNotice(u"one"_s);
    QCOMPARE(label->text(), u"one"_s);
    m_window->showNotice(u"two"_s);
    m_window->showNotice(u"three"_s);
    m_window->showNotice(u"two"_s); // it waits already
    QCOMPARE(label->text(), u"one\n2 more notice(s)"_s);
    QCOMPARE(label->accessibleName(), label->text());
    QTest::mouseClick(haveRead, Qt::LeftButton);
    QCOMPARE(label->text(), u"two\n1 more notice(s)"_s);
    QTest::mouseClick(haveRead, Qt::LeftButton);
    QCOMPARE(label->text(), u"three"_s);
    QVERIFY(notice->isVisible());
    QTest::mouseClick(haveRead, Qt::LeftButton);
    QVERIFY(!notice->isVisible());
    m_window->showNotice(u"one"_s); // again
    QCOMPARE(label->text(), u"one"_s);
    QVERIFY(notice->isVisible());
}

void tst_WindowNotices::aLongNoticeIsCopiedWhole()
{
    const auto *notice = m_window->findChild<QFrame *>(u"notice"_s);
    const QString text = u"What you wrote: "_s + u"글 "_s.repeated(4'000);
    m_window->showNotice(text);
    m_window->showNotice(u"another"_s);
    QVERIFY(notice->findChild<QLabel *>()->text().size() < text.size());
    QTest::mouseClick(notice->findChild<QPushButton *>(u"copyNotice"_s), Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text(), text);
    QVERIFY(notice->isVisible());
}

void tst_WindowNotices::anAttemptToConnectCanBeAskedFor()
{
    QSignalSpy wanted(m_window.get(), &MainWindow::attemptWanted);
    const auto *const banner = m_window->findChild<QLabel *>(u"banner"_s);
    auto *const button = m_window->findChild<QPushButton *>(u"tryNow"_s);
    m_window->setBanner(u"Reconnecting…"_s, true);
    QVERIFY(banner->isVisible() && button->isVisible());
    QTest::mouseClick(button, Qt::LeftButton);
    QCOMPARE(wanted.count(), 1);
    QVERIFY(m_window->input()->edit()->hasFocus()); // what is typed next goes there
    QVERIFY(!button->isEnabled()); // one at a time
    QTRY_VERIFY(button->isEnabled());
    button->setFocus(Qt::TabFocusReason);
    QTest::keyClick(button, Qt::Key_Space);
    QTest::keyClick(button, Qt::Key_Space); // too early
    QCOMPARE(wanted.count(), 2);
    QVERIFY(button->hasFocus());
    m_window->setBanner(u"Your name is used by another person."_s); // nothing is tried any more
    QVERIFY(banner->isVisible() && !button->isVisible());
    QVERIFY(m_window->input()->edit()->hasFocus());
    m_window->setBanner({}, true);
    QVERIFY(!banner->isVisible() && !button->isVisible());
}

QTEST_MAIN(tst_WindowNotices)
#include "tst_windownotices.moc"
