// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "hubworld.h"

#include <QTest>

using namespace maru;
using namespace maru::server;

namespace {

QString frame(int id, const QString &event, const QJsonObject &argument)
{
    return u"42%1[\"%2\",%3]"_qs.arg(QString::number(id), event, json(argument));
}

QString joinFrame(int id, const QJsonObject &argument)
{
    return frame(id, u"session:join"_qs, argument);
}

void ban(HubWorld &world, const UserId &user)
{
    UserSet request{.user = user, .banned = true, .reason = {}};
    world.hub().domain().people.accounts.setBan(
        {}, request, [](const Result<UserReply, ApiError> &set) { QVERIFY(set.has_value()); });
}

/// Says something; whether anything came of it.
bool canSay(HubWorld &world, Peer &peer, bool isNative)
{
    const qsizetype before = world.store.committedOf<AppendMessage>().size();
    const QString lobby = world.roomNamed(u"lobby"_qs).room.id.toString();
    peer.says(isNative ? frame(77, u"message:send"_qs,
                               {{u"cid"_qs, u"c"_qs}, {u"room"_qs, lobby}, {u"chat"_qs, u"x"_qs}})
                       : u"4277[\"sendMessage\",\"x\"]"_qs);
    return world.store.committedOf<AppendMessage>().size() > before;
}

/// One more device of kim, with a code that \p first asks for.
std::unique_ptr<Peer> oneMoreDevice(HubWorld &world, Peer &first)
{
    first.says(frame(50, u"session:code"_qs, {}));
    QString code;
    for (const Received &one : first.received()) {
        code = one.id == u"50" ? one.object()[u"deviceCode"].toString() : code; // the last one's
    }
    world.clock.ms += 1'000;
    auto peer = std::make_unique<Peer>(world);
    peer->says(u"40{\"maru\":1}"_qs);
    peer->says(joinFrame(0, {{u"userName"_qs, u"kim"_qs}, {u"deviceCode"_qs, code}}));
    return peer;
}

qsizetype devicesOf(HubWorld &world, const QString &name)
{
    const auto reply = world.backend.read(
        ListSessions{.user = world.userNamed(name)->user.id, .currentTokenHash = {}});
    return std::get<ListSessions::Reply>(*reply).size();
}

QList<QJsonObject> changesOf(const Peer &peer, const QString &name)
{
    QList<QJsonObject> changes;
    for (const Received &one : peer.received()) {
        if (one.event() == u"user:changed" && one.object()[u"userName"] == name) {
            changes.append(one.object());
        }
    }
    return changes;
}

} // namespace

class tst_NativePeople : public QObject
{
    Q_OBJECT

private slots:
    void aBanWhileSomebodyComesKeepsItOut_data();
    void aBanWhileSomebodyComesKeepsItOut();
    void aJoinThatIsLostGivesItsNameBack_data();
    void aJoinThatIsLostGivesItsNameBack();
    void whereOthersListenNoPasswordTravels();
    void joinsAreSlowedDownByAddress();
    void whoComesIsToldToNativesAfterItsAck();
    void aClassicRenameIsTold();
    void aRoleCountsAtOnce();
    void aDeviceThatIsHereMakesNoRoom();
    void aDeviceThatMadeRoomIsCut();
};

void tst_NativePeople::aBanWhileSomebodyComesKeepsItOut_data()
{
    QTest::addColumn<QString>("way");
    QTest::addColumn<int>("answers");
    QTest::addColumn<bool>("readsSeeLaterChanges");
    for (const QString &way : {u"token"_qs, u"open"_qs, u"classic"_qs, u"recovery"_qs}) {
        for (int answers = 0; answers < 9; ++answers) {
            for (const bool later : {false, true}) {
                const QString name = u"%1, after %2 answers%3"_qs.arg(way).arg(answers).arg(
                    later ? u", reads are quick"_qs : QString());
                QTest::newRow(qPrintable(name)) << way << answers << later;
            }
        }
    }
}

void tst_NativePeople::aBanWhileSomebodyComesKeepsItOut()
{
    QFETCH(QString, way);
    QFETCH(int, answers);
    QFETCH(bool, readsSeeLaterChanges);
    const bool isNative = way == u"token" || way == u"open";
    HubWorld world(
        WorldConfig{.identity = way == u"open" ? IdentityMode::Open : IdentityMode::Claimed});
    Peer first(world);
    QString token;
    if (isNative) {
        token = first.joinNative(u"kim"_qs)[u"token"].toString();
    } else {
        first.joinClassic(u"kim"_qs);
    }
    first.breaks();
    world.say(u"meanwhile"_qs);

    Peer peer(world);
    if (way != u"recovery") {
        peer.says(isNative ? u"40{\"maru\":1}"_qs : u"40"_qs);
    }
    world.store.isHeld = true;
    world.store.readsSeeLaterChanges = readsSeeLaterChanges;
    peer.says(way == u"recovery" ? first.comesBack()
                  : isNative     ? joinFrame(0, {{u"userName"_qs, u"kim"_qs}, {u"token"_qs, token}})
                                 : u"420[\"join\",\"kim\"]"_qs);
    for (int i = 0; i < answers && !world.store.waiting().isEmpty(); ++i) {
        world.answer();
    }
    ban(world, world.userNamed(u"kim"_qs)->user.id);
    world.store.isHeld = false;
    world.settle();
    QVERIFY(!canSay(world, peer, isNative));
    QVERIFY(!world.members().isConnected(world.userNamed(u"kim"_qs)->user.id));
    Peer again(world);
    again.says(way == u"recovery" ? first.comesBack() : isNative ? u"40{\"maru\":1}"_qs : u"40"_qs);
    QVERIFY(!canSay(world, again, isNative));
}

void tst_NativePeople::aJoinThatIsLostGivesItsNameBack_data()
{
    QTest::addColumn<int>("answers");
    for (int answers = 0; answers < 6; ++answers) {
        QTest::addRow("after %d answers", answers) << answers;
    }
}

// Nobody has learned the token: the name would be lost for ever, to its owner first of all.
void tst_NativePeople::aJoinThatIsLostGivesItsNameBack()
{
    QFETCH(int, answers);
    HubWorld world;
    Peer peer(world);
    peer.says(u"40{\"maru\":1}"_qs);
    world.store.isHeld = true;
    peer.says(joinFrame(0, {{u"userName"_qs, u"kim"_qs}}));
    for (int i = 0; i < answers && !world.store.waiting().isEmpty(); ++i) {
        world.answer();
    }
    const bool isAnswered = peer.ackCount(0) > 0;
    peer.emits(u"41"_qs);
    peer.breaks();
    world.store.isHeld = false;
    world.settle();
    Peer back(world);
    QCOMPARE(codeOf(back.joinNative(u"kim"_qs)), isAnswered ? u"NAME_TAKEN"_qs : u"ok"_qs);
}

void tst_NativePeople::whereOthersListenNoPasswordTravels()
{
    HubWorld world;
    Peer peer(world, ConnectionInfo{.address = u"192.0.2.1"_qs, .classCode = {}});
    peer.says(u"40{\"maru\":1}"_qs);
    for (const QString &secret : {u"token"_qs, u"password"_qs, u"inviteCode"_qs}) {
        peer.says(joinFrame(0, {{u"userName"_qs, u"kim"_qs}, {secret, u"12345678"_qs}}));
        QCOMPARE(codeOf(peer.ack(0)), u"AUTH_REQUIRED"_qs);
    }
    QVERIFY(!world.userNamed(u"kim"_qs));
    peer.says(joinFrame(1, {{u"userName"_qs, u"kim"_qs}}));
    QCOMPARE(codeOf(peer.ack(1)), u"ok"_qs);
    QVERIFY(!peer.ack(1).contains(u"token"));
    peer.says(frame(2, u"profile:set"_qs, {{u"password"_qs, u"12345678"_qs}}));
    QCOMPARE(codeOf(peer.ack(2)), u"AUTH_REQUIRED"_qs);
    peer.says(frame(3, u"profile:set"_qs, {{u"userName"_qs, u"lee"_qs}}));
    QCOMPARE(codeOf(peer.ack(3)), u"ok"_qs);
}

void tst_NativePeople::joinsAreSlowedDownByAddress()
{
    HubWorld world;
    Peer peer(world);
    peer.says(u"40{\"maru\":1}"_qs);
    for (int i = 0; i < int(limits::joinBurst); ++i) {
        peer.says(joinFrame(i, {{u"userName"_qs, QString()}}));
        QCOMPARE(codeOf(peer.ack(i)), u"BAD_NAME"_qs);
    }
    peer.says(joinFrame(900, {{u"userName"_qs, u"kim"_qs}}));
    QCOMPARE(codeOf(peer.ack(900)), u"SLOW_DOWN"_qs);
    QVERIFY(peer.ack(900)[u"retryAfterMs"].toInt() > 0);
    Peer classic(world);
    classic.says(u"40"_qs);
    classic.says(u"421[\"join\",\"kim\"]"_qs);
    QCOMPARE(codeOf(classic.ack(1)), u"SLOW_DOWN"_qs);
    Peer elsewhere(world, {}, u"192.0.2.2"_qs);
    QCOMPARE(codeOf(elsewhere.joinNative(u"kim"_qs)), u"ok"_qs);
}

void tst_NativePeople::whoComesIsToldToNativesAfterItsAck()
{
    HubWorld world;
    Peer watcher(world);
    (void)watcher.joinNative(u"lee"_qs);
    Peer classic(world);
    classic.joinClassic(u"park"_qs);
    Peer kim(world);
    (void)kim.joinNative(u"kim"_qs);
    QCOMPARE(changesOf(watcher, u"kim"_qs).size(), 1);
    QVERIFY(changesOf(watcher, u"kim"_qs)[0][u"isOnline"].toBool());
    QCOMPARE(changesOf(watcher, u"park"_qs).size(), 1);
    QCOMPARE(changesOf(classic, u"kim"_qs).size(), 0);
    bool isAcked = false;
    for (const Received &one : kim.received()) {
        isAcked = isAcked || one.type == u"43";
        QVERIFY(isAcked || one.event() != u"user:changed");
    }
    Peer window(world); // one more connection is no news
    (void)window.joinNative(u"park 2"_qs);
    kim.says(frame(5, u"session:leave"_qs, {}));
    QCOMPARE(changesOf(watcher, u"kim"_qs).size(), 1); // the lease runs
}

void tst_NativePeople::aClassicRenameIsTold()
{
    HubWorld world;
    Peer watcher(world);
    (void)watcher.joinNative(u"lee"_qs);
    Peer classic(world);
    classic.joinClassic(u"kim"_qs);
    classic.says(u"425[\"join\",\"kim 2\"]"_qs);
    const auto changes = changesOf(watcher, u"kim 2"_qs);
    QCOMPARE(changes.size(), 1);
    QCOMPARE(changes[0][u"_id"], changesOf(watcher, u"kim"_qs)[0][u"_id"]);
}

void tst_NativePeople::aRoleCountsAtOnce()
{
    HubWorld world;
    Peer kim(world);
    (void)kim.joinNative(u"kim"_qs);
    Peer lee(world);
    const QString leeId = lee.joinNative(u"lee"_qs)[u"user"][u"_id"].toString();
    const QJsonObject request{{u"user"_qs, leeId}, {u"role"_qs, u"guest"_qs}};
    kim.says(frame(5, u"user:set"_qs, request));
    QCOMPARE(codeOf(kim.ack(5)), u"FORBIDDEN"_qs);
    world.hub().domain().people.accounts.setRole(world.userNamed(u"kim"_qs)->user.id,
                                                 UserRole::Admin, [](const auto &) {});
    world.settle();
    kim.says(frame(6, u"user:set"_qs, request));
    QCOMPARE(codeOf(kim.ack(6)), u"ok"_qs);
    const auto changes = changesOf(lee, u"lee"_qs);
    QCOMPARE(changes.constLast()[u"role"].toString(), u"guest"_qs);
}

// The one that is never switched off was seen last when it came.
void tst_NativePeople::aDeviceThatIsHereMakesNoRoom()
{
    HubWorld world(WorldConfig{.hub = {.limitsRates = false}});
    Peer first(world);
    const QString token = first.joinNative(u"kim"_qs)[u"token"].toString();
    for (int i = 0; i < limits::maxSessionsPerUser; ++i) {
        const auto other = oneMoreDevice(world, first);
        QCOMPARE(codeOf(other->ack(0)), u"ok"_qs);
        other->breaks();
    }
    QCOMPARE(devicesOf(world, u"kim"_qs), limits::maxSessionsPerUser);
    QVERIFY(!first.isClosed());
    first.breaks();
    Peer again(world);
    QCOMPARE(codeOf(again.joinNative(u"kim"_qs, token)), u"ok"_qs);
}

void tst_NativePeople::aDeviceThatMadeRoomIsCut()
{
    HubWorld world(WorldConfig{.hub = {.limitsRates = false}});
    Peer first(world);
    (void)first.joinNative(u"kim"_qs);
    std::vector<std::unique_ptr<Peer>> others;
    for (int i = 1; i < limits::maxSessionsPerUser; ++i) {
        others.push_back(oneMoreDevice(world, first));
    }
    const auto openOnes = [&] {
        return std::count_if(others.begin(), others.end(),
                             [](const auto &peer) { return !peer->isClosed(); })
            + (first.isClosed() ? 0 : 1);
    };
    QCOMPARE(openOnes(), limits::maxSessionsPerUser);
    others.push_back(oneMoreDevice(world, first)); // all of them are here
    QVERIFY(!others.back()->isClosed());
    QCOMPARE(openOnes(), limits::maxSessionsPerUser);
    QCOMPARE(devicesOf(world, u"kim"_qs), limits::maxSessionsPerUser);
}

QTEST_GUILESS_MAIN(tst_NativePeople)
#include "common/serverlimits.h"
#include "tst_nativepeople.moc"
