// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/serverlimits.h"
#include "passwordworld.h"
#include "server/chat/objectid.h"

#include <QElapsedTimer>
#include <QTest>

using namespace maru;
using namespace maru::server;

class tst_Passwords : public QObject
{
    Q_OBJECT

private slots:
    void aHashIsArgon2idAndOpensToOnePasswordOnly();
    void composedAndDecomposedAreOnePassword();
    void theQueueIsBounded();
    void whoWaitsForADeletedHasherIsDropped();
    void newNamesLeaveRoomForOthers();
    void aPasswordTakesAFreeNameAndOpensItAgain();
    void aPasswordClaimsAnOpenName();
    void aNameHeldByADeviceIsTaken();
    void everyWayThroughHashesOnce();
    void theRuleForPasswords_data();
    void theRuleForPasswords();
    void whoIsBannedFromTheHomeGetsNoDevice();
    void aRefusedJoinGivesItsNameBack();
    void theFirstPasswordNeedsNoneBefore();
    void aNewPasswordNeedsTheOneBefore();
    void whoDoesNotHoldTheNameChangesNothing();
    void aProfileChangeIsWholeOrNothing();
    void noDeviceComesInByWhatWasChangedMeanwhile_data();
    void noDeviceComesInByWhatWasChangedMeanwhile();
    void noPasswordIsSetByOneThatWasChangedMeanwhile_data();
    void noPasswordIsSetByOneThatWasChangedMeanwhile();
    void aFailingStoreIsAnsweredOnce_data();
    void aFailingStoreIsAnsweredOnce();
};

void tst_Passwords::aHashIsArgon2idAndOpensToOnePasswordOnly()
{
    PasswordHasher hasher;
    QString hash;
    QVERIFY(hasher.hash(secret, [&](const QString &made) { hash = made; }));
    QVERIFY(hash.isEmpty()); // never from within the call
    QTRY_VERIFY(!hash.isEmpty());
    QVERIFY2(hash.startsWith(u"$argon2id$v=19$m=65536,t=2,p=1$"), qPrintable(hash));
    int right = 0;
    int wrong = 0;
    const auto count = [&](bool isRight) {
        (isRight ? right : wrong)++;
    };
    QVERIFY(hasher.verify(secret, hash, count));
    QVERIFY(hasher.verify(secret + u' ', hash, count));
    QVERIFY(hasher.verify(secret, u"no hash"_qs, count));
    QVERIFY(hasher.verify(secret, {}, count));
    QVERIFY(hasher.verify({}, {}, count));
    QTRY_COMPARE(right + wrong, 5);
    QCOMPARE(right, 1);
}

void tst_Passwords::composedAndDecomposedAreOnePassword()
{
    World world;
    QCOMPARE(said(world.join(u"김"_qs, u"비밀번호 열두자리"_qs)), u"ok"_qs);
    QCOMPARE(said(world.join(u"김"_qs, decomposed(u"비밀번호 열두자리"_qs))), u"ok"_qs);
}

void tst_Passwords::theQueueIsBounded()
{
    PasswordHasher hasher;
    int done = 0;
    for (int i = 0; i < limits::maxWaitingPasswords; ++i) {
        QVERIFY(!hasher.isFull());
        QVERIFY(hasher.verify(secret, u"no hash"_qs, [&](bool) { ++done; }));
    }
    QVERIFY(hasher.isFull());
    QVERIFY(!hasher.hash(secret, [&](const QString &) { done += 1'000; }));
    QTRY_COMPARE(done, limits::maxWaitingPasswords);
    QVERIFY(!hasher.isFull());
}

void tst_Passwords::whoWaitsForADeletedHasherIsDropped()
{
    auto hasher = std::make_unique<PasswordHasher>();
    bool isCalled = false;
    for (int i = 0; i < 5; ++i) {
        QVERIFY(hasher->hash(secret, [&](const QString &) { isCalled = true; }));
    }
    hasher.reset();
    QCoreApplication::sendPostedEvents();
    QVERIFY(!isCalled);
}

// Nobody guesses there, so nothing else slows it down.
void tst_Passwords::newNamesLeaveRoomForOthers()
{
    World world;
    const auto first = world.join(u"kim"_qs, secret);
    std::vector<std::unique_ptr<Answer<Joined>>> crowd;
    const auto join = [&](const QString &name, const QString &address) -> Answer<Joined> & {
        crowd.push_back(std::make_unique<Answer<Joined>>());
        world.identity.joinNative({.userName = name, .password = secret, .clientName = u"test"_qs},
                                  crowd.back()->handler(), {.address = address});
        return *crowd.back();
    };
    for (int i = 0; i < limits::maxWaitingPasswords; ++i) {
        join(u"new %1"_qs.arg(i), u"192.0.2.1"_qs);
    }
    Answer<Joined> &other = join(u"kim"_qs, u"192.0.2.2"_qs);
    for (const auto &answer : crowd) {
        world.finish(*answer);
    }
    QCOMPARE(said(other), u"ok"_qs);
    qsizetype refused = 0;
    for (const auto &answer : crowd) {
        refused += said(*answer) == u"SLOW_DOWN"_qs ? 1 : 0;
    }
    QCOMPARE(refused, limits::maxWaitingPasswords - limits::maxNewPasswordsPerAddress);
    QCOMPARE(said(world.join(u"new again"_qs, secret, {}, {.address = u"192.0.2.1"_qs})), u"ok"_qs);
}

void tst_Passwords::aPasswordTakesAFreeNameAndOpensItAgain()
{
    World world;
    const auto first = world.join(u"kim"_qs, secret);
    QCOMPARE(said(first), u"ok"_qs);
    QVERIFY(!first.value().token.isEmpty());
    const auto second = world.join(u"KIM"_qs, secret);
    QCOMPARE(said(second), u"ok"_qs);
    QCOMPARE(second.value().user.id, first.value().user.id);
    QVERIFY(second.value().token != first.value().token);
    QCOMPARE(said(world.join(u"kim"_qs, u"another one"_qs)), u"BAD_CREDENTIALS"_qs);
    QCOMPARE(said(world.join(u"kim"_qs, {})), u"NAME_TAKEN"_qs);
    QVERIFY(!world.userNamed(u"kim"_qs)->passwordHash.contains(secret));
}

void tst_Passwords::aPasswordClaimsAnOpenName()
{
    World world;
    Answer<Joined> classic;
    world.identity.joinClassic(u"kim"_qs, classic.handler());
    world.store.answerAll();
    const auto claimed = world.join(u"kim"_qs, secret);
    QCOMPARE(claimed.value().user.id, classic.value().user.id);
    QCOMPARE(claimed.value().user.role, UserRole::Member);
    QVERIFY(world.userNamed(u"kim"_qs)->isHeld);
}

void tst_Passwords::aNameHeldByADeviceIsTaken()
{
    World world;
    QCOMPARE(said(world.join(u"Paul"_qs, {})), u"ok"_qs);
    QCOMPARE(said(world.join(u"Paul"_qs, secret)), u"NAME_TAKEN"_qs);
    QCOMPARE(said(world.join(u"P\u0430ul"_qs, secret)), u"NAME_TAKEN"_qs); // Cyrillic
}

// The time of an answer tells nobody whether a name has a password: one hash each, some 100 ms.
void tst_Passwords::everyWayThroughHashesOnce()
{
    World world;
    QCOMPARE(said(world.join(u"device"_qs, {})), u"ok"_qs);
    QCOMPARE(said(world.join(u"password"_qs, secret)), u"ok"_qs);
    QElapsedTimer timer;
    for (const QString &name : {u"device"_qs, u"password"_qs, u"free"_qs}) {
        timer.start();
        (void)world.join(name, u"another one"_qs);
        QVERIFY2(timer.elapsed() > 20,
                 qPrintable(name + u": "_qs + QString::number(timer.elapsed())));
    }
}

void tst_Passwords::theRuleForPasswords_data()
{
    QTest::addColumn<QString>("password");
    QTest::addColumn<QString>("answer");
    QTest::newRow("7") << QString(7, u'x') << u"BAD_REQUEST"_qs;
    QTest::newRow("8") << QString(8, u'x') << u"ok"_qs;
    QTest::newRow("256") << QString(256, u'x') << u"ok"_qs;
    QTest::newRow("257") << QString(257, u'x') << u"TOO_LARGE"_qs;
    QTest::newRow("8 syllables") << QString(8, u'가') << u"ok"_qs;
    QTest::newRow("4 syllables, decomposed") << decomposed(QString(4, u'각')) << u"BAD_REQUEST"_qs;
}

void tst_Passwords::theRuleForPasswords()
{
    QFETCH(QString, password);
    QFETCH(QString, answer);
    World world;
    QCOMPARE(said(world.join(u"kim"_qs, password)), answer);
    QCOMPARE(world.userNamed(u"kim"_qs).has_value(), answer == u"ok");
    // The same for a name that has one: how bad a password is tells nothing of the name.
    QCOMPARE(said(world.join(u"lee"_qs, secret)), u"ok"_qs);
    QCOMPARE(said(world.join(u"lee"_qs, password)),
             answer == u"ok" ? u"BAD_CREDENTIALS"_qs : answer);
}

void tst_Passwords::whoIsBannedFromTheHomeGetsNoDevice()
{
    World world;
    const auto first = world.join(u"kim"_qs, secret);
    const RoomId home = world.roomNamed(u"lobby"_qs).room.id;
    const UserId kim = first.value().user.id;
    world.store.apply(EnterRoom{home, kim, 1, {}}, [](const auto &) {});
    RemoveMember kick{.room = home, .user = kim, .nowMs = 1};
    kick.ban = RemoveMember::Ban::Set;
    world.store.apply(kick, [](const auto &) {});
    world.store.answerAll();
    const auto refused = world.join(u"kim"_qs, secret, {}, {.home = home});
    QCOMPARE(said(refused), u"BANNED"_qs);
    QCOMPARE(refused.error().field, u"room"_qs);
    QCOMPARE(world.store.committedOf<AddSession>().size(), 0);
    QCOMPARE(said(world.join(u"kim"_qs, secret)), u"ok"_qs); // at home elsewhere
}

void tst_Passwords::aRefusedJoinGivesItsNameBack()
{
    World world;
    const auto joined = world.join(u"kim"_qs, {});
    world.identity.takeBack(joined.value());
    world.store.answerAll();
    const auto again = world.join(u"kim"_qs, {});
    QCOMPARE(said(again), u"ok"_qs);
    QCOMPARE(again.value().user.id, joined.value().user.id);
    QCOMPARE(said(world.join(u"kim"_qs, {}, joined.value().token)), u"BAD_CREDENTIALS"_qs);
}

void tst_Passwords::theFirstPasswordNeedsNoneBefore()
{
    World world;
    const auto kim = world.join(u"kim"_qs, {});
    QCOMPARE(said(world.change(*kim.last, newPassword(secret))), u"ok"_qs);
    QCOMPARE(said(world.join(u"kim"_qs, secret)), u"ok"_qs);
    QCOMPARE(said(world.join(u"kim"_qs, {}, kim.value().token)), u"ok"_qs); // its own device stays
}

void tst_Passwords::aNewPasswordNeedsTheOneBefore()
{
    World world;
    const auto kim = world.join(u"kim"_qs, secret);
    const auto other = world.join(u"kim"_qs, secret);
    const QString next = u"battery staple"_qs;
    QCOMPARE(said(world.change(*kim.last, newPassword(next))), u"AUTH_REQUIRED"_qs);
    QCOMPARE(said(world.change(*kim.last, newPassword(next, u"wrong one"_qs))),
             u"BAD_CREDENTIALS"_qs);
    QCOMPARE(said(world.change(*kim.last, newPassword(u"short"_qs, secret))), u"BAD_REQUEST"_qs);
    QCOMPARE(said(world.join(u"kim"_qs, secret)), u"ok"_qs);
    QCOMPARE(said(world.change(*kim.last, newPassword(next, secret))), u"ok"_qs);
    QCOMPARE(said(world.join(u"kim"_qs, secret)), u"BAD_CREDENTIALS"_qs);
    QCOMPARE(said(world.join(u"kim"_qs, {}, other.value().token)), u"BAD_CREDENTIALS"_qs);
    QCOMPARE(said(world.join(u"kim"_qs, next)), u"ok"_qs);
}

void tst_Passwords::whoDoesNotHoldTheNameChangesNothing()
{
    World world;
    Answer<Joined> classic;
    world.identity.joinClassic(u"kim"_qs, classic.handler());
    world.store.answerAll();
    QCOMPARE(said(world.join(u"kim"_qs, {})), u"ok"_qs); // somebody claims it
    QCOMPARE(said(world.change(*classic.last, newPassword(secret))), u"FORBIDDEN"_qs);
    QCOMPARE(said(world.change(*classic.last, {.userName = u"lee"_qs})), u"FORBIDDEN"_qs);
    QVERIFY(world.userNamed(u"kim"_qs)->passwordHash.isEmpty());
}

void tst_Passwords::aProfileChangeIsWholeOrNothing()
{
    World world;
    const auto kim = world.join(u"kim"_qs, {});
    QCOMPARE(said(world.join(u"lee"_qs, {})), u"ok"_qs);
    const auto refused = world.change(*kim.last, {.userName = u"lee"_qs, .password = secret});
    QCOMPARE(said(refused), u"NAME_TAKEN"_qs);
    QCOMPARE(refused.error().suggestion, u"lee (2)"_qs);
    QVERIFY(world.userNamed(u"kim"_qs)->passwordHash.isEmpty());
    const auto both = world.change(*kim.last, {.userName = u"park"_qs, .password = secret});
    QCOMPARE(both.value().userName, u"park"_qs);
    QCOMPARE(said(world.join(u"park"_qs, secret)), u"ok"_qs);
    QCOMPARE(said(world.change(*kim.last, {})), u"BAD_REQUEST"_qs);
    QCOMPARE(said(world.change(*kim.last, {.userName = u"system"_qs})), u"BAD_NAME"_qs);
}

void tst_Passwords::noDeviceComesInByWhatWasChangedMeanwhile_data()
{
    QTest::addColumn<bool>("isByCode");
    QTest::newRow("password") << false;
    QTest::newRow("code") << true;
}

void tst_Passwords::noDeviceComesInByWhatWasChangedMeanwhile()
{
    QFETCH(bool, isByCode);
    World world;
    const auto kim = world.join(u"kim"_qs, secret);
    const UserId user = kim.value().user.id;
    const QString code = isByCode ? world.codeFor(*kim.last) : QString();
    Answer<Joined> answer;
    world.identity.joinNative(
        {.userName = u"kim"_qs, .password = isByCode ? QString() : secret, .deviceCode = code},
        answer.handler());
    QVERIFY(world.store.answerThrough(u"FindUserByName"_qs)); // now it is compared
    world.store.apply(SetPassword{user, u"another hash"_qs, {}}, [](const auto &) {});
    if (!isByCode) {
        world.store.answerAll();
    }
    world.finish(answer);
    QCOMPARE(said(answer), u"BAD_CREDENTIALS"_qs);
    world.store.answerAll();
    const auto left = world.backend.read(ListSessions{.user = user, .currentTokenHash = {}});
    QCOMPARE(std::get<ListSessions::Reply>(*left).size(), 0);
    QVERIFY(answer.error().text.startsWith(isByCode ? u"deviceCode" : u"Wrong name"));
}

void tst_Passwords::noPasswordIsSetByOneThatWasChangedMeanwhile_data()
{
    QTest::addColumn<QString>("before");
    QTest::newRow("one") << secret;
    QTest::newRow("the first") << QString();
}

void tst_Passwords::noPasswordIsSetByOneThatWasChangedMeanwhile()
{
    QFETCH(QString, before);
    World world;
    const auto kim = world.join(u"kim"_qs, before);
    Answer<Result<User, ApiError>> answer;
    world.identity.changeProfile(
        kim.value().user, kim.value().tokenHash,
        {.userName = u"lee"_qs, .password = u"battery staple"_qs, .currentPassword = before}, {},
        answer.handler());
    QVERIFY(world.store.answerThrough(u"FindUser"_qs)); // now it is compared, and the other hashed
    world.store.apply(SetPassword{kim.value().user.id, u"an administrator's"_qs, {}},
                      [](const auto &) {});
    world.finish(answer);
    QCOMPARE(said(answer), u"BAD_CREDENTIALS"_qs);
    QCOMPARE(world.userNamed(u"kim"_qs)->passwordHash, u"an administrator's"_qs);
}

void tst_Passwords::aFailingStoreIsAnsweredOnce_data()
{
    QTest::addColumn<QString>("kind");
    QTest::newRow("read") << u"FindUserByName"_qs;
    QTest::newRow("ban") << u"FindBan"_qs;
    QTest::newRow("session") << u"AddSession"_qs;
    QTest::newRow("user") << u"FindUser"_qs;
    QTest::newRow("profile") << u"SetProfile"_qs;
}

void tst_Passwords::aFailingStoreIsAnsweredOnce()
{
    QFETCH(QString, kind);
    World world;
    const auto kim = world.join(u"kim"_qs, secret);
    world.store.failRead = kind;
    world.store.failChange = kind;
    const bool isJoin = kind != u"FindUser" && kind != u"SetProfile";
    if (isJoin) {
        const RoomId home = world.roomNamed(u"lobby"_qs).room.id;
        QCOMPARE(said(world.join(u"kim"_qs, secret, {}, {.home = home})), u"STORE_FAILED"_qs);
    } else {
        QCOMPARE(said(world.change(*kim.last, {.userName = u"lee"_qs})), u"STORE_FAILED"_qs);
    }
}

QTEST_GUILESS_MAIN(tst_Passwords)
#include "tst_passwords.moc"
