// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/composeedit.h"
#include "client/widgets/mainwindow.h"
#include "client/widgets/messageview.h"
#include "mainwindowfixture.h"

#include <QLabel>
#include <QSignalSpy>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::client;

/// What is written in the window: drafts, edits and answers.
class tst_WindowWriting : public MainWindowFixture
{
    Q_OBJECT

private slots:
    void draftsBelongToTheirRoom();
    void draftsComeAndGoByTheirRoom();
    void theTextOfAnEditIsNoDraft();
    void anEditComesBackWithWhatWasWrittenBeforeIt();
    void sendingGoesThroughThePoster();
    void aGrownInputIsSeenAsAWhole();
    void upEditsTheLastOwnMessageAndEscLeaves();
    void aReplyIsStartedFromItsRow();
    void anAnswerBelongsToItsRoom();
    void whatIsAnsweredIsPartOfTheDraft();
    void aChangeIsReplacedByNothing();
    void anAnswerWaitsBehindAnEdit();
    void anAnswerWaitsBehindAnEditThatComesBack();
    void aLongNameIsElidedAboveTheInput();
    void typingIsToldOfMessagesNotOfDraftsAndEdits();
    void aSyllableOfOneRoomIsNotToldInTheNext();
};

void tst_WindowWriting::draftsBelongToTheirRoom()
{
    m_window->input()->setText(u"초안 하나"_s);
    m_window->setRoom(u"r2"_s, u"방 & 2"_s);
    QCOMPARE(m_window->input()->text(), QString());
    m_window->input()->setText(u"초안 둘"_s);
    m_window->setRoom(u"r1"_s, u"방 & 1"_s);
    QCOMPARE(m_window->input()->text(), u"초안 하나"_s);
    m_window->setRoom(u"r1"_s, u"방 & 1"_s); // the same again changes nothing
    QCOMPARE(m_window->input()->text(), u"초안 하나"_s);
}

void tst_WindowWriting::draftsComeAndGoByTheirRoom()
{
    m_window->input()->setText(u"앞 계정의 글"_s);
    m_window->setDrafts({{u"r1"_s, u"저장된 초안"_s}, {u"r2"_s, u"다른 초안"_s}});
    QSignalSpy changed(m_window.get(), &MainWindow::draftChanged);
    m_window->setRoom(u"r3"_s, u"방 & 3"_s); // has none; saying so would delete one
    m_window->setRoom(u"r1"_s, u"방 & 1"_s);
    QCOMPARE(changed.count(), 0);
    QCOMPARE(m_window->input()->text(), u"저장된 초안"_s);
    m_window->input()->setText(u"고친 초안"_s);
    QCOMPARE(changed.last(), (QVariantList{u"r1"_s, u"고친 초안"_s, QString()}));
    m_window->setRoom(u"r2"_s, u"방 & 2"_s);
    QCOMPARE(m_window->input()->text(), u"다른 초안"_s);
    QCOMPARE(changed.last(), (QVariantList{u"r1"_s, u"고친 초안"_s, QString()}));
}

void tst_WindowWriting::anEditComesBackWithWhatWasWrittenBeforeIt()
{
    const ReplyTo edited{MessageId(u"m1"_s), 1, {}, u"mine"_s};
    m_window->setDrafts({{u"r1"_s, u"before"_s}, {u"r1/edit"_s, u"mine, bett"_s}},
                        {{u"r1/edit"_s, edited}});
    QSignalSpy changed(m_window.get(), &MainWindow::draftChanged);
    m_window->setRoom(u"r2"_s, u"방 & 2"_s);
    QCOMPARE(m_window->composer()->mode(), Composer::Mode::Write);
    m_window->setRoom(u"r1"_s, u"방 & 1"_s);
    QCOMPARE(changed.count(), 0); // nobody has typed this
    QCOMPARE(m_window->composer()->mode(), Composer::Mode::Edit);
    QCOMPARE(m_window->composer()->messageId(), u"m1"_s);
    QCOMPARE(m_window->input()->text(), u"mine, bett"_s);
    QTest::keyClicks(m_window->input()->edit(), u"er"_s);
    QVERIFY(changed.contains(QVariantList{u"r1/edit"_s, u"mine, better"_s, u"m1"_s}));
    m_window->composer()->leave();
    QCOMPARE(m_window->input()->text(), u"before"_s);
    QVERIFY(changed.contains(QVariantList{u"r1/edit"_s, QString(), QString()}));
    QCOMPARE(changed.last(), (QVariantList{u"r1"_s, u"before"_s, QString()}));
}

void tst_WindowWriting::theTextOfAnEditIsNoDraft()
{
    addMessage(1, u"me"_s, u"mine"_s);
    m_window->setDrafts({{u"r2"_s, u"다른 초안"_s}});
    m_window->setRoom(u"r1"_s, u"방 & 1"_s);
    QSignalSpy changed(m_window.get(), &MainWindow::draftChanged);
    ComposeEdit *edit = m_window->input()->edit();
    QTest::keyClick(edit, Qt::Key_Up);
    QCOMPARE(m_window->composer()->mode(), Composer::Mode::Edit);
    QTest::keyClicks(edit, u"!"_s);
    m_window->setRoom(u"r2"_s, u"방 & 2"_s);
    QCOMPARE(m_window->composer()->mode(), Composer::Mode::Write);
    QCOMPARE(m_window->input()->text(), u"다른 초안"_s);
    m_window->setRoom(u"r1"_s, u"방 & 1"_s);
    QCOMPARE(m_window->composer()->mode(), Composer::Mode::Edit);
    QCOMPARE(m_window->input()->text(), u"mine!"_s);
    QTest::keyClick(edit, Qt::Key_Escape);
    QVariantList ofEdit;
    for (const QVariantList &told : std::as_const(changed)) {
        if (told[0] == u"r1/edit"_s) {
            ofEdit.append(told[1]);
            continue;
        }
        QCOMPARE(told, (QVariantList{u"r1"_s, QString(), QString()}));
    }
    QCOMPARE(ofEdit, (QVariantList{u"mine!"_s, QString()})); // kept, until it was left
    QTest::keyClicks(edit, u"a"_s);
    QCOMPARE(changed.last(), (QVariantList{u"r1"_s, u"a"_s, QString()}));
    // A draft from before is the one that stays while something is edited.
    m_window->composer()->startEdit(u"m1"_s, u"mine"_s);
    QTest::keyClicks(edit, u"?"_s);
    QCOMPARE(changed.last(), (QVariantList{u"r1"_s, u"a"_s, QString()}));
}

void tst_WindowWriting::sendingGoesThroughThePoster()
{
    QStringList sent;
    m_window->setPoster([&sent](const QString &text) {
        sent << text;
        return true;
    });
    QTest::keyClicks(m_window->input()->edit(), u"hello"_s);
    QTest::keyClick(m_window->input()->edit(), Qt::Key_Return);
    QCOMPARE(sent, QStringList{u"hello"_s});
    m_window->setWritable(false);
    QTest::keyClicks(m_window->input()->edit(), u"no"_s);
    QCOMPARE(sent.size(), 1);
}

void tst_WindowWriting::aGrownInputIsSeenAsAWhole()
{
    MessageInput *input = m_window->input();
    const auto seen = [&] {
        const QPoint bottom = input->mapTo(m_window.get(), QPoint(0, input->height()));
        return bottom.y() <= m_window->height()
            && input->parentWidget()->height() > input->height();
    };
    for (const int lines : {1, 3, 2, 9, 1}) {
        input->setText(QStringList(QList<QString>(lines, u"줄"_s)).join(u'\n'));
        QTRY_VERIFY2(seen(), qPrintable(QString::number(lines)));
    }
}

void tst_WindowWriting::upEditsTheLastOwnMessageAndEscLeaves()
{
    addMessage(1, u"me"_s, u"my first"_s);
    addMessage(2, u"lee"_s, u"theirs"_s);
    ComposeEdit *edit = m_window->input()->edit();
    QStringList edits;
    Composer::Done answer;
    m_window->setEditor([&](const QString &id, const QString &text, const Composer::Done &done) {
        edits.append(id + u' ' + text);
        answer = done;
    });
    QTest::keyClick(edit, Qt::Key_Up);
    QCOMPARE(m_window->composer()->mode(), Composer::Mode::Edit);
    QCOMPARE(m_window->input()->text(), u"my first"_s);
    QTest::keyClicks(edit, u"!"_s);
    QTest::keyClick(edit, Qt::Key_Return);
    QTest::keyClick(edit, Qt::Key_Return); // not twice
    QCOMPARE(edits, QStringList{u"m1 my first!"_s});
    answer(u"no connection"_s);
    QCOMPARE(m_window->input()->text(), u"my first!"_s); // nothing typed is lost
    const auto *failure = m_window->findChild<QLabel *>(u"composeFailure"_s);
    QVERIFY(failure->isVisible() && failure->text().contains(u"no connection"_s));
    QTest::keyClick(edit, Qt::Key_Return);
    answer({});
    QCOMPARE(m_window->composer()->mode(), Composer::Mode::Write);
    QCOMPARE(m_window->input()->text(), QString());

    QTest::keyClick(edit, Qt::Key_Up);
    QTest::keyClick(edit, Qt::Key_Escape);
    QCOMPARE(m_window->composer()->mode(), Composer::Mode::Write);
    QCOMPARE(m_window->input()->text(), QString());
    QTest::keyClicks(edit, u"a"_s);
    QTest::keyClick(edit, Qt::Key_Up); // a key of the text now
    QCOMPARE(m_window->composer()->mode(), Composer::Mode::Write);
}

void tst_WindowWriting::aReplyIsStartedFromItsRow()
{
    addMessage(1, u"lee"_s, u"question"_s);
    QStringList sent;
    m_window->setPoster([&](const QString &text) {
        sent.append(text);
        return true;
    });
    m_window->setReplier([&](const QString &text, const QString &id) {
        sent.append(id + u' ' + text);
        return true;
    });
    MessageView *view = m_window->messageView();
    view->setFocus(Qt::TabFocusReason);
    QTest::keyClick(view, Qt::Key_R);
    QCOMPARE(m_window->composer()->mode(), Composer::Mode::Reply);
    QVERIFY(m_window->input()->edit()->hasFocus());
    QTest::keyClicks(m_window->input()->edit(), u"answer"_s);
    QTest::keyClick(m_window->input()->edit(), Qt::Key_Return);
    QCOMPARE(m_window->composer()->mode(), Composer::Mode::Write);
    QTest::keyClicks(m_window->input()->edit(), u"more"_s);
    QTest::keyClick(m_window->input()->edit(), Qt::Key_Return);
    QCOMPARE(sent, (QStringList{u"m1 answer"_s, u"more"_s}));
}

void tst_WindowWriting::anAnswerBelongsToItsRoom()
{
    addMessage(1, u"lee"_s, u"question"_s);
    m_window->composer()->startReply(u"m1"_s, u"lee"_s, u"question"_s);
    m_window->input()->setText(u"half an ans"_s);
    m_window->setRoom(u"r2"_s, u"방 & 2"_s);
    QCOMPARE(m_window->composer()->mode(), Composer::Mode::Write);
    QCOMPARE(m_window->input()->text(), QString());
    m_window->setRoom(u"r1"_s, u"방 & 1"_s);
    QCOMPARE(m_window->composer()->mode(), Composer::Mode::Reply);
    QCOMPARE(m_window->composer()->messageId(), u"m1"_s);
    QCOMPARE(m_window->input()->text(), u"half an ans"_s);
}

void tst_WindowWriting::whatIsAnsweredIsPartOfTheDraft()
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

void tst_WindowWriting::aChangeIsReplacedByNothing()
{
    Composer *const composer = m_window->composer();
    ComposeEdit *const edit = m_window->input()->edit();
    const auto *failure = m_window->findChild<QLabel *>(u"composeFailure"_s);
    const auto isUnderWay = [&](const QString &text) {
        return composer->mode() == Composer::Mode::Edit && composer->messageId() == u"m1"_s
            && m_window->input()->text() == text && edit->hasFocus();
    };
    QTest::keyClicks(edit, u"begun"_s);
    composer->startEdit(u"m2"_s, u"another"_s);
    composer->startEdit(u"m1"_s, u"mine"_s); // the other changed nothing yet
    QVERIFY(isUnderWay(u"mine"_s));
    QInputMethodEvent composing(u"가"_s, {});
    QCoreApplication::sendEvent(edit, &composing);
    composer->startEdit(u"m2"_s, u"another"_s);
    QVERIFY(isUnderWay(u"mine가"_s));
    QVERIFY(failure->isVisible() && failure->text().contains(u"Esc"_s));
    QTest::keyClick(edit, Qt::Key_Escape);
    QCOMPARE(composer->mode(), Composer::Mode::Write);
    QCOMPARE(m_window->input()->text(), u"begun"_s);
    composer->startEdit(u"m1"_s, u"mine"_s);
    QTest::keyClicks(edit, u"!"_s);
    composer->startEdit(u"m1"_s, u"mine"_s); // the same
    QVERIFY(isUnderWay(u"mine!"_s) && !failure->isVisible());
    composer->startReply(u"m3"_s, u"lee"_s, u"question"_s);
    QVERIFY(isUnderWay(u"mine!"_s) && failure->isVisible());
    m_window->input()->setText(u"mine"_s); // taken back
    composer->startReply(u"m3"_s, u"lee"_s, u"question"_s);
    QCOMPARE(composer->mode(), Composer::Mode::Reply);
    QCOMPARE(composer->answered(), u"m3"_s);
    QCOMPARE(m_window->input()->text(), u"begun"_s);
}

void tst_WindowWriting::anAnswerWaitsBehindAnEdit()
{
    Composer::Done done;
    m_window->setEditor(
        [&done](const QString &, const QString &, const Composer::Done &told) { done = told; });
    Composer *const composer = m_window->composer();
    ComposeEdit *const edit = m_window->input()->edit();
    const auto *title = m_window->findChild<QLabel *>(u"composeTitle"_s);
    const auto isBack = [&] {
        return composer->mode() == Composer::Mode::Reply && composer->messageId() == u"m1"_s
            && composer->answered() == u"m1"_s && m_window->input()->text() == u"half an ans"_s
            && title->text().contains(u"lee"_s);
    };
    const auto change = [&] {
        composer->startEdit(u"m2"_s, u"mine"_s);
        QTest::keyClicks(edit, u"!"_s);
    };
    composer->startReply(u"m1"_s, u"lee"_s, u"question"_s);
    QTest::keyClicks(edit, u"half an ans"_s);
    QSignalSpy changed(m_window.get(), &MainWindow::draftChanged);
    change();
    QCOMPARE(composer->mode(), Composer::Mode::Edit);
    QCOMPARE(changed.last(), (QVariantList{u"r1"_s, u"half an ans"_s, u"m1"_s})); // on the disk
    QTest::keyClick(edit, Qt::Key_Escape);
    QVERIFY(isBack());
    change();
    QTest::keyClick(edit, Qt::Key_Return);
    done({});
    QVERIFY(isBack());
    change();
    QTest::keyClick(edit, Qt::Key_Return);
    m_window->setRoom(u"r2"_s, u"방 & 2"_s);
    changed.clear();
    done({});
    QCOMPARE(changed.count(), 1);
    QCOMPARE(changed.last(), (QVariantList{u"r1/edit"_s, QString(), QString()}));
    m_window->setRoom(u"r1"_s, u"방 & 1"_s);
    QVERIFY(isBack());
    change();
    m_window->setRoom(u"r2"_s, u"방 & 2"_s);
    m_window->forgetDraft(u"r1/edit"_s); // of a room that was gone for a while
    m_window->setRoom(u"r1"_s, u"방 & 1"_s);
    QVERIFY(isBack());
}

void tst_WindowWriting::anAnswerWaitsBehindAnEditThatComesBack()
{
    const ReplyTo asked{MessageId(u"m1"_s), 1, {UserId(u"lee"_s), u"lee"_s}, u"question"_s};
    const ReplyTo edited{MessageId(u"m2"_s), 2, {}, u"mine"_s};
    m_window->setDrafts({{u"r1"_s, u"half an ans"_s}, {u"r1/edit"_s, u"mine, bett"_s}},
                        {{u"r1"_s, asked}, {u"r1/edit"_s, edited}});
    m_window->setRoom(u"r1"_s, u"one"_s);
    Composer *const composer = m_window->composer();
    QCOMPARE(composer->mode(), Composer::Mode::Edit);
    QCOMPARE(composer->messageId(), u"m2"_s);
    QCOMPARE(composer->answered(), u"m1"_s);
    composer->takeBack(u"not sent"_s);
    QTest::keyClick(m_window->input()->edit(), Qt::Key_Escape);
    QCOMPARE(composer->mode(), Composer::Mode::Reply);
    QCOMPARE(composer->answered(), u"m1"_s);
    QCOMPARE(m_window->input()->text(), u"half an ans\nnot sent"_s);
}

void tst_WindowWriting::aLongNameIsElidedAboveTheInput()
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

void tst_WindowWriting::typingIsToldOfMessagesNotOfDraftsAndEdits()
{
    addMessage(1, u"me"_s, u"mine"_s);
    QSignalSpy typing(m_window->composer(), &Composer::typingChanged);
    ComposeEdit *edit = m_window->input()->edit();
    QTest::keyClicks(edit, u"ab"_s);
    QCOMPARE(typing.count(), 2);
    QCOMPARE(typing.last().first().toBool(), true);
    m_window->setRoom(u"r2"_s, u"방 & 2"_s);
    m_window->setRoom(u"r1"_s, u"방 & 1"_s); // the draft comes back
    QCOMPARE(m_window->input()->text(), u"ab"_s);
    QCOMPARE(typing.count(), 2);
    QTest::keyClick(edit, Qt::Key_Backspace);
    QTest::keyClick(edit, Qt::Key_Backspace);
    QCOMPARE(typing.count(), 4);
    QCOMPARE(typing.last().first().toBool(), false);
    QTest::keyClick(edit, Qt::Key_Up); // an edit
    QTest::keyClicks(edit, u"!"_s);
    QCOMPARE(typing.count(), 4);
    m_window->setTypingText(u"<b>이영희</b> 님이 쓰고 있습니다…"_s);
    const auto *line = m_window->findChild<QLabel *>(u"typing"_s);
    QVERIFY(line && line->text().startsWith(u"<b>"_s) && line->textFormat() == Qt::PlainText);
}

void tst_WindowWriting::aSyllableOfOneRoomIsNotToldInTheNext()
{
    QSignalSpy typing(m_window->composer(), &Composer::typingChanged);
    QInputMethodEvent composing(u"가"_s, {});
    QCoreApplication::sendEvent(m_window->input()->edit(), &composing);
    const qsizetype told = typing.count();
    QVERIFY(told > 0);
    m_window->setRoom(u"r2"_s, u"방 & 2"_s); // which is the current one by now
    QCOMPARE(typing.count(), told);
    m_window->setRoom(u"r1"_s, u"방 & 1"_s);
    QCOMPARE(m_window->input()->text(), u"가"_s);
}

QTEST_MAIN(tst_WindowWriting)
#include "tst_windowwriting.moc"
