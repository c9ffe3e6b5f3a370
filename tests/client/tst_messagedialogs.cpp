// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/messagelistmodel.h"
#include "client/widgets/composeedit.h"
#include "client/widgets/mainwindow.h"
#include "client/widgets/messageview.h"
#include "client/widgets/strandedbar.h"

#include <QAbstractButton>
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPointer>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::client;

/// What the main window asks and says about a message, and what comes back into its input.
class tst_MessageDialogs : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

    void deletingIsAskedFirst();
    void aDeletionKeepsToItsRoom();
    void readersAreShownByName();
    void whatWasSaidBeforeIsShownToModerators();
    void aDeletedMessageHasAPast();
    void aPastOfLineEndsIsCut();
    void whatIsAnsweredIsPartOfTheDraft();
    void aLongNameIsElidedAboveTheInput();
    void aFailedMessageComesBackIntoTheInput();
    void aTextWithoutItsRoomComesBackOrGoes();
    void anEditThatIsRefusedElsewhereIsTold();
    void whatIsTypedWhileAnEditIsOnItsWayStays();
    void whatComesBackLeavesAnEditAlone();
    void filesWithoutWordsAddNoLine();
    void aDraftThatWasTakenBackDoesNotReturnWithItsRoom();

private:
    void addMessage(qint64 seq, const QString &author, const QString &text,
                    std::optional<qint64> editedMs = {}, std::optional<qint64> deletedMs = {});
    /// The entry of the row's menu; nullptr: not offered. It lives until the next call.
    [[nodiscard]] QAction *pastActionOf(int row);

    std::unique_ptr<QMenu> m_menu = std::make_unique<QMenu>();
    std::unique_ptr<MessageListModel> m_messages;
    std::unique_ptr<MainWindow> m_window;
};

void tst_MessageDialogs::initTestCase()
{
    // The offscreen platform warns of every dialog that it supports no size hints.
    qputenv("QT_FATAL_WARNINGS", "0");
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::setOrganizationName(u"maru-test"_s);
    QCoreApplication::setApplicationName(u"tst_messagedialogs"_s);
    QSettings().clear();
}

void tst_MessageDialogs::init()
{
    m_messages = std::make_unique<MessageListModel>();
    m_window = std::make_unique<MainWindow>();
    m_window->setMessages(m_messages.get());
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void tst_MessageDialogs::cleanup()
{
    m_window.reset();
    m_messages.reset();
}

QAction *tst_MessageDialogs::pastActionOf(int row)
{
    m_menu->clear();
    m_window->messageView()->fillMenu(m_menu.get(), m_messages->index(row));
    const QList<QAction *> actions = m_menu->actions();
    const auto found = std::find_if(actions.begin(), actions.end(), [](const QAction *action) {
        return action->text() == u"What it said before…"_s;
    });
    return found == actions.end() ? nullptr : *found;
}

void tst_MessageDialogs::addMessage(qint64 seq, const QString &author, const QString &text,
                                    std::optional<qint64> editedMs, std::optional<qint64> deletedMs)
{
    Message message;
    message.id = MessageId(u"m%1"_s.arg(seq));
    message.seq = seq;
    message.rev = seq;
    message.chat = text;
    message.user = {UserId(author), author};
    message.createdMs = 1'700'000'000'000 + seq * 1'000;
    message.editedMs = editedMs;
    message.deletedMs = deletedMs;
    m_messages->setOwnUser(UserId(u"me"_s));
    m_messages->insert(message);
    m_window->messageView()->setAbilities(true, false);
    m_window->messageView()->doItemsLayout();
}

void tst_MessageDialogs::deletingIsAskedFirst()
{
    addMessage(1, u"me"_s, u"<b>mine</b>"_s);
    addMessage(2, u"lee"_s, u"theirs"_s);
    QSignalSpy confirmed(m_window.get(), &MainWindow::deleteConfirmed);
    MessageView *view = m_window->messageView();
    view->setFocus(Qt::TabFocusReason);
    QTest::keyClick(view, Qt::Key_Delete); // the last one: not one's own
    QVERIFY(!m_window->findChild<QMessageBox *>());
    QTest::keyClick(view, Qt::Key_Up);
    QTest::keyClick(view, Qt::Key_Delete);
    QPointer<QMessageBox> question = m_window->findChild<QMessageBox *>();
    QVERIFY(question);
    QCOMPARE(question->textFormat(), Qt::PlainText);
    question->reject();
    QCOMPARE(confirmed.count(), 0);
    QTRY_VERIFY(!question);
    QTest::keyClick(view, Qt::Key_Delete);
    question = m_window->findChild<QMessageBox *>();
    for (QAbstractButton *button : question->buttons()) {
        if (question->buttonRole(button) == QMessageBox::DestructiveRole) {
            button->click();
        }
    }
    QCOMPARE(confirmed.count(), 1);
    QCOMPARE(confirmed.first().first().toString(), u"m1"_s);
}

void tst_MessageDialogs::aDeletionKeepsToItsRoom()
{
    addMessage(1, u"me"_s, u"mine"_s);
    m_window->setRoom(u"r1"_s, u"one"_s);
    QSignalSpy confirmed(m_window.get(), &MainWindow::deleteConfirmed);
    MessageView *const view = m_window->messageView();
    view->setFocus(Qt::TabFocusReason);
    QTest::keyClick(view, Qt::Key_Delete);
    auto *const question = m_window->findChild<QMessageBox *>();
    QVERIFY(question);
    // A notification is clicked, and the room changes behind the question.
    MessageListModel others;
    m_window->setRoom(u"r2"_s, u"two"_s);
    m_window->setMessages(&others);
    for (QAbstractButton *button : question->buttons()) {
        if (question->buttonRole(button) == QMessageBox::DestructiveRole) {
            button->click();
        }
    }
    QCOMPARE(confirmed.count(), 1);
    QCOMPARE(confirmed.first(), (QVariantList{u"m1"_s, u"r1"_s}));
    delete question;
    emit view->deleteWanted(QModelIndex()); // from a menu whose row has gone with its room
    QVERIFY(!m_window->findChild<QMessageBox *>());
    m_window->setMessages(m_messages.get());
}

void tst_MessageDialogs::readersAreShownByName()
{
    addMessage(1, u"me"_s, u"mine"_s);
    MainWindow::ReadersHandler answer;
    m_window->setReadersSource([&](const QString &id, const MainWindow::ReadersHandler &handler) {
        QCOMPARE(id, u"m1"_s);
        answer = handler;
    });
    emit m_window->messageView()->readersWanted(u"m1"_s);
    const QPointer<ReadersDialog> dialog = m_window->findChild<ReadersDialog *>();
    QVERIFY(dialog);
    answer({{u"이영희"_s, 1'700'000'000'000}, {u"<b>x</b>"_s, 1'700'000'000'000}}, {u"박철수"_s},
           {});
    const auto *people = dialog->findChild<QListWidget *>();
    QCOMPARE(people->count(), 5); // with two titles
    QVERIFY(people->item(1)->text().contains(u"이영희"_s));
    QVERIFY(people->item(2)->text().contains(u"<b>x</b>"_s));
    QVERIFY(people->item(4)->data(Qt::AccessibleTextRole).toString().startsWith(u"박철수"_s));
    answer({}, {}, u"The server gave no answer."_s);
    QVERIFY(!people->isVisible());
    dialog->reject();
    QTRY_VERIFY(!dialog);
    answer({}, {}, u"late"_s); // the dialog is gone
}

void tst_MessageDialogs::whatWasSaidBeforeIsShownToModerators()
{
    addMessage(1, u"lee"_s, u"<i>now</i>"_s, 1'700'000'100'000);
    addMessage(2, u"lee"_s, u"never edited"_s);
    MessageView *const view = m_window->messageView();
    QVERIFY(!pastActionOf(0)); // a member
    view->setAbilities(true, true);
    QVERIFY(!pastActionOf(1));
    MainWindow::EditsHandler answer;
    m_window->setEditsSource([&](const QString &id, const MainWindow::EditsHandler &handler) {
        QCOMPARE(id, u"m1"_s);
        answer = handler;
    });
    QVERIFY(pastActionOf(0));
    pastActionOf(0)->trigger();
    const QPointer<EditsDialog> dialog = m_window->findChild<EditsDialog *>();
    QVERIFY(dialog);
    const auto *const state = dialog->findChild<QLabel *>(u"editsState"_s);
    const auto *const text = dialog->findChild<QPlainTextEdit *>(u"edits"_s);
    QVERIFY(state->isVisible());
    answer({{u"<b>first</b>"_s, 1'700'000'050'000}, {u"둘\n째"_s, 1'700'000'100'000}}, false, {});
    QVERIFY(!state->isVisible());
    QTRY_VERIFY(text->hasFocus()); // the keys scroll it
    const QStringList lines = text->toPlainText().split(u'\n');
    QCOMPARE(lines.value(1), u"<b>first</b>"_s);
    QCOMPARE(lines.mid(4, 2), QStringList({u"둘"_s, u"째"_s}));
    QCOMPARE(lines.constLast(), u"<i>now</i>"_s);
    answer({{u"first"_s, 1}}, true, {});
    QVERIFY(state->isVisible()); // that there are older ones
    answer({}, false, {});
    QVERIFY(state->isVisible());
    QVERIFY(!text->isVisible());
    answer({}, false, u"You may not."_s);
    QCOMPARE(state->text(), u"You may not."_s);
    dialog->reject();
    QTRY_VERIFY(!dialog);
    answer({}, false, u"late"_s); // the dialog is gone
}

void tst_MessageDialogs::aDeletedMessageHasAPast()
{
    addMessage(1, u"lee"_s, {}, {}, 1'700'000'100'000);
    m_window->messageView()->setAbilities(true, true);
    QVERIFY(pastActionOf(0));
    MainWindow::EditsHandler answer;
    m_window->setEditsSource(
        [&](const QString &, const MainWindow::EditsHandler &handler) { answer = handler; });
    pastActionOf(0)->trigger();
    const auto *const dialog = m_window->findChild<EditsDialog *>();
    QVERIFY(dialog);
    answer({{u"rude"_s, 1'700'000'100'000}}, false, {});
    const QString shown = dialog->findChild<QPlainTextEdit *>(u"edits"_s)->toPlainText();
    QCOMPARE(shown.count(u'\n'), 1); // what it said, and nothing of now
    QVERIFY(shown.endsWith(u"rude"_s));
}

void tst_MessageDialogs::aPastOfLineEndsIsCut()
{
    EditsDialog dialog(u"now"_s, false);
    dialog.showEdits({{QString(1'000'000, u'\n') + u"end"_s, 1'700'000'000'000}}, false);
    const QString shown = dialog.findChild<QPlainTextEdit *>(u"edits"_s)->toPlainText();
    QVERIFY2(shown.count(u'\n') < 1'010, qPrintable(QString::number(shown.count(u'\n'))));
    QVERIFY(shown.contains(u"\n…\n"_s));
    QVERIFY(shown.endsWith(u"now"_s));
}

void tst_MessageDialogs::whatIsAnsweredIsPartOfTheDraft()
{
    addMessage(1, u"lee"_s, u"question"_s);
    const ReplyTo asked{MessageId(u"m1"_s), 1, {UserId(u"lee"_s), u"lee"_s}, u"question"_s};
    m_window->setDrafts({{u"r1"_s, u"half an ans"_s}}, {{u"r1"_s, asked}});
    m_window->setRoom(u"r1"_s, u"one"_s);
    Composer *const composer = m_window->composer();
    QCOMPARE(composer->mode(), Composer::Mode::Reply);
    QCOMPARE(composer->answered(), u"m1"_s);
    QCOMPARE(m_window->input()->text(), u"half an ans"_s);
    QSignalSpy changed(m_window.get(), &MainWindow::draftChanged);
    QTest::keyClicks(m_window->input()->edit(), u"w"_s);
    QCOMPARE(changed.last(), (QVariantList{u"r1"_s, u"half an answ"_s, u"m1"_s}));
    QTest::keyClick(m_window->input()->edit(), Qt::Key_Escape);
    QCOMPARE(changed.last(), (QVariantList{u"r1"_s, u"half an answ"_s, QString()}));
    composer->startReply(u"m1"_s, u"lee"_s, u"question"_s);
    QCOMPARE(changed.last(), (QVariantList{u"r1"_s, u"half an answ"_s, u"m1"_s}));
    // What it answers may be known by its id only.
    m_window->setDrafts({{u"r1"_s, u"half"_s}}, {{u"r1"_s, {MessageId(u"m9"_s), 0, {}, {}}}});
    m_window->setRoom(u"r1"_s, u"one"_s);
    QCOMPARE(composer->answered(), u"m9"_s);
}

void tst_MessageDialogs::aLongNameIsElidedAboveTheInput()
{
    addMessage(1, u"lee"_s, u"question"_s);
    Composer *const composer = m_window->composer();
    const int before = composer->minimumSizeHint().width();
    composer->startReply(u"m1"_s, QString(200, u'가'), u"question"_s);
    const auto *title = m_window->findChild<QLabel *>(u"composeTitle"_s);
    QVERIFY(title && title->text().contains(QString(32, u'가')));
    QVERIFY2(composer->minimumSizeHint().width() <= before + rhythm::header,
             qPrintable(QString::number(composer->minimumSizeHint().width())));
}

void tst_MessageDialogs::aFailedMessageComesBackIntoTheInput()
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

void tst_MessageDialogs::aTextWithoutItsRoomComesBackOrGoes()
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

void tst_MessageDialogs::anEditThatIsRefusedElsewhereIsTold()
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

void tst_MessageDialogs::whatIsTypedWhileAnEditIsOnItsWayStays()
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

void tst_MessageDialogs::whatComesBackLeavesAnEditAlone()
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

void tst_MessageDialogs::filesWithoutWordsAddNoLine()
{
    m_window->input()->setText(u"begun"_s);
    m_window->composer()->takeBack({});
    QCOMPARE(m_window->input()->text(), u"begun"_s);
}

void tst_MessageDialogs::aDraftThatWasTakenBackDoesNotReturnWithItsRoom()
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

QTEST_MAIN(tst_MessageDialogs)
#include "tst_messagedialogs.moc"
