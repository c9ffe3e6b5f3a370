// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/storelimits.h"
#include "server/storage/requestbytes.h"
#include "tests/server/storage/storagethreadfixture.h"

#include <QCoreApplication>
#include <QTest>

// What a StorageThread refuses, and how it ends.

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::server;
using namespace maru::server::fixture;

class tst_StorageQueue : public StorageThreadFixture
{
    Q_OBJECT

private slots:
    void requestsOverTheBoundAreRefusedInTheirTurn();
    void longTextsCountByTheirBytes();
    void whatIsRefusedDoesNotPileUp();
    void refusedTextsDoNotPileUp();
    void aRefusalAloneIsStillAsynchronous();
    void stopStoresAndAnswersWhatWaits();
    void stopWithinAHandlerKeepsTheOrder();
    void stopGivesUpOnADiskThatHangs();
    void stopGivesUpOnReadersThatHang();
    void destructionStoresButDropsTheHandlers();
};

void tst_StorageQueue::requestsOverTheBoundAreRefusedInTheirTurn()
{
    m_stage->setOpen(false);
    for (int i = 0; i < limits::maxStoreQueue + 2; ++i) {
        append(i);
    }
    // Nothing is answered before its turn, not even a refusal.
    QCoreApplication::processEvents();
    QVERIFY(m_replies.isEmpty());
    m_stage->setOpen(true);
    QTRY_COMPARE_WITH_TIMEOUT(m_replies.size(), limits::maxStoreQueue + 2, 30'000);
    const QString failed = QString::number(static_cast<int>(StoreError::Failed));
    QCOMPARE(m_replies[limits::maxStoreQueue - 1],
             u"%1:%2"_s.arg(limits::maxStoreQueue - 1).arg(limits::maxStoreQueue));
    QCOMPARE(m_replies[limits::maxStoreQueue], u"%1!%2"_s.arg(limits::maxStoreQueue).arg(failed));
    QCOMPARE(m_replies[limits::maxStoreQueue + 1],
             u"%1!%2"_s.arg(limits::maxStoreQueue + 1).arg(failed));
    append(limits::maxStoreQueue + 2); // there is room again
    QTRY_COMPARE(m_replies.constLast(),
                 u"%1:%2"_s.arg(limits::maxStoreQueue + 2).arg(limits::maxStoreQueue + 1));
}

void tst_StorageQueue::longTextsCountByTheirBytes()
{
    const QString longText(8'000, u'가');
    const auto fitting =
        limits::maxStoreQueueBytes / (2 * longText.size() + bytesOfAnyRequest); // about 2,000
    QVERIFY(fitting < limits::maxStoreQueue);
    m_stage->setOpen(false);
    int stored = 0;
    int refused = 0;
    const auto send = [&](qint64 number, const QString &text) {
        m_store->apply(message(roomId(1), int(number), text),
                       [&](const auto &reply) { ++(reply ? stored : refused); });
    };
    for (qint64 i = 0; i < fitting + 10; ++i) {
        send(i, longText);
    }
    m_stage->setOpen(true);
    QTRY_COMPARE_WITH_TIMEOUT(stored + refused, fitting + 10, 60'000);
    QCOMPARE(refused, 10);
    m_stage->setOpen(false); // all of them have given their bytes back
    for (qint64 i = 0; i < fitting; ++i) {
        send(fitting + 10 + i, longText);
    }
    m_stage->setOpen(true);
    QTRY_COMPARE_WITH_TIMEOUT(stored, 2 * fitting, 60'000);
    QCOMPARE(refused, 10);
}

// A backend may hang for hours, and people go on trying.
void tst_StorageQueue::whatIsRefusedDoesNotPileUp()
{
    const QString failed = QString::number(static_cast<int>(StoreError::Failed));
    m_stage->setOpen(false);
    for (int i = 0; i < 2 * limits::maxStoreQueue; ++i) {
        append(i);
    }
    append(-1);
    QVERIFY(m_replies.isEmpty()); // never from within the call
    QTRY_COMPARE(m_replies, QStringList(u"-1!%1"_s.arg(failed)));
    QCOMPARE(m_store->queueLength(), 2 * limits::maxStoreQueue);
    QCOMPARE(m_store->refusedCount(), quint64(limits::maxStoreQueue + 1));
    m_stage->setOpen(true);
    QTRY_COMPARE_WITH_TIMEOUT(m_replies.size(), 2 * limits::maxStoreQueue + 1, 30'000);
    for (int i = 0; i < 2 * limits::maxStoreQueue; ++i) { // all others in their turn
        QVERIFY(m_replies[i + 1].startsWith(QString::number(i)));
    }
    append(-2); // there is room again
    QTRY_COMPARE(m_replies.constLast(), u"-2:%1"_s.arg(limits::maxStoreQueue + 1));
}

void tst_StorageQueue::refusedTextsDoNotPileUp()
{
    const QString longText(8'000, u'가');
    const qint64 fitting = limits::maxStoreQueueBytes / (2 * longText.size() + bytesOfAnyRequest);
    m_stage->setOpen(false);
    int refused = 0;
    for (qint64 i = 0; i < 2 * fitting + 10; ++i) {
        m_store->apply(message(roomId(1), int(i), longText),
                       [&refused](const auto &reply) { refused += reply ? 0 : 1; });
    }
    QTRY_COMPARE(refused, 10);
    QCOMPARE(m_store->queueLength(), 2 * fitting);
    m_stage->setOpen(true);
    QTRY_COMPARE_WITH_TIMEOUT(m_store->queueLength(), 0, 60'000);
    QCOMPARE(refused, fitting + 10);
}

void tst_StorageQueue::aRefusalAloneIsStillAsynchronous()
{
    m_store->stop(timeoutMs);
    append(1);
    QVERIFY(m_replies.isEmpty());
    QTRY_COMPARE(m_replies, QStringList(u"1!0"_s));
}

void tst_StorageQueue::stopStoresAndAnswersWhatWaits()
{
    m_stage->setOpen(false);
    append(0);
    m_stage->waitUntilBusy();
    for (int i = 1; i < 600; ++i) {
        append(i);
    }
    m_stage->setOpen(true);
    m_store->stop(timeoutMs);
    QCOMPARE(m_replies.size(), 600);
    QCOMPARE(m_replies.constLast(), u"599:600"_s);
    QVERIFY(m_stage->isClosed);
    m_store->stop(timeoutMs); // a second time is nothing
}

void tst_StorageQueue::stopWithinAHandlerKeepsTheOrder()
{
    m_stage->setOpen(false);
    append(0);
    m_stage->waitUntilBusy();
    append(1);
    m_store->read(AnyClassCode{}, [this](const auto &) { m_store->stop(timeoutMs); });
    for (int i = 2; i < 600; ++i) {
        append(i);
    }
    m_stage->setOpen(true);
    QTRY_COMPARE(m_replies.size(), 600);
    for (int i = 0; i < 600; ++i) {
        QCOMPARE(m_replies[i], u"%1:%2"_s.arg(i).arg(i + 1));
    }
}

void tst_StorageQueue::stopGivesUpOnADiskThatHangs()
{
    m_stage->setOpen(false);
    append(0);
    m_stage->waitUntilBusy();
    append(1);
    QTest::ignoreMessage(QtCriticalMsg, "The store did not stop within 50 ms");
    m_store->stop(50);
    QCOMPARE(m_replies, QStringList({u"0!0"_s, u"1!0"_s}));
    m_store.reset();
    // The thread is on its own now and ends by itself; nothing of the store is there for it to
    // touch.
    m_stage->setOpen(true);
    const auto isClosed = [this] {
        const std::scoped_lock lock(m_stage->mutex);
        return m_stage->isClosed;
    };
    QTRY_VERIFY(isClosed());
}

// What waits for the writer is stored all the same.
void tst_StorageQueue::stopGivesUpOnReadersThatHang()
{
    m_stage->setReadersOpen(false);
    QStringList pages;
    const auto note = [&pages](const QString &name) {
        return [&pages, name](const auto &reply) {
            pages.append(reply ? name : name + u'!');
        };
    };
    const auto page = history(roomId(1), ReadHistory::Direction::After, 0);
    m_store->read(page, note(u"page"_s), Order::Free);
    m_store->read(page, note(u"next"_s), Order::Free);
    m_store->read(SearchMessages{}, note(u"search"_s), Order::Free);
    m_stage->waitUntilReadersAreBusy(2);
    append(1);
    constexpr int stopMs = 2'000;
    for (int i = 0; i < 2; ++i) {
        QTest::ignoreMessage(QtCriticalMsg, "A reader of the store did not stop within 500 ms");
    }
    m_store->stop(stopMs);
    QCOMPARE(pages, (QStringList{u"page!"_s, u"next!"_s, u"search!"_s}));
    QCOMPARE(m_replies, QStringList(u"1:1"_s));
    m_store->read(page, note(u"late"_s), Order::Free);
    QTRY_COMPARE(pages.constLast(), u"late!"_s);
    m_store.reset();
    // The threads are on their own now and end by themselves; nothing of the store is there for
    // them to touch.
    m_stage->setReadersOpen(true);
    const auto areGone = [this] {
        const std::scoped_lock lock(m_stage->mutex);
        return m_stage->goneReaders == 2;
    };
    QTRY_VERIFY(areGone());
    QCoreApplication::sendPostedEvents();
    QCOMPARE(pages.size(), 4);
}

void tst_StorageQueue::destructionStoresButDropsTheHandlers()
{
    m_stage->setOpen(false);
    append(0);
    m_stage->waitUntilBusy();
    append(1);
    m_stage->setOpen(true);
    m_store.reset();
    QCoreApplication::processEvents();
    QVERIFY(m_replies.isEmpty());
    QVERIFY(m_stage->isClosed);
    QCOMPARE(m_stage->batchSizes(), (std::vector<size_t>{1, 1}));
}

QTEST_GUILESS_MAIN(tst_StorageQueue)
#include "tst_storagequeue.moc"
