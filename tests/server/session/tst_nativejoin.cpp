// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "hubworld.h"
#include "nativeworld.h"
#include "server/chat/objectid.h"

#include <QTest>

using namespace maru;
using namespace maru::server;

namespace {

constexpr QLatin1StringView inviteCode("the code");

void invite(World &world)
{
    world.store.apply(AddInvite{.codeHash = secretHash(inviteCode),
                                .role = UserRole::Admin,
                                .uses = 2,
                                .expiresMs = world.clock.ms + 1,
                                .nowMs = world.clock.ms},
                      [](const auto &) {});
    world.settle();
}

/// As kim; the User of the ack.
QJsonObject joinInvited(Peer &peer, const QString &token)
{
    peer.says(u"40{\"maru\":1}"_qs);
    QJsonObject request{{u"userName"_qs, u"kim"_qs}, {u"inviteCode"_qs, QString(inviteCode)}};
    if (!token.isEmpty()) {
        request.insert(u"token"_qs, token);
    }
    peer.says(frame(0, u"session:join"_qs, request));
    return peer.ack(0)[u"user"].toObject();
}

/// What \p peer heard of the person \p name, in order.
QStringList rolesTold(const Peer &peer, const QString &name)
{
    QStringList roles;
    for (const Received &packet : peer.received()) {
        if (packet.event() == u"user:changed" && packet.object()[u"userName"].toString() == name) {
            roles.append(packet.object()[u"role"].toString());
        }
    }
    return roles;
}

} // namespace

/// session:join, and what happens while it is under way.
class tst_NativeJoin : public QObject
{
    Q_OBJECT

private slots:
    void joiningNeedsTheMaruFlag();
    void theJoinAckTellsAll();
    void theTokenComesBackWithoutANewOne();
    void whatWasSaidBeforeTheAckIsInTheRevs();
    void aTokenRevokedDuringAJoinDoesNotJoin_data();
    void aTokenRevokedDuringAJoinDoesNotJoin();
    void aMembershipThatEndsDuringAJoinIsOver_data();
    void aMembershipThatEndsDuringAJoinIsOver();
    void aRoomThatIsMadeDuringAJoinIsSeen_data();
    void aRoomThatIsMadeDuringAJoinIsSeen();
    void aFailedJoinCanBeTriedAgain_data();
    void aFailedJoinCanBeTriedAgain();
    void aSecondJoinChangesThePerson();
    void anInvitationLiftsEverySessionOfThePerson();
    void whoTakesAnOpenNameIsAMemberToTheOthers();
    void whoCameBeforeTheNameWasHeldIsCut();
    void aLiftIsToldAlsoOfWhoWasGoneForAMoment();
    void framesBehindAJoinWaitForIt();
};

void tst_NativeJoin::joiningNeedsTheMaruFlag()
{
    World world;
    Peer peer(world);
    peer.says(u"40"_qs);
    peer.says(u"420[\"session:join\",{\"userName\":\"kim\"}]"_qs);
    QCOMPARE(codeOf(peer.ack(0)), u"BAD_REQUEST"_qs);
    QVERIFY(peer.ack(0)[u"error"].toString().contains(u"maru"));
    QVERIFY(!world.userNamed(u"kim"_qs));
}

void tst_NativeJoin::theJoinAckTellsAll()
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

void tst_NativeJoin::theTokenComesBackWithoutANewOne()
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

void tst_NativeJoin::whatWasSaidBeforeTheAckIsInTheRevs()
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

void tst_NativeJoin::aTokenRevokedDuringAJoinDoesNotJoin_data()
{
    QTest::addColumn<int>("answers");
    for (int answers = 0; answers < 8; ++answers) {
        QTest::addRow("after %d answers", answers) << answers;
    }
}

void tst_NativeJoin::aTokenRevokedDuringAJoinDoesNotJoin()
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

void tst_NativeJoin::aMembershipThatEndsDuringAJoinIsOver_data()
{
    aTokenRevokedDuringAJoinDoesNotJoin_data();
}

void tst_NativeJoin::aMembershipThatEndsDuringAJoinIsOver()
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

void tst_NativeJoin::aRoomThatIsMadeDuringAJoinIsSeen_data()
{
    aTokenRevokedDuringAJoinDoesNotJoin_data();
}

void tst_NativeJoin::aRoomThatIsMadeDuringAJoinIsSeen()
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

void tst_NativeJoin::aFailedJoinCanBeTriedAgain_data()
{
    QTest::addColumn<QString>("read");
    QTest::addColumn<QString>("change");
    QTest::newRow("name") << u"FindUserByName"_qs << QString();
    QTest::newRow("make") << QString() << u"CreateUser"_qs;
    QTest::newRow("enter") << QString() << u"EnterRoom"_qs;
    QTest::newRow("rooms") << u"MemberRooms"_qs << QString();
}

void tst_NativeJoin::aFailedJoinCanBeTriedAgain()
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

void tst_NativeJoin::aSecondJoinChangesThePerson()
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

void tst_NativeJoin::anInvitationLiftsEverySessionOfThePerson()
{
    World world;
    invite(world);
    Peer desk(world);
    const QString token = desk.joinNative(u"kim"_qs)[u"token"].toString();
    Peer other(world);
    (void)other.joinNative(u"lee"_qs);
    desk.says(u"420[\"sanction:list\",{}]"_qs);
    QCOMPARE(codeOf(desk.ack(0)), u"FORBIDDEN"_qs);
    Peer window(world);
    QCOMPARE(joinInvited(window, token)[u"role"].toString(), u"admin"_qs);
    QCOMPARE(rolesTold(desk, u"kim"_qs), QStringList({u"member"_qs, u"admin"_qs}));
    QCOMPARE(rolesTold(other, u"kim"_qs), QStringList{u"admin"_qs});
    desk.says(u"421[\"sanction:list\",{}]"_qs);
    QCOMPARE(codeOf(desk.ack(1)), u"ok"_qs);

    Peer again(world); // it has that role already
    (void)joinInvited(again, token);
    QCOMPARE(rolesTold(other, u"kim"_qs), QStringList{u"admin"_qs});
}

void tst_NativeJoin::whoTakesAnOpenNameIsAMemberToTheOthers()
{
    World world;
    Peer page(world);
    page.joinClassic(u"kim"_qs);
    Peer other(world);
    (void)other.joinNative(u"lee"_qs);
    Peer window(world);
    QVERIFY(window.joinNative(u"kim"_qs).contains(u"token"));
    QCOMPARE(rolesTold(other, u"kim"_qs), QStringList{u"member"_qs});
}

void tst_NativeJoin::whoCameBeforeTheNameWasHeldIsCut()
{
    World world;
    invite(world);
    Peer page(world);
    page.joinClassic(u"kim"_qs);
    Peer window(world);
    QCOMPARE(joinInvited(window, {})[u"role"].toString(), u"admin"_qs);
    QVERIFY(page.isClosed());
    window.says(u"421[\"sanction:list\",{}]"_qs);
    QCOMPARE(codeOf(window.ack(1)), u"ok"_qs);
}

// Everybody thinks for a moment that it never went: nothing else tells them of it.
void tst_NativeJoin::aLiftIsToldAlsoOfWhoWasGoneForAMoment()
{
    World world;
    invite(world);
    Peer other(world);
    (void)other.joinNative(u"lee"_qs);
    Peer before(world);
    const QString token = before.joinNative(u"kim"_qs)[u"token"].toString();
    before.breaks();
    Peer after(world);
    (void)joinInvited(after, token);
    QCOMPARE(rolesTold(other, u"kim"_qs), QStringList({u"member"_qs, u"admin"_qs}));
}

void tst_NativeJoin::framesBehindAJoinWaitForIt()
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

QTEST_GUILESS_MAIN(tst_NativeJoin)
#include "tst_nativejoin.moc"
