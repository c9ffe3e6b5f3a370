// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/serverlimits.h"
#include "roomworld.h"

#include <QTest>

using namespace maru;
using namespace maru::server;
using namespace Qt::StringLiterals;

namespace {

struct World : RoomWorld
{
    World()
    {
        owner = person(u"owner"_s);
        member = person(u"member"_s);
        stranger = person(u"stranger"_s);
    }
    Ack<RoomReply> invite(const User &by, const Room &room, const QList<UserId> &users)
    {
        return ask<RoomReply>(services.entering, &RoomEntering::invite, by,
                              RoomInvite{room.id, users});
    }
    Ack<RoomReply> direct(const User &by, const UserId &user)
    {
        return ask<RoomReply>(services.entering, &RoomEntering::openDirect, by, RoomDirect{user});
    }
    Ack<Nothing> leave(const User &user, const Room &room)
    {
        return ask<Nothing>(services.entering, &RoomEntering::leave, user, RoomLeave{room.id});
    }

    User owner;
    User member;
    User stranger;
    const UserId nobody{newObjectId(1)};
};

} // namespace

class tst_RoomEntering : public QObject
{
    Q_OBJECT

private slots:
    void commitThenAckThenEverybodyWhoIsInIt();
    void whoMayCreateWhat();
    void creatingIsBounded();
    void anOpenRoomIsJoinedOnce();
    void joiningNeedsWhatTheRoomAsksFor();
    void wrongCodesAreCountedPerAddress();
    void aFullRoomSaysSo();
    void whoIsInTooManyRoomsEntersNoMore();
    void aDirectRoomIsTheSameForBoth();
    void aDirectRoomIsRefused();
    void leavingIsAckedThenTold();
    void whoIsNotConnectedEntersToo();
    void aFailingStoreTellsNothing();
};

void tst_RoomEntering::commitThenAckThenEverybodyWhoIsInIt()
{
    World world;
    RoomCreate request{.name = u" 우리  반 "_s, .kind = RoomKind::Private, .topic = {}};
    request.members = {world.member.id, world.owner.id};
    request.classCode = true;
    QString code;
    world.services.entering.create(
        world.owner, request, [&](const Result<RoomReply, ApiError> &reply) {
            QCOMPARE(reply->room.name, u"우리 반"_s);
            QCOMPARE(reply->room.own->role, RoomRole::Owner);
            code = reply->room.own->classCode;
            QVERIFY(world.members.isMember(world.member.id, reply->room.id)); // from now on
            world.journal.append(u"ack"_s);
        });
    world.store.answerAll();
    QVERIFY(isClassCode(code));
    QCOMPARE(world.takeJournal(),
             QStringList({u"commit CreateRoom"_s, u"ack"_s, u"owner sees 우리 반"_s,
                          u"to owner: 우리 반, owner, "_s + code, u"member sees 우리 반"_s,
                          u"to member: 우리 반, member"_s}));
}

void tst_RoomEntering::whoMayCreateWhat()
{
    World world;
    const User guest = world.person(u"guest"_s, UserRole::Guest);
    const auto create = [&](const User &user, const QString &name, RoomKind kind = RoomKind::Public,
                            const QList<UserId> &members = {}) {
        RoomCreate request{.name = name, .kind = kind, .topic = {}};
        request.members = members;
        return codeOf(world.create(user, request));
    };
    QCOMPARE(create(guest, u"a"_s), u"FORBIDDEN"_s);
    QCOMPARE(create(world.owner, u"a"_s), u"ok"_s);
    QCOMPARE(create(world.owner, u"A"_s, RoomKind::Announcement), u"NAME_TAKEN"_s);
    QCOMPARE(create(world.owner, u"A"_s, RoomKind::Private), u"ok"_s); // it cannot be guessed
    QCOMPARE(create(world.owner, u"b,c"_s), u"BAD_NAME"_s);
    QCOMPARE(create(world.owner, QString(65, u'x')), u"BAD_NAME"_s);
    for (const QString &name : {u"l\u043Ebby"_s, u"1obby"_s, u"L0BBY"_s, u"ADMlN"_s}) {
        QCOMPARE(create(world.owner, name), u"NAME_TAKEN"_s); // they look like others
    }
    QCOMPARE(create(world.owner, u"lobby 2"_s), u"ok"_s);
    QCOMPARE(create(world.owner, u"d"_s, RoomKind::Public, {world.nobody}), u"NOT_FOUND"_s);
    QCOMPARE(create(world.owner, u"d"_s), u"ok"_s); // nothing of the refused one is left
}

void tst_RoomEntering::creatingIsBounded()
{
    World world;
    Room room;
    for (int i = 0; i < limits::maxRoomsPerUser; ++i) {
        room.id = RoomId(newObjectId(i));
        world.members.enter(world.owner.id, room, {});
    }
    const auto answer =
        world.create(world.owner, {.name = u"a"_s, .kind = RoomKind::Private, .topic = {}});
    QCOMPARE(codeOf(answer), u"TOO_LARGE"_s);
    QCOMPARE(answer.error().limit, limits::maxRoomsPerUser);
}

void tst_RoomEntering::anOpenRoomIsJoinedOnce()
{
    World world;
    const Room room = world.makeRoom(world.owner, {}, RoomKind::Public);
    const Room joined = world.join(world.member, {.room = room.id, .classCode = {}}).value().room;
    QCOMPARE(joined.own->role, RoomRole::Member);
    QCOMPARE(joined.seq, 1);
    QCOMPARE(
        world.takeJournal(),
        QStringList({u"commit EnterRoom"_s, u"member sees class"_s, u"to member: class, member"_s,
                     u"member is member"_s, u"says member 님이 채팅방에 들어왔습니다."_s}));
    QVERIFY(world.join(world.member, {.room = room.id, .classCode = {}}).isOk());
    QVERIFY(world.journal.filter(u"says"_s).isEmpty());
    QVERIFY(world.journal.filter(u"is member"_s).isEmpty());
}

void tst_RoomEntering::joiningNeedsWhatTheRoomAsksFor()
{
    World world;
    const auto join = [&](const RoomId &room, const QString &code = {}) {
        return codeOf(world.join(world.stranger, {.room = room, .classCode = code}));
    };
    const Room hidden = world.makeRoom(world.owner);
    QCOMPARE(join(hidden.id), u"NOT_FOUND"_s);
    QCOMPARE(join(RoomId(newObjectId(1))), u"NOT_FOUND"_s);
    const Room coded = world.makeRoom(world.owner, {}, RoomKind::Public, true);
    QCOMPARE(join(coded.id), u"BAD_CLASS_CODE"_s);
    const Room secret = world.makeRoom(world.owner, {}, RoomKind::Private, true);
    QCOMPARE(join(secret.id), u"NOT_FOUND"_s); // also one with a code
    RoomUpdate archive{.room = secret.id};
    archive.archived = true;
    QVERIFY(world.update(world.owner, archive).isOk());
    QCOMPARE(join({}, secret.own->classCode), u"FORBIDDEN"_s);
    QCOMPARE(join({}, coded.own->classCode), u"ok"_s);
    QCOMPARE(join(coded.id), u"ok"_s); // who is in it needs no code
}

void tst_RoomEntering::wrongCodesAreCountedPerAddress()
{
    World world;
    const Room room = world.makeRoom(world.owner, {}, RoomKind::Private, true);
    const QString wrong = room.own->classCode == u"AAAAAA" ? u"BBBBBB"_s : u"AAAAAA"_s;
    const auto join = [&](const QString &code, const QString &address) {
        return codeOf(world.join(world.stranger, {.room = {}, .classCode = code}, address));
    };
    for (int i = 0; i < limits::wrongCodesPerMinute; ++i) {
        QCOMPARE(join(wrong, u"192.0.2.1"_s), u"BAD_CLASS_CODE"_s);
    }
    QCOMPARE(join(wrong, u"192.0.2.1"_s), u"SLOW_DOWN"_s);
    QCOMPARE(join(room.own->classCode, u"192.0.2.1"_s), u"SLOW_DOWN"_s); // else one could try on
    // The same count as that of CONNECT.
    Answer<Result<StoredRoom, RoomService::HomeRefusal>> home;
    world.services.service.findHome(u"/"_s, wrong, u"192.0.2.1"_s, home.handler());
    world.store.answerAll();
    QCOMPARE(home.error().error->code, ErrorCode::SlowDown);
    QCOMPARE(join(room.own->classCode, u"192.0.2.2"_s), u"ok"_s);
    world.clock.ms += 60'000;
    QCOMPARE(join(wrong, u"192.0.2.1"_s), u"BAD_CLASS_CODE"_s);
}

void tst_RoomEntering::aFullRoomSaysSo()
{
    World world;
    const Room room = world.makeRoom(world.owner, {}, RoomKind::Public);
    std::vector<Change> crowd;
    for (int i = 1; i < limits::maxRoomMembers; ++i) {
        const UserId user(newObjectId(++world.clock.ms));
        CreateUser change;
        change.user = {.id = user, .userName = QString::number(i)};
        change.nameKey = QString::number(i);
        crowd.emplace_back(change);
    }
    (void)world.backend.apply(crowd);
    for (Change &change : crowd) {
        EnterRoom enter{room.id, std::get<CreateUser>(change).user.id, 1, {}};
        enter.maxMembers = std::numeric_limits<int>::max();
        change = enter;
    }
    (void)world.backend.apply(crowd);
    const auto refused = world.join(world.member, {.room = room.id, .classCode = {}});
    QCOMPARE(codeOf(refused), u"TOO_LARGE"_s);
    QCOMPARE(refused.error().limit, limits::maxRoomMembers);
    QVERIFY(!world.members.isMember(world.member.id, room.id));
    QVERIFY(world.journal.isEmpty());
}

void tst_RoomEntering::whoIsInTooManyRoomsEntersNoMore()
{
    World world;
    const Room room = world.makeRoom(world.owner, {}, RoomKind::Public);
    Room other;
    const auto putInto = [&](int count) {
        for (int i = 0; i < count; ++i) {
            other.id = RoomId(newObjectId(i));
            world.members.enter(world.member.id, other, {});
        }
    };
    other.kind = RoomKind::Direct; // of whoever wants to write
    putInto(limits::maxAllRoomsPerUser - limits::maxRoomsPerUser - 2);
    QCOMPARE(codeOf(world.join(world.member, {.room = room.id, .classCode = {}})), u"ok"_s);
    other.kind = RoomKind::Public;
    world.members.leave(world.member.id, room.id);
    putInto(limits::maxRoomsPerUser);
    QCOMPARE(codeOf(world.join(world.member, {.room = room.id, .classCode = {}})), u"TOO_LARGE"_s);
    QVERIFY(world.direct(world.owner, world.member.id).isOk()); // others may write to it
    QCOMPARE(codeOf(world.direct(world.member, world.owner.id)), u"ok"_s); // that one is there
    other.kind = RoomKind::Direct;
    putInto(1);
    QCOMPARE(codeOf(world.direct(world.member, world.stranger.id)), u"TOO_LARGE"_s);
    for (const RoomId &left : world.members.roomsOf(world.member.id)) {
        if (world.members.traitsOf(left).kind == RoomKind::Public) {
            world.members.leave(world.member.id, left);
        }
    }
    QCOMPARE(codeOf(world.join(world.member, {.room = room.id, .classCode = {}})), u"ok"_s);
}

void tst_RoomEntering::aDirectRoomIsTheSameForBoth()
{
    World world;
    const Room first = world.direct(world.owner, world.member.id).value().room;
    QCOMPARE(first.kind, RoomKind::Direct);
    QCOMPARE(first.name, u"owner, member"_s);
    QCOMPARE(first.own->role, RoomRole::Member);
    QCOMPARE(world.takeJournal(),
             QStringList({u"commit OpenDirect"_s, u"owner sees owner, member"_s,
                          u"to owner: owner, member, member"_s, u"member sees owner, member"_s,
                          u"to member: owner, member, member"_s}));
    for (const auto &[one, other] :
         {std::pair(world.owner, world.member), std::pair(world.member, world.owner)}) {
        QCOMPARE(world.direct(one, other.id).value().room.id, first.id);
        QCOMPARE(world.takeJournal(), QStringList(u"commit OpenDirect"_s)); // nothing to tell
    }
    // Both ask before either is answered.
    RoomWorld::Ack<RoomReply> one;
    RoomWorld::Ack<RoomReply> two;
    world.services.entering.openDirect(world.owner, {world.stranger.id}, one.handler());
    world.services.entering.openDirect(world.stranger, {world.owner.id}, two.handler());
    world.store.answerAll();
    QCOMPARE(one.value().room.id, two.value().room.id);
}

void tst_RoomEntering::aDirectRoomIsRefused()
{
    World world;
    const User guest = world.person(u"guest"_s, UserRole::Guest);
    QCOMPARE(codeOf(world.direct(guest, world.owner.id)), u"FORBIDDEN"_s);
    QCOMPARE(codeOf(world.direct(world.owner, guest.id)), u"ok"_s); // but one may be asked
    QCOMPARE(codeOf(world.direct(world.owner, world.owner.id)), u"BAD_REQUEST"_s);
    QCOMPARE(codeOf(world.direct(world.owner, world.nobody)), u"NOT_FOUND"_s);
    const Room room = world.direct(world.owner, world.member.id).value().room;
    QCOMPARE(codeOf(world.leave(world.owner, room)), u"FORBIDDEN"_s);
    QCOMPARE(codeOf(world.invite(world.owner, room, {world.stranger.id})), u"FORBIDDEN"_s);
    QCOMPARE(codeOf(world.join(world.stranger, {.room = room.id, .classCode = {}})),
             u"NOT_FOUND"_s);
}

void tst_RoomEntering::leavingIsAckedThenTold()
{
    World world;
    const Room room = world.makeRoom(world.owner, {world.member});
    world.services.entering.leave(world.member, {room.id}, [&](const auto &reply) {
        QVERIFY(reply.has_value());
        QVERIFY(!world.members.isMember(world.member.id, room.id));
        world.journal.append(u"ack"_s);
    });
    world.store.answerAll();
    QCOMPARE(world.takeJournal(),
             QStringList({u"commit RemoveMember"_s, u"ack"_s, u"to member: removed, left"_s,
                          u"member left"_s}));
    QCOMPARE(codeOf(world.leave(world.member, room)), u"NOT_FOUND"_s);
    QVERIFY(world.leave(world.owner, room).isOk()); // the last one
    QVERIFY(world.journal.filter(u"is owner"_s).isEmpty());
}

void tst_RoomEntering::whoIsNotConnectedEntersToo()
{
    World world;
    const User away = world.person(u"away"_s, UserRole::Member, false);
    const Room room = world.makeRoom(world.owner, {away});
    QVERIFY(!world.members.isMember(away.id, room.id)); // looked up when it connects
    Answer<Result<QList<MemberRoom>, ApiError>> rooms;
    world.services.service.roomsOf(away, rooms.handler());
    world.store.answerAll();
    QCOMPARE(rooms.value().size(), 1);
}

void tst_RoomEntering::aFailingStoreTellsNothing()
{
    World world;
    const Room room = world.makeRoom(world.owner, {world.member}, RoomKind::Public);
    const auto failing = [&](const QString &kind, const std::function<QString()> &useCase) {
        world.store.failChange = kind;
        return useCase();
    };
    const QString failed = u"STORE_FAILED"_s;
    const RoomCreate another{.name = u"b"_s, .kind = RoomKind::Private, .topic = {}};
    QCOMPARE(failing(u"CreateRoom"_s, [&] { return codeOf(world.create(world.owner, another)); }),
             failed);
    QCOMPARE(failing(u"OpenDirect"_s,
                     [&] { return codeOf(world.direct(world.owner, world.member.id)); }),
             failed);
    QCOMPARE(
        failing(
            u"EnterRoom"_s,
            [&] { return codeOf(world.join(world.stranger, {.room = room.id, .classCode = {}})); }),
        failed);
    QCOMPARE(failing(u"RemoveMember"_s, [&] { return codeOf(world.leave(world.member, room)); }),
             failed);
    QVERIFY(world.journal.isEmpty());
    QVERIFY(world.members.isMember(world.member.id, room.id));
    QVERIFY(!world.members.isMember(world.stranger.id, room.id));
}

QTEST_GUILESS_MAIN(tst_RoomEntering)
#include "tst_roomentering.moc"
