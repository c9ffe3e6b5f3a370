// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "hubworld.h"

#include <QTest>

#include <algorithm>

using namespace maru;
using namespace maru::server;

namespace {

/// The frame of the last `message` event that a peer got.
Frame lastMessageFrame(const Peer &peer)
{
    const QList<Received> got = peer.received();
    for (qsizetype i = got.size() - 1; i >= 0; --i) {
        if (got[i].event() == u"message") {
            return peer.wire()->frames[i];
        }
    }
    return {};
}

bool isShared(const Peer &a, const Peer &b)
{
    const Frame first = lastMessageFrame(a);
    const Frame second = lastMessageFrame(b);
    return !first.webSocketFrame().isEmpty()
        && first.webSocketFrame().constData() == second.webSocketFrame().constData();
}

} // namespace

class tst_SessionHub : public QObject
{
    Q_OBJECT

private slots:
    void refusedConnects_data();
    void refusedConnects();
    void aFailingStoreEndsTheConnectionNotTheClient_data();
    void aFailingStoreEndsTheConnectionNotTheClient();
    void connectAgainAfterLeaving();
    void whoLeavesBeforeTheAnswerIsGoneWithIt();
    void everybodyInTheRoomAndNobodyElse();
    void framesAreEncodedOncePerFlavour();
    void theOrderIsTheSeq();
    void nativeMembersHearAllTheirRooms();
    void aNewRoomReachesThePersonsOtherWindows();
    void whoLeftTheNamespaceHearsNothing();
    void aFailedMessageIsToldToNobody();
};

void tst_SessionHub::refusedConnects_data()
{
    QTest::addColumn<QString>("packet");
    QTest::addColumn<QString>("classCode");
    QTest::addColumn<QString>("answer");
    QTest::newRow("unknown namespace")
        << u"40/nowhere,"_qs << QString() << u"44/nowhere,{\"message\":\"Invalid namespace\"}"_qs;
    QTest::newRow("wrong code")
        << u"40"_qs << u"AAAAA2"_qs
        << u"44{\"data\":{\"code\":\"BAD_CLASS_CODE\"},\"message\":\"Wrong class code\"}"_qs;
    QTest::newRow("room with a code")
        << u"40/수학,"_qs << QString()
        << u"44/수학,{\"data\":{\"code\":\"BAD_CLASS_CODE\"},\"message\":\"Wrong class code\"}"_qs;
}

void tst_SessionHub::refusedConnects()
{
    QFETCH(QString, packet);
    QFETCH(QString, classCode);
    QFETCH(QString, answer);
    HubWorld world;
    (void)world.makeRoom(u"수학"_qs, true);
    Peer peer(world, classCode);
    peer.says(packet);
    QCOMPARE(peer.take(), QStringList{answer});
    QVERIFY(!peer.isClosed()); // the connection stays
    if (!classCode.isEmpty()) {
        for (int i = 0; i < 4; ++i) {
            peer.says(packet);
        }
        (void)peer.take();
        peer.says(packet);
        const QJsonObject slow = Received::parse(peer.take().value(0)).data.toObject();
        QCOMPARE(slow[u"data"][u"code"].toString(), u"SLOW_DOWN"_qs);
        QCOMPARE(slow[u"data"][u"retryAfterMs"].toInt(), 60'000);
    }
}

void tst_SessionHub::aFailingStoreEndsTheConnectionNotTheClient_data()
{
    QTest::addColumn<QString>("failing");
    for (const QString &kind : {u"FindRoom"_qs, u"FindRecovery"_qs, u"FindUser"_qs,
                                u"FindMember"_qs, u"ReadHistory"_qs}) {
        QTest::newRow(qPrintable(kind)) << kind;
    }
}

void tst_SessionHub::aFailingStoreEndsTheConnectionNotTheClient()
{
    // Stock clients take a CONNECT_ERROR as final; from a lost connection they come back.
    QFETCH(QString, failing);
    HubWorld world;
    Peer lost(world);
    lost.joinClassic(u"kim"_qs);
    lost.breaks();
    world.say(u"missed"_qs);
    world.restart(); // it must look for the home room again
    world.store.failRead = failing;
    Peer back(world);
    back.says(lost.comesBack());
    QVERIFY(back.isClosed());
    QVERIFY(back.take().filter(u"44"_qs).isEmpty());
    world.store.failRead.clear();
    Peer again(world);
    again.says(lost.comesBack());
    QCOMPARE(again.sid(), lost.sid());
    QCOMPARE(again.chats(), QStringList{u"missed"_qs});
}

void tst_SessionHub::connectAgainAfterLeaving()
{
    HubWorld world;
    Peer peer(world);
    peer.joinClassic(u"kim"_qs);
    const QString first = peer.sid();
    peer.says(u"41"_qs);
    peer.says(u"40"_qs);
    QVERIFY(!peer.isClosed());
    QVERIFY(peer.sid() != first);
    peer.says(u"420[\"sendMessage\",\"hi\"]"_qs);
    QCOMPARE(codeOf(peer.ack(0)), u"NOT_JOINED"_qs);
}

void tst_SessionHub::whoLeavesBeforeTheAnswerIsGoneWithIt()
{
    HubWorld world;
    world.store.isHeld = true;
    Peer peer(world);
    peer.emits(u"40"_qs);
    peer.emits(u"41"_qs);
    peer.emits(u"40"_qs);
    peer.emits(u"420[\"join\",\"kim\"]"_qs);
    peer.emits(u"41"_qs);
    world.store.isHeld = false;
    world.settle();
    QVERIFY(!peer.isClosed());
    QCOMPARE(codeOf(peer.ack(0)), u"ok"_qs);
    world.say(u"hi"_qs);
    QVERIFY(!peer.chats().contains(u"hi"_qs));
}

void tst_SessionHub::everybodyInTheRoomAndNobodyElse()
{
    HubWorld world;
    (void)world.makeRoom(u"방1"_qs);
    Peer classic(world);
    classic.joinClassic(u"kim"_qs);
    Peer native(world);
    (void)native.joinNative(u"lee"_qs);
    Peer sameName(world);
    sameName.joinClassic(u"kim"_qs);
    Peer elsewhere(world);
    elsewhere.says(u"40/방1,"_qs);
    elsewhere.says(u"42/방1,0[\"join\",\"park\"]"_qs);
    Peer notJoined(world);
    notJoined.says(u"40"_qs);
    Peer notJoinedNative(world);
    notJoinedNative.says(u"40{\"maru\":1}"_qs);
    Peer notConnected(world);
    Peer refused(world);
    refused.says(u"40/nowhere,"_qs);
    Peer *all[]{&classic,   &native,          &sameName,     &elsewhere,
                &notJoined, &notJoinedNative, &notConnected, &refused};
    for (Peer *peer : all) {
        (void)peer->take();
    }
    classic.says(u"42[\"sendMessage\",\"hi\"]"_qs);
    int told = 0;
    for (Peer *peer : all) {
        const bool isIn = peer == &classic || peer == &native || peer == &sameName;
        const qsizetype count = peer->take().size();
        QCOMPARE(count, isIn ? 1 : 0);
        told += int(count);
    }
    QCOMPARE(told, 3);
    QVERIFY(classic.last().raw.endsWith(u",\"3\"]"_qs)); // two welcomes before
    QVERIFY(native.last().raw.endsWith(u"}]"_qs));
}

void tst_SessionHub::framesAreEncodedOncePerFlavour()
{
    HubWorld world;
    Peer classic(world);
    classic.joinClassic(u"a"_qs);
    Peer classic2(world);
    classic2.joinClassic(u"b"_qs);
    Peer native(world);
    (void)native.joinNative(u"c"_qs);
    Peer native2(world);
    (void)native2.joinNative(u"d"_qs);
    Peer named(world);
    named.says(u"40/lobby,"_qs);
    named.says(u"42/lobby,0[\"join\",\"e\"]"_qs);
    Peer named2(world);
    named2.says(u"40/LOBBY,"_qs); // the same room under another namespace
    named2.says(u"42/LOBBY,0[\"join\",\"f\"]"_qs);
    world.say(u"hi"_qs);
    QVERIFY(isShared(classic, classic2));
    QVERIFY(isShared(native, native2));
    QVERIFY(!isShared(classic, native));
    QVERIFY(!isShared(classic, named));
    QVERIFY(!isShared(named, named2));
    QVERIFY(named.last().raw.startsWith(u"42/lobby,[\"message\","_qs));
    QVERIFY(named2.last().raw.startsWith(u"42/LOBBY,[\"message\","_qs));
    QCOMPARE(named.last().object(), classic.last().object());
    QCOMPARE(native.last().object(), classic.last().object());
}

void tst_SessionHub::theOrderIsTheSeq()
{
    WorldConfig config;
    config.hub.limitsRates = false;
    HubWorld world(config);
    std::vector<std::unique_ptr<Peer>> peers;
    for (int i = 0; i < 5; ++i) {
        peers.push_back(std::make_unique<Peer>(world));
        peers.back()->joinClassic(u"name %1"_qs.arg(i));
    }
    world.store.isHeld = true;
    for (int i = 0; i < 100; ++i) {
        peers[size_t(i) % 5]->emits(u"42[\"sendMessage\",\"%1\"]"_qs.arg(i));
        if (i % 3 == 0) {
            world.answer();
        }
    }
    world.store.isHeld = false;
    world.settle();
    for (const auto &peer : peers) {
        const QList<qint64> seqs = peer->seqs();
        QVERIFY(seqs.size() >= 100);
        QCOMPARE(seqs.last(), 105);
        for (qsizetype i = 1; i < seqs.size(); ++i) {
            QCOMPARE(seqs[i], seqs[i - 1] + 1);
        }
        QCOMPARE(peer->chats().last(), u"99"_qs);
    }
}

void tst_SessionHub::nativeMembersHearAllTheirRooms()
{
    HubWorld world;
    (void)world.makeRoom(u"방1"_qs);
    Peer first(world);
    const QString token = first.joinNative(u"kim"_qs)[u"token"].toString();
    first.says(u"40/방1,{\"maru\":1}"_qs);
    first.says(u"42/방1,0[\"session:join\",{\"userName\":\"kim\",\"token\":\"%1\"}]"_qs.arg(token));
    first.breaks();

    Peer peer(world);
    QCOMPARE(peer.joinNative(u"kim"_qs, token)[u"rooms"].toArray().size(), 2);
    Peer classic(world); // the same rooms, but one home
    classic.joinClassic(u"lee"_qs);
    (void)peer.take();
    world.say(u"in the lobby"_qs);
    world.say(u"in room 1"_qs, u"방1"_qs);
    QCOMPARE(
        peer.chats(),
        QStringList({u"lee 님이 채팅방에 들어왔습니다."_qs, u"in the lobby"_qs, u"in room 1"_qs}));
    QCOMPARE(classic.chats().last(), u"in the lobby"_qs);
}

void tst_SessionHub::aNewRoomReachesThePersonsOtherWindows()
{
    HubWorld world;
    (void)world.makeRoom(u"방1"_qs);
    Peer desk(world);
    const QString token = desk.joinNative(u"kim"_qs)[u"token"].toString();
    Peer window(world);
    window.says(u"40/방1,{\"maru\":1}"_qs);
    window.says(
        u"42/방1,0[\"session:join\",{\"userName\":\"kim\",\"token\":\"%1\"}]"_qs.arg(token));
    QCOMPARE(desk.chats(), QStringList{u"kim 님이 채팅방에 들어왔습니다."_qs});
    world.say(u"in room 1"_qs, u"방1"_qs);
    world.say(u"in the lobby"_qs);
    QCOMPARE(desk.chats().sliced(1), QStringList({u"in room 1"_qs, u"in the lobby"_qs}));
    QCOMPARE(window.chats(), QStringList({u"in room 1"_qs, u"in the lobby"_qs}));
}

void tst_SessionHub::whoLeftTheNamespaceHearsNothing()
{
    HubWorld world;
    Peer peer(world);
    peer.joinClassic(u"kim"_qs);
    peer.says(u"41"_qs);
    (void)peer.take();
    world.say(u"hi"_qs);
    QVERIFY(peer.take().isEmpty());
}

void tst_SessionHub::aFailedMessageIsToldToNobody()
{
    HubWorld world;
    Peer peer(world);
    peer.joinClassic(u"kim"_qs);
    Peer other(world);
    other.joinClassic(u"lee"_qs);
    (void)other.take();
    world.store.failNextChanges = 1;
    peer.says(u"420[\"sendMessage\",\"hi\"]"_qs);
    QCOMPARE(codeOf(peer.ack(0)), u"STORE_FAILED"_qs);
    QVERIFY(other.take().isEmpty());
}

QTEST_GUILESS_MAIN(tst_SessionHub)
#include "tst_sessionhub.moc"
