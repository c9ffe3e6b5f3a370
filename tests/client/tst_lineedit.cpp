// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/entryfield.h"
#include "client/widgets/lineedit.h"
#include "client/widgets/quickswitcher.h"
#include "client/widgets/searchpanel.h"
#include "tests/support/composing.h"

#include <QAbstractButton>
#include <QDialog>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QVBoxLayout>
#include <QtTest>

#include <memory>

using namespace Qt::StringLiterals;
using namespace maru::client;
using maru::testing::activate;
using maru::testing::compose;
using maru::testing::send;
using Kind = QuickSwitcherModel::Kind;

/// What input methods send, in the lines of dialogs, the search and the switcher.
class tst_LineEdit : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void aLineCanBeEmptiedOnceItHasText();
    void aWindowMayGoWhileItsFirstSyllableIsComposed();

    void aLineSaysWhatIsTypedMeanwhile();
    void enterInALine_data();
    void enterInALine();
    void escapeInADialogOnlyEndsTheComposition();
    void focusElsewhereKeepsTheSyllableOnce();
    void aLineTakesNoMoreThanItsLength();
    void aClearedLineForgets();
    void shiftDoesNotEndASyllableInALine();
    void undoInALine();

    void theSwitcherFindsTheLastSyllable();
    void candidatesChooseInTheSwitcher();
    void theSearchIsAskedForTheLastSyllable();
};

void tst_LineEdit::aLineCanBeEmptiedOnceItHasText()
{
    LineEdit line;
    line.offerClearing();
    QVERIFY(!line.isClearButtonEnabled());
    line.setText(u"이"_s);
    QTRY_VERIFY(line.isClearButtonEnabled());
    auto *button = line.findChild<QAbstractButton *>();
    QVERIFY(button != nullptr);
    button->click();
    QCOMPARE(line.text(), QString());
}

void tst_LineEdit::aWindowMayGoWhileItsFirstSyllableIsComposed()
{
    auto window = std::make_unique<QWidget>();
    auto *line = new LineEdit(window.get());
    line->offerClearing();
    activate(*window, line);
    compose(line, {u"ㄱ"_s});
    window.reset(); // the syllable is kept on the way out of the focus
    QCoreApplication::processEvents();
}

void tst_LineEdit::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    qputenv("QT_FATAL_WARNINGS", "0"); // the offscreen platform warns of what it cannot do
}

void tst_LineEdit::aLineSaysWhatIsTypedMeanwhile()
{
    LineEdit line;
    QSignalSpy typed(&line, &LineEdit::typedChanged);
    compose(&line, {u"ㅎ"_s, u"호"_s, u"회"_s});
    QCOMPARE(line.typed(), u"회"_s);
    QCOMPARE(line.text(), QString());
    send(&line, u"ㅇ"_s, u"회"_s); // the next syllable begins
    send(&line, u"의"_s);
    QCOMPARE(line.typed(), u"회의"_s);
    QCOMPARE(line.text(), u"회"_s);
    send(&line, {}, u"의"_s);
    QCOMPARE(line.text(), u"회의"_s);
    QCOMPARE(typed.count(), 5); // ㅎ 호 회 회ㅇ 회의; the commit changes nothing
    line.setCursorPosition(0);
    send(&line, u"새"_s);
    QCOMPARE(line.typed(), u"새회의"_s);
}

void tst_LineEdit::enterInALine_data()
{
    QTest::addColumn<QStringList>("preedits");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("goesOn");
    QTest::newRow("Hangul") << QStringList{u"ㅎ"_s, u"하"_s, u"한"_s} << u"한"_s << true;
    QTest::newRow("Shift jamo") << QStringList{u"ㅉ"_s, u"쭈"_s, u"쭉"_s} << u"쭉"_s << true;
    QTest::newRow("Kana") << QStringList{u"に"_s, u"にほん"_s} << u"にほん"_s << false;
    QTest::newRow("Kanji") << QStringList{u"にほん"_s, u"日本"_s} << u"日本"_s << false;
    QTest::newRow("Pinyin") << QStringList{u"n"_s, u"ni hao"_s} << u"ni hao"_s << false;
}

void tst_LineEdit::enterInALine()
{
    QFETCH(QStringList, preedits);
    QFETCH(bool, goesOn);
    QDialog dialog;
    auto *column = new QVBoxLayout(&dialog);
    auto *field = new EntryField(u"&Name"_s, {});
    auto *ok = new QPushButton(u"OK"_s);
    column->addWidget(field);
    column->addWidget(ok);
    ok->setDefault(true);
    QString accepted;
    connect(ok, &QPushButton::clicked, &dialog, [&] { accepted = field->text(); });
    activate(dialog, field->edit());
    compose(field->edit(), preedits);
    QTest::keyClick(field->edit(), Qt::Key_Return);
    QTEST(field->text(), "text");
    QCOMPARE(!accepted.isNull(), goesOn);
    QTest::keyClick(field->edit(), Qt::Key_Return);
    QTEST(accepted, "text");
}

void tst_LineEdit::escapeInADialogOnlyEndsTheComposition()
{
    QDialog dialog;
    auto *line = new LineEdit(&dialog);
    activate(dialog, line);
    compose(line, {u"글"_s});
    QTest::keyClick(line, Qt::Key_Escape);
    QVERIFY(dialog.isVisible());
    QCOMPARE(line->text(), u"글"_s);
    QTest::keyClick(line, Qt::Key_Escape);
    QVERIFY(!dialog.isVisible());
}

void tst_LineEdit::focusElsewhereKeepsTheSyllableOnce()
{
    QWidget window;
    auto *line = new LineEdit(&window);
    auto *other = new LineEdit(&window);
    activate(window, line);
    compose(line, {u"글"_s});
    other->setFocus();
    QCOMPARE(line->text(), u"글"_s);
    QCOMPARE(other->text(), QString());
    send(line, {}, u"글"_s); // the input method's own, too late
    QCOMPARE(line->text(), u"글"_s);
    line->setFocus();
    compose(line, {u"자"_s});
    QTest::mouseClick(line, Qt::LeftButton, {}, {1, 1});
    QCOMPARE(line->text(), u"글자"_s);
}

void tst_LineEdit::aLineTakesNoMoreThanItsLength()
{
    LineEdit line;
    line.setMaxLength(2);
    line.setText(u"가나"_s);
    line.setCursorPosition(2);
    compose(&line, {u"ㄷ"_s, u"다"_s});
    send(&line, {}, u"다"_s);
    QCOMPARE(line.text(), u"가나"_s);
    QCOMPARE(line.typed(), u"가나"_s);
}

void tst_LineEdit::aClearedLineForgets()
{
    LineEdit line;
    compose(&line, {u"글"_s});
    line.clear();
    QCOMPARE(line.typed(), QString());
    send(&line, {}, u"글"_s); // of what was cleared
    QCOMPARE(line.text(), QString());
    send(&line, {}, u"글"_s);
    QCOMPARE(line.text(), u"글"_s);
}

void tst_LineEdit::shiftDoesNotEndASyllableInALine()
{
    LineEdit line;
    compose(&line, {u"ㅉ"_s});
    QTest::keyClick(&line, Qt::Key_Shift);
    QCOMPARE(line.preedit(), u"ㅉ"_s);
    compose(&line, {u"쭈"_s, u"쭉"_s});
    send(&line, {}, u"쭉"_s);
    QCOMPARE(line.text(), u"쭉"_s);
}

void tst_LineEdit::undoInALine()
{
    LineEdit line;
    send(&line, {}, u"가"_s);
    compose(&line, {u"ㄴ"_s, u"나"_s});
    send(&line, {}, u"나"_s);
    line.undo();
    QVERIFY2(line.text().isEmpty() || line.text() == u"가"_s, qPrintable(line.text()));
    line.redo();
    QCOMPARE(line.text(), u"가나"_s);
}

void tst_LineEdit::theSwitcherFindsTheLastSyllable()
{
    QuickSwitcherModel model;
    model.setEntries(Kind::Room,
                     {{Kind::Room, u"r1"_s, u"회화"_s}, {Kind::Room, u"r2"_s, u"회의"_s}});
    QWidget window;
    auto *switcher = new QuickSwitcher(&window);
    switcher->setModel(&model);
    activate(window, &window);
    switcher->open();
    QSignalSpy chosen(switcher, &QuickSwitcher::chosen);
    send(switcher->field(), {}, u"회"_s);
    QCOMPARE(model.rowCount(), 2);
    compose(switcher->field(), {u"의"_s});
    QCOMPARE(model.rowCount(), 1); // before it is committed
    QTest::keyClick(switcher->field(), Qt::Key_Return);
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(chosen.first().at(1).toString(), u"r2"_s);
}

void tst_LineEdit::candidatesChooseInTheSwitcher()
{
    QuickSwitcherModel model;
    model.setEntries(Kind::Room,
                     {{Kind::Room, u"r1"_s, u"日本"_s}, {Kind::Room, u"r2"_s, u"日記"_s}});
    QWidget window;
    auto *switcher = new QuickSwitcher(&window);
    switcher->setModel(&model);
    activate(window, &window);
    switcher->open();
    QSignalSpy chosen(switcher, &QuickSwitcher::chosen);
    compose(switcher->field(), {u"に"_s, u"日"_s});
    const int row = switcher->list()->currentIndex().row();
    QTest::keyClick(switcher->field(), Qt::Key_Down); // among the candidates
    QCOMPARE(switcher->list()->currentIndex().row(), row);
    QTest::keyClick(switcher->field(), Qt::Key_Return);
    QCOMPARE(chosen.count(), 0);
    QCOMPARE(switcher->field()->text(), u"日"_s);
    compose(switcher->field(), {u"ほ"_s});
    QTest::keyClick(switcher->field(), Qt::Key_Escape);
    QVERIFY(switcher->isVisible());
    QTest::keyClick(switcher->field(), Qt::Key_Escape);
    QVERIFY(!switcher->isVisible());
}

void tst_LineEdit::theSearchIsAskedForTheLastSyllable()
{
    QWidget window;
    auto *panel = new SearchPanel(&window);
    activate(window, panel->field());
    QSignalSpy typed(panel->field(), &LineEdit::typedChanged);
    compose(panel->field(), {u"ㅎ"_s, u"회"_s});
    QCOMPARE(typed.last().first().toString(), u"회"_s);
    QSignalSpy closed(panel, &SearchPanel::closed);
    QTest::keyClick(panel->field(), Qt::Key_Escape);
    QCOMPARE(closed.count(), 0);
    QCOMPARE(panel->field()->text(), u"회"_s);
    QTest::keyClick(panel->field(), Qt::Key_Escape);
    QCOMPARE(closed.count(), 1);
}

QTEST_MAIN(tst_LineEdit)
#include "tst_lineedit.moc"
