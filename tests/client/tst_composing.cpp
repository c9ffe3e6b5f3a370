// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/completionlist.h"
#include "client/widgets/composeedit.h"
#include "client/widgets/composer.h"
#include "client/widgets/emojipicker.h"
#include "client/widgets/mainwindow.h"
#include "client/widgets/writinghelp.h"
#include "common/limits.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTextBlock>
#include <QTextLayout>
#include <QToolButton>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::client;

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

private:
    static void send(QWidget *to, const QString &preedit, const QString &commit = {},
                     const QList<QInputMethodEvent::Attribute> &attributes = {})
    {
        QInputMethodEvent event(preedit, attributes);
        event.setCommitString(commit);
        QCoreApplication::sendEvent(to, &event);
    }
    static void compose(QWidget *to, const QStringList &preedits)
    {
        for (const QString &preedit : preedits) {
            send(to, preedit);
        }
    }
    static void activate(QWidget &window, QWidget *focus)
    {
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        focus->setFocus();
        QTRY_VERIFY(focus->hasFocus());
    }
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
    window.writingHelp()->setPeopleSource([] { return QStringList{u"김민수"_s, u"이영희"_s}; });
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
    window.writingHelp()->setPeopleSource([] { return QStringList{u"にほん"_s}; });
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

QTEST_MAIN(tst_Composing)
#include "tst_composing.moc"
