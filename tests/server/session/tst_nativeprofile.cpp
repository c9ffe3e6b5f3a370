// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "hubworld.h"
#include "server/chat/objectid.h"

#include <QRegularExpression>
#include <QTest>

using namespace maru;
using namespace maru::server;

namespace {

QString frame(int id, const QString &event, const QJsonObject &argument)
{
    return u"42%1[\"%2\",%3]"_qs.arg(QString::number(id), event, json(argument));
}

struct World : HubWorld
{
    explicit World(const WorldConfig &config = {})
        : HubWorld(config)
        , lobby(roomNamed(u"lobby"_qs).room.id.toString())
    { }

    [[nodiscard]] QString send(int id, const QString &chat, const QString &cid) const
    {
        return frame(id, u"message:send"_qs,
                     {{u"cid"_qs, cid}, {u"room"_qs, lobby}, {u"chat"_qs, chat}});
    }

    QString lobby;
};

} // namespace

class tst_NativeProfile : public QObject
{
    Q_OBJECT

private slots:
    void helloComesRightAfterConnect();
    void helloComesBeforeWhatHadWaited();
    void joiningNeedsTheMaruFlag();
    void theJoinAckTellsAll();
    void theTokenComesBackWithoutANewOne();
    void whatWasSaidBeforeTheAckIsInTheRevs();
    void everyEventNeedsAJoin_data();
    void everyEventNeedsAJoin();
    void badInputIsNamed_data();
    void badInputIsNamed();
    void sendIsAckedThenTold();
    void duplicatesAreAckedAndNotToldAgain();
    void refusalsOfSend_data();
    void refusalsOfSend();
    void historyAndChangesAndRooms();
    void leavingRevokesTheTokenEverywhere();
    void leavingWithoutATokenLeaves();
    void aFailedLeaveChangesNothing();
    void aTokenRevokedDuringAJoinDoesNotJoin_data();
    void aTokenRevokedDuringAJoinDoesNotJoin();
    void aMembershipThatEndsDuringAJoinIsOver_data();
    void aMembershipThatEndsDuringAJoinIsOver();
    void aRoomThatIsMadeDuringAJoinIsSeen_data();
    void aRoomThatIsMadeDuringAJoinIsSeen();
    void aFailedJoinCanBeTriedAgain_data();
    void aFailedJoinCanBeTriedAgain();
    void aSecondJoinChangesThePerson();
    void framesBehindAJoinWaitForIt();
    void theRateIsPerUser();
    void withoutLimitsNobodyIsSlowedDown();
    void lostConnectionsKeepNothingBehind();
    void aConnectionMayDieAnywhere();
    void whereOthersListenNoSecretTravels();
};

void tst_NativeProfile::helloComesRightAfterConnect()
{
    WorldConfig config;
    config.hub.serverName = u"3학년 2반"_qs;
    config.hub.serverVersion = u"0.1.0"_qs;
    World world(config);
    Peer peer(world);
    peer.says(u"40{\"maru\":1}"_qs);
    const QStringList got = peer.take();
    QCOMPARE(got.size(), 2);
    static const QRegularExpression reply(u"^40\\{\"sid\":\"[\\w-]{20}\"\\}$"_qs); // no pid
    QVERIFY2(reply.match(got[0]).hasMatch(), qPrintable(got[0]));
    const Received hello = Received::parse(got[1]);
    QCOMPARE(hello.event(), u"server:hello"_qs);
    QCOMPARE(hello.data.toArray().size(), 2); // no offset
    QCOMPARE(hello.object()[u"protocol"].toInt(), 1);
    QCOMPARE(hello.object()[u"server"].toString(), u"maru-server"_qs);
    QCOMPARE(hello.object()[u"version"].toString(), u"0.1.0"_qs);
    QCOMPARE(hello.object()[u"name"].toString(), u"3학년 2반"_qs);
    QVERIFY(hello.object()[u"features"].isArray());
    QVERIFY(hello.object()[u"limits"].isObject());
}

void tst_NativeProfile::helloComesBeforeWhatHadWaited()
{
    for (const QString &connectFrame : {u"40"_qs, u"40{\"maru\":1}"_qs}) {
        World world;
        world.store.isHeld = true;
        Peer peer(world);
        peer.emits(connectFrame);
        peer.emits(u"420[\"nonsense\"]"_qs);
        peer.emits(u"421[\"sendMessage\",\"hi\"]"_qs);
        world.store.isHeld = false;
        world.settle();
        const QList<Received> got = peer.received().sliced(1);
        QCOMPARE(got.size(), 4);
        QCOMPARE(got[0].type, u"40"_qs);
        QCOMPARE(got[1].event(), u"server:hello"_qs);
        QCOMPARE(got[2].id, u"0"_qs);
        QCOMPARE(got[3].id, u"1"_qs);
    }
}

void tst_NativeProfile::joiningNeedsTheMaruFlag()
{
    World world;
    Peer peer(world);
    peer.says(u"40"_qs);
    peer.says(u"420[\"session:join\",{\"userName\":\"kim\"}]"_qs);
    QCOMPARE(codeOf(peer.ack(0)), u"BAD_REQUEST"_qs);
    QVERIFY(peer.ack(0)[u"error"].toString().contains(u"maru"));
    QVERIFY(!world.userNamed(u"kim"_qs));
}

void tst_NativeProfile::theJoinAckTellsAll()
{
    World world;
    (void)world.makeRoom(u"other"_qs);
    Peer peer(world);
    const QJsonObject ack = peer.joinNative(u"김민수"_qs);
    QCOMPARE(ack[u"ok"], QJsonValue(true));
    const QJsonObject user = ack[u"user"].toObject();
    QCOMPARE(user[u"userName"].toString(), u"김민수"_qs);
    QCOMPARE(user[u"name"].toString(), u"김민수"_qs);
    QCOMPARE(user[u"role"].toString(), u"member"_qs);
    QCOMPARE(user[u"isOnline"], QJsonValue(true));
    QVERIFY(ack[u"token"].toString().size() >= 22);
    QCOMPARE(ack[u"rooms"].toArray().size(), 1); // the home room and no other
    const QJsonObject room = ack[u"rooms"][0].toObject();
    QCOMPARE(room[u"_id"].toString(), world.lobby);
    QCOMPARE(room[u"rev"].toInt(), 1); // the welcome
    QCOMPARE(ack[u"serverTime"].toString(), QString::fromLatin1(isoTime(world.clock.ms)));
    QVERIFY(ack[u"limits"].isObject());
    QVERIFY(peer.chats().isEmpty()); // the welcome is in the rev
}

void tst_NativeProfile::theTokenComesBackWithoutANewOne()
{
    World world;
    Peer first(world);
    const QJsonObject joined = first.joinNative(u"kim"_qs);
    const QString token = joined[u"token"].toString();
    first.breaks();
    Peer second(world);
    const QJsonObject again = second.joinNative(u"kim"_qs, token);
    QCOMPARE(codeOf(again), u"ok"_qs);
    QCOMPARE(again[u"user"].toObject()[u"_id"], joined[u"user"].toObject()[u"_id"]);
    QVERIFY(!again.contains(u"token"));
    Peer thief(world);
    QCOMPARE(codeOf(thief.joinNative(u"kim"_qs, u"guess"_qs)), u"BAD_CREDENTIALS"_qs);
    Peer other(world);
    QCOMPARE(codeOf(other.joinNative(u"kim"_qs)), u"NAME_TAKEN"_qs);
    QCOMPARE(other.ack(999)[u"suggestion"].toString(), u"kim (2)"_qs);
}

void tst_NativeProfile::whatWasSaidBeforeTheAckIsInTheRevs()
{
    // Whatever is said while the join is under way is either told or in the rev of the answer.
    for (const bool readsSeeLaterChanges : {false, true}) {
        for (int answers = 0; answers < 8; ++answers) {
            World world;
            Peer peer(world);
            peer.says(u"40{\"maru\":1}"_qs);
            world.store.isHeld = true;
            world.store.readsSeeLaterChanges = readsSeeLaterChanges;
            peer.says(u"420[\"session:join\",{\"userName\":\"kim\"}]"_qs);
            for (int i = 0; i < answers && !world.store.waiting().isEmpty(); ++i) {
                world.answer();
            }
            world.say(u"meanwhile"_qs);
            world.store.isHeld = false;
            world.settle();
            world.say(u"later"_qs);
            QSet<qint64> known;
            const qint64 rev = peer.ack(0)[u"rooms"][0][u"rev"].toInteger();
            for (qint64 i = 1; i <= rev; ++i) {
                known.insert(i);
            }
            const QList<qint64> told = peer.seqs();
            known.unite(QSet<qint64>(told.begin(), told.end()));
            QCOMPARE(known, QSet<qint64>({1, 2, 3}));
            QVERIFY(std::is_sorted(told.begin(), told.end()));
        }
    }
}

void tst_NativeProfile::everyEventNeedsAJoin_data()
{
    QTest::addColumn<QString>("event");
    QTest::addColumn<QString>("argument");
    QTest::newRow("send") << u"message:send"_qs
                          << u"{\"cid\":\"1\",\"room\":\"r\",\"chat\":\"hi\"}"_qs;
    QTest::newRow("history") << u"message:history"_qs << u"{\"room\":\"r\"}"_qs;
    QTest::newRow("changes") << u"message:changes"_qs << u"{\"room\":\"r\",\"afterRev\":0}"_qs;
    QTest::newRow("rooms") << u"room:list"_qs << u"{}"_qs;
    QTest::newRow("leave") << u"session:leave"_qs << u"{}"_qs;
}

void tst_NativeProfile::everyEventNeedsAJoin()
{
    QFETCH(QString, event);
    QFETCH(QString, argument);
    World world;
    for (const QString &connectFrame : {u"40{\"maru\":1}"_qs, u"40"_qs}) {
        Peer peer(world);
        peer.says(connectFrame);
        (void)peer.take();
        peer.says(u"420[\"%1\",%2]"_qs.arg(event, argument));
        QCOMPARE(codeOf(peer.ack(0)), u"NOT_JOINED"_qs);
        peer.says(u"42[\"%1\",%2]"_qs.arg(event, argument));
        QCOMPARE(peer.take().size(), 1);
        QVERIFY(!peer.isClosed());
    }
}

void tst_NativeProfile::badInputIsNamed_data()
{
    QTest::addColumn<QString>("rest"); // of the array
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("named");
    const QString bad = u"BAD_REQUEST"_qs;
    const auto row = [&bad](const char *name, const QString &rest, const QString &named) {
        QTest::newRow(name) << rest << bad << named;
    };
    row("no argument", u"\"message:send\""_qs, u"message:send"_qs);
    row("a string", u"\"message:send\",\"hi\""_qs, u"message:send"_qs);
    row("null", u"\"message:history\",null"_qs, u"message:history"_qs);
    row("an array", u"\"message:changes\",[]"_qs, u"message:changes"_qs);
    row("two objects", u"\"room:list\",{},{}"_qs, u"room:list"_qs);
    row("no cid", u"\"message:send\",{\"room\":\"r\",\"chat\":\"x\"}"_qs, u"cid"_qs);
    row("empty cid", u"\"message:send\",{\"cid\":\"\",\"room\":\"r\",\"chat\":\"x\"}"_qs,
        u"cid"_qs);
    row("long cid",
        u"\"message:send\",{\"cid\":\"%1\",\"room\":\"r\",\"chat\":\"x\"}"_qs.arg(
            QString(65, u'c')),
        u"cid"_qs);
    row("cid in hangul", u"\"message:send\",{\"cid\":\"가\",\"room\":\"r\",\"chat\":\"x\"}"_qs,
        u"cid"_qs);
    row("cid is a number", u"\"message:send\",{\"cid\":1,\"room\":\"r\",\"chat\":\"x\"}"_qs,
        u"cid"_qs);
    row("no room", u"\"message:send\",{\"cid\":\"1\",\"chat\":\"x\"}"_qs, u"room"_qs);
    row("no chat", u"\"message:send\",{\"cid\":\"1\",\"room\":\"r\"}"_qs, u"chat"_qs);
    row("chat is null", u"\"message:send\",{\"cid\":\"1\",\"room\":\"r\",\"chat\":null}"_qs,
        u"chat"_qs);
    row("history without room", u"\"message:history\",{}"_qs, u"room"_qs);
    row("history both ways", u"\"message:history\",{\"room\":\"r\",\"before\":1,\"after\":1}"_qs,
        u"after"_qs);
    row("negative seq", u"\"message:history\",{\"room\":\"r\",\"before\":-1}"_qs, u"before"_qs);
    row("limit 0", u"\"message:history\",{\"room\":\"r\",\"limit\":0}"_qs, u"limit"_qs);
    row("no rev", u"\"message:changes\",{\"room\":\"r\"}"_qs, u"afterRev"_qs);
    row("half a rev", u"\"message:changes\",{\"room\":\"r\",\"afterRev\":0.5}"_qs, u"afterRev"_qs);
    row("no name", u"\"session:join\",{}"_qs, u"userName"_qs);
    row("name is a number", u"\"session:join\",{\"userName\":1}"_qs, u"userName"_qs);
    row("token is an object", u"\"session:join\",{\"userName\":\"x\",\"token\":{}}"_qs,
        u"token"_qs);
    row("leave without object", u"\"session:leave\""_qs, u"session:leave"_qs);
    QTest::newRow("bad name") << u"\"session:join\",{\"userName\":\"system\"}"_qs << u"BAD_NAME"_qs
                              << u"reserved"_qs;
    QTest::newRow("long query") << u"\"room:list\",{\"query\":\"%1\"}"_qs.arg(QString(257, u'x'))
                                << u"TOO_LARGE"_qs << u"query"_qs;
    QTest::newRow("unknown") << u"\"message:explode\",{}"_qs << u"UNKNOWN_EVENT"_qs << QString();
}

void tst_NativeProfile::badInputIsNamed()
{
    QFETCH(QString, rest);
    QFETCH(QString, code);
    QFETCH(QString, named);
    World world;
    Peer peer(world);
    (void)peer.joinNative(u"kim"_qs);
    peer.says(u"420[%1]"_qs.arg(rest));
    const QJsonObject ack = peer.ack(0);
    QCOMPARE(ack[u"ok"], QJsonValue(false));
    QCOMPARE(codeOf(ack), code);
    QVERIFY2(ack[u"error"].toString().contains(named), qPrintable(ack[u"error"].toString()));
    (void)peer.take();
    peer.says(u"42[%1]"_qs.arg(rest)); // nobody asked for an answer
    QVERIFY(peer.take().isEmpty());
    peer.says(world.send(1, u"still here"_qs, u"1"_qs));
    QCOMPARE(codeOf(peer.ack(1)), u"ok"_qs);
}

void tst_NativeProfile::sendIsAckedThenTold()
{
    World world;
    Peer peer(world);
    (void)peer.joinNative(u"kim"_qs);
    (void)peer.take();
    world.store.isHeld = true;
    peer.says(world.send(0, u"안녕"_qs, u"c1"_qs));
    QVERIFY(peer.take().isEmpty()); // not before COMMIT
    world.answer();
    const QStringList got = peer.take();
    QCOMPARE(got.size(), 2);
    QVERIFY(got[0].startsWith(u"430[{\"ok\":true,\"message\":{"_qs));
    const Received told = Received::parse(got[1]);
    QCOMPARE(told.event(), u"message"_qs);
    QCOMPARE(told.data.toArray().size(), 2); // exactly one object
    QCOMPARE(QJsonValue(told.object()), peer.ack(0)[u"message"]);
    QCOMPARE(told.object()[u"cid"].toString(), u"c1"_qs);
    QCOMPARE(told.object()[u"chat"].toString(), u"안녕"_qs);
    QCOMPARE(told.object()[u"room"].toString(), world.lobby);
    QVERIFY(!peer.ack(0).contains(u"duplicate"));
}

void tst_NativeProfile::duplicatesAreAckedAndNotToldAgain()
{
    World world;
    Peer peer(world);
    const QString token = peer.joinNative(u"kim"_qs)[u"token"].toString();
    peer.says(world.send(0, u"hi"_qs, u"c1"_qs));
    peer.breaks(); // the ack may not have arrived: another connection sends it again
    Peer back(world);
    (void)back.joinNative(u"kim"_qs, token);
    Peer other(world);
    (void)other.joinNative(u"lee"_qs);
    (void)back.take();
    (void)other.take();
    back.says(world.send(1, u"hi"_qs, u"c1"_qs));
    QCOMPARE(back.ack(1)[u"duplicate"], QJsonValue(true));
    QCOMPARE(back.ack(1)[u"message"], peer.ack(0)[u"message"]);
    back.says(world.send(2, u"ho"_qs, u"c1"_qs));
    QCOMPARE(codeOf(back.ack(2)), u"CONFLICT"_qs);
    QCOMPARE(back.take().size(), 2);
    QVERIFY(other.take().isEmpty());
}

void tst_NativeProfile::refusalsOfSend_data()
{
    QTest::addColumn<QString>("room");
    QTest::addColumn<QString>("chat");
    QTest::addColumn<QString>("code");
    QTest::newRow("another room") << u"OTHER"_qs << u"hi"_qs << u"NOT_MEMBER"_qs;
    QTest::newRow("no room") << u"nowhere"_qs << u"hi"_qs << u"NOT_MEMBER"_qs;
    QTest::newRow("empty") << u"LOBBY"_qs << QString() << u"BAD_REQUEST"_qs;
    QTest::newRow("8,000") << u"LOBBY"_qs << QString(8'000, u'가') << u"ok"_qs;
    QTest::newRow("8,001") << u"LOBBY"_qs << QString(8'001, u'가') << u"TOO_LARGE"_qs;
    QTest::newRow("8,000 astral") << u"LOBBY"_qs << u"😀"_qs.repeated(8'000) << u"ok"_qs;
    QTest::newRow("8,001 astral") << u"LOBBY"_qs << u"😀"_qs.repeated(8'001) << u"TOO_LARGE"_qs;
    QTest::newRow("store") << u"FAIL"_qs << u"hi"_qs << u"STORE_FAILED"_qs;
}

void tst_NativeProfile::refusalsOfSend()
{
    QFETCH(QString, room);
    QFETCH(QString, chat);
    QFETCH(QString, code);
    World world;
    const QString other = world.makeRoom(u"other"_qs).room.id.toString();
    Peer peer(world);
    (void)peer.joinNative(u"kim"_qs);
    (void)peer.take();
    world.store.failNextChanges = room == u"FAIL" ? 1 : 0;
    const QString target = room == u"OTHER" ? other : room == u"nowhere" ? room : world.lobby;
    peer.says(frame(0, u"message:send"_qs,
                    {{u"cid"_qs, u"1"_qs}, {u"room"_qs, target}, {u"chat"_qs, chat}}));
    QCOMPARE(codeOf(peer.ack(0)), code);
    QCOMPARE(peer.take().size(), code == u"ok" ? 2 : 1);
    if (code == u"TOO_LARGE") {
        QCOMPARE(peer.ack(0)[u"limit"].toInt(), 8'000);
    }
}

void tst_NativeProfile::historyAndChangesAndRooms()
{
    World world;
    const QString other = world.makeRoom(u"other"_qs).room.id.toString();
    Peer peer(world);
    (void)peer.joinNative(u"kim"_qs);
    for (int i = 0; i < 4; ++i) {
        peer.says(world.send(i, QString::number(i), QString::number(i)));
    }
    peer.says(frame(10, u"message:history"_qs, {{u"room"_qs, world.lobby}, {u"limit"_qs, 2}}));
    const QJsonObject history = peer.ack(10);
    QCOMPARE(history[u"messages"].toArray().size(), 2);
    QCOMPARE(history[u"messages"][1][u"seq"].toInt(), 5);
    QCOMPARE(history[u"first"], QJsonValue(false));
    QCOMPARE(history[u"last"], QJsonValue(true));

    peer.says(frame(11, u"message:changes"_qs,
                    {{u"room"_qs, world.lobby}, {u"afterRev"_qs, 2}, {u"limit"_qs, 2}}));
    const QJsonObject changes = peer.ack(11);
    QCOMPARE(changes[u"messages"][0][u"rev"].toInt(), 3);
    QCOMPARE(changes[u"rev"].toInt(), 5);
    QCOMPARE(changes[u"more"], QJsonValue(true));

    peer.says(frame(12, u"room:list"_qs, {}));
    QCOMPARE(peer.ack(12)[u"rooms"].toArray().size(), 2);
    QCOMPARE(peer.ack(12)[u"more"], QJsonValue(false));

    for (const QString &event : {u"message:history"_qs, u"message:changes"_qs}) {
        peer.says(frame(13, event, {{u"room"_qs, other}, {u"afterRev"_qs, 0}}));
        QCOMPARE(codeOf(peer.ack(13)), u"NOT_MEMBER"_qs);
    }
    world.store.failRead = u"ReadHistory"_qs;
    peer.says(frame(14, u"message:history"_qs, {{u"room"_qs, world.lobby}}));
    QCOMPARE(codeOf(peer.ack(14)), u"STORE_FAILED"_qs);
}

void tst_NativeProfile::leavingRevokesTheTokenEverywhere()
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

void tst_NativeProfile::leavingWithoutATokenLeaves()
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

void tst_NativeProfile::aFailedLeaveChangesNothing()
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

void tst_NativeProfile::aTokenRevokedDuringAJoinDoesNotJoin_data()
{
    QTest::addColumn<int>("answers");
    for (int answers = 0; answers < 8; ++answers) {
        QTest::addRow("after %d answers", answers) << answers;
    }
}

void tst_NativeProfile::aTokenRevokedDuringAJoinDoesNotJoin()
{
    QFETCH(int, answers);
    World world;
    Peer desk(world);
    const QString token = desk.joinNative(u"kim"_qs)[u"token"].toString();
    Peer window(world);
    window.says(u"40{\"maru\":1}"_qs);
    world.store.isHeld = true;
    window.says(frame(0, u"session:join"_qs, {{u"userName"_qs, u"kim"_qs}, {u"token"_qs, token}}));
    for (int i = 0; i < answers && !world.store.waiting().isEmpty(); ++i) {
        world.answer();
    }
    desk.says(u"420[\"session:leave\",{}]"_qs);
    world.store.isHeld = false;
    world.settle();
    QCOMPARE(codeOf(desk.ack(0)), u"ok"_qs);
    window.says(world.send(1, u"still in?"_qs, u"1"_qs));
    QVERIFY(window.isClosed() || codeOf(window.ack(0)) == u"BAD_CREDENTIALS");
    QVERIFY(world.store.committedOf<AppendMessage>().isEmpty());
}

void tst_NativeProfile::aMembershipThatEndsDuringAJoinIsOver_data()
{
    aTokenRevokedDuringAJoinDoesNotJoin_data();
}

void tst_NativeProfile::aMembershipThatEndsDuringAJoinIsOver()
{
    QFETCH(int, answers);
    World world;
    Peer teacher(world);
    (void)teacher.joinNative(u"teacher"_qs);
    Peer desk(world);
    const QString token = desk.joinNative(u"kim"_qs)[u"token"].toString();
    const QString kim = world.userNamed(u"kim"_qs)->user.id.toString();
    desk.breaks();
    teacher.says(frame(1, u"room:create"_qs,
                       {{u"name"_qs, u"class"_qs},
                        {u"kind"_qs, u"private"_qs},
                        {u"members"_qs, QJsonArray{kim}}}));
    const QString room = teacher.ack(1)[u"room"][u"_id"].toString();
    Peer window(world);
    window.says(u"40{\"maru\":1}"_qs);
    world.store.isHeld = true;
    window.says(frame(0, u"session:join"_qs, {{u"userName"_qs, u"kim"_qs}, {u"token"_qs, token}}));
    for (int i = 0; i < answers && !world.store.waiting().isEmpty(); ++i) {
        world.answer();
    }
    teacher.says(frame(2, u"member:kick"_qs, {{u"room"_qs, room}, {u"user"_qs, kim}}));
    world.store.isHeld = false;
    world.settle();
    QCOMPARE(codeOf(teacher.ack(2)), u"ok"_qs);
    QCOMPARE(codeOf(window.ack(0)), u"ok"_qs);
    teacher.says(
        frame(3, u"message:send"_qs,
              {{u"cid"_qs, u"1"_qs}, {u"room"_qs, room}, {u"chat"_qs, u"among ourselves"_qs}}));
    QVERIFY(!window.chats().contains(u"among ourselves"_qs));
    QVERIFY(!world.members().isMember(UserId(kim), RoomId(room)));
}

void tst_NativeProfile::aRoomThatIsMadeDuringAJoinIsSeen_data()
{
    aTokenRevokedDuringAJoinDoesNotJoin_data();
}

void tst_NativeProfile::aRoomThatIsMadeDuringAJoinIsSeen()
{
    QFETCH(int, answers);
    World world;
    Peer desk(world);
    const QString token = desk.joinNative(u"kim"_qs)[u"token"].toString();
    Peer window(world);
    window.says(u"40{\"maru\":1}"_qs);
    world.store.isHeld = true;
    window.says(frame(0, u"session:join"_qs, {{u"userName"_qs, u"kim"_qs}, {u"token"_qs, token}}));
    for (int i = 0; i < answers && !world.store.waiting().isEmpty(); ++i) {
        world.answer();
    }
    desk.says(
        frame(1, u"room:create"_qs, {{u"name"_qs, u"class"_qs}, {u"kind"_qs, u"private"_qs}}));
    world.store.isHeld = false;
    world.settle();
    const QString room = desk.ack(1)[u"room"][u"_id"].toString();
    QVERIFY(!room.isEmpty());
    desk.says(frame(2, u"message:send"_qs,
                    {{u"cid"_qs, u"1"_qs}, {u"room"_qs, room}, {u"chat"_qs, u"from the desk"_qs}}));
    QCOMPARE(window.chats().count(u"from the desk"_qs), 1);
}

void tst_NativeProfile::aFailedJoinCanBeTriedAgain_data()
{
    QTest::addColumn<QString>("read");
    QTest::addColumn<QString>("change");
    QTest::newRow("name") << u"FindUserByName"_qs << QString();
    QTest::newRow("make") << QString() << u"CreateUser"_qs;
    QTest::newRow("enter") << QString() << u"EnterRoom"_qs;
    QTest::newRow("rooms") << u"MemberRooms"_qs << QString();
}

void tst_NativeProfile::aFailedJoinCanBeTriedAgain()
{
    QFETCH(QString, read);
    QFETCH(QString, change);
    World world(WorldConfig{.identity = IdentityMode::Open});
    Peer peer(world);
    world.store.failRead = read;
    world.store.failChange = change;
    QCOMPARE(codeOf(peer.joinNative(u"kim"_qs)), u"STORE_FAILED"_qs);
    peer.says(world.send(0, u"hi"_qs, u"1"_qs));
    QCOMPARE(codeOf(peer.ack(0)), u"NOT_JOINED"_qs);
    world.store.failRead.clear();
    world.store.failChange.clear();
    peer.says(frame(1, u"session:join"_qs, {{u"userName"_qs, u"kim"_qs}}));
    QCOMPARE(codeOf(peer.ack(1)), u"ok"_qs);
    peer.says(world.send(2, u"hi"_qs, u"1"_qs));
    QCOMPARE(codeOf(peer.ack(2)), u"ok"_qs);
}

void tst_NativeProfile::aSecondJoinChangesThePerson()
{
    World world;
    Peer peer(world);
    (void)peer.joinNative(u"kim"_qs);
    peer.says(frame(0, u"session:join"_qs, {{u"userName"_qs, u"kim"_qs}}));
    QCOMPARE(codeOf(peer.ack(0)), u"NAME_TAKEN"_qs); // its own token would open it
    peer.says(frame(1, u"session:join"_qs, {{u"userName"_qs, u"lee"_qs}}));
    QCOMPARE(codeOf(peer.ack(1)), u"ok"_qs);
    (void)peer.take();
    peer.says(world.send(2, u"hi"_qs, u"1"_qs));
    QCOMPARE(peer.take().size(), 2); // the ack, and the message once
    QCOMPARE(peer.last().object()[u"user"].toObject()[u"userName"].toString(), u"lee"_qs);
}

void tst_NativeProfile::framesBehindAJoinWaitForIt()
{
    World world;
    Peer peer(world);
    peer.says(u"40{\"maru\":1}"_qs);
    (void)peer.take();
    world.store.isHeld = true;
    peer.says(frame(0, u"session:join"_qs, {{u"userName"_qs, u"kim"_qs}}));
    for (int i = 1; i <= 5; ++i) {
        peer.says(world.send(i, QString::number(i), QString::number(i)));
    }
    peer.says(u"426[\"session:leave\",{}]"_qs);
    peer.says(world.send(7, u"too late"_qs, u"7"_qs));
    world.store.isHeld = false;
    world.settle();
    QStringList codes;
    QStringList ids;
    for (const Received &got : peer.received()) {
        if (got.type == u"43") {
            ids.append(got.id);
            codes.append(codeOf(got.object()));
        }
    }
    QCOMPARE(ids.first(), u"0"_qs);
    QCOMPARE(ids.last(), u"7"_qs);
    QCOMPARE(codes.count(u"ok"_qs), 7);
    QCOMPARE(codes.last(), u"NOT_JOINED"_qs);
    QCOMPARE(world.historyOf(world.roomNamed(u"lobby"_qs).room.id).size(), 6);
}

void tst_NativeProfile::theRateIsPerUser()
{
    World world;
    Peer desk(world);
    const QString token = desk.joinNative(u"kim"_qs)[u"token"].toString();
    Peer window(world);
    (void)window.joinNative(u"kim"_qs, token);
    Peer lee(world);
    (void)lee.joinNative(u"lee"_qs);
    for (int i = 0; i < 30; ++i) {
        Peer &peer = i % 2 == 0 ? desk : window;
        peer.says(world.send(i, u"x"_qs, QString::number(i)));
        QCOMPARE(codeOf(peer.ack(i)), u"ok"_qs);
    }
    desk.says(world.send(30, u"x"_qs, u"30"_qs));
    QCOMPARE(codeOf(desk.ack(30)), u"SLOW_DOWN"_qs);
    QCOMPARE(desk.ack(30)[u"retryAfterMs"].toInt(), 100);
    lee.says(world.send(30, u"x"_qs, u"30"_qs));
    QCOMPARE(codeOf(lee.ack(30)), u"ok"_qs);
    world.clock.ms += desk.ack(30)[u"retryAfterMs"].toInt();
    window.says(world.send(31, u"x"_qs, u"30"_qs));
    QCOMPARE(codeOf(window.ack(31)), u"ok"_qs);
    desk.says(world.send(32, u"x"_qs, u"32"_qs));
    QCOMPARE(codeOf(desk.ack(32)), u"SLOW_DOWN"_qs);
    world.clock.ms += 3'000; // full again
    for (int i = 40; i < 70; ++i) {
        desk.says(world.send(i, u"x"_qs, QString::number(i)));
        QCOMPARE(codeOf(desk.ack(i)), u"ok"_qs);
    }
}

void tst_NativeProfile::withoutLimitsNobodyIsSlowedDown()
{
    WorldConfig config;
    config.hub.limitsRates = false;
    World world(config);
    Peer peer(world);
    (void)peer.joinNative(u"kim"_qs);
    for (int i = 0; i < 200; ++i) {
        peer.emits(world.send(i, u"x"_qs, QString::number(i)));
    }
    world.settle();
    QCOMPARE(peer.chats().size(), 200);
}

void tst_NativeProfile::lostConnectionsKeepNothingBehind()
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

void tst_NativeProfile::aConnectionMayDieAnywhere()
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

void tst_NativeProfile::whereOthersListenNoSecretTravels()
{
    World world;
    Peer open(world, ConnectionInfo{.address = u"192.0.2.1"_qs, .isPrivate = false});
    const QJsonObject ack = open.joinNative(u"kim"_qs);
    QCOMPARE(codeOf(ack), u"ok"_qs);
    QVERIFY(!ack.contains(u"token"));

    // The name stays open: others may join by it, and who comes over a private way holds it.
    Peer hidden(world);
    const QString token = hidden.joinNative(u"kim"_qs)[u"token"].toString();
    QVERIFY(!token.isEmpty());
    Peer late(world, ConnectionInfo{.address = u"192.0.2.1"_qs, .isPrivate = false});
    QCOMPARE(codeOf(late.joinNative(u"kim"_qs, token)), u"AUTH_REQUIRED"_qs);
    Peer other(world, ConnectionInfo{.address = u"192.0.2.1"_qs, .isPrivate = false});
    QCOMPARE(codeOf(other.joinNative(u"kim"_qs)), u"NAME_TAKEN"_qs);
    Peer back(world);
    QCOMPARE(codeOf(back.joinNative(u"kim"_qs, token)), u"ok"_qs);
}

QTEST_GUILESS_MAIN(tst_NativeProfile)
#include "tst_nativeprofile.moc"
