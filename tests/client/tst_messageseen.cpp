// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// What counts as read, and where the unread begins.

#include "client/widgets/messagedelegate.h"
#include "messageviewfixture.h"

#include <QDialog>
#include <QScrollBar>
#include <QSignalSpy>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::client;

namespace {

/// The view as a part of a window, as it is for a person: what a window is told of its activation
/// reaches its parts another way.
class Framed
{
public:
    explicit Framed(MessageView *view)
        : m_view(view)
    {
        m_frame.resize(view->size());
        m_view->setParent(&m_frame);
        m_view->show();
        m_frame.show();
        m_other.show();
    }
    ~Framed() { m_view->setParent(nullptr); }
    Framed(const Framed &) = delete;
    Framed &operator=(const Framed &) = delete;

    [[nodiscard]] bool toFront() { return activate(m_frame); }
    [[nodiscard]] bool toBack() { return activate(m_other); }
    [[nodiscard]] QWidget &frame() { return m_frame; }

private:
    static bool activate(QWidget &window)
    {
        window.activateWindow();
        return QTest::qWaitForWindowActive(&window, 30'000);
    }

    QWidget m_frame;
    QWidget m_other;
    MessageView *m_view;
};

} // namespace

class tst_MessageSeen : public MessageViewFixture
{
    Q_OBJECT

private slots:
    void whatIsUnreadBeginsAtTheDivider();
    void theDividerWaitsForItsPage();
    void theNewestIsSeenOnlyAtTheBottomOfAnActiveWindow();
    void aWindowThatComesToTheFrontIsRead();
    void whatIsCaughtUpWithIsNewToo();
    void whatIsOnlyPartlyVisibleIsNotRead();
    void aMinimisedWindowReadsNothing();
    void whatComesUnseenAfterAllWasReadIsNew();
    void anotherPastIsSeenFromItsBeginning();
};

void tst_MessageSeen::whatIsUnreadBeginsAtTheDivider()
{
    m_view->setReadSeq(100); // nothing was looked at yet: there are no rows
    QSignalSpy seen(m_view.get(), &MessageView::newestSeen);
    Message own = message(101, u"나"_s);
    QList<Message> page;
    for (int i = 51; i <= 150; ++i) {
        page << (i == 101 ? own : message(i));
    }
    m_model->prependOlder(page);
    settle();
    QCOMPARE(m_view->firstNew(), row(51)); // seq 102: one's own is nothing new
    QVERIFY(!m_view->isAtBottom());
    QVERIFY(m_view->viewport()->rect().contains(m_view->visualRect(row(51)).topLeft()));
    QCOMPARE(seen.count(), 0);
    m_view->goToBottom();
    QCOMPARE(seen.count(), 1);
    QCOMPARE(seen.first().first().toLongLong(), 150);
    // It stays there while one reads on, whatever comes; only who writes has read what is above.
    m_model->insert(message(151));
    m_model->insert(message(152, u"나"_s)); // from another device
    settle();
    QCOMPARE(m_view->firstNew(), row(51));
    Message answer = message(0, u"나"_s);
    answer.cid = u"c1"_s;
    m_model->appendPending(answer);
    settle();
    QVERIFY(!m_view->firstNew().isValid());
}

void tst_MessageSeen::theDividerWaitsForItsPage()
{
    m_view->setReadSeq(3);
    QList<Message> newer;
    QList<Message> older;
    for (int i = 1; i <= 10; ++i) {
        (i > 6 ? newer : older) << message(i);
    }
    m_model->prependOlder(newer);
    settle();
    QVERIFY(!m_view->firstNew().isValid()); // it would stand at the wrong place
    m_model->prependOlder(older);
    settle();
    QCOMPARE(m_view->firstNew(), row(3));
    // The one who goes on speaking is named again below it, with the time.
    QVERIFY(!row(3).data(MessageListModel::StartsGroupRole).toBool());
    const auto *delegate = qobject_cast<MessageDelegate *>(m_view->itemDelegate());
    QVERIFY(delegate->layoutOf(row(3)).content().startsGroup);
    QVERIFY(!delegate->layoutOf(row(3)).content().time.isEmpty());
}

void tst_MessageSeen::theNewestIsSeenOnlyAtTheBottomOfAnActiveWindow()
{
    QSignalSpy seen(m_view.get(), &MessageView::newestSeen);
    fill(100);
    QCOMPARE(seen.count(), 1);
    QCOMPARE(seen.last().first().toLongLong(), 100);
    m_view->verticalScrollBar()->setValue(0);
    m_model->insert(message(101));
    settle();
    QCOMPARE(seen.count(), 1);
    m_view->goToBottom();
    QCOMPARE(seen.count(), 2);

    QWidget other;
    other.show();
    other.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&other));
    m_model->insert(message(102));
    settle();
    QCOMPARE(seen.count(), 2);
    other.close();
    m_view->activateWindow();
    QTRY_COMPARE(seen.count(), 3);
    QCOMPARE(seen.last().first().toLongLong(), 102);
}

void tst_MessageSeen::aWindowThatComesToTheFrontIsRead()
{
    Framed framed(m_view.get());
    QVERIFY(framed.toFront());
    QSignalSpy seen(m_view.get(), &MessageView::newestSeen);
    fill(100);
    QTRY_COMPARE(seen.count(), 1);

    QVERIFY(framed.toBack());
    m_model->insert(message(101));
    settle();
    QCOMPARE(seen.count(), 1);
    QVERIFY(framed.toFront());
    QTRY_COMPARE(seen.count(), 2);
    QCOMPARE(seen.last().first().toLongLong(), 101);

    // A dialog over the window: it is looked at instead.
    QDialog dialog(&framed.frame());
    dialog.setModal(true);
    dialog.show();
    dialog.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&dialog, 30'000));
    m_model->insert(message(102));
    settle();
    framed.frame().activateWindow(); // the dialog stays in front of it
    QCoreApplication::processEvents();
    QCOMPARE(seen.count(), 2);
    dialog.close();
    QVERIFY(framed.toFront());
    QTRY_COMPARE(seen.count(), 3);
    QCOMPARE(seen.last().first().toLongLong(), 102);
}

// After a loss of the connection a message may come before those that were missed.
void tst_MessageSeen::whatIsCaughtUpWithIsNewToo()
{
    fill(20);
    m_view->verticalScrollBar()->setValue(0);
    QVERIFY(!m_view->isAtBottom());
    m_view->viewport()->repaint(); // somebody looks
    m_model->insert(message(31));
    settle();
    QCOMPARE(m_view->firstNew(), row(20));
    m_model->insert(message(21, u"나"_s)); // one's own, of another device
    for (int i = 22; i <= 30; ++i) {
        m_model->insert(message(i));
    }
    settle();
    QCOMPARE(m_view->firstNew(), row(21));
    QCOMPARE(m_view->newMessageCount(), 10);
    Message edited = message(25);
    edited.rev = 40;
    edited.chat = u"고침"_s;
    m_model->insert(edited); // nothing new
    QCOMPARE(m_view->newMessageCount(), 10);
}

void tst_MessageSeen::whatIsOnlyPartlyVisibleIsNotRead()
{
    Framed framed(m_view.get());
    QVERIFY(framed.toFront());
    fill(100);
    QVERIFY(framed.toBack());
    m_model->insert(message(101));
    settle();
    QScrollBar *const bar = m_view->verticalScrollBar();
    const int half = m_view->visualRect(row(100)).height() / 2;
    bar->setValue(bar->maximum() - half);
    settle();
    QSignalSpy seen(m_view.get(), &MessageView::newestSeen);
    QVERIFY(framed.toFront());
    QCoreApplication::processEvents();
    QCOMPARE(seen.count(), 0);

    // Wholly visible, though not at the end: the edge below it is no part of it.
    QVERIFY(framed.toBack());
    bar->setValue(bar->maximum() - rhythm::unit + 1);
    settle();
    QVERIFY(!m_view->isAtBottom());
    QVERIFY(m_view->viewport()->rect().contains(m_view->visualRect(row(100))));
    QCOMPARE(seen.count(), 0);
    QVERIFY(framed.toFront());
    QTRY_COMPARE(seen.count(), 1);
    QCOMPARE(seen.last().first().toLongLong(), 101);
}

void tst_MessageSeen::aMinimisedWindowReadsNothing()
{
    Framed framed(m_view.get());
    QVERIFY(framed.toFront());
    fill(100);
    QSignalSpy seen(m_view.get(), &MessageView::newestSeen);
    framed.frame().setWindowState(Qt::WindowMinimized); // some desktops let it stay the active one
    m_model->insert(message(101));
    settle();
    QCOMPARE(seen.count(), 0);
    framed.frame().setWindowState(Qt::WindowNoState);
    QVERIFY(framed.toFront());
    QTRY_COMPARE(seen.count(), 1);
    QCOMPARE(seen.last().first().toLongLong(), 101);
}

void tst_MessageSeen::whatComesUnseenAfterAllWasReadIsNew()
{
    Framed framed(m_view.get());
    QVERIFY(framed.toFront());
    QSignalSpy seen(m_view.get(), &MessageView::newestSeen);
    fill(20);
    QTRY_COMPARE(seen.count(), 1);
    QVERIFY(framed.toBack());
    m_model->insert(message(21));
    m_model->insert(message(22));
    settle();
    QCOMPARE(m_view->firstNew(), row(20));
    QVERIFY(framed.toFront());
    QTRY_COMPARE(seen.count(), 2);
    m_model->insert(message(23)); // in sight: one reads on
    settle();
    QCOMPARE(seen.count(), 3);
    QCOMPARE(m_view->firstNew(), row(20));
    QVERIFY(framed.toBack());
    m_model->insert(message(24));
    m_model->insert(message(25));
    settle();
    QCOMPARE(m_view->firstNew(), row(23));
    QCOMPARE(seen.count(), 3);
    QVERIFY(framed.toFront());
    QTRY_COMPARE(seen.count(), 4);
    m_view->verticalScrollBar()->setValue(0); // back to the line, to read from there
    m_model->insert(message(26));
    settle();
    QCOMPARE(m_view->firstNew(), row(23));
}

// A server that was put back to a backup.
void tst_MessageSeen::anotherPastIsSeenFromItsBeginning()
{
    QSignalSpy seen(m_view.get(), &MessageView::newestSeen);
    fill(100);
    QCOMPARE(seen.last().first().toLongLong(), 100);
    m_model->trimOldest(0);
    settle();
    m_model->insert(message(81));
    settle();
    QCOMPARE(seen.count(), 2);
    QCOMPARE(seen.last().first().toLongLong(), 81);
    settle();
    QCOMPARE(seen.count(), 2); // told once
}

QTEST_MAIN(tst_MessageSeen)
#include "tst_messageseen.moc"
