// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "hubworld.h"

#include <QElapsedTimer>
#include <QTest>

using namespace maru;
using namespace maru::server;

/// How connections and the hub itself end: a stop, deadlines, everything at once.
class tst_HubEnds : public QObject
{
    Q_OBJECT

private slots:
    void stopSaysByeAndClosesWithoutDisconnect();
    void stopWithoutConnectionsIsAtOnce();
    void stopIsSaidOnce();
    void stoppedSessionsComeBack();
    void withoutConnectTheConnectionEnds();
    void withoutJoinTheConnectionEnds();
    void whoJoinedStays();
    void theHubMayEndWithEverythingUnderWay();
};

void tst_HubEnds::stopSaysByeAndClosesWithoutDisconnect()
{
    HubWorld world;
    (void)world.makeRoom(u"방1"_qs);
    Peer joined(world);
    joined.joinClassic(u"kim"_qs);
    joined.says(u"40/방1,"_qs);
    Peer native(world);
    (void)native.joinNative(u"lee"_qs);
    Peer notJoined(world);
    notJoined.says(u"40"_qs);
    Peer notConnected(world);
    for (Peer *peer : {&joined, &native, &notJoined, &notConnected}) {
        (void)peer->take();
    }
    world.hub().stop(u"restart"_qs, 1'500);
    QCOMPARE(world.stoppedCount, 0); // not before they are gone
    const QString bye = u"[\"server:bye\",{\"reason\":\"restart\",\"retryAfterMs\":1500}]"_qs;
    QStringList got = joined.take();
    got.sort();
    QCOMPARE(got, QStringList({u"42/방1,"_qs + bye, u"42"_qs + bye}));
    QCOMPARE(native.take(), QStringList{u"42"_qs + bye});
    QCOMPARE(notJoined.take(), QStringList{u"42"_qs + bye});
    QVERIFY(notConnected.take().isEmpty());
    for (const Peer *peer : {&joined, &native, &notJoined, &notConnected}) {
        QCOMPARE(peer->wire()->closeCalls, 1);
    }
    world.settle();
    QCOMPARE(world.stoppedCount, 1);
    QCOMPARE(world.hub().connectionCount(), 0);
    QVERIFY(joined.take().isEmpty()); // no 41
}

void tst_HubEnds::stopWithoutConnectionsIsAtOnce()
{
    HubWorld world;
    world.hub().stop(u"stop"_qs, 0);
    QCOMPARE(world.stoppedCount, 1);
}

void tst_HubEnds::stopIsSaidOnce()
{
    HubWorld world;
    Peer peer(world);
    peer.joinClassic(u"kim"_qs);
    (void)peer.take();
    world.hub().stop(u"stop"_qs, 0);
    world.hub().stop(u"stop"_qs, 0);
    world.settle();
    QCOMPARE(peer.take().size(), 1);
    Peer late(world); // its upgrade was under way
    world.settle();
    QVERIFY(late.isClosed());
    world.hub().stop(u"stop"_qs, 0);
    world.settle();
    QCOMPARE(world.stoppedCount, 1);
}

void tst_HubEnds::stoppedSessionsComeBack()
{
    HubWorld world;
    Peer peer(world);
    peer.joinClassic(u"kim"_qs);
    peer.emits(u"42[\"sendMessage\",\"in the last moment\"]"_qs);
    world.hub().stop(u"restart"_qs, 0);
    world.settle(); // the store goes on until its queue is empty
    world.restart();
    Peer back(world);
    back.says(peer.comesBack());
    QCOMPARE(back.sid(), peer.sid());
    QCOMPARE(back.chats(), QStringList{u"in the last moment"_qs});
}

void tst_HubEnds::withoutConnectTheConnectionEnds()
{
    WorldConfig config;
    config.hub.socket.connectTimeoutMs = 100;
    HubWorld world(config);
    QElapsedTimer timer;
    timer.start();
    Peer silent(world);
    Peer refused(world);
    refused.says(u"40/nowhere,"_qs); // is not in either
    Peer connected(world);
    connected.says(u"40"_qs);
    QTRY_VERIFY(silent.isClosed() && refused.isClosed());
    QVERIFY(timer.elapsed() >= 99);
    QVERIFY(!connected.isClosed());
    QTRY_COMPARE(world.hub().connectionCount(), 1);
}

void tst_HubEnds::withoutJoinTheConnectionEnds()
{
    WorldConfig config;
    config.hub.joinTimeoutMs = 150;
    HubWorld world(config);
    QElapsedTimer timer;
    timer.start();
    Peer classic(world);
    classic.says(u"40"_qs);
    Peer native(world);
    native.says(u"40{\"maru\":1}"_qs);
    native.says(u"420[\"session:join\",{\"userName\":\"system\"}]"_qs);
    Peer joined(world);
    joined.joinClassic(u"kim"_qs);
    QTRY_VERIFY(classic.isClosed() && native.isClosed());
    QVERIFY(timer.elapsed() >= 140);
    QVERIFY(!joined.isClosed());
    QTRY_COMPARE(world.hub().connectionCount(), 1);
}

void tst_HubEnds::whoJoinedStays()
{
    WorldConfig config;
    config.hub.joinTimeoutMs = 50;
    config.hub.socket.connectTimeoutMs = 50;
    HubWorld world(config);
    (void)world.makeRoom(u"방1"_qs);
    Peer peer(world);
    peer.joinClassic(u"kim"_qs);
    peer.says(u"40/방1,"_qs); // one of its namespaces is enough
    Peer silent(world);
    QTRY_VERIFY(silent.isClosed());
    QTest::qWait(100);
    QVERIFY(!peer.isClosed());
}

void tst_HubEnds::theHubMayEndWithEverythingUnderWay()
{
    for (int answers = 0; answers < 20; ++answers) {
        HubWorld world;
        Peer lost(world);
        lost.joinClassic(u"park"_qs);
        lost.breaks();
        world.say(u"missed"_qs);
        world.store.isHeld = true;
        Peer classic(world);
        classic.emits(u"40"_qs);
        classic.emits(u"420[\"join\",\"kim\"]"_qs);
        classic.emits(u"42[\"sendMessage\",\"hi\"]"_qs);
        Peer native(world);
        native.emits(u"40{\"maru\":1}"_qs);
        native.emits(u"420[\"session:join\",{\"userName\":\"lee\"}]"_qs);
        native.emits(u"421[\"session:leave\",{}]"_qs);
        Peer back(world);
        back.emits(lost.comesBack());
        for (int i = 0; i < answers && !world.store.waiting().isEmpty(); ++i) {
            world.answer();
        }
    } // the sanitizers watch
}

QTEST_GUILESS_MAIN(tst_HubEnds)
#include "tst_hubends.moc"
