// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/messagelistmodel.h"
#include "client/widgets/messageview.h"

#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::client;

/// The view of a piece of the past: its end is not where new messages come.
class tst_MessagePast : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void nearTheEndItAsksForMore();
    void whatComesBehindMovesNothing();
    void theButtonLeadsBack();
    void nothingCountsAsSeen();
    void whatGoesFarAwayMovesNothing();

private:
    void append(int count)
    {
        for (int i = 0; i < count; ++i) {
            Message message;
            message.seq = ++m_last;
            message.id = MessageId(QString::number(m_last));
            message.chat = u"text %1"_s.arg(m_last);
            message.user = {UserId(u"u1"_s), u"lee"_s};
            message.createdMs = 1'700'000'000'000 + m_last * 1'000;
            m_messages->insert(message);
        }
    }

    qint64 m_last = 0;
    std::unique_ptr<MessageListModel> m_messages;
    std::unique_ptr<MessageView> m_view;
};

void tst_MessagePast::init()
{
    m_last = 0;
    m_messages = std::make_unique<MessageListModel>();
    m_view = std::make_unique<MessageView>();
    m_view->resize(500, 400);
    m_view->setMessages(m_messages.get());
    m_view->show();
    QVERIFY(QTest::qWaitForWindowActive(m_view.get()));
    m_view->setHasNewer(true);
    append(100);
}

void tst_MessagePast::cleanup()
{
    m_view.reset();
    m_messages.reset();
}

void tst_MessagePast::nearTheEndItAsksForMore()
{
    QSignalSpy newer(m_view.get(), &MessageView::newerWanted);
    QVERIFY(m_view->showSeq(30));
    const auto asked = newer.count();
    QVERIFY(m_view->showSeq(100));
    QCOMPARE(newer.count(), asked + 1);
    QVERIFY(m_view->showSeq(99));
    QCOMPARE(newer.count(), asked + 1); // once, until something has come
    append(50);
    QVERIFY(m_view->showSeq(150));
    QCOMPARE(newer.count(), asked + 2);
    m_view->setHasNewer(false);
    append(50);
    QVERIFY(m_view->showSeq(200));
    QCOMPARE(newer.count(), asked + 2);
}

void tst_MessagePast::whatComesBehindMovesNothing()
{
    m_view->verticalScrollBar()->setValue(m_view->verticalScrollBar()->maximum());
    QVERIFY(!m_view->isAtBottom());
    const QRect before = m_view->visualRect(m_view->model()->index(99, 0));
    append(50);
    QCOMPARE(m_view->visualRect(m_view->model()->index(99, 0)).top(), before.top());
    QCOMPARE(m_view->newMessageCount(), 0);
    QVERIFY(!m_view->firstNew().isValid());
}

void tst_MessagePast::theButtonLeadsBack()
{
    QSignalSpy newest(m_view.get(), &MessageView::newestWanted);
    auto *button = m_view->findChild<QPushButton *>();
    QTRY_VERIFY(button->isVisible());
    QCOMPARE(button->text(), u"Back to newest"_s);
    QTest::mouseClick(button, Qt::LeftButton);
    QCOMPARE(newest.count(), 1);
    m_view->setHasNewer(false);
    QVERIFY(!button->isVisible());
    m_view->goToBottom();
    QVERIFY(m_view->isAtBottom());
    QCOMPARE(newest.count(), 1);
}

void tst_MessagePast::nothingCountsAsSeen()
{
    QSignalSpy seen(m_view.get(), &MessageView::newestSeen);
    QVERIFY(m_view->showSeq(100));
    QCOMPARE(seen.count(), 0);
    m_view->setHasNewer(false); // they have met
    m_view->goToBottom();
    QCOMPARE(seen.count(), 1);
    QCOMPARE(seen.first().first().toLongLong(), 100);
}

void tst_MessagePast::whatGoesFarAwayMovesNothing()
{
    QScrollBar *const bar = m_view->verticalScrollBar();
    QTRY_VERIFY(bar->maximum() > 0);
    bar->setValue(bar->maximum() / 2);
    QCoreApplication::processEvents();
    QVERIFY(m_view->place().row > 20);
    const auto seen = [this] {
        const MessageView::Place place = m_view->place();
        const auto seq = m_messages->index(place.row).data(MessageListModel::SeqRole).toLongLong();
        return std::pair(seq, place.y);
    };
    const auto before = seen();
    m_messages->trimNewest(80);
    QCoreApplication::processEvents();
    QCOMPARE(seen(), before);
    m_messages->trimOldest(60);
    QCoreApplication::processEvents();
    QCOMPARE(seen(), before);
    QCOMPARE(m_view->indexAt(QPoint(100, std::max(0, before.second) + 4))
                 .data(MessageListModel::SeqRole)
                 .toLongLong(),
             before.first);
}

QTEST_MAIN(tst_MessagePast)
#include "tst_messagepast.moc"
