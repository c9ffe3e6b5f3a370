// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/serverlimits.h"
#include "hubworld.h"
#include "recoverytools.h"
#include "server/session/messageframe.h"

#include <QElapsedTimer>
#include <QTest>

using namespace maru;
using namespace maru::server;

namespace {

/// Mutes the lobby and kim, sets slow mode, and makes kim a guest; or an administrator, and the
/// rest off.
void setAll(HubWorld &world, bool isStrict)
{
    const Domain &domain = world.hub().domain();
    const auto done = [](const auto &answer) {
        QVERIFY(answer.has_value());
    };
    const RoomId lobby = world.roomNamed(u"lobby"_qs).room.id;
    User admin = world.userNamed(u"lee"_qs)->user;
    admin.role = UserRole::Owner;
    RoomUpdate room{.room = lobby};
    room.muteAll = isStrict;
    room.slowModeSeconds = isStrict ? 9 : 0;
    domain.rooms.settings.update(admin, room, done);
    MemberSet mute{.room = lobby, .user = world.userNamed(u"kim"_qs)->user.id};
    mute.muted = isStrict;
    domain.rooms.membership.set(admin, mute, done);
    domain.people.administration.setRole(u"kim"_qs, isStrict ? UserRole::Guest : UserRole::Admin,
                                         done);
    world.settle();
}

} // namespace

/// What is said while a replay is under way, and how fast it goes.
class tst_RecoveryReplay : public QObject
{
    Q_OBJECT

private slots:
    void noGapAndNoDoubleWhateverCrosses_data();
    void noGapAndNoDoubleWhateverCrosses();
    void longReplaysArePaged();
    void aSlowPeerIsWaitedFor_data();
    void aSlowPeerIsWaitedFor();
    void aSlowPeerHasNoDeadline();
    void aReplayThatIsCutGoesOnWhereItStopped();
    void whatIsSaidWhileASlowPeerReadsComesToo();
    void whatIsSetWhileASlowPeerReadsHolds_data();
    void whatIsSetWhileASlowPeerReadsHolds();
    void whoIsRemovedWhileASlowPeerReadsStaysOut();
    void framesBehindAReplayWaitForIt();
    void whatComesBehindTheReplyMayBeLarge();
    void whoLeavesWhileItReadsIsGoneForGood_data();
    void whoLeavesWhileItReadsIsGoneForGood();
};

void tst_RecoveryReplay::noGapAndNoDoubleWhateverCrosses_data()
{
    QTest::addColumn<int>("missed");
    QTest::addColumn<bool>("readsSeeLaterChanges");
    QTest::addColumn<bool>("olderLooksAlive");
    for (const int missed : {0, 1, 100, 101}) {
        for (const bool sees : {false, true}) {
            for (const bool alive : {false, true}) {
                QTest::addRow("%d missed%s%s", missed, sees ? ", a second storage thread" : "",
                              alive ? ", older looks alive" : "")
                    << missed << sees << alive;
            }
        }
    }
}

void tst_RecoveryReplay::noGapAndNoDoubleWhateverCrosses()
{
    // Something is said at one or two moments of the way back, told as soon as it is stored.
    QFETCH(int, missed);
    QFETCH(bool, readsSeeLaterChanges);
    QFETCH(bool, olderLooksAlive);
    const int moments = 8;
    for (int first = 0; first < moments; ++first) {
        for (int second = first; second < moments; ++second) {
            HubWorld world;
            Peer lost(world);
            lost.joinClassic(u"kim"_qs);
            const QString comesBack = lost.comesBack(); // what it knew before it was lost
            if (!olderLooksAlive) {
                lost.breaks();
            }
            sayMany(world, missed);
            world.store.isHeld = true;
            world.store.readsSeeLaterChanges = readsSeeLaterChanges;
            Peer back(world);
            back.emits(comesBack);
            for (int moment = 0; moment < moments; ++moment) {
                if (moment == first) {
                    world.say(u"x"_qs);
                }
                if (moment == second) {
                    world.say(u"y"_qs);
                }
                if (!world.store.waiting().isEmpty()) {
                    world.answer();
                }
            }
            world.store.isHeld = false;
            world.settle();
            world.say(u"z"_qs);
            QCOMPARE(back.sid(), lost.sid());
            QCOMPARE(back.seqs(), range(2, missed + 4));
            QCOMPARE(back.offset(), encodeOffset(missed + 4));
        }
    }
}

void tst_RecoveryReplay::longReplaysArePaged()
{
    HubWorld world;
    const auto lost = lostPeer(world);
    sayMany(world, 1'050);
    world.store.isHeld = true;
    Peer back(world);
    back.says(lost->comesBack());
    int pages = 0;
    while (!world.store.waiting().isEmpty()) {
        const qsizetype before = back.wire()->packets.size();
        pages += world.store.waiting().first() == u"ReadHistory" ? 1 : 0;
        world.answer();
        QVERIFY(back.wire()->packets.size() - before <= 100 + 2);
    }
    QCOMPARE(pages, 11);
    QCOMPARE(back.seqs(), range(2, 1'051));
}

void tst_RecoveryReplay::aSlowPeerIsWaitedFor_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("plain") << QString(8'000, u'x');
    QTest::newRow("hangul") << QString(8'000, u'가');
    // One byte each in the store's page, six each on the wire.
    QTest::newRow("escaped") << QString(8'000, QChar(u'\1'));
    QTest::newRow("short") << u"x"_qs;
}

void tst_RecoveryReplay::aSlowPeerIsWaitedFor()
{
    QFETCH(QString, text);
    HubWorld world;
    const auto lost = lostPeer(world);
    for (int i = 0; i < 120; ++i) {
        world.say(text);
    }
    Peer back(world);
    back.wire()->countsBytes = true;
    back.says(lost->comesBack());
    for (int i = 0; i < 1'000 && !isBack(back); ++i) {
        back.drain();
    }
    QCOMPARE(back.sid(), lost->sid());
    QCOMPARE(back.seqs(), range(2, 121));
    // One more frame than the mark at which it pauses, and far from where the transport cuts it.
    QVERIFY2(back.wire()->maxQueued <= limits::replayQueueBytes + limits::maxPayloadBytes,
             qPrintable(QString::number(back.wire()->maxQueued)));
}

void tst_RecoveryReplay::aSlowPeerHasNoDeadline()
{
    const int deadlineMs = 50;
    HubWorld world(WorldConfig{
        .hub = {.socket = {.connectTimeoutMs = deadlineMs}, .joinTimeoutMs = deadlineMs}});
    const auto lost = lostPeer(world);
    for (int i = 0; i < 120; ++i) {
        world.say(QString(8'000, u'x'));
    }
    Peer back(world);
    back.wire()->countsBytes = true;
    back.says(lost->comesBack());
    QElapsedTimer clock;
    clock.start();
    for (int i = 0; i < 1'000 && !isBack(back) && !back.isClosed(); ++i) {
        QTest::qWait(deadlineMs / 5);
        back.drain();
    }
    QVERIFY(clock.elapsed() > 2 * deadlineMs);
    QVERIFY(isBack(back));
    QCOMPARE(back.seqs(), range(2, 121));
    QCOMPARE(whoIs(back), u"kim"_qs);
}

void tst_RecoveryReplay::aReplayThatIsCutGoesOnWhereItStopped()
{
    HubWorld world;
    const auto lost = lostPeer(world);
    for (int i = 0; i < 50; ++i) {
        world.say(QString(8'000, u'x'));
    }
    QString comesBack = lost->comesBack();
    QList<qint64> heard;
    for (int i = 0; i < 4; ++i) {
        Peer peer(world);
        peer.wire()->countsBytes = true;
        peer.says(comesBack);
        QCOMPARE(peer.sid(), lost->sid()); // so that it hands on what comes, and knows how far
        QVERIFY(!isBack(peer));
        heard += peer.seqs();
        comesBack = peer.comesBack();
        peer.breaks();
    }
    Peer last(world);
    last.says(comesBack);
    QVERIFY(isBack(last));
    QCOMPARE(heard + last.seqs(), range(2, 51));
    QCOMPARE(whoIs(last), u"kim"_qs);
}

void tst_RecoveryReplay::whatIsSaidWhileASlowPeerReadsComesToo()
{
    HubWorld world;
    const auto lost = lostPeer(world);
    for (int i = 0; i < 50; ++i) {
        world.say(QString(8'000, u'x'));
    }
    Peer back(world);
    back.wire()->countsBytes = true;
    back.says(lost->comesBack());
    int said = 0;
    for (int i = 0; i < 100 && !isBack(back); ++i) {
        if (said < 5) {
            world.say(u"meanwhile"_qs);
            ++said;
        }
        back.drain();
    }
    world.say(u"live"_qs);
    QCOMPARE(said, 5);
    QCOMPARE(back.sid(), lost->sid());
    QCOMPARE(back.seqs(), range(2, 51 + 6));
}

void tst_RecoveryReplay::whatIsSetWhileASlowPeerReadsHolds_data()
{
    QTest::addColumn<bool>("isStrict");
    QTest::newRow("mute, slow mode, a role") << true;
    QTest::newRow("no more of it") << false;
}

void tst_RecoveryReplay::whatIsSetWhileASlowPeerReadsHolds()
{
    QFETCH(bool, isStrict);
    HubWorld world(WorldConfig{.identity = IdentityMode::Open}); // else an open name gets no role
    Peer other(world); // the room is known all the while
    (void)other.joinNative(u"lee"_qs);
    const auto lost = lostPeer(world);
    setAll(world, !isStrict);
    for (int i = 0; i < 50; ++i) {
        world.say(QString(8'000, u'x'));
    }
    Peer back(world);
    back.wire()->countsBytes = true;
    back.says(lost->comesBack());
    QVERIFY(!isBack(back));
    setAll(world, isStrict);
    for (int i = 0; i < 100 && !isBack(back); ++i) {
        back.drain();
    }
    QCOMPARE(back.sid(), lost->sid());
    const RoomId lobby = world.roomNamed(u"lobby"_qs).room.id;
    const Membership *kim = world.members().find(world.userNamed(u"kim"_qs)->user.id, lobby);
    QVERIFY(kim != nullptr);
    QCOMPARE(world.members().traitsOf(lobby).muteAll, isStrict);
    QCOMPARE(world.members().traitsOf(lobby).slowModeSeconds, isStrict ? 9 : 0);
    QCOMPARE(kim->muted, isStrict);
    QCOMPARE(whoIs(back), isStrict ? u"MUTED"_qs : u"kim"_qs);
    back.says(u"421[\"sanction:list\",{}]"_qs); // for administrators
    QCOMPARE(codeOf(back.ack(1)), isStrict ? u"FORBIDDEN"_qs : u"ok"_qs);
}

void tst_RecoveryReplay::whoIsRemovedWhileASlowPeerReadsStaysOut()
{
    HubWorld world;
    const auto lost = lostPeer(world);
    for (int i = 0; i < 50; ++i) {
        world.say(QString(8'000, u'x'));
    }
    Peer back(world);
    back.wire()->countsBytes = true;
    back.says(lost->comesBack());
    QVERIFY(!isBack(back));
    const qsizetype heard = back.seqs().size();
    world.store.apply(RemoveMember{.room = world.roomNamed(u"lobby"_qs).room.id,
                                   .user = world.userNamed(u"kim"_qs)->user.id,
                                   .nowMs = world.clock.ms},
                      [](const auto &) {}); // by another program: the hub is not told
    world.settle();
    for (int i = 0; i < 100 && !back.isClosed(); ++i) {
        back.drain();
    }
    QVERIFY(back.isClosed());
    QVERIFY(!isBack(back));
    QVERIFY(heard > 0 && back.seqs().size() < 51);
}

void tst_RecoveryReplay::framesBehindAReplayWaitForIt()
{
    HubWorld world;
    const auto lost = lostPeer(world);
    sayMany(world, 2);
    world.store.isHeld = true;
    Peer back(world);
    back.emits(lost->comesBack());
    back.emits(sendFrame(u"mine"_qs, u"0"_qs));
    back.emits(u"421[\"nonsense\"]"_qs);
    world.store.isHeld = false;
    world.settle();
    QStringList kinds;
    for (const Received &got : back.received().sliced(1)) {
        kinds.append(got.type == u"42" ? got.event() : got.type + got.id);
    }
    QCOMPARE(kinds.first(4),
             QStringList({u"40"_qs, u"message"_qs, u"message"_qs, u"server:hello"_qs}));
    QCOMPARE(codeOf(back.ack(0)), u"ok"_qs);
    QCOMPARE(codeOf(back.ack(1)), u"UNKNOWN_EVENT"_qs);
    QCOMPARE(back.chats().last(), u"mine"_qs);
}

// A stock client sends what it had kept as soon as it has its CONNECT reply.
void tst_RecoveryReplay::whatComesBehindTheReplyMayBeLarge()
{
    HubWorld world;
    const auto lost = lostPeer(world);
    sayMany(world, limits::maxPageRows + 1); // more than one answer of the store
    world.store.isHeld = true;
    Peer back(world);
    back.emits(lost->comesBack());
    for (int i = 0; i < 10 && back.sid().isEmpty(); ++i) {
        world.answer();
    }
    QVERIFY(!back.sid().isEmpty() && !isBack(back));
    const QString large(8'000, u'가');
    back.emits(sendFrame(large, u"0"_qs));
    world.store.isHeld = false;
    world.settle();
    QCOMPARE(codeOf(back.ack(0)), u"ok"_qs);
    QCOMPARE(back.chats().last(), large);
}

void tst_RecoveryReplay::whoLeavesWhileItReadsIsGoneForGood_data()
{
    QTest::addColumn<bool>("breaks");
    QTest::newRow("and closes") << true; // as stock clients do, in the same breath
    QTest::newRow("and reads on") << false;
}

void tst_RecoveryReplay::whoLeavesWhileItReadsIsGoneForGood()
{
    QFETCH(bool, breaks);
    HubWorld world;
    const auto lost = lostPeer(world);
    for (int i = 0; i < 50; ++i) {
        world.say(QString(8'000, u'x'));
    }
    Peer back(world);
    back.wire()->countsBytes = true;
    back.says(lost->comesBack());
    back.emits(sendFrame(u"the last word"_qs));
    back.emits(u"41"_qs);
    if (breaks) {
        back.breaks();
    }
    for (int i = 0; i < 100 && !isBack(back); ++i) {
        back.drain();
    }
    QCOMPARE(isBack(back), !breaks);
    // What it said before it left is said.
    QCOMPARE(world.roomNamed(u"lobby"_qs).room.seq, breaks ? 51 : 52);
    for (const bool restarts : {false, true}) {
        if (restarts) {
            world.restart();
        }
        Peer again(world);
        again.says(lost->comesBack());
        QVERIFY(!again.sid().isEmpty());
        QVERIFY(again.sid() != lost->sid());
        QCOMPARE(whoIs(again), u"NOT_JOINED"_qs);
    }
}

QTEST_GUILESS_MAIN(tst_RecoveryReplay)
#include "tst_recoveryreplay.moc"
