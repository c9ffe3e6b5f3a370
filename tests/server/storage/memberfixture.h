// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "tests/server/storage/storagefixture.h"

#include <QTest>

#include <optional>

/// Puts people into rooms, and looks who is there.
namespace maru::server::fixture {

using namespace Qt::StringLiterals;

inline void enter(StorageBackend &store, int number, int room = 1, qint64 nowMs = 1'000)
{
    QVERIFY(apply(store, EnterRoom{roomId(room), userId(number), nowMs, std::nullopt}));
}

/// Users 2 … \p last exist and are members of room 1.
inline void fill(StorageBackend &store, int last)
{
    for (int number = 2; number <= last; ++number) {
        QVERIFY(apply(store, user(number)));
        enter(store, number, 1, 1'000 + number);
    }
}

inline std::optional<MemberRoom> seenBy(StorageBackend &store, int number, int room = 1)
{
    return read(store, FindMember{roomId(room), userId(number)}).value();
}

/// The numbers of the members of room 1 as "1 2 3", with "…" if there are more.
inline QString membersAfter(StorageBackend &store, int after, int limit, int room = 1)
{
    const auto page = read(store,
                           ListMembers{.room = roomId(room),
                                       .after = after == 0 ? UserId() : userId(after),
                                       .limit = limit})
                          .value();
    QStringList numbers;
    for (const RoomMember &member : page.members) {
        numbers.append(QString::number(member.user.id.toString().toInt(nullptr, 16)));
    }
    return numbers.join(u' ') + (page.more ? u"…"_s : QString());
}

inline RoomRole roleOf(StorageBackend &store, int number)
{
    return seenBy(store, number).value_or(MemberRoom()).mine.role;
}

} // namespace maru::server::fixture
