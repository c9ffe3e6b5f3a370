// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "hubworld.h"
#include "nativeworld.h"
#include "server/chat/objectid.h"

#include <QTest>

using namespace maru;
using namespace maru::server;

/// How a native client goes: by session:leave, or because its connection ends.
class tst_NativeLeaving : public QObject
{
    Q_OBJECT

private slots:
    void leavingRevokesTheTokenEverywhere();
    void leavingWithoutATokenLeaves();
    void aFailedLeaveChangesNothing();
    void lostConnectionsKeepNothingBehind();
    void aConnectionMayDieAnywhere();
    void aConnectionMayDieWhileItsPasswordIsSet();
    void aJoinThatIsBrokenOffGivesTheInvitationBack();
};

void tst_NativeLeaving::leavingRevokesTheTokenEverywhere()
{
    World world;
    Peer desk(world);
    const QString token = desk.joinNative(u"kim"_qs)[u"token"].toString();
    Peer window(world);
    (void)window.joinNative(u"kim"_qs, token);
    Peer lee(world);
    (void)lee.joinNative(u"lee"_qs);
    desk.says(u"420[\"session:leave\",{}]"_qs);
    QCOMPARE(codeOf(desk.ack(0)), u"ok"_qs);
    QVERIFY(!desk.isClosed());
    QVERIFY(window.isClosed());
    QVERIFY(!lee.isClosed());
    for (const QString &packet : window.wire()->packets) {
        QVERIFY(!packet.startsWith(u"41"_qs));
    }

    (void)desk.take();
    desk.says(world.send(1, u"hi"_qs, u"1"_qs));
    QCOMPARE(codeOf(desk.ack(1)), u"NOT_JOINED"_qs);
    (void)desk.take();
    lee.says(world.send(0, u"gone?"_qs, u"1"_qs));
    QVERIFY(desk.take().isEmpty()); // who left hears nothing
    desk.says(frame(2, u"session:join"_qs, {{u"userName"_qs, u"kim"_qs}, {u"token"_qs, token}}));
    QCOMPARE(codeOf(desk.ack(2)), u"BAD_CREDENTIALS"_qs);
}

void tst_NativeLeaving::leavingWithoutATokenLeaves()
{
    World world(WorldConfig{.identity = IdentityMode::Open});
    Peer first(world);
    Peer second(world);
    QVERIFY(!first.joinNative(u"kim"_qs).contains(u"token"));
    (void)second.joinNative(u"kim"_qs);
    first.says(u"420[\"session:leave\",{}]"_qs);
    QCOMPARE(codeOf(first.ack(0)), u"ok"_qs);
    first.says(world.send(1, u"hi"_qs, u"1"_qs));
    QCOMPARE(codeOf(first.ack(1)), u"NOT_JOINED"_qs);
    QVERIFY(!second.isClosed());
    second.says(world.send(1, u"hi"_qs, u"1"_qs));
    QCOMPARE(codeOf(second.ack(1)), u"ok"_qs);
}

void tst_NativeLeaving::aFailedLeaveChangesNothing()
{
    World world;
    Peer peer(world);
    const QString token = peer.joinNative(u"kim"_qs)[u"token"].toString();
    Peer window(world);
    (void)window.joinNative(u"kim"_qs, token);
    world.store.failNextChanges = 1;
    peer.says(u"420[\"session:leave\",{}]"_qs);
    QCOMPARE(codeOf(peer.ack(0)), u"STORE_FAILED"_qs);
    peer.says(world.send(1, u"hi"_qs, u"1"_qs));
    QCOMPARE(codeOf(peer.ack(1)), u"ok"_qs);
    QVERIFY(!window.isClosed());
}

void tst_NativeLeaving::lostConnectionsKeepNothingBehind()
{
    World world;
    Peer peer(world);
    const QString token = peer.joinNative(u"kim"_qs)[u"token"].toString();
    const qsizetype changes = world.store.committed.size();
    peer.breaks();
    QCOMPARE(world.store.committed.size(), changes + 1); // native clients have no record to close
    QCOMPARE(world.store.committedOf<TouchPerson>().size(), 1); // but the device was seen
    QCOMPARE(world.hub().connectionCount(), 0);
    world.say(u"meanwhile"_qs);
    Peer back(world);
    const QJsonObject ack = back.joinNative(u"kim"_qs, token);
    QCOMPARE(ack[u"rooms"][0][u"rev"].toInt(), 2);
    QVERIFY(back.chats().isEmpty()); // it asks for what it missed
}

void tst_NativeLeaving::aConnectionMayDieAnywhere()
{
    for (int answers = 0; answers < 20; ++answers) {
        World world;
        Peer desk(world);
        const QString token = desk.joinNative(u"kim"_qs)[u"token"].toString();
        world.store.isHeld = true;
        Peer peer(world);
        peer.emits(u"40{\"maru\":1}"_qs);
        peer.emits(
            frame(0, u"session:join"_qs, {{u"userName"_qs, u"kim"_qs}, {u"token"_qs, token}}));
        peer.emits(world.send(1, u"a"_qs, u"1"_qs));
        peer.emits(frame(2, u"message:history"_qs, {{u"room"_qs, world.lobby}}));
        peer.emits(
            frame(3, u"message:changes"_qs, {{u"room"_qs, world.lobby}, {u"afterRev"_qs, 0}}));
        peer.emits(frame(4, u"room:list"_qs, {}));
        peer.emits(frame(5, u"session:leave"_qs, {}));
        for (int i = 0; i < answers && !world.store.waiting().isEmpty(); ++i) {
            world.answer();
        }
        peer.breaks();
        world.store.isHeld = false;
        world.settle();
        QVERIFY(peer.isClosed());
        // A leave that was under way may have ended the other connection too, and nothing else.
        QCOMPARE(world.hub().connectionCount(), desk.isClosed() ? 0 : 1);
    }
}

// Who has no token claims the name with its password; by the answer the connection is gone.
void tst_NativeLeaving::aConnectionMayDieWhileItsPasswordIsSet()
{
    World world(WorldConfig{.identity = IdentityMode::Open});
    Peer stays(world);
    (void)stays.joinNative(u"kim"_qs);
    Peer goes(world);
    (void)goes.joinNative(u"kim"_qs);
    world.store.isHeld = true;
    goes.says(frame(1, u"profile:set"_qs, {{u"password"_qs, u"correct horse"_qs}}));
    world.answer(); // it may: now its password is hashed
    QTRY_VERIFY_WITH_TIMEOUT(world.store.waiting().contains(u"SetProfile"_qs), 20'000);
    goes.breaks();
    world.store.isHeld = false;
    world.settle();
    QVERIFY(world.userNamed(u"kim"_qs)->isHeld);
    QCOMPARE(goes.ackCount(1), 0);
    QCOMPARE(world.hub().connectionCount(), 1);
    QVERIFY(!stays.isClosed());
}

// A name that is open again must not carry what the code gave, which nobody could use any more.
void tst_NativeLeaving::aJoinThatIsBrokenOffGivesTheInvitationBack()
{
    const QString code = u"the code"_qs;
    const QJsonObject request{{u"userName"_qs, u"kim"_qs}, {u"inviteCode"_qs, code}};
    int answers = 0;
    for (;; ++answers) {
        World world;
        world.store.apply(AddInvite{.codeHash = secretHash(code),
                                    .role = UserRole::Owner,
                                    .uses = 1,
                                    .expiresMs = world.clock.ms + 1,
                                    .nowMs = world.clock.ms},
                          [](const auto &) {});
        world.settle();
        Peer peer(world);
        peer.says(u"40{\"maru\":1}"_qs);
        world.store.isHeld = true;
        peer.says(frame(0, u"session:join"_qs, request));
        for (int i = 0; i < answers; ++i) {
            world.answer();
        }
        if (peer.ackCount(0) > 0) {
            break; // it is answered, and has its token
        }
        peer.breaks();
        world.store.isHeld = false;
        world.settle();
        const auto kim = world.userNamed(u"kim"_qs);
        QVERIFY(!kim || (!kim->isHeld && kim->user.role == UserRole::Member));
        Peer back(world);
        back.says(u"40{\"maru\":1}"_qs);
        back.says(frame(0, u"session:join"_qs, request));
        QCOMPARE(codeOf(back.ack(0)), u"ok"_qs);
        QCOMPARE(back.ack(0)[u"user"].toObject()[u"role"].toString(), u"owner"_qs);
    }
    QVERIFY(answers >= 5); // looked at, made, used up, entered and read
}

QTEST_GUILESS_MAIN(tst_NativeLeaving)
#include "tst_nativeleaving.moc"
