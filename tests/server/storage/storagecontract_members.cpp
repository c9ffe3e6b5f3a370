// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "tests/server/storage/memberfixture.h"
#include "tests/server/storage/storagecontract.h"

#include <QTest>

// Who is in a room, and what the room is.

namespace maru::server {

using namespace fixture;
using namespace Qt::StringLiterals;

// ---- read marks ----

// ---- mentions ----

// ---- rooms ----

void StorageContract::aDirectRoomIsOneForBoth()
{
    QVERIFY(apply(*m_store, user(2)));
    const auto open = [this](int number, int one, int other) {
        const StoredRoom stored = room(number, u"User 1, User 2"_s, RoomKind::Direct).room;
        return apply(*m_store, OpenDirect{stored, userId(one), userId(other), 3'000});
    };
    const auto first = open(5, 1, 2).value();
    QVERIFY(first.isNew);
    QCOMPARE(first.room.room.id, roomId(5));
    QCOMPARE(first.room.room.kind, RoomKind::Direct);
    for (const auto &[one, other] : {std::pair(1, 2), std::pair(2, 1)}) {
        const auto again = open(6, one, other).value();
        QVERIFY(!again.isNew);
        QCOMPARE(again.room.room.id, roomId(5));
    }
    QVERIFY(!read(*m_store, FindRoom{roomId(6), {}, {}}).value());
    QCOMPARE(membersAfter(*m_store, 0, 9, 5), u"1 2"_s);
    QCOMPARE(seenBy(*m_store, 1, 5)->mine.role, RoomRole::Member);
    QVERIFY(!read(*m_store, FindRoom{{}, u"user 1, user 2"_s, {}}).value());
    QCOMPARE(open(7, 1, 9).error(), StoreError::NotFound);
    QCOMPARE(open(7, 9, 1).error(), StoreError::NotFound);
    QVERIFY(!read(*m_store, FindRoom{roomId(7), {}, {}}).value());
    // Who may make no more of them still finds the one that is there.
    OpenDirect found{room(7, u"a"_s, RoomKind::Direct).room, userId(1), userId(2), 1, false};
    QCOMPARE(apply(*m_store, found)->room.room.id, roomId(5));
    QVERIFY(apply(*m_store, user(4)));
    found.other = userId(4);
    QCOMPARE(apply(*m_store, found).error(), StoreError::Full);
    // Two that ask at once, in one transaction.
    QVERIFY(apply(*m_store, user(3)));
    const auto replies = m_store->apply(
        {OpenDirect{room(8, u"a"_s, RoomKind::Direct).room, userId(3), userId(1), 1},
         OpenDirect{room(9, u"a"_s, RoomKind::Direct).room, userId(1), userId(3), 1}});
    QCOMPARE(std::get<OpenDirect::Reply>(*replies.at(1)).room.room.id, roomId(8));
    QVERIFY(!std::get<OpenDirect::Reply>(*replies.at(1)).isNew);
}

void StorageContract::whatIsSetOfARoomIsChanged()
{
    QVERIFY(apply(*m_store, room(2, u"Beta"_s, RoomKind::Public, u"ABC234"_s)));
    UpdateRoom change{.room = roomId(2)};
    const StoredRoom before = apply(*m_store, change).value(); // nothing is set
    QCOMPARE(before.room, room(2, u"Beta"_s).room.room);
    QCOMPARE(before.classCode, u"ABC234"_s);

    change.name = u"Gamma"_s;
    change.nameKey = u"gamma"_s;
    change.topic = u"주제"_s;
    change.archived = true;
    change.muteAll = true;
    change.slowModeSeconds = 30;
    change.classCode = u"XYZ789"_s;
    const StoredRoom after = apply(*m_store, change).value();
    QCOMPARE(after.room.name, u"Gamma"_s);
    QCOMPARE(after.room.topic, u"주제"_s);
    QVERIFY(after.room.archived && after.room.muteAll);
    QCOMPARE(after.room.slowModeSeconds, 30);
    QCOMPARE(apply(*m_store, change).value().room, after.room); // once more is the same
    for (const FindRoom &query : {FindRoom{roomId(2), {}, {}}, FindRoom{{}, u"gamma"_s, {}},
                                  FindRoom{{}, {}, u"XYZ789"_s}}) {
        QCOMPARE(read(*m_store, query).value()->room, after.room);
    }
    QVERIFY(!read(*m_store, FindRoom{{}, u"beta"_s, {}}).value());
    QVERIFY(!read(*m_store, FindRoom{{}, {}, u"ABC234"_s}).value());

    UpdateRoom close{.room = roomId(2)};
    close.classCode = QString();
    QCOMPARE(apply(*m_store, close)->classCode, QString());
    QVERIFY(!read(*m_store, AnyClassCode{}).value());
    QCOMPARE(apply(*m_store, UpdateRoom{.room = roomId(9)}).error(), StoreError::NotFound);
}

void StorageContract::aChangeIntoATakenRoomIsRefused()
{
    QVERIFY(apply(*m_store, room(2, u"Beta"_s, RoomKind::Public, u"ABC234"_s)));
    QVERIFY(apply(*m_store, room(3, u"Hidden"_s, RoomKind::Private, u"XYZ789"_s)));
    const auto rename = [this](int number, const QString &name) {
        UpdateRoom change{.room = roomId(number)};
        change.name = name;
        change.nameKey = name.toLower();
        change.topic = u"new"_s;
        return apply(*m_store, change);
    };
    QCOMPARE(rename(2, u"Alpha"_s).error(), StoreError::NameTaken);
    QCOMPARE(read(*m_store, FindRoom{roomId(2), {}, {}}).value()->room.topic, QString());
    QVERIFY(rename(2, u"BETA"_s)); // its own
    QVERIFY(rename(3, u"Alpha"_s)); // a private one collides with nobody
    QVERIFY(rename(2, u"Hidden"_s));
    UpdateRoom code{.room = roomId(3)};
    code.classCode = u"ABC234"_s;
    QCOMPARE(apply(*m_store, code).error(), StoreError::NameTaken);
    QCOMPARE(read(*m_store, FindRoom{roomId(3), {}, {}}).value()->classCode, u"XYZ789"_s);
}

// ---- members ----

void StorageContract::whatIsSetOfAMemberIsChanged()
{
    fill(*m_store, 2);
    SetMember change{.room = roomId(1), .user = userId(2), .nowMs = 5'000};
    change.role = RoomRole::Moderator;
    change.muted = true;
    change.mutedUntilMs = 9'000;
    change.hand = true;
    change.notify = RoomNotify::Mentions;
    const auto set = apply(*m_store, change).value();
    QCOMPARE(set.user.id, userId(2));
    QCOMPARE(set.room.own->role, RoomRole::Moderator);
    QCOMPARE(set.room.own->notify, RoomNotify::Mentions);
    const Membership expected{RoomRole::Moderator, true, 9'000, false}; // they have no hand
    QCOMPARE(set.mine, expected);
    QCOMPARE(apply(*m_store, change)->mine, expected);
    QCOMPARE(apply(*m_store, SetMember{.room = roomId(1), .user = userId(2)})->mine, expected);
    QCOMPARE(seenBy(*m_store, 2)->mine, expected);
    const RoomMember listed =
        read(*m_store, ListMembers{.room = roomId(1), .after = {}, .limit = 1})->members.value(0);
    QCOMPARE(listed.mine, expected);

    SetMember undo{.room = roomId(1), .user = userId(2)};
    undo.muted = false;
    undo.mutedUntilMs = 9'000; // of nothing
    undo.hand = false;
    QCOMPARE(apply(*m_store, undo)->mine, (Membership{RoomRole::Moderator, false, {}, false}));
    undo.muted = true;
    undo.mutedUntilMs.reset();
    QCOMPARE(apply(*m_store, undo)->mine.mutedUntilMs, std::nullopt); // for ever
    QCOMPARE(seenBy(*m_store, 2)->stored.room.own->notify, RoomNotify::Mentions);

    QVERIFY(apply(*m_store, user(3)));
    for (const auto &[room, number] : {std::pair(1, 3), std::pair(1, 9), std::pair(9, 2)}) {
        SetMember refused{.room = roomId(room), .user = userId(number)};
        refused.hand = true;
        QCOMPARE(apply(*m_store, refused).error(), StoreError::NotFound);
    }
}

// Nobody could lower it: it is one's own, and those who moderate are offered none.
void StorageContract::whoModeratesHasNoHandUp()
{
    fill(*m_store, 3);
    SetMember raise{.room = roomId(1), .hand = true};
    for (const int number : {2, 3}) {
        raise.user = userId(number);
        QVERIFY(apply(*m_store, raise)->mine.hand);
    }
    SetMember promote{.room = roomId(1), .user = userId(2), .role = RoomRole::Moderator};
    QVERIFY(!apply(*m_store, promote)->mine.hand);
    QVERIFY(!seenBy(*m_store, 2)->mine.hand);
    raise.user = userId(2);
    QVERIFY(!apply(*m_store, raise)->mine.hand);
    promote.role = RoomRole::Member;
    QVERIFY(!apply(*m_store, promote)->mine.hand);
    QVERIFY(apply(*m_store, raise)->mine.hand); // asks like others

    promote.user = userId(3);
    promote.role = RoomRole::Owner;
    QVERIFY(apply(*m_store, promote));
    const auto left = apply(*m_store, RemoveMember{.room = roomId(1), .user = userId(3)}).value();
    QCOMPARE(left.heir->user.id, userId(2));
    QVERIFY(!left.heir->mine.hand);
    if (isPersistent()) {
        reopen();
    }
    QCOMPARE(seenBy(*m_store, 2)->mine, (Membership{.role = RoomRole::Owner}));
}

void StorageContract::aRoomKeepsItsOwner()
{
    fill(*m_store, 3);
    const auto give = [this](int number, RoomRole role) {
        SetMember change{.room = roomId(1), .user = userId(number)};
        change.role = role;
        return apply(*m_store, change);
    };
    QVERIFY(give(2, RoomRole::Owner));
    const auto refused = give(2, RoomRole::Moderator);
    QCOMPARE(refused.error(), StoreError::Conflict);
    QCOMPARE(roleOf(*m_store, 2), RoomRole::Owner);
    QVERIFY(give(2, RoomRole::Owner)); // as before
    QVERIFY(give(3, RoomRole::Owner));
    QVERIFY(give(2, RoomRole::Member)); // there is another
    QCOMPARE(give(3, RoomRole::Member).error(), StoreError::Conflict);
}

void StorageContract::whoLeavesIsNoMember()
{
    fill(*m_store, 3);
    const RemoveMember leave{.room = roomId(1), .user = userId(2), .nowMs = 5'000};
    const auto left = apply(*m_store, leave).value();
    QVERIFY(left.wasMember && !left.wasBanned && !left.heir);
    QCOMPARE(left.user.id, userId(2));
    QVERIFY(!seenBy(*m_store, 2));
    QCOMPARE(membersAfter(*m_store, 0, 9), u"3"_s);
    QVERIFY(!apply(*m_store, leave)->wasMember); // once more is no error
    for (const auto &[room, number] : {std::pair(1, 9), std::pair(9, 3)}) {
        QCOMPARE(
            apply(*m_store, RemoveMember{.room = roomId(room), .user = userId(number)}).error(),
            StoreError::NotFound);
    }
    // Who comes back comes as somebody new.
    SetMember change{.room = roomId(1), .user = userId(3)};
    change.role = RoomRole::Moderator;
    change.hand = true;
    change.notify = RoomNotify::None;
    QVERIFY(apply(*m_store, change));
    QVERIFY(apply(*m_store, RemoveMember{.room = roomId(1), .user = userId(3)}));
    QVERIFY(apply(*m_store, message(roomId(1), 1, u"x"_s)));
    const auto back = apply(*m_store, EnterRoom{roomId(1), userId(3), 9'000, std::nullopt}).value();
    QVERIFY(back.isNew);
    QCOMPARE(back.mine, Membership());
    QCOMPARE(back.room.own->notify, RoomNotify::All);
    QCOMPARE(back.room.own->readSeq, 1);
}

void StorageContract::theOwnerIsFollowed()
{
    fill(*m_store, 5); // they came in their order
    const auto give = [this](int number, RoomRole role) {
        SetMember change{.room = roomId(1), .user = userId(number)};
        change.role = role;
        QVERIFY(apply(*m_store, change));
    };
    give(5, RoomRole::Owner);
    give(4, RoomRole::Moderator);
    give(3, RoomRole::Moderator);
    const auto leave = [this](int number) {
        const auto left = apply(*m_store, RemoveMember{.room = roomId(1), .user = userId(number)});
        return left->heir ? left->heir->user.id : UserId();
    };
    QCOMPARE(leave(5), userId(3)); // the moderator who came first
    QCOMPARE(roleOf(*m_store, 3), RoomRole::Owner);
    give(4, RoomRole::Owner);
    QCOMPARE(leave(3), UserId()); // there is another owner
    QCOMPARE(leave(4), userId(2)); // a member, if there is nobody else
    QCOMPARE(roleOf(*m_store, 2), RoomRole::Owner);
    QCOMPARE(leave(2), UserId()); // nobody is left
}

void StorageContract::membersAreListedInPages()
{
    fill(*m_store, 5);
    QCOMPARE(membersAfter(*m_store, 0, 9), u"2 3 4 5"_s);
    QCOMPARE(membersAfter(*m_store, 0, 4), u"2 3 4 5"_s);
    QCOMPARE(membersAfter(*m_store, 0, 2), u"2 3…"_s);
    QCOMPARE(membersAfter(*m_store, 3, 2), u"4 5"_s);
    QCOMPARE(membersAfter(*m_store, 5, 2), QString());
    QCOMPARE(membersAfter(*m_store, 1, 1), u"2…"_s); // after somebody who is no member
    QCOMPARE(membersAfter(*m_store, 0, 0), u"2…"_s);
    QCOMPARE(membersAfter(*m_store, 0, -1), u"2…"_s);
    QCOMPARE(membersAfter(*m_store, 0, 9, 99), QString());
}

void StorageContract::aRoomTakesNoMoreThanItsMembers()
{
    for (int number = 2; number <= 4; ++number) {
        QVERIFY(apply(*m_store, user(number)));
    }
    const StoredRoom lobby = *read(*m_store, FindRoom{{}, u"lobby"_s, {}}).value();
    const auto enterFull = [this](const RoomId &room, int number) {
        return apply(*m_store,
                     EnterRoom{room, userId(number), 1, message(room, number, u"hi"_s).message, 2});
    };
    QVERIFY(enterFull(roomId(1), 1));
    QVERIFY(enterFull(roomId(1), 2));
    QCOMPARE(enterFull(roomId(1), 3).error(), StoreError::Full);
    QVERIFY(!seenBy(*m_store, 3));
    QCOMPARE(read(*m_store, FindRoom{roomId(1), {}, {}}).value()->room.seq, 2); // no welcome
    QVERIFY(enterFull(roomId(1), 2)); // who is a member stays one
    QVERIFY(apply(*m_store, RemoveMember{.room = roomId(1), .user = userId(1)}));
    QVERIFY(enterFull(roomId(1), 3));
    QCOMPARE(enterFull(roomId(1), 4).error(), StoreError::Full);
    // The same when they come and go in one transaction.
    QVERIFY(apply(*m_store, room(2, u"Beta"_s)));
    const auto come = [](int number) {
        return EnterRoom{roomId(2), userId(number), 1, std::nullopt, 2};
    };
    const auto replies = m_store->apply(
        {come(1), come(2), come(3), come(2), RemoveMember{.room = roomId(2), .user = userId(1)},
         come(4), come(3), RemoveMember{.room = roomId(2), .user = userId(2)}, come(3), come(1)});
    QString fits;
    for (const auto &reply : replies) {
        fits += reply ? u'+' : u'-';
    }
    QCOMPARE(fits, u"++-+++-++-"_s);
    QCOMPARE(membersAfter(*m_store, 0, 9, 2), u"3 4"_s);
    for (int number = 1; number <= 4; ++number) { // everybody comes in there
        QVERIFY(enterFull(lobby.room.id, number));
    }
}

void StorageContract::nobodyIsPutIntoRoomsWithoutEnd()
{
    for (int number = 2; number <= 3; ++number) {
        QVERIFY(apply(*m_store, user(number)));
    }
    enter(*m_store, 2);
    CreateRoom second = room(2, u"Beta"_s);
    second.members = {userId(2)};
    second.maxRooms = 2;
    QVERIFY(apply(*m_store, second));
    // Two rooms: no third one, whichever way.
    CreateRoom third = room(3, u"Gamma"_s);
    third.members = {userId(3), userId(2)};
    third.maxRooms = 2;
    QCOMPARE(apply(*m_store, third).error(), StoreError::Conflict);
    QVERIFY(!seenBy(*m_store, 3, 3));
    third.owner = userId(2); // whoever makes it is looked at elsewhere
    third.members = {userId(3)};
    QVERIFY(apply(*m_store, third));
    QVERIFY(apply(*m_store, RemoveMember{.room = roomId(3), .user = userId(2)}));
    const auto invited = [this](int roomNumber, int maxRooms) {
        return apply(*m_store,
                     EnterRoom{.room = roomId(roomNumber),
                               .user = userId(2),
                               .welcome = std::nullopt,
                               .maxRooms = maxRooms});
    };
    QCOMPARE(invited(3, 2).error(), StoreError::Conflict);
    QVERIFY(!seenBy(*m_store, 2, 3));
    QVERIFY(invited(2, 2)); // is there already
    OpenDirect direct{room(5, u"a"_s, RoomKind::Direct).room, userId(3), userId(2), 1};
    direct.maxRooms = 2;
    QCOMPARE(apply(*m_store, direct).error(), StoreError::Conflict);
    QVERIFY(invited(3, 3));
    QCOMPARE(apply(*m_store, direct).error(), StoreError::Conflict);
    direct.maxRooms = 4;
    QVERIFY(apply(*m_store, direct));
    direct.maxRooms = 1;
    QCOMPARE(apply(*m_store, direct)->isNew, false); // that one is there
}

void StorageContract::placesAreLookedForBeforeAnybodyEnters()
{
    for (int number = 2; number <= 4; ++number) {
        QVERIFY(apply(*m_store, user(number)));
    }
    CreateRoom second = room(2, u"Beta"_s);
    second.members = {userId(2), userId(3)};
    QVERIFY(apply(*m_store, second));
    const auto places = [this](const QList<UserId> &users, int maxMembers, int maxRooms,
                               const RoomId &id = roomId(2)) {
        const FindPlaces query{
            .room = id, .users = users, .maxMembers = maxMembers, .maxRooms = maxRooms};
        return read(*m_store, query).value();
    };
    using Reply = FindPlaces::Reply;
    QCOMPARE(places({userId(4)}, 3, 0), Reply::Enough);
    QCOMPARE(places({userId(2), userId(3), userId(4)}, 3, 0), Reply::Enough);
    QCOMPARE(places({userId(1), userId(4)}, 3, 0), Reply::RoomIsFull);
    QCOMPARE(places({userId(2), userId(3)}, 1, 1), Reply::Enough); // they are there
    QCOMPARE(places({}, 1, 1), Reply::Enough);
    QVERIFY(apply(*m_store, room(3, u"Gamma"_s)));
    QCOMPARE(places({userId(4), userId(2)}, 9, 1, roomId(3)), Reply::UserIsInTooMany);
    QCOMPARE(places({userId(4), userId(2)}, 9, 2, roomId(3)), Reply::Enough);
    const RoomId lobby = read(*m_store, FindRoom{{}, u"lobby"_s, {}}).value()->room.id;
    QCOMPARE(places({userId(2), userId(3)}, 1, 0, lobby), Reply::Enough); // everybody comes in
}

void StorageContract::roomsAndMembersAreThereAfterReopening()
{
    if (!isPersistent()) {
        QSKIP("this backend forgets by design");
    }
    fill(*m_store, 4);
    QVERIFY(apply(*m_store, room(2, u"Beta"_s)));
    for (int number = 1; number <= 3; ++number) {
        AppendMessage change = message(roomId(1), number, u"@"_s);
        change.search = {{{u"user 2"_s}}, false};
        QVERIFY(apply(*m_store, change));
    }
    const auto direct =
        apply(*m_store,
              OpenDirect{room(5, u"d"_s, RoomKind::Direct).room, userId(1), userId(2), 3'000})
            .value();
    UpdateRoom update{.room = roomId(2)};
    update.name = u"Gamma"_s;
    update.nameKey = u"gamma"_s;
    update.slowModeSeconds = 9;
    update.classCode = u"ABC234"_s;
    const StoredRoom updated = apply(*m_store, update).value();
    SetMember set{.room = roomId(1), .user = userId(2), .nowMs = 5'000};
    set.role = RoomRole::Owner;
    set.muted = true;
    set.mutedUntilMs = 77'000;
    set.hand = true;
    set.notify = RoomNotify::None;
    const Membership mine = apply(*m_store, set)->mine;
    QVERIFY(apply(*m_store, SetRead{roomId(1), userId(2), 2, 20'000}));
    QVERIFY(apply(*m_store, RemoveMember{.room = roomId(1), .user = userId(3)}));
    QVERIFY(apply(*m_store,
                  RemoveMember{.room = roomId(1),
                               .user = userId(4),
                               .ban = RemoveMember::Ban::Set,
                               .banUntilMs = 9'000,
                               .reason = u"Unfug"_s}));
    reopen();
    const MemberRoom seen = *seenBy(*m_store, 2);
    QCOMPARE(seen.mine, mine);
    QCOMPARE(seen.stored.room.own->notify, RoomNotify::None);
    QCOMPARE(seen.stored.room.own->readSeq, 2);
    QCOMPARE(seen.stored.room.own->mentions, 1);
    QCOMPARE(membersAfter(*m_store, 0, 9), u"2"_s);
    QCOMPARE(read(*m_store, FindRoom{{}, {}, u"ABC234"_s}).value()->room, updated.room);
    QCOMPARE(read(*m_store, FindBan{roomId(1), userId(4), 8'999}).value()->reason, u"Unfug"_s);
    const auto again =
        apply(*m_store, OpenDirect{room(6, u"d"_s, RoomKind::Direct).room, userId(2), userId(1), 1})
            .value();
    QVERIFY(!again.isNew);
    QCOMPARE(again.room.room.id, direct.room.room.id);
    const auto readers =
        read(*m_store, ReadReaders{roomId(1), MessageId(hexId(0x10'0002))}).value();
    QCOMPARE(readers.size(), 1);
    QVERIFY(readers[0].hasRead);
    QCOMPARE(readers[0].atMs, 20'000);
}

} // namespace maru::server
