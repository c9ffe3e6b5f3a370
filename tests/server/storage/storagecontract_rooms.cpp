// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/serverlimits.h"
#include "tests/server/storage/storagecontract.h"
#include "tests/server/storage/storagefixture.h"

#include <QTest>

#include <limits>

namespace maru::server {

using namespace fixture;

void StorageContract::aRoomIsFoundByIdNameAndCode()
{
    QVERIFY(!read(*m_store, AnyClassCode{}).value());
    CreateRoom create =
        room(2, QStringLiteral("Physics"), RoomKind::Public, QStringLiteral("ABC234"));
    create.room.room.topic = QStringLiteral("Optics");
    create.room.room.archived = true;
    create.room.room.seq = 7; // a new room begins at 0, whatever was said
    create.room.room.rev = 9;
    const StoredRoom stored = apply(*m_store, create).value();
    QCOMPARE(stored.room.seq, 0);
    QCOMPARE(stored.room.rev, 0);
    QVERIFY(apply(*m_store, room(3, QStringLiteral("Hidden"), RoomKind::Private)));

    const auto found = [&](const FindRoom &query) {
        return read(*m_store, query).value().value_or(StoredRoom());
    };
    for (const FindRoom &query :
         {FindRoom{roomId(2), {}, {}}, FindRoom{{}, QStringLiteral("physics"), {}},
          FindRoom{{}, {}, QStringLiteral("ABC234")}}) {
        QCOMPARE(found(query).room, stored.room);
        QCOMPARE(found(query).nameKey, QStringLiteral("physics"));
        QCOMPARE(found(query).classCode, QStringLiteral("ABC234"));
    }
    // The first criterion counts alone, and names find public rooms only.
    QCOMPARE(found({roomId(1), QStringLiteral("physics"), {}}).room.id, roomId(1));
    QVERIFY(found({{}, QStringLiteral("hidden"), {}}).room.id.isNull());
    QCOMPARE(found({roomId(3), {}, {}}).room.kind, RoomKind::Private);
    QVERIFY(found({{}, {}, {}}).room.id.isNull());
    QVERIFY(found({{}, {}, QStringLiteral("ABC235")}).room.id.isNull());
    QVERIFY(read(*m_store, AnyClassCode{}).value());
}

void StorageContract::aTakenRoomIsRefused_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("code");
    QTest::addColumn<bool>("isFree");
    const auto publicKind = static_cast<int>(RoomKind::Public);
    const auto privateKind = static_cast<int>(RoomKind::Private);
    QTest::newRow("all new") << "Gamma" << publicKind << "NEW234" << true;
    QTest::newRow("a public room's name") << "alpha" << publicKind << "" << false;
    QTest::newRow("a public room's name, for a private one")
        << "alpha" << privateKind << "" << true;
    QTest::newRow("a private room's name") << "hidden" << publicKind << "" << true;
    QTest::newRow("a class code") << "Gamma" << privateKind << "ABC234" << false;
}

void StorageContract::aTakenRoomIsRefused()
{
    QFETCH(QString, name);
    QFETCH(int, kind);
    QFETCH(QString, code);
    QFETCH(bool, isFree);
    QVERIFY(apply(*m_store,
                  room(2, QStringLiteral("Hidden"), RoomKind::Private, QStringLiteral("ABC234"))));
    const auto reply = apply(*m_store, room(3, name, static_cast<RoomKind>(kind), code));
    QCOMPARE(reply.has_value(), isFree);
    QCOMPARE(read(*m_store, FindRoom{roomId(3), {}, {}}).value().has_value(), isFree);
    if (!isFree) {
        QCOMPARE(reply.error(), StoreError::NameTaken);
    }
}

void StorageContract::publicRoomsAreListedInPages()
{
    for (int i = 2; i <= 6; ++i) {
        CreateRoom create =
            room(i, QStringLiteral("Lab %1").arg(i), i == 4 ? RoomKind::Private : RoomKind::Public);
        create.room.room.archived = i == 5;
        QVERIFY(apply(*m_store, create));
    }
    QVERIFY(apply(*m_store, room(7, QStringLiteral("100% _real_"))));
    const auto ids = [&](const QString &part, const RoomId &after, int limit, bool more) {
        const auto reply = read(*m_store, ListRooms{part, after, limit}).value();
        QStringList names;
        for (const StoredRoom &stored : reply.rooms) {
            names.append(stored.room.name);
        }
        return reply.more == more ? names.join(u',') : QStringLiteral("wrong more");
    };
    const QString lab = QStringLiteral("lab");
    QCOMPARE(ids(lab, {}, 100, false), QStringLiteral("Lab 2,Lab 3,Lab 6"));
    QCOMPARE(ids(lab, {}, 3, false), QStringLiteral("Lab 2,Lab 3,Lab 6"));
    QCOMPARE(ids(lab, {}, 2, true), QStringLiteral("Lab 2,Lab 3"));
    QCOMPARE(ids(lab, roomId(3), 2, false), QStringLiteral("Lab 6"));
    QCOMPARE(ids(lab, {}, 0, true), QStringLiteral("Lab 2"));
    QCOMPARE(ids(QStringLiteral("%"), {}, 9, false), QStringLiteral("100% _real_"));
    QCOMPARE(ids(QStringLiteral("_"), {}, 9, false), QStringLiteral("100% _real_"));
    QCOMPARE(ids(QStringLiteral("none"), {}, 9, false), QString());
    QCOMPARE(read(*m_store, ListRooms{{}, {}, 9})->rooms.size(), 6); // with Alpha and the lobby
}

void StorageContract::enteringARoomWelcomesOnce()
{
    Message welcome = message(roomId(77), 1, QStringLiteral("welcome")).message;
    welcome.type = MessageType::System;
    const EnterRoom enter{roomId(1), userId(1), 5'000, welcome};
    const auto first = apply(*m_store, enter).value();
    QVERIFY(first.welcome);
    QCOMPARE(first.welcome->room, roomId(1)); // the room entered, whatever the message said
    QCOMPARE(first.welcome->seq, 1);
    QCOMPARE(first.room.seq, 1);
    QCOMPARE(first.room.name, QStringLiteral("Alpha"));

    EnterRoom again = enter;
    again.welcome->id = MessageId(hexId(2));
    const auto second = apply(*m_store, again).value();
    QVERIFY(!second.welcome);
    QCOMPARE(second.room.seq, 1);
    const auto page = read(*m_store, history(roomId(1), ReadHistory::Direction::After, 0)).value();
    QCOMPARE(page.messages.size(), 1);
    QCOMPARE(page.messages.value(0), *first.welcome);

    QVERIFY(apply(*m_store, user(2)));
    const auto silent =
        apply(*m_store, EnterRoom{roomId(1), userId(2), 5'000, std::nullopt}).value();
    QVERIFY(!silent.welcome);
    QCOMPARE(silent.room.seq, 1);
}

void StorageContract::enteringNeedsARoomAndAUser()
{
    const Message welcome = message(roomId(1), 1, QStringLiteral("welcome")).message;
    QCOMPARE(apply(*m_store, EnterRoom{roomId(9), userId(1), 0, welcome}).error(),
             StoreError::NotFound);
    QCOMPARE(apply(*m_store, EnterRoom{roomId(1), userId(9), 0, welcome}).error(),
             StoreError::NotFound);
    QVERIFY(
        read(*m_store, history(roomId(1), ReadHistory::Direction::After, 0))->messages.isEmpty());
}

void StorageContract::enteringCountsWhatTheBatchAppended()
{
    const auto replies =
        m_store->apply({message(roomId(1), 1, QStringLiteral("a")),
                        EnterRoom{roomId(1), userId(1), 0,
                                  message(roomId(1), 2, QStringLiteral("welcome")).message},
                        message(roomId(1), 3, QStringLiteral("b")),
                        EnterRoom{roomId(1), userId(1), 0, std::nullopt}});
    QCOMPARE(std::get<EnterRoom::Reply>(*replies.at(1)).room.seq, 2);
    QCOMPARE(std::get<AppendMessage::Reply>(*replies.at(2)).message.seq, 3);
    QCOMPARE(std::get<EnterRoom::Reply>(*replies.at(3)).room.rev, 3);
}

void StorageContract::theRoomsOfAMemberAreListed()
{
    QVERIFY(apply(*m_store, room(2, QStringLiteral("Beta"), RoomKind::Private)));
    QVERIFY(apply(*m_store, room(3, QStringLiteral("Gamma"))));
    QVERIFY(apply(*m_store, EnterRoom{roomId(2), userId(1), 0, std::nullopt}));
    QVERIFY(apply(
        *m_store,
        EnterRoom{roomId(1), userId(1), 0, message(roomId(1), 1, QStringLiteral("hi")).message}));
    const auto rooms = read(*m_store, MemberRooms{userId(1)}).value();
    QCOMPARE(rooms.size(), 2);
    QCOMPARE(rooms[0].stored.room.id, roomId(1));
    QCOMPARE(rooms[0].stored.room.seq, 1);
    QCOMPARE(rooms[1].stored.room.id, roomId(2));
    QVERIFY(read(*m_store, MemberRooms{userId(9)})->isEmpty());
}

void StorageContract::historyPages_data()
{
    using Direction = ReadHistory::Direction;
    constexpr qint64 largest = std::numeric_limits<qint64>::max();
    constexpr qint64 smallest = std::numeric_limits<qint64>::min();
    QTest::addColumn<int>("direction");
    QTest::addColumn<qint64>("seq");
    QTest::addColumn<int>("limit");
    QTest::addColumn<QString>("seqs");
    QTest::addColumn<bool>("first");
    QTest::addColumn<bool>("last");
    const auto row = [](const char *name, Direction direction, qint64 seq, int limit,
                        const char *seqs, bool first, bool last) {
        QTest::newRow(name) << static_cast<int>(direction) << seq << limit
                            << QString::fromLatin1(seqs) << first << last;
    };
    row("the newest", Direction::Before, largest, 3, "8 9 10", false, true);
    row("before one", Direction::Before, 8, 3, "5 6 7", false, false);
    row("before, down to the oldest", Direction::Before, 4, 3, "1 2 3", true, false);
    row("before the oldest", Direction::Before, 1, 3, "", true, false);
    row("before 0", Direction::Before, 0, 3, "", true, false);
    row("before the least number", Direction::Before, smallest, 3, "", true, false);
    row("before, all of them", Direction::Before, 11, 10, "1 2 3 4 5 6 7 8 9 10", true, true);
    row("before, no limit given", Direction::Before, 11, 0, "10", false, true);
    row("after nothing", Direction::After, 0, 3, "1 2 3", true, false);
    row("after one", Direction::After, 3, 3, "4 5 6", false, false);
    row("after, up to the newest", Direction::After, 7, 3, "8 9 10", false, true);
    row("after the newest", Direction::After, 10, 3, "", false, true);
    row("after the largest number", Direction::After, largest, 3, "", false, true);
    row("after the least number", Direction::After, smallest, 2, "1 2", true, false);
    row("around, odd", Direction::Around, 5, 5, "3 4 5 6 7", false, false);
    row("around, even", Direction::Around, 5, 4, "3 4 5 6", false, false);
    row("around, alone", Direction::Around, 5, 1, "5", false, false);
    row("around the oldest", Direction::Around, 1, 5, "1 2 3", true, false);
    row("around the newest", Direction::Around, 10, 5, "8 9 10", false, true);
    row("around 0", Direction::Around, 0, 1, "1", true, false);
    row("around the largest number", Direction::Around, largest, 5, "8 9 10", false, true);
    row("around the least number", Direction::Around, smallest, 4, "1 2", true, false);
}

void StorageContract::historyPages()
{
    QFETCH(int, direction);
    QFETCH(qint64, seq);
    QFETCH(int, limit);
    QFETCH(QString, seqs);
    std::vector<Change> changes;
    for (int i = 1; i <= 10; ++i) {
        changes.push_back(message(roomId(1), i, QStringLiteral("text %1").arg(i)));
    }
    static_cast<void>(m_store->apply(changes));
    const auto page =
        read(*m_store,
             history(roomId(1), static_cast<ReadHistory::Direction>(direction), seq, limit))
            .value();
    QCOMPARE(seqsOf(page.messages), seqs);
    QTEST(page.first, "first");
    QTEST(page.last, "last");
}

void StorageContract::historyOfAnEmptyRoom()
{
    using Direction = ReadHistory::Direction;
    for (const RoomId &id : {roomId(1), roomId(99)}) {
        for (const Direction direction : {Direction::Before, Direction::After, Direction::Around}) {
            const auto page = read(*m_store, history(id, direction, 5)).value();
            QVERIFY(page.messages.isEmpty());
            QVERIFY(page.first);
            QVERIFY(page.last);
        }
    }
}

void StorageContract::aPageHoldsAtMostItsBytes()
{
    // Four texts of exactly a quarter of a page: three bytes for each syllable, and some ASCII to
    // fill.
    const qsizetype quarter = limits::maxPageBytes / 4;
    const QString text = QString::fromUtf8("가").repeated(quarter / 3) + QString(quarter % 3, u'x');
    QCOMPARE(text.toUtf8().size(), quarter);
    for (int i = 1; i <= 6; ++i) {
        QVERIFY(apply(*m_store, message(roomId(1), i, i == 6 ? text + u'y' : text)));
    }
    using Direction = ReadHistory::Direction;
    QCOMPARE(seqsOf(read(*m_store, history(roomId(1), Direction::After, 0))->messages),
             QStringLiteral("1 2 3 4"));
    QCOMPARE(seqsOf(read(*m_store, history(roomId(1), Direction::Before, 6))->messages),
             QStringLiteral("2 3 4 5"));
    QCOMPARE(seqsOf(read(*m_store, history(roomId(1), Direction::Before, 7))->messages),
             QStringLiteral("4 5 6"));
    const auto changes = read(*m_store, ReadChanges{roomId(1), 0, 100}).value();
    QCOMPARE(seqsOf(changes.messages), QStringLiteral("1 2 3 4"));
    QVERIFY(changes.more);
}

void StorageContract::aPageHoldsAtLeastOneMessage()
{
    const QString text(limits::maxPageBytes + 1, u'x');
    QVERIFY(apply(*m_store, message(roomId(1), 1, text)));
    QVERIFY(apply(*m_store, message(roomId(1), 2, text)));
    using Direction = ReadHistory::Direction;
    QCOMPARE(seqsOf(read(*m_store, history(roomId(1), Direction::After, 0))->messages),
             QStringLiteral("1"));
    QCOMPARE(seqsOf(read(*m_store, history(roomId(1), Direction::Before, 9))->messages),
             QStringLiteral("2"));
    QCOMPARE(seqsOf(read(*m_store, history(roomId(1), Direction::Around, 1))->messages),
             QStringLiteral("1"));
    const auto changes = read(*m_store, ReadChanges{roomId(1), 0, 100}).value();
    QCOMPARE(seqsOf(changes.messages), QStringLiteral("1"));
    QVERIFY(changes.more);
}

void StorageContract::aPageHoldsAtMostItsRows()
{
    std::vector<Change> changes;
    for (int i = 1; i <= limits::maxPageRows + 1; ++i) {
        changes.push_back(message(roomId(1), i, QStringLiteral("x")));
    }
    static_cast<void>(m_store->apply(changes));
    using Direction = ReadHistory::Direction;
    for (const Direction direction : {Direction::Before, Direction::After, Direction::Around}) {
        const qint64 seq = direction == Direction::Before ? 1'000
            : direction == Direction::After               ? 0
                                                          : 51;
        const auto page = read(*m_store, history(roomId(1), direction, seq, 1'000'000)).value();
        QCOMPARE(page.messages.size(), limits::maxPageRows);
    }
    const auto page = read(*m_store, ReadChanges{roomId(1), 0, 1'000'000}).value();
    QCOMPARE(page.messages.size(), limits::maxPageRows);
    QVERIFY(page.more);
}

void StorageContract::aPageAroundKeepsItsMiddle()
{
    const QString text(limits::maxPageBytes / 4, u'x');
    for (int i = 1; i <= 9; ++i) {
        QVERIFY(apply(*m_store, message(roomId(1), i, text)));
    }
    const auto page = read(*m_store, history(roomId(1), ReadHistory::Direction::Around, 5)).value();
    QCOMPARE(seqsOf(page.messages), QStringLiteral("4 5 6 7"));
}

void StorageContract::changesFollowTheRev()
{
    for (int i = 1; i <= 5; ++i) {
        QVERIFY(apply(*m_store, message(roomId(1), i, QStringLiteral("x"))));
    }
    const auto changes = [&](qint64 afterRev, int limit) {
        return read(*m_store, ReadChanges{roomId(1), afterRev, limit}).value();
    };
    QCOMPARE(seqsOf(changes(0, 3).messages), QStringLiteral("1 2 3"));
    QVERIFY(changes(0, 3).more);
    QCOMPARE(seqsOf(changes(2, 3).messages), QStringLiteral("3 4 5"));
    QVERIFY(!changes(2, 3).more);
    QCOMPARE(changes(2, 3).rev, 5);
    QVERIFY(changes(5, 3).messages.isEmpty());
    QVERIFY(!changes(5, 3).more);
    QVERIFY(!changes(std::numeric_limits<qint64>::max(), 3).more);
    QCOMPARE(read(*m_store, ReadChanges{roomId(99), 0, 3}).error(), StoreError::NotFound);
}

void StorageContract::aRecoveryRecordLivesAndDies()
{
    const RecoveryRecord record{hashOf(QStringLiteral("pid")), QStringLiteral("sid"), userId(1),
                                roomId(1), 42};
    const auto find = [&](qint64 lostAfterMs) {
        return read(*m_store, FindRecovery{record.pidHash, lostAfterMs}).value();
    };
    QVERIFY(!find(0));
    QVERIFY(apply(*m_store, SaveRecovery{record}));
    const auto found = find(std::numeric_limits<qint64>::max()); // connected: no age
    QVERIFY(found);
    QCOMPARE(found->pidHash, record.pidHash);
    QCOMPARE(found->sid, record.sid);
    QCOMPARE(found->user, record.user);
    QCOMPARE(found->room, record.room);
    QCOMPARE(found->fromSeq, 42);

    QVERIFY(apply(*m_store, LoseRecovery{record.pidHash, 1'000}));
    QVERIFY(find(1'000));
    QVERIFY(!find(1'001));
    QVERIFY(apply(*m_store, ForgetRecovery{record.pidHash}));
    QVERIFY(!find(0));
    QVERIFY(apply(*m_store, ForgetRecovery{record.pidHash}));
    QVERIFY(apply(*m_store, LoseRecovery{record.pidHash, 1'000}));
    QVERIFY(!find(0));
}

void StorageContract::recoveryIsReplacedByPid()
{
    RecoveryRecord record{hashOf(QStringLiteral("pid")), QStringLiteral("sid"), userId(1),
                          roomId(1), 42};
    QVERIFY(apply(*m_store, SaveRecovery{record}));
    QVERIFY(apply(*m_store, LoseRecovery{record.pidHash, 1'000}));
    record.fromSeq = 43;
    record.sid = QStringLiteral("sid 2");
    QVERIFY(apply(*m_store, SaveRecovery{record}));
    const auto found = read(*m_store, FindRecovery{record.pidHash, 5'000}).value();
    QVERIFY(found); // connected again
    QCOMPARE(found->fromSeq, 43);
    QCOMPARE(found->sid, QStringLiteral("sid 2"));
}

void StorageContract::recoveryExpires()
{
    const auto record = [](const QString &pid) {
        return RecoveryRecord{hashOf(pid), pid, userId(1), roomId(1), 1};
    };
    const QStringList pids{QStringLiteral("old"), QStringLiteral("edge"),
                           QStringLiteral("connected")};
    for (const QString &pid : pids) {
        QVERIFY(apply(*m_store, SaveRecovery{record(pid)}));
    }
    QVERIFY(apply(*m_store, LoseRecovery{hashOf(pids[0]), 999}));
    QVERIFY(apply(*m_store, LoseRecovery{hashOf(pids[1]), 1'000}));
    const auto isKnown = [&](int i, qint64 lostAfterMs) {
        return read(*m_store, FindRecovery{hashOf(pids[i]), lostAfterMs})->has_value();
    };
    QVERIFY(apply(*m_store, ExpireRecovery{2'000, 1'000, false}));
    QVERIFY(!isKnown(0, 0));
    QVERIFY(isKnown(1, 0));
    QVERIFY(isKnown(2, 9'000));
    QVERIFY(apply(*m_store, ExpireRecovery{2'000, 1'000, true}));
    QVERIFY(isKnown(1, 1'000)); // it keeps its own time
    QVERIFY(!isKnown(1, 1'001));
    QVERIFY(isKnown(2, 2'000));
    QVERIFY(!isKnown(2, 2'001));
}

void StorageContract::everythingIsThereAfterReopening()
{
    if (!isPersistent()) {
        QSKIP("this backend forgets by design");
    }
    const auto sent =
        apply(*m_store, message(roomId(1), 1, QStringLiteral("안녕"), QStringLiteral("c-1")))
            .value();
    QVERIFY(apply(*m_store, user(2, QStringLiteral("secret"))));
    QVERIFY(apply(*m_store, EnterRoom{roomId(1), userId(2), 0, std::nullopt}));
    const auto lobby = read(*m_store, FindRoom{{}, QStringLiteral("lobby"), {}}).value();
    const RecoveryRecord record{hashOf(QStringLiteral("pid")), QStringLiteral("sid"), userId(1),
                                roomId(1), 42};
    QVERIFY(apply(*m_store, SaveRecovery{record}));
    reopen();
    QCOMPARE(
        read(*m_store, history(roomId(1), ReadHistory::Direction::After, 0))->messages.value(0),
        sent.message);
    QCOMPARE(read(*m_store, FindUserByToken{hashOf(QStringLiteral("secret"))}).value()->user.id,
             userId(2));
    QCOMPARE(read(*m_store, MemberRooms{userId(2)})->size(), 1);
    QCOMPARE(read(*m_store, FindRoom{{}, QStringLiteral("lobby"), {}}).value()->room.id,
             lobby->room.id);
    QVERIFY(read(*m_store, FindRecovery{record.pidHash, 0}).value());
    QCOMPARE(apply(*m_store, message(roomId(1), 2, QStringLiteral("next")))->message.seq, 2);
}

void StorageContract::aCidCountsForEver()
{
    if (!isPersistent()) {
        QSKIP("this backend forgets by design");
    }
    const auto sent =
        apply(*m_store, message(roomId(1), 1, QStringLiteral("hi"), QStringLiteral("c-1"))).value();
    reopen();
    const auto again =
        apply(*m_store, message(roomId(1), 2, QStringLiteral("hi"), QStringLiteral("c-1"))).value();
    QVERIFY(again.duplicate);
    QCOMPARE(again.message, sent.message);
    QCOMPARE(
        apply(*m_store, message(roomId(1), 3, QStringLiteral("ho"), QStringLiteral("c-1"))).error(),
        StoreError::Conflict);
}

} // namespace maru::server
