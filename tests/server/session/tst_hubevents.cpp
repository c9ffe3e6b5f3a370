// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/serverlimits.h"
#include "hubworld.h"
#include "server/chat/objectid.h"

#include <QTest>

#include <memory>
#include <vector>

using namespace maru;
using namespace maru::server;
using namespace Qt::StringLiterals;

// Who hears what of the domain's events: two native people, one of them with two windows, and a
// classic one.

namespace {

struct World : HubWorld
{
    World()
    {
        lobby = roomNamed(u"lobby"_s).room;
        const QJsonObject joined = kim.joinNative(u"kim"_s);
        (void)kim2.joinNative(u"kim"_s, joined[u"token"].toString());
        (void)lee.joinNative(u"lee"_s);
        classic.joinClassic(u"park"_s);
        user = userNamed(u"kim"_s)->user;
        forget();
    }

    /// Of kim; enough of them fill a queue.
    [[nodiscard]] Message longMessage() const
    {
        Message message;
        message.id = MessageId(newObjectId(1));
        message.room = lobby.id;
        message.seq = 1;
        message.user = {user.id, user.userName};
        message.chat = QString(1'000, u'x');
        return message;
    }

    void forget()
    {
        for (Peer *peer : {&kim, &kim2, &lee, &classic}) {
            (void)peer->take();
        }
    }

    /// Who heard exactly one event of this name, and nothing else, since forget(): "kim kim2 lee
    /// classic".
    QString whoHeard(const QString &event)
    {
        settle();
        QStringList names;
        const std::pair<const char *, Peer *> peers[]{
            {"kim", &kim}, {"kim2", &kim2}, {"lee", &lee}, {"classic", &classic}};
        for (const auto &[name, peer] : peers) {
            const QStringList heard = peer->take();
            if (heard.size() == 1 && heard.constFirst().startsWith(u"42[\"%1\",{"_s.arg(event))
                && heard.constFirst().endsWith(u"}]"_s)) {
                names.append(QString::fromLatin1(name));
            } else if (!heard.isEmpty()) {
                names.append(QString::fromLatin1(name) + u": "_s + heard.join(u' '));
            }
        }
        return names.join(u' ');
    }

    Peer kim{*this};
    Peer kim2{*this};
    Peer lee{*this};
    Peer classic{*this};
    Room lobby;
    User user;
};

} // namespace

class tst_HubEvents : public QObject
{
    Q_OBJECT

private slots:
    void aChangedMessageIsForEverybodyInTheRoom();
    void marksAndMembersAreForNativeClients();
    void marksSpareWhoIsBehind();
    void marksInACrowdAreForTheReadersDevices();
    void typingIsForTheOthers();
    void typingAndPresenceAreNotForWhoIsBehind();
    void aRoomIsToldToAllOrToOne();
    void whoLeftHearsTheRoomNoMore();
    void aClassicWindowThatIsBackHearsItsHomeAgain();
    void aPersonIsToldOnceToEachCompanion();
    void nobodyHearsOfOtherRooms();
};

void tst_HubEvents::aChangedMessageIsForEverybodyInTheRoom()
{
    World world;
    Message message;
    message.id = MessageId(newObjectId(1));
    message.room = world.lobby.id;
    message.seq = 1;
    message.user = {world.user.id, world.user.userName};
    world.hub().messageChanged(message);
    QCOMPARE(world.whoHeard(u"message:changed"_s), u"kim kim2 lee classic"_s);
}

void tst_HubEvents::marksAndMembersAreForNativeClients()
{
    World world;
    world.hub().readChanged({world.lobby.id, world.user, 3, 4});
    QCOMPARE(world.whoHeard(u"read:changed"_s), u"kim kim2 lee"_s);
    world.hub().memberChanged({world.lobby.id, world.user, RoomRole::Moderator, false, true});
    QCOMPARE(world.whoHeard(u"member:changed"_s), u"kim kim2 lee"_s);
}

void tst_HubEvents::marksSpareWhoIsBehind()
{
    World world;
    const Message message = world.longMessage();
    for (Peer *peer : {&world.kim2, &world.lee}) {
        peer->wire()->countsBytes = true; // they stop reading
    }
    while (world.hub().bytesQueued() <= 3 * limits::volatileQueueBytes) {
        world.hub().messageChanged(message);
    }
    world.forget();
    // For kim's own devices the mark counts: they take what is read from it.
    world.hub().readChanged({world.lobby.id, world.user, 3, 4});
    QCOMPARE(world.whoHeard(u"read:changed"_s), u"kim kim2"_s);
    world.lee.drain();
    world.hub().readChanged({world.lobby.id, world.user, 4, 5});
    QCOMPARE(world.whoHeard(u"read:changed"_s), u"kim kim2 lee"_s);
}

// Everybody who reads one message would be told to everybody: the square of the people.
void tst_HubEvents::marksInACrowdAreForTheReadersDevices()
{
    World world; // three native sessions
    std::vector<std::unique_ptr<Peer>> crowd;
    const auto come = [&] {
        crowd.push_back(std::make_unique<Peer>(world));
        (void)crowd.back()->joinNative(u"p%1"_s.arg(crowd.size()));
    };
    while (crowd.size() + 3 < 200) {
        come();
    }
    world.forget();
    (void)crowd.front()->take();
    world.hub().readChanged({world.lobby.id, world.user, 3, 4});
    QCOMPARE(world.whoHeard(u"read:changed"_s), u"kim kim2 lee"_s);
    QCOMPARE(crowd.front()->take().size(), 1);
    come();
    world.forget();
    (void)crowd.front()->take();
    world.hub().readChanged({world.lobby.id, world.user, 4, 5});
    QCOMPARE(world.whoHeard(u"read:changed"_s), u"kim kim2"_s);
    QVERIFY(crowd.front()->take().isEmpty());
}

void tst_HubEvents::typingIsForTheOthers()
{
    World world;
    world.hub().typingChanged({world.lobby.id, world.user, true});
    QCOMPARE(world.whoHeard(u"typing:changed"_s), u"lee"_s);
}

void tst_HubEvents::typingAndPresenceAreNotForWhoIsBehind()
{
    World world;
    const Message message = world.longMessage();
    world.lee.wire()->countsBytes = true; // it stops reading
    const auto told = [&world] {
        world.forget();
        world.hub().typingChanged({world.lobby.id, world.user, true});
        return world.whoHeard(u"typing:changed"_s);
    };
    while (world.hub().bytesQueued() <= limits::volatileQueueBytes) {
        QCOMPARE(told(), u"lee"_s);
        world.hub().messageChanged(message);
    }
    QCOMPARE(told(), QString());
    world.forget();
    world.hub().userChanged(world.user, {world.lobby.id}); // nor who comes and goes
    QCOMPARE(world.whoHeard(u"user:changed"_s), u"kim kim2"_s);
    world.hub().messageChanged(message); // but what is kept is told, up to the hard bound
    QCOMPARE(world.whoHeard(u"message:changed"_s), u"kim kim2 lee classic"_s);
    world.lee.drain();
    QCOMPARE(told(), u"lee"_s);
    // One's own name and role are no presence: who is behind is told those.
    world.lee.wire()->countsBytes = false;
    world.kim2.wire()->countsBytes = true;
    while (world.hub().bytesQueued() <= limits::volatileQueueBytes) {
        world.hub().messageChanged(message);
    }
    world.forget();
    world.hub().userChanged(world.user, {world.lobby.id});
    QCOMPARE(world.whoHeard(u"user:changed"_s), u"kim kim2 lee"_s);
}

void tst_HubEvents::aRoomIsToldToAllOrToOne()
{
    World world;
    world.hub().roomChanged(world.lobby);
    QCOMPARE(world.whoHeard(u"room:changed"_s), u"kim kim2 lee"_s);
    Room own = world.lobby;
    own.own = OwnRoom{};
    world.hub().roomChangedFor(world.user.id, own);
    QCOMPARE(world.whoHeard(u"room:changed"_s), u"kim kim2"_s);
    world.hub().roomRemoved(world.user.id, {world.lobby.id, u"kicked"_s});
    QCOMPARE(world.whoHeard(u"room:removed"_s), u"kim kim2"_s);
    // A classic one is told of its home room alone: it would sit in silence.
    const UserId park = world.userNamed(u"park"_s)->user.id;
    world.hub().roomRemoved(park, {world.lobby.id, u"kicked"_s});
    QCOMPARE(world.whoHeard(u"room:removed"_s), u"classic"_s);
    world.hub().roomRemoved(park, {RoomId(newObjectId(1)), u"kicked"_s});
    QCOMPARE(world.whoHeard(u"room:removed"_s), QString());
}

void tst_HubEvents::whoLeftHearsTheRoomNoMore()
{
    World world;
    world.members().leave(world.user.id, world.lobby.id);
    world.hub().memberLeft({world.lobby.id, world.user});
    QCOMPARE(world.whoHeard(u"member:left"_s), u"lee"_s);
    world.hub().roomChanged(world.lobby);
    QCOMPARE(world.whoHeard(u"room:changed"_s), u"lee"_s);
    // It comes back, and the end of a connection that sees fewer rooms than it did is no trouble.
    world.hub().memberEntered(world.user.id, world.lobby, {});
    world.hub().roomChanged(world.lobby);
    QCOMPARE(world.whoHeard(u"room:changed"_s), u"kim kim2 lee"_s);
    world.hub().memberLeft({world.lobby.id, world.user});
    world.kim.breaks();
    world.kim2.breaks();
    QCOMPARE(world.whoHeard(u"member:left"_s), u"lee"_s);
}

void tst_HubEvents::aClassicWindowThatIsBackHearsItsHomeAgain()
{
    World world;
    const StoredRoom second = world.makeRoom(u"second"_s);
    Peer other(world); // a second window of the same open name
    other.joinClassic(u"park"_s);
    Peer elsewhere(world);
    elsewhere.says(u"40/second,"_s);
    elsewhere.says(u"42/second,0[\"join\",\"park\"]"_s);
    world.forget();
    const User admin{.id = world.user.id, .userName = u"kim"_s, .role = UserRole::Owner};
    const UserId park = world.userNamed(u"park"_s)->user.id;
    RoomServices &rooms = world.hub().domain().rooms;
    const auto takeOut = [&] {
        MemberKick kick;
        kick.room = world.lobby.id;
        kick.user = park;
        rooms.membership.kick(admin, kick, [](const auto &done) { QVERIFY(done.has_value()); });
        world.settle();
        world.forget();
        (void)other.take();
        (void)elsewhere.take();
        world.say(u"among us"_s);
        QVERIFY(!world.classic.chats().contains(u"among us"_s));
    };
    const auto bothHear = [&](const QString &chat) {
        world.say(chat);
        return world.classic.chats().count(chat) == 1 && other.chats().count(chat) == 1
            && !elsewhere.chats().contains(chat);
    };
    takeOut();
    world.classic.says(u"427[\"join\",\"park\"]"_s); // one of them joins: the person is back
    QCOMPARE(codeOf(world.classic.ack(7)), u"ok"_s);
    QVERIFY(bothHear(u"back again"_s));
    takeOut();
    rooms.entering.invite(admin, RoomInvite{world.lobby.id, {park}},
                          [](const auto &done) { QVERIFY(done.has_value()); });
    world.settle();
    QVERIFY(bothHear(u"invited"_s));
    QVERIFY(!other.chats().contains(u"among us"_s));
}

void tst_HubEvents::aPersonIsToldOnceToEachCompanion()
{
    World world;
    const StoredRoom second = world.makeRoom(u"second"_s);
    for (const char *name : {"kim", "lee"}) {
        world.hub().memberEntered(world.userNamed(QString::fromLatin1(name))->user.id, second.room,
                                  {});
    }
    world.forget();
    world.hub().userChanged(world.user, world.members().roomsOf(world.user.id));
    QCOMPARE(world.whoHeard(u"user:changed"_s), u"kim kim2 lee"_s);
    world.hub().userChanged(world.user, {});
    QCOMPARE(world.whoHeard(u"user:changed"_s), u"kim kim2"_s);
}

void tst_HubEvents::nobodyHearsOfOtherRooms()
{
    World world;
    const StoredRoom second = world.makeRoom(u"second"_s);
    world.hub().roomChanged(second.room);
    world.hub().typingChanged({second.room.id, world.user, true});
    world.hub().readChanged({second.room.id, world.user, 1, 1});
    QCOMPARE(world.whoHeard(u"room:changed"_s), QString());
}

QTEST_GUILESS_MAIN(tst_HubEvents)
#include "tst_hubevents.moc"
