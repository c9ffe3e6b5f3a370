// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "hubworld.h"

#include <QRegularExpression>
#include <QTest>

using namespace maru;
using namespace maru::server;

namespace {

const QString welcomeOfKim = u"kim 님이 채팅방에 들어왔습니다."_qs;

QString sendFrame(const QString &argument, const QString &id = {})
{
    return u"42%1[\"sendMessage\",%2]"_qs.arg(id, argument);
}

bool endsInObject(const QString &packet)
{
    return packet.endsWith(u"}]"_qs);
}

} // namespace

class tst_ClassicProfile : public QObject
{
    Q_OBJECT

private slots:
    void theSeedsConversation();
    void messagesHaveTheFieldsOfTheSeed();
    void theJoinAckHasItsFlags();
    void aJoinNeedsNoAckId();
    void aNameThatIsNoStringIsABadName_data();
    void aNameThatIsNoStringIsABadName();
    void aTakenNameSuggestsAnother();
    void theJoinIsAnsweredWhenAllOfItIsDurable();
    void aSecondJoinRenamesWithoutASecondWelcome();
    void aSecondJoinOfTheSameNameChangesNothing();
    void twoJoinsInOneBreath();
    void aRefusedSecondJoinChangesNothing();
    void aFailedSecondJoinChangesNothing_data();
    void aFailedSecondJoinChangesNothing();
    void sendBeforeJoinIsRefused();
    void refusalsWithoutAckIdAreSystemMessages_data();
    void refusalsWithoutAckIdAreSystemMessages();
    void refusalsWithAckIdAreAcks_data();
    void refusalsWithAckIdAreAcks();
    void aSendWithAckIdIsAnswered();
    void framesBehindAJoinWaitForIt();
    void aDisconnectBehindAJoinWaitsForIt();
    void aFailedJoinCanBeTriedAgain_data();
    void aFailedJoinCanBeTriedAgain();
    void theRateIsLimited();
    void aNativeConnectionDoesNotJoinClassically();
    void unknownEventsAreAnswered();
    void twoConnectionsOfOneOpenName();
    void classicConnectionsMaySpeakNatively();
    void namespacesOfOneConnectionAreStrangers();
    void aConnectionMayDieAnywhere();
};

void tst_ClassicProfile::theSeedsConversation()
{
    HubWorld world;
    Peer peer(world);
    QVERIFY(peer.wire()->packets.first().startsWith(u"0{\"sid\":\""_qs));
    peer.says(u"40"_qs);
    QStringList got = peer.take();
    QCOMPARE(got.size(), 2);
    QCOMPARE(Received::parse(got[0]).data.toObject().keys(), QStringList({u"pid"_qs, u"sid"_qs}));
    QVERIFY(peer.pid().size() >= 22); // 128 bits
    QVERIFY(got[1].startsWith(u"42[\"server:hello\",{\"protocol\":1,"_qs));
    QVERIFY2(got[1].endsWith(u"},\"0\"]"_qs), qPrintable(got[1]));

    peer.says(u"420[\"join\",\"kim\"]"_qs);
    got = peer.take();
    QCOMPARE(got.size(), 2);
    QVERIFY(got[0].startsWith(u"430[{"_qs));
    QCOMPARE(Received::parse(got[1]).object()[u"chat"].toString(), welcomeOfKim);
    QVERIFY(got[1].endsWith(u"},\"1\"]"_qs));

    peer.says(sendFrame(u"\"hello\""_qs));
    got = peer.take();
    QCOMPARE(got.size(), 1); // its own message too, and no ack
    QVERIFY(got[0].startsWith(u"42[\"message\",{"_qs));
    QVERIFY(got[0].endsWith(u"},\"2\"]"_qs));
    QCOMPARE(Received::parse(got[0]).object()[u"chat"].toString(), u"hello"_qs);

    peer.says(u"41"_qs);
    QVERIFY(peer.take().isEmpty());
    QVERIFY(!peer.isClosed());
}

void tst_ClassicProfile::messagesHaveTheFieldsOfTheSeed()
{
    static const QRegularExpression id(u"^[0-9a-f]{24}$"_qs);
    static const QRegularExpression time(
        u"^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$"_qs);
    HubWorld world;
    Peer peer(world);
    peer.joinClassic(u"kim"_qs);
    peer.says(sendFrame(u"\"hello\""_qs));
    const QJsonObject message = peer.last().object();
    const QJsonObject welcome = peer.received()[peer.received().size() - 2].object();
    for (const QJsonObject &object : {message, welcome}) {
        QVERIFY(id.match(object[u"_id"].toString()).hasMatch());
        QVERIFY(time.match(object[u"createdAt"].toString()).hasMatch());
        QVERIFY(time.match(object[u"updatedAt"].toString()).hasMatch());
        QCOMPARE(object[u"__v"], QJsonValue(0));
    }
    const QJsonObject user = message[u"user"].toObject();
    QCOMPARE(user[u"id"], peer.ack(999)[u"user"].toObject()[u"_id"]);
    QCOMPARE(user[u"userName"].toString(), u"kim"_qs);
    QCOMPARE(user[u"name"].toString(), u"kim"_qs);
    const QJsonObject system = welcome[u"user"].toObject();
    QVERIFY(system[u"id"].isNull());
    QCOMPARE(system[u"name"].toString(), u"system"_qs);
    QCOMPARE(system[u"userName"].toString(), u"system"_qs);
    QCOMPARE(welcome[u"type"].toString(), u"system"_qs);
}

void tst_ClassicProfile::theJoinAckHasItsFlags()
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

void tst_ClassicProfile::aJoinNeedsNoAckId()
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

void tst_ClassicProfile::aNameThatIsNoStringIsABadName_data()
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

void tst_ClassicProfile::aNameThatIsNoStringIsABadName()
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

void tst_ClassicProfile::aTakenNameSuggestsAnother()
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

void tst_ClassicProfile::theJoinIsAnsweredWhenAllOfItIsDurable()
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

void tst_ClassicProfile::aSecondJoinRenamesWithoutASecondWelcome()
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

void tst_ClassicProfile::aSecondJoinOfTheSameNameChangesNothing()
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

void tst_ClassicProfile::twoJoinsInOneBreath()
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

void tst_ClassicProfile::aRefusedSecondJoinChangesNothing()
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

void tst_ClassicProfile::aFailedSecondJoinChangesNothing_data()
{
    QTest::addColumn<QString>("failing");
    QTest::newRow("the way back") << u"SaveRecovery"_qs;
    QTest::newRow("entering") << u"EnterRoom"_qs;
}

void tst_ClassicProfile::aFailedSecondJoinChangesNothing()
{
    QFETCH(QString, failing);
    HubWorld world;
    Peer other(world);
    other.joinClassic(u"open"_qs);
    Peer peer(world);
    peer.joinClassic(u"kim"_qs);
    world.store.failChange = failing;
    peer.says(u"420[\"join\",\"open\"]"_qs); // somebody else's open name: that person from now on
    QCOMPARE(codeOf(peer.ack(0)), u"STORE_FAILED"_qs);
    world.store.failChange.clear();
    peer.says(sendFrame(u"\"hi\""_qs));
    QCOMPARE(peer.last().object()[u"user"].toObject()[u"name"].toString(), u"kim"_qs);

    peer.breaks(); // and so it comes back, not as the one it was refused to be
    Peer back(world);
    back.says(peer.comesBack());
    back.says(sendFrame(u"\"again\""_qs));
    QCOMPARE(back.last().object()[u"user"].toObject()[u"name"].toString(), u"kim"_qs);
}

void tst_ClassicProfile::sendBeforeJoinIsRefused()
{
    HubWorld world;
    Peer member(world);
    member.joinClassic(u"kim"_qs);
    (void)member.take();
    Peer peer(world);
    peer.says(u"40"_qs);
    (void)peer.take();
    peer.says(sendFrame(u"\"hi\""_qs, u"0"_qs));
    QCOMPARE(codeOf(peer.ack(0)), u"NOT_JOINED"_qs);
    (void)peer.take();
    peer.says(sendFrame(u"\"hi\""_qs));
    const QStringList got = peer.take();
    QCOMPARE(got.size(), 1);
    QVERIFY(endsInObject(got[0]));
    const QJsonObject notice = Received::parse(got[0]).object();
    QCOMPARE(notice[u"type"].toString(), u"system"_qs);
    QVERIFY(notice[u"user"].toObject()[u"id"].isNull());
    QVERIFY(!notice[u"chat"].toString().isEmpty());
    QVERIFY(member.take().isEmpty());
    QVERIFY(world.store.committedOf<AppendMessage>().isEmpty());
}

void tst_ClassicProfile::refusalsWithoutAckIdAreSystemMessages_data()
{
    QTest::addColumn<QString>("argument");
    QTest::addColumn<QString>("code");
    const QString badRequest = u"BAD_REQUEST"_qs;
    QTest::newRow("null") << u"null"_qs << badRequest;
    QTest::newRow("number") << u"7"_qs << badRequest;
    QTest::newRow("object") << u"{\"chat\":\"hi\"}"_qs << badRequest;
    QTest::newRow("array") << u"[]"_qs << badRequest;
    QTest::newRow("empty") << u"\"\""_qs << badRequest;
    QTest::newRow("U+0000") << u"\"a\\u0000b\""_qs << badRequest;
    QTest::newRow("lone surrogate") << u"\"a\\ud800\""_qs << badRequest;
    QTest::newRow("8,001") << u'"' + QString(8'001, u'x') + u'"' << u"TOO_LARGE"_qs;
}

void tst_ClassicProfile::refusalsWithoutAckIdAreSystemMessages()
{
    QFETCH(QString, argument);
    HubWorld world;
    Peer other(world);
    other.joinClassic(u"lee"_qs);
    Peer peer(world);
    peer.joinClassic(u"kim"_qs);
    const QString offset = peer.offset();
    (void)peer.take();
    (void)other.take();
    peer.says(sendFrame(argument));
    const QStringList got = peer.take();
    QCOMPARE(got.size(), 1);
    QVERIFY(endsInObject(got[0]));
    QCOMPARE(peer.offset(), offset); // what is in no log must not look like a place in it
    QCOMPARE(peer.last().object()[u"type"].toString(), u"system"_qs);
    QVERIFY(other.take().isEmpty());
    peer.says(sendFrame(u"\"hi\""_qs));
    QCOMPARE(peer.chats().last(), u"hi"_qs);
}

void tst_ClassicProfile::refusalsWithAckIdAreAcks_data()
{
    refusalsWithoutAckIdAreSystemMessages_data();
}

void tst_ClassicProfile::refusalsWithAckIdAreAcks()
{
    QFETCH(QString, argument);
    QFETCH(QString, code);
    HubWorld world;
    Peer peer(world);
    peer.joinClassic(u"kim"_qs);
    (void)peer.take();
    peer.says(sendFrame(argument, u"17"_qs));
    QCOMPARE(peer.take().size(), 1);
    const QJsonObject ack = peer.ack(17);
    QCOMPARE(ack[u"ok"], QJsonValue(false));
    QCOMPARE(codeOf(ack), code);
    QVERIFY(!ack[u"error"].toString().isEmpty());
    QCOMPARE(ack[u"limit"].toInt(), code == u"TOO_LARGE" ? 8'000 : 0);
}

void tst_ClassicProfile::aSendWithAckIdIsAnswered()
{
    HubWorld world;
    Peer peer(world);
    peer.joinClassic(u"kim"_qs);
    (void)peer.take();
    peer.says(sendFrame(u"\"hi\""_qs, u"0"_qs));
    const QStringList got = peer.take();
    QCOMPARE(got.size(), 2);
    QVERIFY(got[0].startsWith(u"430[{\"ok\":true,\"message\":{"_qs)); // the ack, then the event
    QVERIFY(got[1].startsWith(u"42[\"message\",{"_qs));
    QCOMPARE(peer.ack(0)[u"message"], QJsonValue(peer.last().object()));

    world.store.failNextChanges = 2;
    peer.says(sendFrame(u"\"hi\""_qs, u"1"_qs));
    QCOMPARE(codeOf(peer.ack(1)), u"STORE_FAILED"_qs);
    (void)peer.take();
    peer.says(sendFrame(u"\"hi\""_qs));
    QVERIFY(endsInObject(peer.take().value(0)));
}

void tst_ClassicProfile::framesBehindAJoinWaitForIt()
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

void tst_ClassicProfile::aDisconnectBehindAJoinWaitsForIt()
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

void tst_ClassicProfile::aFailedJoinCanBeTriedAgain_data()
{
    QTest::addColumn<QString>("failing");
    for (const QString &kind : {u"CreateUser"_qs, u"SaveRecovery"_qs, u"EnterRoom"_qs}) {
        QTest::newRow(qPrintable(kind)) << kind;
    }
}

void tst_ClassicProfile::aFailedJoinCanBeTriedAgain()
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

void tst_ClassicProfile::theRateIsLimited()
{
    HubWorld world;
    Peer peer(world);
    peer.joinClassic(u"kim"_qs);
    for (int i = 0; i < 30; ++i) {
        peer.says(sendFrame(u"\"x\""_qs));
    }
    QCOMPARE(peer.chats().size(), 31);
    peer.says(sendFrame(u"\"x\""_qs, u"0"_qs));
    QCOMPARE(codeOf(peer.ack(0)), u"SLOW_DOWN"_qs);
    QCOMPARE(peer.ack(0)[u"retryAfterMs"].toInt(), 100);
    peer.says(sendFrame(u"\"x\""_qs));
    QCOMPARE(peer.last().object()[u"type"].toString(), u"system"_qs);
    QVERIFY(endsInObject(peer.last().raw));
    world.clock.ms += 100;
    peer.says(sendFrame(u"\"x\""_qs, u"1"_qs));
    QCOMPARE(codeOf(peer.ack(1)), u"ok"_qs);
}

void tst_ClassicProfile::aNativeConnectionDoesNotJoinClassically()
{
    HubWorld world;
    Peer peer(world);
    peer.says(u"40{\"maru\":1}"_qs);
    peer.says(u"420[\"join\",\"kim\"]"_qs);
    QCOMPARE(codeOf(peer.ack(0)), u"BAD_REQUEST"_qs);
    QCOMPARE(peer.ack(0)[u"succese"], QJsonValue(false));
    QVERIFY(!world.userNamed(u"kim"_qs));
}

void tst_ClassicProfile::unknownEventsAreAnswered()
{
    HubWorld world;
    Peer peer(world);
    peer.says(u"40"_qs);
    (void)peer.take();
    peer.says(u"420[\"typing\",\"kim\"]"_qs);
    peer.says(u"421[42]"_qs);
    peer.says(u"42[\"typing\"]"_qs);
    QCOMPARE(peer.take().size(), 2);
    QCOMPARE(codeOf(peer.ack(0)), u"UNKNOWN_EVENT"_qs);
    QCOMPARE(codeOf(peer.ack(1)), u"UNKNOWN_EVENT"_qs);
    QVERIFY(!peer.isClosed());
}

void tst_ClassicProfile::twoConnectionsOfOneOpenName()
{
    HubWorld world;
    Peer first(world);
    Peer second(world);
    first.joinClassic(u"kim"_qs);
    second.joinClassic(u"kim"_qs);
    first.says(sendFrame(u"\"from the first\""_qs));
    first.breaks(); // takes nothing from the other
    second.says(sendFrame(u"\"from the second\""_qs));
    QCOMPARE(second.chats(), QStringList({u"from the first"_qs, u"from the second"_qs}));
}

void tst_ClassicProfile::classicConnectionsMaySpeakNatively()
{
    HubWorld world;
    Peer peer(world);
    peer.joinClassic(u"kim"_qs);
    const QString lobby = world.roomNamed(u"lobby"_qs).room.id.toString();
    peer.says(u"420[\"message:history\",{\"room\":\"%1\"}]"_qs.arg(lobby));
    QCOMPARE(peer.ack(0)[u"messages"].toArray().size(), 1);

    // session:leave is for good here too.
    peer.says(u"421[\"session:leave\",{}]"_qs);
    QCOMPARE(codeOf(peer.ack(1)), u"ok"_qs);
    peer.says(sendFrame(u"\"hi\""_qs, u"2"_qs));
    QCOMPARE(codeOf(peer.ack(2)), u"NOT_JOINED"_qs);
    peer.breaks();
    Peer back(world);
    back.says(peer.comesBack());
    back.says(sendFrame(u"\"hi\""_qs, u"0"_qs));
    QCOMPARE(codeOf(back.ack(0)), u"NOT_JOINED"_qs);
}

void tst_ClassicProfile::namespacesOfOneConnectionAreStrangers()
{
    HubWorld world;
    (void)world.makeRoom(u"방1"_qs);
    Peer peer(world);
    peer.joinClassic(u"kim"_qs);
    peer.says(u"40/방1,"_qs);
    peer.says(u"42/방1,0[\"sendMessage\",\"hi\"]"_qs);
    QCOMPARE(codeOf(peer.ack(0, u"/방1"_qs)), u"NOT_JOINED"_qs);
    peer.says(u"42/방1,1[\"join\",\"lee\"]"_qs);
    QCOMPARE(codeOf(peer.ack(1, u"/방1"_qs)), u"ok"_qs);
    (void)peer.take();
    peer.says(u"42/방1,[\"sendMessage\",\"안녕\"]"_qs);
    const QStringList got = peer.take();
    QCOMPARE(got.size(), 1);
    QVERIFY(got[0].startsWith(u"42/방1,[\"message\",{"_qs));
    peer.says(u"41/방1"_qs);
    peer.says(sendFrame(u"\"still here\""_qs));
    QCOMPARE(peer.chats().last(), u"still here"_qs);
}

void tst_ClassicProfile::aConnectionMayDieAnywhere()
{
    // After each number of answers, with everything under way, for each end there is.
    for (const CloseReason reason :
         {CloseReason::PeerClosed, CloseReason::PeerLeft, CloseReason::SlowConsumer}) {
        for (int answers = 0; answers < 30; ++answers) {
            HubWorld world;
            Peer other(world);
            other.joinClassic(u"lee"_qs);
            world.store.isHeld = true;
            Peer peer(world);
            peer.emits(u"40"_qs);
            peer.emits(u"420[\"join\",\"kim\"]"_qs);
            peer.emits(sendFrame(u"\"a\""_qs, u"1"_qs));
            peer.emits(u"422[\"join\",\"park\"]"_qs);
            peer.emits(sendFrame(u"\"b\""_qs));
            for (int i = 0; i < answers && !world.store.waiting().isEmpty(); ++i) {
                world.answer();
            }
            if (reason == CloseReason::PeerLeft) {
                peer.says(u"1"_qs);
            } else {
                peer.breaks(reason);
            }
            world.store.isHeld = false;
            world.settle();
            QVERIFY(peer.isClosed());
            QCOMPARE(world.hub().connectionCount(), 1);
            other.says(sendFrame(u"\"alive\""_qs));
            QCOMPARE(other.chats().last(), u"alive"_qs);
        }
    }
}

QTEST_GUILESS_MAIN(tst_ClassicProfile)
#include "tst_classicprofile.moc"
