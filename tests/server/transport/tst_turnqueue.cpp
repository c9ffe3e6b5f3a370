// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/serverlimits.h"
#include "server/transport/turnqueue.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QElapsedTimer>
#include <QTest>

#include <memory>
#include <vector>

using namespace maru;
using namespace maru::server;

namespace {

/// Has something to do for ever, and each turn of it takes \c spinMs.
class Busy : public TurnTaker
{
public:
    explicit Busy(TurnQueue &queue, int spinMs = 0)
        : m_queue(queue)
        , m_spinMs(spinMs)
    {
        queue.add(this);
    }
    void takeTurn() override
    {
        ++turns;
        QElapsedTimer timer;
        timer.start();
        while (timer.elapsed() < m_spinMs) { }
        if (goesOn) {
            m_queue.add(this);
        }
    }

    int turns = 0;
    bool goesOn = true;

private:
    TurnQueue &m_queue;
    int m_spinMs;
};

/// Until \p count is another one, and no turn longer.
template<class Count>
[[nodiscard]] bool goesOn(const Count &count)
{
    const int before = count();
    const QDeadlineTimer end(10'000);
    while (count() == before && !end.hasExpired()) {
        QCoreApplication::processEvents();
    }
    return count() != before;
}

} // namespace

class tst_TurnQueue : public QObject
{
    Q_OBJECT

private slots:
    void eachHasOneTurnAtATime();
    void allTogetherHaveATurnsTime();
    void whoAsksForLittleComesFirst();
    void whoIsAddedTwiceWaitsOnce();
    void whoLeavesIsForgotten();
    void theQueueMayGoFirst();
    void aThreadHasOne();
};

void tst_TurnQueue::eachHasOneTurnAtATime()
{
    TurnQueue queue;
    Busy one(queue);
    Busy other(queue);
    QVERIFY(one.isQueued());
    for (int i = 1; i <= 3; ++i) {
        QVERIFY(goesOn([&] { return one.turns; }));
        QCOMPARE(one.turns, i);
        QCOMPARE(other.turns, i);
    }
    one.goesOn = false;
    QVERIFY(goesOn([&] { return other.turns; }));
    QVERIFY(goesOn([&] { return other.turns; }));
    QCOMPARE(one.turns, 4);
    QVERIFY(!one.isQueued());
}

void tst_TurnQueue::allTogetherHaveATurnsTime()
{
    TurnQueue queue;
    std::vector<std::unique_ptr<Busy>> takers;
    constexpr int count = 10;
    for (int i = 0; i < count; ++i) {
        takers.push_back(std::make_unique<Busy>(queue, limits::turnMs));
    }
    const auto taken = [&takers] {
        int turns = 0;
        for (const auto &taker : takers) {
            turns += taker->turns;
        }
        return turns;
    };
    for (int i = 1; i <= 2 * count; ++i) {
        QVERIFY(goesOn(taken));
        QCOMPARE(taken(), i);
        QCOMPARE(takers[size_t((i - 1) % count)]->turns, (i - 1) / count + 1); // in a row
    }
}

void tst_TurnQueue::whoAsksForLittleComesFirst()
{
    TurnQueue queue;
    std::vector<std::unique_ptr<Busy>> crowd;
    for (int i = 0; i < 10; ++i) {
        crowd.push_back(std::make_unique<Busy>(queue, limits::turnMs));
    }
    const auto taken = [&crowd] {
        int turns = 0;
        for (const auto &taker : crowd) {
            turns += taker->turns;
        }
        return turns;
    };
    while (taken() < 80) { // a busy machine gives them less than they wait for
        QVERIFY(goesOn(taken));
    }
    Busy one(queue);
    const int before = taken();
    QVERIFY(goesOn([&] { return one.turns; }));
    QVERIFY2(taken() <= before + 1, qPrintable(QString::number(taken() - before)));
    one.goesOn = false;
    QVERIFY(goesOn(taken)); // the others have the rest
}

void tst_TurnQueue::whoIsAddedTwiceWaitsOnce()
{
    TurnQueue queue;
    Busy one(queue);
    one.goesOn = false;
    queue.add(&one);
    Busy other(queue);
    QVERIFY(goesOn([&] { return other.turns; }));
    QVERIFY(goesOn([&] { return other.turns; }));
    QCOMPARE(one.turns, 1);
}

void tst_TurnQueue::whoLeavesIsForgotten()
{
    TurnQueue queue;
    auto leaving = std::make_unique<Busy>(queue);
    Busy staying(queue);
    leaving.reset();
    QVERIFY(goesOn([&] { return staying.turns; }));
    QCOMPARE(staying.turns, 1);
}

void tst_TurnQueue::theQueueMayGoFirst()
{
    auto queue = std::make_unique<TurnQueue>();
    const Busy one(*queue);
    queue.reset();
    QVERIFY(!one.isQueued());
}

void tst_TurnQueue::aThreadHasOne()
{
    QCOMPARE(&TurnQueue::ofThisThread(), &TurnQueue::ofThisThread());
}

QTEST_GUILESS_MAIN(tst_TurnQueue)
#include "tst_turnqueue.moc"
