// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "chattools.h"
#include "common/limits.h"
#include "common/secret.h"
#include "identityworld.h"
#include "server/chat/identityservice.h"
#include "server/chat/objectid.h"

#include <QTest>

using namespace maru;
using namespace maru::server;

class tst_IdentityService : public QObject
{
    Q_OBJECT

private slots:
    void aClassicNameStaysOpenToClassicJoins();
    void aNativeJoinHoldsAFreeName();
    void aNativeJoinClaimsAnOpenName();
    void aJoinWhoseAnswerWasLostIsKnownWhenItIsMadeAgain();
    void anInvitationThatALostJoinUsedUpIsNotAskedForAgain();
    void aTokenOpensItsNameOnly();
    void aTokenOpensItsNameWhateverNameIsSaid();
    void anUnknownTokenIsBadCredentials();
    void onlyTheHashOfATokenIsStored();
    void modesDecideWhoMayTakeAName_data();
    void modesDecideWhoMayTakeAName();
    void passwordModeTakesATokenOfBefore();
    void crossingJoinsOfOneName_data();
    void crossingJoinsOfOneName();
    void crossingClaimsOfOneOpenNameHaveOneWinner();
    void renameKeepsThePerson();
    void aNameThatIsClaimedMeanwhileIsNotRenamed();
    void aHeldNameIsNotRenamedByAClassicClient();
    void aFailingStoreIsAnsweredOnce_data();
    void aFailingStoreIsAnsweredOnce();
};

void tst_IdentityService::aClassicNameStaysOpenToClassicJoins()
{
    World world;
    const auto first = world.classic(u"김민수"_qs);
    QVERIFY(first.isOk());
    QCOMPARE(first.value().user.userName, u"김민수"_qs);
    QCOMPARE(first.value().user.role, UserRole::Guest);
    QCOMPARE(first.value().token, QString());
    QCOMPARE(first.value().user.id.toString().size(), 24);
    QCOMPARE(first.value().user.createdMs, world.clock.ms);

    const auto second = world.classic(u"김민수"_qs);
    QVERIFY(second.isOk());
    QCOMPARE(second.value().user.id, first.value().user.id);
}

void tst_IdentityService::aNativeJoinHoldsAFreeName()
{
    World world;
    const auto held = world.native(u"김민수"_qs);
    QVERIFY(held.isOk());
    QVERIFY(held.value().token.size() >= 22); // 128 bits in base64
    QCOMPARE(held.value().tokenHash, secretHash(held.value().token));
    QCOMPARE(held.value().user.role, UserRole::Member);

    QCOMPARE(said(world.native(u"김민수"_qs)), u"NAME_TAKEN: 김민수 (2)"_qs);
    QCOMPARE(said(world.classic(u"김민수"_qs)), u"NAME_TAKEN: 김민수 (2)"_qs);
}

void tst_IdentityService::aNativeJoinClaimsAnOpenName()
{
    World world;
    const auto open = world.classic(u"kim"_qs);
    const auto held = world.native(u"kim"_qs);
    QVERIFY(held.isOk());
    QCOMPARE(held.value().user.id, open.value().user.id);
    QCOMPARE(held.value().user.role, UserRole::Member);
    QVERIFY(!held.value().token.isEmpty());

    QCOMPARE(said(world.classic(u"kim"_qs)), u"NAME_TAKEN: kim (2)"_qs);
    QCOMPARE(said(world.native(u"kim"_qs)), u"NAME_TAKEN: kim (2)"_qs);
    QCOMPARE(said(world.native(u"kim"_qs, held.value().token)), u"ok"_qs);
}

void tst_IdentityService::aJoinWhoseAnswerWasLostIsKnownWhenItIsMadeAgain()
{
    World world;
    const QString token = newSecret(limits::tokenBytes);
    const auto lost = world.begun(u"kim"_qs, token);
    QCOMPARE(said(lost), u"ok"_qs);
    QCOMPARE(lost.value().token, token);
    QCOMPARE(lost.value().tokenHash, secretHash(token));

    const auto again = world.begun(u"kim"_qs, token);
    QCOMPARE(said(again), u"ok"_qs);
    QCOMPARE(again.value().user.id, lost.value().user.id);
    QCOMPARE(again.value().token, token);
    world.identity.takeBack(again.value()); // it made nothing: there is nothing to take back
    world.store.answerAll();
    QCOMPARE(said(world.native(u"kim"_qs, token)), u"ok"_qs);
    QCOMPARE(said(world.begun(u"kim"_qs, newSecret(limits::tokenBytes))),
             u"NAME_TAKEN: kim (2)"_qs);

    world.identity.takeBack(lost.value());
    world.store.answerAll();
    QCOMPARE(said(world.begun(u"kim"_qs, newSecret(limits::tokenBytes))), u"ok"_qs);
}

void tst_IdentityService::anInvitationThatALostJoinUsedUpIsNotAskedForAgain()
{
    World world;
    const QString code = u"invitation"_qs;
    world.store.apply(AddInvite{.codeHash = secretHash(code),
                                .role = UserRole::Admin,
                                .expiresMs = world.clock.ms + 1'000,
                                .nowMs = world.clock.ms},
                      [](const Result<Nothing, StoreError> &) {});
    const QString token = newSecret(limits::tokenBytes);
    QCOMPARE(world.begun(u"kim"_qs, token, code).value().user.role, UserRole::Admin);
    const auto again = world.begun(u"kim"_qs, token, code);
    QCOMPARE(said(again), u"ok"_qs);
    QCOMPARE(again.value().user.role, UserRole::Admin);
    QCOMPARE(said(world.begun(u"lee"_qs, newSecret(limits::tokenBytes), code)),
             u"BAD_CREDENTIALS"_qs);
}

void tst_IdentityService::aTokenOpensItsNameOnly()
{
    World world;
    const auto kim = world.native(u"kim"_qs);
    const auto lee = world.native(u"lee"_qs);

    const auto back = world.native(u"KIM"_qs, kim.value().token);
    QVERIFY(back.isOk());
    QCOMPARE(back.value().user.id, kim.value().user.id);
    QCOMPARE(back.value().token, QString()); // the device has one
    QCOMPARE(back.value().tokenHash, kim.value().tokenHash);

    // Never the name of somebody else.
    const auto other = world.native(u"lee"_qs, kim.value().token);
    QVERIFY(other.isOk());
    QCOMPARE(other.value().user.id, kim.value().user.id);
    QVERIFY(lee.value().user.id != kim.value().user.id);
}

// A device that was away while its person took a new name says the old one.
void tst_IdentityService::aTokenOpensItsNameWhateverNameIsSaid()
{
    World world;
    const auto kim = world.native(u"kim"_qs);
    const User user = kim.value().user;
    Answer<Result<User, ApiError>> renamed;
    ProfileSet change;
    change.userName = u"teacher kim"_qs;
    world.identity.changeProfile(user, kim.value().tokenHash, change, {}, renamed.handler());
    world.store.answerAll();
    QVERIFY(renamed.isOk());

    const auto back = world.native(u"kim"_qs, kim.value().token);
    QVERIFY(back.isOk());
    QCOMPARE(back.value().user.id, user.id);
    QCOMPARE(back.value().user.userName, u"teacher kim"_qs);
    QCOMPARE(back.value().token, QString());
    QVERIFY(!world.userNamed(u"kim"_qs)); // nobody was made
}

void tst_IdentityService::anUnknownTokenIsBadCredentials()
{
    World world;
    const auto kim = world.native(u"kim"_qs);
    QCOMPARE(said(world.native(u"kim"_qs, u"wrong"_qs)), u"BAD_CREDENTIALS"_qs);
    QCOMPARE(said(world.native(u"nobody yet"_qs, u"wrong"_qs)), u"BAD_CREDENTIALS"_qs);
    QVERIFY(!world.userNamed(u"nobody yet"_qs));

    Answer<Result<Nothing, StoreError>> revoked;
    world.identity.revoke(kim.value().tokenHash, revoked.handler());
    world.store.answerAll();
    QVERIFY(revoked.isOk());
    QCOMPARE(said(world.native(u"kim"_qs, kim.value().token)), u"BAD_CREDENTIALS"_qs);
    // A revoked device does not set the name free.
    QCOMPARE(said(world.classic(u"kim"_qs)), u"NAME_TAKEN: kim (2)"_qs);
}

void tst_IdentityService::onlyTheHashOfATokenIsStored()
{
    World world;
    const auto kim = world.native(u"kim"_qs);
    const QList<CreateUser> made = world.store.committedOf<CreateUser>();
    QCOMPARE(made.size(), 1);
    QCOMPARE(made.first().tokenHash.size(), 32);
    QVERIFY(made.first().tokenHash != kim.value().token.toUtf8());
}

void tst_IdentityService::modesDecideWhoMayTakeAName_data()
{
    QTest::addColumn<int>("mode");
    QTest::addColumn<QString>("freeClassic");
    QTest::addColumn<QString>("freeNative");
    QTest::addColumn<bool>("nativeGetsToken");
    QTest::addColumn<QString>("secondNative");
    QTest::newRow("open") << int(IdentityMode::Open) << u"ok"_qs << u"ok"_qs << false << u"ok"_qs;
    QTest::newRow("claimed") << int(IdentityMode::Claimed) << u"ok"_qs << u"ok"_qs << true
                             << u"NAME_TAKEN: lee (2)"_qs;
    QTest::newRow("password") << int(IdentityMode::Password) << u"AUTH_REQUIRED"_qs
                              << u"AUTH_REQUIRED"_qs << false << u"AUTH_REQUIRED"_qs;
}

void tst_IdentityService::modesDecideWhoMayTakeAName()
{
    QFETCH(int, mode);
    QFETCH(QString, freeClassic);
    QFETCH(QString, freeNative);
    QFETCH(bool, nativeGetsToken);
    QFETCH(QString, secondNative);
    World world{IdentityMode(mode)};
    QCOMPARE(said(world.classic(u"kim"_qs)), freeClassic);
    const auto native = world.native(u"lee"_qs);
    QCOMPARE(said(native), freeNative);
    if (native.isOk()) {
        QCOMPARE(!native.value().token.isEmpty(), nativeGetsToken);
        QCOMPARE(!native.value().tokenHash.isEmpty(), nativeGetsToken);
    }
    QCOMPARE(said(world.native(u"lee"_qs)), secondNative);
    QCOMPARE(said(world.native(u" "_qs)), u"BAD_NAME"_qs);
}

void tst_IdentityService::passwordModeTakesATokenOfBefore()
{
    World world;
    const auto kim = world.native(u"kim"_qs);
    IdentityService strict(world.store, world.clock, IdentityMode::Password);
    Answer<Joined> answer;
    strict.joinNative(
        {.userName = u"kim"_qs, .token = kim.value().token, .password = {}, .inviteCode = {}},
        answer.handler());
    world.store.answerAll();
    QCOMPARE(said(answer), u"ok"_qs);

    // A token of one name is no ticket for another one: it is still the person's whose it is.
    Answer<Joined> other;
    strict.joinNative(
        {.userName = u"lee"_qs, .token = kim.value().token, .password = {}, .inviteCode = {}},
        other.handler());
    world.store.answerAll();
    QCOMPARE(said(other), u"ok"_qs);
    QCOMPARE(other.value().user.id, kim.value().user.id);
    QVERIFY(!world.userNamed(u"lee"_qs));
}

void tst_IdentityService::crossingJoinsOfOneName_data()
{
    QTest::addColumn<bool>("firstIsNative");
    QTest::addColumn<bool>("secondIsNative");
    QTest::addColumn<QString>("second");
    QTest::newRow("classic, classic") << false << false << u"ok"_qs;
    QTest::newRow("classic, native") << false << true << u"ok"_qs;
    QTest::newRow("native, classic") << true << false << u"NAME_TAKEN: kim (2)"_qs;
    QTest::newRow("native, native") << true << true << u"NAME_TAKEN: kim (2)"_qs;
}

void tst_IdentityService::crossingJoinsOfOneName()
{
    QFETCH(bool, firstIsNative);
    QFETCH(bool, secondIsNative);
    QFETCH(QString, second);
    World world;
    Answer<Joined> answers[2];
    const bool isNative[]{firstIsNative, secondIsNative};
    for (int i = 0; i < 2; ++i) { // both are told that the name is free
        if (isNative[i]) {
            world.identity.joinNative({.userName = u"kim"_qs}, answers[i].handler());
        } else {
            world.identity.joinClassic(u"kim"_qs, answers[i].handler());
        }
    }
    world.store.answerAll();
    QCOMPARE(said(answers[0]), u"ok"_qs);
    QCOMPARE(said(answers[1]), second);
    QCOMPARE(world.store.committedOf<CreateUser>().size(), 1);
    if (answers[1].isOk()) {
        QCOMPARE(answers[1].value().user.id, answers[0].value().user.id);
        QCOMPARE(!answers[1].value().token.isEmpty(), secondIsNative);
    }
}

void tst_IdentityService::crossingClaimsOfOneOpenNameHaveOneWinner()
{
    World world;
    QVERIFY(world.classic(u"kim"_qs).isOk());
    Answer<Joined> first;
    Answer<Joined> second;
    world.identity.joinNative({.userName = u"kim"_qs}, first.handler());
    world.identity.joinNative({.userName = u"kim"_qs}, second.handler());
    world.store.answerAll();
    QCOMPARE(said(first), u"ok"_qs);
    QCOMPARE(said(second), u"NAME_TAKEN: kim (2)"_qs);
}

void tst_IdentityService::renameKeepsThePerson()
{
    World world;
    const auto kim = world.classic(u"kim"_qs);
    const auto same = world.rename(kim.value().user, u"kim"_qs);
    QVERIFY(same.isOk());
    QCOMPARE(same.value().user.id, kim.value().user.id);

    const auto capital = world.rename(kim.value().user, u"Kim"_qs);
    QVERIFY(capital.isOk());
    QCOMPARE(capital.value().user.id, kim.value().user.id);
    QCOMPARE(capital.value().user.userName, u"Kim"_qs);

    const auto other = world.rename(kim.value().user, u"박지성"_qs);
    QVERIFY(other.isOk());
    QCOMPARE(other.value().user.id, kim.value().user.id);
    QCOMPARE(other.value().user.userName, u"박지성"_qs);
    QVERIFY(!world.userNamed(u"kim"_qs)); // free again
}

void tst_IdentityService::aNameThatIsClaimedMeanwhileIsNotRenamed()
{
    World world;
    const auto classic = world.classic(u"kim"_qs);
    Answer<Joined> holder; // asks first, and is written between the question and the new name
    Answer<Joined> renamed;
    world.identity.joinNative(
        {.userName = u"kim"_qs, .token = {}, .password = {}, .inviteCode = {}}, holder.handler());
    world.identity.renameClassic(classic.value().user, u"troll"_qs, {}, renamed.handler());
    world.store.answerAll();
    QCOMPARE(said(holder), u"ok"_qs);
    QCOMPARE(said(renamed), u"ok"_qs); // as a join of that name
    QVERIFY(renamed.value().user.id != holder.value().user.id);
    QCOMPARE(world.userNamed(u"kim"_qs)->user.id, holder.value().user.id);

    // A new name that came to nothing is taken back, but not from who has claimed it.
    const auto lee = world.rename(renamed.value().user, u"lee"_qs);
    const auto claimed = world.native(u"lee"_qs);
    QCOMPARE(said(claimed), u"ok"_qs);
    world.identity.takeBack(lee.value());
    world.store.answerAll();
    QCOMPARE(world.userNamed(u"lee"_qs)->user.id, claimed.value().user.id);
}

void tst_IdentityService::aHeldNameIsNotRenamedByAClassicClient()
{
    World world;
    const auto classic = world.classic(u"kim"_qs);
    const auto holder = world.native(u"kim"_qs); // the classic connection is still there
    QVERIFY(holder.isOk());

    const auto renamed = world.rename(classic.value().user, u"troll"_qs);
    QCOMPARE(said(renamed), u"ok"_qs); // as a join of that name
    QVERIFY(renamed.value().user.id != holder.value().user.id);
    const auto kim = world.userNamed(u"kim"_qs);
    QVERIFY(kim);
    QCOMPARE(kim->user.id, holder.value().user.id);
    QCOMPARE(said(world.native(u"kim"_qs, holder.value().token)), u"ok"_qs);
}

void tst_IdentityService::aFailingStoreIsAnsweredOnce_data()
{
    QTest::addColumn<QString>("read");
    QTest::addColumn<QString>("change");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("token");
    QTest::newRow("looking for the name")
        << u"FindUserByName"_qs << QString() << u"new"_qs << QString();
    QTest::newRow("making the name") << QString() << u"CreateUser"_qs << u"new"_qs << QString();
    QTest::newRow("holding the name") << QString() << u"HoldName"_qs << u"open"_qs << QString();
    QTest::newRow("looking for the token")
        << u"FindUserByToken"_qs << QString() << u"new"_qs << u"t"_qs;
}

void tst_IdentityService::aFailingStoreIsAnsweredOnce()
{
    QFETCH(QString, read);
    QFETCH(QString, change);
    QFETCH(QString, name);
    QFETCH(QString, token);
    World world;
    QVERIFY(world.classic(u"open"_qs).isOk());
    world.store.failRead = read;
    world.store.failChange = change;
    QCOMPARE(said(world.native(name, token)), u"STORE_FAILED"_qs);
    world.store.failRead.clear();
    world.store.failChange.clear();
    QCOMPARE(said(world.native(name)), u"ok"_qs); // nothing was left behind
}

QTEST_GUILESS_MAIN(tst_IdentityService)
#include "tst_identityservice.moc"
