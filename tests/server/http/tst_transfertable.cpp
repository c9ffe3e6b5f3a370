// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/serverlimits.h"
#include "server/http/filetransfer.h"
#include "server/http/transfertable.h"

#include <QTest>

#include <memory>
#include <vector>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::server;

namespace {

class HandClock final : public Clock
{
public:
    qint64 ms = 1'000'000;
    [[nodiscard]] qint64 steadyMs() const override { return ms; }
};

class TestTransfer final : public FileTransfer
{
    Q_OBJECT

public:
    qint64 bytes = 0;
    bool moves = true;
    bool isCut = false;

    [[nodiscard]] qint64 bytesMoved() const override { return bytes; }
    [[nodiscard]] bool isMoving() const override { return moves; }
    void giveWay() override { isCut = true; }
};

UserId person(int number)
{
    return UserId(QString::number(number));
}

const UserId newcomer(u"newcomer"_s);

} // namespace

class tst_TransferTable : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void aPersonHasEightAtATime();
    void theSlowestGivesWay();
    void whoIsNewOrQuickEnoughStays_data();
    void whoIsNewOrQuickEnoughStays();
    void whatCountsIsTheLastMinutes();
    void oneThatEndsIsLeftAlone();
    void whatWasBeforeItsPeersTurnDoesNotCount_data();
    void whatWasBeforeItsPeersTurnDoesNotCount();

private:
    TestTransfer *begin(const UserId &user)
    {
        m_transfers.push_back(std::make_unique<TestTransfer>());
        m_table->add(m_transfers.back().get(), user);
        return m_transfers.back().get();
    }
    void fill()
    {
        for (int i = 0; i < limits::maxTransfers; ++i) {
            begin(person(i / limits::maxTransfersPerUser));
        }
    }
    void moveAll(qint64 bytes)
    {
        for (const auto &transfer : m_transfers) {
            transfer->bytes += bytes;
        }
    }
    [[nodiscard]] int cutCount() const
    {
        int count = 0;
        for (const auto &transfer : m_transfers) {
            count += transfer->isCut ? 1 : 0;
        }
        return count;
    }

    HandClock m_clock;
    std::vector<std::unique_ptr<TestTransfer>> m_transfers;
    std::unique_ptr<TransferTable> m_table;
};

void tst_TransferTable::init()
{
    m_transfers.clear();
    m_table = std::make_unique<TransferTable>(m_clock);
}

void tst_TransferTable::aPersonHasEightAtATime()
{
    for (int i = 0; i < limits::maxTransfersPerUser; ++i) {
        QVERIFY(m_table->hasRoomFor(newcomer));
        begin(newcomer);
    }
    QVERIFY(!m_table->hasRoomFor(newcomer));
    m_clock.ms += limits::crawlWindowMs;
    QVERIFY(!m_table->hasRoomFor(newcomer)); // one's own are one's own business
    QCOMPARE(cutCount(), 0);
    QVERIFY(m_table->hasRoomFor(person(1)));
    m_transfers.pop_back();
    QVERIFY(m_table->hasRoomFor(newcomer));
}

void tst_TransferTable::theSlowestGivesWay()
{
    fill();
    moveAll(1'000);
    m_transfers[7]->bytes = 7;
    m_transfers[100]->bytes = 6;
    m_clock.ms += limits::crawlWindowMs;
    QVERIFY(m_table->hasRoomFor(newcomer));
    QCOMPARE(cutCount(), 1);
    QVERIFY(m_transfers[100]->isCut);
    begin(newcomer); // its place is free before it is gone
    m_transfers.erase(m_transfers.begin() + 100);
    QVERIFY(m_table->hasRoomFor(newcomer)); // and is not given twice
    QVERIFY(m_transfers[7]->isCut);
    QVERIFY(m_table->hasRoomFor(newcomer));
    QCOMPARE(cutCount(), 1);
}

void tst_TransferTable::whoIsNewOrQuickEnoughStays_data()
{
    QTest::addColumn<int>("ms");
    QTest::addColumn<qint64>("bytes");
    QTest::addColumn<bool>("isRoomMade");
    const qint64 enough = limits::crawlWindowMs / 1'000 * limits::crawlBytesPerSecond;
    QTest::newRow("crawling") << limits::crawlWindowMs << enough - 1 << true;
    QTest::newRow("quick enough") << limits::crawlWindowMs << enough << false;
    QTest::newRow("new") << limits::crawlWindowMs - 1 << qint64(0) << false;
}

void tst_TransferTable::whoIsNewOrQuickEnoughStays()
{
    QFETCH(int, ms);
    QFETCH(qint64, bytes);
    QFETCH(bool, isRoomMade);
    fill();
    moveAll(bytes);
    m_clock.ms += ms;
    QCOMPARE(m_table->hasRoomFor(newcomer), isRoomMade);
    QCOMPARE(cutCount(), isRoomMade ? 1 : 0);
}

void tst_TransferTable::whatCountsIsTheLastMinutes()
{
    fill();
    moveAll(1'000'000'000); // what the buffers took
    m_clock.ms += limits::crawlWindowMs;
    QVERIFY(!m_table->hasRoomFor(newcomer));
    m_clock.ms += limits::crawlWindowMs - 1;
    QVERIFY(!m_table->hasRoomFor(newcomer));
    m_clock.ms += 1;
    QVERIFY(m_table->hasRoomFor(newcomer));
    QCOMPARE(cutCount(), 1);
    moveAll(1'000'000'000); // and who crawled may have found its feet
    begin(newcomer);
    QVERIFY(!m_table->hasRoomFor(newcomer));
}

void tst_TransferTable::oneThatEndsIsLeftAlone()
{
    fill();
    moveAll(1);
    m_transfers[3]->bytes = 0;
    m_transfers[3]->moves = false;
    m_clock.ms += limits::crawlWindowMs;
    QVERIFY(m_table->hasRoomFor(newcomer));
    QCOMPARE(cutCount(), 1);
    QVERIFY(!m_transfers[3]->isCut);
}

void tst_TransferTable::whatWasBeforeItsPeersTurnDoesNotCount_data()
{
    QTest::addColumn<bool>("isAskedMeanwhile");
    QTest::newRow("nobody wanted its place meanwhile") << false;
    QTest::newRow("somebody wanted it") << true;
}

void tst_TransferTable::whatWasBeforeItsPeersTurnDoesNotCount()
{
    QFETCH(bool, isAskedMeanwhile);
    fill();
    TestTransfer *late = m_transfers[3].get();
    late->moves = false; // the server reads its part again
    for (int minute = 0; minute < 3; ++minute) {
        m_clock.ms += limits::crawlWindowMs;
        moveAll(1'000'000'000);
        late->bytes = 0;
        QVERIFY(!isAskedMeanwhile || !m_table->hasRoomFor(newcomer));
    }
    late->moves = true;
    emit late->begun();
    m_clock.ms += limits::crawlWindowMs - 1;
    moveAll(1'000'000'000);
    late->bytes = 0;
    QVERIFY(!m_table->hasRoomFor(newcomer));
    m_clock.ms += 1;
    QVERIFY(m_table->hasRoomFor(newcomer)); // its peer had a minute, as all have
    QCOMPARE(cutCount(), 1);
    QVERIFY(late->isCut);
}

QTEST_GUILESS_MAIN(tst_TransferTable)
#include "tst_transfertable.moc"
