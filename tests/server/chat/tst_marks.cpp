// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "chattools.h"
#include "server/chat/knownrooms.h"
#include "server/chat/members.h"
#include "server/chat/mentions.h"
#include "server/chat/messageservices.h"
#include "server/chat/objectid.h"

#include <QTest>

using namespace maru;
using namespace maru::server;
using namespace Qt::StringLiterals;

namespace {

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

    SilentSink events;
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
    void onlyModeratorsNameEverybody();
    void aTextWithoutAnAtAsksForNobody();
    void moderatorsDeleteWhatOthersSaid();
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
    world.members.setMembership(lee.id, world.room.id, {.role = RoomRole::Moderator});
    QVERIFY(remove().isOk());
}

QTEST_GUILESS_MAIN(tst_Marks)
#include "tst_marks.moc"
