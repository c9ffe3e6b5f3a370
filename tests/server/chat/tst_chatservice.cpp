// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "chattools.h"
#include "server/chat/chatservice.h"
#include "server/chat/knownrooms.h"
#include "server/chat/members.h"
#include "server/chat/objectid.h"

#include <QTest>

#include <limits>

using namespace maru;
using namespace maru::server;

namespace {

struct World : StoreWorld
{
    World()
        : events(&journal)
        , chat(store, events, members, knownRooms, clock)
        , lobby(roomNamed(u"lobby"_qs).room.id)
        , kim(person(u"kim"_qs))
        , lee(person(u"lee"_qs))
    {
        journal.clear();
    }

    User person(const QString &name)
    {
        const User user{.id = UserId(newObjectId(clock.ms)), .userName = name};
        CreateUser change;
        change.user = user;
        change.nameKey = name;
        change.skeleton = name;
        store.apply(change, [](const auto &) {});
        store.answerAll();
        members.attach(user.id);
        enter(user.id, lobby);
        return user;
    }
    void enter(const UserId &user, const RoomId &room, const Membership &mine = {})
    {
        Room entered;
        entered.id = room;
        members.enter(user, entered, mine);
    }
    Answer<Result<SentReply, ApiError>> post(const User &author, const QString &chatText,
                                             const QString &cid = {})
    {
        Answer<Result<SentReply, ApiError>> answer;
        chat.post(author, {.cid = cid, .room = lobby, .chat = chatText}, answer.handler());
        store.answerAll();
        return answer;
    }

    RecordingSink events;
    Members members;
    KnownRooms knownRooms;
    ChatService chat;
    RoomId lobby;
    User kim;
    User lee;
};

QString code(const ApiError &error)
{
    return toWire(error.code);
}

QString astral(int count)
{
    return u"😀"_qs.repeated(count);
}

} // namespace

class tst_ChatService : public QObject
{
    Q_OBJECT

private slots:
    void commitThenAckThenBroadcast();
    void aMessageIsStoredAsItWasSent();
    void crossingMessagesKeepOneOrder();
    void theSameCidIsADuplicate();
    void duplicatesInFlightAreStoredOnce();
    void theSameCidWithOtherContentIsAConflict();
    void whatWasStoredIsAckedAgainWhateverIsRefusedNow_data();
    void whatWasStoredIsAckedAgainWhateverIsRefusedNow();
    void cidsBelongToTheirAuthor();
    void withoutCidNothingIsADuplicate();
    void whoIsNoMemberMayNeitherPostNorRead();
    void theTextRule_data();
    void theTextRule();
    void aFailingStoreStoresAndTellsNothing();
    void aRoomThatIsGoneIsNotFound();
    void historyIsPassedOn();
    void changesArePassedOn();
    void aFailingReadIsAnswered();
};

void tst_ChatService::commitThenAckThenBroadcast()
{
    World world;
    world.chat.post(world.kim, {.cid = u"1"_qs, .room = world.lobby, .chat = u"hi"_qs},
                    [&world](const auto &sent) {
                        QVERIFY(sent.has_value());
                        world.journal.append(u"ack"_qs);
                    });
    QVERIFY(world.journal.isEmpty());
    world.store.answerAll();
    QCOMPARE(world.journal,
             QStringList({u"commit AppendMessage"_qs, u"ack"_qs, u"broadcast hi"_qs}));
}

void tst_ChatService::aMessageIsStoredAsItWasSent()
{
    World world;
    const QString text =
        u"  안녕\r\n<b>\u202E decomposed: "_qs + decomposed(u"한글"_qs) + u" 😀 "_qs;
    const auto sent = world.post(world.kim, text, u"~ !\"}"_qs);
    QVERIFY(sent.isOk());
    QVERIFY(!sent.value().duplicate);
    const Message message = sent.value().message;
    QCOMPARE(message.chat, text);
    QCOMPARE(message.cid, u"~ !\"}"_qs);
    QCOMPARE(message.room, world.lobby);
    QCOMPARE(message.seq, 1);
    QCOMPARE(message.rev, 1);
    QCOMPARE(message.type, MessageType::Chat);
    QCOMPARE(message.user, (MessageAuthor{world.kim.id, u"kim"_qs}));
    QCOMPARE(message.createdMs, world.clock.ms);
    QCOMPARE(message.updatedMs, world.clock.ms);
    QVERIFY(!message.editedMs && !message.deletedMs);
    QCOMPARE(message.id.toString().size(), 24);
    QCOMPARE(world.events.messages, QList<Message>{message});
    QCOMPARE(world.historyOf(world.lobby), QList<Message>{message});
}

void tst_ChatService::crossingMessagesKeepOneOrder()
{
    World world;
    QList<qint64> acked;
    for (int i = 0; i < 20; ++i) {
        world.chat.post(
            i % 2 == 0 ? world.kim : world.lee,
            {.cid = QString::number(i), .room = world.lobby, .chat = QString::number(i)},
            [&acked](const auto &sent) { acked.append(sent->message.seq); });
    }
    world.store.answerAll();
    QCOMPARE(acked.size(), 20);
    for (int i = 0; i < 20; ++i) {
        QCOMPARE(acked[i], i + 1);
        QCOMPARE(world.events.messages[i].seq, i + 1);
        QCOMPARE(world.events.messages[i].chat, QString::number(i));
    }
}

void tst_ChatService::theSameCidIsADuplicate()
{
    World world;
    const auto first = world.post(world.kim, u"hi"_qs, u"c1"_qs);
    QVERIFY(world.post(world.lee, u"between"_qs, u"x"_qs).isOk());
    world.clock.ms += 5'000;
    const auto again = world.post(world.kim, u"hi"_qs, u"c1"_qs);
    QVERIFY(again.isOk());
    QVERIFY(again.value().duplicate);
    QCOMPARE(again.value().message, first.value().message);
    QCOMPARE(world.events.messages.size(), 2); // not told again
    QCOMPARE(world.historyOf(world.lobby).size(), 2);
}

void tst_ChatService::duplicatesInFlightAreStoredOnce()
{
    World world;
    QStringList acks;
    for (int i = 0; i < 3; ++i) {
        world.chat.post(world.kim, {.cid = u"c"_qs, .room = world.lobby, .chat = u"hi"_qs},
                        [&acks](const auto &sent) {
                            acks.append(sent->duplicate ? u"duplicate"_qs : u"first"_qs);
                        });
    }
    world.store.answerAll();
    QCOMPARE(acks, QStringList({u"first"_qs, u"duplicate"_qs, u"duplicate"_qs}));
    QCOMPARE(world.events.messages.size(), 1);
}

void tst_ChatService::theSameCidWithOtherContentIsAConflict()
{
    World world;
    const auto first = world.post(world.kim, u"hi"_qs, u"c1"_qs);
    const auto other = world.post(world.kim, u"ho"_qs, u"c1"_qs);
    QCOMPARE(code(other.error()), u"CONFLICT"_qs);

    StoredRoom second;
    second.room.id = RoomId(u"0123456789abcdef01234567"_qs);
    second.nameKey = u"second"_qs;
    world.store.apply(CreateRoom{second}, [](const auto &) {});
    world.store.answerAll();
    world.enter(world.kim.id, second.room.id);
    Answer<Result<SentReply, ApiError>> elsewhere;
    world.chat.post(world.kim, {.cid = u"c1"_qs, .room = second.room.id, .chat = u"hi"_qs},
                    elsewhere.handler());
    world.store.answerAll();
    QCOMPARE(code(elsewhere.error()), u"CONFLICT"_qs); // the room is content too

    QCOMPARE(world.events.messages.size(), 1);
    QCOMPARE(world.historyOf(world.lobby), QList<Message>{first.value().message});
    QVERIFY(world.historyOf(second.room.id).isEmpty());
}

void tst_ChatService::whatWasStoredIsAckedAgainWhateverIsRefusedNow_data()
{
    QTest::addColumn<RoomTraits>("traits");
    QTest::addColumn<QString>("refusal");
    QTest::newRow("mute") << RoomTraits{.muteAll = true} << u"MUTED"_qs;
    QTest::newRow("archive") << RoomTraits{.archived = true} << u"FORBIDDEN"_qs;
    QTest::newRow("slow mode") << RoomTraits{.slowModeSeconds = 9} << u"SLOW_DOWN"_qs;
}

void tst_ChatService::whatWasStoredIsAckedAgainWhateverIsRefusedNow()
{
    QFETCH(RoomTraits, traits);
    QFETCH(QString, refusal);
    World world;
    const auto first = world.post(world.kim, u"hi"_qs, u"c1"_qs); // and the ack is lost
    QVERIFY(first.isOk());
    Room room;
    room.id = world.lobby;
    room.slowModeSeconds = 9;
    world.members.setRoom(room);
    QVERIFY(world.post(world.kim, u"then"_qs, u"c2"_qs).isOk()); // a turn in slow mode
    room.archived = traits.archived;
    room.muteAll = traits.muteAll;
    world.members.setRoom(room);

    const auto again = world.post(world.kim, u"hi"_qs, u"c1"_qs);
    QVERIFY(again.isOk());
    QVERIFY(again.value().duplicate);
    QCOMPARE(again.value().message, first.value().message);
    QCOMPARE(code(world.post(world.kim, u"ho"_qs, u"c1"_qs).error()), refusal);
    QCOMPARE(code(world.post(world.kim, u"new"_qs, u"c3"_qs).error()), refusal);
    QCOMPARE(code(world.post(world.kim, u"new"_qs).error()), refusal);
    world.store.failNextChanges = 1; // then nobody knows
    QCOMPARE(code(world.post(world.kim, u"hi"_qs, u"c1"_qs).error()), u"STORE_FAILED"_qs);
    QCOMPARE(world.historyOf(world.lobby).size(), 2);
    QCOMPARE(world.events.messages.size(), 2);
    world.members.leave(world.kim.id, world.lobby);
    QCOMPARE(code(world.post(world.kim, u"hi"_qs, u"c1"_qs).error()), u"NOT_MEMBER"_qs);
}

void tst_ChatService::cidsBelongToTheirAuthor()
{
    World world;
    QVERIFY(world.post(world.kim, u"hi"_qs, u"1"_qs).isOk());
    const auto lee = world.post(world.lee, u"hi"_qs, u"1"_qs);
    QVERIFY(lee.isOk());
    QVERIFY(!lee.value().duplicate);
    QCOMPARE(lee.value().message.seq, 2);
}

void tst_ChatService::withoutCidNothingIsADuplicate()
{
    World world;
    QVERIFY(world.post(world.kim, u"hi"_qs).isOk());
    const auto second = world.post(world.kim, u"hi"_qs);
    QVERIFY(!second.value().duplicate);
    QCOMPARE(second.value().message.seq, 2);
}

void tst_ChatService::whoIsNoMemberMayNeitherPostNorRead()
{
    World world;
    const User stranger{.id = UserId(u"stranger"_qs), .userName = u"stranger"_qs};
    world.members.attach(stranger.id); // connected, but in no room
    for (const RoomId &room : {world.lobby, RoomId(u"nowhere"_qs)}) {
        Answer<Result<SentReply, ApiError>> sent;
        world.chat.post(stranger, {.cid = u"1"_qs, .room = room, .chat = QString()},
                        sent.handler());
        Answer<Result<HistoryReply, ApiError>> history;
        world.chat.history(stranger, {.room = room, .limit = 1}, Order::Kept, history.handler());
        Answer<Result<ChangesReply, ApiError>> changes;
        world.chat.changes(stranger, {.room = room, .afterRev = 0, .limit = 1}, Order::Kept,
                           changes.handler());
        world.store.answerAll();
        QCOMPARE(code(sent.error()), u"NOT_MEMBER"_qs);
        QCOMPARE(code(history.error()), u"NOT_MEMBER"_qs);
        QCOMPARE(code(changes.error()), u"NOT_MEMBER"_qs);
    }
    QVERIFY(world.store.committedOf<AppendMessage>().isEmpty());
}

void tst_ChatService::theTextRule_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("answer");
    const QString badRequest = u"BAD_REQUEST"_qs;
    const QString tooLarge = u"TOO_LARGE"_qs;
    QTest::newRow("empty") << QString() << badRequest;
    QTest::newRow("one") << u"a"_qs << u"ok"_qs;
    QTest::newRow("blank is a text") << u" "_qs << u"ok"_qs;
    QTest::newRow("8,000") << QString(8'000, u'가') << u"ok"_qs;
    QTest::newRow("8,001") << QString(8'001, u'가') << tooLarge;
    QTest::newRow("8,000 astral") << astral(8'000) << u"ok"_qs;
    QTest::newRow("8,001 astral") << astral(8'001) << tooLarge;
    QTest::newRow("7,999 astral and one") << astral(7'999) + u"a"_qs << u"ok"_qs;
    QTest::newRow("8,000 astral and one") << astral(8'000) + u"a"_qs << tooLarge;
    QTest::newRow("U+0000") << QString(QChar(u'\0')) << badRequest;
    QTest::newRow("U+0000 inside") << QString::fromUtf16(u"a\0b", 3) << badRequest;
    QTest::newRow("U+0001") << QString(QChar(u'\1')) << u"ok"_qs;
    QTest::newRow("lone high") << u"a"_qs + QChar(0xD83D) << badRequest;
    QTest::newRow("lone low") << QString(QChar(0xDE00)) + u"a"_qs << badRequest;
    QTest::newRow("swapped pair") << QString(QChar(0xDE00)) + QChar(0xD83D) << badRequest;
}

void tst_ChatService::theTextRule()
{
    QFETCH(QString, text);
    QFETCH(QString, answer);
    World world;
    const auto sent = world.post(world.kim, text, u"1"_qs);
    QCOMPARE(sent.calls, 1);
    QCOMPARE(sent.isOk() ? u"ok"_qs : code(sent.error()), answer);
    QCOMPARE(world.events.messages.size(), sent.isOk() ? 1 : 0);
    if (!sent.isOk()) {
        QVERIFY(!sent.error().text.isEmpty());
        QCOMPARE(sent.error().limit, answer == u"TOO_LARGE" ? 8'000 : 0);
        QVERIFY(world.store.committedOf<AppendMessage>().isEmpty());
    }
}

void tst_ChatService::aFailingStoreStoresAndTellsNothing()
{
    World world;
    world.store.failNextChanges = 2;
    QCOMPARE(code(world.post(world.kim, u"hi"_qs, u"1"_qs).error()), u"STORE_FAILED"_qs);
    QCOMPARE(code(world.post(world.kim, u"hi"_qs, u"1"_qs).error()), u"STORE_FAILED"_qs);
    QVERIFY(world.events.messages.isEmpty());
    const auto later = world.post(world.kim, u"hi"_qs, u"1"_qs); // try again
    QVERIFY(later.isOk());
    QVERIFY(!later.value().duplicate);
    QCOMPARE(later.value().message.seq, 1);
    QCOMPARE(world.events.messages.size(), 1);
}

void tst_ChatService::aRoomThatIsGoneIsNotFound()
{
    World world;
    const RoomId gone(u"0123456789abcdef01234567"_qs);
    world.enter(world.kim.id, gone);
    Answer<Result<SentReply, ApiError>> sent;
    world.chat.post(world.kim, {.cid = u"1"_qs, .room = gone, .chat = u"hi"_qs}, sent.handler());
    Answer<Result<ChangesReply, ApiError>> changes;
    world.chat.changes(world.kim, {.room = gone, .afterRev = 0, .limit = 1}, Order::Kept,
                       changes.handler());
    world.store.answerAll();
    QCOMPARE(code(sent.error()), u"NOT_FOUND"_qs);
    QCOMPARE(code(changes.error()), u"NOT_FOUND"_qs);
}

void tst_ChatService::historyIsPassedOn()
{
    World world;
    for (int i = 1; i <= 10; ++i) {
        QVERIFY(world.post(world.kim, QString::number(i)).isOk());
    }
    const auto seqs = [&world](MessageHistory::Direction direction, qint64 seq, int limit) {
        Answer<Result<HistoryReply, ApiError>> answer;
        world.chat.history(
            world.lee, {.room = world.lobby, .direction = direction, .seq = seq, .limit = limit},
            Order::Kept, answer.handler());
        world.store.answerAll();
        QString line;
        for (const Message &message : answer.value().messages) {
            line += QString::number(message.seq) + u' ';
        }
        return line + (answer.value().first ? u"first "_qs : QString())
            + (answer.value().last ? u"last"_qs : QString());
    };
    using Direction = MessageHistory::Direction;
    QCOMPARE(seqs(Direction::Before, std::numeric_limits<qint64>::max(), 3), u"8 9 10 last"_qs);
    QCOMPARE(seqs(Direction::Before, 3, 5), u"1 2 first "_qs);
    QCOMPARE(seqs(Direction::After, 7, 2), u"8 9 "_qs);
    QCOMPARE(seqs(Direction::After, 7, 3), u"8 9 10 last"_qs);
    QCOMPARE(seqs(Direction::Around, 5, 3), u"4 5 6 "_qs);
}

void tst_ChatService::changesArePassedOn()
{
    World world;
    for (int i = 1; i <= 5; ++i) {
        QVERIFY(world.post(world.kim, QString::number(i)).isOk());
    }
    Answer<Result<ChangesReply, ApiError>> some;
    world.chat.changes(world.lee, {.room = world.lobby, .afterRev = 1, .limit = 2}, Order::Kept,
                       some.handler());
    Answer<Result<ChangesReply, ApiError>> rest;
    world.chat.changes(world.lee, {.room = world.lobby, .afterRev = 3, .limit = 100}, Order::Kept,
                       rest.handler());
    world.store.answerAll();
    QCOMPARE(some.value().messages.size(), 2);
    QCOMPARE(some.value().messages.first().rev, 2);
    QCOMPARE(some.value().rev, 5);
    QVERIFY(some.value().more);
    QCOMPARE(rest.value().messages.size(), 2);
    QVERIFY(!rest.value().more);
}

void tst_ChatService::aFailingReadIsAnswered()
{
    World world;
    world.store.failNextReads = 2;
    Answer<Result<HistoryReply, ApiError>> history;
    world.chat.history(world.kim, {.room = world.lobby, .limit = 1}, Order::Kept,
                       history.handler());
    Answer<Result<ChangesReply, ApiError>> changes;
    world.chat.changes(world.kim, {.room = world.lobby, .afterRev = 0, .limit = 1}, Order::Kept,
                       changes.handler());
    world.store.answerAll();
    QCOMPARE(code(history.error()), u"STORE_FAILED"_qs);
    QCOMPARE(code(changes.error()), u"STORE_FAILED"_qs);
}

QTEST_GUILESS_MAIN(tst_ChatService)
#include "tst_chatservice.moc"
