// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/serverlimits.h"
#include "storagecontract.h"
#include "storagefixture.h"

#include <QTest>

// What every backend must do when texts are searched.

using namespace Qt::StringLiterals;

namespace maru::server {

using namespace fixture;

namespace {

SearchMessages question(const QString &text, const QList<RoomId> &rooms = {roomId(1)},
                        int limit = 100)
{
    SearchMessages query;
    query.text = text;
    query.rooms = rooms;
    query.limit = limit;
    return query;
}

QString found(StorageBackend &backend, const SearchMessages &query)
{
    const auto reply = read(backend, query);
    if (!reply) {
        return u"failed"_s;
    }
    QStringList texts;
    for (const SearchReply::Hit &hit : reply->hits) {
        texts.append(hit.message.chat);
    }
    return texts.join(u'|') + (reply->nextBefore > 0 ? u"|…"_s : QString());
}

EditMessage edited(int number, const QString &text)
{
    return {roomId(1), MessageId(hexId(0x10'0000 + number)), userId(1), text, {}, 50'000};
}

DeleteMessage deleted(int number)
{
    return {roomId(1), MessageId(hexId(0x10'0000 + number)), userId(1), false, 50'000};
}

} // namespace

// Whether an answer comes from an index or from looking at every text is nobody's business: each
// test asks at once, when the index had time, and after a new start.
void StorageContract::eachTime(const std::function<void()> &ask)
{
    ask();
    if (QTest::currentTestFailed()) {
        return;
    }
    while (m_store->followUp(Leisure::Plenty) != Later::Nothing) { }
    ask();
    if (QTest::currentTestFailed() || !isPersistent()) {
        return;
    }
    reopen();
    ask();
}

void StorageContract::textIsFoundNewestFirst()
{
    QVERIFY(apply(*m_store, message(roomId(1), 1, u"내일 회의 있음"_s)));
    QVERIFY(apply(*m_store, message(roomId(1), 2, u"아무것도 아님"_s)));
    QVERIFY(apply(*m_store, message(roomId(1), 3, u"회의록 올림, 회의 끝"_s)));
    eachTime([this] {
        const auto reply = read(*m_store, question(u"회의"_s));
        QVERIFY(reply);
        QCOMPARE(reply->hits.size(), 2);
        QCOMPARE(reply->nextBefore, 0);
        const QList<Message> all =
            read(*m_store, history(roomId(1), ReadHistory::Direction::After, 0)).value().messages;
        QCOMPARE(reply->hits[0].message, all[2]);
        QCOMPARE(reply->hits[0].ranges, (QList<TextRange>{{0, 2}, {8, 2}}));
        QCOMPARE(reply->hits[1].message, all[0]);
        QCOMPARE(reply->hits[1].ranges, (QList<TextRange>{{3, 2}}));
        QCOMPARE(found(*m_store, question(u"의회"_s)), QString());
        QCOMPARE(found(*m_store, question(u"ㅎㅇ"_s)), u"회의록 올림, 회의 끝|내일 회의 있음"_s);
        QCOMPARE(found(*m_store, question(u"음"_s)), u"내일 회의 있음"_s);
        QCOMPARE(found(*m_store, question(u" "_s)), QString());
    });
}

void StorageContract::anythingIsSearchedLiterally_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("query");

    for (const auto &[text, query] : {
             std::pair(u"100% 찬성"_s, u"0%"_s),
             {u"snake_case"_s, u"_"_s},
             {u"그는 \"네\"라고 함"_s, u"\"네\""_s},
             {u"it's"_s, u"'"_s},
             {u"a AND b OR NOT c NEAR(d) e*"_s, u"AND b OR NOT c NEAR(d) e*"_s},
             {u"col:umn -minus +plus ^start {x}"_s, u"col:umn -minus +plus ^start {x}"_s},
             {u"\\ backslash \\n"_s, u"\\n"_s},
             {u"ㅋ"_s, u"ㅋ"_s},
             {u"ㅠㅠ"_s, u"ㅠ"_s},
             {u"좋아요👍🏽"_s, u"👍🏽"_s},
             {u"👨‍👩‍👧‍👦"_s, u"👩‍👧"_s},
             {u"東京会議"_s, u"会"_s},
             {u"カンファレンス"_s, u"ファ"_s},
             {u"naïve café"_s, u"CAFÉ"_s},
             {u"\u0001 control \u0002"_s, u"control"_s},
             {QString(2'000, u'가'), QString(1'000, u'가')},
             {u"😀"_s.repeated(1'500), u"😀"_s.repeated(1'000)},
             {u"search_index DROP TABLE; --"_s, u"; --"_s},
             {u"haslink room1 user"_s, u"haslink"_s},
             {u"\ue022"_s, u"\ue022"_s},
         }) {
        QTest::newRow(qPrintable(query.left(20))) << text << query;
    }
}

void StorageContract::anythingIsSearchedLiterally()
{
    QFETCH(QString, text);
    QFETCH(QString, query);
    QVERIFY(apply(*m_store, message(roomId(1), 1, u"other / \"x\" ㅊ 😁"_s)));
    QVERIFY(apply(*m_store, message(roomId(1), 2, text)));
    eachTime([&] {
        QCOMPARE(found(*m_store, question(query)), text);
        QCOMPARE(found(*m_store, question(query + u"¤"_s)), QString());
    });
}

void StorageContract::onlyTheRoomsThatAreNamedAreSearched()
{
    QVERIFY(apply(*m_store, room(2, u"Beta"_s)));
    QVERIFY(apply(*m_store, message(roomId(1), 1, u"비밀 하나"_s)));
    QVERIFY(apply(*m_store, message(roomId(2), 2, u"비밀 둘"_s)));
    QList<RoomId> many{roomId(2)};
    for (int number = 100; number < 150; ++number) {
        many.append(roomId(number));
    }
    eachTime([&] {
        QCOMPARE(found(*m_store, question(u"비밀"_s)), u"비밀 하나"_s);
        QCOMPARE(found(*m_store, question(u"비밀"_s, {roomId(2)})), u"비밀 둘"_s);
        QCOMPARE(found(*m_store, question(u"비밀"_s, {roomId(2), roomId(1)})),
                 u"비밀 둘|비밀 하나"_s);
        QCOMPARE(found(*m_store, question(u"비밀"_s, many)), u"비밀 둘"_s);
        QCOMPARE(found(*m_store, question(u"비밀"_s, {})), QString());
        QCOMPARE(found(*m_store, question(u"비밀"_s, {roomId(9), RoomId(u"no \"word\""_s)})),
                 QString());
    });
}

void StorageContract::aSearchIsNarrowed()
{
    QVERIFY(apply(*m_store, message(roomId(1), 1, u"공지 https://maru.example/a"_s)));
    AppendMessage other = message(roomId(1), 2, u"공지 둘"_s);
    other.message.user = {userId(2), u"User 2"_s};
    QVERIFY(apply(*m_store, other));
    AppendMessage system = message(roomId(1), 3, u"공지 셋"_s);
    system.message.type = MessageType::System;
    system.message.user = {{}, u"system"_s};
    QVERIFY(apply(*m_store, system));
    QVERIFY(apply(*m_store, message(roomId(1), 4, u"공지 넷"_s)));
    eachTime([this] {
        // The system's lines are nobody's words.
        SearchMessages query = question(u"공지"_s);
        QCOMPARE(found(*m_store, query), u"공지 넷|공지 둘|공지 https://maru.example/a"_s);
        query.from = userId(2);
        QCOMPARE(found(*m_store, query), u"공지 둘"_s);
        query = question(u"공지"_s);
        query.has.link = true;
        QCOMPARE(found(*m_store, query), u"공지 https://maru.example/a"_s);
        query.has = {.file = true};
        QCOMPARE(found(*m_store, query), QString());
        query = question(u"공지"_s);
        query.sinceMs = 10'002;
        QCOMPARE(found(*m_store, query), u"공지 넷|공지 둘"_s);
        query.untilMs = 10'004;
        QCOMPARE(found(*m_store, query), u"공지 둘"_s);
    });
}

void StorageContract::whatChangesLeavesTheSearch()
{
    for (int number = 1; number <= 4; ++number) {
        QVERIFY(apply(*m_store, message(roomId(1), number, u"옛글 %1"_s.arg(number))));
    }
    while (m_store->followUp(Leisure::Plenty) != Later::Nothing) { }
    QVERIFY(apply(*m_store, edited(2, u"새글 2 www.maru.example"_s)));
    QVERIFY(apply(*m_store, edited(3, u"또다른 3"_s)));
    QVERIFY(apply(*m_store, edited(3, u"새글 3"_s)));
    QVERIFY(apply(*m_store, deleted(4)));
    QVERIFY(apply(*m_store, message(roomId(1), 5, u"옛글 5"_s)));
    QVERIFY(apply(*m_store, edited(5, u"새글 5"_s)));
    eachTime([this] {
        QCOMPARE(found(*m_store, question(u"옛글"_s)), u"옛글 1"_s);
        QCOMPARE(found(*m_store, question(u"새글"_s)), u"새글 5|새글 3|새글 2 www.maru.example"_s);
        QCOMPARE(found(*m_store, question(u"또다른"_s)), QString());
        SearchMessages links = question(u"새"_s);
        links.has.link = true;
        QCOMPARE(found(*m_store, links), u"새글 2 www.maru.example"_s);
    });
    // Once more, and back again.
    QVERIFY(apply(*m_store, edited(2, u"옛글 2"_s)));
    QVERIFY(apply(*m_store, deleted(1)));
    QVERIFY(apply(
        *m_store,
        SetReaction{roomId(1), MessageId(hexId(0x10'0002)), userId(2), u"👍"_s, true, 60'000}));
    eachTime([this] {
        QCOMPARE(found(*m_store, question(u"옛글"_s)), u"옛글 2"_s);
        QCOMPARE(found(*m_store, question(u"새글"_s)), u"새글 5|새글 3"_s);
        QCOMPARE(read(*m_store, question(u"옛글"_s))->hits[0].message.reactions.size(), 1);
    });
}

void StorageContract::aSearchGoesOnWhereItStopped()
{
    QVERIFY(apply(*m_store, room(2, u"Beta"_s)));
    for (int number = 1; number <= 25; ++number) {
        const RoomId &room = number % 2 == 0 ? roomId(1) : roomId(2);
        QVERIFY(apply(*m_store, message(room, number, u"쪽지 %1"_s.arg(number))));
    }
    int next = 26;
    eachTime([&] {
        SearchMessages query = question(u"쪽지"_s, {roomId(1)}, 5);
        QCOMPARE(found(*m_store, query), u"쪽지 24|쪽지 22|쪽지 20|쪽지 18|쪽지 16|…"_s);
        query.before = read(*m_store, query)->nextBefore;
        // What comes meanwhile does not move anything.
        QVERIFY(apply(*m_store, message(roomId(1), next++, u"other"_s)));
        QCOMPARE(found(*m_store, query), u"쪽지 14|쪽지 12|쪽지 10|쪽지 8|쪽지 6|…"_s);
        query.before = read(*m_store, query)->nextBefore;
        QCOMPARE(found(*m_store, query), u"쪽지 4|쪽지 2"_s);
        query.before = 1;
        QCOMPARE(found(*m_store, query), QString());
        // A page that is exactly full is the last.
        query = question(u"쪽지"_s, {roomId(1)}, 12);
        QVERIFY(!found(*m_store, query).endsWith(u'…'));
    });
}

void StorageContract::aPageOfHitsHoldsAtMostItsBytes()
{
    const QString text = u"긴글 "_s + QString(7'000, u'가');
    for (int number = 1; number <= 20; ++number) {
        QVERIFY(apply(*m_store, message(roomId(1), number, text)));
    }
    eachTime([&] {
        const auto reply = read(*m_store, question(u"긴글"_s));
        QVERIFY(reply->hits.size() >= 10 && reply->hits.size() <= 12);
        QVERIFY(reply->nextBefore > 0);
    });
}

void StorageContract::theWorkForOneAnswerIsBounded()
{
    std::vector<Change> changes;
    for (int number = 1; number <= limits::maxSearchCandidates + 500; ++number) {
        changes.push_back(message(roomId(1), number, u"ab ba %1"_s.arg(number)));
    }
    changes.insert(changes.begin(), message(roomId(1), 9'000, u"abba"_s));
    for (const auto &applied : m_store->apply(changes)) {
        QVERIFY(applied);
    }
    eachTime([&] {
        // Every message has the pairs of the query in it, one the query itself.
        SearchMessages query = question(u"abba"_s);
        int answers = 0;
        int hits = 0;
        do {
            const auto reply = read(*m_store, query);
            QVERIFY(reply && ++answers < 1'000);
            hits += int(reply->hits.size());
            QVERIFY(reply->nextBefore < query.before);
            query.before = reply->nextBefore;
        } while (query.before > 0);
        QCOMPARE(hits, 1);
    });
}

} // namespace maru::server
