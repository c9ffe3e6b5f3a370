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

} // namespace maru::server
