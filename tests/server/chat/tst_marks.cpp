// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "chattools.h"
#include "common/serverlimits.h"
#include "server/chat/knownrooms.h"
#include "server/chat/members.h"
#include "server/chat/mentions.h"
#include "server/chat/messageservices.h"
#include "server/chat/objectid.h"

#include <QTest>

#include <algorithm>

using namespace maru;
using namespace maru::server;
using namespace Qt::StringLiterals;

namespace {

class MarkSink final : public SilentSink
{
public:
    QList<qint64> marks;
    QList<bool> typing;
    void readChanged(const ReadChanged &event) override { marks.append(event.seq); }
    void typingChanged(const TypingChanged &event) override { typing.append(event.on); }
};

struct World : StoreWorld
{
    World()
    {
        room = roomNamed(u"lobby"_s).room;
        kim.id = UserId(newObjectId(clock.ms));
        kim.userName = u"kim"_s;
        members.attach(kim.id);
        members.enter(kim.id, room, {});
    }

    Result<SentReply, ApiError> post(const QString &chat, const QString &cid)
    {
        Answer<Result<SentReply, ApiError>> sent;
        services.chat.post(kim, {.cid = cid, .room = room.id, .chat = chat}, sent.handler());
        store.answerAll();
        return *sent.last;
    }

    /// Whether it was taken.
    bool read(qint64 seq)
    {
        Answer<Result<Nothing, ApiError>> answer;
        services.marks.setRead(kim, {.room = room.id, .seq = seq}, answer.handler());
        store.answerAll();
        return answer.isOk();
    }
    /// As a member of the store too, with \p count messages to read.
    void fill(int count)
    {
        Answer<Result<StoredUser, StoreError>> made;
        CreateUser change;
        change.user = kim;
        change.nameKey = kim.userName;
        store.apply(change, made.handler());
        Answer<Result<EnterRoom::Reply, StoreError>> entered;
        store.apply(EnterRoom{room.id, kim.id, clock.ms, {}}, entered.handler());
        store.answerAll();
        for (int i = 0; i < count; ++i) {
            (void)post(u"x"_s, QString::number(i));
        }
    }

    MarkSink events;
    Members members;
    KnownRooms knownRooms;
    MessageServices services{DomainBasics{store, events, members, knownRooms, clock}};
    Room room;
    User kim;
};

} // namespace

class tst_Marks : public QObject
{
    Q_OBJECT

private slots:
    void slowModeMakesMembersWait();
    void aMessageThatWasNotStoredCostsNoTurn();
    void noTurnIsTakenTwice_data();
    void noTurnIsTakenTwice();
    void onlyModeratorsNameEverybody();
    void aTextWithoutAnAtAsksForNobody();
    void theLongestNameThatFitsIsAskedForFirst_data();
    void theLongestNameThatFitsIsAskedForFirst();
    void moderatorsDeleteWhatOthersSaid();
    void aMarkIsToldAtMostOnceASecond();
    void theMarksOfWhoHasLeftAreToldNoMore();
    void withoutRatesEachMarkIsTold();
    void typingIsToldOnceInTwoSeconds();
    void aClockThatIsSetBackMakesNobodyWait();
};

void tst_Marks::slowModeMakesMembersWait()
{
    World world;
    world.room.slowModeSeconds = 10;
    world.members.setRoom(world.room);
    QVERIFY(world.post(u"a"_s, u"1"_s));
    world.clock.ms += 1'000;
    QVERIFY(world.post(u"a"_s, u"1"_s)->duplicate); // the same once more is no second message
    const auto refused = world.post(u"b"_s, u"2"_s);
    QCOMPARE(refused.error().code, ErrorCode::SlowDown);
    QCOMPARE(refused.error().retryAfterMs, 9'000);
    world.clock.ms += 9'000;
    QVERIFY(world.post(u"b"_s, u"2"_s));
    world.members.setMembership(world.kim.id, world.room.id, {.role = RoomRole::Moderator});
    QVERIFY(world.post(u"c"_s, u"3"_s));
}

void tst_Marks::aMessageThatWasNotStoredCostsNoTurn()
{
    World world;
    QVERIFY(world.post(u"long ago"_s, u"0"_s));
    world.room.slowModeSeconds = 3'600;
    world.members.setRoom(world.room);
    world.store.failNextChanges = 1;
    QCOMPARE(world.post(u"a"_s, {}).error().code, ErrorCode::StoreFailed);
    QVERIFY(world.post(u"long ago"_s, u"0"_s)->duplicate);

    Answer<Result<SentReply, ApiError>> answer;
    world.services.chat.post(world.kim,
                             {.cid = u"1"_s,
                              .room = world.room.id,
                              .chat = u"a"_s,
                              .replyTo = MessageId(newObjectId(world.clock.ms))},
                             answer.handler());
    world.store.answerAll();
    QCOMPARE(answer.error().code, ErrorCode::NotFound);
    QVERIFY(world.post(u"a"_s, u"2"_s)); // without what it answered
    QCOMPARE(world.post(u"b"_s, u"3"_s).error().code, ErrorCode::SlowDown);
}

void tst_Marks::noTurnIsTakenTwice_data()
{
    QTest::addColumn<bool>("isFirstGood");
    QTest::newRow("the first is refused") << false;
    QTest::newRow("the second is refused") << true;
}

// Who sends a good and a bad message under one cid at once has had the turn all the same.
void tst_Marks::noTurnIsTakenTwice()
{
    QFETCH(bool, isFirstGood);
    World world;
    world.room.slowModeSeconds = 10;
    world.members.setRoom(world.room);
    Answer<Result<SentReply, ApiError>> answers[2];
    for (const bool isGood : {isFirstGood, !isFirstGood}) {
        MessageSend request{.cid = u"1"_s, .room = world.room.id, .chat = u"a"_s};
        if (!isGood) {
            request.replyTo = MessageId(newObjectId(world.clock.ms));
        }
        world.services.chat.post(world.kim, request, answers[isGood ? 1 : 0].handler());
    }
    world.store.answerAll();
    QVERIFY(!answers[0].isOk());
    QVERIFY(answers[1].isOk());
    QCOMPARE(world.post(u"b"_s, u"2"_s).error().code, ErrorCode::SlowDown);
}

void tst_Marks::onlyModeratorsNameEverybody()
{
    World world;
    QVERIFY(world.post(u"@all"_s, u"1"_s)->message.mentions.isEmpty());
    world.members.setMembership(world.kim.id, world.room.id, {.role = RoomRole::Moderator});
    QCOMPARE(world.post(u"@all hello"_s, u"2"_s)->message.mentions,
             QList<UserId>{UserId(u"all"_s)});
}

void tst_Marks::aTextWithoutAnAtAsksForNobody()
{
    QVERIFY(mentionSearch(u"nobody here"_s, true).names.isEmpty());
    const auto found = mentionSearch(u"@a b"_s, false).names;
    QCOMPARE(found, QList<QStringList>{QStringList({u"a b"_s, u"a"_s})});
}

void tst_Marks::theLongestNameThatFitsIsAskedForFirst_data()
{
    using Members = QStringList;
    QTest::addColumn<QString>("chat");
    QTest::addColumn<QStringList>("members"); // by name
    QTest::addColumn<QStringList>("named"); // the first that fits, for each `@`
    QTest::newRow("an address") << u"@kim@school.kr 안녕"_s << Members{u"kim"_s, u"kim@school.kr"_s}
                                << Members{u"kim@school.kr"_s};
    QTest::newRow("an address with a line")
        << u"@kim_@school.kr"_s << Members{u"kim_"_s, u"kim_@school.kr"_s}
        << Members{u"kim_@school.kr"_s};
    QTest::newRow("a particle") << u"@kim@school.kr은"_s << Members{u"kim"_s, u"kim@school.kr"_s}
                                << Members{u"kim@school.kr"_s};
    QTest::newRow("a class") << u"@민수@3반 안녕"_s << Members{u"민수"_s, u"민수@3반"_s}
                             << Members{u"민수@3반"_s};
    QTest::newRow("an address nobody has")
        << u"@kim@school.kr"_s << Members{u"kim"_s} << Members{u"kim"_s};
    QTest::newRow("without a space") << u"@김민수@이영희"_s << Members{u"김민수"_s, u"이영희"_s}
                                     << Members{u"김민수"_s, u"이영희"_s};
    QTest::newRow("with one") << u"@a @b"_s << Members{u"a"_s, u"b"_s, u"a @b"_s}
                              << Members{u"a"_s, u"b"_s};
    QTest::newRow("with a comma") << u"@a,@b"_s << Members{u"a"_s, u"b"_s}
                                  << Members{u"a"_s, u"b"_s};
    QTest::newRow("two signs") << u"@@kim"_s << Members{u"kim"_s} << Members{u"kim"_s};
}

void tst_Marks::theLongestNameThatFitsIsAskedForFirst()
{
    QFETCH(QString, chat);
    QFETCH(QStringList, members);
    QStringList named;
    for (const QStringList &keys : mentionSearch(chat, false).names) {
        const auto first = std::find_if(keys.begin(), keys.end(), [&members](const QString &key) {
            return members.contains(key);
        });
        if (first != keys.end()) {
            named << *first;
        }
    }
    QTEST(named, "named");
}

void tst_Marks::moderatorsDeleteWhatOthersSaid()
{
    World world;
    const Message said = world.post(u"a"_s, u"1"_s)->message;
    User lee{.id = UserId(newObjectId(world.clock.ms)), .userName = u"lee"_s};
    world.members.attach(lee.id);
    world.members.enter(lee.id, world.room, {});
    const auto remove = [&] {
        Answer<Result<MessageReply, ApiError>> answer;
        world.services.edits.remove(lee, {world.room.id, said.id}, answer.handler());
        world.store.answerAll();
        return answer;
    };
    QCOMPARE(remove().error().code, ErrorCode::Forbidden);
    lee.role = UserRole::Admin; // of the server; but two people are among themselves
    world.room.kind = RoomKind::Direct;
    world.members.setRoom(world.room);
    QCOMPARE(remove().error().code, ErrorCode::Forbidden);
    world.room.kind = RoomKind::Private;
    world.members.setRoom(world.room);
    QVERIFY(remove().isOk());
    lee.role = UserRole::Member;
    world.members.setMembership(lee.id, world.room.id, {.role = RoomRole::Moderator});
    QVERIFY(remove().isOk());
}

void tst_Marks::aMarkIsToldAtMostOnceASecond()
{
    World world;
    world.fill(9);
    for (const qint64 seq : {1, 2, 3, 5, 4}) {
        QVERIFY(world.read(seq));
    }
    QCOMPARE(world.events.marks, QList<qint64>{1});
    world.clock.ms += limits::markIntervalMs - 1;
    world.services.marks.tellWaiting();
    QCOMPARE(world.events.marks, QList<qint64>{1});
    world.clock.ms += 1;
    world.services.marks.tellWaiting();
    QCOMPARE(world.events.marks, (QList<qint64>{1, 5})); // the newest
    QVERIFY(world.read(6));
    QCOMPARE(world.events.marks, (QList<qint64>{1, 5})); // that was one
    world.clock.ms += limits::markIntervalMs;
    world.services.marks.tellWaiting();
    world.clock.ms += limits::markIntervalMs;
    world.services.marks.tellWaiting();
    QVERIFY(world.read(7));
    QCOMPARE(world.events.marks, (QList<qint64>{1, 5, 6, 7}));
    QVERIFY(world.read(7)); // again is no error, and no news
    world.clock.ms += limits::markIntervalMs;
    world.services.marks.tellWaiting();
    QCOMPARE(world.events.marks, (QList<qint64>{1, 5, 6, 7}));
}

void tst_Marks::theMarksOfWhoHasLeftAreToldNoMore()
{
    World world;
    world.fill(3);
    QVERIFY(world.read(1));
    QVERIFY(world.read(2));
    world.members.leave(world.kim.id, world.room.id);
    QVERIFY(!world.read(3));
    world.clock.ms += limits::markIntervalMs;
    world.services.marks.tellWaiting();
    QCOMPARE(world.events.marks, QList<qint64>{1});
}

void tst_Marks::withoutRatesEachMarkIsTold()
{
    World world;
    world.fill(5);
    QVERIFY(world.read(1));
    world.services.marks.limitRates(false); // the configuration was read again
    QVERIFY(world.read(2));
    QVERIFY(world.read(3));
    QCOMPARE(world.events.marks, (QList<qint64>{1, 2, 3}));
    for (int i = 0; i < 2; ++i) {
        QVERIFY(!world.services.marks.setTyping(world.kim, {.room = world.room.id, .on = true}));
    }
}

void tst_Marks::typingIsToldOnceInTwoSeconds()
{
    World world;
    const auto type = [&world](bool on) {
        const auto refusal =
            world.services.marks.setTyping(world.kim, {.room = world.room.id, .on = on});
        return refusal ? refusal->retryAfterMs : 0;
    };
    QCOMPARE(type(false), 0); // nothing was begun
    QCOMPARE(type(true), 0);
    world.clock.ms += 500;
    QCOMPARE(type(false), 0);
    QCOMPARE(type(true), limits::typingIntervalMs - 500);
    world.clock.ms += limits::typingIntervalMs;
    QCOMPARE(type(true), 0);
    QCOMPARE(world.events.typing, (QList<bool>{true, false, true}));
    Room archived = world.room;
    archived.archived = true;
    world.members.setRoom(archived);
    QVERIFY(world.services.marks.setTyping(world.kim, {.room = world.room.id, .on = false}));
}

void tst_Marks::aClockThatIsSetBackMakesNobodyWait()
{
    World world;
    world.fill(3);
    world.room.slowModeSeconds = 10;
    world.members.setRoom(world.room);
    world.clock.ms += 60'000;
    QVERIFY(world.post(u"a"_s, u"a"_s));
    QVERIFY(world.read(1));
    QVERIFY(world.read(2));
    QCOMPARE(world.events.marks, QList<qint64>{1});
    world.clock.setByMs = -3'600'000;
    world.clock.ms += 10'000;
    QVERIFY(world.post(u"b"_s, u"b"_s));
    QTRY_COMPARE(world.events.marks, (QList<qint64>{1, 2}));
}

QTEST_GUILESS_MAIN(tst_Marks)
#include "tst_marks.moc"
