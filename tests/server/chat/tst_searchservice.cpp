// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "../storage/storagefixture.h"
#include "chattools.h"
#include "server/chat/knownrooms.h"
#include "server/chat/members.h"
#include "server/chat/searchservice.h"

#include <QTest>

using namespace maru;
using namespace maru::server;
using namespace Qt::StringLiterals;

namespace {

/// Rooms 1 and 2 with user 1 in both and user 2 in the first; what each says.
struct World : StoreWorld
{
    World()
    {
        for (int number : {1, 2}) {
            put(fixture::user(number));
            put(fixture::room(number, u"Room %1"_s.arg(number)));
        }
        for (const auto &[user, room] : {std::pair(1, 1), {1, 2}, {2, 1}}) {
            put(EnterRoom{fixture::roomId(room), fixture::userId(user), 1, {}});
            members.attach(fixture::userId(user));
            Room entered;
            entered.id = fixture::roomId(room);
            members.enter(fixture::userId(user), entered, {});
        }
        put(fixture::message(fixture::roomId(1), 1, u"회의 하나"_s));
        put(fixture::message(fixture::roomId(2), 2, u"회의 둘"_s));
        AppendMessage other = fixture::message(fixture::roomId(1), 3, u"회의 셋"_s);
        other.message.user = {fixture::userId(2), u"User 2"_s};
        put(other);
    }
    void put(const Change &change)
    {
        if (!backend.apply({change}).front()) {
            qFatal("the store refuses");
        }
    }
    Answer<Result<SearchReply, ApiError>> ask(int user, const MessageSearch &request)
    {
        Answer<Result<SearchReply, ApiError>> answer;
        User asker;
        asker.id = fixture::userId(user);
        service.search(asker, request, answer.handler());
        store.answerAll();
        return answer;
    }
    QString found(int user, const QString &query)
    {
        return chats(ask(user, {.query = query, .limit = 50}));
    }
    static QString chats(const Answer<Result<SearchReply, ApiError>> &answer)
    {
        if (!answer.isOk()) {
            return answer.calls == 1 ? answer.error().text : u"no answer"_s;
        }
        QStringList texts;
        for (const SearchReply::Hit &hit : answer.value().hits) {
            texts.append(hit.message.chat);
        }
        return texts.join(u'|');
    }

    RecordingSink sink;
    Members members;
    KnownRooms knownRooms;
    SearchService service{DomainBasics{store, sink, members, knownRooms, clock}};
};

} // namespace

class tst_SearchService : public QObject
{
    Q_OBJECT

private slots:
    void aMemberFindsWhatItMayRead();
    void operatorsNarrow();
    void fieldsAndOperatorsTogether();
    void whatCannotBeSearchedIsSaid();
    void aCursorGoesOn();
    void whoLeftMeanwhileReadsNothing();
    void aStoreThatFailsIsSaid();
};

void tst_SearchService::aMemberFindsWhatItMayRead()
{
    World world;
    QCOMPARE(world.found(1, u"회의"_s), u"회의 셋|회의 둘|회의 하나"_s);
    QCOMPARE(world.found(2, u"회의"_s), u"회의 셋|회의 하나"_s);
    QCOMPARE(world.found(3, u"회의"_s), QString());
    QCOMPARE(
        world.chats(world.ask(1, {.query = u"회의"_s, .room = fixture::roomId(2), .limit = 9})),
        u"회의 둘"_s);
    const auto refused = world.ask(2, {.query = u"회의"_s, .room = fixture::roomId(2), .limit = 9});
    QVERIFY(!refused.isOk());
    QCOMPARE(refused.error().code, ErrorCode::NotMember);
}

void tst_SearchService::operatorsNarrow()
{
    World world;
    QCOMPARE(world.found(1, u"from:\"user 2\" 회의"_s), u"회의 셋"_s);
    QCOMPARE(world.found(2, u"회의 from:me"_s), u"회의 셋"_s);
    QCOMPARE(world.found(1, u"회의 in:\"room 2\""_s), u"회의 둘"_s);
    QCOMPARE(world.found(1, u"회의 in:\"room"_s), QString()); // no end of the quote: a text
    QCOMPARE(world.found(1, u"회의 has:link"_s), QString());
    QCOMPARE(world.found(1, u"회의 on:1970-01-01"_s), u"회의 셋|회의 둘|회의 하나"_s);
    QCOMPARE(world.found(1, u"회의 since:2026-01-01"_s), QString());
}

void tst_SearchService::fieldsAndOperatorsTogether()
{
    World world;
    MessageSearch request{.query = u"회의 in:\"room 1\""_s, .from = fixture::userId(2), .limit = 9};
    QCOMPARE(world.chats(world.ask(1, request)), u"회의 셋"_s);
    request.sinceMs = 10'004;
    QCOMPARE(world.chats(world.ask(1, request)), QString());
    request.sinceMs = 10'003;
    request.untilMs = 10'004;
    QCOMPARE(world.chats(world.ask(1, request)), u"회의 셋"_s);
    // One room in the field and another in the query: no room.
    request = {.query = u"회의 in:\"room 2\""_s, .room = fixture::roomId(1), .limit = 9};
    QCOMPARE(world.ask(1, request).error().code, ErrorCode::NotFound);
}

void tst_SearchService::whatCannotBeSearchedIsSaid()
{
    World world;
    for (const QString &query :
         {QString(), u"  "_s, u"from:me"_s, u"has:link on:2026-11-26"_s, u"\u0001"_s}) {
        const auto answer = world.ask(1, {.query = query, .limit = 9});
        QVERIFY(!answer.isOk());
        QCOMPARE(answer.error().code, ErrorCode::BadRequest);
        QVERIFY(answer.error().text.startsWith(u"query "_s));
    }
    for (const QString &query : {u"회의 from:nobody"_s, u"회의 in:nowhere"_s, u"회의 in:lobby"_s}) {
        const auto answer = world.ask(1, {.query = query, .limit = 9});
        QVERIFY2(!answer.isOk(), qPrintable(query));
        QCOMPARE(answer.error().code, ErrorCode::NotFound);
    }
    for (const QString &cursor : {u"x"_s, u"s1-"_s, u"s1-0"_s, u"s1--5"_s, u"s1-A"_s, u"s1- 5"_s,
                                  u"s1-zzzzzzzzzzzzzzzz"_s}) {
        const auto answer = world.ask(1, {.query = u"회의"_s, .limit = 9, .cursor = cursor});
        QVERIFY2(!answer.isOk(), qPrintable(cursor));
        QCOMPARE(answer.error().code, ErrorCode::BadRequest);
    }
}

void tst_SearchService::aCursorGoesOn()
{
    World world;
    MessageSearch request{.query = u"회의"_s, .limit = 2};
    const auto first = world.ask(1, request);
    QCOMPARE(world.chats(first), u"회의 셋|회의 둘"_s);
    request.cursor = first.value().cursor;
    QVERIFY(!request.cursor.isEmpty());
    world.put(fixture::message(fixture::roomId(1), 4, u"회의 넷"_s));
    const auto second = world.ask(1, request);
    QCOMPARE(world.chats(second), u"회의 하나"_s);
    QVERIFY(second.value().cursor.isEmpty());
}

void tst_SearchService::whoLeftMeanwhileReadsNothing()
{
    World world;
    Answer<Result<SearchReply, ApiError>> answer;
    User asker;
    asker.id = fixture::userId(1);
    world.service.search(asker, {.query = u"회의"_s, .limit = 9}, answer.handler());
    QCOMPARE(answer.calls, 0);
    world.members.leave(asker.id, fixture::roomId(1));
    world.store.answerAll();
    QCOMPARE(world.chats(answer), u"회의 둘"_s);
}

void tst_SearchService::aStoreThatFailsIsSaid()
{
    World world;
    for (const char *kind : {"SearchMessages", "MemberRooms", "FindUserByName"}) {
        world.store.failRead = QLatin1StringView(kind);
        const auto answer =
            world.ask(1, {.query = u"회의 in:\"room 1\" from:\"user 2\""_s, .limit = 9});
        QVERIFY(!answer.isOk());
        QCOMPARE(answer.error().code, ErrorCode::StoreFailed);
        // Nothing was to be stored.
        QVERIFY2(answer.error().text.contains(u"could not read"_s),
                 qPrintable(answer.error().text));
    }
}

QTEST_GUILESS_MAIN(tst_SearchService)
#include "tst_searchservice.moc"
