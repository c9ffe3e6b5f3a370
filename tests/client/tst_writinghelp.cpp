// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/messagelistmodel.h"
#include "client/widgets/completionlist.h"
#include "client/widgets/composeedit.h"
#include "client/widgets/emojipicker.h"
#include "client/widgets/mainwindow.h"
#include "client/widgets/messageview.h"
#include "client/widgets/writinghelp.h"
#include "common/clientlimits.h"

#include <QInputMethodEvent>
#include <QLineEdit>
#include <QListView>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QToolButton>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::client;

/// The emoji picker and the completion in the window.
class tst_WritingHelp : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

    void theButtonOpensThePicker();
    void theShortcutOpensThePicker();
    void whatIsTypedIsSearched();
    void theArrowsMove();
    void whatWasUsedComesFirst();
    void groupsAreChosen();
    void aReactionIsPicked();
    void escapeLeavesEverythingAsItWas();

    void namesAreCompleted();
    void authorsAreOfferedByTheirNamesOfNow_data();
    void authorsAreOfferedByTheirNamesOfNow();
    void everybodyIsOfferedToThoseWhoMayNameThem();
    void emojisAreCompleted();
    void aComposingSyllableCounts();
    void aNameThatWasTakenIsDone();
    void escapeRefusesUntilTheNextWord();
    void enterSendsWhereNothingIsOffered();
    void aClickTakes();

private:
    [[nodiscard]] ComposeEdit *edit() const { return m_window->input()->edit(); }
    [[nodiscard]] CompletionList *list() const { return m_window->findChild<CompletionList *>(); }
    [[nodiscard]] EmojiPicker *picker() const { return m_window->findChild<EmojiPicker *>(); }
    [[nodiscard]] QLineEdit *search() const
    {
        return picker()->findChild<QLineEdit *>(u"emojiSearch"_s);
    }
    [[nodiscard]] QListView *grid() const
    {
        return picker()->findChild<QListView *>(u"emojiGrid"_s);
    }
    [[nodiscard]] QStringList offered() const
    {
        QStringList all;
        for (int row = 0; row < list()->count(); ++row) {
            all << list()->item(row)->text();
        }
        return all;
    }
    void type(const QString &text) { edit()->insertPlainText(text); }
    void press(Qt::Key key) { QTest::keyClick(edit(), key); }

    std::unique_ptr<MessageListModel> m_model;
    std::unique_ptr<MainWindow> m_window;
    QStringList m_sent;
};

void tst_WritingHelp::initTestCase()
{
    qputenv("QT_FATAL_WARNINGS", "0"); // the offscreen platform warns when a popup is raised
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::setOrganizationName(u"maru-tests"_s);
    QCoreApplication::setApplicationName(u"tst_writinghelp"_s);
}

void tst_WritingHelp::init()
{
    QSettings().clear();
    m_sent.clear();
    m_model = std::make_unique<MessageListModel>();
    m_model->setOwnUser(UserId(u"id-나"_s));
    qint64 seq = 0;
    for (const QString &author : {u"김민수"_s, u"나"_s, u"Alex Kim"_s, u"이영희"_s}) {
        Message made;
        made.seq = ++seq;
        made.id = MessageId(u"m%1"_s.arg(seq));
        made.chat = u"글"_s;
        made.user = {UserId(u"id-"_s + author), author};
        m_model->insert(made);
    }
    m_window = std::make_unique<MainWindow>();
    m_window->setMessages(m_model.get());
    m_window->messageView()->setAbilities(true, false);
    m_window->setPoster([this](const QString &text) {
        m_sent << text;
        return true;
    });
    m_window->setRoom(u"r1"_s, u"전체"_s);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    m_window->input()->setFocus();
}

void tst_WritingHelp::cleanup()
{
    m_window.reset();
    m_model.reset();
}

void tst_WritingHelp::theButtonOpensThePicker()
{
    type(u"안녕"_s);
    m_window->findChild<QToolButton *>(u"emoji"_s)->click();
    QVERIFY(picker() && picker()->isVisible());
    QVERIFY(grid()->model()->rowCount() > 100); // nothing was used yet: the first group
    QTest::keyClick(search(), Qt::Key_Return);
    QVERIFY(!picker()->isVisible());
    QCOMPARE(m_window->input()->text(), u"안녕😀"_s);
}

void tst_WritingHelp::theShortcutOpensThePicker()
{
    QTest::keyClick(edit(), Qt::Key_Semicolon, Qt::ControlModifier);
    QTRY_VERIFY(picker() && picker()->isVisible());
}

void tst_WritingHelp::whatIsTypedIsSearched()
{
    m_window->writingHelp()->openPicker();
    search()->setText(u"좋아요"_s);
    QCOMPARE(grid()->currentIndex().data().toString(), u"👍"_s);
    search()->setText(u"no such thing"_s);
    QCOMPARE(grid()->model()->rowCount(), 0);
    QTest::keyClick(search(), Qt::Key_Return); // takes nothing
    QVERIFY(picker()->isVisible());
    search()->clear();
    QVERIFY(grid()->model()->rowCount() > 100);
}

void tst_WritingHelp::theArrowsMove()
{
    m_window->writingHelp()->openPicker();
    QTest::keyClick(search(), Qt::Key_Right);
    QCOMPARE(grid()->currentIndex().row(), 1);
    QTest::keyClick(search(), Qt::Key_Down);
    const int below = grid()->currentIndex().row();
    QVERIFY(below > 5);
    QVERIFY(grid()->visualRect(grid()->currentIndex()).left()
            == grid()->visualRect(grid()->model()->index(1, 0)).left());
    QTest::keyClick(search(), Qt::Key_Up);
    QTest::keyClick(search(), Qt::Key_Left);
    QTest::keyClick(search(), Qt::Key_Left); // before the first there is none
    QTest::keyClick(search(), Qt::Key_Up);
    QCOMPARE(grid()->currentIndex().row(), 0);
}

void tst_WritingHelp::whatWasUsedComesFirst()
{
    WritingHelp *help = m_window->writingHelp();
    for (const QString &emoji : {u"👍"_s, u"🎉"_s, u"👍"_s}) {
        help->openPicker();
        emit picker()->picked(emoji);
        picker()->hide();
    }
    help->openPicker();
    QCOMPARE(grid()->model()->rowCount(), 2);
    QCOMPARE(grid()->model()->index(0, 0).data().toString(), u"👍"_s);
    QCOMPARE(grid()->model()->index(1, 0).data().toString(), u"🎉"_s);
}

void tst_WritingHelp::groupsAreChosen()
{
    m_window->writingHelp()->openPicker();
    const auto buttons = picker()->findChildren<QToolButton *>(Qt::FindChildrenRecursively);
    QAbstractButton *flags = nullptr;
    for (QToolButton *button : buttons) {
        if (button->isCheckable()) {
            QVERIFY(!button->accessibleName().isEmpty());
            flags = button; // the last one
        }
    }
    QVERIFY(flags);
    flags->click();
    QVERIFY(grid()->model()->rowCount() > 200);
    QCOMPARE(grid()->model()->index(0, 0).data().toString(), u"🏁"_s);
}

void tst_WritingHelp::aReactionIsPicked()
{
    QSignalSpy reacted(m_window->messageView(), &MessageView::reactionWanted);
    emit m_window->messageView()->emojiWanted(u"m1"_s);
    QVERIFY(picker() && picker()->isVisible());
    search()->setText(u"thumbs up"_s);
    QTest::keyClick(search(), Qt::Key_Return);
    QCOMPARE(reacted.size(), 1);
    QCOMPARE(reacted.first(), QVariantList({u"m1"_s, u"👍"_s, true}));
    QVERIFY(m_window->input()->text().isEmpty());
}

void tst_WritingHelp::escapeLeavesEverythingAsItWas()
{
    type(u"글"_s);
    m_window->writingHelp()->openPicker();
    QTest::keyClick(search(), Qt::Key_Escape);
    QVERIFY(!picker()->isVisible());
    QCOMPARE(m_window->input()->text(), u"글"_s);
}

void tst_WritingHelp::namesAreCompleted()
{
    type(u"안녕 @"_s);
    QVERIFY(list()->isVisible());
    QCOMPARE(list()->count(), 3); // the others, the last writer first
    QCOMPARE(list()->item(0)->text(), u"이영희"_s);
    press(Qt::Key_Down);
    press(Qt::Key_Down);
    press(Qt::Key_Up);
    press(Qt::Key_Tab);
    QCOMPARE(m_window->input()->text(), u"안녕 @Alex Kim "_s);
    QVERIFY(!list()->isVisible());
    type(u"@ㄱㅁ"_s);
    QCOMPARE(list()->count(), 1);
    press(Qt::Key_Return);
    QCOMPARE(m_window->input()->text(), u"안녕 @Alex Kim @김민수 "_s);
    QVERIFY(m_sent.isEmpty());
}

void tst_WritingHelp::authorsAreOfferedByTheirNamesOfNow_data()
{
    QTest::addColumn<bool>("isAll");
    QTest::addColumn<QStringList>("names");
    // 이영희 has another name since, Alex Kim has left, and somebody else is called 이영희 now.
    QTest::newRow("all are known")
        << true << QStringList{u"이선생"_s, u"김민수"_s, u"박철수"_s, u"이영희"_s};
    QTest::newRow("not all are known yet")
        << false << QStringList{u"이선생"_s, u"Alex Kim"_s, u"김민수"_s, u"박철수"_s, u"이영희"_s};
}

void tst_WritingHelp::authorsAreOfferedByTheirNamesOfNow()
{
    QFETCH(bool, isAll);
    m_window->writingHelp()->setPeopleSource([isAll] {
        return NameablePeople{{{u"id-박철수"_s, u"박철수"_s},
                               {u"id-이영희"_s, u"이선생"_s},
                               {u"id-새"_s, u"이영희"_s},
                               {u"id-김민수"_s, u"김민수"_s}},
                              isAll,
                              false};
    });
    type(u"@"_s);
    QTEST(offered(), "names");
}

void tst_WritingHelp::everybodyIsOfferedToThoseWhoMayNameThem()
{
    bool mayNameAll = false;
    m_window->writingHelp()->setPeopleSource([&mayNameAll] {
        return NameablePeople{{}, false, mayNameAll};
    });
    type(u"@al"_s);
    QCOMPARE(offered(), QStringList{u"Alex Kim"_s});
    mayNameAll = true;
    type(u"l"_s);
    QCOMPARE(offered(), QStringList{u"all"_s});
}

void tst_WritingHelp::emojisAreCompleted()
{
    type(u"좋아 :thumbs_u"_s);
    QVERIFY(list()->isVisible());
    press(Qt::Key_Return);
    QCOMPARE(m_window->input()->text(), u"좋아 👍 "_s);
    type(u":따봉"_s);
    press(Qt::Key_Return);
    QCOMPARE(m_window->input()->text(), u"좋아 👍 👍 "_s);
}

void tst_WritingHelp::aComposingSyllableCounts()
{
    type(u"@"_s);
    QInputMethodEvent composing(u"김"_s, {});
    QCoreApplication::sendEvent(edit(), &composing);
    QVERIFY(list()->isVisible());
    QCOMPARE(list()->count(), 1);
    press(Qt::Key_Return);
    QCOMPARE(m_window->input()->text(), u"@김민수 "_s);
    QVERIFY(m_sent.isEmpty());
}

// An input method sends an empty event after what it committed.
void tst_WritingHelp::aNameThatWasTakenIsDone()
{
    Message other;
    other.seq = m_model->lastSeq() + 1;
    other.id = MessageId(u"other"_s);
    other.chat = u"글"_s;
    other.user = {UserId(u"id-2"_s), u"김민수 (2)"_s};
    m_model->insert(other);
    type(u"@"_s);
    QInputMethodEvent composing(u"김"_s, {});
    QCoreApplication::sendEvent(edit(), &composing);
    QVERIFY(offered().contains(u"김민수 (2)"_s));
    while (list()->currentItem()->text() != u"김민수"_s) {
        press(Qt::Key_Down);
    }
    press(Qt::Key_Return);
    QInputMethodEvent after;
    QCoreApplication::sendEvent(edit(), &after);
    QVERIFY(!list()->isVisible());
    press(Qt::Key_Return);
    QCOMPARE(m_sent, QStringList{u"@김민수"_s});
}

void tst_WritingHelp::escapeRefusesUntilTheNextWord()
{
    type(u"@이"_s);
    QVERIFY(list()->isVisible());
    press(Qt::Key_Escape);
    QVERIFY(!list()->isVisible());
    type(u"영"_s);
    QVERIFY(!list()->isVisible());
    type(u"희 @"_s);
    QVERIFY(list()->isVisible());
}

void tst_WritingHelp::enterSendsWhereNothingIsOffered()
{
    type(u"메일 a@b.kr 로 12:30"_s);
    QVERIFY(!list()->isVisible());
    press(Qt::Key_Return);
    QCOMPARE(m_sent, QStringList(u"메일 a@b.kr 로 12:30"_s));
}

void tst_WritingHelp::aClickTakes()
{
    type(u"@김"_s);
    QVERIFY(list()->isVisible());
    QTest::mouseClick(list()->viewport(), Qt::LeftButton, {},
                      list()->visualItemRect(list()->item(0)).center());
    QCOMPARE(m_window->input()->text(), u"@김민수 "_s);
    QVERIFY(edit()->hasFocus());
}

QTEST_MAIN(tst_WritingHelp)
#include "tst_writinghelp.moc"
