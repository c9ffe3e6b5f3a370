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

constexpr int windowMs = 50;

} // namespace

class tst_FlushScheduler : public QObject
{
    Q_OBJECT

private slots:
    void whatOneTurnBringsLeavesAtOnce();
    void aPeerThatWasJustWrittenToWaits();
    void othersDoNotWaitWithIt();
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

void tst_FlushScheduler::aPeerThatWasJustWrittenToWaits()
{
    FlushScheduler scheduler(windowMs);
    Written peer;
    scheduler.schedule(&peer);
    QCoreApplication::sendPostedEvents();
    QElapsedTimer clock;
    clock.start();
    scheduler.schedule(&peer);
    scheduler.schedule(&peer);
    QCoreApplication::sendPostedEvents();
    QCOMPARE(peer.flushes, 1);
    QTRY_COMPARE(peer.flushes, 2);
    QVERIFY(clock.elapsed() >= windowMs - 2);

    QTest::qWait(windowMs + 10); // and once the window is over, at once again
    scheduler.schedule(&peer);
    QCoreApplication::sendPostedEvents();
    QCOMPARE(peer.flushes, 3);
}

void tst_FlushScheduler::othersDoNotWaitWithIt()
{
    FlushScheduler scheduler(windowMs);
    Written busy;
    Written quiet;
    scheduler.schedule(&busy);
    QCoreApplication::sendPostedEvents();
    scheduler.schedule(&busy);
    scheduler.schedule(&quiet);
    QCoreApplication::sendPostedEvents();
    QCOMPARE(busy.flushes, 1);
    QCOMPARE(quiet.flushes, 1);
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
    {
        Written second;
        scheduler.schedule(&second);
        QCoreApplication::sendPostedEvents();
        scheduler.schedule(&second); // waits in the window
        scheduler.schedule(&peer);
    }
    QTRY_COMPARE(peer.flushes, 2);
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
#include "tst_flushscheduler.moc"
