// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/serverlimits.h"
#include "tests/server/storage/storagecontract.h"
#include "tests/server/storage/storagefixture.h"

#include <QTest>

// Sessions, passwords, roles, bans and invitations; names are in storagecontract.cpp.

namespace maru::server {

using namespace fixture;

namespace {

SessionId sessionId(int number)
{
    return SessionId(hexId(0x500'0000 + number));
}

AddSession session(int user, int number, qint64 nowMs = 5'000)
{
    return {.user = userId(user),
            .tokenHash = hashOf(QStringLiteral("session %1").arg(number)),
            .session = sessionId(number),
            .sessionName = QStringLiteral("Device %1").arg(number),
            .nowMs = nowMs};
}

bool isGood(StorageBackend &store, const QByteArray &tokenHash, qint64 seenAfterMs = 0)
{
    return read(store, FindUserByToken{.tokenHash = tokenHash, .seenAfterMs = seenAfterMs})
        .value()
        .has_value();
}

StoredUser found(StorageBackend &store, int number)
{
    return read(store, FindUser{userId(number)}).value().value_or(StoredUser());
}

QString devicesOf(StorageBackend &store, int number, const QByteArray &current = {})
{
    QStringList names;
    const auto sessions = read(store, ListSessions{userId(number), current}).value();
    for (const Session &one : sessions) {
        names.append(one.name + (one.isCurrent ? QStringLiteral("*") : QString()));
    }
    return names.join(u',');
}

UserRole roleOf(StorageBackend &store, int number)
{
    return found(store, number).user.role;
}

} // namespace

void StorageContract::aPersonHasDevices()
{
    QVERIFY(apply(*m_store, user(2)));
    for (int i = 1; i <= 3; ++i) {
        QCOMPARE(apply(*m_store, session(i == 3 ? 2 : 1, i)).value().user.user.id,
                 userId(i == 3 ? 2 : 1));
    }
    QCOMPARE(devicesOf(*m_store, 1, session(1, 2).tokenHash), QStringLiteral("Device 1,Device 2*"));
    QCOMPARE(devicesOf(*m_store, 9), QString());
    QVERIFY(isGood(*m_store, session(1, 1).tokenHash));
    AddSession taken = session(2, 1);
    QCOMPARE(apply(*m_store, taken).error(), StoreError::Conflict);
    QCOMPARE(apply(*m_store, session(9, 7)).error(), StoreError::NotFound);

    // One's own only.
    QCOMPARE(apply(*m_store, RevokeSession{userId(2), sessionId(1)}).error(), StoreError::NotFound);
    QCOMPARE(apply(*m_store, RevokeSession{userId(1), sessionId(1)}).value().tokenHash,
             session(1, 1).tokenHash);
    QVERIFY(!isGood(*m_store, session(1, 1).tokenHash));
    QCOMPARE(apply(*m_store, RevokeSession{userId(1), sessionId(1)}).error(), StoreError::NotFound);
    reopen();
    if (isPersistent()) {
        QCOMPARE(devicesOf(*m_store, 1), QStringLiteral("Device 2"));
    }
}

void StorageContract::theDeviceUnseenLongestMakesRoom()
{
    for (int i = 0; i < limits::maxSessionsPerUser; ++i) {
        QCOMPARE(apply(*m_store, session(1, i, 5'000 + i)).value().gone, {});
    }
    QVERIFY(apply(*m_store, TouchPerson{userId(1), session(1, 0).tokenHash, 9'000}));
    QCOMPARE(apply(*m_store, session(1, 50, 9'500)).value().gone, {session(1, 1).tokenHash});
    QVERIFY(isGood(*m_store, session(1, 0).tokenHash));
    QVERIFY(!isGood(*m_store, session(1, 1).tokenHash));
    QVERIFY(isGood(*m_store, session(1, 2).tokenHash));
    QCOMPARE(read(*m_store, ListSessions{userId(1), {}}).value().size(),
             limits::maxSessionsPerUser);
}

void StorageContract::aTokenLivesWhileItIsSeen()
{
    QVERIFY(apply(*m_store, session(1, 1, 5'000)));
    QVERIFY(isGood(*m_store, session(1, 1).tokenHash, 5'000));
    QVERIFY(!isGood(*m_store, session(1, 1).tokenHash, 5'001));
    QVERIFY(apply(*m_store, TouchPerson{userId(1), session(1, 1).tokenHash, 8'000}));
    QVERIFY(isGood(*m_store, session(1, 1).tokenHash, 8'000));
    QCOMPARE(found(*m_store, 1).user.lastSeenMs, 8'000);
    QCOMPARE(read(*m_store, ListSessions{userId(1), {}}).value().constFirst().lastSeenMs, 8'000);
    QVERIFY(apply(*m_store, TouchPerson{userId(1), {}, 9'000})); // without a device
    QVERIFY(apply(*m_store, TouchPerson{userId(9), {}, 9'000})); // of nobody: no error
    QCOMPARE(found(*m_store, 1).user.lastSeenMs, 9'000);
}

void StorageContract::aPasswordHoldsTheName()
{
    CreateUser create = user(2);
    create.passwordHash = QStringLiteral("$argon2id$two");
    QVERIFY(apply(*m_store, create).value().isHeld);
    QCOMPARE(found(*m_store, 2).passwordHash, QStringLiteral("$argon2id$two"));
    QCOMPARE(devicesOf(*m_store, 2), QString());

    QVERIFY(apply(*m_store, session(1, 1)));
    QVERIFY(apply(*m_store, session(1, 2)));
    RecoveryRecord record;
    record.pidHash = hashOf(QStringLiteral("pid"));
    record.user = userId(1);
    record.room = roomId(1);
    QVERIFY(apply(*m_store, SaveRecovery{.record = record}));
    const StoredUser set =
        apply(*m_store,
              SetPassword{userId(1), QStringLiteral("$argon2id$one"), session(1, 2).tokenHash})
            .value();
    QVERIFY(set.isHeld);
    QCOMPARE(set.user.role, UserRole::Member); // was a guest
    QCOMPARE(set.passwordHash, QStringLiteral("$argon2id$one"));
    QCOMPARE(devicesOf(*m_store, 1), QStringLiteral("Device 2"));
    QVERIFY(!read(*m_store, FindRecovery{.pidHash = record.pidHash, .lostAfterMs = 0}).value());
    QVERIFY(apply(*m_store, SetPassword{userId(1), QStringLiteral("$argon2id$new"), {}}));
    QCOMPARE(devicesOf(*m_store, 1), QString());
    QCOMPARE(apply(*m_store, SetPassword{userId(9), QStringLiteral("x"), {}}).error(),
             StoreError::NotFound);
}

void StorageContract::aProfileChangesWholeOrNotAtAll()
{
    QVERIFY(apply(*m_store, user(2)));
    const SetPassword password{userId(1), QStringLiteral("$argon2id$one"), {}};
    RenameUser taken{userId(1), QStringLiteral("User 2"), QStringLiteral("user 2"),
                     QStringLiteral("skeleton x")};
    QCOMPARE(apply(*m_store, SetProfile{taken, password}).error(), StoreError::NameTaken);
    QCOMPARE(found(*m_store, 1).passwordHash, QString());
    QCOMPARE(found(*m_store, 1).user.userName, QStringLiteral("User 1"));

    RenameUser free{userId(1), QStringLiteral("New"), QStringLiteral("new"),
                    QStringLiteral("skeleton new")};
    const StoredUser both = apply(*m_store, SetProfile{free, password}).value();
    QCOMPARE(both.user.userName, QStringLiteral("New"));
    QCOMPARE(both.passwordHash, QStringLiteral("$argon2id$one"));
    QCOMPARE(apply(*m_store, SetProfile{free, {}}).value().user.userName, QStringLiteral("New"));
    QCOMPARE(apply(*m_store, SetProfile{{}, password}).value().user.userName,
             QStringLiteral("New"));
    QCOMPARE(apply(*m_store, SetProfile{}).error(), StoreError::NotFound);
    // Only in the place of the password that was there.
    SetProfile again{RenameUser{free.user, QStringLiteral("Newer"), QStringLiteral("newer"),
                                QStringLiteral("newer")},
                     SetPassword{free.user, QStringLiteral("next"), {}},
                     QStringLiteral("not that")};
    QCOMPARE(apply(*m_store, again).error(), StoreError::Conflict);
    QCOMPARE(apply(*m_store, SetProfile{free, {}, QStringLiteral("not that")})->user.userName,
             QStringLiteral("New"));
    again.replaces = password.passwordHash;
    QCOMPARE(apply(*m_store, again)->passwordHash, QStringLiteral("next"));
}

void StorageContract::aJoinThatFailedGivesTheNameBack()
{
    QVERIFY(apply(*m_store, user(2, QStringLiteral("token"))));
    QVERIFY(apply(*m_store, session(2, 1)));
    QVERIFY(apply(*m_store, ReleaseName{userId(2), session(2, 1).tokenHash}));
    QVERIFY(found(*m_store, 2).isHeld); // by the other device
    QVERIFY(apply(*m_store, ReleaseName{userId(2), hashOf(QStringLiteral("token"))}));
    QVERIFY(!found(*m_store, 2).isHeld);
    QVERIFY(!isGood(*m_store, hashOf(QStringLiteral("token"))));
    QVERIFY(apply(*m_store, ReleaseName{userId(9), hashOf(QStringLiteral("token"))}));

    QVERIFY(apply(*m_store, SetPassword{userId(2), QStringLiteral("$argon2id$"), {}}));
    QVERIFY(apply(*m_store, session(2, 3)));
    QVERIFY(apply(*m_store, ReleaseName{userId(2), session(2, 3).tokenHash}));
    QVERIFY(found(*m_store, 2).isHeld); // by the password
}

void StorageContract::aJoinThatFailedGivesTheInvitationBack()
{
    const QByteArray code = hashOf(QStringLiteral("code"));
    const QByteArray token = hashOf(QStringLiteral("token"));
    const auto isGood = [&] {
        return read(*m_store, IsInviteGood{code, 2'000}).value();
    };
    const auto use = [&] {
        return apply(*m_store, UseInvite{code, userId(2), 2'000})->user.role;
    };
    const ReleaseName back{userId(2), token, code, UserRole::Member};
    QVERIFY(apply(*m_store, AddInvite{code, UserRole::Owner, 1, 9'000, 1'000}));
    QVERIFY(apply(*m_store, user(2, QStringLiteral("token"))));
    QCOMPARE(use(), UserRole::Owner);
    QVERIFY(!isGood());
    QVERIFY(apply(*m_store, back));
    QCOMPARE(roleOf(*m_store, 2), UserRole::Member);
    QVERIFY(isGood());
    QVERIFY(read(*m_store, LacksOwner{}).value());
    QVERIFY(apply(*m_store, back)); // once is enough
    QCOMPARE(use(), UserRole::Owner);
    QVERIFY(!isGood());

    // A name that something else holds keeps what it has, and the code was used.
    QVERIFY(apply(*m_store, session(2, 1)));
    QVERIFY(apply(*m_store, SetPassword{userId(2), QStringLiteral("$argon2id$"), {}}));
    QVERIFY(
        apply(*m_store, ReleaseName{userId(2), session(2, 1).tokenHash, code, UserRole::Member}));
    QCOMPARE(roleOf(*m_store, 2), UserRole::Owner);
    QVERIFY(!isGood());
    QVERIFY(apply(*m_store, ReleaseName{userId(9), token, code, UserRole::Member}));
    QVERIFY(!isGood());
    reopen();
    if (isPersistent()) {
        QCOMPARE(roleOf(*m_store, 2), UserRole::Owner);
    }
}

void StorageContract::theLastOwnerStaysOne()
{
    QVERIFY(apply(*m_store, user(2)));
    QVERIFY(read(*m_store, LacksOwner{}).value());
    QCOMPARE(apply(*m_store, SetUserRole{userId(1), UserRole::Owner}).value().user.role,
             UserRole::Owner);
    QVERIFY(!read(*m_store, LacksOwner{}).value());
    QCOMPARE(apply(*m_store, SetUserRole{userId(1), UserRole::Admin}).error(),
             StoreError::Forbidden);
    QVERIFY(apply(*m_store, SetUserRole{userId(1), UserRole::Owner})); // stays one
    QVERIFY(apply(*m_store, SetUserRole{userId(2), UserRole::Owner}));
    QVERIFY(apply(*m_store, SetUserRole{userId(1), UserRole::Guest}));
    QCOMPARE(roleOf(*m_store, 1), UserRole::Guest);
    QCOMPARE(apply(*m_store, SetUserRole{userId(9), UserRole::Guest}).error(),
             StoreError::NotFound);
}

void StorageContract::aServerBanIsKeptAndLifted()
{
    const auto ban = [&](std::optional<qint64> untilMs, bool banned = true) {
        return SetUserBan{.user = userId(1),
                          .banned = banned,
                          .untilMs = untilMs,
                          .reason = QStringLiteral("why"),
                          .by = {},
                          .nowMs = 5'000};
    };
    QVERIFY(!found(*m_store, 1).bannedUntilMs);
    QCOMPARE(apply(*m_store, ban({})).value().bannedUntilMs, std::optional(forEver));
    QCOMPARE(apply(*m_store, ban(9'000)).value().bannedUntilMs, std::optional<qint64>(9'000));
    reopen();
    if (!isPersistent()) {
        return;
    }
    QCOMPARE(found(*m_store, 1).bannedUntilMs, std::optional<qint64>(9'000));
    // Nobody enters a room under a ban, member or not.
    QCOMPARE(apply(*m_store, EnterRoom{roomId(1), userId(1), 8'999, {}}).error(),
             StoreError::Forbidden);
    QVERIFY(apply(*m_store, EnterRoom{roomId(1), userId(1), 9'000, {}}));
    QCOMPARE(apply(*m_store, EnterRoom{roomId(1), userId(1), 8'999, {}}).error(),
             StoreError::Forbidden);
    QVERIFY(!apply(*m_store, ban({}, false)).value().bannedUntilMs);
    QVERIFY(apply(*m_store, EnterRoom{roomId(1), userId(1), 1, {}}));

    QVERIFY(apply(*m_store, SetUserRole{userId(1), UserRole::Owner}));
    QCOMPARE(apply(*m_store, ban({})).error(), StoreError::Forbidden);
    SetUserBan nobody = ban({});
    nobody.user = userId(9);
    QCOMPARE(apply(*m_store, nobody).error(), StoreError::NotFound);
}

void StorageContract::serverBansAreListedUntilTheyEnd()
{
    for (int number = 2; number <= 4; ++number) {
        QVERIFY(apply(*m_store, user(number)));
    }
    const auto ban = [&](int number, std::optional<qint64> untilMs, const UserId &by,
                         bool banned = true) {
        QVERIFY(apply(*m_store,
                      SetUserBan{.user = userId(number),
                                 .banned = banned,
                                 .untilMs = untilMs,
                                 .reason = QStringLiteral("why"),
                                 .by = by,
                                 .nowMs = 1'000}));
    };
    const auto listed = [&](qint64 nowMs, int after = 0, int limit = 9) {
        return sanctionText(read(*m_store,
                                 ListServerBans{.after = after == 0 ? UserId() : userId(after),
                                                .limit = limit,
                                                .nowMs = nowMs})
                                .value());
    };
    QCOMPARE(listed(0), QString());
    ban(1, 5'000, userId(1));
    ban(2, {}, userId(1));
    ban(4, 6'000, userId(3));
    QCOMPARE(
        listed(4'999),
        QStringLiteral(
            "1 banned 5000 why by User 1, 2 banned why by User 1, 4 banned 6000 why by User 3"));
    QCOMPARE(listed(5'000), QStringLiteral("2 banned why by User 1, 4 banned 6000 why by User 3"));
    QCOMPARE(listed(0, 0, 2),
             QStringLiteral("1 banned 5000 why by User 1, 2 banned why by User 1…"));
    QCOMPARE(listed(0, 2, 2), QStringLiteral("4 banned 6000 why by User 3"));
    QCOMPARE(listed(0, 0, 0), QStringLiteral("1 banned 5000 why by User 1…"));
    ban(2, {}, userId(1), false);
    ban(2, 7'000, {}); // from the command line
    reopen();
    if (isPersistent()) {
        QCOMPARE(
            listed(0),
            QStringLiteral(
                "1 banned 5000 why by User 1, 2 banned 7000 why, 4 banned 6000 why by User 3"));
    }
}

void StorageContract::anInvitationIsUsedUp()
{
    const auto invite = [](const QString &code, UserRole role, int uses) {
        return AddInvite{hashOf(code), role, uses, 9'000, 1'000};
    };
    const auto isGoodAt = [&](const QString &code, qint64 nowMs) {
        return read(*m_store, IsInviteGood{hashOf(code), nowMs}).value();
    };
    const auto use = [&](const QString &code, int number, qint64 nowMs = 2'000) {
        return apply(*m_store, UseInvite{hashOf(code), userId(number), nowMs});
    };
    const QString code = QStringLiteral("code");
    QVERIFY(apply(*m_store, user(2)));
    QVERIFY(apply(*m_store, invite(code, UserRole::Admin, 2)));
    QVERIFY(isGoodAt(code, 8'999));
    QVERIFY(!isGoodAt(code, 9'000));
    QVERIFY(!isGoodAt(QStringLiteral("other"), 2'000));
    QCOMPARE(use(code, 9).error(), StoreError::NotFound); // nobody; the code is not used up
    QCOMPARE(use(code, 1, 9'000).error(), StoreError::NotFound); // too old
    QCOMPARE(use(code, 1).value().user.role, UserRole::Admin);
    QCOMPARE(use(code, 2).value().user.role, UserRole::Admin);
    QVERIFY(!isGoodAt(code, 2'000));
    QCOMPARE(use(code, 2).error(), StoreError::NotFound);

    // It lifts a role, it lowers none; and only the last code for an owner is good.
    QVERIFY(apply(*m_store, invite(QStringLiteral("low"), UserRole::Member, 1)));
    QCOMPARE(use(QStringLiteral("low"), 2).value().user.role, UserRole::Admin);
    QVERIFY(apply(*m_store, invite(QStringLiteral("first"), UserRole::Owner, 1)));
    QVERIFY(apply(*m_store, invite(QStringLiteral("second"), UserRole::Owner, 1)));
    QVERIFY(!isGoodAt(QStringLiteral("first"), 2'000));
    QCOMPARE(use(QStringLiteral("second"), 2).value().user.role, UserRole::Owner);
}

void StorageContract::peopleAreListedInPages()
{
    for (int i = 2; i <= 6; ++i) {
        CreateUser create = user(i);
        create.user.userName =
            i % 2 == 0 ? QStringLiteral("짝수 %1").arg(i) : QStringLiteral("Odd %1").arg(i);
        create.nameKey = create.user.userName.toLower();
        create.passwordHash = QStringLiteral("$argon2id$");
        QVERIFY(apply(*m_store, create));
    }
    const auto names = [&](const QString &key, const UserId &after, int limit, bool more) {
        const auto reply = read(*m_store, ListUsers{key, after, limit}).value();
        QStringList list;
        for (const StoredUser &one : reply.users) {
            list.append(one.user.userName);
        }
        return reply.more == more ? list.join(u',') : QStringLiteral("wrong more");
    };
    QCOMPARE(names({}, {}, 100, false), QStringLiteral("User 1,짝수 2,Odd 3,짝수 4,Odd 5,짝수 6"));
    QCOMPARE(names(QStringLiteral("odd"), {}, 100, false), QStringLiteral("Odd 3,Odd 5"));
    QCOMPARE(names(QStringLiteral("odd"), {}, 1, true), QStringLiteral("Odd 3"));
    QCOMPARE(names(QStringLiteral("odd"), userId(3), 1, false), QStringLiteral("Odd 5"));
    QCOMPARE(names(QStringLiteral("\u110d\u1109"), {}, 2, true), QStringLiteral("짝수 2,짝수 4"));
    QCOMPARE(names(QStringLiteral("%"), {}, 9, false), QString());
    const auto all = read(*m_store, ListUsers{{}, {}, 100}).value();
    QVERIFY(all.users.at(1).isHeld);
    QVERIFY(!all.users.at(0).isHeld);
}

void StorageContract::theLastOfManyPeopleIsFound()
{
    constexpr int count = 2'500;
    constexpr int atOnce = 500;
    for (int i = 2; i <= count;) {
        std::vector<Change> some;
        for (; i <= count && some.size() < atOnce; ++i) {
            some.emplace_back(user(i));
        }
        for (const auto &reply : m_store->apply(some)) {
            QVERIFY(reply);
        }
    }
    const QString last = QStringLiteral("user %1").arg(count);
    const auto found = read(*m_store, ListUsers{last, {}, 100}).value();
    QCOMPARE(found.users.size(), 1);
    QCOMPARE(found.users.constFirst().user.id, userId(count));
    QVERIFY(!found.more);
    // Each once, in the order of their ids, whether pages end where people do or not.
    for (const int limit : {100, 99}) {
        int next = 1;
        for (ListUsers page{{}, {}, limit}; next <= count;) {
            const auto reply = read(*m_store, page).value();
            for (const StoredUser &one : reply.users) {
                QCOMPARE(one.user.id, userId(next++));
            }
            QCOMPARE(reply.more, next <= count);
            QCOMPARE(reply.users.size(), reply.more ? limit : reply.users.size());
            page.after = reply.users.constLast().user.id;
        }
    }
}

} // namespace maru::server
