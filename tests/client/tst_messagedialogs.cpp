// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/messagelistmodel.h"
#include "client/widgets/mainwindow.h"
#include "client/widgets/messageview.h"
#include "mainwindowfixture.h"

#include <QAbstractButton>
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPointer>
#include <QSignalSpy>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::client;

/// What the main window asks and says about a message.
class tst_MessageDialogs : public MainWindowFixture
{
    Q_OBJECT

private slots:
    void deletingIsAskedFirst();
    void aDeletionKeepsToItsRoom();
    void readersAreShownByName();
    void whatWasSaidBeforeIsShownToModerators();
    void aDeletedMessageHasAPast();
    void aPastOfLineEndsIsCut();

private:
    /// The entry of the row's menu; nullptr: not offered. It lives until the next call.
    [[nodiscard]] QAction *pastActionOf(int row);

    std::unique_ptr<QMenu> m_menu = std::make_unique<QMenu>();
};

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

QTEST_MAIN(tst_MessageDialogs)
#include "tst_messagedialogs.moc"
