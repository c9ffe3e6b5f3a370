// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "chattools.h"
#include "roomserviceworld.h"

#include <QSet>
#include <QTest>

using namespace maru;
using namespace maru::server;

class tst_RoomService : public QObject
{
    Q_OBJECT

private slots:
    void roomNamesFollowTheRule_data();
    void roomNamesFollowTheRule();
    void roomNamesAreUnique();
    void classCodesHaveTheirShape();
    void listsArePaged();
    void aListIsNoLargerThanAPage();
    void listsAreSearched();
    void everyRoomIsListedForTheAdministrator();
    void theWelcomeComesOncePerUserAndRoom();
    void theWelcomeSpeaksTheServersLanguage_data();
    void theWelcomeSpeaksTheServersLanguage();
    void enteringIsAnsweredBeforeItIsTold();
    void aFailedEntryTellsNobody();
    void roomsOfAPerson();
};

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

void tst_RoomService::aListIsNoLargerThanAPage()
{
    World world;
    constexpr int rooms = 80;
    for (int i = 0; i < rooms; ++i) {
        StoredRoom stored;
        stored.room.id = RoomId(newObjectId(i));
        stored.room.name = u"room %1"_qs.arg(i);
        stored.room.topic = QString(limits::maxTopicBytes, u'"');
        stored.nameKey = stored.room.name;
        QVERIFY(world.backend.apply({CreateRoom{stored}}).front());
    }
    RoomList request{.query = u"room"_qs, .after = {}, .limit = 100};
    QStringList seen;
    bool more = true;
    while (more) {
        const RoomsReply page = world.list(request);
        QVERIFY(!page.rooms.isEmpty());
        QVERIFY(encodeReply(page).size() < limits::maxPageBytes + 100 * 512);
        for (const Room &room : page.rooms) {
            seen.append(room.id.toString());
        }
        request.after = seen.last();
        more = page.more;
    }
    QCOMPARE(seen.size(), rooms);
    QCOMPARE(QSet<QString>(seen.begin(), seen.end()).size(), rooms);
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
