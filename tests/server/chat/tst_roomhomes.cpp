// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "chattools.h"
#include "roomserviceworld.h"

#include <QTest>

using namespace maru;
using namespace maru::server;

/// Which room a namespace leads to, and who may enter it with which code.
class tst_RoomHomes : public QObject
{
    Q_OBJECT

private slots:
    void homeWithoutCodesOnTheServer_data();
    void homeWithoutCodesOnTheServer();
    void homeWithCodesOnTheServer_data();
    void homeWithCodesOnTheServer();
    void invalidNamespaceHasNoCode();
    void fiveWrongCodesAMinuteThenSlowDown();
    void malformedCodesAreNeverCounted_data();
    void malformedCodesAreNeverCounted();
    void whoIsSlowedDownIsToldNothingAboutARightCode();
    void limitsOffCountsNothing();
    void aFloodOfAddressesIsBounded();
    void namespacesAnyMakesRooms();
    void crossingConnectsOfANewNamespaceShareTheRoom();
    void aFailingStoreRefusesTheHome_data();
    void aFailingStoreRefusesTheHome();
};

void tst_RoomHomes::homeWithoutCodesOnTheServer_data()
{
    QTest::addColumn<QString>("nsp");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("home");
    const QString invalid = u"Invalid namespace"_qs;
    QTest::newRow("no query") << u"/"_qs << QString() << u"lobby"_qs;
    QTest::newRow("undefined, as the seed sends it") << u"/"_qs << u"undefined"_qs << u"lobby"_qs;
    QTest::newRow("a code, as in the seed") << u"/"_qs << u"ABC234"_qs << u"lobby"_qs;
    QTest::newRow("any string, as in the seed") << u"/"_qs << u"class A1!"_qs << u"lobby"_qs;
    QTest::newRow("namespace lobby") << u"/lobby"_qs << QString() << u"lobby"_qs;
    QTest::newRow("a room") << u"/방1"_qs << QString() << u"방1"_qs;
    QTest::newRow("a room and a query") << u"/방1"_qs << u"ABC234"_qs << u"방1"_qs;
    QTest::newRow("decomposed") << decomposed(u"/방1"_qs) << QString() << u"방1"_qs;
    QTest::newRow("case") << u"/LoBBy"_qs << QString() << u"lobby"_qs;
    QTest::newRow("unknown") << u"/nowhere"_qs << QString() << invalid;
    QTest::newRow("unknown and a query") << u"/nowhere"_qs << u"ABC234"_qs << invalid;
    QTest::newRow("a query inside the name") << u"/lobby?x=1"_qs << QString() << invalid;
    QTest::newRow("two parts") << u"/lobby/방1"_qs << QString() << invalid;
    QTest::newRow("no name") << u"//"_qs << QString() << invalid;
    QTest::newRow("reserved") << u"/admin"_qs << QString() << invalid;
    QTest::newRow("not percent-decoded") << u"/%EB%B0%A91"_qs << QString() << invalid;
    QTest::newRow("too long") << u"/"_qs + QString(65, u'x') << QString() << invalid;
}

void tst_RoomHomes::homeWithoutCodesOnTheServer()
{
    QFETCH(QString, nsp);
    QFETCH(QString, code);
    QFETCH(QString, home);
    World world;
    QVERIFY(world.create(u"방1"_qs).isOk());
    QCOMPARE(said(world.home(nsp, code)), home);
}

void tst_RoomHomes::homeWithCodesOnTheServer_data()
{
    QTest::addColumn<QString>("nsp");
    QTest::addColumn<QString>("code"); // RIGHT, WRONG or itself
    QTest::addColumn<QString>("home");
    QTest::newRow("no query") << u"/"_qs << QString() << u"lobby"_qs;
    QTest::newRow("undefined") << u"/"_qs << u"undefined"_qs << u"lobby"_qs;
    QTest::newRow("the code") << u"/"_qs << u"RIGHT"_qs << u"수학"_qs;
    QTest::newRow("an unknown code") << u"/"_qs << u"WRONG"_qs << wrongCode;
    QTest::newRow("no code at all") << u"/"_qs << u"hello"_qs << wrongCode;
    QTest::newRow("the code in small letters") << u"/"_qs << u"right"_qs << wrongCode;
    QTest::newRow("room with its code") << u"/수학"_qs << u"RIGHT"_qs << u"수학"_qs;
    QTest::newRow("room with another code") << u"/수학"_qs << u"WRONG"_qs << wrongCode;
    QTest::newRow("room with a missing code") << u"/수학"_qs << QString() << wrongCode;
    QTest::newRow("room with undefined") << u"/수학"_qs << u"undefined"_qs << wrongCode;
    QTest::newRow("room without code") << u"/방1"_qs << QString() << u"방1"_qs;
    QTest::newRow("room without code, with one") << u"/방1"_qs << u"WRONG"_qs << u"방1"_qs;
    QTest::newRow("room without code, with another's") << u"/방1"_qs << u"RIGHT"_qs << u"방1"_qs;
    QTest::newRow("unknown room with a code")
        << u"/nowhere"_qs << u"RIGHT"_qs << u"Invalid namespace"_qs;
}

void tst_RoomHomes::homeWithCodesOnTheServer()
{
    QFETCH(QString, nsp);
    QFETCH(QString, code);
    QFETCH(QString, home);
    World world;
    QVERIFY(world.create(u"방1"_qs).isOk());
    const QString right = world.create(u"수학"_qs, true).value().classCode;
    code = code == u"RIGHT" ? right
        : code == u"right"  ? right.toLower()
        : code == u"WRONG"  ? otherCode(right)
                            : code;
    QCOMPARE(said(world.home(nsp, code)), home);
}

void tst_RoomHomes::invalidNamespaceHasNoCode()
{
    World world; // the text must be exactly what stock clients know, with nothing beside it
    const auto refused = world.home(u"/nowhere"_qs);
    QCOMPARE(refused.error().text, u"Invalid namespace"_qs);
    QVERIFY(!refused.error().error);
}

void tst_RoomHomes::fiveWrongCodesAMinuteThenSlowDown()
{
    World world;
    const QString right = world.create(u"수학"_qs, true).value().classCode;
    const QString wrong = otherCode(right);
    for (int i = 0; i < 5; ++i) {
        QCOMPARE(said(world.home(i % 2 == 0 ? u"/"_qs : u"/수학"_qs, wrong)), wrongCode);
        world.clock.ms += 1'000;
    }
    const auto slowed = world.home(u"/"_qs, otherCode(right, 1));
    QCOMPARE(slowed.error().error->code, ErrorCode::SlowDown);
    QCOMPARE(slowed.error().error->retryAfterMs, 55'000);
    QCOMPARE(said(world.home(u"/"_qs, wrong, u"192.0.2.2"_qs)), wrongCode); // by address
    QCOMPARE(said(world.home(u"/"_qs)), u"lobby"_qs); // who shows no code guesses none

    world.clock.ms += 54'999;
    const auto last = world.home(u"/수학"_qs, wrong);
    QCOMPARE(last.error().error->code, ErrorCode::SlowDown);
    QCOMPARE(last.error().error->retryAfterMs, 1);
    world.clock.ms += 1;
    for (int i = 0; i < 5; ++i) { // a new minute
        QCOMPARE(said(world.home(u"/"_qs, wrong)), wrongCode);
    }
    QCOMPARE(world.home(u"/"_qs, wrong).error().error->code, ErrorCode::SlowDown);
}

void tst_RoomHomes::malformedCodesAreNeverCounted_data()
{
    QTest::addColumn<QString>("code");
    QTest::newRow("short") << u"AAAA2"_qs;
    QTest::newRow("long") << u"AAAAAA2"_qs;
    QTest::newRow("small letter") << u"aAAAA2"_qs;
    QTest::newRow("I") << u"IAAAA2"_qs;
    QTest::newRow("O") << u"OAAAA2"_qs;
    QTest::newRow("0") << u"0AAAA2"_qs;
    QTest::newRow("1") << u"1AAAA2"_qs;
    QTest::newRow("hangul") << u"가나다라마바"_qs;
    QTest::newRow("full width") << u"ＡAAAA2"_qs;
    QTest::newRow("blank") << u"      "_qs;
}

void tst_RoomHomes::malformedCodesAreNeverCounted()
{
    QFETCH(QString, code);
    World world;
    const QString right = world.create(u"수학"_qs, true).value().classCode;
    for (int i = 0; i < 20; ++i) {
        QCOMPARE(said(world.home(u"/"_qs, code)), wrongCode);
        QCOMPARE(said(world.home(u"/수학"_qs, code)), wrongCode);
    }
    for (int i = 0; i < 5; ++i) {
        QCOMPARE(said(world.home(u"/"_qs, otherCode(right))), wrongCode);
    }
    QCOMPARE(said(world.home(u"/"_qs, code)), wrongCode); // just wrong, slowed down or not
}

void tst_RoomHomes::whoIsSlowedDownIsToldNothingAboutARightCode()
{
    // Else the limit would not slow anybody who tries one code after the other.
    World world;
    const QString right = world.create(u"수학"_qs, true).value().classCode;
    for (int i = 0; i < 6; ++i) {
        (void)world.home(u"/"_qs, otherCode(right));
    }
    for (const QString &nsp : {u"/"_qs, u"/수학"_qs}) {
        const auto slowed = world.home(nsp, right);
        QVERIFY(!slowed.isOk());
        QCOMPARE(slowed.error().error->code, ErrorCode::SlowDown);
        QVERIFY(slowed.error().error->retryAfterMs > 0);
    }
    QCOMPARE(said(world.home(u"/"_qs, right, u"192.0.2.2"_qs)), u"수학"_qs);
    world.clock.ms += 60'000;
    QCOMPARE(said(world.home(u"/"_qs, right)), u"수학"_qs);
}

void tst_RoomHomes::limitsOffCountsNothing()
{
    World world({.limitsRates = false});
    const QString right = world.create(u"수학"_qs, true).value().classCode;
    for (int i = 0; i < 20; ++i) {
        QCOMPARE(said(world.home(u"/"_qs, otherCode(right))), wrongCode);
    }
    QCOMPARE(said(world.home(u"/"_qs, right)), u"수학"_qs);
    world.rooms.setRules({.limitsRates = true}); // the configuration was read again
    for (int i = 0; i < 5; ++i) {
        QCOMPARE(said(world.home(u"/"_qs, otherCode(right))), wrongCode);
    }
    QCOMPARE(world.home(u"/"_qs, right).error().error->code, ErrorCode::SlowDown);
}

void tst_RoomHomes::aFloodOfAddressesIsBounded()
{
    World world;
    const QString wrong = otherCode(world.create(u"수학"_qs, true).value().classCode);
    for (int i = 0; i < 10'000; ++i) {
        (void)world.home(u"/"_qs, wrong, QString::number(i));
    }
    // No room to count one more guesser: it is not let in uncounted.
    QCOMPARE(world.home(u"/"_qs, wrong, here).error().error->code, ErrorCode::SlowDown);
    QCOMPARE(said(world.home(u"/"_qs, wrong, u"0"_qs)), wrongCode);
    world.clock.ms += 60'000;
    QCOMPARE(said(world.home(u"/"_qs, wrong, here)), wrongCode);
}

void tst_RoomHomes::namespacesAnyMakesRooms()
{
    World world({.createsNamespaces = true});
    const auto made = world.home(decomposed(u"/새 방"_qs));
    QCOMPARE(said(made), u"새 방"_qs);
    QVERIFY(!made.value().room.id.isNull());
    QCOMPARE(made.value().classCode, QString());
    const auto again = world.home(u"/새 방"_qs);
    QCOMPARE(again.value().room.id, made.value().room.id);
    QCOMPARE(said(world.home(u"/"_qs)), u"lobby"_qs);
    for (const QString &bad :
         {u"/a/b"_qs, u"/system"_qs, u"/ "_qs, u"/a\u202Eb"_qs, u"/l\u043Ebby"_qs}) {
        QCOMPARE(said(world.home(bad)), u"Invalid namespace"_qs);
    }
    QCOMPARE(world.store.committedOf<CreateRoom>().size(), 1);
}

void tst_RoomHomes::crossingConnectsOfANewNamespaceShareTheRoom()
{
    World world({.createsNamespaces = true});
    Answer<Home> first;
    Answer<Home> second;
    world.rooms.findHome(u"/new"_qs, {}, here, first.handler());
    world.rooms.findHome(u"/NEW"_qs, {}, here, second.handler());
    world.store.answerAll();
    QCOMPARE(said(first), u"new"_qs);
    QCOMPARE(said(second), u"new"_qs);
    QCOMPARE(second.value().room.id, first.value().room.id);
}

void tst_RoomHomes::aFailingStoreRefusesTheHome_data()
{
    QTest::addColumn<QString>("nsp");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("read");
    QTest::addColumn<QString>("change");
    QTest::newRow("lobby") << u"/"_qs << QString() << u"FindRoom"_qs << QString();
    QTest::newRow("code") << u"/"_qs << u"AAAAA2"_qs << u"FindRoom"_qs << QString();
    QTest::newRow("any code") << u"/"_qs << u"AAAAA2"_qs << u"AnyClassCode"_qs << QString();
    QTest::newRow("name") << u"/x"_qs << QString() << u"FindRoom"_qs << QString();
    QTest::newRow("new") << u"/x"_qs << QString() << QString() << u"CreateRoom"_qs;
}

void tst_RoomHomes::aFailingStoreRefusesTheHome()
{
    QFETCH(QString, nsp);
    QFETCH(QString, code);
    QFETCH(QString, read);
    QFETCH(QString, change);
    World world({.createsNamespaces = true});
    world.store.failRead = read;
    world.store.failChange = change;
    const auto refused = world.home(nsp, code);
    QVERIFY(!refused.isOk());
    QCOMPARE(refused.error().error->code, ErrorCode::StoreFailed);
}

QTEST_GUILESS_MAIN(tst_RoomHomes)
#include "tst_roomhomes.moc"
