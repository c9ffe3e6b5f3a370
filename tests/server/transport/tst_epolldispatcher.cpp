// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/threadinbox.h"
#include "server/transport/epolldispatcher.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QSignalSpy>
#include <QSocketNotifier>
#include <QTest>
#include <QTimer>

#include <memory>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace maru::server;

namespace {

/// Two connected sockets.
struct Pair
{
    Pair()
    {
        const int made = ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends);
        QCOMPARE(made, 0);
    }
    ~Pair()
    {
        closeEnd(0);
        closeEnd(1);
    }
    Q_DISABLE_COPY_MOVE(Pair)
    void closeEnd(int which)
    {
        if (ends[which] >= 0) {
            ::close(ends[which]);
            ends[which] = -1;
        }
    }
    void say(const char *bytes) const
    {
        QCOMPARE(::write(ends[1], bytes, strlen(bytes)), ssize_t(strlen(bytes)));
    }
    [[nodiscard]] QByteArray heard() const
    {
        char buffer[100];
        const auto got = ::read(ends[0], buffer, sizeof(buffer));
        return got > 0 ? QByteArray(buffer, got) : QByteArray();
    }

    int ends[2] = {-1, -1};
};

} // namespace

/// Runs on the dispatcher itself: main() installs it.
class tst_EpollDispatcher : public QObject
{
    Q_OBJECT

private slots:
    void itIsInUse();
    void notifiersTellWhatHappens();
    void disabledNotifiersAreSilent();
    void aNotifierMayEndAnother();
    void aDescriptorMayComeBack();
    void theEndOfAPeerIsTold();
    void timersAreDueInTheirOrder();
    void timersAreNeverEarly();
    void aTimerMayStopItselfAndOthers();
    void zeroTimersDoNotStarveSockets();
    void otherThreadsWakeIt();
    void postedEventsRunBeforeItWaits();
    void deferredDeletesHappen();
    void nestedLoopsEnd();
    void manyNotifiersAndTimers();
};

void tst_EpollDispatcher::itIsInUse()
{
    QVERIFY(qobject_cast<EpollDispatcher *>(QAbstractEventDispatcher::instance()));
}

void tst_EpollDispatcher::notifiersTellWhatHappens()
{
    const Pair pair;
    QSocketNotifier read(pair.ends[0], QSocketNotifier::Read);
    QByteArray got;
    connect(&read, &QSocketNotifier::activated, this, [&] { got += pair.heard(); });
    pair.say("a");
    QTRY_COMPARE(got, QByteArray("a"));

    int writable = 0;
    QSocketNotifier write(pair.ends[0], QSocketNotifier::Write);
    connect(&write, &QSocketNotifier::activated, this, [&] {
        ++writable;
        write.setEnabled(false);
    });
    QTRY_COMPARE(writable, 1);
    pair.say("b"); // reading goes on when writing is not watched any more
    QTRY_COMPARE(got, QByteArray("ab"));
    QCOMPARE(writable, 1);
    write.setEnabled(true);
    QTRY_COMPARE(writable, 2);
}

void tst_EpollDispatcher::disabledNotifiersAreSilent()
{
    const Pair pair;
    QSocketNotifier read(pair.ends[0], QSocketNotifier::Read);
    QSignalSpy spy(&read, &QSocketNotifier::activated);
    read.setEnabled(false);
    pair.say("a");
    QTest::qWait(30);
    QCOMPARE(spy.size(), 0);
    read.setEnabled(true);
    QTRY_VERIFY(!spy.isEmpty());
}

void tst_EpollDispatcher::aNotifierMayEndAnother()
{
    const Pair first;
    const Pair second;
    auto one = std::make_unique<QSocketNotifier>(first.ends[0], QSocketNotifier::Read);
    auto two = std::make_unique<QSocketNotifier>(second.ends[0], QSocketNotifier::Read);
    int told = 0;
    // Both are ready in the same turn; whichever comes first ends the other.
    connect(one.get(), &QSocketNotifier::activated, this, [&] {
        ++told;
        (void)first.heard();
        two.reset();
    });
    connect(two.get(), &QSocketNotifier::activated, this, [&] {
        ++told;
        (void)second.heard();
        one.reset();
    });
    first.say("a");
    second.say("b");
    QTest::qWait(30);
    QCOMPARE(told, 1);
}

void tst_EpollDispatcher::aDescriptorMayComeBack()
{
    for (int i = 0; i < 20; ++i) {
        Pair pair;
        auto read = std::make_unique<QSocketNotifier>(pair.ends[0], QSocketNotifier::Read);
        const int number = pair.ends[0];
        if (i % 2 == 0) {
            pair.closeEnd(0); // before its notifier: the kernel forgets it by itself
        }
        read.reset();
        pair.closeEnd(0);
        const Pair next;
        QSocketNotifier again(next.ends[0], QSocketNotifier::Read);
        QByteArray got;
        connect(&again, &QSocketNotifier::activated, this, [&] { got += next.heard(); });
        next.say("x");
        QTRY_COMPARE(got, QByteArray("x"));
        QVERIFY(number >= 0);
    }
}

void tst_EpollDispatcher::theEndOfAPeerIsTold()
{
    Pair pair;
    QSocketNotifier read(pair.ends[0], QSocketNotifier::Read);
    int told = 0;
    connect(&read, &QSocketNotifier::activated, this, [&] {
        ++told;
        read.setEnabled(false);
    });
    pair.closeEnd(1);
    QTRY_COMPARE(told, 1);
}

void tst_EpollDispatcher::timersAreDueInTheirOrder()
{
    QList<int> order;
    for (const int ms : {40, 10, 30, 20}) {
        QTimer::singleShot(ms, Qt::PreciseTimer, this, [&order, ms] { order += ms; });
    }
    QTRY_COMPARE(order, QList<int>({10, 20, 30, 40}));
}

void tst_EpollDispatcher::timersAreNeverEarly()
{
    for (const Qt::TimerType type : {Qt::PreciseTimer, Qt::CoarseTimer}) {
        QTimer timer;
        timer.setTimerType(type);
        QList<qint64> ticks;
        QElapsedTimer clock;
        connect(&timer, &QTimer::timeout, this, [&] { ticks += clock.nsecsElapsed() / 1'000; });
        clock.start();
        timer.start(15);
        QTRY_VERIFY(ticks.size() >= 3);
        QVERIFY2(ticks[0] >= 15'000, qPrintable(QString::number(ticks[0])));
        QVERIFY(timer.remainingTime() <= 16);
    }
    QTimer coarse;
    coarse.start(20'000);
    QVERIFY(coarse.remainingTime() >= 20'000 && coarse.remainingTime() <= 20'501);
}

void tst_EpollDispatcher::aTimerMayStopItselfAndOthers()
{
    QTimer first;
    auto second = std::make_unique<QTimer>();
    int told = 0;
    connect(&first, &QTimer::timeout, this, [&] {
        ++told;
        first.stop();
        second.reset();
    });
    connect(second.get(), &QTimer::timeout, this, [&] { told += 100; });
    first.start(10);
    second->start(10);
    QTest::qSleep(20); // both are due
    QTRY_COMPARE(told, 1);
    QTest::qWait(30);
    QCOMPARE(told, 1);
}

void tst_EpollDispatcher::zeroTimersDoNotStarveSockets()
{
    const Pair pair;
    QTimer zero;
    int turns = 0;
    connect(&zero, &QTimer::timeout, this, [&turns] { ++turns; });
    zero.start(0);
    QSocketNotifier read(pair.ends[0], QSocketNotifier::Read);
    QByteArray got;
    connect(&read, &QSocketNotifier::activated, this, [&] { got += pair.heard(); });
    pair.say("a");
    QTRY_COMPARE(got, QByteArray("a"));
    QTRY_VERIFY(turns > 10);
}

void tst_EpollDispatcher::otherThreadsWakeIt()
{
    constexpr int calls = 20'000;
    int got = 0;
    QEventLoop loop;
    maru::ThreadInbox inbox;
    std::thread other([&] {
        for (int i = 0; i < calls; ++i) {
            inbox.post([&] {
                if (++got == calls) {
                    loop.quit();
                }
            });
            if (i % 100 == 0) {
                std::this_thread::sleep_for(std::chrono::microseconds(200)); // let it go to sleep
            }
        }
    });
    QTimer::singleShot(20'000, &loop, &QEventLoop::quit);
    loop.exec();
    other.join();
    QCOMPARE(got, calls);
}

void tst_EpollDispatcher::postedEventsRunBeforeItWaits()
{
    QElapsedTimer clock;
    clock.start();
    int turns = 0;
    QEventLoop loop;
    std::function<void()> again = [&] {
        if (++turns == 1'000) {
            loop.quit();
        } else {
            QMetaObject::invokeMethod(this, again, Qt::QueuedConnection);
        }
    };
    QMetaObject::invokeMethod(this, again, Qt::QueuedConnection);
    loop.exec();
    QCOMPARE(turns, 1'000);
}

void tst_EpollDispatcher::deferredDeletesHappen()
{
    const QPointer<QObject> object = new QObject;
    object->deleteLater();
    QTRY_VERIFY(object.isNull());
}

void tst_EpollDispatcher::nestedLoopsEnd()
{
    QTimer outer;
    int nested = 0;
    connect(&outer, &QTimer::timeout, this, [&] {
        outer.stop();
        QEventLoop loop;
        QTimer::singleShot(10, &loop, &QEventLoop::quit);
        loop.exec();
        ++nested;
    });
    outer.start(1);
    QTRY_COMPARE(nested, 1);
}

void tst_EpollDispatcher::manyNotifiersAndTimers()
{
    constexpr int count = 300;
    std::vector<std::unique_ptr<Pair>> pairs;
    std::vector<std::unique_ptr<QSocketNotifier>> notifiers;
    std::vector<std::unique_ptr<QTimer>> timers;
    int told = 0;
    for (int i = 0; i < count; ++i) {
        pairs.push_back(std::make_unique<Pair>());
        notifiers.push_back(
            std::make_unique<QSocketNotifier>(pairs.back()->ends[0], QSocketNotifier::Read));
        connect(notifiers.back().get(), &QSocketNotifier::activated, this,
                [&told, pair = pairs.back().get()] { told += int(pair->heard().size()); });
        timers.push_back(std::make_unique<QTimer>());
        timers.back()->start(60'000 + i);
    }
    for (const auto &pair : pairs) {
        pair->say("abc");
    }
    QTRY_COMPARE(told, 3 * count);
}

int main(int argc, char *argv[])
{
    EpollDispatcher::install();
    const QCoreApplication application(argc, argv);
    tst_EpollDispatcher test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_epolldispatcher.moc"
