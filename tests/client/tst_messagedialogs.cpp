// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/messagelistmodel.h"
#include "client/widgets/mainwindow.h"
#include "client/widgets/messageview.h"

#include <QAbstractButton>
#include <QListWidget>
#include <QMessageBox>
#include <QPointer>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::client;

/// The dialogs that the main window opens about a message.
class tst_MessageDialogs : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

    void deletingIsAskedFirst();
    void readersAreShownByName();

private:
    void addMessage(qint64 seq, const QString &author, const QString &text);

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

void tst_MessageDialogs::addMessage(qint64 seq, const QString &author, const QString &text)
{
    Message message;
    message.id = MessageId(u"m%1"_s.arg(seq));
    message.seq = seq;
    message.rev = seq;
    message.chat = text;
    message.user = {UserId(author), author};
    message.createdMs = 1'700'000'000'000 + seq * 1'000;
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

QTEST_MAIN(tst_MessageDialogs)
#include "tst_messagedialogs.moc"
