// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "hubworld.h"
#include "recoverytools.h"
#include "server/chat/objectid.h"
#include "server/session/messageframe.h"

#include <QTest>

using namespace maru;
using namespace maru::server;

/// Who can come back, and what it then gets.
class tst_Recovery : public QObject
{
    Q_OBJECT

private slots:
    void everyEventIsOneObjectAndMaybeAnOffset();
    void whoCannotRecoverGetsNoOffsets();
    void theMissedComesBetweenConnectAndHello();
    void nothingMissedReplaysNothing();
    void withoutAnOffsetAllSinceTheJoinComes();
    void whatWasSaidBeforeTheJoinIsNotReplayed();
    void theWelcomeIsReplayed();
    void offsetsThatCannotBeContinuedStartAnew_data();
    void offsetsThatCannotBeContinuedStartAnew();
    void foreignPidsStartAnew_data();
    void foreignPidsStartAnew();
    void aPidBelongsToItsRoom();
    void aPidOfAPersonWhoIsGoneStartsAnew();
    void recoveryIsKeptForADay_data();
    void recoveryIsKeptForADay();
    void whoLeftForGoodStartsAnew_data();
    void whoLeftForGoodStartsAnew();
    void whoSaidEngineCloseComesBack();
    void whoNeverJoinedStartsAnew();
    void nativeClientsHaveNoWayBack();
};

void tst_Recovery::everyEventIsOneObjectAndMaybeAnOffset()
{
    HubWorld world;
    Peer peer(world);
    peer.joinClassic(u"kim"_qs);
    world.say(u"a"_qs);
    peer.says(sendFrame(u"b"_qs));
    peer.says(sendFrame(QString())); // refused by a notice
    world.say(u"c"_qs);
    world.hub().stop(u"restart"_qs, 0);
    world.settle();
    qint64 lastOffset = -1;
    int events = 0;
    for (const Received &got : peer.received()) {
        if (got.type != u"42") {
            continue;
        }
        ++events;
        const QJsonArray arguments = got.data.toArray();
        QVERIFY(arguments[1].isObject());
        const qint64 seq = arguments[1][u"seq"].toInteger();
        const bool isLogged = seq > 0 || got.event() == u"server:hello";
        QCOMPARE(arguments.size(), isLogged ? 3 : 2);
        if (isLogged) {
            const std::optional<qint64> offset = decodeOffset(arguments[2].toString());
            QVERIFY(offset);
            QVERIFY(*offset > lastOffset);
            QCOMPARE(*offset, seq);
            lastOffset = *offset;
        }
    }
    QCOMPARE(events, 7); // hello, welcome, a, b, notice, c, bye
    QCOMPARE(lastOffset, 4);
}

void tst_Recovery::whoCannotRecoverGetsNoOffsets()
{
    HubWorld world;
    {
        Peer peer(world, ConnectionInfo{.address = u"192.0.2.1"_qs, .wantsRecovery = false});
        peer.joinClassic(u"kim"_qs);
        world.say(u"hello"_qs);
        QVERIFY(peer.pid().isEmpty());
        QCOMPARE(peer.seqs(), QList<qint64>({1, 2}));
        const QList<Received> got = peer.received();
        for (const Received &packet : got) {
            QVERIFY2(packet.event().isEmpty() || packet.data.toArray().size() == 2,
                     qPrintable(packet.raw));
        }
        peer.says(u"420[\"join\",\"lee\"]"_qs); // another name, by the same way
        QCOMPARE(codeOf(peer.ack(0)), u"ok"_qs);
        peer.breaks();
    }
    Peer other(world);
    other.joinClassic(u"park"_qs);
    QVERIFY(!other.pid().isEmpty());
}

void tst_Recovery::theMissedComesBetweenConnectAndHello()
{
    HubWorld world;
    const auto lost = lostPeer(world);
    sayMany(world, 3);
    Peer back(world);
    back.says(lost->comesBack());
    const QList<Received> got = back.received().sliced(1);
    QCOMPARE(got.size(), 5);
    QCOMPARE(got[0].raw,
             u"40{\"pid\":\"%1\",\"sid\":\"%2\"}"_qs.arg(lost->pid(), lost->sid())); // the same
    for (int i = 1; i <= 3; ++i) {
        QCOMPARE(got[i].event(), u"message"_qs);
        QCOMPARE(got[i].object()[u"seq"].toInt(), i + 1);
        QVERIFY(got[i].raw.endsWith(u"},\"%1\"]"_qs.arg(i + 1)));
    }
    QCOMPARE(got[4].event(), u"server:hello"_qs);
    QVERIFY(got[4].raw.endsWith(u"},\"4\"]"_qs));

    world.say(u"live"_qs);
    QCOMPARE(back.chats().last(), u"live"_qs);
    QCOMPARE(whoIs(back), u"kim"_qs);
    QCOMPARE(back.seqs(), range(2, 6));
}

void tst_Recovery::nothingMissedReplaysNothing()
{
    HubWorld world;
    const auto lost = lostPeer(world);
    Peer back(world);
    back.says(lost->comesBack());
    QVERIFY(back.chats().isEmpty());
    QCOMPARE(back.sid(), lost->sid());
    QCOMPARE(whoIs(back), u"kim"_qs);
}

void tst_Recovery::withoutAnOffsetAllSinceTheJoinComes()
{
    HubWorld world;
    sayMany(world, 5);
    const auto lost = lostPeer(world); // its welcome is 6
    sayMany(world, 2);
    Peer back(world);
    back.says(u"40{\"pid\":\"%1\"}"_qs.arg(lost->pid()));
    QCOMPARE(back.sid(), lost->sid());
    QCOMPARE(back.seqs(), range(6, 8));
}

void tst_Recovery::whatWasSaidBeforeTheJoinIsNotReplayed()
{
    for (const bool hasOffset : {true, false}) {
        HubWorld world;
        sayMany(world, 2);
        Peer peer(world);
        peer.says(u"40"_qs); // the prompt for the name is open: hello said "2"
        const QString hello = peer.offset();
        QCOMPARE(hello, u"2"_qs);
        sayMany(world, 3);
        peer.says(u"420[\"join\",\"kim\"]"_qs); // the welcome is 6
        peer.breaks();
        Peer back(world);
        back.says(hasOffset ? u"40{\"pid\":\"%1\",\"offset\":\"%2\"}"_qs.arg(peer.pid(), hello)
                            : u"40{\"pid\":\"%1\"}"_qs.arg(peer.pid()));
        QCOMPARE(back.sid(), peer.sid());
        QCOMPARE(back.seqs(), range(6, 6));
    }
}

void tst_Recovery::theWelcomeIsReplayed()
{
    HubWorld world;
    Peer peer(world);
    peer.says(u"40"_qs);
    world.store.isHeld = true;
    peer.emits(u"420[\"join\",\"kim\"]"_qs);
    world.store.answerThrough(u"EnterRoom"_qs); // durable, and the ack is on its way …
    peer.breaks();
    world.store.isHeld = false;
    world.settle();
    Peer back(world); // … but who knows whether anything of it arrived
    back.says(u"40{\"pid\":\"%1\",\"offset\":\"0\"}"_qs.arg(peer.pid()));
    QCOMPARE(back.chats(), QStringList{u"kim 님이 채팅방에 들어왔습니다."_qs});
    QCOMPARE(whoIs(back), u"kim"_qs);
}

void tst_Recovery::offsetsThatCannotBeContinuedStartAnew_data()
{
    QTest::addColumn<QString>("offset"); // JSON
    QTest::addColumn<bool>("isGood");
    QTest::newRow("the last") << u"\"4\""_qs << true;
    QTest::newRow("before the last") << u"\"3\""_qs << true;
    QTest::newRow("zero") << u"\"0\""_qs << true;
    QTest::newRow("the next") << u"\"5\""_qs << false; // a restored backup knows less
    QTest::newRow("far future") << u"\"zzzzzz\""_qs << false;
    QTest::newRow("a word") << u"\"kim kim\""_qs << false;
    QTest::newRow("empty") << u"\"\""_qs << false;
    QTest::newRow("negative") << u"\"-1\""_qs << false;
    QTest::newRow("number") << u"4"_qs << false;
    QTest::newRow("null") << u"null"_qs << false;
    QTest::newRow("object") << u"{}"_qs << false;
    QTest::newRow("of another server") << u"\"7C_M8RxTvW4AAAB\""_qs << false;
}

void tst_Recovery::offsetsThatCannotBeContinuedStartAnew()
{
    QFETCH(QString, offset);
    QFETCH(bool, isGood);
    HubWorld world;
    const auto lost = lostPeer(world);
    sayMany(world, 3);
    Peer back(world);
    back.says(u"40{\"pid\":\"%1\",\"offset\":%2}"_qs.arg(lost->pid(), offset));
    QCOMPARE(back.sid() == lost->sid(), isGood);
    QCOMPARE(back.pid() == lost->pid(), isGood);
    QCOMPARE(whoIs(back), isGood ? u"kim"_qs : u"NOT_JOINED"_qs);
    QVERIFY(isGood || back.chats().isEmpty());
    QCOMPARE(back.offset(), isGood ? u"5"_qs : u"4"_qs); // hello's
}

void tst_Recovery::foreignPidsStartAnew_data()
{
    QTest::addColumn<QString>("pid"); // JSON
    QTest::newRow("unknown") << u"\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\""_qs;
    QTest::newRow("empty") << u"\"\""_qs;
    QTest::newRow("number") << u"5"_qs;
    QTest::newRow("null") << u"null"_qs;
    QTest::newRow("object") << u"{\"$gt\":\"\"}"_qs;
    QTest::newRow("very long") << u'"' + QString(8'000, u'x') + u'"';
    QTest::newRow("hangul") << u"\"비밀\""_qs;
}

void tst_Recovery::foreignPidsStartAnew()
{
    QFETCH(QString, pid);
    HubWorld world;
    const auto lost = lostPeer(world);
    sayMany(world, 1);
    Peer back(world);
    back.says(u"40{\"pid\":%1,\"offset\":\"1\"}"_qs.arg(pid));
    QVERIFY(!back.sid().isEmpty());
    QVERIFY(!back.pid().isEmpty());
    QVERIFY(back.sid() != lost->sid());
    QVERIFY(back.chats().isEmpty());
    QCOMPARE(whoIs(back), u"NOT_JOINED"_qs);
}

void tst_Recovery::aPidBelongsToItsRoom()
{
    HubWorld world;
    (void)world.makeRoom(u"방1"_qs);
    const auto lost = lostPeer(world);
    world.say(u"secret"_qs);
    QString elsewhere = lost->comesBack();
    elsewhere.insert(2, u"/방1,"_qs);
    elsewhere.replace(u"\"offset\":\"1\""_qs, u"\"offset\":\"0\""_qs);
    Peer back(world);
    back.says(elsewhere);
    QVERIFY(back.sid() != lost->sid());
    QVERIFY(back.chats().isEmpty());
    Peer home(world); // and nothing was used up
    home.says(lost->comesBack());
    QCOMPARE(home.sid(), lost->sid());
}

void tst_Recovery::aPidOfAPersonWhoIsGoneStartsAnew()
{
    HubWorld world;
    world.store.apply(SaveRecovery{.record = {.pidHash = secretHash(u"pid"_qs),
                                              .sid = u"sid"_qs,
                                              .user = UserId(u"0123456789abcdef01234567"_qs),
                                              .room = world.roomNamed(u"lobby"_qs).room.id,
                                              .fromSeq = 0}},
                      [](const auto &) {});
    world.settle();
    Peer back(world);
    back.says(u"40{\"pid\":\"pid\"}"_qs);
    QVERIFY(!back.isClosed()); // it would come back with the same pid for ever
    QVERIFY(!back.sid().isEmpty());
    QVERIFY(back.sid() != u"sid"_qs);
}

void tst_Recovery::recoveryIsKeptForADay_data()
{
    QTest::addColumn<bool>("restart");
    QTest::addColumn<qint64>("connectedMs");
    QTest::addColumn<qint64>("awayMs");
    QTest::addColumn<bool>("comesBack");
    QTest::newRow("a day") << false << qint64{0} << dayMs << true;
    QTest::newRow("more than a day") << false << qint64{0} << dayMs + 1 << false;
    QTest::newRow("a day after a long stay") << false << 3 * dayMs << dayMs << true;
    QTest::newRow("a restart after a long stay") << true << 3 * dayMs << dayMs << true;
    QTest::newRow("more than a day after a restart") << true << qint64{0} << dayMs + 1 << false;
}

void tst_Recovery::recoveryIsKeptForADay()
{
    QFETCH(bool, restart);
    QFETCH(qint64, connectedMs);
    QFETCH(qint64, awayMs);
    QFETCH(bool, comesBack);
    HubWorld world;
    Peer peer(world);
    peer.joinClassic(u"kim"_qs);
    world.clock.ms += connectedMs;
    if (restart) {
        world.restart();
    } else {
        peer.breaks();
    }
    world.clock.ms += awayMs;
    world.say(u"missed"_qs);
    Peer back(world);
    back.says(peer.comesBack());
    QCOMPARE(back.sid() == peer.sid(), comesBack);
    QCOMPARE(back.chats().size(), comesBack ? 1 : 0);
}

void tst_Recovery::whoLeftForGoodStartsAnew_data()
{
    QTest::addColumn<QString>("packet");
    QTest::newRow("DISCONNECT") << u"41"_qs;
    QTest::newRow("nonsense") << u"4abc"_qs;
}

void tst_Recovery::whoLeftForGoodStartsAnew()
{
    QFETCH(QString, packet);
    HubWorld world;
    Peer peer(world);
    peer.joinClassic(u"kim"_qs);
    peer.says(packet);
    peer.breaks();
    Peer back(world);
    back.says(peer.comesBack());
    QVERIFY(!back.sid().isEmpty());
    QVERIFY(back.sid() != peer.sid());
    QCOMPARE(whoIs(back), u"NOT_JOINED"_qs);
    world.restart(); // nor does it come back from the store
    Peer later(world);
    later.says(peer.comesBack());
    QVERIFY(later.sid() != peer.sid());
}

// A stock client says it over polling after an answer that it could not read.
void tst_Recovery::whoSaidEngineCloseComesBack()
{
    HubWorld world;
    Peer peer(world);
    peer.joinClassic(u"kim"_qs);
    peer.says(u"1"_qs);
    QVERIFY(peer.isClosed());
    world.say(u"missed"_qs);
    Peer back(world);
    back.says(peer.comesBack());
    QCOMPARE(back.sid(), peer.sid());
    QCOMPARE(back.chats(), QStringList{u"missed"_qs});
    QCOMPARE(whoIs(back), u"kim"_qs);
}

void tst_Recovery::whoNeverJoinedStartsAnew()
{
    HubWorld world;
    Peer peer(world);
    peer.says(u"40"_qs);
    peer.breaks();
    Peer back(world);
    back.says(peer.comesBack());
    QVERIFY(back.sid() != peer.sid());
    QVERIFY(world.store.committedOf<SaveRecovery>().isEmpty());
    QVERIFY(world.store.committedOf<LoseRecovery>().isEmpty());
}

void tst_Recovery::nativeClientsHaveNoWayBack()
{
    HubWorld world;
    Peer peer(world);
    (void)peer.joinNative(u"kim"_qs);
    QCOMPARE(peer.pid(), QString());
    QCOMPARE(peer.offset(), QString());
    QVERIFY(world.store.committedOf<SaveRecovery>().isEmpty());
    const auto lost = lostPeer(world);
    Peer native(world); // a pid beside the flag does not count
    native.says(u"40{\"maru\":1,\"pid\":\"%1\",\"offset\":\"0\"}"_qs.arg(lost->pid()));
    QVERIFY(native.chats().isEmpty());
    QVERIFY(native.sid() != lost->sid());
    QCOMPARE(native.pid(), QString());
}

QTEST_GUILESS_MAIN(tst_Recovery)
#include "tst_recovery.moc"
