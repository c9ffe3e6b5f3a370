// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/followuppacer.h"
#include "server/storage/memorybackend.h"
#include "server/storage/storagethread.h"
#include "tests/server/storage/storagefixture.h"

#include <QElapsedTimer>
#include <QTest>

#include <atomic>

using namespace maru;
using namespace maru::server;
using namespace maru::server::fixture;

namespace {

constexpr int pieceCount = 2'000; // 50 s at the pace of a stream

/// A store in memory with work behind its messages.
class BusyBackend : public StorageBackend
{
public:
    struct Counts
    {
        std::atomic<int> moments = 0;
        std::atomic<int> pieces = 0;
    };

    explicit BusyBackend(Counts &counts)
        : m_counts(counts)
    { }

    Result<void, OpenError> open() override { return m_inner.open(); }
    std::vector<Result<ChangeReply, StoreError>> apply(const std::vector<Change> &changes) override
    {
        return m_inner.apply(changes);
    }
    Result<QueryReply, StoreError> read(const Query &query) override { return m_inner.read(query); }
    Later followUp(Leisure leisure) override
    {
        m_counts.moments += leisure == Leisure::Moment ? 1 : 0;
        m_counts.pieces += leisure != Leisure::None && m_counts.pieces < pieceCount ? 1 : 0;
        return m_counts.pieces < pieceCount ? Later::AtOnce : Later::Nothing;
    }
    void close() override { m_inner.close(); }

private:
    MemoryBackend m_inner;
    Counts &m_counts;
};

constexpr qint64 paceUs = 1'000LL * limits::followUpPaceMs;
constexpr qint64 nowUs = 1'000'000;

} // namespace

class tst_FollowUpPacer : public QObject
{
    Q_OBJECT

private slots:
    void theFirstMomentIsUsed();
    void inAStreamTheNextPieceWaits();
    void whoIsIdleGoesOnAtOnce();
    void waitingRequestsChangeNothing();
    void aBurstIsStoredBeforeAllOfItIsFollowedUp();
};

void tst_FollowUpPacer::theFirstMomentIsUsed()
{
    const FollowUpPacer pacer;
    QCOMPARE(pacer.leisure(Leisure::Moment, nowUs), Leisure::Moment);
    QCOMPARE(pacer.leisure(Leisure::Plenty, nowUs), Leisure::Plenty);
    QCOMPARE(pacer.leisure(Leisure::None, nowUs), Leisure::None);
}

void tst_FollowUpPacer::inAStreamTheNextPieceWaits()
{
    FollowUpPacer pacer;
    QCOMPARE(pacer.breathUs(Leisure::Moment, nowUs), paceUs);
    QCOMPARE(pacer.leisure(Leisure::Moment, nowUs + paceUs - 1), Leisure::None);
    QCOMPARE(pacer.breathUs(Leisure::None, nowUs + paceUs - 1), 1);
    QCOMPARE(pacer.leisure(Leisure::Moment, nowUs + paceUs), Leisure::Moment);
    QCOMPARE(pacer.breathUs(Leisure::Moment, nowUs + 2 * paceUs), paceUs);
    QCOMPARE(pacer.leisure(Leisure::Moment, nowUs + 3 * paceUs - 1), Leisure::None);
}

void tst_FollowUpPacer::whoIsIdleGoesOnAtOnce()
{
    FollowUpPacer pacer;
    static_cast<void>(pacer.breathUs(Leisure::Moment, nowUs));
    QCOMPARE(pacer.leisure(Leisure::Plenty, nowUs + 1), Leisure::Plenty);
    QCOMPARE(pacer.breathUs(Leisure::Plenty, nowUs + 2), 0);
    QCOMPARE(pacer.leisure(Leisure::Moment, nowUs + 3), Leisure::None); // as if it had not been
}

void tst_FollowUpPacer::waitingRequestsChangeNothing()
{
    FollowUpPacer pacer;
    QCOMPARE(pacer.breathUs(Leisure::None, nowUs), 0);
    static_cast<void>(pacer.breathUs(Leisure::Moment, nowUs));
    QCOMPARE(pacer.breathUs(Leisure::None, nowUs + 2 * paceUs), 0);
    QCOMPARE(pacer.leisure(Leisure::Moment, nowUs + 2 * paceUs), Leisure::Moment);
}

void tst_FollowUpPacer::aBurstIsStoredBeforeAllOfItIsFollowedUp()
{
    constexpr int messages = 400;
    BusyBackend::Counts counts;
    StorageThread store([&counts] { return std::make_unique<BusyBackend>(counts); });
    QVERIFY(store.start());
    int answered = 0;
    store.apply(room(1, QStringLiteral("Alpha")), [&answered](const auto &) { ++answered; });
    QTRY_COMPARE(answered, 1);
    QElapsedTimer clock;
    clock.start();
    // Each after the ack of the one before, so that the queue is empty between them.
    std::function<void()> next = [&] {
        store.apply(message(roomId(1), answered, QStringLiteral("text")), [&](const auto &) {
            if (++answered <= messages) {
                next();
            }
        });
    };
    next();
    QTRY_COMPARE(answered, messages + 1);
    const int moments = counts.moments;
    QVERIFY2(moments <= clock.elapsed() / limits::followUpPaceMs + 2,
             qPrintable(QStringLiteral("%1 in %2 ms").arg(moments).arg(clock.elapsed())));
    QTRY_COMPARE_WITH_TIMEOUT(counts.pieces.load(), pieceCount, 20'000);
    store.stop(limits::stopTimeoutMs);
}

QTEST_GUILESS_MAIN(tst_FollowUpPacer)
#include "tst_followuppacer.moc"
