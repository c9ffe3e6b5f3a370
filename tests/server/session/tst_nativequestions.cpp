// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/storelimits.h"
#include "nativeworld.h"

#include <QTest>

using namespace maru;
using namespace maru::server;

// What one person may ask of a store that everybody shares.
class tst_NativeQuestions : public QObject
{
    Q_OBJECT

private slots:
    void aQuestionThatNobodyHearsIsNotAsked_data();
    void aQuestionThatNobodyHearsIsNotAsked();
    void aPersonWaitsForSoManyPages_data();
    void aPersonWaitsForSoManyPages();
    void aPlaceIsFreeAgainAfterARefusal();
    void listsAreSlowedDown_data();
    void listsAreSlowedDown();
    void listsKeepNoOrder_data();
    void listsKeepNoOrder();
};

void tst_NativeQuestions::aQuestionThatNobodyHearsIsNotAsked_data()
{
    QTest::addColumn<QString>("event");
    QTest::addColumn<QString>("query");
    QTest::newRow("history") << u"message:history"_qs << u"ReadHistory"_qs;
    QTest::newRow("changes") << u"message:changes"_qs << u"ReadChanges"_qs;
    QTest::newRow("readers") << u"message:readers"_qs << u"ReadReaders"_qs;
    QTest::newRow("edits") << u"message:edits"_qs << u"ReadEdits"_qs;
    QTest::newRow("search") << u"message:search"_qs << u"SearchMessages"_qs;
    QTest::newRow("rooms") << u"room:list"_qs << u"ListRooms"_qs;
    QTest::newRow("members") << u"room:members"_qs << u"ListMembers"_qs;
    QTest::newRow("people") << u"user:list"_qs << u"ListUsers"_qs;
    QTest::newRow("devices") << u"session:list"_qs << u"ListSessions"_qs;
    QTest::newRow("sanctions") << u"sanction:list"_qs << u"ListSanctions"_qs;
}

void tst_NativeQuestions::aQuestionThatNobodyHearsIsNotAsked()
{
    QFETCH(QString, event);
    QFETCH(QString, query);
    World world;
    Peer peer(world);
    (void)peer.joinNative(u"kim"_qs);
    peer.says(frame(0, u"room:create"_qs, {{u"name"_qs, u"own"_qs}, {u"kind"_qs, u"public"_qs}}));
    const QString room = peer.ack(0)[u"room"][u"_id"].toString(); // where kim may ask everything
    peer.says(frame(1, u"message:send"_qs,
                    {{u"cid"_qs, u"1"_qs}, {u"room"_qs, room}, {u"chat"_qs, u"hi"_qs}}));
    const QString argument = json({{u"room"_qs, room},
                                   {u"afterRev"_qs, 0},
                                   {u"message"_qs, peer.ack(1)[u"message"][u"_id"].toString()},
                                   {u"query"_qs, u"안녕"_qs}});
    world.store.isHeld = true;
    peer.emits(u"42[\"%1\",%2]"_qs.arg(event, argument));
    world.settle();
    QCOMPARE(world.store.waiting(), QStringList());
    peer.emits(u"422[\"%1\",%2]"_qs.arg(event, argument));
    world.settle();
    QCOMPARE(world.store.waiting(), QStringList(query));
}

void tst_NativeQuestions::aPersonWaitsForSoManyPages_data()
{
    QTest::addColumn<QString>("event");
    QTest::newRow("history") << u"message:history"_qs;
    QTest::newRow("changes") << u"message:changes"_qs;
    QTest::newRow("members") << u"room:members"_qs;
}

void tst_NativeQuestions::aPersonWaitsForSoManyPages()
{
    QFETCH(QString, event);
    WorldConfig config;
    config.hub.limitsRates = false; // it is no rate
    World world(config);
    Peer desk(world);
    const QString token = desk.joinNative(u"kim"_qs)[u"token"].toString();
    Peer window(world);
    (void)window.joinNative(u"kim"_qs, token);
    Peer lee(world);
    (void)lee.joinNative(u"lee"_qs);
    const auto ask = [&](Peer &peer, int id) {
        peer.says(frame(id, event, {{u"room"_qs, world.lobby}, {u"afterRev"_qs, 0}}));
    };
    world.store.isHeld = true;
    for (int i = 0; i < limits::maxPagesUnderWay; ++i) {
        ask(i % 2 == 0 ? desk : window, i);
    }
    QCOMPARE(world.store.waiting().size(), limits::maxPagesUnderWay);
    ask(desk, 100);
    QCOMPARE(codeOf(desk.ack(100)), u"SLOW_DOWN"_qs);
    QCOMPARE(desk.ack(100)[u"retryAfterMs"].toInt(), limits::pageRetryMs);
    ask(lee, 100);
    QCOMPARE(world.store.waiting().size(), limits::maxPagesUnderWay + 1);
    world.answer();
    QCOMPARE(codeOf(desk.ack(0)), u"ok"_qs);
    ask(window, 101);
    ask(window, 102);
    QCOMPARE(codeOf(window.ack(102)), u"SLOW_DOWN"_qs);
    world.store.isHeld = false;
    world.settle();
    QCOMPARE(codeOf(window.ack(101)), u"ok"_qs);
    QCOMPARE(codeOf(lee.ack(100)), u"ok"_qs);
}

void tst_NativeQuestions::aPlaceIsFreeAgainAfterARefusal()
{
    World world;
    const QString other = world.makeRoom(u"other"_qs).room.id.toString();
    Peer peer(world);
    (void)peer.joinNative(u"kim"_qs);
    for (int i = 0; i < 2 * limits::maxPagesUnderWay; ++i) {
        peer.says(frame(i, u"message:history"_qs, {{u"room"_qs, other}}));
        QCOMPARE(codeOf(peer.ack(i)), u"NOT_MEMBER"_qs);
    }
    peer.says(frame(1'000, u"message:history"_qs, {{u"room"_qs, world.lobby}}));
    QCOMPARE(codeOf(peer.ack(1'000)), u"ok"_qs);
}

void tst_NativeQuestions::listsAreSlowedDown_data()
{
    QTest::addColumn<QString>("event");
    QTest::newRow("rooms") << u"room:list"_qs;
    QTest::newRow("people") << u"user:list"_qs;
}

void tst_NativeQuestions::listsAreSlowedDown()
{
    QFETCH(QString, event);
    World world;
    Peer peer(world);
    (void)peer.joinNative(u"kim"_qs);
    for (int i = 0; i < int(limits::userListBurst); ++i) {
        peer.says(frame(i, event, {}));
        QCOMPARE(codeOf(peer.ack(i)), u"ok"_qs);
    }
    peer.says(frame(100, event, {}));
    QCOMPARE(codeOf(peer.ack(100)), u"SLOW_DOWN"_qs);
    world.clock.ms += peer.ack(100)[u"retryAfterMs"].toInt();
    peer.says(frame(101, event, {}));
    QCOMPARE(codeOf(peer.ack(101)), u"ok"_qs);
}

void tst_NativeQuestions::listsKeepNoOrder_data()
{
    listsAreSlowedDown_data();
}

void tst_NativeQuestions::listsKeepNoOrder()
{
    QFETCH(QString, event);
    World world;
    Peer peer(world);
    (void)peer.joinNative(u"kim"_qs);
    world.store.lastOrder = Order::Kept;
    peer.says(frame(0, event, {}));
    QCOMPARE(world.store.lastOrder, Order::Free); // no scan on the thread that stores messages
}

QTEST_GUILESS_MAIN(tst_NativeQuestions)
#include "tst_nativequestions.moc"
