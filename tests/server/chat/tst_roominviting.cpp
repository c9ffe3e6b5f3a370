// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

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
    /// In the store alone, as if it was there before.
    Room addRoom(const UserId &by, const QList<UserId> &people)
    {
        StoredRoom made;
        made.room.id = RoomId(newObjectId(clock.ms));
        made.room.name = u"crowd"_s;
        made.room.kind = RoomKind::Private;
        store.apply(CreateRoom{.room = made, .owner = by, .members = people}, [](const auto &) {});
        store.answerAll();
        return made.room;
    }
    UserId addPerson(int number)
    {
        CreateUser change;
        change.user.id = UserId(newObjectId(clock.ms));
        change.user.userName = QString::number(number);
        change.nameKey = change.user.userName;
        change.skeleton = change.user.userName;
        store.apply(change, [](const auto &) {});
        store.answerAll();
        return change.user.id;
    }

    User owner;
    User member;
    User stranger;
    const UserId nobody{newObjectId(1)};
};

} // namespace

/// Who is invited into a room by whom, and what both hear.
class tst_RoomInviting : public QObject
{
    Q_OBJECT

private slots:
    void whoMayInvite();
    void anInvitationIsForAllOrNone();
    void oneWithoutAPlaceKeepsAllOut();
    void whoIsThereAlreadyTakesNoPlace();
    void whoInvitesTheBannedIsNotCalledBanned();
    void theInvitedAreToldAtOnce();
};

void tst_RoomInviting::whoMayInvite()
{
    World world;
    const Room hidden = world.makeRoom(world.owner, {world.member});
    QCOMPARE(codeOf(world.invite(world.member, hidden, {world.stranger.id})), u"FORBIDDEN"_s);
    QCOMPARE(codeOf(world.invite(world.stranger, hidden, {world.stranger.id})), u"NOT_FOUND"_s);
    const Room news = world.makeRoom(world.owner, {world.member}, RoomKind::Announcement);
    QCOMPARE(codeOf(world.invite(world.member, news, {world.stranger.id})), u"FORBIDDEN"_s);
    RoomUpdate rename{.room = news.id};
    rename.name = u"news"_s;
    QVERIFY(world.update(world.owner, rename).isOk());
    const Room open = world.makeRoom(world.owner, {world.member}, RoomKind::Public);
    QCOMPARE(codeOf(world.invite(world.member, open, {world.stranger.id})), u"ok"_s);
    RoomUpdate archive{.room = open.id};
    archive.archived = true;
    QVERIFY(world.update(world.owner, archive).isOk());
    QCOMPARE(codeOf(world.invite(world.owner, open, {world.stranger.id})), u"FORBIDDEN"_s);
}

void tst_RoomInviting::anInvitationIsForAllOrNone()
{
    World world;
    const Room room = world.makeRoom(world.owner);
    QCOMPARE(codeOf(world.invite(world.owner, room, {world.member.id, world.nobody})),
             u"NOT_FOUND"_s);
    MemberKick ban;
    ban.room = room.id;
    ban.user = world.stranger.id;
    ban.banned = true;
    QVERIFY(world.kick(world.owner, ban).isOk());
    QCOMPARE(codeOf(world.invite(world.owner, room, {world.member.id, world.stranger.id})),
             u"FORBIDDEN"_s);
    world.store.failRead = u"FindBan"_s;
    QCOMPARE(codeOf(world.invite(world.owner, room, {world.member.id})), u"STORE_FAILED"_s);
    world.store.failRead.clear();
    QVERIFY(!world.members.isMember(world.member.id, room.id));
    QVERIFY(world.journal.filter(u"sees"_s).isEmpty());
}

void tst_RoomInviting::oneWithoutAPlaceKeepsAllOut()
{
    World world;
    const Room room = world.makeRoom(world.owner);
    for (int i = 0; i < limits::maxAllRoomsPerUser; ++i) {
        world.addRoom({}, {world.stranger.id});
    }
    world.journal.clear();
    const auto tooMany = world.invite(world.owner, room, {world.member.id, world.stranger.id});
    QCOMPARE(codeOf(tooMany), u"TOO_LARGE"_s);
    QCOMPARE(tooMany.error().limit, limits::maxAllRoomsPerUser);
    QVERIFY(!world.members.isMember(world.member.id, room.id));
    QVERIFY(world.journal.filter(u"sees"_s).isEmpty());
    world.store.failRead = u"FindPlaces"_s;
    QCOMPARE(codeOf(world.invite(world.owner, room, {world.member.id})), u"STORE_FAILED"_s);
}

void tst_RoomInviting::whoIsThereAlreadyTakesNoPlace()
{
    World world;
    QList<UserId> crowd;
    for (int i = 0; i < limits::maxRoomMembers - 2; ++i) {
        crowd.append(world.addPerson(i));
    }
    const Room room = world.addRoom(world.owner.id, crowd); // one place is free
    world.members.enter(world.owner.id, room, {.role = RoomRole::Owner});
    world.journal.clear();
    const auto full = world.invite(world.owner, room, {world.member.id, world.stranger.id});
    QCOMPARE(codeOf(full), u"TOO_LARGE"_s);
    QCOMPARE(full.error().limit, limits::maxRoomMembers);
    QVERIFY(!world.members.isMember(world.member.id, room.id));
    QVERIFY(world.journal.filter(u"sees"_s).isEmpty());
    const QList<UserId> one{crowd.constLast(), world.member.id, world.member.id};
    QCOMPARE(codeOf(world.invite(world.owner, room, one)), u"ok"_s);
    QCOMPARE(codeOf(world.invite(world.owner, room, {world.member.id})), u"ok"_s);
    QCOMPARE(codeOf(world.invite(world.owner, room, {world.stranger.id})), u"TOO_LARGE"_s);
}

void tst_RoomInviting::whoInvitesTheBannedIsNotCalledBanned()
{
    World world;
    const Room room = world.makeRoom(world.owner);
    const auto ban = [&world](const User &user, bool fromServer, const Room &from = {}) {
        if (fromServer) {
            world.store.apply(SetUserBan{.user = user.id,
                                         .banned = true,
                                         .untilMs = world.clock.ms + 60'000,
                                         .reason = {},
                                         .by = {}},
                              [](const auto &) {});
        } else {
            world.store.apply(
                RemoveMember{.room = from.id, .user = user.id, .ban = RemoveMember::Ban::Set},
                [](const auto &) {});
        }
    };
    const auto refusal = [](const RoomWorld::Ack<RoomReply> &answer) {
        return QString(toWire(answer.error().code)) + u": "_s + answer.error().text;
    };
    const QString server = u"FORBIDDEN: users names somebody who is banned from this server."_s;
    const QString here = u"FORBIDDEN: users names somebody who is banned from that room."_s;
    ban(world.stranger, true);
    world.journal.clear();
    QCOMPARE(refusal(world.invite(world.owner, room, {world.member.id, world.stranger.id})),
             server);
    QVERIFY(!world.members.isMember(world.member.id, room.id)); // all or none
    QVERIFY(world.journal.filter(u"sees"_s).isEmpty());
    world.clock.ms += 60'000; // the ban is over
    QCOMPARE(codeOf(world.invite(world.owner, room, {world.stranger.id})), u"ok"_s);
    // Banned between the look and the entering: said in the same words.
    for (const bool fromServer : {true, false}) {
        const User late = world.person(fromServer ? u"late"_s : u"later"_s);
        RoomWorld::Ack<RoomReply> answer;
        world.services.entering.invite(world.owner, {room.id, {late.id}}, answer.handler());
        ban(late, fromServer, room);
        world.store.answerAll();
        QCOMPARE(refusal(answer), fromServer ? server : here);
    }
}

void tst_RoomInviting::theInvitedAreToldAtOnce()
{
    World world;
    const Room room = world.makeRoom(world.owner, {}, RoomKind::Private, true);
    const auto answer = world.invite(world.owner, room, {world.member.id, world.stranger.id});
    QCOMPARE(answer.value().room.own->role, RoomRole::Owner);
    for (const char *name : {"member", "stranger"}) {
        const QString who = QString::fromLatin1(name);
        QVERIFY(world.journal.contains(who + u" sees class"_s));
        QVERIFY(world.journal.contains(u"to %1: class, member"_s.arg(who)));
        QVERIFY(world.journal.contains(who + u" is member"_s)); // for the others
    }
    world.journal.clear();
    QVERIFY(world.invite(world.owner, room, {world.member.id}).isOk());
    QVERIFY(world.journal.filter(u"to member"_s).isEmpty()); // who is in it hears nothing
}

QTEST_GUILESS_MAIN(tst_RoomInviting)
#include "tst_roominviting.moc"
