// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/messagelistmodel.h"
#include "client/widgets/composeedit.h"
#include "client/widgets/mainwindow.h"
#include "client/widgets/messageview.h"
#include "client/widgets/strandedbar.h"
#include "mainwindowfixture.h"

#include <QAbstractButton>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QMenu>
#include <QSignalSpy>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::client;

/// What comes back into the input: messages and edits that failed, drafts that were taken back.
class tst_ReturnedTexts : public MainWindowFixture
{
    Q_OBJECT

private slots:
    void aFailedMessageComesBackIntoTheInput();
    void aMenuOfARoomThatIsGoneTakesNothingBack();
    void aTextWithoutItsRoomComesBackOrGoes();
    void anEditThatIsRefusedElsewhereIsTold();
    void whatIsTypedWhileAnEditIsOnItsWayStays();
    void anEditWaitsForNoOther();
    void anEditThatIsDoneElsewhereLeavesNothing();
    void whatWasTypedOnAfterAnEditStaysElsewhereToo();
    void whatComesBackLeavesAnEditAlone();
    void filesWithoutWordsAddNoLine();
    void aDraftThatWasTakenBackDoesNotReturnWithItsRoom();
};

void tst_ReturnedTexts::aFailedMessageComesBackIntoTheInput()
{
    Message message;
    message.cid = u"c1"_s;
    message.chat = u"too long"_s;
    m_messages->appendPending(message, Delivery::Failed, u"This is too long for the server."_s);
    m_window->messageView()->doItemsLayout();
    QSignalSpy discarded(m_window->messageView(), &MessageView::discardRequested);
    m_window->input()->setText(u"begun"_s);
    QMenu menu;
    m_window->messageView()->fillMenu(&menu, m_messages->index(0));
    const auto actions = menu.actions();
    const auto found = std::find_if(actions.begin(), actions.end(), [](const QAction *action) {
        return action->text() == "Take back into the input"_L1;
    });
    QVERIFY(found != actions.end());
    (*found)->trigger();
    QCOMPARE(m_window->input()->text(), u"begun\ntoo long"_s); // what was there stays
    QCOMPARE(discarded.count(), 1);
    QCOMPARE(discarded.first().first().toString(), u"c1"_s);
}

// The menu stays open while another room comes to be shown: what it would throw away, nobody has.
void tst_ReturnedTexts::aMenuOfARoomThatIsGoneTakesNothingBack()
{
    Message message;
    message.cid = u"c1"_s;
    message.chat = u"too long"_s;
    m_messages->appendPending(message, Delivery::Failed, u"why"_s);
    MessageView *const view = m_window->messageView();
    view->doItemsLayout();
    QSignalSpy discarded(view, &MessageView::discardRequested);
    QSignalSpy taken(view, &MessageView::takeBackWanted);
    QSignalSpy withdrawn(view, &MessageView::withdrawRequested);
    QMenu menu;
    view->fillMenu(&menu, view->model()->index(0, 0));
    Message leaving;
    leaving.cid = u"c2"_s;
    leaving.chat = u"with a file"_s;
    leaving.files.append(File());
    m_messages->appendPending(leaving, Delivery::Sending);
    view->doItemsLayout();
    QMenu second;
    view->fillMenu(&second, view->model()->index(1, 0));
    MessageListModel other;
    m_window->setMessages(&other);
    QGuiApplication::clipboard()->setText(u"before"_s);
    int triggered = 0;
    for (QAction *action : menu.actions() + second.actions()) {
        if (QStringList{u"Take back into the input"_s, u"Copy message"_s,
                        u"Stop sending and take back into the input"_s}
                .contains(action->text())) {
            action->trigger();
            ++triggered;
        }
    }
    QCOMPARE(triggered, 4);
    QCOMPARE(withdrawn.count(), 0);
    QCOMPARE(taken.count(), 0);
    QCOMPARE(discarded.count(), 0);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"before"_s);
    m_window->setMessages(m_messages.get());
}

void tst_ReturnedTexts::aTextWithoutItsRoomComesBackOrGoes()
{
    StrandedBar bar;
    QSignalSpy back(&bar, &StrandedBar::takeBackWanted);
    QSignalSpy gone(&bar, &StrandedBar::discardWanted);
    bar.setTexts({{u"c1"_s, u"<b>one</b>"_s, u"You are not a member of this room."_s},
                  {u"c2"_s, u"two"_s, u"why"_s}});
    QVERIFY(!bar.isHidden());
    const auto *label = bar.findChild<QLabel *>(u"strandedText"_s);
    QCOMPARE(label->text(),
             u"Not sent, you are no longer in its room: “<b>one</b>” You are not a member of this "
             "room. 1 more."_s);
    QCOMPARE(label->textFormat(), Qt::PlainText);
    bar.findChild<QAbstractButton *>(u"takeBack"_s)->click();
    QCOMPARE(back.first(), (QVariantList{u"c1"_s, u"<b>one</b>"_s}));
    bar.setTexts({{u"c2"_s, u"two"_s, u"why"_s}});
    bar.findChild<QAbstractButton *>(u"discardStranded"_s)->click();
    QCOMPARE(gone.first(), QVariantList{u"c2"_s});
    bar.setTexts({{u"c3"_s, u"three"_s, {}, {u"a.txt"_s, u"b.png"_s}}});
    QVERIFY2(label->text().contains(u"“three (a.txt, b.png)”"_s), qPrintable(label->text()));
    bar.setTexts({{u"c4"_s, {}, {}, {u"a.txt"_s}}}); // without words
    QVERIFY2(label->text().contains(u"“a.txt”"_s), qPrintable(label->text()));
    QVERIFY(!bar.findChild<QAbstractButton *>(u"takeBack"_s)->isHidden()); // they come back, too
    bar.setTexts({});
    QVERIFY(bar.isHidden());
}

void tst_ReturnedTexts::anEditThatIsRefusedElsewhereIsTold()
{
    addMessage(1, u"me"_s, u"mine"_s);
    m_window->setRoom(u"r1"_s, u"one"_s);
    Composer::Done done;
    m_window->setEditor(
        [&done](const QString &, const QString &, const Composer::Done &told) { done = told; });
    m_window->composer()->startEdit(u"m1"_s, u"mine"_s);
    QTest::keyClicks(m_window->input()->edit(), u"!"_s);
    QTest::keyClick(m_window->input()->edit(), Qt::Key_Return);
    QVERIFY(done);
    QTest::keyClick(m_window->input()->edit(), Qt::Key_Escape);
    const auto *notice = m_window->findChild<QFrame *>(u"notice"_s);
    QVERIFY(notice->isHidden());
    done(u"You may not do this here."_s);
    QVERIFY(!notice->isHidden());
    const QString text = notice->findChild<QLabel *>()->text();
    QVERIFY2(text.contains(u"You may not do this here."_s) && text.contains(u"mine!"_s),
             qPrintable(text));
}

void tst_ReturnedTexts::whatIsTypedWhileAnEditIsOnItsWayStays()
{
    addMessage(1, u"me"_s, u"mine"_s);
    m_window->setRoom(u"r1"_s, u"one"_s);
    QList<Composer::Done> done;
    QStringList sent;
    m_window->setEditor([&](const QString &, const QString &text, const Composer::Done &told) {
        sent.append(text);
        done.append(told);
    });
    Composer *const composer = m_window->composer();
    ComposeEdit *const edit = m_window->input()->edit();
    composer->startEdit(u"m1"_s, u"mine"_s);
    QTest::keyClicks(edit, u"! "_s);
    QTest::keyClick(edit, Qt::Key_Return);
    QCOMPARE(done.size(), 1);
    QTest::keyClicks(edit, u"and more"_s);
    done.at(0)({});
    QCOMPARE(m_window->input()->text(), u"mine! and more"_s);
    QCOMPARE(composer->mode(), Composer::Mode::Edit);
    QTest::keyClick(edit, Qt::Key_Return);
    QCOMPARE(sent, (QStringList{u"mine!"_s, u"mine! and more"_s}));
    done.at(1)({});
    QCOMPARE(composer->mode(), Composer::Mode::Write);
    QCOMPARE(m_window->input()->text(), QString());
}

void tst_ReturnedTexts::anEditWaitsForNoOther()
{
    QList<Composer::Done> done;
    QStringList sent;
    m_window->setEditor(
        [&](const QString &message, const QString &text, const Composer::Done &told) {
            sent.append(message + u' ' + text);
            done.append(told);
        });
    Composer *const composer = m_window->composer();
    ComposeEdit *const edit = m_window->input()->edit();
    composer->startEdit(u"m1"_s, u"mine"_s);
    QTest::keyClicks(edit, u"!"_s);
    QTest::keyClick(edit, Qt::Key_Return);
    composer->startEdit(u"m2"_s, u"another"_s); // the first is on its way
    QTest::keyClicks(edit, u"?"_s);
    QTest::keyClick(edit, Qt::Key_Return);
    QCOMPARE(sent, (QStringList{u"m1 mine!"_s, u"m2 another?"_s}));
    done.at(0)({});
    QCOMPARE(composer->mode(), Composer::Mode::Edit);
    QCOMPARE(m_window->input()->text(), u"another?"_s);
    QTest::keyClick(edit, Qt::Key_Return);
    QCOMPARE(sent.size(), 2); // this one is on its way still
    done.at(1)({});
    QCOMPARE(composer->mode(), Composer::Mode::Write);
    QCOMPARE(m_window->input()->text(), QString());
}

void tst_ReturnedTexts::anEditThatIsDoneElsewhereLeavesNothing()
{
    Composer::Done done;
    m_window->setEditor(
        [&done](const QString &, const QString &, const Composer::Done &told) { done = told; });
    Composer *const composer = m_window->composer();
    ComposeEdit *const edit = m_window->input()->edit();
    m_window->input()->setText(u"begun"_s);
    composer->startEdit(u"m1"_s, u"mine"_s);
    QTest::keyClicks(edit, u"! "_s);
    QTest::keyClick(edit, Qt::Key_Return);
    QVERIFY(done);
    m_window->setRoom(u"r2"_s, u"two"_s);
    m_window->input()->setText(u"here"_s);
    QSignalSpy drafts(m_window.get(), &MainWindow::draftChanged);
    done({});
    QCOMPARE(drafts.count(), 1); // nor is it there after a restart
    QCOMPARE(drafts.last(), (QVariantList{u"r1/edit"_s, QString(), QString()}));
    QCOMPARE(m_window->input()->text(), u"here"_s);
    m_window->setRoom(u"r1"_s, u"one"_s);
    QCOMPARE(composer->mode(), Composer::Mode::Write);
    QCOMPARE(m_window->input()->text(), u"begun"_s);
}

void tst_ReturnedTexts::whatWasTypedOnAfterAnEditStaysElsewhereToo()
{
    Composer::Done done;
    m_window->setEditor(
        [&done](const QString &, const QString &, const Composer::Done &told) { done = told; });
    Composer *const composer = m_window->composer();
    ComposeEdit *const edit = m_window->input()->edit();
    composer->startEdit(u"m1"_s, u"mine"_s);
    QTest::keyClicks(edit, u"!"_s);
    QTest::keyClick(edit, Qt::Key_Return);
    QTest::keyClicks(edit, u" and more"_s);
    m_window->setRoom(u"r2"_s, u"two"_s);
    composer->startEdit(u"m2"_s, u"another"_s); // not the one that is done
    done({});
    QCOMPARE(composer->messageId(), u"m2"_s);
    m_window->setRoom(u"r1"_s, u"one"_s);
    QCOMPARE(composer->mode(), Composer::Mode::Edit);
    QCOMPARE(m_window->input()->text(), u"mine! and more"_s);
    m_window->input()->setText(u"mine!"_s);
    QCOMPARE(composer->editText(), QString()); // that is what the message says by now
}

void tst_ReturnedTexts::whatComesBackLeavesAnEditAlone()
{
    addMessage(1, u"me"_s, u"mine"_s);
    m_window->setRoom(u"r1"_s, u"one"_s);
    Composer *const composer = m_window->composer();
    m_window->input()->setText(u"begun"_s);
    composer->startEdit(u"m1"_s, u"mine"_s);
    QTest::keyClicks(m_window->input()->edit(), u"!"_s);
    QSignalSpy drafts(m_window.get(), &MainWindow::draftChanged);
    composer->takeBack(u"not sent"_s);
    QCOMPARE(m_window->input()->text(), u"mine!"_s);
    // It waits behind the edit, on the disk too.
    QCOMPARE(drafts.last(), (QVariantList{u"r1"_s, u"begun\nnot sent"_s, QString()}));
    QTest::keyClick(m_window->input()->edit(), Qt::Key_Escape);
    QCOMPARE(m_window->input()->text(), u"begun\nnot sent"_s);
}

void tst_ReturnedTexts::filesWithoutWordsAddNoLine()
{
    m_window->input()->setText(u"begun"_s);
    m_window->composer()->takeBack({});
    QCOMPARE(m_window->input()->text(), u"begun"_s);
}

void tst_ReturnedTexts::aDraftThatWasTakenBackDoesNotReturnWithItsRoom()
{
    m_window->setRoom(u"r1"_s, u"one"_s);
    m_window->input()->setText(u"begun"_s);
    m_window->setRoom(u"r2"_s, u"two"_s); // one was banned from the first
    m_window->forgetDraft(u"r2"_s); // that of the room that is shown is not touched
    m_window->input()->setText(u"here"_s);
    m_window->forgetDraft(u"r1"_s);
    m_window->setRoom(u"r1"_s, u"one"_s); // and is let in again
    QCOMPARE(m_window->input()->text(), QString());
    m_window->setRoom(u"r2"_s, u"two"_s);
    QCOMPARE(m_window->input()->text(), u"here"_s);
    m_window->composer()->startEdit(u"m1"_s, u"mine"_s);
    m_window->setRoom(u"r1"_s, u"one"_s);
    m_window->forgetDraft(u"r2/edit"_s); // what was written before it waits on
    m_window->setRoom(u"r2"_s, u"two"_s);
    QCOMPARE(m_window->composer()->mode(), Composer::Mode::Write);
    QCOMPARE(m_window->input()->text(), u"here"_s);
}

QTEST_MAIN(tst_ReturnedTexts)
#include "tst_returnedtexts.moc"
