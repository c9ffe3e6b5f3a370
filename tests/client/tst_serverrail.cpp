// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/railbutton.h"
#include "client/widgets/serverrail.h"

#include <QContextMenuEvent>
#include <QLabel>
#include <QMouseEvent>
#include <QPointer>
#include <QPushButton>
#include <QScreen>
#include <QSettings>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QStandardPaths>
#include <QToolButton>
#include <QtTest>

using namespace maru::client;
using namespace Qt::StringLiterals;

class tst_ServerRail : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();
    void lettersStandForAName_data();
    void lettersStandForAName();
    void aClickChooses();
    void aButtonKeepsItselfWhileItsServerChanges();
    void aDragChangesTheOrderAndChoosesNothing();
    void theKeyboardDoesAllOfIt();
    void namesFromServersAreNoMarkup();
    void aScreenReaderHearsTheState();
    void theMenuIsAskedForByMouseAndKey();
    void everyThemeDrawsEveryState();
    void aLongListScrollsToTheCurrentOne();
    void theOneThatAddsStaysInSight();

private:
    [[nodiscard]] static RailItem item(quint64 id, const QString &title)
    {
        RailItem made;
        made.id = id;
        made.title = title;
        made.address = u"10.0.0.%1:5000"_s.arg(id);
        made.userName = u"김민수"_s;
        return made;
    }
    void setThree() // and moves them as they are asked to be
    {
        m_items = {item(1, u"한빛 사무실"_s), item(2, u"3-2"_s), item(3, u"Lab"_s)};
        m_rail->setItems(m_items);
        m_rail->setCurrent(1);
        connect(m_rail.get(), &ServerRail::moved, this, [this](int from, int to) {
            m_items.move(from, to);
            m_rail->setItems(m_items);
        });
    }
    [[nodiscard]] QList<quint64> order() const
    {
        QList<quint64> ids;
        for (const RailButton *button : m_rail->buttons()) {
            ids.append(button->item().id);
        }
        return ids;
    }

    QList<RailItem> m_items;
    std::unique_ptr<QWidget> m_window;
    std::unique_ptr<ServerRail> m_rail;
};

void tst_ServerRail::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::setOrganizationName(u"maru-test"_s);
    QCoreApplication::setApplicationName(u"tst_serverrail"_s);
    QSettings().clear();
}

void tst_ServerRail::init()
{
    m_window = std::make_unique<QWidget>();
    m_window->resize(200, 400);
    m_rail = std::make_unique<ServerRail>(m_window.get());
    m_rail->setTheme(themeOf(ThemeKind::Light));
    m_rail->resize(56, 400);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void tst_ServerRail::cleanup()
{
    m_rail.reset();
    m_window.reset();
}

void tst_ServerRail::lettersStandForAName_data()
{
    QTest::addColumn<QString>("title");
    QTest::addColumn<QString>("letters");
    QTest::newRow("Korean") << u"한빛 사무실"_s << u"한"_s;
    QTest::newRow("short") << u"Lab"_s << u"Lab"_s;
    QTest::newRow("a class") << u"3-2"_s << u"3-2"_s;
    QTest::newRow("two words") << u"Open laboratory"_s << u"OL"_s;
    QTest::newRow("one word") << u"laboratory"_s << u"L"_s;
    QTest::newRow("an address") << u"192.168.0.12:5000"_s << u"1"_s;
    QTest::newRow("nothing") << u""_s << u"?"_s;
    QTest::newRow("spaces") << u"  "_s << u"?"_s;
    QTest::newRow("markup") << u"<b>x</b>"_s << u"B"_s;
}

void tst_ServerRail::lettersStandForAName()
{
    QFETCH(const QString, title);
    QFETCH(const QString, letters);
    QCOMPARE(railLetters(title), letters);
}

void tst_ServerRail::aClickChooses()
{
    setThree();
    QSignalSpy chosen(m_rail.get(), &ServerRail::chosen);
    QSignalSpy added(m_rail.get(), &ServerRail::addWanted);
    QTest::mouseClick(m_rail->buttons().at(1), Qt::LeftButton);
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(chosen.at(0).at(0).toULongLong(), 2U);
    QVERIFY(m_rail->buttons().at(0)->isChecked()); // until it is told
    QVERIFY(!m_rail->buttons().at(1)->isChecked());
    m_rail->setCurrent(2);
    QVERIFY(!m_rail->buttons().at(0)->isChecked());
    QVERIFY(m_rail->buttons().at(1)->isChecked());
    QTest::mouseClick(m_rail->addButton(), Qt::LeftButton);
    QCOMPARE(added.count(), 1);
}

void tst_ServerRail::aButtonKeepsItselfWhileItsServerChanges()
{
    setThree();
    RailButton *const lab = m_rail->buttons().at(2);
    lab->setFocus();
    QList<RailItem> items = {m_items.at(2), m_items.at(0)};
    items[0].unread = 5;
    m_rail->setItems(items);
    QCOMPARE(m_rail->buttons().at(0), lab);
    QVERIFY(lab->hasFocus());
    QCOMPARE(lab->item().unread, 5);
    QCOMPARE(order(), (QList<quint64>{3, 1}));
    m_rail->setItems({});
    QVERIFY(m_rail->buttons().isEmpty());
}

void tst_ServerRail::aDragChangesTheOrderAndChoosesNothing()
{
    setThree();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    QSignalSpy chosen(m_rail.get(), &ServerRail::chosen);
    RailButton *const first = m_rail->buttons().at(0);
    const int height = first->height();
    const QPoint from = first->rect().center();
    QTest::mousePress(first, Qt::LeftButton, {}, from);
    // In coordinates of the button, which moves with its place.
    const auto moveTo = [&](int place) {
        const QPoint globalTarget = m_rail->buttons().at(0)->parentWidget()->mapToGlobal(
            QPoint(20, 8 + place * height + height / 2));
        QMouseEvent move(QEvent::MouseMove, first->mapFromGlobal(globalTarget), globalTarget,
                         Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(first, &move);
    };
    moveTo(1);
    QCOMPARE(order(), (QList<quint64>{2, 1, 3}));
    moveTo(2);
    QCOMPARE(order(), (QList<quint64>{2, 3, 1}));
    moveTo(20); // below all of them
    QCOMPARE(order(), (QList<quint64>{2, 3, 1}));
    QTest::mouseRelease(first, Qt::LeftButton, {}, from);
    QCOMPARE(chosen.count(), 0);
    QVERIFY(!first->isDown());
}

void tst_ServerRail::theKeyboardDoesAllOfIt()
{
    setThree();
    QSignalSpy chosen(m_rail.get(), &ServerRail::chosen);
    RailButton *const first = m_rail->buttons().at(0);
    RailButton *const second = m_rail->buttons().at(1);
    first->setFocus(Qt::TabFocusReason);
    QTest::keyClick(first, Qt::Key_Up); // there is none above
    QVERIFY(first->hasFocus());
    QTest::keyClick(first, Qt::Key_Down);
    QVERIFY(second->hasFocus());
    QTest::keyClick(second, Qt::Key_Space);
    QTest::keyClick(second, Qt::Key_Return);
    QCOMPARE(chosen.count(), 2);
    QCOMPARE(chosen.at(1).at(0).toULongLong(), 2U);
    QTest::keyClick(second, Qt::Key_Up, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(order(), (QList<quint64>{2, 1, 3}));
    QVERIFY(second->hasFocus());
    QTest::keyClick(second, Qt::Key_Up, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(order(), (QList<quint64>{2, 1, 3}));
    QTest::keyClick(second, Qt::Key_Tab);
    QVERIFY(first->hasFocus());
}

void tst_ServerRail::namesFromServersAreNoMarkup()
{
    RailItem bad = item(1, u"<img src='file:///etc/passwd'>"_s);
    bad.userName = u"<b>kim</b>"_s;
    m_rail->setItems({bad});
    const QString tip = m_rail->buttons().at(0)->toolTip();
    QVERIFY(!tip.contains("<img"_L1));
    QVERIFY(!tip.contains("<b>"_L1));
    QVERIFY(tip.contains("&lt;img"_L1));
    QVERIFY(m_rail->buttons().at(0)->accessibleName().contains("<img"_L1));
}

void tst_ServerRail::aScreenReaderHearsTheState()
{
    RailItem one = item(1, u"한빛"_s);
    one.unread = 12;
    one.forReader = 3;
    one.mark = RailItem::Mark::Off;
    m_rail->setItems({one});
    const QString name = m_rail->buttons().at(0)->accessibleName();
    for (const QString &part :
         {u"한빛"_s, u"10.0.0.1:5000"_s, u"김민수"_s, u"12"_s, u"3"_s, u"Disconnected"_s}) {
        QVERIFY2(name.contains(part), qPrintable(name));
    }
    QVERIFY(!name.contains(u'\n'));
    QVERIFY(!m_rail->addButton()->accessibleName().isEmpty());
}

void tst_ServerRail::theMenuIsAskedForByMouseAndKey()
{
    setThree();
    QSignalSpy menu(m_rail.get(), &ServerRail::menuWanted);
    RailButton *const lab = m_rail->buttons().at(2);
    QContextMenuEvent mouse(QContextMenuEvent::Mouse, QPoint(5, 5), QPoint(33, 44));
    QCoreApplication::sendEvent(lab, &mouse);
    QContextMenuEvent key(QContextMenuEvent::Keyboard, QPoint(5, 5), QPoint(33, 44));
    QCoreApplication::sendEvent(lab, &key);
    QCOMPARE(menu.count(), 2);
    QCOMPARE(menu.at(0).at(0).toULongLong(), 3U);
    QCOMPARE(menu.at(0).at(1).toPoint(), QPoint(33, 44));
    QVERIFY(QRect(lab->mapToGlobal(QPoint()), lab->size()).contains(menu.at(1).at(1).toPoint()));
}

void tst_ServerRail::everyThemeDrawsEveryState()
{
    QList<RailItem> items;
    quint64 id = 0;
    for (const auto mark : {RailItem::Mark::None, RailItem::Mark::Connecting, RailItem::Mark::Off,
                            RailItem::Mark::Trouble}) {
        items.append(item(++id, u"서버"_s));
        items.last().mark = mark;
        items.last().unread = int(id) * 60;
        items.last().forReader = mark == RailItem::Mark::Off ? 0 : int(id) * 50;
    }
    m_rail->setItems(items);
    QImage before;
    for (const auto kind : {ThemeKind::Light, ThemeKind::Dark, ThemeKind::Contrast}) {
        m_rail->setTheme(themeOf(kind));
        const QImage now = m_rail->grab().toImage();
        QVERIFY(now != before);
        before = now;
    }
}

void tst_ServerRail::aLongListScrollsToTheCurrentOne()
{
    QList<RailItem> items;
    for (quint64 id = 1; id <= 12; ++id) {
        items.append(item(id, u"서버 %1"_s.arg(id)));
    }
    m_rail->setItems(items);
    QTRY_VERIFY(m_rail->buttons().last()->height() > 0);
    QTRY_VERIFY(m_rail->buttons().last()->y() > m_rail->height());
    m_rail->setCurrent(12);
    const auto isSeen = [this](const RailButton *button) {
        return m_rail->rect().contains(
            QRect(button->mapTo(m_rail.get(), QPoint()), button->size()));
    };
    QTRY_VERIFY(isSeen(m_rail->buttons().last()));
    QVERIFY(!isSeen(m_rail->buttons().first()));
    QVERIFY(m_rail->buttons().at(8)->toolTip().contains(u"Ctrl+9"_s));
    QVERIFY(!m_rail->buttons().at(9)->toolTip().contains(u"Ctrl+"_s));
}

void tst_ServerRail::theOneThatAddsStaysInSight()
{
    const auto placeOf = [this](const QWidget *widget) {
        return QRect(widget->mapTo(m_rail.get(), QPoint()), widget->size());
    };
    QList<RailItem> items;
    for (quint64 id = 1; id <= 20; ++id) {
        items.append(item(id, u"서버 %1"_s.arg(id)));
        m_rail->setItems(items);
        const QWidget *const add = m_rail->addButton();
        QTRY_VERIFY(m_rail->rect().contains(placeOf(add)));
        if (id < 4) { // there is room: right below the last
            const QRect last = placeOf(m_rail->buttons().last());
            QTRY_VERIFY(placeOf(add).top() > placeOf(m_rail->buttons().last()).top());
            QTRY_VERIFY(placeOf(add).top() - placeOf(m_rail->buttons().last()).bottom()
                        <= 2 * rhythm::unit);
            QCOMPARE(placeOf(add).center().x(), last.center().x());
        }
    }
    for (const quint64 id : {1U, 10U, 20U}) {
        m_rail->setCurrent(id);
        QVERIFY(m_rail->rect().contains(placeOf(m_rail->addButton())));
    }
    m_rail->setItems(items.first(2)); // and back up again
    QTRY_VERIFY(placeOf(m_rail->addButton()).bottom() < m_rail->height() / 2);
}

QTEST_MAIN(tst_ServerRail)
#include "tst_serverrail.moc"
