// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "chattools.h"
#include "server/chat/knownrooms.h"
#include "server/chat/members.h"
#include "server/chat/messageservices.h"
#include "server/chat/objectid.h"

#include <QTest>

using namespace maru;
using namespace maru::server;
using namespace Qt::StringLiterals;

namespace {

/// Kim has said something in the lobby; Lee is there too.
struct World : StoreWorld
{
    World()
    {
        room = roomNamed(u"lobby"_s).room;
        kim = person(u"kim"_s);
        lee = person(u"lee"_s);
        Answer<Result<SentReply, ApiError>> sent;
        services.chat.post(kim, {.cid = u"c"_s, .room = room.id, .chat = u"before"_s},
                           sent.handler());
        store.answerAll();
        message = sent.value().message;
        journal.clear();
    }

    User person(const QString &name)
    {
        const User user{.id = UserId(newObjectId(clock.ms)), .userName = name};
        members.attach(user.id);
        members.enter(user.id, room, {});
        return user;
    }

    Answer<Result<MessageReply, ApiError>> edit(const User &author, const QString &chat)
    {
        Answer<Result<MessageReply, ApiError>> answer;
        services.edits.edit(author, {room.id, message.id, chat},
                            [&](const Result<MessageReply, ApiError> &reply) {
                                journal.append(u"ack"_s);
                                answer.handler()(reply);
                            });
        store.answerAll();
        return answer;
    }

    RecordingSink events{&journal};
    Members members;
    KnownRooms knownRooms;
    MessageServices services{DomainBasics{store, events, members, knownRooms, clock}};
    Room room;
    User kim;
    User lee;
    Message message;
};

} // namespace

class tst_MessageEdits : public QObject
{
    Q_OBJECT

private slots:
    void commitThenAckThenBroadcast();
    void theSameTextIsToldToNobody();
    void refusals();
    void aMutedAuthorEditsNothing();
    void aFailingStoreTellsNothing();
};

void tst_MessageEdits::commitThenAckThenBroadcast()
{
    World world;
    world.clock.ms += 5'000;
    const auto edited = world.edit(world.kim, u"after"_s);
    QVERIFY(edited.isOk());
    QCOMPARE(world.journal, QStringList({u"commit EditMessage"_s, u"ack"_s, u"changed after"_s}));
    QCOMPARE(edited.value().message.editedMs, world.clock.ms);
    QCOMPARE(edited.value().message.rev, world.message.rev + 1);
    QCOMPARE(world.events.changed, QList<Message>{edited.value().message});
}

void tst_MessageEdits::theSameTextIsToldToNobody()
{
    World world;
    const auto edited = world.edit(world.kim, u"before"_s);
    QVERIFY(edited.isOk());
    QCOMPARE(edited.value().message, world.message);
    QVERIFY(world.events.changed.isEmpty());
}

void tst_MessageEdits::refusals()
{
    World world;
    QCOMPARE(world.edit(world.lee, u"mine"_s).error().code, ErrorCode::Forbidden);
    QCOMPARE(world.edit(world.kim, QString()).error().code, ErrorCode::BadRequest);
    QCOMPARE(world.edit(world.kim, QString(8'001, u'a')).error().code, ErrorCode::TooLarge);
    world.members.leave(world.kim.id, world.room.id);
    QCOMPARE(world.edit(world.kim, u"gone"_s).error().code, ErrorCode::NotMember);
    QCOMPARE(world.historyOf(world.room.id).constLast().chat, u"before"_s);
    QVERIFY(world.events.changed.isEmpty());
}

void tst_MessageEdits::aMutedAuthorEditsNothing()
{
    World world;
    world.members.setMembership(world.kim.id, world.room.id,
                                {.muted = true, .mutedUntilMs = world.clock.ms + 1});
    const auto muted = world.edit(world.kim, u"after"_s);
    QCOMPARE(muted.error().code, ErrorCode::Muted);
    QCOMPARE(muted.error().untilMs, world.clock.ms + 1);
    world.clock.ms += 1;
    QVERIFY(world.edit(world.kim, u"after"_s).isOk());
}

void tst_MessageEdits::aFailingStoreTellsNothing()
{
    World world;
    world.store.failNextChanges = 1;
    QCOMPARE(world.edit(world.kim, u"after"_s).error().code, ErrorCode::StoreFailed);
    QVERIFY(world.events.changed.isEmpty());
}

QTEST_GUILESS_MAIN(tst_MessageEdits)
#include "tst_messageedits.moc"
