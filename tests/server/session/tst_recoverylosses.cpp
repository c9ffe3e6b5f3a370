// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/serverlimits.h"
#include "hubworld.h"
#include "recoverytools.h"

#include <QTest>

using namespace maru;
using namespace maru::server;

/// Restarts, second losses, and two that come back at once.
class tst_RecoveryLosses : public QObject
{
    Q_OBJECT

private slots:
    void itIsItselfAgainAfterARestart();
    void aRestartInTheMiddleOfAnything();
    void theOlderOfTwoIsClosed();
    void twoComeBackAtOnce_data();
    void twoComeBackAtOnce();
    void aReplayThatIsOvertakenDoesNotComeBack();
    void theRecordLivesUntilTheSuccessorIsThere();
    void aSecondLossLosesNothing();
    void aRenamedPeerComesBackUnderItsNewName();
    void aJoinThatWasUnderWayIsKeptOrNotButNotForEver();
    void aConnectionMayDieAnywhereAndComeBack();
    void whoIsSomebodyElseSinceStaysWhenTheHolderComes();
    void whoIsRefusedInTheBreathOfTheCutStays();
    void whoCameBackIsCutWhenTheNameIsTaken();
    void othersWrongClassCodesPutNobodyOut();
};

void tst_RecoveryLosses::itIsItselfAgainAfterARestart()
{
    HubWorld world;
    Peer kim(world);
    kim.joinClassic(u"kim"_qs);
    Peer lee(world);
    lee.joinClassic(u"lee"_qs);
    lee.says(sendFrame(u"before"_qs));
    world.restart();
    Peer leeBack(world);
    leeBack.says(lee.comesBack());
    leeBack.says(sendFrame(u"after"_qs));
    Peer kimBack(world);
    kimBack.says(kim.comesBack());
    QCOMPARE(kimBack.sid(), kim.sid());
    QCOMPARE(kimBack.chats(), QStringList{u"after"_qs});
    kimBack.says(sendFrame(u"I am back"_qs));
    QCOMPARE(leeBack.chats(), QStringList({u"after"_qs, u"I am back"_qs}));
    QCOMPARE(whoIs(kimBack), u"kim"_qs);
    world.restart(); // and again
    Peer kimAgain(world);
    kimAgain.says(kimBack.comesBack());
    QCOMPARE(kimAgain.sid(), kim.sid());
    QCOMPARE(whoIs(kimAgain), u"kim"_qs);
}

void tst_RecoveryLosses::aRestartInTheMiddleOfAnything()
{
    // kill -9 after each number of answers: what was acked is there, and once.
    for (int answers = 0; answers < 25; ++answers) {
        HubWorld world;
        Peer peer(world);
        peer.joinClassic(u"kim"_qs);
        world.store.isHeld = true;
        for (int i = 0; i < 10; ++i) {
            peer.emits(sendFrame(QString::number(i), QString::number(i)));
        }
        peer.emits(u"4299[\"join\",\"kim 2\"]"_qs);
        for (int i = 0; i < answers && !world.store.waiting().isEmpty(); ++i) {
            world.answer();
        }
        world.restart();
        world.store.isHeld = false;
        QStringList acked;
        for (int i = 0; i < 10; ++i) {
            if (codeOf(peer.ack(i)) == u"ok") {
                acked.append(QString::number(i));
            }
        }
        Peer back(world);
        back.says(peer.comesBack());
        QCOMPARE(back.sid(), peer.sid());
        QStringList heard = peer.chats() + back.chats();
        heard.removeFirst(); // the welcome
        QCOMPARE(heard, acked); // in this store what is committed is answered
        const QString name = codeOf(peer.ack(99)) == u"ok" ? u"kim 2"_qs : whoIs(back);
        QCOMPARE(whoIs(back), name);
    }
}

void tst_RecoveryLosses::theOlderOfTwoIsClosed()
{
    HubWorld world;
    Peer older(world); // its wifi is gone, but nobody told the server
    older.joinClassic(u"kim"_qs);
    world.say(u"into the void"_qs);
    Peer newer(world);
    newer.says(u"40{\"pid\":\"%1\",\"offset\":\"1\"}"_qs.arg(older.pid()));
    QVERIFY(older.isClosed());
    for (const QString &packet : older.wire()->packets) {
        QVERIFY(!packet.startsWith(u"41"_qs));
    }
    QCOMPARE(newer.sid(), older.sid());
    QCOMPARE(newer.chats(), QStringList{u"into the void"_qs});
    world.say(u"live"_qs);
    QCOMPARE(newer.chats(), QStringList({u"into the void"_qs, u"live"_qs}));
    QCOMPARE(world.hub().connectionCount(), 1);

    newer.breaks(); // the older one's end has not touched the newer one's record
    Peer again(world);
    again.says(newer.comesBack());
    QCOMPARE(again.sid(), older.sid());
    QCOMPARE(whoIs(again), u"kim"_qs);
}

void tst_RecoveryLosses::twoComeBackAtOnce_data()
{
    QTest::addColumn<int>("answersBetween");
    for (int answers = 0; answers < 6; ++answers) {
        QTest::addRow("second after %d answers", answers) << answers;
    }
}

void tst_RecoveryLosses::twoComeBackAtOnce()
{
    QFETCH(int, answersBetween);
    HubWorld world;
    const auto lost = lostPeer(world);
    sayMany(world, 3);
    world.store.isHeld = true;
    Peer first(world);
    first.says(lost->comesBack());
    for (int i = 0; i < answersBetween && !world.store.waiting().isEmpty(); ++i) {
        world.answer();
    }
    Peer second(world);
    second.says(lost->comesBack());
    world.store.isHeld = false;
    world.settle();
    world.say(u"live"_qs);
    QVERIFY(first.isClosed() != second.isClosed());
    Peer &winner = first.isClosed() ? second : first;
    QCOMPARE(&winner, &second);
    QCOMPARE(winner.sid(), lost->sid());
    QCOMPARE(winner.seqs(), range(2, 5));
    QCOMPARE(whoIs(winner), u"kim"_qs);
    winner.breaks();
    Peer again(world);
    again.says(winner.comesBack());
    QCOMPARE(whoIs(again), u"kim"_qs);
}

void tst_RecoveryLosses::aReplayThatIsOvertakenDoesNotComeBack()
{
    HubWorld world;
    const auto lost = lostPeer(world);
    for (int i = 0; i < 30; ++i) {
        world.say(QString(8'000, u'x'));
    }
    Peer stuck(world); // stops reading in the middle of its replay
    stuck.wire()->countsBytes = true;
    stuck.says(lost->comesBack());
    QVERIFY(!isBack(stuck));
    Peer newer(world);
    newer.says(lost->comesBack());
    QCOMPARE(newer.sid(), lost->sid());
    stuck.drain();
    QVERIFY(stuck.isClosed());
    QVERIFY(!isBack(stuck));
    QVERIFY(!newer.isClosed());
    world.say(u"live"_qs);
    QCOMPARE(newer.seqs(), range(2, 32));
}

void tst_RecoveryLosses::theRecordLivesUntilTheSuccessorIsThere()
{
    for (int answers = 0; answers < 6; ++answers) {
        HubWorld world;
        Peer older(world);
        older.joinClassic(u"kim"_qs);
        sayMany(world, 2);
        const QString comesBack = older.comesBack(); // it was lost here, which nobody noticed
        world.store.isHeld = true;
        Peer newer(world);
        newer.says(comesBack);
        for (int i = 0; i < answers && !world.store.waiting().isEmpty(); ++i) {
            world.answer();
        }
        newer.breaks(); // lost before it was itself again
        world.store.isHeld = false;
        world.settle();
        world.say(u"missed"_qs);
        Peer third(world);
        third.says(comesBack);
        QCOMPARE(third.sid(), older.sid());
        QCOMPARE(third.chats(), QStringList{u"missed"_qs});
        QCOMPARE(whoIs(third), u"kim"_qs);
    }
}

void tst_RecoveryLosses::aSecondLossLosesNothing()
{
    HubWorld world;
    const auto lost = lostPeer(world);
    sayMany(world, 3);
    Peer second(world); // all of it is sent, nothing of it arrives
    second.says(lost->comesBack());
    QCOMPARE(second.seqs(), range(2, 4));
    second.breaks();
    world.say(u"more"_qs);
    for (const QString &packet : {lost->comesBack(), u"40{\"pid\":\"%1\"}"_qs.arg(lost->pid())}) {
        Peer third(world);
        third.says(packet);
        QCOMPARE(third.sid(), lost->sid());
        QCOMPARE(third.seqs(), packet.contains(u"offset") ? range(2, 5) : range(1, 5));
        third.breaks();
    }
    world.restart();
    Peer fourth(world);
    fourth.says(lost->comesBack());
    QCOMPARE(fourth.seqs(), range(2, 5));

    // Joining again says nothing of what arrived either; who came back made nobody, so that lee is
    // somebody else, and welcomed.
    fourth.says(u"420[\"join\",\"lee\"]"_qs);
    fourth.breaks();
    Peer fifth(world);
    fifth.says(lost->comesBack());
    QCOMPARE(fifth.seqs(), range(2, 6));
    QCOMPARE(whoIs(fifth), u"lee"_qs);
}

void tst_RecoveryLosses::aRenamedPeerComesBackUnderItsNewName()
{
    HubWorld world;
    Peer peer(world);
    peer.joinClassic(u"kim"_qs);
    peer.says(u"420[\"join\",\"lee\"]"_qs);
    peer.breaks();
    Peer back(world);
    back.says(peer.comesBack());
    QCOMPARE(back.sid(), peer.sid());
    QCOMPARE(whoIs(back), u"lee"_qs);
}

void tst_RecoveryLosses::aJoinThatWasUnderWayIsKeptOrNotButNotForEver()
{
    for (int answers = 0; answers < 6; ++answers) {
        HubWorld world;
        Peer peer(world);
        peer.says(u"40"_qs);
        world.store.isHeld = true;
        peer.says(u"420[\"join\",\"kim\"]"_qs);
        for (int i = 0; i < answers && !world.store.waiting().isEmpty(); ++i) {
            world.answer();
        }
        peer.breaks();
        world.store.isHeld = false;
        world.settle();
        const bool wasSaved = !world.store.committedOf<SaveRecovery>().isEmpty();
        QCOMPARE(!world.store.committedOf<LoseRecovery>().isEmpty(), wasSaved);
        world.clock.ms += dayMs + 1;
        Peer late(world);
        late.says(peer.comesBack());
        QVERIFY(late.sid() != peer.sid());
    }
}

void tst_RecoveryLosses::aConnectionMayDieAnywhereAndComeBack()
{
    for (int answers = 0; answers < 12; ++answers) {
        for (const bool restarts : {false, true}) {
            HubWorld world;
            const auto lost = lostPeer(world);
            sayMany(world, 150);
            world.store.isHeld = true;
            Peer second(world);
            second.emits(lost->comesBack());
            second.emits(sendFrame(u"mine"_qs));
            for (int i = 0; i < answers && !world.store.waiting().isEmpty(); ++i) {
                world.answer();
            }
            if (restarts) {
                world.restart();
            } else {
                second.breaks();
            }
            world.store.isHeld = false;
            world.settle();
            world.say(u"the last"_qs);
            // A stock client knows what it was handed, if anything was: by the last offset.
            Peer third(world);
            third.says(second.seqs().isEmpty() ? lost->comesBack() : second.comesBack());
            QCOMPARE(third.sid(), lost->sid());
            const QList<qint64> heard = second.seqs() + third.seqs();
            QCOMPARE(heard, range(2, world.roomNamed(u"lobby"_qs).room.seq));
            QCOMPARE(third.chats().last(), u"the last"_qs);
            QCOMPARE(whoIs(third), u"kim"_qs);
        }
    }
}

void tst_RecoveryLosses::whoIsSomebodyElseSinceStaysWhenTheHolderComes()
{
    HubWorld world;
    const auto lost = lostPeer(world);
    Peer desk(world);
    const QString token = desk.joinNative(u"kim"_qs)[u"token"].toString();
    Peer page(world);
    page.says(lost->comesBack());
    QVERIFY(page.sid() != lost->sid());
    page.says(u"420[\"join\",\"kim\"]"_qs);
    const QString other = page.ack(0)[u"suggestion"].toString();
    page.says(u"421[\"join\",\"%1\"]"_qs.arg(other));
    QCOMPARE(whoIs(page), other);
    Peer window(world);
    QCOMPARE(codeOf(window.joinNative(u"kim"_qs, token)), u"ok"_qs);
    QVERIFY(!page.isClosed());
    QCOMPARE(whoIs(page), other);
}

// The answers of one commit are taken in one turn: what is over by one is still there at the next.
void tst_RecoveryLosses::whoIsRefusedInTheBreathOfTheCutStays()
{
    HubWorld world;
    const auto lost = lostPeer(world);
    Peer desk(world);
    (void)desk.joinNative(u"kim"_qs);
    world.store.isHeld = true;
    Peer page(world);
    page.says(lost->comesBack());
    world.store.answerAll();
    QVERIFY(!page.sid().isEmpty());
    world.hub().cutStrangers(world.userNamed(u"kim"_qs)->user.id);
    QVERIFY(!page.isClosed());
}

void tst_RecoveryLosses::whoCameBackIsCutWhenTheNameIsTaken()
{
    HubWorld world;
    const auto lost = lostPeer(world);
    Peer page(world);
    page.says(lost->comesBack());
    QCOMPARE(page.sid(), lost->sid());
    Peer desk(world);
    QCOMPARE(codeOf(desk.joinNative(u"kim"_qs)), u"ok"_qs);
    QVERIFY(page.isClosed());
}

// A CONNECT_ERROR would be the last word for a stock client.
void tst_RecoveryLosses::othersWrongClassCodesPutNobodyOut()
{
    HubWorld world;
    const QString code = world.makeRoom(u"class"_qs, true).classCode;
    Peer kim(world, code);
    kim.joinClassic(u"kim"_qs);
    kim.breaks();
    const QString wrong = code == u"AAAAAA" ? u"BBBBBB"_qs : u"AAAAAA"_qs;
    for (int i = 0; i < limits::wrongCodesPerMinute; ++i) {
        Peer guesser(world, wrong);
        guesser.says(u"40"_qs);
        QVERIFY(guesser.last().raw.contains(u"BAD_CLASS_CODE"_qs));
    }
    world.say(u"missed"_qs, u"class"_qs);
    for (const QString &query : {code, wrong}) { // which one is right is said to neither
        Peer back(world, query);
        back.says(kim.comesBack());
        QVERIFY(back.isClosed());
        QCOMPARE(back.take(), QStringList());
    }
    // Others are told, and so are clients that would not come by themselves.
    const ConnectionInfo noWayBack{
        .address = u"192.0.2.1"_qs, .classCode = code, .wantsRecovery = false};
    const auto isTold = [](Peer &peer, const QString &connect) {
        peer.says(connect);
        return !peer.isClosed() && peer.last().raw.contains(u"SLOW_DOWN"_qs);
    };
    Peer fresh(world, code);
    QVERIFY(isTold(fresh, u"40"_qs));
    Peer native(world, code);
    QVERIFY(isTold(native, u"40{\"maru\":1,\"pid\":\"x\"}"_qs));
    Peer foreign(world, noWayBack);
    QVERIFY(isTold(foreign, kim.comesBack()));

    world.clock.ms += 60'000;
    Peer again(world, code);
    again.says(kim.comesBack());
    QCOMPARE(again.sid(), kim.sid());
    QCOMPARE(again.chats(), QStringList{u"missed"_qs});
    QCOMPARE(whoIs(again), u"kim"_qs);
}

QTEST_GUILESS_MAIN(tst_RecoveryLosses)
#include "tst_recoverylosses.moc"
