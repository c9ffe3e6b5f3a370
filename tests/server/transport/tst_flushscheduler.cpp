// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/flushscheduler.h"

#include <QElapsedTimer>
#include <QTest>

#include <memory>

using namespace maru::server;

namespace {

class Written : public Flushable
{
public:
    void flush() override { ++flushes; }
    int flushes = 0;
};

/// Writes to \p peer until it has to wait; returns how many writes that took.
int flushUntilItWaits(FlushScheduler &scheduler, Written &peer)
{
    for (int i = 0;; ++i) {
        const int before = peer.flushes;
        scheduler.schedule(&peer);
        QCoreApplication::sendPostedEvents();
        if (peer.flushes == before) {
            return i;
        }
    }
}

constexpr int windowMs = 200;

} // namespace

class tst_FlushScheduler : public QObject
{
    Q_OBJECT

private slots:
    void whatOneTurnBringsLeavesAtOnce();
    void aPeerThatWasOftenWrittenToWaits();
    void othersDoNotWaitWithIt();
    void muchDoesNotWait();
    void whoLeavesIsForgotten();
    void theSchedulerMayGoFirst();
};

void tst_FlushScheduler::whatOneTurnBringsLeavesAtOnce()
{
    FlushScheduler scheduler(windowMs);
    Written peer;
    QElapsedTimer clock;
    clock.start();
    for (int i = 0; i < 10; ++i) {
        scheduler.schedule(&peer);
    }
    QCOMPARE(peer.flushes, 0); // at the end of the turn
    QCoreApplication::sendPostedEvents();
    QCOMPARE(peer.flushes, 1);
    QVERIFY(clock.elapsed() < windowMs);
}

void tst_FlushScheduler::aPeerThatWasOftenWrittenToWaits()
{
    FlushScheduler scheduler(windowMs);
    Written peer;
    QElapsedTimer clock;
    clock.start();
    const int atOnce = flushUntilItWaits(scheduler, peer);
    QVERIFY(atOnce >= 3 && atOnce <= 5);
    scheduler.schedule(&peer);
    QTRY_COMPARE(peer.flushes, atOnce + 1); // for all that came meanwhile
    QVERIFY(clock.elapsed() >= windowMs / 2);

    // A flood: one write in each window.
    clock.start();
    const int before = peer.flushes;
    while (clock.elapsed() < 6 * windowMs) {
        scheduler.schedule(&peer);
        QTest::qWait(2);
    }
    QVERIFY2(peer.flushes - before <= 8, qPrintable(QString::number(peer.flushes - before)));
    QVERIFY(peer.flushes - before >= 3);

    QTest::qWait(6 * windowMs); // and after a pause at once again
    const int later = peer.flushes;
    scheduler.schedule(&peer);
    QCoreApplication::sendPostedEvents();
    QCOMPARE(peer.flushes, later + 1);
}

void tst_FlushScheduler::othersDoNotWaitWithIt()
{
    FlushScheduler scheduler(windowMs);
    Written busy;
    Written quiet;
    const int atOnce = flushUntilItWaits(scheduler, busy);
    scheduler.schedule(&quiet);
    QCoreApplication::sendPostedEvents();
    QCOMPARE(busy.flushes, atOnce);
    QCOMPARE(quiet.flushes, 1);
}

void tst_FlushScheduler::muchDoesNotWait()
{
    FlushScheduler scheduler(windowMs);
    Written peer;
    const int atOnce = flushUntilItWaits(scheduler, peer); // and so it waits now
    for (int i = 1; i <= 20; ++i) {
        scheduler.schedule(&peer, maru::limits::flushAtOnceBytes);
        scheduler.schedule(&peer, 2 * maru::limits::flushAtOnceBytes);
        QCoreApplication::sendPostedEvents();
        QCOMPARE(peer.flushes, atOnce + i);
    }
    // Who took much does not wait longer for little than others do.
    QElapsedTimer clock;
    clock.start();
    scheduler.schedule(&peer, maru::limits::flushAtOnceBytes - 1);
    QCoreApplication::sendPostedEvents();
    QCOMPARE(peer.flushes, atOnce + 20);
    QTRY_COMPARE(peer.flushes, atOnce + 21);
    QVERIFY2(clock.elapsed() <= 4 * windowMs, qPrintable(QString::number(clock.elapsed())));
    QTest::qWait(2 * windowMs); // where it waited it is forgotten
    QCOMPARE(peer.flushes, atOnce + 21);
}

void tst_FlushScheduler::whoLeavesIsForgotten()
{
    FlushScheduler scheduler(windowMs);
    Written peer;
    {
        Written first;
        scheduler.schedule(&first);
        scheduler.schedule(&peer);
    }
    QCoreApplication::sendPostedEvents();
    QCOMPARE(peer.flushes, 1);
    int atOnce = 0;
    {
        Written second;
        flushUntilItWaits(scheduler, second);
        atOnce = flushUntilItWaits(scheduler, peer);
    }
    QTRY_COMPARE(peer.flushes, 1 + atOnce + 1);
}

void tst_FlushScheduler::theSchedulerMayGoFirst()
{
    Written peer;
    auto scheduler = std::make_unique<FlushScheduler>(windowMs);
    scheduler->schedule(&peer);
    scheduler.reset();
    QCoreApplication::sendPostedEvents();
    QCOMPARE(peer.flushes, 0);
}

QTEST_GUILESS_MAIN(tst_FlushScheduler)
#include "common/serverlimits.h"
#include "tst_flushscheduler.moc"
