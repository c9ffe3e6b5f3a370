// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "roomofranks.h"

#include <QTest>

using namespace maru;
using namespace maru::server;
using namespace Qt::StringLiterals;

using World = RoomOfRanks;

class tst_RoomMembers : public QObject
{
    Q_OBJECT

private slots:
    void whoMutesWhom();
    void whoGivesRoles();
    void whoKicksWhom();
    void nobodyOfARoomActsOnTheServersAdmins();
    void whoIsLiftedMeanwhileIsSpared();
    void aRoleIsToldToAllAndToItsOwner();
    void anEndNeedsItsBeginning();
    void theLastOwnerStays();
    void whoFollowsTheOwnerIsToldWhatTheRoomIsNow();
    void aServerAdminOwnsEveryRoomButDirectOnes();
    void handsAreOnesOwn();
    void listsSayWhoIsThere();
    void listsHoldUpNoMessage();
    void aShortLossIsNoNewsInARoom();
    void aFailingStoreTellsNothing();
    void strangersLearnNothing();
};

void tst_RoomMembers::whoMutesWhom()
{
    World world;
    const auto mute = [&](const User &by, const User &user) {
        return codeOf(world.setMember(by, world.mute(user)));
    };
    QCOMPARE(mute(world.moderator, world.member), u"ok"_s);
    QCOMPARE(mute(world.moderator, world.other), u"FORBIDDEN"_s);
    QCOMPARE(mute(world.moderator, world.owner), u"FORBIDDEN"_s);
    QCOMPARE(mute(world.member, world.other), u"FORBIDDEN"_s);
    QCOMPARE(mute(world.member, world.member), u"FORBIDDEN"_s); // nor oneself free
    QCOMPARE(mute(world.owner, world.stranger), u"NOT_FOUND"_s);
    QCOMPARE(mute(world.stranger, world.member), u"NOT_FOUND"_s);
    // Who moderates writes whatever it is: a mute would be told, and be none.
    QCOMPARE(mute(world.owner, world.moderator), u"FORBIDDEN"_s);
    QCOMPARE(mute(world.owner, world.owner), u"FORBIDDEN"_s);
    MemberSet lifted = world.mute(world.member);
    lifted.role = RoomRole::Moderator;
    QCOMPARE(codeOf(world.setMember(world.owner, lifted)), u"FORBIDDEN"_s);
    MemberSet lowered = world.mute(world.moderator);
    lowered.role = RoomRole::Member;
    QCOMPARE(codeOf(world.setMember(world.owner, lowered)), u"ok"_s);
    QVERIFY(world.members.find(world.moderator.id, world.room.id)->muted);
    world.appoint(world.owner, world.room, world.moderator, RoomRole::Moderator);
    QCOMPARE(codeOf(world.setMember(world.owner, world.mute(world.moderator, false))), u"ok"_s);
    MemberSet nothing{.room = world.room.id, .user = world.member.id};
    QCOMPARE(codeOf(world.setMember(world.owner, nothing)), u"BAD_REQUEST"_s);
}

void tst_RoomMembers::whoGivesRoles()
{
    World world;
    QCOMPARE(
        codeOf(world.setMember(world.moderator, world.role(world.member, RoomRole::Moderator))),
        u"FORBIDDEN"_s);
    QCOMPARE(codeOf(world.setMember(world.owner, world.role(world.member, RoomRole::Owner))),
             u"ok"_s);
    QCOMPARE(world.members.find(world.member.id, world.room.id)->role, RoomRole::Owner);
    QCOMPARE(codeOf(world.setMember(world.member, world.role(world.owner, RoomRole::Member))),
             u"ok"_s); // two owners: one may go down
    QCOMPARE(codeOf(world.setMember(world.owner, world.role(world.other, RoomRole::Owner))),
             u"FORBIDDEN"_s);
}

void tst_RoomMembers::whoKicksWhom()
{
    World world;
    const auto kick = [&](const User &by, const User &user) {
        return codeOf(world.kick(by, world.out(user)));
    };
    QCOMPARE(kick(world.member, world.other), u"FORBIDDEN"_s);
    QCOMPARE(kick(world.moderator, world.other), u"FORBIDDEN"_s);
    QCOMPARE(kick(world.moderator, world.owner), u"FORBIDDEN"_s);
    QCOMPARE(kick(world.moderator, world.moderator), u"BAD_REQUEST"_s);
    QCOMPARE(kick(world.stranger, world.member), u"NOT_FOUND"_s);
    QCOMPARE(kick(world.moderator, world.member), u"ok"_s);
    QCOMPARE(kick(world.moderator, world.member), u"NOT_FOUND"_s);
    QCOMPARE(kick(world.owner, world.other), u"ok"_s);
}

void tst_RoomMembers::nobodyOfARoomActsOnTheServersAdmins()
{
    World world;
    const User head = world.person(u"head"_s, UserRole::Owner);
    const User admin = world.person(u"admin"_s, UserRole::Admin);
    const User second = world.person(u"second"_s, UserRole::Admin);
    const RoomJoin join{.room = {}, .classCode = world.room.own->classCode};
    for (const User &user : {head, admin, second}) {
        QVERIFY(world.join(user, join).isOk());
    }
    world.appoint(head, world.room, world.member, RoomRole::Owner);
    for (const User &by : {world.owner, world.member, world.moderator, second}) {
        for (const User &user : {head, admin}) {
            QCOMPARE(codeOf(world.setMember(by, world.mute(user))), u"FORBIDDEN"_s);
            QCOMPARE(codeOf(world.kick(by, world.out(user))), u"FORBIDDEN"_s);
            QCOMPARE(codeOf(world.kick(by, world.out(user, true))), u"FORBIDDEN"_s);
            QVERIFY(world.isMember(user));
        }
    }
    QCOMPARE(codeOf(world.setMember(admin, world.mute(admin, false))), u"ok"_s); // of before
    QCOMPARE(codeOf(world.setMember(world.owner, world.role(admin, RoomRole::Owner))), u"ok"_s);
    QCOMPARE(codeOf(world.setMember(world.owner, world.role(admin, RoomRole::Member))), u"ok"_s);
    // The server's owner may; nor is anybody of the server's rank banned ahead of time.
    QCOMPARE(codeOf(world.setMember(head, world.mute(admin))), u"ok"_s);
    QCOMPARE(codeOf(world.kick(head, world.out(admin))), u"ok"_s);
    for (const User &by : {world.owner, world.moderator, second}) {
        QCOMPARE(codeOf(world.kick(by, world.out(admin, true))), u"FORBIDDEN"_s);
    }
    QCOMPARE(codeOf(world.join(admin, join)), u"ok"_s);
    QCOMPARE(codeOf(world.kick(head, world.out(admin, true))), u"ok"_s);
    QCOMPARE(codeOf(world.join(admin, join)), u"BANNED"_s);
    MemberSet lift{.room = world.room.id, .user = admin.id};
    lift.liftsBan = true;
    QCOMPARE(codeOf(world.setMember(world.moderator, lift)), u"ok"_s); // as of anybody
}

// The role of the store counts, not what was known of the person when it came.
void tst_RoomMembers::whoIsLiftedMeanwhileIsSpared()
{
    World world;
    world.store.apply(SetUserRole{world.member.id, UserRole::Admin}, [](const auto &) {});
    world.store.answerAll();
    QCOMPARE(codeOf(world.kick(world.moderator, world.out(world.member))), u"FORBIDDEN"_s);
    QCOMPARE(codeOf(world.setMember(world.owner, world.mute(world.member))), u"FORBIDDEN"_s);
    for (const QString &read : {u"FindUser"_s, u"FindMember"_s}) {
        world.store.failRead = read;
        QCOMPARE(codeOf(world.kick(world.moderator, world.out(world.member))), u"STORE_FAILED"_s);
    }
}

void tst_RoomMembers::aRoleIsToldToAllAndToItsOwner()
{
    World world;
    QVERIFY(world.setMember(world.owner, world.role(world.member, RoomRole::Moderator)).isOk());
    const QString code = world.room.own->classCode;
    QCOMPARE(world.takeJournal(),
             QStringList({u"commit SetMember"_s, u"member is moderator"_s,
                          u"to member: class, moderator, "_s + code}));
    QVERIFY(world.members.moderatorsOf(world.room.id).contains(world.member.id));
    QVERIFY(world.setMember(world.owner, world.role(world.member, RoomRole::Member)).isOk());
    QCOMPARE(world.takeJournal().last(), u"to member: class, member"_s); // the code no more
    QVERIFY(!world.members.moderatorsOf(world.room.id).contains(world.member.id));
}

void tst_RoomMembers::anEndNeedsItsBeginning()
{
    World world;
    MemberSet unmute = world.mute(world.member, false);
    unmute.untilMs = world.clock.ms + 1;
    QCOMPARE(codeOf(world.setMember(world.owner, unmute)), u"BAD_REQUEST"_s);
    MemberSet past = world.mute(world.member);
    past.untilMs = world.clock.ms;
    QCOMPARE(codeOf(world.setMember(world.owner, past)), u"BAD_REQUEST"_s);
    past.untilMs = -1;
    QCOMPARE(codeOf(world.setMember(world.owner, past)), u"BAD_REQUEST"_s);
    MemberKick kick = world.out(world.member);
    kick.untilMs = world.clock.ms + 1;
    QCOMPARE(codeOf(world.kick(world.owner, kick)), u"BAD_REQUEST"_s);
    kick.banned = true;
    kick.untilMs = world.clock.ms;
    QCOMPARE(codeOf(world.kick(world.owner, kick)), u"BAD_REQUEST"_s);
    QVERIFY(world.isMember(world.member));
    QVERIFY(world.journal.isEmpty());
}

void tst_RoomMembers::theLastOwnerStays()
{
    World world;
    QCOMPARE(codeOf(world.setMember(world.owner, world.role(world.owner, RoomRole::Member))),
             u"CONFLICT"_s);
    QCOMPARE(world.members.find(world.owner.id, world.room.id)->role, RoomRole::Owner);
}

void tst_RoomMembers::whoFollowsTheOwnerIsToldWhatTheRoomIsNow()
{
    World world;
    QVERIFY(world
                .ask<Nothing>(world.services.entering, &RoomEntering::leave, world.owner,
                              RoomLeave{world.room.id})
                .isOk());
    const QString code = world.room.own->classCode;
    QCOMPARE(world.takeJournal(),
             QStringList({u"commit RemoveMember"_s, u"to owner: removed, left"_s, u"owner left"_s,
                          u"moderator is owner"_s, u"to moderator: class, owner, "_s + code}));
    QCOMPARE(world.members.find(world.moderator.id, world.room.id)->role, RoomRole::Owner);
    // The same when an administrator takes the owner out.
    const User admin = world.person(u"boss"_s, UserRole::Admin);
    QVERIFY(world.join(admin, {.room = {}, .classCode = code}).isOk());
    world.journal.clear();
    QVERIFY(world.kick(admin, world.out(world.moderator)).isOk());
    QCOMPARE(world.takeJournal().last(), u"to other: class, owner, "_s + code);
}

void tst_RoomMembers::aServerAdminOwnsEveryRoomButDirectOnes()
{
    World world;
    const User admin = world.person(u"boss"_s, UserRole::Admin);
    QCOMPARE(codeOf(world.kick(admin, world.out(world.member))), u"NOT_FOUND"_s); // not in it
    QVERIFY(world.join(admin, {.room = {}, .classCode = world.room.own->classCode}).isOk());
    QVERIFY(world.setMember(admin, world.role(world.owner, RoomRole::Owner)).isOk());
    RoomUpdate rotate{.room = world.room.id};
    rotate.classCode = RoomUpdate::ClassCode::Rotate;
    const Room room = world.update(admin, rotate).value().room;
    QVERIFY(!room.own->classCode.isEmpty()); // who made it sees it
    const Room direct = world
                            .ask<RoomReply>(world.services.entering, &RoomEntering::openDirect,
                                            admin, RoomDirect{world.member.id})
                            .value()
                            .room;
    MemberKick kick;
    kick.room = direct.id;
    kick.user = world.member.id;
    QCOMPARE(codeOf(world.kick(admin, kick)), u"FORBIDDEN"_s);
}

void tst_RoomMembers::handsAreOnesOwn()
{
    World world;
    const auto hand = [&](const User &user, bool on) {
        return codeOf(world.ask<Nothing>(world.services.membership, &RoomMembership::setHand, user,
                                         HandSet{world.room.id, on}));
    };
    QCOMPARE(hand(world.member, true), u"ok"_s);
    QCOMPARE(world.takeJournal(),
             QStringList({u"commit SetMember"_s, u"member is member, hand up"_s}));
    QCOMPARE(hand(world.member, false), u"ok"_s);
    QCOMPARE(world.takeJournal().last(), u"member is member"_s);
    QCOMPARE(hand(world.stranger, true), u"NOT_FOUND"_s);
    RoomUpdate archive{.room = world.room.id};
    archive.archived = true;
    QVERIFY(world.update(world.owner, archive).isOk());
    QCOMPARE(hand(world.member, true), u"FORBIDDEN"_s);
}

// All who come back at once ask for page after page.
void tst_RoomMembers::listsHoldUpNoMessage()
{
    World world;
    const auto page = world.ask<MembersReply>(world.services.membership, &RoomMembership::list,
                                              world.member, RoomMembers{world.room.id, {}, 9});
    QVERIFY(page.isOk());
    QCOMPARE(world.store.lastOrder, Order::Free);
}

void tst_RoomMembers::listsSayWhoIsThere()
{
    World world;
    world.members.detach(world.other.id);
    const auto list = [&](const User &user, const QString &after, int limit) {
        return world.ask<MembersReply>(world.services.membership, &RoomMembership::list, user,
                                       RoomMembers{world.room.id, after, limit});
    };
    const MembersReply all = list(world.member, {}, 9).value();
    QStringList lines;
    for (const Member &one : all.members) {
        lines.append(u"%1 %2 %3"_s.arg(one.user.userName, toWire(one.role),
                                       one.user.isOnline ? u"on"_s : u"off"_s));
    }
    QCOMPARE(lines,
             QStringList({u"owner owner on"_s, u"moderator moderator on"_s,
                          u"other moderator off"_s, u"member member on"_s}));
    QVERIFY(!all.more);
    QVERIFY(list(world.member, {}, 2).value().more);
    QCOMPARE(list(world.member, world.moderator.id.toString(), 2).value().members.size(), 2);
    QCOMPARE(codeOf(list(world.stranger, {}, 9)), u"NOT_FOUND"_s);
    world.store.failNextReads = 1;
    QCOMPARE(codeOf(list(world.member, {}, 9)), u"STORE_FAILED"_s);
}

// Nobody is told that it is back, so nobody may be told that it is gone.
void tst_RoomMembers::aShortLossIsNoNewsInARoom()
{
    World world;
    world.members.detach(world.member.id);
    world.members.setLingering(world.member.id, true);
    const auto isOnline = [&] {
        return world.events.people.constLast().id == world.member.id
            && world.events.people.constLast().isOnline;
    };
    QVERIFY(world.setMember(world.owner, world.mute(world.member)).isOk());
    QVERIFY(isOnline());
    QVERIFY(world.kick(world.owner, world.out(world.member)).isOk());
    QCOMPARE(world.takeJournal().last(), u"member left"_s);
    QVERIFY(isOnline());
    QCOMPARE(
        codeOf(world.ask<RoomReply>(world.services.entering, &RoomEntering::invite, world.owner,
                                    RoomInvite{world.room.id, {world.member.id}})),
        u"ok"_s);
    QVERIFY(isOnline());
    world.members.setLingering(world.member.id, false);
    QVERIFY(world.kick(world.owner, world.out(world.member)).isOk());
    QVERIFY(!isOnline());
}

void tst_RoomMembers::aFailingStoreTellsNothing()
{
    World world;
    world.store.failChange = u"SetMember"_s;
    QCOMPARE(codeOf(world.setMember(world.owner, world.mute(world.member))), u"STORE_FAILED"_s);
    QVERIFY(!world.members.find(world.member.id, world.room.id)->muted);
    world.store.failChange = u"RemoveMember"_s;
    QCOMPARE(codeOf(world.kick(world.owner, world.out(world.member))), u"STORE_FAILED"_s);
    QVERIFY(world.isMember(world.member));
    world.store.failChange.clear();
    world.store.failNextReads = 1;
    QCOMPARE(codeOf(world.kick(world.owner, world.out(world.member))), u"STORE_FAILED"_s);
    QVERIFY(world.journal.isEmpty());
}

void tst_RoomMembers::strangersLearnNothing()
{
    World world;
    const Room open = world.makeRoom(world.owner, {}, RoomKind::Public);
    const auto refusal = [&](const RoomId &room) {
        MemberKick request;
        request.room = room;
        request.user = world.member.id;
        const ApiError error = world.kick(world.stranger, request).error();
        return QString(toWire(error.code)) + u": "_s + error.text;
    };
    QCOMPARE(refusal(world.room.id), refusal(RoomId(newObjectId(1))));
    QVERIFY(refusal(open.id).startsWith(u"NOT_MEMBER"_s)); // that one is found anyway
}

QTEST_GUILESS_MAIN(tst_RoomMembers)
#include "tst_roommembers.moc"
