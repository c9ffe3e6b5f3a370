// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "classictools.h"
#include "hubworld.h"

#include <QRegularExpression>
#include <QTest>

using namespace maru;
using namespace maru::server;

/// `join` as the seed's clients send it, once and again.
class tst_ClassicJoin : public QObject
{
    Q_OBJECT

private slots:
    void theJoinAckHasItsFlags();
    void aJoinNeedsNoAckId();
    void aNameThatIsNoStringIsABadName_data();
    void aNameThatIsNoStringIsABadName();
    void aTakenNameSuggestsAnother();
    void theJoinIsAnsweredWhenAllOfItIsDurable();
    void aSecondJoinRenamesWithoutASecondWelcome();
    void aSecondJoinRenamesNobodyElse();
    void aSecondJoinOfTheSameNameChangesNothing();
    void twoJoinsInOneBreath();
    void aRefusedSecondJoinChangesNothing();
    void aFailedSecondJoinChangesNothing_data();
    void aFailedSecondJoinChangesNothing();
    void whoIsBannedIsNotRenamed();
    void framesBehindAJoinWaitForIt();
    void aJoinMakesRoomForLargeMessages();
    void aDisconnectBehindAJoinWaitsForIt();
    void aFailedJoinCanBeTriedAgain_data();
    void aFailedJoinCanBeTriedAgain();
    void aNativeConnectionDoesNotJoinClassically();
};

void tst_ClassicJoin::theJoinAckHasItsFlags()
{
    HubWorld world;
    Peer peer(world);
    peer.joinClassic(u"김민수"_qs);
    const QJsonObject ack = peer.ack(999);
    for (const QString &flag : {u"ok"_qs, u"success"_qs, u"succese"_qs}) {
        QCOMPARE(ack[flag], QJsonValue(true));
    }
    const QJsonObject user = ack[u"user"].toObject();
    QCOMPARE(user[u"userName"].toString(), u"김민수"_qs);
    QCOMPARE(user[u"name"].toString(), u"김민수"_qs);
    QCOMPARE(user[u"socketId"].toString(), peer.sid());
    QCOMPARE(user[u"isOnline"], QJsonValue(true));
    QCOMPARE(user[u"role"].toString(), u"guest"_qs);
    QCOMPARE(user[u"_id"].toString().size(), 24);
}

void tst_ClassicJoin::aJoinNeedsNoAckId()
{
    HubWorld world;
    Peer peer(world);
    peer.says(u"40"_qs);
    (void)peer.take();
    peer.says(u"42[\"join\",\" \"]"_qs); // refused: there is nothing to say it with
    QVERIFY(peer.take().isEmpty());
    QVERIFY(!peer.isClosed());
    peer.says(u"42[\"join\",\"kim\"]"_qs);
    peer.says(sendFrame(u"\"hi\""_qs));
    QCOMPARE(peer.chats(), QStringList({welcomeOfKim, u"hi"_qs}));
}

void tst_ClassicJoin::aNameThatIsNoStringIsABadName_data()
{
    QTest::addColumn<QString>("arguments");
    QTest::newRow("null") << u",null"_qs;
    QTest::newRow("none") << QString();
    QTest::newRow("number") << u",5"_qs;
    QTest::newRow("true") << u",true"_qs;
    QTest::newRow("object") << u",{\"userName\":\"kim\"}"_qs;
    QTest::newRow("array") << u",[\"kim\"]"_qs;
    QTest::newRow("empty") << u",\"\""_qs;
    QTest::newRow("blank") << u",\"  \""_qs;
    QTest::newRow("reserved") << u",\"system\""_qs;
    QTest::newRow("lone surrogate") << u",\"\\ud800\""_qs;
    QTest::newRow("placeholder without bytes") << u",{\"_placeholder\":true,\"num\":0}"_qs;
}

void tst_ClassicJoin::aNameThatIsNoStringIsABadName()
{
    QFETCH(QString, arguments);
    HubWorld world;
    Peer peer(world);
    peer.says(u"40"_qs);
    peer.says(u"420[\"join\"%1]"_qs.arg(arguments));
    const QJsonObject ack = peer.ack(0);
    for (const QString &flag : {u"ok"_qs, u"success"_qs, u"succese"_qs}) {
        QCOMPARE(ack[flag], QJsonValue(false));
    }
    QCOMPARE(ack[u"code"].toString(), u"BAD_NAME"_qs);
    QVERIFY(ack[u"error"].isString());
    QVERIFY(!ack[u"error"].toString().isEmpty());
    peer.says(u"421[\"join\",\"kim\"]"_qs);
    QCOMPARE(codeOf(peer.ack(1)), u"ok"_qs);
    QCOMPARE(peer.chats(), QStringList{welcomeOfKim});
}

void tst_ClassicJoin::aTakenNameSuggestsAnother()
{
    HubWorld world;
    Peer holder(world);
    (void)holder.joinNative(u"김민수"_qs);
    Peer peer(world);
    peer.joinClassic(u"김민수"_qs);
    const QJsonObject ack = peer.ack(999);
    QCOMPARE(ack[u"succese"], QJsonValue(false));
    QCOMPARE(ack[u"code"].toString(), u"NAME_TAKEN"_qs);
    QCOMPARE(ack[u"suggestion"].toString(), u"김민수 (2)"_qs);
    QVERIFY(ack[u"error"].isString());
    peer.says(u"420[\"join\",\"김민수 (2)\"]"_qs);
    QCOMPARE(codeOf(peer.ack(0)), u"ok"_qs);
}

void tst_ClassicJoin::theJoinIsAnsweredWhenAllOfItIsDurable()
{
    HubWorld world;
    Peer peer(world);
    peer.says(u"40"_qs);
    world.store.isHeld = true;
    peer.says(u"420[\"join\",\"kim\"]"_qs);
    while (!world.store.waiting().isEmpty()) {
        const bool isAcked = peer.ackCount(0) > 0;
        const QList<Change> &committed = world.store.committed;
        const bool isDurable = std::any_of(committed.begin(), committed.end(),
                                           [](const Change &change) {
                                               return std::holds_alternative<EnterRoom>(change);
                                           })
            && !world.store.committedOf<SaveRecovery>().isEmpty();
        QVERIFY(!isAcked || isDurable);
        world.answer();
    }
    QCOMPARE(peer.ackCount(0), 1);
    const RecoveryRecord record = world.store.committedOf<SaveRecovery>().first().record;
    QCOMPARE(record.sid, peer.sid());
    QCOMPARE(record.pidHash.size(), 32);
    QCOMPARE(record.room, world.roomNamed(u"lobby"_qs).room.id);
    QCOMPARE(record.user, world.userNamed(u"kim"_qs)->user.id);
}

void tst_ClassicJoin::aSecondJoinRenamesWithoutASecondWelcome()
{
    HubWorld world;
    Peer peer(world);
    peer.joinClassic(u"kim"_qs);
    peer.says(u"420[\"join\",\"lee\"]"_qs);
    const QJsonObject user = peer.ack(0)[u"user"].toObject();
    QCOMPARE(peer.ack(0)[u"succese"], QJsonValue(true));
    QCOMPARE(user[u"userName"].toString(), u"lee"_qs);
    QCOMPARE(user[u"_id"], peer.ack(999)[u"user"].toObject()[u"_id"]);
    QCOMPARE(user[u"socketId"].toString(), peer.sid());
    peer.says(sendFrame(u"\"hi\""_qs));
    QCOMPARE(peer.chats(), QStringList({welcomeOfKim, u"hi"_qs})); // and it comes once
    QCOMPARE(peer.last().object()[u"user"].toObject()[u"userName"].toString(), u"lee"_qs);
}

void tst_ClassicJoin::aSecondJoinRenamesNobodyElse()
{
    HubWorld world;
    Peer first(world);
    first.joinClassic(u"kim"_qs);
    const QJsonValue kim = first.ack(999)[u"user"].toObject()[u"_id"];
    {
        Peer second(world);
        second.joinClassic(u"kim"_qs);
        QCOMPARE(second.ack(999)[u"user"].toObject()[u"_id"], kim);
        second.says(u"420[\"join\",\"lee\"]"_qs);
        QVERIFY(second.ack(0)[u"user"].toObject()[u"_id"] != kim);
        first.says(u"421[\"join\",\"park\"]"_qs); // lee is somebody else: nobody but this is kim
        QCOMPARE(first.ack(1)[u"user"].toObject()[u"_id"], kim);
    }
    Peer third(world);
    third.joinClassic(u"park"_qs);
    QCOMPARE(third.ack(999)[u"user"].toObject()[u"_id"], kim);
    first.says(u"422[\"join\",\"choi\"]"_qs); // now another one is the same person
    QVERIFY(first.ack(2)[u"user"].toObject()[u"_id"] != kim);
    third.says(sendFrame(u"\"hi\""_qs));
    QCOMPARE(third.last().object()[u"user"].toObject()[u"userName"].toString(), u"park"_qs);
    // Whoever made it is gone: who came by its name does not rename it either.
    third.says(u"423[\"join\",\"jung\"]"_qs);
    QVERIFY(third.ack(3)[u"user"].toObject()[u"_id"] != kim);
}

void tst_ClassicJoin::aSecondJoinOfTheSameNameChangesNothing()
{
    HubWorld world;
    Peer peer(world);
    peer.joinClassic(u"kim"_qs);
    peer.says(u"420[\"join\",\"kim\"]"_qs);
    QCOMPARE(peer.ack(0)[u"user"], peer.ack(999)[u"user"]);
    QCOMPARE(peer.chats(), QStringList{welcomeOfKim});
    Peer later(world); // another connection of the same name is welcomed no more than this one
    later.joinClassic(u"kim"_qs);
    QVERIFY(later.chats().isEmpty());
    QCOMPARE(peer.chats(), QStringList{welcomeOfKim});
}

void tst_ClassicJoin::twoJoinsInOneBreath()
{
    // React's StrictMode mounts twice: both joins arrive on one connection before any answer.
    HubWorld world;
    Peer peer(world);
    peer.emits(u"40"_qs);
    peer.emits(u"420[\"join\",\"kim\"]"_qs);
    peer.emits(u"421[\"join\",\"박지성\"]"_qs);
    peer.says(sendFrame(u"\"hi\""_qs));
    QCOMPARE(codeOf(peer.ack(0)), u"ok"_qs);
    QCOMPARE(codeOf(peer.ack(1)), u"ok"_qs);
    QCOMPARE(peer.chats(), QStringList({welcomeOfKim, u"hi"_qs}));
    QCOMPARE(peer.last().object()[u"user"].toObject()[u"name"].toString(), u"박지성"_qs);
}

void tst_ClassicJoin::aRefusedSecondJoinChangesNothing()
{
    HubWorld world;
    Peer holder(world);
    (void)holder.joinNative(u"held"_qs);
    Peer peer(world);
    peer.joinClassic(u"kim"_qs);
    peer.says(u"420[\"join\",\"held\"]"_qs);
    QCOMPARE(codeOf(peer.ack(0)), u"NAME_TAKEN"_qs);
    peer.says(u"421[\"join\",null]"_qs);
    QCOMPARE(codeOf(peer.ack(1)), u"BAD_NAME"_qs);
    peer.says(sendFrame(u"\"hi\""_qs));
    QCOMPARE(peer.last().object()[u"user"].toObject()[u"name"].toString(), u"kim"_qs);
}

void tst_ClassicJoin::aFailedSecondJoinChangesNothing_data()
{
    QTest::addColumn<QString>("failing");
    QTest::addColumn<QString>("name");
    for (const QString &name : {u"open"_qs, u"free"_qs}) {
        QTest::addRow("the way back, %s name", qPrintable(name)) << u"SaveRecovery"_qs << name;
        QTest::addRow("entering, %s name", qPrintable(name)) << u"EnterRoom"_qs << name;
    }
}

void tst_ClassicJoin::aFailedSecondJoinChangesNothing()
{
    QFETCH(QString, failing);
    QFETCH(QString, name);
    HubWorld world;
    Peer other(world);
    other.joinClassic(u"open"_qs);
    Peer peer(world);
    peer.joinClassic(u"kim"_qs);
    world.store.failChange = failing;
    // Somebody else's open name, that person from now on; or a new name for the same person.
    peer.says(u"420[\"join\",\"%1\"]"_qs.arg(name));
    QCOMPARE(codeOf(peer.ack(0)), u"STORE_FAILED"_qs);
    world.store.failChange.clear();
    QVERIFY(!world.userNamed(u"free"_qs));
    peer.says(sendFrame(u"\"hi\""_qs));
    QCOMPARE(peer.last().object()[u"user"].toObject()[u"name"].toString(), u"kim"_qs);

    peer.breaks(); // and so it comes back, not as the one it was refused to be
    Peer back(world);
    back.says(peer.comesBack());
    back.says(sendFrame(u"\"again\""_qs));
    QCOMPARE(back.last().object()[u"user"].toObject()[u"name"].toString(), u"kim"_qs);
}

void tst_ClassicJoin::whoIsBannedIsNotRenamed()
{
    HubWorld world;
    Peer peer(world);
    peer.joinClassic(u"kim"_qs);
    const UserId kim = world.userNamed(u"kim"_qs)->user.id;
    world.store.apply(RemoveMember{.room = world.roomNamed(u"lobby"_qs).room.id,
                                   .user = kim,
                                   .ban = RemoveMember::Ban::Set,
                                   .nowMs = world.clock.ms},
                      [](const auto &) {});
    peer.says(u"420[\"join\",\"lee\"]"_qs);
    QCOMPARE(codeOf(peer.ack(0)), u"BANNED"_qs);
    QCOMPARE(peer.ack(0)[u"field"].toString(), u"room"_qs);
    QVERIFY(!world.userNamed(u"lee"_qs));
    QCOMPARE(world.userNamed(u"kim"_qs)->user.id, kim);
    QVERIFY(world.store.committedOf<RenameUser>().isEmpty());
    // Nor is who is lost meanwhile: it would come back as the one it was refused to be.
    Peer other(world);
    other.joinClassic(u"park"_qs);
    world.store.isHeld = true;
    other.says(u"420[\"join\",\"choi\"]"_qs);
    QVERIFY(world.store.answerThrough(u"RenameUser"_qs));
    world.store.failChange = u"EnterRoom"_qs;
    other.breaks();
    world.store.isHeld = false;
    world.settle();
    QVERIFY(world.userNamed(u"park"_qs));
    QVERIFY(!world.userNamed(u"choi"_qs));
}

void tst_ClassicJoin::framesBehindAJoinWaitForIt()
{
    HubWorld world;
    Peer peer(world);
    peer.says(u"40"_qs);
    (void)peer.take();
    world.store.isHeld = true;
    peer.says(u"420[\"join\",\"kim\"]"_qs);
    peer.says(sendFrame(u"\"a\""_qs, u"1"_qs));
    peer.says(u"422[\"nonsense\"]"_qs);
    peer.says(sendFrame(u"\"b\""_qs));
    QVERIFY(peer.take().isEmpty());
    world.store.isHeld = false;
    world.settle();
    QStringList kinds;
    for (const QString &packet : peer.take()) {
        const Received got = Received::parse(packet);
        kinds.append(got.type == u"43" ? u"ack "_qs + got.id : got.object()[u"chat"].toString());
    }
    QCOMPARE(kinds.indexOf(u"ack 0"_qs), 0);
    QCOMPARE(kinds.filter(QRegularExpression(u"^(kim .*|a|b)$"_qs)),
             QStringList({welcomeOfKim, u"a"_qs, u"b"_qs}));
    QVERIFY(kinds.indexOf(u"ack 1"_qs) < kinds.indexOf(u"a"_qs));
    QCOMPARE(codeOf(peer.ack(2)), u"UNKNOWN_EVENT"_qs);
}

void tst_ClassicJoin::aJoinMakesRoomForLargeMessages()
{
    const QString large = u'"' + QString(8'000, u'가') + u'"'; // 24 KB
    HubWorld world;
    Peer peer(world);
    peer.says(u"40"_qs);
    world.store.isHeld = true;
    peer.emits(u"420[\"join\",\"kim\"]"_qs);
    peer.emits(sendFrame(large, u"1"_qs)); // while the join is looked at
    world.store.isHeld = false;
    world.settle();
    peer.says(sendFrame(large, u"2"_qs));
    QCOMPARE(codeOf(peer.ack(1)), u"ok"_qs);
    QCOMPARE(codeOf(peer.ack(2)), u"ok"_qs);

    Peer early(world);
    early.says(u"40"_qs);
    early.says(sendFrame(large, u"0"_qs));
    QVERIFY(early.isClosed());
    QCOMPARE(early.ackCount(0), 0);
}

void tst_ClassicJoin::aDisconnectBehindAJoinWaitsForIt()
{
    HubWorld world;
    Peer peer(world);
    peer.says(u"40"_qs);
    world.store.isHeld = true;
    peer.says(u"420[\"join\",\"kim\"]"_qs);
    peer.says(u"41"_qs);
    world.store.isHeld = false;
    world.settle();
    QVERIFY(!peer.isClosed());
    // It left for good: its way back is gone.
    Peer back(world);
    back.says(peer.comesBack());
    QVERIFY(back.sid() != peer.sid());
    QVERIFY(back.chats().isEmpty());
}

void tst_ClassicJoin::aFailedJoinCanBeTriedAgain_data()
{
    QTest::addColumn<QString>("failing");
    for (const QString &kind : {u"CreateUser"_qs, u"SaveRecovery"_qs, u"EnterRoom"_qs}) {
        QTest::newRow(qPrintable(kind)) << kind;
    }
}

void tst_ClassicJoin::aFailedJoinCanBeTriedAgain()
{
    QFETCH(QString, failing);
    HubWorld world;
    Peer peer(world);
    peer.says(u"40"_qs);
    world.store.failChange = failing;
    peer.says(u"420[\"join\",\"kim\"]"_qs);
    QCOMPARE(codeOf(peer.ack(0)), u"STORE_FAILED"_qs);
    QCOMPARE(peer.ack(0)[u"succese"], QJsonValue(false));
    world.store.failChange.clear();
    peer.says(sendFrame(u"\"too early\""_qs, u"1"_qs));
    QCOMPARE(codeOf(peer.ack(1)), u"NOT_JOINED"_qs);

    // Whoever was refused does not come back as if it had joined.
    peer.breaks();
    Peer back(world);
    back.says(peer.comesBack());
    back.says(sendFrame(u"\"too early\""_qs, u"0"_qs));
    QCOMPARE(codeOf(back.ack(0)), u"NOT_JOINED"_qs);
    back.says(u"421[\"join\",\"kim\"]"_qs);
    QCOMPARE(codeOf(back.ack(1)), u"ok"_qs);
}

void tst_ClassicJoin::aNativeConnectionDoesNotJoinClassically()
{
    HubWorld world;
    Peer peer(world);
    peer.says(u"40{\"maru\":1}"_qs);
    peer.says(u"420[\"join\",\"kim\"]"_qs);
    QCOMPARE(codeOf(peer.ack(0)), u"BAD_REQUEST"_qs);
    QCOMPARE(peer.ack(0)[u"succese"], QJsonValue(false));
    QVERIFY(!world.userNamed(u"kim"_qs));
}

QTEST_GUILESS_MAIN(tst_ClassicJoin)
#include "tst_classicjoin.moc"
