// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "chattools.h"
#include "server/chat/knownrooms.h"
#include "server/chat/objectid.h"
#include "server/chat/roomservice.h"

#include <QSet>
#include <QTest>

using namespace maru;
using namespace maru::server;

namespace {

using Home = Result<StoredRoom, RoomService::HomeRefusal>;

const QString here = u"192.0.2.1"_qs;

struct World : StoreWorld
{
    explicit World(const RoomRules &rules = {})
        : events(&journal)
        , rooms(store, events, knownRooms, clock, rules)
    { }

    Answer<Home> home(const QString &nsp, const QString &code = {}, const QString &address = here)
    {
        Answer<Home> answer;
        rooms.findHome(nsp, code, address, answer.handler());
        store.answerAll();
        return answer;
    }
    Answer<Result<StoredRoom, ApiError>> create(const QString &name, bool withCode = false)
    {
        Answer<Result<StoredRoom, ApiError>> answer;
        rooms.createRoom(name, withCode, answer.handler());
        store.answerAll();
        return answer;
    }
    User user(const QString &name)
    {
        Answer<Result<StoredUser, StoreError>> made;
        CreateUser change;
        change.user = {.id = UserId(newObjectId(clock.ms)), .userName = name};
        change.nameKey = name;
        change.skeleton = name;
        store.apply(change, made.handler());
        store.answerAll();
        journal.clear();
        return made.value().user;
    }
    RoomsReply list(const RoomList &request)
    {
        Answer<Result<RoomsReply, ApiError>> answer;
        rooms.list(request, answer.handler());
        store.answerAll();
        return answer.value();
    }

    RecordingSink events;
    KnownRooms knownRooms;
    RoomService rooms;
};

/// The room's name, or the text and code of the refusal.
QString said(const Answer<Home> &answer)
{
    if (answer.calls != 1) {
        return u"answered %1 times"_qs.arg(answer.calls);
    }
    if (answer.isOk()) {
        return answer.value().room.name;
    }
    const RoomService::HomeRefusal &refusal = answer.error();
    return refusal.error ? refusal.text + u" / "_qs + QString(toWire(refusal.error->code))
                         : refusal.text;
}

const QString wrongCode = u"Wrong class code / BAD_CLASS_CODE"_qs;

QString otherCode(const QString &code, int n = 0)
{
    const QString candidates[]{u"AAAAA2"_qs, u"BBBBB3"_qs, u"CCCCC4"_qs};
    return candidates[n] == code ? candidates[2] : candidates[n];
}

} // namespace

class tst_RoomService : public QObject
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
    void roomNamesFollowTheRule_data();
    void roomNamesFollowTheRule();
    void roomNamesAreUnique();
    void classCodesHaveTheirShape();
    void listsArePaged();
    void listsAreSearched();
    void everyRoomIsListedForTheAdministrator();
    void theWelcomeComesOncePerUserAndRoom();
    void theWelcomeSpeaksTheServersLanguage_data();
    void theWelcomeSpeaksTheServersLanguage();
    void enteringIsAnsweredBeforeItIsTold();
    void aFailedEntryTellsNobody();
    void roomsOfAPerson();
};

void tst_RoomService::homeWithoutCodesOnTheServer_data()
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

void tst_RoomService::homeWithoutCodesOnTheServer()
{
    QFETCH(QString, nsp);
    QFETCH(QString, code);
    QFETCH(QString, home);
    World world;
    QVERIFY(world.create(u"방1"_qs).isOk());
    QCOMPARE(said(world.home(nsp, code)), home);
}

void tst_RoomService::homeWithCodesOnTheServer_data()
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

void tst_RoomService::homeWithCodesOnTheServer()
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

void tst_RoomService::invalidNamespaceHasNoCode()
{
    World world; // the text must be exactly what stock clients know, with nothing beside it
    const auto refused = world.home(u"/nowhere"_qs);
    QCOMPARE(refused.error().text, u"Invalid namespace"_qs);
    QVERIFY(!refused.error().error);
}

void tst_RoomService::fiveWrongCodesAMinuteThenSlowDown()
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

void tst_RoomService::malformedCodesAreNeverCounted_data()
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

void tst_RoomService::malformedCodesAreNeverCounted()
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

void tst_RoomService::whoIsSlowedDownIsToldNothingAboutARightCode()
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

void tst_RoomService::limitsOffCountsNothing()
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

void tst_RoomService::aFloodOfAddressesIsBounded()
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

void tst_RoomService::namespacesAnyMakesRooms()
{
    World world({.createsNamespaces = true});
    const auto made = world.home(decomposed(u"/새 방"_qs));
    QCOMPARE(said(made), u"새 방"_qs);
    QVERIFY(!made.value().room.id.isNull());
    QCOMPARE(made.value().classCode, QString());
    const auto again = world.home(u"/새 방"_qs);
    QCOMPARE(again.value().room.id, made.value().room.id);
    QCOMPARE(said(world.home(u"/"_qs)), u"lobby"_qs);
    for (const QString &bad : {u"/a/b"_qs, u"/system"_qs, u"/ "_qs, u"/a\u202Eb"_qs}) {
        QCOMPARE(said(world.home(bad)), u"Invalid namespace"_qs);
    }
    QCOMPARE(world.store.committedOf<CreateRoom>().size(), 1);
}

void tst_RoomService::crossingConnectsOfANewNamespaceShareTheRoom()
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

void tst_RoomService::aFailingStoreRefusesTheHome_data()
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

void tst_RoomService::aFailingStoreRefusesTheHome()
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

void tst_RoomService::roomNamesFollowTheRule_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("isGood");
    QTest::newRow("hangul") << u"회의 3"_qs << true;
    QTest::newRow("64 graphemes") << QString(64, QChar(u'가')) << true;
    QTest::newRow("65 graphemes") << QString(65, QChar(u'가')) << false;
    QTest::newRow("empty") << QString() << false;
    QTest::newRow("comma") << u"a,b"_qs << false;
    QTest::newRow("slash") << u"a/b"_qs << false;
    QTest::newRow("question mark") << u"a?b"_qs << false;
    QTest::newRow("hash") << u"a#b"_qs << false;
    QTest::newRow("bidi") << u"a\u202Eb"_qs << false;
}

void tst_RoomService::roomNamesFollowTheRule()
{
    QFETCH(QString, name);
    QFETCH(bool, isGood);
    World world;
    const auto made = world.create(name);
    QCOMPARE(made.isOk(), isGood);
    if (!isGood) {
        QCOMPARE(made.error().code, ErrorCode::BadName);
        QVERIFY(!made.error().text.isEmpty());
        QVERIFY(world.store.committed.isEmpty());
    }
}

void tst_RoomService::roomNamesAreUnique()
{
    World world;
    QVERIFY(world.create(u"회의"_qs).isOk());
    for (const QString &name : {u"회의"_qs, decomposed(u" 회의 "_qs), u"LOBBY"_qs}) {
        const auto second = world.create(name);
        QVERIFY(!second.isOk());
        QCOMPARE(second.error().code, ErrorCode::NameTaken);
    }
    world.store.failNextChanges = 1;
    QCOMPARE(world.create(u"free"_qs).error().code, ErrorCode::StoreFailed);
    QVERIFY(world.create(u"free"_qs).isOk());
}

void tst_RoomService::classCodesHaveTheirShape()
{
    World world;
    QCOMPARE(world.create(u"without"_qs).value().classCode, QString());
    QSet<QString> codes;
    for (int i = 0; i < 200; ++i) {
        const QString code = world.create(QString::number(i), true).value().classCode;
        QVERIFY2(isClassCode(code), qPrintable(code));
        codes.insert(code);
    }
    QCOMPARE(codes.size(), 200);
}

void tst_RoomService::listsArePaged()
{
    World world;
    for (int i = 0; i < 6; ++i) {
        QVERIFY(world.create(u"room %1"_qs.arg(i), i % 2 == 0).isOk());
    }
    QSet<QString> seen;
    RoomList request{.query = {}, .after = {}, .limit = 3};
    const RoomsReply first = world.list(request);
    QCOMPARE(first.rooms.size(), 3);
    QVERIFY(first.more);
    request.after = first.rooms.last().id.toString();
    const RoomsReply second = world.list(request);
    QCOMPARE(second.rooms.size(), 3);
    QVERIFY(second.more);
    request.after = second.rooms.last().id.toString();
    const RoomsReply third = world.list(request);
    QCOMPARE(third.rooms.size(), 1);
    QVERIFY(!third.more);
    for (const RoomsReply &page : {first, second, third}) {
        for (const Room &room : page.rooms) {
            seen.insert(room.name);
        }
    }
    QCOMPARE(seen.size(), 7); // six and the lobby, each once
    request.after = third.rooms.last().id.toString();
    QVERIFY(world.list(request).rooms.isEmpty());
    request = {.query = {}, .after = {}, .limit = 7};
    QVERIFY(!world.list(request).more);
}

void tst_RoomService::listsAreSearched()
{
    World world;
    for (const QString &name : {u"3학년 수학"_qs, u"4학년 수학"_qs, u"Physics"_qs}) {
        QVERIFY(world.create(name).isOk());
    }
    const auto found = [&world](const QString &query) {
        return world.list({.query = query, .after = {}, .limit = 100}).rooms.size();
    };
    QCOMPARE(found(u"수학"_qs), 2);
    QCOMPARE(found(decomposed(u"수학"_qs)), 2);
    QCOMPARE(found(u"PHYS"_qs), 1);
    QCOMPARE(found(u"chemistry"_qs), 0);
    QCOMPARE(found(QString()), 4);

    Answer<Result<RoomsReply, ApiError>> failed;
    world.store.failNextReads = 1;
    world.rooms.list({.query = {}, .after = {}, .limit = 1}, failed.handler());
    world.store.answerAll();
    QCOMPARE(failed.error().code, ErrorCode::StoreFailed);
}

void tst_RoomService::everyRoomIsListedForTheAdministrator()
{
    World world;
    for (int i = 0; i < 250; ++i) {
        QVERIFY(world.create(QString::number(i), i == 0).isOk());
    }
    Answer<Result<QList<StoredRoom>, ApiError>> all;
    world.rooms.listAll(all.handler());
    world.store.answerAll();
    QVERIFY(all.isOk());
    QCOMPARE(all.value().size(), 251);

    Answer<Result<QList<StoredRoom>, ApiError>> failed;
    world.rooms.listAll(failed.handler());
    world.store.answerNext(); // the second page fails
    world.store.failNextReads = 1;
    world.store.answerAll();
    QCOMPARE(failed.calls, 1);
    QCOMPARE(failed.error().code, ErrorCode::StoreFailed);
}

void tst_RoomService::theWelcomeComesOncePerUserAndRoom()
{
    World world;
    const User kim = world.user(u"김민수"_qs);
    const User lee = world.user(u"lee"_qs);
    const RoomId lobby = world.roomNamed(u"lobby"_qs).room.id;
    const RoomId other = world.create(u"other"_qs).value().room.id;
    const auto enter = [&world](const User &user, const RoomId &room) {
        world.rooms.enter(user, room, [](const auto &entered) { QVERIFY(entered.has_value()); });
        world.store.answerAll();
    };
    enter(kim, lobby);
    enter(kim, lobby);
    QCOMPARE(world.events.messages.size(), 1);
    const Message &welcome = world.events.messages.first();
    QCOMPARE(welcome.chat, u"김민수 님이 채팅방에 들어왔습니다."_qs);
    QCOMPARE(welcome.type, MessageType::System);
    QVERIFY(welcome.user.id.isNull());
    QCOMPARE(welcome.user.userName, u"system"_qs);
    QCOMPARE(welcome.seq, 1);
    QCOMPARE(welcome.createdMs, world.clock.ms);
    QCOMPARE(world.historyOf(lobby), world.events.messages); // stored as it was told

    enter(lee, lobby);
    enter(kim, other);
    QCOMPARE(world.events.messages.size(), 3);
    QCOMPARE(world.events.entered.size(), 4); // whoever joins again is told of too
}

void tst_RoomService::theWelcomeSpeaksTheServersLanguage_data()
{
    QTest::addColumn<bool>("isKorean");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("welcome");
    QTest::newRow("ko") << true << u"kim"_qs << u"kim 님이 채팅방에 들어왔습니다."_qs;
    QTest::newRow("en") << false << u"kim"_qs << u"kim joined the room."_qs;
    QTest::newRow("place marker") << true << u"%1 %2"_qs << u"%1 %2 님이 채팅방에 들어왔습니다."_qs;
}

void tst_RoomService::theWelcomeSpeaksTheServersLanguage()
{
    QFETCH(bool, isKorean);
    QFETCH(QString, name);
    QFETCH(QString, welcome);
    World world({.isKorean = isKorean});
    world.rooms.enter(world.user(name), world.roomNamed(u"lobby"_qs).room.id, [](const auto &) {});
    world.store.answerAll();
    QCOMPARE(world.events.messages.first().chat, welcome);
}

void tst_RoomService::enteringIsAnsweredBeforeItIsTold()
{
    World world;
    const User kim = world.user(u"kim"_qs);
    world.rooms.enter(kim, world.roomNamed(u"lobby"_qs).room.id,
                      [&world](const auto &) { world.journal.append(u"answer"_qs); });
    QVERIFY(world.journal.isEmpty());
    world.store.answerAll();
    QCOMPARE(world.journal,
             QStringList({u"commit EnterRoom"_qs, u"answer"_qs, u"entered lobby"_qs,
                          u"broadcast kim 님이 채팅방에 들어왔습니다."_qs}));
}

void tst_RoomService::aFailedEntryTellsNobody()
{
    World world;
    const User kim = world.user(u"kim"_qs);
    QStringList codes;
    const auto note = [&codes](const auto &entered) {
        codes.append(entered ? u"ok"_qs : QString(toWire(entered.error().code)));
    };
    world.store.failNextChanges = 1;
    world.rooms.enter(kim, world.roomNamed(u"lobby"_qs).room.id, note);
    world.store.answerAll();
    world.rooms.enter(kim, RoomId(u"0123456789abcdef01234567"_qs), note);
    world.store.answerAll();
    QCOMPARE(codes, QStringList({u"STORE_FAILED"_qs, u"NOT_FOUND"_qs}));
    QVERIFY(world.events.messages.isEmpty());
    QVERIFY(world.events.entered.isEmpty());
}

void tst_RoomService::roomsOfAPerson()
{
    World world;
    const User kim = world.user(u"kim"_qs);
    const RoomId other = world.create(u"other"_qs).value().room.id;
    QVERIFY(world.create(u"not mine"_qs).isOk());
    for (const RoomId &room : {world.roomNamed(u"lobby"_qs).room.id, other}) {
        world.rooms.enter(kim, room, [](const auto &) {});
    }
    Answer<Result<QList<MemberRoom>, ApiError>> rooms;
    world.rooms.roomsOf(kim, rooms.handler());
    world.store.answerAll();
    QVERIFY(rooms.isOk());
    QCOMPARE(rooms.value().size(), 2);
    for (const MemberRoom &room : rooms.value()) {
        QCOMPARE(room.stored.room.seq, 1); // the welcome is in what the person is told of the room
        QCOMPARE(room.stored.room.rev, 1);
    }
    Answer<Result<QList<MemberRoom>, ApiError>> failed;
    world.store.failNextReads = 1;
    world.rooms.roomsOf(kim, failed.handler());
    world.store.answerAll();
    QCOMPARE(failed.error().code, ErrorCode::StoreFailed);
}

QTEST_GUILESS_MAIN(tst_RoomService)
#include "tst_roomservice.moc"
