// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "roomofranks.h"

#include <QTest>

using namespace maru;
using namespace maru::server;
using namespace Qt::StringLiterals;

using World = RoomOfRanks;

/// Mutes, kicks and bans of one room: what they do, when they end, who sees and lifts them.
class tst_RoomSanctions : public QObject
{
    Q_OBJECT

private slots:
    void aMuteIsToldAndEnds();
    void theKickedLeaveAtOnce();
    void theBannedStayAway();
    void aKickWithoutABanLiftsOne();
    void aLiftedBanPutsNobodyOut();
    void moderatorsSeeWhoIsBannedAndMuted();
    void leavingEndsNoMute();
    void aMuteOfWhoLeftIsLifted();
};

void tst_RoomSanctions::aMuteIsToldAndEnds()
{
    World world;
    MemberSet request = world.mute(world.member);
    request.untilMs = world.clock.ms + 5'000;
    QVERIFY(world.setMember(world.moderator, request).isOk());
    QCOMPARE(world.takeJournal(),
             QStringList({u"commit SetMember"_s, u"member is member, muted"_s}));
    QCOMPARE(world.members.find(world.member.id, world.room.id)->mutedUntilMs, request.untilMs);
    const auto isListedMuted = [&] {
        RoomMembers list{.room = world.room.id, .after = {}, .limit = 9};
        const auto page = world.ask<MembersReply>(world.services.membership, &RoomMembership::list,
                                                  world.member, list);
        return std::any_of(page.value().members.begin(), page.value().members.end(),
                           [](const Member &one) { return one.muted; });
    };
    QVERIFY(isListedMuted());
    world.clock.ms += 5'000;
    QVERIFY(!isListedMuted());
}

void tst_RoomSanctions::theKickedLeaveAtOnce()
{
    World world;
    MemberKick request = world.out(world.member);
    request.reason = u"Unfug"_s;
    QVERIFY(world.kick(world.moderator, request).isOk());
    QCOMPARE(world.takeJournal(),
             QStringList({u"commit RemoveMember"_s, u"to member: removed, kicked: Unfug"_s,
                          u"member left"_s}));
    QVERIFY(!world.isMember(world.member));
    QVERIFY(world.join(world.member, {.room = {}, .classCode = world.room.own->classCode}).isOk());
}

void tst_RoomSanctions::theBannedStayAway()
{
    World world;
    MemberKick request = world.out(world.member, true);
    request.untilMs = world.clock.ms + 60'000;
    QVERIFY(world.kick(world.moderator, request).isOk());
    QCOMPARE(world.takeJournal()[1], u"to member: removed, banned"_s);
    const RoomJoin join{.room = {}, .classCode = world.room.own->classCode};
    const auto refused = world.join(world.member, join);
    QCOMPARE(codeOf(refused), u"BANNED"_s);
    QCOMPARE(refused.error().untilMs, request.untilMs);
    QVERIFY(!world.isMember(world.member));
    world.clock.ms += 60'000;
    QCOMPARE(codeOf(world.join(world.member, join)), u"ok"_s);
    // Who is no member can be banned too; that is told to nobody.
    world.journal.clear();
    QVERIFY(world.kick(world.moderator, world.out(world.stranger, true)).isOk());
    QCOMPARE(world.takeJournal(), QStringList(u"commit RemoveMember"_s));
    const auto ever = world.join(world.stranger, join);
    QCOMPARE(codeOf(ever), u"BANNED"_s);
    QVERIFY(!ever.error().untilMs);
}

void tst_RoomSanctions::aKickWithoutABanLiftsOne()
{
    World world;
    QVERIFY(world.kick(world.owner, world.out(world.member, true)).isOk());
    QVERIFY(world.kick(world.owner, world.out(world.member)).isOk());
    QCOMPARE(codeOf(world.kick(world.owner, world.out(world.member))), u"NOT_FOUND"_s);
    QVERIFY(world.join(world.member, {.room = {}, .classCode = world.room.own->classCode}).isOk());
}

void tst_RoomSanctions::aLiftedBanPutsNobodyOut()
{
    World world;
    MemberSet lift{.room = world.room.id, .user = world.member.id};
    lift.liftsBan = true;
    QVERIFY(world.kick(world.owner, world.out(world.member, true)).isOk());
    QCOMPARE(codeOf(world.setMember(world.other, lift)), u"ok"_s); // any moderator
    const RoomJoin join{.room = {}, .classCode = world.room.own->classCode};
    QVERIFY(world.join(world.member, join).isOk());
    world.journal.clear();
    QCOMPARE(codeOf(world.setMember(world.owner, lift)), u"ok"_s); // it is lifted already
    QVERIFY(world.isMember(world.member));
    QCOMPARE(world.takeJournal(), QStringList(u"commit RemoveMember"_s));
    QCOMPARE(codeOf(world.setMember(world.member, lift)), u"FORBIDDEN"_s);
    QCOMPARE(codeOf(world.setMember(world.stranger, lift)), u"NOT_FOUND"_s);
    lift.user = UserId(u"nobody"_s);
    QCOMPARE(codeOf(world.setMember(world.owner, lift)), u"NOT_FOUND"_s);
}

void tst_RoomSanctions::moderatorsSeeWhoIsBannedAndMuted()
{
    World world;
    const auto ask = [&](const User &user) {
        return world.ask<SanctionsReply>(world.services.membership, &RoomMembership::sanctions,
                                         user, SanctionList{world.room.id, {}, 9});
    };
    QVERIFY(ask(world.moderator).value().sanctions.isEmpty());
    MemberSet mute = world.mute(world.other);
    mute.role = RoomRole::Member; // who moderates is not muted
    mute.untilMs = world.clock.ms + 5'000;
    QVERIFY(world.setMember(world.owner, mute).isOk());
    MemberKick ban = world.out(world.member, true);
    ban.reason = u"Unfug"_s;
    QVERIFY(world.kick(world.owner, ban).isOk());
    const SanctionsReply seen = ask(world.moderator).value();
    QCOMPARE(seen.sanctions.size(), 2);
    QCOMPARE(seen.sanctions[0].user.id, world.other.id);
    QCOMPARE(seen.sanctions[0].kind, Sanction::Kind::Muted);
    QCOMPARE(seen.sanctions[0].untilMs, mute.untilMs);
    QVERIFY(seen.sanctions[0].user.isOnline);
    QCOMPARE(seen.sanctions[1].user.id, world.member.id);
    QCOMPARE(seen.sanctions[1].kind, Sanction::Kind::Banned);
    QCOMPARE(seen.sanctions[1].reason, u"Unfug"_s);
    QVERIFY(!seen.sanctions[1].untilMs);
    world.clock.ms += 5'000;
    QCOMPARE(ask(world.moderator).value().sanctions.size(), 1);

    QCOMPARE(codeOf(ask(world.stranger)), u"NOT_FOUND"_s);
    const User pupil = world.person(u"pupil"_s);
    QVERIFY(world.join(pupil, {.room = {}, .classCode = world.room.own->classCode}).isOk());
    QCOMPARE(codeOf(ask(pupil)), u"FORBIDDEN"_s);
    world.store.failRead = u"ListSanctions"_s;
    QCOMPARE(codeOf(ask(world.owner)), u"STORE_FAILED"_s);
}

void tst_RoomSanctions::leavingEndsNoMute()
{
    World world;
    MemberSet mute = world.mute(world.member);
    mute.untilMs = world.clock.ms + 5'000;
    QVERIFY(world.setMember(world.moderator, mute).isOk());
    QVERIFY(world.leave(world.member).isOk());
    world.journal.clear();
    const RoomJoin join{.room = {}, .classCode = world.room.own->classCode};
    QVERIFY(world.join(world.member, join).isOk());
    const QStringList told = world.takeJournal();
    QVERIFY2(told.contains(u"member is member, muted"_s), qPrintable(told.join(u'\n')));
    const Membership mine = *world.members.find(world.member.id, world.room.id);
    QVERIFY(mine.muted);
    QCOMPARE(mine.mutedUntilMs, mute.untilMs);
    // Nor does being sent out and invited again.
    QVERIFY(world.kick(world.moderator, world.out(world.member)).isOk());
    world.journal.clear();
    QVERIFY(world
                .ask<RoomReply>(world.services.entering, &RoomEntering::invite, world.owner,
                                RoomInvite{world.room.id, {world.member.id}})
                .isOk());
    QVERIFY(world.takeJournal().contains(u"member is member, muted"_s));
    QVERIFY(world.leave(world.member).isOk());
    world.clock.ms += 5'000;
    world.journal.clear();
    QVERIFY(world.join(world.member, join).isOk());
    QVERIFY(world.takeJournal().contains(u"member is member"_s));
    QVERIFY(!world.members.find(world.member.id, world.room.id)->muted);
}

void tst_RoomSanctions::aMuteOfWhoLeftIsLifted()
{
    World world;
    QVERIFY(world.setMember(world.moderator, world.mute(world.member)).isOk());
    QVERIFY(world.leave(world.member).isOk());
    const auto listed = [&] {
        return world
            .ask<SanctionsReply>(world.services.membership, &RoomMembership::sanctions, world.other,
                                 SanctionList{world.room.id, {}, 9})
            .value()
            .sanctions;
    };
    QCOMPARE(listed().size(), 1);
    QCOMPARE(listed()[0].user.id, world.member.id);
    QCOMPARE(listed()[0].kind, Sanction::Kind::Muted);
    QCOMPARE(codeOf(world.setMember(world.owner, world.mute(world.member))), u"NOT_FOUND"_s);
    QCOMPARE(codeOf(world.setMember(world.member, world.mute(world.member, false))),
             u"NOT_FOUND"_s); // nor oneself free
    world.journal.clear();
    QCOMPARE(codeOf(world.setMember(world.other, world.mute(world.member, false))), u"ok"_s);
    QCOMPARE(world.takeJournal(), QStringList(u"commit SetMember"_s)); // it is told to nobody
    QVERIFY(!world.isMember(world.member));
    QVERIFY(listed().isEmpty());
    QCOMPARE(codeOf(world.setMember(world.other, world.mute(world.member, false))), u"NOT_FOUND"_s);
    QVERIFY(world.join(world.member, {.room = {}, .classCode = world.room.own->classCode}).isOk());
    QVERIFY(!world.members.find(world.member.id, world.room.id)->muted);
}

QTEST_GUILESS_MAIN(tst_RoomSanctions)
#include "tst_roomsanctions.moc"
