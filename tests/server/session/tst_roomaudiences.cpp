// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "crowd.h"

#include <QRandomGenerator>
#include <QTest>

#include <memory>
#include <vector>

using namespace maru;
using namespace maru::server;
using namespace Qt::StringLiterals;

/// What one commit brings reaches everybody in its order, whatever is said in between.
class tst_RoomAudiences : public QObject
{
    Q_OBJECT

private slots:
    void twoRoomsKeepTheirOrder();
    void anAckIsBeforeItsMessageAndAfterThoseBefore();
    void whoIsRemovedHasWhatWasBefore();
    void otherEventsKeepTheirPlace();
    void whoSeesARoomTwiceHasItTwiceInOrder();
    void aConnectionMayEndMeanwhile();
    void theHubMayEndMeanwhile();
    void aReplayIsNotToldAgain();
    void anythingInAnyOrder();
};

void tst_RoomAudiences::twoRoomsKeepTheirOrder()
{
    Crowd crowd(18);
    (void)crowd.makeRoom(u"방1"_s);
    Peer both(crowd);
    const QString token = both.joinNative(u"both"_s)[u"token"].toString();
    Peer window(crowd);
    window.says(u"40/방1,{\"maru\":1}"_s);
    window.says(
        u"42/방1,0[\"session:join\",{\"userName\":\"both\",\"token\":\"%1\"}]"_s.arg(token));
    for (const auto &peer : crowd.peers) {
        (void)peer->take();
    }
    (void)both.take();
    QStringList expected;
    for (int i = 0; i < 30; ++i) {
        const bool isLobby = i % 7 < 4; // runs of four and of three
        expected.append(QString::number(i));
        crowd.write(expected.constLast(), isLobby ? u"lobby"_s : u"방1"_s);
    }
    crowd.turn();
    QCOMPARE(freshChats(both), expected);
    QVERIFY(!both.wire()->runBytes.isEmpty());
    for (const auto &peer : crowd.peers) {
        QCOMPARE(freshChats(*peer).size(), 18);
    }
}

void tst_RoomAudiences::anAckIsBeforeItsMessageAndAfterThoseBefore()
{
    Crowd crowd(9);
    crowd.store.isHeld = true;
    for (int i = 0; i < 27; ++i) {
        const auto who = size_t(i) % 9;
        crowd.peers[who]->emits(
            who % 3 == 2
                ? u"42%1[\"message:send\",{\"room\":\"%2\",\"chat\":\"%1\",\"cid\":\"cid-%1-abcdefgh\"}]"_s
                      .arg(i)
                      .arg(crowd.roomNamed(u"lobby"_s).room.id.toString())
                : u"42%1[\"sendMessage\",\"%1\"]"_s.arg(i));
    }
    crowd.store.answerAll();
    crowd.store.isHeld = false;
    crowd.settle();
    for (size_t who = 0; who < 9; ++who) {
        QStringList expected;
        for (int i = 0; i < 27; ++i) {
            if (size_t(i) % 9 == who) {
                expected.append(u"43"_s);
            }
            expected.append(QString::number(i));
        }
        QCOMPARE(freshChats(*crowd.peers[who]), expected);
    }
}

void tst_RoomAudiences::whoIsRemovedHasWhatWasBefore()
{
    Crowd crowd(18);
    Peer &removed = *crowd.peers[2];
    for (const QString &text : numbers(1, 10)) {
        crowd.write(text);
    }
    for (int i = 0; i < 5; ++i) {
        QVERIFY(crowd.store.answerNext());
    }
    crowd.hub().memberLeft(
        {.room = crowd.roomNamed(u"lobby"_s).room.id, .user = crowd.userNamed(u"name 2"_s)->user});
    crowd.turn();
    QCOMPARE(freshChats(removed), numbers(1, 5));
    QCOMPARE(freshChats(*crowd.peers[5]), numbers(1, 5) + QStringList{u"42"_s} + numbers(6, 10));
    QCOMPARE(freshChats(*crowd.peers[3]), numbers(1, 10)); // classic: hears of no members
}

void tst_RoomAudiences::otherEventsKeepTheirPlace()
{
    Crowd crowd(18);
    const Room lobby = crowd.roomNamed(u"lobby"_s).room;
    const User user = crowd.userNamed(u"name 5"_s)->user;
    QStringList native;
    for (int i = 1; i <= 20; ++i) {
        crowd.write(QString::number(i));
        QVERIFY(crowd.store.answerNext());
        native.append(QString::number(i));
        if (i % 5 == 0) {
            switch (i / 5) {
            case 1:
                crowd.hub().roomChanged(lobby);
                break;
            case 2:
                crowd.hub().typingChanged({.room = lobby.id, .user = user, .on = true});
                break;
            case 3:
                crowd.hub().userChanged(user, {lobby.id});
                break;
            default:
                crowd.hub().roomChangedFor(user.id, lobby);
            }
            native.append(u"42"_s);
        }
    }
    crowd.turn();
    QCOMPARE(freshChats(*crowd.peers[5]), [native] {
        QStringList own = native; // who types is not told of it
        own.remove(11);
        return own;
    }());
    native.removeLast(); // was told to one only
    QCOMPARE(freshChats(*crowd.peers[8]), native);
}

void tst_RoomAudiences::whoSeesARoomTwiceHasItTwiceInOrder()
{
    Crowd crowd(18);
    Peer &twice = *crowd.peers[0];
    twice.says(u"40/lobby,"_s);
    twice.says(u"42/lobby,7[\"join\",\"once more\"]"_s);
    std::vector<std::unique_ptr<Peer>> named;
    for (int i = 0; i < 6; ++i) { // enough for a piece under that name of the room
        named.push_back(std::make_unique<Peer>(crowd));
        named.back()->says(u"40/lobby,"_s);
        named.back()->says(u"42/lobby,7[\"join\",\"named %1\"]"_s.arg(i));
    }
    (void)twice.take();
    for (const QString &text : numbers(1, 10)) {
        crowd.write(text);
    }
    crowd.turn();
    QStringList plain;
    QStringList underItsName;
    const QStringList packets = twice.take();
    for (const QString &packet : packets) {
        const Received received = Received::parse(packet);
        (received.nsp == u"/" ? plain : underItsName).append(received.object()[u"chat"].toString());
    }
    QCOMPARE(plain, numbers(1, 10));
    QCOMPARE(underItsName, numbers(1, 10));
}

void tst_RoomAudiences::aConnectionMayEndMeanwhile()
{
    Crowd crowd(18);
    for (const QString &text : numbers(1, 12)) {
        crowd.write(text);
    }
    for (int i = 0; i < 4; ++i) {
        QVERIFY(crowd.store.answerNext());
    }
    crowd.peers[1]->emits(u"41"_s); // leaves
    for (int i = 0; i < 4; ++i) {
        QVERIFY(crowd.store.answerNext());
    }
    crowd.peers[3]->breaks();
    crowd.turn();
    QCOMPARE(freshChats(*crowd.peers[1]), numbers(1, 4));
    for (const size_t who : {0U, 2U, 4U, 17U}) {
        QStringList chats = freshChats(*crowd.peers[who]);
        chats.removeAll(u"42"_s); // who left
        QCOMPARE(chats, numbers(1, 12));
    }
}

void tst_RoomAudiences::theHubMayEndMeanwhile()
{
    auto crowd = std::make_unique<Crowd>(18);
    for (const QString &text : numbers(1, 5)) {
        crowd->write(text);
    }
    crowd->store.answerAll();
    crowd->restart(); // neither reads freed memory nor writes to a gone connection
    crowd.reset();
}

void tst_RoomAudiences::aReplayIsNotToldAgain()
{
    Crowd crowd(18);
    Peer &lost = *crowd.peers[0];
    const QString back = lost.comesBack();
    lost.breaks();
    crowd.write(u"missed"_s);
    crowd.turn();
    crowd.store.isHeld = true;
    crowd.store.readsSeeLaterChanges = true; // the replay reads what is committed and not told yet
    Peer again(crowd);
    again.says(back);
    while (!crowd.store.waiting().contains(u"ReadHistory"_s)) {
        QVERIFY(crowd.store.answerNext());
        crowd.settle();
    }
    for (const QString &text : numbers(1, 10)) {
        crowd.write(text);
    }
    crowd.turn();
    crowd.store.isHeld = false;
    crowd.settle();
    crowd.write(u"11"_s);
    crowd.write(u"12"_s);
    crowd.write(u"13"_s);
    crowd.turn();
    QCOMPARE(again.chats(), QStringList{u"missed"_s} + numbers(1, 13));
    QVERIFY(!again.offset().isEmpty());
    again.breaks();
    Peer third(crowd);
    third.says(again.comesBack());
    QVERIFY(third.chats().isEmpty()); // its offset says that it has them all
}

void tst_RoomAudiences::anythingInAnyOrder()
{
    const quint32 seed = qEnvironmentVariableIsSet("MARU_SEED")
        ? qEnvironmentVariable("MARU_SEED").toUInt()
        : QRandomGenerator::global()->generate();
    qInfo("MARU_SEED=%u", seed);
    QRandomGenerator random(seed);
    Crowd crowd(12);
    crowd.store.isHeld = true;
    int written = 0;
    for (int step = 0; step < 600; ++step) {
        Peer &peer = *crowd.peers[random.bounded(quint32(crowd.peers.size()))];
        switch (random.bounded(12)) {
        case 0:
            peer.emits(u"42[\"sendMessage\",\"own\"]"_s);
            break;
        case 1:
            peer.emits(u"42[\"typing:set\",{\"typing\":true}]"_s);
            break;
        case 2:
            if (crowd.peers.size() < 40) {
                crowd.peers.push_back(std::make_unique<Peer>(crowd));
                crowd.peers.back()->emits(u"40"_s);
                crowd.peers.back()->emits(u"420[\"join\",\"late %1\"]"_s.arg(step));
            }
            break;
        case 3:
            if (random.bounded(10) == 0) {
                peer.breaks();
            }
            break;
        case 4:
            crowd.settle();
            break;
        default:
            crowd.write(QString::number(++written));
            for (quint32 i = random.bounded(6u); i > 0 && crowd.store.answerNext(); --i) { }
        }
    }
    crowd.store.isHeld = false;
    crowd.turn();
    int runs = 0;
    for (const auto &peer : crowd.peers) {
        const QList<qint64> seqs = peer->seqs();
        for (qsizetype i = 1; i < seqs.size(); ++i) {
            QCOMPARE(seqs[i], seqs[i - 1] + 1);
        }
        runs += int(peer->wire()->runBytes.size());
        if (!peer->isClosed()) {
            QCOMPARE(seqs.last(), crowd.roomNamed(u"lobby"_s).room.seq);
        }
    }
    QVERIFY(runs > 0);
}

QTEST_GUILESS_MAIN(tst_RoomAudiences)
#include "tst_roomaudiences.moc"
