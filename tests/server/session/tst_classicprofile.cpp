// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "classictools.h"
#include "hubworld.h"

#include <QRegularExpression>
#include <QTest>

using namespace maru;
using namespace maru::server;

class tst_ClassicProfile : public QObject
{
    Q_OBJECT

private slots:
    void theSeedsConversation();
    void messagesHaveTheFieldsOfTheSeed();
    void sendBeforeJoinIsRefused();
    void refusalsWithoutAckIdAreSystemMessages_data();
    void refusalsWithoutAckIdAreSystemMessages();
    void refusalsWithAckIdAreAcks_data();
    void refusalsWithAckIdAreAcks();
    void aSendWithAckIdIsAnswered();
    void theRateIsLimited();
    void unknownEventsAreAnswered();
    void twoConnectionsOfOneOpenName();
    void classicConnectionsMaySpeakNatively();
    void namespacesOfOneConnectionAreStrangers();
    void aConnectionMayDieAnywhere();
    void aNameThatIsClaimedDuringAJoinIsNotJoined_data();
    void aNameThatIsClaimedDuringAJoinIsNotJoined();
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

void tst_ClassicProfile::aNameThatIsClaimedDuringAJoinIsNotJoined_data()
{
    QTest::addColumn<IdentityMode>("mode");
    QTest::addColumn<bool>("byAdministrator");
    QTest::addColumn<bool>("readsSeeLaterChanges");
    QTest::addColumn<int>("answers");
    for (int answers = 0; answers < 6; ++answers) {
        for (const bool later : {false, true}) {
            const char *quick = later ? ", reads are quick" : "";
            QTest::addRow("profile:set, after %d answers%s", answers, quick)
                << IdentityMode::Claimed << false << later << answers;
            QTest::addRow("user passwd, after %d answers%s", answers, quick)
                << IdentityMode::Claimed << true << later << answers;
        }
    }
    QTest::newRow("names are anybody's") << IdentityMode::Open << false << false << 0;
}

// By a password, from a session without a token: nobody with one is here, before or after.
void tst_ClassicProfile::aNameThatIsClaimedDuringAJoinIsNotJoined()
{
    QFETCH(IdentityMode, mode);
    QFETCH(bool, byAdministrator);
    QFETCH(bool, readsSeeLaterChanges);
    QFETCH(int, answers);
    HubWorld world(WorldConfig{.identity = mode});
    Peer first(world);
    first.joinClassic(u"kim"_qs);
    const UserId kim = world.userNamed(u"kim"_qs)->user.id;
    Peer second(world);
    second.says(u"40"_qs);
    world.store.isHeld = true;
    world.store.readsSeeLaterChanges = readsSeeLaterChanges;
    if (byAdministrator) {
        world.hub().domain().people.accounts.setPassword(kim, u"correct horse"_qs,
                                                         [](const auto &) {});
    } else {
        first.says(u"420[\"profile:set\",{\"password\":\"correct horse\"}]"_qs);
        world.answer(); // it may: now its password is hashed
    }
    second.says(u"420[\"join\",\"kim\"]"_qs);
    const auto isSetting = [&world] {
        return world.store.waiting().contains(u"SetProfile"_qs);
    };
    for (int i = 0; i < answers && !world.store.waiting().isEmpty() && !isSetting(); ++i) {
        world.answer();
    }
    QTRY_VERIFY_WITH_TIMEOUT(isSetting(), 20'000);
    world.store.isHeld = false;
    world.settle();
    QVERIFY(world.userNamed(u"kim"_qs)->isHeld);
    if (mode == IdentityMode::Open) {
        QCOMPARE(codeOf(second.ack(0)), u"ok"_qs);
        QCOMPARE(world.hub().sessionCount(kim), 2);
        return;
    }
    QVERIFY(second.isClosed() || codeOf(second.ack(0)) == u"NAME_TAKEN");
    QCOMPARE(first.isClosed(), byAdministrator); // who has set it stays
    QCOMPARE(world.hub().sessionCount(kim), byAdministrator ? 0 : 1);
}

QTEST_GUILESS_MAIN(tst_ClassicProfile)
#include "tst_classicprofile.moc"
