// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/completionlist.h"
#include "client/widgets/composeedit.h"
#include "client/widgets/composer.h"
#include "client/widgets/emojipicker.h"
#include "client/widgets/mainwindow.h"
#include "client/widgets/writinghelp.h"
#include "common/limits.h"
#include "tests/support/composing.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLineEdit>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTextBlock>
#include <QTextLayout>
#include <QToolButton>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::client;
using maru::testing::activate;
using maru::testing::compose;
using maru::testing::send;

/// What input methods send while the window around the composer changes; the composer's own keys
/// are in tst_messageinput, lines of text in tst_lineedit.
class tst_Composing : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();

    void anotherRoomLeavesTheSyllableBehind();
    void anEditKeepsTheSyllableForLater();
    void anEmojiStandsBehindTheSyllable();
    void pastedTextStandsBehindTheSyllable();
    void aNameIsCompletedWhileItsSyllableIsComposed();
    void candidatesAreNotTakenForCompletions();
    void theCompositionIsDrawnAndTheCursorStandsBehindIt();
    void whatIsConvertedIsMarkedInOurColours();
    void undoAfterACommit();
    void aSyllableBeyondTheLimitIsKeptAndNotSent();
    void whatInputMethodsSend_data();
    void whatInputMethodsSend();
    void controlEnterTakesTheSyllableOnce_data();
    void controlEnterTakesTheSyllableOnce();
    void anotherWindowKeepsTheSyllableOnceAndTypingGoesOn();

private:
    /// Of an input method, or a key that it let through.
    struct Step
    {
        QString preedit;
        QString commit;
        int key = 0;
    };
    static ComposeEdit *editOf(const MainWindow &window) { return window.input()->edit(); }
};

void tst_Composing::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    qputenv("QT_FATAL_WARNINGS", "0"); // the offscreen platform warns of what it cannot do
}

void tst_Composing::anotherRoomLeavesTheSyllableBehind()
{
    MainWindow window;
    window.setRoom(u"r1"_s, u"one"_s);
    activate(window, editOf(window));
    QSignalSpy drafts(&window, &MainWindow::draftChanged);
    send(editOf(window), {}, u"한"_s);
    compose(editOf(window), {u"글"_s});
    window.setRoom(u"r2"_s, u"two"_s);
    QCOMPARE(window.input()->text(), QString());
    QCOMPARE(drafts.last(), (QVariantList{u"r1"_s, u"한글"_s, QString()}));
    send(editOf(window), {}, u"글"_s); // the input method is late
    QCOMPARE(window.input()->text(), QString());
    compose(editOf(window), {u"다"_s});
    window.setRoom(u"r1"_s, u"one"_s);
    QCOMPARE(window.input()->text(), u"한글"_s);
    window.setRoom(u"r2"_s, u"two"_s);
    QCOMPARE(window.input()->text(), u"다"_s);
}

void tst_Composing::anEditKeepsTheSyllableForLater()
{
    Composer composer;
    ComposeEdit *edit = composer.input()->edit();
    compose(edit, {u"글"_s});
    composer.startEdit(u"m1"_s, u"old"_s);
    QCOMPARE(composer.input()->text(), u"old"_s);
    compose(edit, {u"새"_s});
    composer.leave();
    QCOMPARE(composer.input()->text(), u"글"_s);
    QCOMPARE(edit->preedit(), QString());
}

void tst_Composing::anEmojiStandsBehindTheSyllable()
{
    MainWindow window;
    activate(window, editOf(window));
    compose(editOf(window), {u"글"_s});
    emit window.writingHelp()->picker()->picked(u"👍"_s);
    QCOMPARE(window.input()->text(), u"글👍"_s);
    send(editOf(window), {}, u"글"_s);
    QCOMPARE(window.input()->text(), u"글👍"_s);
}

void tst_Composing::pastedTextStandsBehindTheSyllable()
{
    MainWindow window;
    activate(window, editOf(window));
    compose(editOf(window), {u"글"_s});
    QGuiApplication::clipboard()->setText(u"붙임"_s);
    editOf(window)->paste();
    QCOMPARE(window.input()->text(), u"글붙임"_s);
}

void tst_Composing::aNameIsCompletedWhileItsSyllableIsComposed()
{
    MainWindow window;
    window.writingHelp()->setPeopleSource([] {
        return NameablePeople{{{u"1"_s, u"김민수"_s}, {u"2"_s, u"이영희"_s}}};
    });
    activate(window, editOf(window));
    auto *offers = window.findChild<CompletionList *>();
    send(editOf(window), {}, u"@"_s);
    compose(editOf(window), {u"ㄱ"_s, u"기"_s, u"김"_s});
    QVERIFY(offers->isVisible());
    QCOMPARE(offers->count(), 1);
    QTest::keyClick(editOf(window), Qt::Key_Return);
    QCOMPARE(window.input()->text(), u"@김민수 "_s);
    QCOMPARE(editOf(window)->preedit(), QString());
    send(editOf(window), {}, u"김"_s);
    QCOMPARE(window.input()->text(), u"@김민수 "_s);
}

void tst_Composing::candidatesAreNotTakenForCompletions()
{
    MainWindow window;
    window.writingHelp()->setPeopleSource([] { return NameablePeople{{{u"1"_s, u"にほん"_s}}}; });
    activate(window, editOf(window));
    auto *offers = window.findChild<CompletionList *>();
    send(editOf(window), {}, u"@"_s);
    compose(editOf(window), {u"に"_s});
    QVERIFY(offers->isVisible());
    QTest::keyClick(editOf(window), Qt::Key_Return);
    QCOMPARE(window.input()->text(), u"@に"_s);
    QVERIFY(offers->isVisible());
    QTest::keyClick(editOf(window), Qt::Key_Return);
    QCOMPARE(window.input()->text(), u"@にほん "_s);
}

void tst_Composing::theCompositionIsDrawnAndTheCursorStandsBehindIt()
{
    MainWindow window;
    window.resize(900, 600);
    activate(window, editOf(window));
    ComposeEdit *edit = editOf(window);
    send(edit, {}, u"글 "_s);
    const auto cursorX = [edit] {
        return edit->inputMethodQuery(Qt::ImCursorRectangle).toRectF().left();
    };
    const double before = cursorX();
    const QList<QInputMethodEvent::Attribute> cursor{{QInputMethodEvent::Cursor, 2, 1, {}}};
    send(edit, u"にほ"_s, {}, cursor);
    QCOMPARE(edit->document()->begin().layout()->preeditAreaText(), u"にほ"_s);
    const double behind = cursorX();
    QVERIFY2(behind > before, qPrintable(u"%1 %2"_s.arg(before).arg(behind)));
    send(edit, {}, u"にほ"_s);
    QVERIFY(qAbs(cursorX() - behind) < 2);
    QVERIFY(
        edit->rect().contains(edit->inputMethodQuery(Qt::ImCursorRectangle).toRectF().toRect()));
}

void tst_Composing::whatIsConvertedIsMarkedInOurColours()
{
    MainWindow window;
    activate(window, editOf(window));
    QTextCharFormat theirs; // black on white, as a terminal would
    theirs.setBackground(Qt::black);
    theirs.setForeground(Qt::white);
    const auto formats = [&] {
        return editOf(window)->document()->begin().layout()->formats();
    };
    send(editOf(window), u"글"_s, {}, {{QInputMethodEvent::TextFormat, 0, 1, theirs}});
    for (const auto &range : formats()) {
        QVERIFY(!range.format.hasProperty(QTextFormat::BackgroundBrush)); // the line says enough
    }
    send(editOf(window), u"にほん"_s, {}, {{QInputMethodEvent::TextFormat, 0, 2, theirs}});
    bool isMarked = false;
    for (const auto &range : formats()) {
        isMarked = isMarked
            || range.format.background() == editOf(window)->palette().brush(QPalette::Highlight);
    }
    QVERIFY(isMarked);
}

void tst_Composing::undoAfterACommit()
{
    MainWindow window;
    activate(window, editOf(window));
    send(editOf(window), {}, u"한"_s);
    compose(editOf(window), {u"ㄱ"_s, u"글"_s});
    send(editOf(window), {}, u"글"_s);
    editOf(window)->undo();
    QVERIFY(!window.input()->text().contains(u'글'));
    editOf(window)->redo();
    QCOMPARE(window.input()->text(), u"한글"_s);
}

void tst_Composing::aSyllableBeyondTheLimitIsKeptAndNotSent()
{
    Composer composer;
    QStringList sent;
    composer.setPoster([&](const QString &text) {
        sent << text;
        return true;
    });
    composer.input()->setText(QString(limits::maxChatCodePoints, u'가'));
    compose(composer.input()->edit(), {u"글"_s});
    QTest::keyClick(composer.input()->edit(), Qt::Key_Return);
    QVERIFY(sent.isEmpty());
    QCOMPARE(composer.input()->text().size(), limits::maxChatCodePoints + 1);
    QVERIFY(composer.input()->text().endsWith(u'글'));
    QVERIFY(!composer.input()->findChild<QToolButton *>(u"send"_s)->isEnabled());
}

void tst_Composing::whatInputMethodsSend_data()
{
    QTest::addColumn<QList<Step>>("steps");
    QTest::addColumn<QString>("text"); // as the field has it, without what is still composed
    QTest::addColumn<bool>("enterSends"); // or ends the composition first
    QTest::addColumn<QString>("sent");
    QTest::newRow("Hangul: the next syllable begins as one is committed")
        << QList<Step>{{u"ㅎ"_s}, {u"하"_s}, {u"한"_s}, {u"ㄱ"_s, u"한"_s}, {u"그"_s}, {u"글"_s}}
        << u"한"_s << true << u"한글"_s;
    QTest::newRow("Hangul: a final moves to the next syllable")
        << QList<Step>{{u"가"_s}, {u"갑"_s}, {u"바"_s, u"가"_s}} << u"가"_s << true << u"가바"_s;
    QTest::newRow("Hangul: half of a double final moves")
        << QList<Step>{{u"갑"_s}, {u"값"_s}, {u"시"_s, u"갑"_s}} << u"갑"_s << true << u"갑시"_s;
    QTest::newRow("Hangul: Backspace takes letter by letter")
        << QList<Step>{{u"한"_s}, {u"하"_s}, {u"ㅎ"_s}, {}, {u"글"_s}} << QString() << true
        << u"글"_s;
    QTest::newRow("Hangul: all of it taken back")
        << QList<Step>{{{}, u"가"_s}, {u"ㄴ"_s}, {}} << u"가"_s << true << u"가"_s;
    QTest::newRow("Hangul: Space")
        << QList<Step>{{u"한"_s}, {{}, u"한"_s}, {{}, {}, Qt::Key_Space}, {u"글"_s}} << u"한 "_s
        << true << u"한 글"_s;
    QTest::newRow("Hangul: the commit and the end of the composition come apart") // fcitx5
        << QList<Step>{{u"한"_s}, {{}, u"한"_s}, {u"ㄱ"_s}, {}, {{}, u"ㄱ"_s}} << u"한ㄱ"_s << true
        << u"한ㄱ"_s;
    QTest::newRow("Hangul: the same syllable twice")
        << QList<Step>{{u"가"_s}, {u"ㄱ"_s, u"가"_s}, {u"가"_s}, {{}, u"가"_s}} << u"가가"_s << true
        << u"가가"_s;
    QTest::newRow("Hangul: Latin between")
        << QList<Step>{{u"한"_s}, {{}, u"한"_s}, {{}, u"A"_s}, {u"글"_s}} << u"한A"_s << true
        << u"한A글"_s;
    QTest::newRow("Kana: letters become kana")
        << QList<Step>{{u"n"_s}, {u"に"_s}, {u"にh"_s}, {u"にほ"_s}, {u"にほん"_s}} << QString()
        << false << u"にほん"_s;
    QTest::newRow("Kana: Space converts, and again")
        << QList<Step>{{u"にほん"_s}, {u"日本"_s}, {u"二本"_s}, {u"日本"_s}} << QString() << false
        << u"日本"_s;
    QTest::newRow("Kana: converted part by part")
        << QList<Step>{{u"きょうは"_s}, {u"今日は"_s}, {u"は"_s, u"今日"_s}, {{}, u"は"_s}}
        << u"今日は"_s << true << u"今日は"_s;
    QTest::newRow("Kana: the input method takes Enter") // only its commit comes
        << QList<Step>{{u"にほん"_s}, {u"日本"_s}, {{}, u"日本"_s}} << u"日本"_s << true
        << u"日本"_s;
    QTest::newRow("Kana: Esc takes it back")
        << QList<Step>{{u"にほん"_s}, {u"日本"_s}, {u"にほん"_s}, {}} << QString() << true
        << QString();
    QTest::newRow("Pinyin: a candidate by its number")
        << QList<Step>{{u"n"_s}, {u"ni"_s}, {u"ni h"_s}, {u"ni hao"_s}, {{}, u"你好"_s}}
        << u"你好"_s << true << u"你好"_s;
    QTest::newRow("Pinyin: a candidate for the first syllable only")
        << QList<Step>{{u"ni hao"_s}, {u"你hao"_s}, {{}, u"你好"_s}, {u"ma"_s}} << u"你好"_s
        << false << u"你好ma"_s;
    QTest::newRow("Pinyin: Enter takes the letters")
        << QList<Step>{{u"ni"_s}, {u"ni hao"_s}} << QString() << false << u"ni hao"_s;
    QTest::newRow("Pinyin: a mark behind it")
        << QList<Step>{{u"hao"_s}, {{}, u"好"_s}, {{}, u"。"_s}} << u"好。"_s << true << u"好。"_s;
}

// Whatever came before: Enter among candidates only chooses, every other one sends, each text once.
void tst_Composing::whatInputMethodsSend()
{
    QFETCH(QList<Step>, steps);
    QFETCH(bool, enterSends);
    QFETCH(QString, sent);
    Composer composer;
    QStringList posted;
    composer.setPoster([&](const QString &text) {
        posted << text;
        return true;
    });
    ComposeEdit *const edit = composer.input()->edit();
    for (const Step &step : steps) {
        step.key ? QTest::keyClick(edit, Qt::Key(step.key)) : send(edit, step.preedit, step.commit);
    }
    QTEST(composer.input()->text(), "text");
    QTest::keyClick(edit, Qt::Key_Return);
    const QStringList all = sent.isEmpty() ? QStringList() : QStringList{sent};
    QCOMPARE(posted, enterSends ? all : QStringList());
    QCOMPARE(edit->preedit(), QString());
    QTest::keyClick(edit, Qt::Key_Return);
    QCOMPARE(posted, all);
    QCOMPARE(composer.input()->text(), QString());
}

void tst_Composing::controlEnterTakesTheSyllableOnce_data()
{
    QTest::addColumn<bool>("enterSends");
    QTest::addColumn<QString>("preedit");
    QTest::addColumn<Qt::KeyboardModifiers>("modifiers");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("sent");
    const auto control = Qt::KeyboardModifiers(Qt::ControlModifier);
    const Qt::KeyboardModifiers none;
    QTest::newRow("Ctrl+Enter, as Enter")
        << true << u"글"_s << control << QString() << QStringList{u"한글"_s};
    QTest::newRow("Ctrl+Enter sends")
        << false << u"글"_s << control << QString() << QStringList{u"한글"_s};
    QTest::newRow("Enter breaks the line")
        << false << u"글"_s << none << u"한글\n"_s << QStringList();
    QTest::newRow("Enter chooses, and breaks no line")
        << false << u"にほん"_s << none << u"한にほん"_s << QStringList();
    QTest::newRow("Ctrl+Enter chooses, too")
        << false << u"ni hao"_s << control << u"한ni hao"_s << QStringList();
}

void tst_Composing::controlEnterTakesTheSyllableOnce()
{
    QFETCH(bool, enterSends);
    QFETCH(QString, preedit);
    QFETCH(Qt::KeyboardModifiers, modifiers);
    Composer composer;
    QStringList posted;
    composer.setPoster([&](const QString &text) {
        posted << text;
        return true;
    });
    composer.input()->setEnterSends(enterSends);
    ComposeEdit *const edit = composer.input()->edit();
    send(edit, {}, u"한"_s);
    send(edit, preedit);
    QTest::keyClick(edit, Qt::Key_Return, modifiers);
    QTEST(composer.input()->text(), "text");
    QTEST(posted, "sent");
    send(edit, {}, preedit); // the input method's own, too late
    QTEST(composer.input()->text(), "text");
    QTEST(posted, "sent");
}

void tst_Composing::anotherWindowKeepsTheSyllableOnceAndTypingGoesOn()
{
    MainWindow window;
    activate(window, editOf(window));
    compose(editOf(window), {u"그"_s, u"글"_s});
    QWidget other;
    auto *const line = new QLineEdit(&other);
    activate(other, line);
    QCOMPARE(window.input()->text(), u"글"_s);
    send(editOf(window), {}, u"글"_s); // the input method's own, too late
    QCOMPARE(window.input()->text(), u"글"_s);
    QVERIFY(line->text().isEmpty());
    activate(window, editOf(window));
    compose(editOf(window), {u"ㅈ"_s, u"자"_s});
    send(editOf(window), {}, u"자"_s);
    QCOMPARE(window.input()->text(), u"글자"_s);
}

QTEST_MAIN(tst_Composing)
#include "tst_composing.moc"
