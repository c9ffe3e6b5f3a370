// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/session/ratelimiter.h"

#include <QTest>

using namespace maru::server;

class tst_RateLimiter : public QObject
{
    Q_OBJECT

private slots:
    void theBurstThenTheRate();
    void waitingAsLongAsToldIsEnough_data();
    void waitingAsLongAsToldIsEnough();
    void refusalsCostNothing();
    void keysDoNotDisturbEachOther();
    void aRestFillsTheBucketOnly();
    void aClockThatGoesBackGivesNothing();
    void fullBucketsAreForgotten();
    void whatIsGivenBackCanBeTakenAgain();
};

void tst_RateLimiter::theBurstThenTheRate()
{
    RateLimiter<int> limiter(10, 30);
    for (int i = 0; i < 30; ++i) {
        QCOMPARE(limiter.take(1, 1'000), 0);
    }
    QCOMPARE(limiter.take(1, 1'000), 100);
    QVERIFY(limiter.take(1, 1'099) <= 2); // rounded up
    QCOMPARE(limiter.take(1, 1'100), 0);
    QCOMPARE(limiter.take(1, 1'100), 100);
    int taken = 0;
    for (qint64 ms = 1'101; ms <= 11'100; ++ms) {
        taken += limiter.take(1, ms) == 0 ? 1 : 0;
    }
    QCOMPARE(taken, 100); // ten a second for ten seconds
}

void tst_RateLimiter::waitingAsLongAsToldIsEnough_data()
{
    QTest::addColumn<double>("rate");
    for (const double rate : {10.0, 3.0, 0.7, 0.5, 7.0, 1'000.0, 13.37}) {
        QTest::addRow("%g a second", rate) << rate;
    }
}

void tst_RateLimiter::waitingAsLongAsToldIsEnough()
{
    QFETCH(double, rate);
    RateLimiter<int> limiter(rate, 3);
    qint64 now = 0;
    for (int i = 0; i < 2'000; ++i) {
        const int wait = limiter.take(1, now);
        if (wait > 0) {
            now += wait / 3; // and somebody who cannot wait
            (void)limiter.take(1, now);
            now += wait - wait / 3;
            QCOMPARE(limiter.take(1, now), 0);
        }
    }
}

void tst_RateLimiter::refusalsCostNothing()
{
    RateLimiter<int> limiter(10, 1);
    QCOMPARE(limiter.take(1, 0), 0);
    for (int i = 0; i < 1'000; ++i) {
        QCOMPARE(limiter.take(1, 50), 50);
    }
    QCOMPARE(limiter.take(1, 100), 0);
}

void tst_RateLimiter::keysDoNotDisturbEachOther()
{
    RateLimiter<int> limiter(10, 1);
    QCOMPARE(limiter.take(1, 0), 0);
    QCOMPARE(limiter.take(2, 0), 0);
    QVERIFY(limiter.take(1, 0) > 0);
    QVERIFY(limiter.take(2, 0) > 0);
}

void tst_RateLimiter::aRestFillsTheBucketOnly()
{
    RateLimiter<int> limiter(10, 3);
    QCOMPARE(limiter.take(1, 0), 0);
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(limiter.take(1, 86'400'000), 0);
    }
    QVERIFY(limiter.take(1, 86'400'000) > 0);
}

void tst_RateLimiter::aClockThatGoesBackGivesNothing()
{
    RateLimiter<int> limiter(10, 1);
    QCOMPARE(limiter.take(1, 1'000'000), 0);
    QCOMPARE(limiter.take(1, 0), 100); // and does not wait for the old time to come again
    QCOMPARE(limiter.take(1, 100), 0);
}

void tst_RateLimiter::fullBucketsAreForgotten()
{
    RateLimiter<int> limiter(10, 1, 3);
    for (int key = 0; key < 3; ++key) {
        QCOMPARE(limiter.take(key, 0), 0);
    }
    QCOMPARE(limiter.take(3, 0), 0); // none is full: nobody's count is lost
    QCOMPARE(limiter.keyCount(), 4);
    QVERIFY(limiter.take(0, 0) > 0);
    QCOMPARE(limiter.take(4, 100), 0); // now all are
    QCOMPARE(limiter.keyCount(), 1);
}

void tst_RateLimiter::whatIsGivenBackCanBeTakenAgain()
{
    RateLimiter<int> limiter(0.001, 2);
    limiter.giveBack(1); // of nobody
    QCOMPARE(limiter.keyCount(), 0);
    for (int i = 0; i < 9; ++i) {
        QCOMPARE(limiter.take(1, 0), 0);
        limiter.giveBack(1);
    }
    limiter.giveBack(1); // never more than the burst
    QCOMPARE(limiter.take(1, 0), 0);
    QCOMPARE(limiter.take(1, 0), 0);
    QVERIFY(limiter.take(1, 0) > 0);
}

QTEST_GUILESS_MAIN(tst_RateLimiter)
#include "tst_ratelimiter.moc"
