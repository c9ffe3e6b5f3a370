// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "tests/server/storage/memberfixture.h"
#include "tests/server/storage/storagecontract.h"

#include <QTest>

#include <limits>

// Who was put out of a room or may not write in it, and until when.

namespace maru::server {

using namespace fixture;
using namespace Qt::StringLiterals;

namespace {

SetMember muted(int number, std::optional<qint64> untilMs, bool on = true)
{
    SetMember change{.room = roomId(1), .user = userId(number), .nowMs = 1'000};
    change.muted = on;
    change.mutedUntilMs = untilMs;
    return change;
}

RemoveMember leaves(int number, qint64 nowMs, RemoveMember::Ban ban = RemoveMember::Ban::Keep)
{
    return {.room = roomId(1), .user = userId(number), .ban = ban, .nowMs = nowMs};
}

EnterRoom enters(int number, qint64 nowMs, int room = 1)
{
    return {roomId(room), userId(number), nowMs, std::nullopt};
}

QString listedAt(StorageBackend &store, qint64 nowMs, int after = 0, int limit = 9)
{
    return sanctionText(read(store,
                             ListSanctions{.room = roomId(1),
                                           .after = after == 0 ? UserId() : userId(after),
                                           .limit = limit,
                                           .nowMs = nowMs})
                            .value());
}

} // namespace

void StorageContract::aBanHasAnEnd()
{
    fill(*m_store, 2);
    const auto ban = [this](RemoveMember::Ban what, std::optional<qint64> untilMs,
                            qint64 nowMs = 1'000) {
        return apply(*m_store,
                     RemoveMember{.room = roomId(1),
                                  .user = userId(2),
                                  .ban = what,
                                  .banUntilMs = untilMs,
                                  .reason = u"Unfug"_s,
                                  .by = userId(1),
                                  .nowMs = nowMs})
            .value();
    };
    const auto found = [this](qint64 nowMs, int number = 2, int room = 1) {
        return read(*m_store, FindBan{roomId(room), userId(number), nowMs}).value();
    };
    const auto enterAt = [this](qint64 nowMs) {
        return apply(*m_store, EnterRoom{roomId(1), userId(2), nowMs, std::nullopt});
    };
    QVERIFY(!found(0));
    QVERIFY(ban(RemoveMember::Ban::Set, 5'000).wasMember);
    QCOMPARE(found(4'999)->untilMs, 5'000);
    QCOMPARE(found(4'999)->reason, u"Unfug"_s);
    QVERIFY(!found(5'000));
    QVERIFY(!found(0, 1));
    QVERIFY(!found(0, 2, 9));
    QCOMPARE(enterAt(4'999).error(), StoreError::Forbidden);
    QVERIFY(!seenBy(*m_store, 2));
    QVERIFY(enterAt(5'000));
    QVERIFY(!ban(RemoveMember::Ban::Keep, {}, 6'000).wasBanned); // that time is over

    QVERIFY(!ban(RemoveMember::Ban::Set, {}).wasMember); // of who is no member, for ever
    QCOMPARE(found(std::numeric_limits<qint64>::max())->untilMs, std::nullopt);
    QVERIFY(ban(RemoveMember::Ban::Set, 9'000).wasBanned); // the newest counts
    QCOMPARE(found(8'000)->untilMs, 9'000);
    QVERIFY(ban(RemoveMember::Ban::Keep, {}).wasBanned);
    QVERIFY(found(8'000));
    QVERIFY(ban(RemoveMember::Ban::Lift, {}).wasBanned);
    QVERIFY(!found(0));
    QVERIFY(!ban(RemoveMember::Ban::Lift, {}).wasBanned);
    QVERIFY(enterAt(1'000));
}

void StorageContract::sanctionsAreListedUntilTheyEnd()
{
    fill(*m_store, 6);
    const auto ban = [this](int number, std::optional<qint64> untilMs, int room = 1) {
        QVERIFY(apply(*m_store,
                      RemoveMember{.room = roomId(room),
                                   .user = userId(number),
                                   .ban = RemoveMember::Ban::Set,
                                   .banUntilMs = untilMs,
                                   .reason = u"Unfug"_s,
                                   .by = number == 4 ? UserId() : userId(1),
                                   .nowMs = 1'000}));
    };
    const auto mute = [this](int number, std::optional<qint64> untilMs) {
        SetMember change{.room = roomId(1), .user = userId(number), .nowMs = 1'000};
        change.muted = true;
        change.mutedUntilMs = untilMs;
        QVERIFY(apply(*m_store, change));
    };
    const auto listed = [this](qint64 nowMs, int after = 0, int limit = 9, int room = 1) {
        const auto page = read(*m_store,
                               ListSanctions{.room = roomId(room),
                                             .after = after == 0 ? UserId() : userId(after),
                                             .limit = limit,
                                             .nowMs = nowMs})
                              .value();
        return sanctionText(page);
    };
    QCOMPARE(listed(0), QString());
    QVERIFY(apply(*m_store, room(2, u"Beta"_s)));
    ban(2, 5'000);
    mute(3, {});
    ban(4, {});
    mute(5, 4'000);
    ban(6, {}, 2); // of another room
    QCOMPARE(listed(3'999),
             u"2 banned 5000 Unfug by User 1, 3 muted, 4 banned Unfug, 5 muted 4000"_s);
    QCOMPARE(listed(4'000), u"2 banned 5000 Unfug by User 1, 3 muted, 4 banned Unfug"_s);
    QCOMPARE(listed(5'000), u"3 muted, 4 banned Unfug"_s);
    QCOMPARE(listed(0, 0, 2), u"2 banned 5000 Unfug by User 1, 3 muted…"_s);
    QCOMPARE(listed(0, 3, 2), u"4 banned Unfug, 5 muted 4000"_s);
    QCOMPARE(listed(0, 5, 2), QString());
    QCOMPARE(listed(0, 0, 0), u"2 banned 5000 Unfug by User 1…"_s);
    QCOMPARE(listed(0, 0, 9, 2), u"6 banned Unfug by User 1"_s);
    QCOMPARE(listed(0, 0, 9, 99), QString());
    const auto page = read(*m_store, ListSanctions{roomId(1), {}, 1, 0}).value();
    QCOMPARE(page.sanctions.constFirst().user,
             read(*m_store, FindUser{userId(2)}).value()->user); // with name and role

    SetMember lets{.room = roomId(1), .user = userId(3), .nowMs = 2'000};
    lets.muted = false;
    QVERIFY(apply(*m_store, lets));
    const RemoveMember lift{
        .room = roomId(1), .user = userId(4), .ban = RemoveMember::Ban::LiftOnly, .nowMs = 2'000};
    const auto lifted = apply(*m_store, lift).value();
    QVERIFY(lifted.wasBanned);
    QVERIFY(!lifted.wasMember);
    reopen();
    if (isPersistent()) {
        QCOMPARE(listed(0), u"2 banned 5000 Unfug by User 1, 5 muted 4000"_s);
    }
}

void StorageContract::liftingABanPutsNobodyOut()
{
    fill(*m_store, 2);
    const RemoveMember lift{
        .room = roomId(1), .user = userId(2), .ban = RemoveMember::Ban::LiftOnly, .nowMs = 2'000};
    QVERIFY(!apply(*m_store, lift).value().wasMember);
    QVERIFY(seenBy(*m_store, 2));
    RemoveMember wrong = lift;
    wrong.user = userId(9);
    QCOMPARE(apply(*m_store, wrong).error(), StoreError::NotFound);
    wrong = lift;
    wrong.room = roomId(9);
    QCOMPARE(apply(*m_store, wrong).error(), StoreError::NotFound);
}

void StorageContract::whoComesBackIsMutedAsBefore()
{
    fill(*m_store, 4);
    const auto back = [this](int number, qint64 nowMs, int room = 1) {
        const auto entered = apply(*m_store, enters(number, nowMs, room)).value();
        return entered.isNew ? entered.mine : Membership{RoomRole::Owner, {}, {}, {}};
    };
    const Membership free;
    QVERIFY(apply(*m_store, muted(2, 9'000)));
    QVERIFY(apply(*m_store, leaves(2, 5'000)));
    if (isPersistent()) {
        reopen();
    }
    QVERIFY(apply(*m_store, room(2, u"Beta"_s)));
    QCOMPARE(back(2, 6'000, 2), free); // another room
    QCOMPARE(back(2, 6'000), (Membership{RoomRole::Member, true, 9'000, false}));
    QCOMPARE(seenBy(*m_store, 2)->mine.mutedUntilMs, 9'000);
    QVERIFY(apply(*m_store, leaves(2, 7'000)));
    QCOMPARE(back(2, 9'000), free); // its time is over
    QVERIFY(apply(*m_store, leaves(2, 7'000)));
    QCOMPARE(back(2, 7'000), free); // and that is the end of it
    QVERIFY(apply(*m_store, muted(2, 9'000)));
    QVERIFY(apply(*m_store, muted(2, {}, false)));
    QVERIFY(apply(*m_store, leaves(2, 7'000)));
    QCOMPARE(back(2, 7'000), free); // it was lifted

    QVERIFY(apply(*m_store, muted(3, 4'000)));
    QVERIFY(apply(*m_store, leaves(3, 4'000))); // over when it left
    QCOMPARE(back(3, 3'000), free);

    // For ever, through a ban and a full room, and all in one transaction.
    QVERIFY(apply(*m_store, muted(4, {})));
    QVERIFY(apply(*m_store, leaves(4, 5'000, RemoveMember::Ban::Set)));
    QCOMPARE(apply(*m_store, enters(4, 6'000)).error(), StoreError::Forbidden);
    QVERIFY(!apply(*m_store, leaves(4, 6'000, RemoveMember::Ban::Lift))->wasMember);
    EnterRoom full = enters(4, 6'000);
    full.maxMembers = 1;
    QCOMPARE(apply(*m_store, full).error(), StoreError::Full);
    const Membership mutedForEver{RoomRole::Member, true, {}, false};
    QCOMPARE(back(4, 7'000), mutedForEver);
    const auto replies =
        m_store->apply({leaves(4, 7'000), enters(4, 7'000), leaves(4, 7'000), muted(4, {}, false),
                        enters(4, 7'000), muted(4, 8'000), leaves(4, 7'000), enters(4, 7'000)});
    QCOMPARE(std::get<EnterRoom::Reply>(*replies[1]).mine, mutedForEver);
    QCOMPARE(std::get<EnterRoom::Reply>(*replies[4]).mine, free);
    QCOMPARE(std::get<EnterRoom::Reply>(*replies[7]).mine.mutedUntilMs, 8'000);
}

void StorageContract::aMuteOfWhoLeftIsListedAndLifted()
{
    fill(*m_store, 5);
    QVERIFY(apply(*m_store, muted(2, 9'000)));
    QVERIFY(apply(*m_store, muted(3, {})));
    QVERIFY(apply(*m_store, muted(4, {})));
    QVERIFY(apply(*m_store, muted(5, {})));
    for (const int number : {2, 3}) {
        QVERIFY(apply(*m_store, leaves(number, 5'000)));
    }
    RemoveMember ban = leaves(5, 5'000, RemoveMember::Ban::Set);
    ban.banUntilMs = 8'000;
    QVERIFY(apply(*m_store, ban));
    if (isPersistent()) {
        reopen();
    }
    QCOMPARE(listedAt(*m_store, 6'000), u"2 muted 9000, 3 muted, 4 muted, 5 banned 8000"_s);
    QCOMPARE(listedAt(*m_store, 6'000, 0, 2), u"2 muted 9000, 3 muted…"_s);
    QCOMPARE(listedAt(*m_store, 6'000, 2, 2), u"3 muted, 4 muted…"_s);
    QCOMPARE(listedAt(*m_store, 9'000), u"3 muted, 4 muted, 5 muted"_s);

    const auto lift = [this](int number, qint64 nowMs) {
        SetMember change = muted(number, {}, false);
        change.nowMs = nowMs;
        return apply(*m_store, change);
    };
    SetMember refused = muted(3, {}); // who is no member is not muted anew
    QCOMPARE(apply(*m_store, refused).error(), StoreError::NotFound);
    refused = muted(3, {}, false);
    refused.role = RoomRole::Moderator;
    QCOMPARE(apply(*m_store, refused).error(), StoreError::NotFound);
    QCOMPARE(listedAt(*m_store, 6'000, 2, 1), u"3 muted…"_s);
    const auto lifted = lift(3, 6'000).value();
    QVERIFY(!lifted.isMember);
    QCOMPARE(lifted.user.id, userId(3));
    QCOMPARE(lift(3, 6'000).error(), StoreError::NotFound);
    QCOMPARE(lift(2, 9'000).error(), StoreError::NotFound); // over
    QVERIFY(lift(4, 6'000)->isMember);
    if (isPersistent()) {
        reopen();
    }
    QCOMPARE(listedAt(*m_store, 6'000), u"2 muted 9000, 5 banned 8000"_s);
    QCOMPARE(apply(*m_store, enters(3, 7'000))->mine, Membership());

    // What is over does not pile up: it goes when the next one is kept.
    QVERIFY(apply(*m_store, muted(4, {})));
    QVERIFY(apply(*m_store, leaves(4, 9'000)));
    if (isPersistent()) {
        reopen();
    }
    QCOMPARE(listedAt(*m_store, 6'000), u"4 muted, 5 banned 8000"_s);
}

} // namespace maru::server
