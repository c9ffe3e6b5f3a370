// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/commitpacer.h"

#include <QTest>

using namespace maru;
using namespace maru::server;

namespace {

constexpr qint64 windowUs = 1'000LL * limits::commitWindowMs;

/// Commits of one message each, \p everyUs apart, without a wait; returns the time of the last.
qint64 stream(CommitPacer &pacer, int commits, qint64 everyUs, qint64 fromUs = 1'000'000)
{
    for (int i = 0; i < commits; ++i) {
        pacer.noteStart(fromUs + i * everyUs, std::nullopt);
    }
    return fromUs + (commits - 1) * everyUs;
}

} // namespace

class tst_CommitPacer : public QObject
{
    Q_OBJECT

private slots:
    void theFirstMessagesGoAtOnce();
    void aSlowStreamNeverWaits();
    void noMessageWaitsLongerThanTheWindow();
    void aStreamGoesOnAlthoughItWaits();
    void enoughMessagesDoNotWait();
    void aStreamThatEndedIsForgotten();
    void vainWaitsAreGivenUpForAWhile();
    void aGainKeepsTheWaits();
};

void tst_CommitPacer::theFirstMessagesGoAtOnce()
{
    CommitPacer pacer;
    for (int i = 0; i < 8; ++i) {
        QCOMPARE(pacer.waitUs(1'000'000 + i * 100, 1'000'000 + i * 100, 1), 0);
        pacer.noteStart(1'000'000 + i * 100, std::nullopt);
    }
    QVERIFY(pacer.waitUs(1'001'000, 1'001'000, 1) > 0);
}

void tst_CommitPacer::aSlowStreamNeverWaits()
{
    CommitPacer pacer;
    const qint64 last = stream(pacer, 50, 3 * windowUs);
    QCOMPARE(pacer.waitUs(last + 1, last + 1, 1), 0);
}

void tst_CommitPacer::noMessageWaitsLongerThanTheWindow()
{
    CommitPacer pacer;
    const qint64 last = stream(pacer, 8, windowUs / 2);
    const qint64 first = last + 100; // while the last commit was still under way
    QCOMPARE(pacer.waitUs(first, first, 1), windowUs);
    QCOMPARE(pacer.waitUs(first + 1'000, first, 1), windowUs - 1'000);
    QCOMPARE(pacer.waitUs(first + windowUs, first, 1), 0);
    QCOMPARE(pacer.waitUs(first + windowUs + 1, first, 1), 0);
}

void tst_CommitPacer::aStreamGoesOnAlthoughItWaits()
{
    // Each commit is a window and the gap before the next message after the last one.
    CommitPacer pacer;
    qint64 now = stream(pacer, 8, windowUs / 2);
    for (int commit = 0; commit < 100; ++commit) {
        now += windowUs / 2; // the next message
        const qint64 waitUs = pacer.waitUs(now, now, 1);
        QCOMPARE(waitUs, windowUs);
        now += waitUs;
        pacer.noteStart(now, 2);
    }
}

void tst_CommitPacer::enoughMessagesDoNotWait()
{
    CommitPacer pacer;
    const qint64 last = stream(pacer, 8, windowUs / 2);
    QVERIFY(pacer.waitUs(last + 1, last + 1, limits::enoughForACommit - 1) > 0);
    QCOMPARE(pacer.waitUs(last + 1, last + 1, limits::enoughForACommit), 0);
}

void tst_CommitPacer::aStreamThatEndedIsForgotten()
{
    CommitPacer pacer;
    const qint64 last = stream(pacer, 100, windowUs / 2);
    QCOMPARE(pacer.waitUs(last + 1'000'000, last + 1'000'000, 1), 0);
    pacer.noteStart(last + 1'000'000, std::nullopt);
    QCOMPARE(pacer.waitUs(last + 1'001'000, last + 1'001'000, 1), 0);
}

void tst_CommitPacer::vainWaitsAreGivenUpForAWhile()
{
    CommitPacer pacer;
    qint64 now = stream(pacer, 8, windowUs / 2);
    int waits = 0;
    for (int commit = 0; commit < 400; ++commit) {
        // A sender that answers each ack with its next message: nothing else comes meanwhile.
        now += windowUs / 10;
        const qint64 waitUs = pacer.waitUs(now, now, 1);
        waits += waitUs > 0 ? 1 : 0;
        now += waitUs;
        pacer.noteStart(now, waitUs > 0 ? std::optional<qsizetype>(0) : std::nullopt);
    }
    QVERIFY2(waits > 0 && waits < 10, qPrintable(QString::number(waits)));
    // Later it is tried again.
    now = stream(pacer, 600, windowUs / 2, now + 1);
    QVERIFY(pacer.waitUs(now + 1, now + 1, 1) > 0);
}

void tst_CommitPacer::aGainKeepsTheWaits()
{
    CommitPacer pacer;
    qint64 now = stream(pacer, 8, windowUs / 2);
    for (int commit = 0; commit < 100; ++commit) {
        const qint64 waitUs = pacer.waitUs(now + 1, now + 1, 1);
        QVERIFY(waitUs > 0);
        now += 1 + waitUs;
        pacer.noteStart(now, commit % 3 == 0 ? 1 : 0);
    }
}

QTEST_APPLESS_MAIN(tst_CommitPacer)
#include "tst_commitpacer.moc"
