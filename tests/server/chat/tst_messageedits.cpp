// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "chattools.h"
#include "common/serverlimits.h"
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

    Answer<Result<EditHistoryReply, ApiError>> past(const User &asker)
    {
        Answer<Result<EditHistoryReply, ApiError>> answer;
        services.edits.history(asker, {room.id, message.id}, answer.handler());
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
    void moderatorsReadWhatItSaid();
    void theOldestOfManyEditsAreLeftOff();
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
    const ApiError refusal = world.edit(world.kim, u"after"_s).error();
    QCOMPARE(refusal.code, ErrorCode::StoreFailed);
    QVERIFY2(refusal.text.contains(u"could not store"_s), qPrintable(refusal.text));
    QVERIFY(world.events.changed.isEmpty());
}

void tst_MessageEdits::moderatorsReadWhatItSaid()
{
    World world;
    world.clock.ms += 5'000;
    QVERIFY(world.edit(world.kim, u"after"_s).isOk());
    QCOMPARE(world.past(world.kim).error().code, ErrorCode::Forbidden); // nor the author
    QCOMPARE(world.past(world.lee).error().code, ErrorCode::Forbidden);
    world.members.setMembership(world.lee.id, world.room.id, {.role = RoomRole::Moderator});
    const auto past = world.past(world.lee);
    QVERIFY(past.isOk());
    QCOMPARE(past.value().edits.size(), 1);
    QCOMPARE(past.value().edits[0].chat, u"before"_s);
    QCOMPARE(past.value().edits[0].atMs, world.clock.ms);
    QVERIFY(!past.value().more);

    User admin = world.kim;
    admin.role = UserRole::Admin;
    QVERIFY(world.past(admin).isOk());
    world.message.id = MessageId(newObjectId(world.clock.ms));
    QCOMPARE(world.past(world.lee).error().code, ErrorCode::NotFound);
    world.members.leave(world.lee.id, world.room.id);
    QCOMPARE(world.past(world.lee).error().code, ErrorCode::NotMember);
}

void tst_MessageEdits::theOldestOfManyEditsAreLeftOff()
{
    World world;
    world.members.setMembership(world.lee.id, world.room.id, {.role = RoomRole::Owner});
    for (int i = 0; i < limits::maxEdits; ++i) {
        QVERIFY(world.edit(world.kim, QString::number(i)).isOk());
    }
    QCOMPARE(world.past(world.lee).value().edits.size(), limits::maxEdits);
    QVERIFY(!world.past(world.lee).value().more);
    QVERIFY(world.edit(world.kim, u"last"_s).isOk());
    EditHistoryReply past = world.past(world.lee).value();
    QCOMPARE(past.edits.size(), limits::maxEdits);
    QVERIFY(past.more);
    QCOMPARE(past.edits.constFirst().chat, u"0"_s);
    QCOMPARE(past.edits.constLast().chat, QString::number(limits::maxEdits - 1));

    for (int i = 0; i < limits::maxEdits / 2; ++i) {
        QVERIFY(world.edit(world.kim, QString::number(i) + QString(7'000, u'a')).isOk());
    }
    past = world.past(world.lee).value();
    QVERIFY(past.more && past.edits.size() < limits::maxEdits);
    QVERIFY(past.edits.constLast().chat.startsWith(QString::number(limits::maxEdits / 2 - 2)));
}

QTEST_GUILESS_MAIN(tst_MessageEdits)
#include "tst_messageedits.moc"
