// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/messagelistmodel.h"
#include "client/model/timetexts.h"
#include "client/widgets/messageview.h"
#include "messageviewfixture.h"

#include <QAccessible>
#include <QIdentityProxyModel>
#include <QPushButton>
#include <QScrollBar>
#include <QSet>
#include <QSignalSpy>
#include <QtTest>

#include <ctime>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::client;

namespace {

/// Knows of which rows the text was asked for.
class ReadRows : public QIdentityProxyModel
{
public:
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override
    {
        if (role == MessageListModel::TextRole) {
            read.insert(index.row());
        }
        return QIdentityProxyModel::data(index, role);
    }
    mutable QSet<int> read;
};

qint64 msSince(std::clock_t before)
{
    return qint64(std::clock() - before) * 1'000 / CLOCKS_PER_SEC;
}

} // namespace

/// Where rows stand while others come and go, and what a screen reader hears of them.
class tst_MessageView : public MessageViewFixture
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::Korean)); }

    void tenThousandRowsOpenAtOnce();
    void resizingMeasuresOnlyWhatIsSeen();
    void whatATallRowPushesOutIsNotMeasured();
    void aPlaceIsFoundAgain();
    void itStaysAtTheBottomIfItWasThere();
    void otherwiseAButtonCountsWhatIsNew();
    void anOwnMessageGoesToTheBottom();
    void whatIsNewIsMarkedOnce();
    void olderRowsDoNotMoveWhatIsSeen();
    void nearTheTopOlderOnesAreAskedFor();
    void aChangedRowKeepsTheBottom();
    void removedRowsLeaveNoHole();
    void rowsAreWhereTheyAreDrawn();
    void aScreenReaderHearsSenderTextTimeAndState();
    void itIsAListToAScreenReader();

private:
    [[nodiscard]] QScrollBar *bar() const { return m_view->verticalScrollBar(); }
};

void tst_MessageView::tenThousandRowsOpenAtOnce()
{
    MessageListModel model;
    QList<Message> messages;
    for (int i = 1; i <= 10'000; ++i) {
        messages << said(i, u"줄 "_s.repeated(i % 40 + 1));
    }
    model.prependOlder(messages);
    const std::clock_t before =
        std::clock(); // processor time: other programs are none of our business
    MessageView view;
    view.resize(600, 400);
    view.setMessages(&model);
    view.show();
    view.doItemsLayout();
    view.grab();
    const qint64 elapsed = msSince(before);
#ifdef __SANITIZE_ADDRESS__
    const qint64 mostMs = 500;
#else
    const qint64 mostMs = 100;
#endif
    QVERIFY2(elapsed < mostMs, qPrintable(u"%1 ms"_s.arg(elapsed)));
    QVERIFY(view.isAtBottom());
    QVERIFY(view.visualRect(view.model()->index(9'999, 0)).bottom() <= view.viewport()->height());
}

void tst_MessageView::resizingMeasuresOnlyWhatIsSeen()
{
    fill(3'000);
    const std::clock_t before =
        std::clock(); // processor time: other programs are none of our business
    for (int width = 600; width < 700; width += 10) {
        m_view->resize(width, 400);
    }
    QVERIFY2(msSince(before) < 1'000, qPrintable(QString::number(msSince(before))));
    QVERIFY(m_view->isAtBottom());
    QCOMPARE(bar()->value(), bar()->maximum());
}

void tst_MessageView::whatATallRowPushesOutIsNotMeasured()
{
    MessageListModel model;
    QList<Message> messages;
    for (int i = 1; i <= 100; ++i) {
        messages << said(i, u"줄\n"_s.repeated(40));
    }
    model.prependOlder(messages);
    ReadRows rows;
    rows.setSourceModel(&model);
    MessageView view;
    view.resize(600, 400); // no row fits into it
    view.setMessages(&rows);
    view.show();
    view.doItemsLayout();
    QVERIFY(rows.read.contains(99));
    QVERIFY2(rows.read.size() <= 2, qPrintable(QString::number(rows.read.size())));

    rows.read.clear();
    view.verticalScrollBar()->setValue(view.verticalScrollBar()->value() - 700);
    QVERIFY2(rows.read.size() <= 3, qPrintable(QString::number(rows.read.size())));
    QVERIFY(!rows.read.isEmpty());
}

void tst_MessageView::aPlaceIsFoundAgain()
{
    fill(300);
    QSignalSpy changed(m_view.get(), &MessageView::placeChanged);
    bar()->setValue(bar()->maximum() / 3);
    QVERIFY(changed.count() > 0);
    const MessageView::Place place = m_view->place();
    const int y = m_view->visualRect(row(place.row)).top();
    MessageView other;
    other.resize(m_view->size());
    other.setMessages(m_model.get());
    other.goTo(place); // before it is ever shown
    other.show();
    QVERIFY(QTest::qWaitForWindowExposed(&other));
    QVERIFY(!other.isAtBottom());
    QCOMPARE(other.place().row, place.row);
    QCOMPARE(other.visualRect(other.model()->index(place.row, 0)).top(), y);
    other.setMessages(m_model.get()); // the same again
    QCOMPARE(other.place().row, place.row);
    other.goTo({999, 0});
    QCOMPARE(other.place().row, place.row);
    other.goTo({299, 0});
    QVERIFY(other.isAtBottom());
}

void tst_MessageView::itStaysAtTheBottomIfItWasThere()
{
    fill(100);
    QVERIFY(m_view->isAtBottom());
    QCOMPARE(bar()->value(), bar()->maximum());
    m_model->insert(message(101));
    settle();
    QVERIFY(m_view->isAtBottom());
    QCOMPARE(bar()->value(), bar()->maximum());
    QCOMPARE(m_view->newMessageCount(), 0);
}

void tst_MessageView::otherwiseAButtonCountsWhatIsNew()
{
    fill(100);
    bar()->setValue(bar()->maximum() / 2);
    QVERIFY(!m_view->isAtBottom());
    const QModelIndex seen = m_view->indexAt({300, 100});
    const int y = m_view->visualRect(seen).top();
    auto *button = m_view->findChild<QPushButton *>();
    QVERIFY(!button->isVisible());
    m_model->insert(message(101));
    m_model->insert(message(102));
    settle();
    QCOMPARE(m_view->visualRect(seen).top(), y);
    QCOMPARE(m_view->newMessageCount(), 2);
    QVERIFY(button->isVisible());
    QVERIFY(button->text().contains(u'2'));
    QTest::mouseClick(button, Qt::LeftButton);
    QVERIFY(m_view->isAtBottom());
    QVERIFY(!button->isVisible());
    QCOMPARE(m_view->newMessageCount(), 0);
}

void tst_MessageView::anOwnMessageGoesToTheBottom()
{
    fill(100);
    bar()->setValue(0);
    pending(u"c1"_s, u"내 글"_s);
    QVERIFY(m_view->isAtBottom());
    QCOMPARE(bar()->value(), bar()->maximum());
}

void tst_MessageView::whatIsNewIsMarkedOnce()
{
    fill(100);
    m_view->grab(); // looked at
    QVERIFY(!m_view->firstNew().isValid());
    bar()->setValue(0);
    m_model->insert(message(101));
    m_model->insert(message(102));
    settle();
    QCOMPARE(m_view->firstNew().row(), 100);
    pending(u"c1"_s, u"답"_s);
    QVERIFY(!m_view->firstNew().isValid());
}

void tst_MessageView::olderRowsDoNotMoveWhatIsSeen()
{
    fill(100, 1'001);
    bar()->setValue(60);
    const QPersistentModelIndex seen = m_view->indexAt({300, 150});
    QVERIFY(seen.isValid());
    const int y = m_view->visualRect(seen).top();
    QList<Message> older;
    for (int i = 1; i <= 200; ++i) {
        older << said(i, u"긴 글 "_s.repeated(i % 60));
    }
    m_model->prependOlder(older);
    settle();
    // The first row of before loses its day separator; everything behind it stays in place.
    QVERIFY2(qAbs(m_view->visualRect(seen).top() - y) <= 1,
             qPrintable(QString::number(m_view->visualRect(seen).top() - y)));
    // And while scrolling up through rows never measured, nothing jumps.
    for (int i = 0; i < 100; ++i) {
        const QPersistentModelIndex top = m_view->indexAt({300, 5});
        const int before = m_view->visualRect(top).top();
        const int value = bar()->value();
        if (value == 0) {
            break;
        }
        bar()->setValue(value - std::min(value, 37));
        QCOMPARE(m_view->visualRect(top).top(), before + std::min(value, 37));
    }
}

void tst_MessageView::nearTheTopOlderOnesAreAskedFor()
{
    fill(200, 1'001);
    QSignalSpy wanted(m_view.get(), &MessageView::olderWanted);
    bar()->setValue(bar()->maximum() / 2);
    QCOMPARE(wanted.size(), 0);
    bar()->setValue(100);
    QCOMPARE(wanted.size(), 1);
    bar()->setValue(50);
    QCOMPARE(wanted.size(), 1); // not twice for the same rows
    m_model->prependOlder({message(1)});
    settle();
    QCOMPARE(wanted.size(), 2);
}

void tst_MessageView::aChangedRowKeepsTheBottom()
{
    fill(50);
    Message changed = said(50, u"아주 긴 글 "_s.repeated(100));
    changed.rev = 51;
    m_model->insert(changed);
    settle();
    QCOMPARE(bar()->value(), bar()->maximum());
    const int height = m_view->visualRect(row(49)).height();
    QVERIFY(height > 100);
}

void tst_MessageView::removedRowsLeaveNoHole()
{
    fill(5);
    pending(u"c1"_s, u"하나"_s);
    pending(u"c2"_s, u"둘"_s);
    m_model->removePending(u"c1"_s);
    settle();
    QCOMPARE(m_view->visualRect(row(6)), QRect());
    QCOMPARE(m_view->visualRect(row(5)).top(), m_view->visualRect(row(4)).bottom() + 1);
    m_model->clear();
    settle();
    QCOMPARE(m_view->indexAt({300, 200}), QModelIndex());
    m_view->grab();
}

void tst_MessageView::rowsAreWhereTheyAreDrawn()
{
    fill(100);
    for (int y = 10; y < m_view->viewport()->height() - 10; y += 7) {
        const QModelIndex index = m_view->indexAt({300, y});
        QVERIFY(index.isValid());
        QVERIFY(m_view->visualRect(index).contains(300, y));
    }
    QCOMPARE(m_view->indexAt({300, m_view->viewport()->height() - 2}), QModelIndex());
    // A short conversation stands at the bottom.
    m_model->clear();
    fill(2);
    QVERIFY(m_view->visualRect(row(0)).top() > 200);
    QCOMPARE(bar()->maximum(), 0);
}

void tst_MessageView::aScreenReaderHearsSenderTextTimeAndState()
{
    m_model->insert(said(1, u"안녕"_s));
    pending(u"c1"_s, u"내 글"_s);
    const QString time = whenText(startMs);
    QCOMPARE(row(0).data(Qt::AccessibleTextRole).toString(), u"이영희, 안녕, %1"_s.arg(time));
    QVERIFY(row(1).data(Qt::AccessibleTextRole).toString().endsWith(u", sending"_s));
    m_model->setDelivery(u"c1"_s, Delivery::Failed, u"이유"_s);
    QVERIFY(row(1).data(Qt::AccessibleTextRole).toString().contains(u", failed"_s));
}

void tst_MessageView::itIsAListToAScreenReader()
{
    fill(3);
    QAccessibleInterface *list = QAccessible::queryAccessibleInterface(m_view.get());
    QVERIFY(list);
    QCOMPARE(list->role(), QAccessible::List);
    QCOMPARE(list->text(QAccessible::Name), u"Messages"_s);
    QCOMPARE(list->childCount(), 3);
    QVERIFY(list->child(0)->text(QAccessible::Name).startsWith(u"이영희, 1번째 글"_s));
}

QTEST_MAIN(tst_MessageView)
#include "tst_messageview.moc"
