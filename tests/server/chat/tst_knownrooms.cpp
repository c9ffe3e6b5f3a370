// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "chattools.h"
#include "common/serverlimits.h"
#include "server/chat/chatservice.h"
#include "server/chat/knownrooms.h"
#include "server/chat/members.h"
#include "server/chat/objectid.h"
#include "server/chat/roomservice.h"

#include <QTest>

using namespace maru;
using namespace maru::server;

namespace {

StoredRoom roomOf(const QString &name, RoomKind kind = RoomKind::Public, const QString &code = {})
{
    StoredRoom room;
    room.room = {.id = RoomId(newObjectId(1)), .name = name, .kind = kind};
    room.nameKey = name;
    room.classCode = code;
    return room;
}

/// Everything between a connection and its store.
struct World : StoreWorld
{
    using Home = Result<StoredRoom, RoomService::HomeRefusal>;

    Answer<Home> home(const QString &nsp, const QString &code = {})
    {
        Answer<Home> answer;
        rooms.findHome(nsp, code, u"192.0.2.1"_qs, answer.handler());
        store.answerAll();
        return answer;
    }
    User join(const QString &name, const RoomId &room)
    {
        CreateUser create;
        create.user = {.id = UserId(newObjectId(clock.ms)), .userName = name};
        create.nameKey = name;
        create.skeleton = name;
        store.apply(create, [](const auto &) {});
        members.attach(create.user.id);
        members.enter(create.user.id, Room{.id = room}, {});
        rooms.enter(create.user, room, [](const auto &) {});
        store.answerAll();
        return create.user;
    }
    void post(const User &author, const RoomId &room, const QString &cid)
    {
        chat.post(author, {.cid = cid, .room = room, .chat = u"안녕하세요"_qs},
                  [](const auto &) {});
        store.answerAll();
    }

    RecordingSink events;
    Members members;
    KnownRooms known;
    RoomService rooms{store, events, known, clock, {}};
    ChatService chat{store, events, members, known, clock};
};

} // namespace

class tst_KnownRooms : public QObject
{
    Q_OBJECT

private slots:
    void aRoomIsFoundByItsWays();
    void aChangedRoomLosesItsOldWays();
    void aPrivateNameIsNoWay();
    void theyAreBounded();
    void onlyTheFirstHomeAsksTheStore();
    void theHomeIsAsTheStoreHasIt();
    void whatIsUnknownIsAskedForAgain();
};

void tst_KnownRooms::aRoomIsFoundByItsWays()
{
    KnownRooms known;
    const StoredRoom room = roomOf(u"회의"_qs, RoomKind::Public, u"ABC234"_qs);
    QVERIFY(!known.byName(u"회의"_qs));
    known.remember(room);
    QCOMPARE(known.byName(u"회의"_qs)->room, room.room);
    QCOMPARE(known.byCode(u"ABC234"_qs)->room, room.room);
    QVERIFY(!known.byName(u"ABC234"_qs));
    QVERIFY(!known.byCode({}));
    known.forget(room.room.id);
    QVERIFY(!known.byName(u"회의"_qs));
    QVERIFY(!known.byCode(u"ABC234"_qs));
    known.forget(room.room.id);
}

void tst_KnownRooms::aChangedRoomLosesItsOldWays()
{
    KnownRooms known;
    StoredRoom room = roomOf(u"회의"_qs, RoomKind::Public, u"ABC234"_qs);
    known.remember(room);
    room.nameKey = u"수업"_qs;
    room.classCode = u"DEF567"_qs;
    known.remember(room);
    QVERIFY(!known.byName(u"회의"_qs));
    QVERIFY(!known.byCode(u"ABC234"_qs));
    QVERIFY(known.byName(u"수업"_qs));
    QVERIFY(known.byCode(u"DEF567"_qs));
}

void tst_KnownRooms::aPrivateNameIsNoWay()
{
    KnownRooms known;
    known.remember(roomOf(u"비밀"_qs, RoomKind::Private, u"ABC234"_qs));
    QVERIFY(!known.byName(u"비밀"_qs));
    QVERIFY(known.byCode(u"ABC234"_qs));
}

void tst_KnownRooms::theyAreBounded()
{
    KnownRooms known;
    int found = 0;
    for (int i = 0; i <= limits::maxKnownRooms; ++i) {
        known.remember(roomOf(QString::number(i)));
    }
    for (int i = 0; i <= limits::maxKnownRooms; ++i) {
        found += known.byName(QString::number(i)) ? 1 : 0;
    }
    QVERIFY(found >= 1 && found <= limits::maxKnownRooms);
    QVERIFY(known.byName(QString::number(limits::maxKnownRooms)));
}

void tst_KnownRooms::onlyTheFirstHomeAsksTheStore()
{
    World world;
    QVERIFY(world.home(u"/"_qs).isOk());
    world.store.failNextReads = 1;
    QVERIFY(world.home(u"/"_qs).isOk());
    QVERIFY(world.home(u"/LOBBY"_qs).isOk());
    QCOMPARE(world.store.failNextReads, 1);
}

void tst_KnownRooms::theHomeIsAsTheStoreHasIt()
{
    World world;
    const RoomId lobby = world.home(u"/"_qs).value().room.id;
    const User kim = world.join(u"김민수"_qs, lobby); // the welcome is its first message
    QCOMPARE(world.home(u"/"_qs).value().room, world.roomNamed(u"lobby"_qs).room);
    QCOMPARE(world.home(u"/"_qs).value().room.seq, 1);

    world.post(kim, lobby, u"1"_qs);
    world.post(kim, lobby, u"1"_qs); // the same again changes nothing
    world.store.failNextChanges = 1;
    world.post(kim, lobby, u"2"_qs); // not stored
    QCOMPARE(world.home(u"/"_qs).value().room, world.roomNamed(u"lobby"_qs).room);
    QCOMPARE(world.home(u"/"_qs).value().room.seq, 2);
}

void tst_KnownRooms::whatIsUnknownIsAskedForAgain()
{
    World world;
    QVERIFY(!world.home(u"/수업"_qs).isOk());
    world.rooms.createRoom(u"수업"_qs, true, [](const auto &) {});
    world.store.answerAll();
    const QString code = world.roomNamed(u"수업"_qs).classCode;
    QVERIFY(world.home(u"/수업"_qs, code).isOk());
    QVERIFY(world.home(u"/"_qs, code).isOk());
    // Known or not, the code is asked for.
    QVERIFY(!world.home(u"/수업"_qs).isOk());
    QVERIFY(!world.home(u"/수업"_qs, u"AAAAA2"_qs).isOk());
}

QTEST_GUILESS_MAIN(tst_KnownRooms)
#include "tst_knownrooms.moc"
