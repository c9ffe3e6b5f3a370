// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "hubworld.h"
#include "nativeworld.h"
#include "server/chat/objectid.h"

#include <QRegularExpression>
#include <QTest>

using namespace maru;
using namespace maru::server;

class tst_NativeProfile : public QObject
{
    Q_OBJECT

private slots:
    void helloComesRightAfterConnect();
    void helloComesBeforeWhatHadWaited();
    void everyEventNeedsAJoin_data();
    void everyEventNeedsAJoin();
    void badInputIsNamed_data();
    void badInputIsNamed();
    void sendIsAckedThenTold();
    void duplicatesAreAckedAndNotToldAgain();
    void refusalsOfSend_data();
    void refusalsOfSend();
    void historyAndChangesAndRooms();
    void theRateIsPerUser();
    void withoutLimitsNobodyIsSlowedDown();
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
