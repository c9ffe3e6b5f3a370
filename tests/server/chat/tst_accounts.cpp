// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "chattools.h"
#include "common/serverlimits.h"
#include "server/chat/knownrooms.h"
#include "server/chat/members.h"
#include "server/chat/peopleservices.h"

#include <QTest>

using namespace maru;
using namespace maru::server;

namespace {

class PeopleSink final : public SilentSink
{
public:
    QStringList told;
    bool isOnline = false; ///< of the last userChanged()
    void userChanged(const User &user, const QList<RoomId> &rooms) override
    {
        isOnline = user.isOnline;
        told.append(u"changed %1 %2 in %3"_qs.arg(user.userName, QString(toWire(user.role)))
                        .arg(rooms.size()));
    }
    void sessionRevoked(const UserId &, const QByteArray &) override { told.append(u"revoked"_qs); }
    void userCut(const UserId &, const QByteArray &except) override
    {
        told.append(except.isEmpty() ? u"cut"_qs : u"cut the others"_qs);
    }
};

struct World : StoreWorld
{
    User person(const QString &name, UserRole role)
    {
        Answer<Result<IdentityService::Joined, ApiError>> joined;
        people.identity.joinNative({.userName = name}, joined.handler());
        store.answerAll();
        store.apply(SetUserRole{joined.value().user.id, role}, [](const auto &) {});
        store.answerAll();
        User user = joined.value().user;
        user.role = role;
        return user;
    }
    QString set(const User &actor, const User &target, std::optional<UserRole> role,
                std::optional<bool> banned = {}, std::optional<qint64> untilMs = {})
    {
        Answer<Result<UserReply, ApiError>> answer;
        people.accounts.set(
            actor,
            {.user = target.id, .role = role, .banned = banned, .untilMs = untilMs, .reason = {}},
            answer.handler());
        store.answerAll();
        return answer.isOk() ? u"ok"_qs : QString(toWire(answer.error().code));
    }

    PeopleSink sink;
    Members members;
    KnownRooms knownRooms;
    PeopleServices people{DomainBasics{store, sink, members, knownRooms, clock},
                          IdentityMode::Claimed};
};

} // namespace

class tst_Accounts : public QObject
{
    Q_OBJECT

private slots:
    void whoMayGiveWhichRole_data();
    void whoMayGiveWhichRole();
    void anOpenNameGetsNoRightsOfTheServer_data();
    void anOpenNameGetsNoRightsOfTheServer();
    void administratorsSeeWhoIsBanned();
    void whoMayBanWhom_data();
    void whoMayBanWhom();
    void aBanCutsAndLiftingCutsNobody();
    void aRoleIsToldInTheRoomsOfWhoIsNotHere();
    void whoComesWhileTheStoreIsAskedIsHere();
    void aSessionIsRevokedAfterTheAck();
    void ownerCodesAreTheSameUntilOneOwns();
    void invitationsAreBounded();
};

void tst_Accounts::whoMayGiveWhichRole_data()
{
    QTest::addColumn<UserRole>("actor");
    QTest::addColumn<UserRole>("target");
    QTest::addColumn<UserRole>("role");
    QTest::addColumn<QString>("answer");
    using enum UserRole;
    const auto row = [](UserRole actor, UserRole target, UserRole role, const char *answer) {
        const QString name = u"%1 makes %2 %3"_qs.arg(toWire(actor), toWire(target), toWire(role));
        QTest::newRow(qPrintable(name)) << actor << target << role << QString::fromLatin1(answer);
    };
    row(Guest, Member, Guest, "FORBIDDEN");
    row(Member, Guest, Member, "FORBIDDEN");
    row(Admin, Guest, Admin, "ok");
    row(Admin, Member, Guest, "ok");
    row(Admin, Member, Owner, "FORBIDDEN");
    row(Admin, Admin, Member, "FORBIDDEN");
    row(Admin, Owner, Member, "FORBIDDEN");
    row(Owner, Admin, Guest, "ok");
    row(Owner, Guest, Owner, "ok");
    row(Owner, Owner, Admin, "ok"); // there is another one
}

void tst_Accounts::whoMayGiveWhichRole()
{
    QFETCH(UserRole, actor);
    QFETCH(UserRole, target);
    QFETCH(UserRole, role);
    QFETCH(QString, answer);
    World world;
    const User one = world.person(u"one"_qs, actor);
    const User other = world.person(u"other"_qs, target);
    QCOMPARE(world.set(one, other, role), answer);
    QCOMPARE(world.userNamed(u"other"_qs)->user.role, answer == u"ok" ? role : target);
    QCOMPARE(world.sink.told.size(), answer == u"ok" ? 1 : 0);
}

void tst_Accounts::anOpenNameGetsNoRightsOfTheServer_data()
{
    QTest::addColumn<UserRole>("role");
    QTest::addColumn<QString>("answer");
    using enum UserRole;
    QTest::newRow("owner") << Owner << u"FORBIDDEN"_qs;
    QTest::newRow("admin") << Admin << u"FORBIDDEN"_qs;
    QTest::newRow("member") << Member << u"ok"_qs;
}

void tst_Accounts::anOpenNameGetsNoRightsOfTheServer()
{
    QFETCH(UserRole, role);
    QFETCH(QString, answer);
    for (const bool byCommand : {false, true}) {
        World world;
        const User owner = world.person(u"owner"_qs, UserRole::Owner);
        Answer<Result<IdentityService::Joined, ApiError>> joined;
        world.people.identity.joinClassic(u"kim"_qs, joined.handler());
        world.store.answerAll();
        const User kim = joined.value().user;
        const auto give = [&] {
            if (!byCommand) {
                return world.set(owner, kim, role);
            }
            Answer<Result<User, ApiError>> given;
            world.people.administration.setRole(u"kim"_qs, role, given.handler());
            world.store.answerAll();
            return given.isOk() ? u"ok"_qs : QString(toWire(given.error().code));
        };
        QCOMPARE(give(), answer);
        QCOMPARE(world.userNamed(u"kim"_qs)->user.role, answer == u"ok" ? role : UserRole::Guest);
        QCOMPARE(world.sink.told.size(), answer == u"ok" ? 1 : 0);
        world.store.failRead = u"FindUser"_qs;
        QCOMPARE(give(), u"STORE_FAILED"_qs);
        world.store.failRead.clear();
        // Where all names are open, that is what they are.
        world.people.identity.setMode(IdentityMode::Open);
        QCOMPARE(give(), u"ok"_qs);
        // What was given before can be taken.
        world.people.identity.setMode(IdentityMode::Claimed);
        QCOMPARE(world.set(owner, kim, UserRole::Guest), u"ok"_qs);
        (void)world.person(u"kim"_qs, UserRole::Member); // somebody holds it from now on
        QCOMPARE(give(), u"ok"_qs);
    }
}

void tst_Accounts::administratorsSeeWhoIsBanned()
{
    World world;
    const User owner = world.person(u"one"_qs, UserRole::Owner);
    const User pupil = world.person(u"pupil"_qs, UserRole::Guest);
    QCOMPARE(world.set(owner, pupil, {}, true), u"ok"_qs);
    const auto ask = [&](const User &user) {
        Answer<Result<SanctionsReply, ApiError>> answer;
        world.people.accounts.bans(user, {.room = {}, .after = {}, .limit = 9}, answer.handler());
        world.store.answerAll();
        return answer;
    };
    const SanctionsReply seen = ask(owner).value();
    QCOMPARE(seen.sanctions.size(), 1);
    QCOMPARE(seen.sanctions[0].user.id, pupil.id);
    QCOMPARE(seen.sanctions[0].kind, Sanction::Kind::Banned);
    QVERIFY(!seen.sanctions[0].untilMs);
    QVERIFY(!seen.more);
    QVERIFY(ask(world.person(u"three"_qs, UserRole::Admin)).isOk());
    QCOMPARE(ask(world.person(u"four"_qs, UserRole::Member)).error().code, ErrorCode::Forbidden);
    world.store.failRead = u"ListServerBans"_qs;
    QCOMPARE(ask(owner).error().code, ErrorCode::StoreFailed);
}

void tst_Accounts::whoMayBanWhom_data()
{
    QTest::addColumn<UserRole>("actor");
    QTest::addColumn<UserRole>("target");
    QTest::addColumn<QString>("answer");
    using enum UserRole;
    const auto row = [](UserRole actor, UserRole target, const char *answer) {
        const QString name = u"%1 bans %2"_qs.arg(toWire(actor), toWire(target));
        QTest::newRow(qPrintable(name)) << actor << target << QString::fromLatin1(answer);
    };
    row(Member, Guest, "FORBIDDEN");
    row(Admin, Guest, "ok");
    row(Admin, Member, "ok");
    row(Admin, Admin, "FORBIDDEN");
    row(Admin, Owner, "FORBIDDEN");
    row(Owner, Admin, "ok");
    row(Owner, Owner, "FORBIDDEN");
}

void tst_Accounts::whoMayBanWhom()
{
    QFETCH(UserRole, actor);
    QFETCH(UserRole, target);
    QFETCH(QString, answer);
    World world;
    const User one = world.person(u"one"_qs, actor);
    const User other = world.person(u"other"_qs, target);
    QCOMPARE(world.set(one, other, {}, true), answer);
    QCOMPARE(world.userNamed(u"other"_qs)->bannedUntilMs.has_value(), answer == u"ok");
}

void tst_Accounts::aBanCutsAndLiftingCutsNobody()
{
    World world;
    const User owner = world.person(u"owner"_qs, UserRole::Owner);
    const User kim = world.person(u"kim"_qs, UserRole::Member);
    QCOMPARE(world.set(owner, owner, {}, true), u"FORBIDDEN"_qs);
    QCOMPARE(world.set(owner, kim, {}, true, world.clock.ms), u"BAD_REQUEST"_qs);
    QCOMPARE(world.set(owner, kim, {}, {}), u"BAD_REQUEST"_qs);
    QCOMPARE(world.set(owner, kim, UserRole::Admin, true), u"BAD_REQUEST"_qs);
    QCOMPARE(world.set(owner, User{.id = UserId(u"0"_qs)}, {}, true), u"NOT_FOUND"_qs);
    QCOMPARE(world.sink.told, QStringList());
    QCOMPARE(world.set(owner, kim, {}, true, world.clock.ms + 5'000), u"ok"_qs);
    QCOMPARE(world.sink.told, QStringList(u"cut"_qs));
    const auto stored = world.userNamed(u"kim"_qs);
    QVERIFY(banOf(*stored, world.clock.ms));
    QCOMPARE(banOf(*stored, world.clock.ms)->untilMs, world.clock.ms + 5'000);
    QVERIFY(!banOf(*stored, world.clock.ms + 5'000));
    QCOMPARE(world.set(owner, kim, {}, false), u"ok"_qs);
    QCOMPARE(world.sink.told.size(), 1);
}

void tst_Accounts::aRoleIsToldInTheRoomsOfWhoIsNotHere()
{
    World world;
    const User owner = world.person(u"owner"_qs, UserRole::Owner);
    const User kim = world.person(u"kim"_qs, UserRole::Member);
    world.store.apply(EnterRoom{world.roomNamed(u"lobby"_qs).room.id, kim.id, 1, {}},
                      [](const auto &) {});
    world.store.answerAll();
    QCOMPARE(world.set(owner, kim, UserRole::Admin), u"ok"_qs);
    QCOMPARE(world.sink.told, QStringList(u"changed kim admin in 1"_qs));
}

void tst_Accounts::whoComesWhileTheStoreIsAskedIsHere()
{
    World world;
    const User owner = world.person(u"owner"_qs, UserRole::Owner);
    const User kim = world.person(u"kim"_qs, UserRole::Member);
    Answer<Result<UserReply, ApiError>> answer;
    world.people.accounts.set(owner, {.user = kim.id, .role = UserRole::Admin, .banned = {}},
                              answer.handler());
    QVERIFY(world.store.answerThrough(u"SetUserRole"_qs));
    QVERIFY(answer.isOk() && !answer.value().user.isOnline);
    world.members.attach(kim.id);
    world.store.answerAll();
    QCOMPARE(world.sink.told.size(), 1);
    QVERIFY(world.sink.isOnline);
}

void tst_Accounts::aSessionIsRevokedAfterTheAck()
{
    World world;
    const User kim = world.person(u"kim"_qs, UserRole::Member);
    Answer<Result<SessionsReply, ApiError>> listed;
    world.people.accounts.sessions(kim, {}, listed.handler());
    world.store.answerAll();
    QCOMPARE(listed.value().sessions.size(), 1);
    bool isAcked = false;
    world.people.accounts.revoke(kim, {.session = listed.value().sessions[0].id},
                                 [&](const Result<Nothing, ApiError> &done) {
                                     isAcked = done.has_value() && world.sink.told.isEmpty();
                                 });
    world.store.answerAll();
    QVERIFY(isAcked);
    QCOMPARE(world.sink.told, QStringList(u"revoked"_qs));
}

void tst_Accounts::ownerCodesAreTheSameUntilOneOwns()
{
    World world;
    qint64 until = 0;
    const auto code = [&] {
        Answer<Result<Invitations::Code, ApiError>> answer;
        world.people.invitations.ownerCode(answer.handler());
        world.store.answerAll();
        until = answer.isOk() ? answer.value().untilMs : 0;
        return answer.isOk() ? answer.value().code : QString(toWire(answer.error().code));
    };
    const QString first = code();
    QVERIFY(first.size() >= 22);
    const qint64 end = world.clock.ms + limits::inviteMs;
    world.clock.ms = end - 1;
    QCOMPARE(code(), first);
    QCOMPARE(until, end); // said again, it is good no longer for that
    QCOMPARE(world.store.committedOf<AddInvite>().size(), 1);
    world.clock.ms = end;
    const QString second = code(); // the first one is too old by now
    QVERIFY(second != first);

    const auto join = [&](const QString &name, const QString &inviteCode) {
        Answer<Result<IdentityService::Joined, ApiError>> answer;
        world.people.identity.joinNative({.userName = name, .inviteCode = inviteCode},
                                         answer.handler());
        world.store.answerAll();
        return answer.isOk() ? QString(toWire(answer.value().user.role))
                             : QString(toWire(answer.error().code));
    };
    QCOMPARE(join(u"late"_qs, first), u"BAD_CREDENTIALS"_qs);
    QVERIFY(!world.userNamed(u"late"_qs));
    QCOMPARE(join(u"kim"_qs, second), u"owner"_qs);
    QCOMPARE(join(u"lee"_qs, second), u"BAD_CREDENTIALS"_qs);
    QCOMPARE(code(), u"FORBIDDEN"_qs);
}

void tst_Accounts::invitationsAreBounded()
{
    World world;
    for (const int uses : {0, -1, limits::maxInviteUses + 1}) {
        Answer<Result<Invitations::Code, ApiError>> answer;
        world.people.invitations.make(UserRole::Member, uses, answer.handler());
        world.store.answerAll();
        QCOMPARE(answer.error().code, ErrorCode::BadRequest);
    }
}

QTEST_GUILESS_MAIN(tst_Accounts)
#include "tst_accounts.moc"
