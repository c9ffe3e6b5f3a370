// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "tests/server/storage/memberfixture.h"
#include "tests/server/storage/storagecontract.h"

#include <QTest>

#include <limits>

// How much one reads at once, how far each has read, and whom that concerns.

namespace maru::server {

using namespace fixture;
using namespace Qt::StringLiterals;

// A control character is six bytes of JSON, and the page has to pass its reader's bounds.
void StorageContract::aPageCountsWhatItsTextsBecome()
{
    const QString dear(8'000, QChar(1));
    constexpr qsizetype fit = limits::maxPageBytes / (6 * 8'000);
    for (int i = 1; i <= fit + 1; ++i) {
        QVERIFY(apply(*m_store, message(roomId(1), i, dear)));
    }
    using Direction = ReadHistory::Direction;
    QCOMPARE(read(*m_store, history(roomId(1), Direction::After, 0))->messages.size(), fit);
    const auto changes = read(*m_store, ReadChanges{roomId(1), 0, 100}).value();
    QCOMPARE(changes.messages.size(), fit);
    QVERIFY(changes.more);
}

void StorageContract::aMarkMovesOnlyForward()
{
    fill(*m_store, 2);
    for (int number = 1; number <= 5; ++number) {
        QVERIFY(apply(*m_store, message(roomId(1), number, u"x"_s)));
    }
    const auto mark = [this](qint64 seq, qint64 nowMs = 7'000) {
        const auto reply = apply(*m_store, SetRead{roomId(1), userId(2), seq, nowMs}).value();
        return std::pair(reply.seq, reply.isNew);
    };
    QCOMPARE(mark(3), std::pair(qint64{3}, true));
    QCOMPARE(mark(3, 8'000), std::pair(qint64{3}, false));
    QCOMPARE(mark(1), std::pair(qint64{3}, false));
    QCOMPARE(mark(0), std::pair(qint64{3}, false));
    QCOMPARE(mark(std::numeric_limits<qint64>::min()), std::pair(qint64{3}, false));
    QCOMPARE(seenBy(*m_store, 2)->stored.room.own->unread, 2);
    const auto readers = read(*m_store, ReadReaders{roomId(1), MessageId(hexId(0x10'0001))});
    for (const ReadReaders::Reader &reader : readers.value()) {
        QCOMPARE(reader.atMs, 7'000); // what did not move is no newer
    }
    QCOMPARE(mark(std::numeric_limits<qint64>::max()), std::pair(qint64{5}, true));
    QCOMPARE(seenBy(*m_store, 2)->stored.room.own->readSeq, 5);
    QCOMPARE(seenBy(*m_store, 2)->stored.room.own->unread, 0);
}

void StorageContract::aMarkNeedsAMember()
{
    QVERIFY(apply(*m_store, user(2)));
    QVERIFY(apply(*m_store, message(roomId(1), 1, u"x"_s)));
    for (const SetRead &change :
         {SetRead{roomId(1), userId(2), 1, 1}, SetRead{roomId(9), userId(2), 1, 1},
          SetRead{roomId(1), userId(9), 1, 1}}) {
        QCOMPARE(apply(*m_store, change).error(), StoreError::NotFound);
    }
    enter(*m_store, 2);
    QVERIFY(apply(*m_store, RemoveMember{.room = roomId(1), .user = userId(2)}));
    QCOMPARE(apply(*m_store, SetRead{roomId(1), userId(2), 1, 1}).error(), StoreError::NotFound);
}

void StorageContract::readersAreWhoCouldRead()
{
    fill(*m_store, 3);
    enter(*m_store, 1);
    QVERIFY(apply(*m_store, message(roomId(1), 1, u"x"_s))); // of user 1, at 10,001
    QVERIFY(apply(*m_store, user(4)));
    enter(*m_store, 4, 1, 10'002); // came too late
    QVERIFY(apply(*m_store, SetRead{roomId(1), userId(2), 1, 20'000}));
    QVERIFY(apply(*m_store, SetRead{roomId(1), userId(4), 1, 20'000}));
    const auto readers =
        read(*m_store, ReadReaders{roomId(1), MessageId(hexId(0x10'0001))}).value();
    QCOMPARE(readers.size(), 2);
    QCOMPARE(readers[0].user.id, userId(2));
    QCOMPARE(readers[0].user.userName, u"User 2"_s);
    QVERIFY(readers[0].hasRead);
    QCOMPARE(readers[0].atMs, 20'000);
    QCOMPARE(readers[1].user.id, userId(3));
    QVERIFY(!readers[1].hasRead);

    const auto refusal = [this](int room, int message) {
        const auto found =
            read(*m_store, ReadReaders{roomId(room), MessageId(hexId(0x10'0000 + message))});
        return found ? StoreError::Broken : found.error();
    };
    QCOMPARE(refusal(1, 2), StoreError::NotFound);
    QCOMPARE(refusal(9, 1), StoreError::NotFound);
    QVERIFY(apply(*m_store, room(2, u"Beta"_s)));
    QCOMPARE(refusal(2, 1), StoreError::NotFound); // it stands in another room
}

void StorageContract::mentionsAreLookedUpAmongMembers()
{
    fill(*m_store, 3);
    QVERIFY(apply(*m_store, user(4))); // no member
    QVERIFY(apply(*m_store, room(2, u"Beta"_s)));
    QVERIFY(apply(*m_store, EnterRoom{roomId(2), userId(4), 1, std::nullopt}));
    auto post = [this, number = 0](MentionSearch search) mutable {
        AppendMessage change = message(roomId(1), ++number, u"@…"_s);
        change.search = std::move(search);
        return apply(*m_store, change)->message.mentions;
    };
    using Ids = QList<UserId>;
    QCOMPARE(post({{{u"user 2"_s}}, false}), Ids{userId(2)});
    // The first name that is a member's counts; each is named once, in the order of the text.
    QCOMPARE(post({{{u"user 3 x"_s, u"user 3"_s, u"user 2"_s}, {u"user 2"_s}, {u"user 3"_s}}}),
             (Ids{userId(3), userId(2)}));
    QCOMPARE(post({{{u"user 4"_s}, {u"user 9"_s}, {}}, false}), Ids());
    QCOMPARE(post({{{u"all"_s}}, false}), Ids());
    QCOMPARE(post({{{u"all"_s}, {u"user 2"_s}}, true}), Ids{UserId(everybodyId)});
    QCOMPARE(seenBy(*m_store, 2)->stored.room.own->mentions, 3);
    QCOMPARE(seenBy(*m_store, 3)->stored.room.own->mentions, 2); // @all is one too

    // As many as there can be, the last of them a member's; what can be nobody's disturbs nothing.
    QStringList many;
    for (int i = 1; i < limits::maxMentionKeys; ++i) {
        many += u"nobody's %1 \"\\'한"_s.arg(i);
    }
    many[7] += QChar(u'\0');
    many[8] += QChar(0xd83d);
    QCOMPARE(post({{many, {u"user 3"_s}}, false}), Ids{userId(3)});
    QCOMPARE(seenBy(*m_store, 3)->stored.room.own->mentions, 3);

    EditMessage edit{roomId(1), MessageId(hexId(0x10'0001)), userId(1), u"@!"_s, {}, 5};
    edit.search = {{{u"user 3"_s}}, false};
    QCOMPARE(apply(*m_store, edit)->message.mentions, Ids{userId(3)});
    QCOMPARE(seenBy(*m_store, 2)->stored.room.own->mentions, 2);
    QCOMPARE(seenBy(*m_store, 3)->stored.room.own->mentions, 4);
}

} // namespace maru::server
