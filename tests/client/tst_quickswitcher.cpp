// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/datepopup.h"
#include "client/widgets/quickswitcher.h"

#include <QCalendarWidget>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QSignalSpy>
#include <QToolButton>
#include <QtTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace maru::client;
using Kind = QuickSwitcherModel::Kind;

class tst_QuickSwitcher : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

    void typingAndEnterGo();
    void arrowsGoRound();
    void whatWasChosenStaysWhenPeopleArrive();
    void escapeClosesWithoutGoing();
    void aClickGoes();
    void nothingCalledThatSaysSo();
    void itsMenuLeavesItOpen();
    void itFitsANarrowWindow();
    void theCalendarGivesADay();

private:
    std::unique_ptr<QWidget> m_window;
    std::unique_ptr<QuickSwitcherModel> m_model;
    QuickSwitcher *m_switcher = nullptr;
};

void tst_QuickSwitcher::initTestCase()
{
    // The offscreen platform warns of what it cannot do with windows.
    qputenv("QT_FATAL_WARNINGS", "0");
}

void tst_QuickSwitcher::init()
{
    m_model = std::make_unique<QuickSwitcherModel>();
    m_model->setEntries(Kind::Room,
                        {{Kind::Room, u"r1"_s, u"로비"_s, {}, {}, 3},
                         {Kind::Room, u"r2"_s, u"hello"_s},
                         {Kind::Room, u"r3"_s, u"help"_s}});
    m_model->setEntries(Kind::Person, {{Kind::Person, u"u1"_s, u"김민수"_s}});
    m_window = std::make_unique<QWidget>();
    m_window->resize(800, 600);
    m_switcher = new QuickSwitcher(m_window.get());
    m_switcher->setModel(m_model.get());
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    m_switcher->open();
    QVERIFY(m_switcher->isVisible());
    QTRY_VERIFY(m_switcher->field()->hasFocus());
}

void tst_QuickSwitcher::cleanup()
{
    m_window.reset();
    m_model.reset();
}

void tst_QuickSwitcher::typingAndEnterGo()
{
    QSignalSpy chosen(m_switcher, &QuickSwitcher::chosen);
    QTest::keyClicks(m_switcher->field(), u"rlaalstn"_s);
    QTest::keyClick(m_switcher->field(), Qt::Key_Return);
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(chosen.first().at(0).value<Kind>(), Kind::Person);
    QCOMPARE(chosen.first().at(1).toString(), u"u1"_s);
    QVERIFY(m_switcher->isHidden());
}

void tst_QuickSwitcher::arrowsGoRound()
{
    QSignalSpy chosen(m_switcher, &QuickSwitcher::chosen);
    QTest::keyClicks(m_switcher->field(), u"hel"_s);
    QCOMPARE(m_switcher->list()->currentIndex().row(), 0);
    QTest::keyClick(m_switcher->field(), Qt::Key_Down);
    QCOMPARE(m_switcher->list()->currentIndex().row(), 1);
    QTest::keyClick(m_switcher->field(), Qt::Key_Down);
    QCOMPARE(m_switcher->list()->currentIndex().row(), 0);
    QTest::keyClick(m_switcher->field(), Qt::Key_Up);
    QTest::keyClick(m_switcher->field(), Qt::Key_Enter);
    QCOMPARE(chosen.first().at(1).toString(), u"r2"_s); // "help" is shorter
}

void tst_QuickSwitcher::whatWasChosenStaysWhenPeopleArrive()
{
    const auto current = [this] {
        return m_switcher->list()->currentIndex().data(QuickSwitcherModel::IdRole).toString();
    };
    const auto arrive = [this](const QStringList &names) {
        QList<QuickSwitcherModel::Entry> people;
        for (const QString &name : names) {
            people.append({Kind::Person, name, name});
        }
        m_model->setEntries(Kind::Person, people);
    };
    QTest::keyClicks(m_switcher->field(), u"hel"_s);
    QCOMPARE(current(), u"r3"_s);
    arrive({u"hel"_s});
    QCOMPARE(current(), u"hel"_s); // nothing was chosen: the best match
    QTest::keyClick(m_switcher->field(), Qt::Key_Down);
    QTest::keyClick(m_switcher->field(), Qt::Key_Down);
    QCOMPARE(current(), u"r2"_s);
    arrive({u"hel"_s, u"hela"_s, u"helb"_s});
    QCOMPARE(current(), u"r2"_s);
    arrive({});
    QCOMPARE(current(), u"r2"_s);
    m_model->setEntries(Kind::Room, {{Kind::Room, u"r3"_s, u"help"_s}}); // that one has gone
    QCOMPARE(current(), u"r3"_s);

    arrive({u"hel"_s, u"hello"_s});
    QTest::keyClick(m_switcher->field(), Qt::Key_Down);
    QCOMPARE(m_switcher->list()->currentIndex().row(), 1);
    QTest::keyClicks(m_switcher->field(), u"p"_s); // another question
    QCOMPARE(m_switcher->list()->currentIndex().row(), 0);
    m_switcher->open();
    QTest::keyClick(m_switcher->field(), Qt::Key_Down);
    m_switcher->open();
    QCOMPARE(m_switcher->list()->currentIndex().row(), 0);
}

void tst_QuickSwitcher::escapeClosesWithoutGoing()
{
    QSignalSpy chosen(m_switcher, &QuickSwitcher::chosen);
    QTest::keyClick(m_switcher->field(), Qt::Key_Escape);
    QVERIFY(m_switcher->isHidden());
    QCOMPARE(chosen.count(), 0);
    m_switcher->open(); // empty again
    QVERIFY(m_switcher->field()->text().isEmpty());
}

void tst_QuickSwitcher::aClickGoes()
{
    QSignalSpy chosen(m_switcher, &QuickSwitcher::chosen);
    QListView *const list = m_switcher->list();
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {},
                      list->visualRect(m_model->index(1)).center());
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(chosen.first().at(1).toString(), u"r2"_s);
}

void tst_QuickSwitcher::nothingCalledThatSaysSo()
{
    QSignalSpy chosen(m_switcher, &QuickSwitcher::chosen);
    QTest::keyClicks(m_switcher->field(), u"zzz"_s);
    QVERIFY(!m_switcher->list()->isVisible());
    QVERIFY(m_switcher->findChild<QLabel *>()->isVisible());
    QTest::keyClick(m_switcher->field(), Qt::Key_Down);
    QTest::keyClick(m_switcher->field(), Qt::Key_Return);
    QCOMPARE(chosen.count(), 0);
    QVERIFY(m_switcher->isVisible());
}

// Of the field, to paste by mouse.
void tst_QuickSwitcher::itsMenuLeavesItOpen()
{
    QFocusEvent toMenu(QEvent::FocusOut, Qt::PopupFocusReason);
    QCoreApplication::sendEvent(m_switcher->field(), &toMenu);
    QVERIFY(m_switcher->isVisible());
    QFocusEvent toOtherProgram(QEvent::FocusOut, Qt::ActiveWindowFocusReason);
    QCoreApplication::sendEvent(m_switcher->field(), &toOtherProgram);
    QVERIFY(m_switcher->isVisible());
    QFocusEvent elsewhere(QEvent::FocusOut, Qt::MouseFocusReason);
    QCoreApplication::sendEvent(m_switcher->field(), &elsewhere);
    QVERIFY(m_switcher->isHidden());
}

void tst_QuickSwitcher::itFitsANarrowWindow()
{
    m_window->resize(360, 320);
    QTRY_VERIFY(m_window->rect().contains(m_switcher->geometry()));
    QVERIFY(m_switcher->width() > 300);
}

void tst_QuickSwitcher::theCalendarGivesADay()
{
    DatePopup popup(m_window.get());
    QSignalSpy chosen(&popup, &DatePopup::chosen);
    popup.open({});
    QCOMPARE(popup.calendar()->maximumDate(), QDate::currentDate());
    const QDate today = popup.calendar()->selectedDate();
    QList<QToolButton *> steps = popup.findChildren<QToolButton *>();
    const auto step = [&steps](const QString &name) {
        const auto found = std::find_if(steps.begin(), steps.end(), [&name](const auto *button) {
            return button->accessibleName() == name;
        });
        return found == steps.end() ? nullptr : *found;
    };
    QVERIFY(!step(u"A month later"_s)->isEnabled()); // nobody has written there
    QVERIFY(!step(u"A year later"_s)->isEnabled());
    step(u"A month earlier"_s)->click();
    QCOMPARE(popup.calendar()->monthShown(), today.addMonths(-1).month());
    QVERIFY(step(u"A month later"_s)->isEnabled());
    step(u"A year earlier"_s)->click();
    QCOMPARE(popup.calendar()->yearShown(), today.addMonths(-13).year());
    step(u"A year later"_s)->click();
    step(u"A year later"_s)->click(); // no further than today
    QCOMPARE(popup.calendar()->yearShown(), today.year());
    emit popup.calendar()->clicked(QDate(2026, 11, 1));
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(chosen.first().first().toDate(), QDate(2026, 11, 1));
    QVERIFY(popup.isHidden());
    emit popup.calendar()->activated(QDate(2026, 11, 1)); // of the same double click
    QCOMPARE(chosen.count(), 1);
}

QTEST_MAIN(tst_QuickSwitcher)
#include "tst_quickswitcher.moc"
