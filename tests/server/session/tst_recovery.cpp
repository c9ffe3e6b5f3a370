// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/serverlimits.h"
#include "hubworld.h"
#include "server/chat/objectid.h"
#include "server/session/messageframe.h"

#include <QTest>

#include <functional>
#include <numeric>

using namespace maru;
using namespace maru::server;

namespace {

constexpr qint64 dayMs = 24LL * 60 * 60 * 1'000;

QString sendFrame(const QString &chat, const QString &id = {})
{
    return u"42%1[\"sendMessage\",\"%2\"]"_qs.arg(id, chat);
}

QList<qint64> range(qint64 from, qint64 to)
{
    QList<qint64> seqs(std::max<qint64>(0, to - from + 1));
    std::iota(seqs.begin(), seqs.end(), from);
    return seqs;
}

/// A peer that joined as kim, heard its welcome (seq 1), and then was lost.
std::unique_ptr<Peer> lostPeer(HubWorld &world)
{
    auto peer = std::make_unique<Peer>(world);
    peer->joinClassic(u"kim"_qs);
    peer->breaks();
    return peer;
}

void sayMany(HubWorld &world, int count)
{
    for (int i = 0; i < count; ++i) {
        world.say(QString::number(i));
    }
}

/// The answer to `sendMessage`: "ok" who it is, or the code.
QString whoIs(Peer &peer)
{
    static int id = 100;
    ++id;
    peer.says(sendFrame(u"who am I"_qs, QString::number(id)));
    const QJsonObject ack = peer.ack(id);
    return codeOf(ack) == u"ok" ? ack[u"message"][u"user"][u"userName"].toString() : codeOf(ack);
}

} // namespace

class tst_Recovery : public QObject
{
    Q_OBJECT

private slots:
    void everyEventIsOneObjectAndMaybeAnOffset();
    void whoCannotRecoverGetsNoOffsets();
    void theMissedComesBeforeConnectAndNothingElse();
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
    void whoNeverJoinedStartsAnew();
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
    void noGapAndNoDoubleWhateverCrosses_data();
    void noGapAndNoDoubleWhateverCrosses();
    void longReplaysArePaged();
    void aSlowPeerIsWaitedFor_data();
    void aSlowPeerIsWaitedFor();
    void whatIsSaidWhileASlowPeerReadsComesToo();
    void framesBehindAReplayWaitForIt();
    void aConnectionMayDieAnywhereAndComeBack();
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

void tst_Recovery::theMissedComesBeforeConnectAndNothingElse()
{
    HubWorld world;
    const auto lost = lostPeer(world);
    sayMany(world, 3);
    Peer back(world);
    back.says(lost->comesBack());
    const QList<Received> got = back.received().sliced(1);
    QCOMPARE(got.size(), 5);
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(got[i].event(), u"message"_qs);
        QCOMPARE(got[i].object()[u"seq"].toInt(), i + 2);
        QVERIFY(got[i].raw.endsWith(u"},\"%1\"]"_qs.arg(i + 2)));
    }
    QCOMPARE(got[3].raw,
             u"40{\"pid\":\"%1\",\"sid\":\"%2\"}"_qs.arg(lost->pid(), lost->sid())); // the same
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
    QTest::newRow("very long") << u'"' + QString(10'000, u'x') + u'"';
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
    QTest::newRow("Engine.IO close") << u"1"_qs;
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

void tst_Recovery::itIsItselfAgainAfterARestart()
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

void tst_Recovery::aRestartInTheMiddleOfAnything()
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

void tst_Recovery::theOlderOfTwoIsClosed()
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

void tst_Recovery::twoComeBackAtOnce_data()
{
    QTest::addColumn<int>("answersBetween");
    for (int answers = 0; answers < 6; ++answers) {
        QTest::addRow("second after %d answers", answers) << answers;
    }
}

void tst_Recovery::twoComeBackAtOnce()
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

void tst_Recovery::aReplayThatIsOvertakenDoesNotComeBack()
{
    HubWorld world;
    const auto lost = lostPeer(world);
    for (int i = 0; i < 30; ++i) {
        world.say(QString(8'000, u'x'));
    }
    Peer stuck(world); // stops reading in the middle of its replay
    stuck.wire()->countsBytes = true;
    stuck.says(lost->comesBack());
    QVERIFY(stuck.sid().isEmpty());
    Peer newer(world);
    newer.says(lost->comesBack());
    QCOMPARE(newer.sid(), lost->sid());
    stuck.drain();
    QVERIFY(stuck.isClosed());
    QVERIFY(stuck.sid().isEmpty());
    QVERIFY(!newer.isClosed());
    world.say(u"live"_qs);
    QCOMPARE(newer.seqs(), range(2, 32));
}

void tst_Recovery::theRecordLivesUntilTheSuccessorIsThere()
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

void tst_Recovery::aSecondLossLosesNothing()
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

    fourth.says(u"420[\"join\",\"lee\"]"_qs); // joining again says nothing of what arrived either
    fourth.breaks();
    Peer fifth(world);
    fifth.says(lost->comesBack());
    QCOMPARE(fifth.seqs(), range(2, 5));
    QCOMPARE(whoIs(fifth), u"lee"_qs);
}

void tst_Recovery::aRenamedPeerComesBackUnderItsNewName()
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

void tst_Recovery::aJoinThatWasUnderWayIsKeptOrNotButNotForEver()
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

void tst_Recovery::noGapAndNoDoubleWhateverCrosses_data()
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

void tst_Recovery::noGapAndNoDoubleWhateverCrosses()
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

void tst_Recovery::longReplaysArePaged()
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

void tst_Recovery::aSlowPeerIsWaitedFor_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("plain") << QString(8'000, u'x');
    QTest::newRow("hangul") << QString(8'000, u'가');
    // One byte each in the store's page, six each on the wire.
    QTest::newRow("escaped") << QString(8'000, QChar(u'\1'));
    QTest::newRow("short") << u"x"_qs;
}

void tst_Recovery::aSlowPeerIsWaitedFor()
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
    for (int i = 0; i < 1'000 && back.sid().isEmpty(); ++i) {
        back.drain();
    }
    QCOMPARE(back.sid(), lost->sid());
    QCOMPARE(back.seqs(), range(2, 121));
    // One more frame than the mark at which it pauses, and far from where the transport cuts it.
    QVERIFY2(back.wire()->maxQueued <= limits::replayQueueBytes + limits::maxPayloadBytes,
             qPrintable(QString::number(back.wire()->maxQueued)));
}

void tst_Recovery::whatIsSaidWhileASlowPeerReadsComesToo()
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
    for (int i = 0; i < 100 && back.sid().isEmpty(); ++i) {
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

void tst_Recovery::framesBehindAReplayWaitForIt()
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
             QStringList({u"message"_qs, u"message"_qs, u"40"_qs, u"server:hello"_qs}));
    QCOMPARE(codeOf(back.ack(0)), u"ok"_qs);
    QCOMPARE(codeOf(back.ack(1)), u"UNKNOWN_EVENT"_qs);
    QCOMPARE(back.chats().last(), u"mine"_qs);
}

void tst_Recovery::aConnectionMayDieAnywhereAndComeBack()
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
            // A stock client knows what it was handed: all of the replay, or nothing.
            const bool wasBack = !second.sid().isEmpty();
            Peer third(world);
            third.says(wasBack ? second.comesBack() : lost->comesBack());
            QCOMPARE(third.sid(), lost->sid());
            const QList<qint64> heard = (wasBack ? second.seqs() : QList<qint64>()) + third.seqs();
            QCOMPARE(heard, range(2, world.roomNamed(u"lobby"_qs).room.seq));
            QCOMPARE(third.chats().last(), u"the last"_qs);
            QCOMPARE(whoIs(third), u"kim"_qs);
        }
    }
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
