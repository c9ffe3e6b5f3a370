// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/messagelistmodel.h"
#include "client/widgets/messagedelegate.h"
#include "client/widgets/messageview.h"
#include "messageviewfixture.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QSignalSpy>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::client;

/// What keys and the mouse do with messages.
class tst_MessageViewInput : public MessageViewFixture
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::Korean)); } // no seconds

    void theKeyboardMovesThroughRows();
    void textIsSelectedWithTheMouse();
    void selectionOverMessagesIsCopiedWithNames();
    void selectedRowsAreCopied();
    void aDoubleClickSelectsAWord();
    void onlyCheckedLinksAreActivated();
    void aClickIsForTheRowThatWasPressed();
    void aFailedMessageIsRetriedByClickAndKey();
    void longMessagesAreExpanded();
    void lettersAreNotSwallowed();
    void theKeyboardsPlaceOutlastsMenusAndWindows();

private:
    // Sent as the window system would; the offscreen platform keeps a pointer of its own.
    void moveMouse(QPoint point, Qt::MouseButtons buttons = {})
    {
        QMouseEvent move(QEvent::MouseMove, point, m_view->viewport()->mapToGlobal(point),
                         Qt::NoButton, buttons, {});
        QCoreApplication::sendEvent(m_view->viewport(), &move);
    }
    [[nodiscard]] QPoint inText(int i, int dx) const
    {
        auto *delegate = static_cast<MessageDelegate *>(m_view->itemDelegate());
        const QRect text = delegate->layoutOf(row(i)).textRect();
        return m_view->visualRect(row(i)).topLeft() + text.topLeft()
            + QPoint(dx, text.height() / 2);
    }
};

void tst_MessageViewInput::theKeyboardMovesThroughRows()
{
    fill(500);
    m_view->clearFocus();
    m_view->setFocus(Qt::TabFocusReason);
    QCOMPARE(m_view->currentIndex().row(), 499);
    QTest::keyClick(m_view.get(), Qt::Key_Up);
    QCOMPARE(m_view->currentIndex().row(), 498);
    QTest::keyClick(m_view.get(), Qt::Key_Home);
    QCOMPARE(m_view->currentIndex().row(), 0);
    QVERIFY(m_view->visualRect(row(0)).top() >= 0);
    QTest::keyClick(m_view.get(), Qt::Key_Down);
    QCOMPARE(m_view->currentIndex().row(), 1);
    QTest::keyClick(m_view.get(), Qt::Key_PageDown);
    const int page = m_view->currentIndex().row();
    QVERIFY(page > 5 && page < 40);
    QTest::keyClick(m_view.get(), Qt::Key_PageUp);
    QVERIFY(m_view->currentIndex().row() < page);
    QTest::keyClick(m_view.get(), Qt::Key_End);
    QCOMPARE(m_view->currentIndex().row(), 499);
    QVERIFY(m_view->isAtBottom());
}

void tst_MessageViewInput::textIsSelectedWithTheMouse()
{
    m_model->insert(said(1, u"hello world"_s));
    settle();
    QTest::mousePress(m_view->viewport(), Qt::LeftButton, {}, inText(0, 0));
    moveMouse(inText(0, 500), Qt::LeftButton);
    QTest::mouseRelease(m_view->viewport(), Qt::LeftButton, {}, inText(0, 500));
    QCOMPARE(m_view->selectedText(), u"hello world"_s);
    QTest::keySequence(m_view.get(), QKeySequence::Copy);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"hello world"_s);
    m_view->grab();
}

void tst_MessageViewInput::selectionOverMessagesIsCopiedWithNames()
{
    m_model->insert(said(1, u"first"_s));
    m_model->insert(said(2, u"second\nline"_s, u"Alex"_s));
    m_model->insert(said(3, u"third"_s));
    settle();
    QTest::mousePress(m_view->viewport(), Qt::LeftButton, {}, inText(2, 500));
    moveMouse(inText(0, 0), Qt::LeftButton);
    QTest::mouseRelease(m_view->viewport(), Qt::LeftButton, {}, inText(0, 0));
    const QString time = MessageDelegate::timeText(startMs);
    QCOMPARE(m_view->selectedText(),
             u"[이영희] [%1] first\n[Alex] [%1] second\nline\n[이영희] [%1] third"_s.arg(time));
}

void tst_MessageViewInput::selectedRowsAreCopied()
{
    fill(5);
    m_view->clearFocus();
    m_view->setFocus(Qt::TabFocusReason);
    QTest::keyClick(m_view.get(), Qt::Key_End);
    QTest::keyClick(m_view.get(), Qt::Key_Up, Qt::ShiftModifier);
    m_view->copy();
    const QString copied = QGuiApplication::clipboard()->text();
    QVERIFY2(copied.contains(u"4번째 글"_s) && copied.contains(u"5번째 글"_s), qPrintable(copied));
    QVERIFY(copied.indexOf(u"4번째"_s) < copied.indexOf(u"5번째"_s));
}

void tst_MessageViewInput::aDoubleClickSelectsAWord()
{
    m_model->insert(said(1, u"hello world"_s));
    settle();
    QTest::mouseDClick(m_view->viewport(), Qt::LeftButton, {}, inText(0, 8));
    QCOMPARE(m_view->selectedText(), u"hello"_s);
}

void tst_MessageViewInput::onlyCheckedLinksAreActivated()
{
    m_model->insert(said(1, u"https://a.example/b http://x@evil.example"_s));
    settle();
    QSignalSpy links(m_view.get(), &MessageView::linkActivated);
    moveMouse(inText(0, 20));
    QCOMPARE(m_view->viewport()->cursor().shape(), Qt::PointingHandCursor);
    QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, inText(0, 20));
    QCOMPARE(links.size(), 1);
    QCOMPARE(links[0][0].toUrl(), QUrl(u"https://a.example/b"_s));
    QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, inText(0, 240));
    QCOMPARE(links.size(), 1);
}

// A message arrives between press and release, and moves the others.
void tst_MessageViewInput::aClickIsForTheRowThatWasPressed()
{
    fill(30);
    m_model->insert(said(31, u"https://a.example/31"_s));
    m_model->insert(said(32, u"https://a.example/32"_s));
    settle();
    QVERIFY(m_view->isAtBottom());
    QSignalSpy links(m_view.get(), &MessageView::linkActivated);
    const QPoint pressed = inText(30, 20);
    QTest::mousePress(m_view->viewport(), Qt::LeftButton, {}, pressed);
    int seq = 33;
    while (m_view->indexAt(pressed).row() == 30) {
        QVERIFY(seq < 40);
        m_model->insert(said(seq, u"https://a.example/%1"_s.arg(seq)));
        settle();
        ++seq;
    }
    QTest::mouseRelease(m_view->viewport(), Qt::LeftButton, {}, pressed);
    QCOMPARE(links.size(), 1);
    QCOMPARE(links[0][0].toUrl(), QUrl(u"https://a.example/31"_s));
    // It is gone meanwhile, with its room.
    QTest::mousePress(m_view->viewport(), Qt::LeftButton, {}, inText(31, 20));
    MessageListModel other;
    other.insert(said(1, u"https://b.example/"_s));
    m_view->setMessages(&other);
    settle();
    QTest::mouseRelease(m_view->viewport(), Qt::LeftButton, {}, inText(0, 20));
    QCOMPARE(links.size(), 1);
    m_view->setMessages(m_model.get());
}

void tst_MessageViewInput::aFailedMessageIsRetriedByClickAndKey()
{
    pending(u"c1"_s, u"안녕"_s);
    QSignalSpy retried(m_view.get(), &MessageView::retryRequested);
    QSignalSpy discarded(m_view.get(), &MessageView::discardRequested);
    auto *delegate = static_cast<MessageDelegate *>(m_view->itemDelegate());
    const auto status = [&] {
        return m_view->visualRect(row(0)).topLeft()
            + delegate->layoutOf(row(0)).statusRect().center();
    };
    QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, status()); // still sending
    QCOMPARE(retried.size(), 0);
    const int height = m_view->visualRect(row(0)).height();
    m_model->setDelivery(u"c1"_s, Delivery::Failed, u"이유"_s);
    settle();
    const MessageLayout &failed = delegate->layoutOf(row(0));
    QCOMPARE(failed.content().failure, u"이유"_s);
    QVERIFY(failed.failureRect().top() >= failed.bubbleRect().bottom());
    QVERIFY(m_view->visualRect(row(0)).height() > height);
    QVERIFY(m_view->visualRect(row(0)).height() > failed.failureRect().bottom());
    QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, status());
    QCOMPARE(retried.size(), 1);
    QCOMPARE(retried[0][0].toString(), u"c1"_s);
    QTest::keyClick(m_view.get(), Qt::Key_Return);
    QCOMPARE(retried.size(), 2);
    QTest::keyClick(m_view.get(), Qt::Key_Delete);
    QCOMPARE(discarded.size(), 1);
}

void tst_MessageViewInput::longMessagesAreExpanded()
{
    m_model->insert(said(1, u"줄\n"_s.repeated(200) + u"끝"_s));
    settle();
    const int cut = m_view->visualRect(row(0)).height();
    m_view->setCurrentIndex(row(0));
    QTest::keyClick(m_view.get(), Qt::Key_Return);
    QVERIFY(m_view->visualRect(row(0)).height() > 2 * cut);
}

void tst_MessageViewInput::lettersAreNotSwallowed()
{
    fill(3);
    QKeyEvent letter(QEvent::KeyPress, Qt::Key_A, Qt::NoModifier, u"a"_s);
    QCoreApplication::sendEvent(m_view.get(), &letter);
    QVERIFY(!letter.isAccepted());
}

void tst_MessageViewInput::theKeyboardsPlaceOutlastsMenusAndWindows()
{
    fill(3);
    QSignalSpy replies(m_view.get(), &MessageView::replyWanted);
    const auto comeBack = [this](Qt::FocusReason reason) {
        QFocusEvent out(QEvent::FocusOut, reason);
        QCoreApplication::sendEvent(m_view.get(), &out);
        QFocusEvent in(QEvent::FocusIn, reason);
        QCoreApplication::sendEvent(m_view.get(), &in);
        QTest::keyClick(m_view.get(), Qt::Key_R);
    };
    comeBack(Qt::TabFocusReason);
    QCOMPARE(replies.count(), 1);
    comeBack(Qt::PopupFocusReason);
    QCOMPARE(replies.count(), 2);
    comeBack(Qt::ActiveWindowFocusReason);
    QCOMPARE(replies.count(), 3);
    QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, inText(2, 0));
    comeBack(Qt::PopupFocusReason); // the keyboard was not in use
    comeBack(Qt::OtherFocusReason);
    QCOMPARE(replies.count(), 3);
}

QTEST_MAIN(tst_MessageViewInput)
#include "tst_messageviewinput.moc"
