// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "roomworld.h"

#include <QTest>

using namespace maru;
using namespace maru::server;
using namespace Qt::StringLiterals;

namespace {

struct World : RoomWorld
{
    World()
    {
        owner = person(u"owner"_s);
        moderator = person(u"moderator"_s);
        member = person(u"member"_s);
        stranger = person(u"stranger"_s);
        room = makeRoom(owner, {moderator, member}, RoomKind::Private, true);
        appoint(owner, room, moderator, RoomRole::Moderator);
    }
    [[nodiscard]] RoomUpdate to() const { return {.room = room.id}; }

    User owner;
    User moderator;
    User member;
    User stranger;
    Room room;
};

} // namespace

class tst_RoomSettings : public QObject
{
    Q_OBJECT

private slots:
    void whoMayChangeWhat_data();
    void whoMayChangeWhat();
    void commitThenAckThenAll();
    void aNewCodeReachesEveryModerator_data();
    void aNewCodeReachesEveryModerator();
    void theAdministratorsCodeReachesThemToo();
    void whatIsSetCountsAtOnce();
    void anArchivedRoomTakesNothingElse();
    void badValuesAreRefused();
    void theLobbyStaysAsItIs();
    void aFailingStoreTellsNothing();
    void notifyIsOnesOwn();
    void theAdministratorNamesTheRoomOrItsId();
};

void tst_RoomSettings::whoMayChangeWhat_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("codes"); // of owner, moderator, member, stranger
    const QString owners = u"ok FORBIDDEN FORBIDDEN NOT_FOUND"_s;
    const QString moderators = u"ok ok FORBIDDEN NOT_FOUND"_s;
    for (const char *field : {"name", "archived"}) {
        QTest::newRow(field) << QString::fromLatin1(field) << owners;
    }
    for (const char *field : {"topic", "muteAll", "slowMode", "rotate", "close"}) {
        QTest::newRow(field) << QString::fromLatin1(field) << moderators;
    }
    QTest::newRow("nothing") << QString() << u"BAD_REQUEST BAD_REQUEST BAD_REQUEST NOT_FOUND"_s;
}

void tst_RoomSettings::whoMayChangeWhat()
{
    QFETCH(QString, field);
    QFETCH(QString, codes);
    QStringList got;
    for (int who = 0; who < 4; ++who) {
        World world;
        RoomUpdate request = world.to();
        if (field == u"name") {
            request.name = u"new"_s;
        } else if (field == u"archived") {
            request.archived = true;
        } else if (field == u"topic") {
            request.topic = u"new"_s;
        } else if (field == u"muteAll") {
            request.muteAll = true;
        } else if (field == u"slowMode") {
            request.slowModeSeconds = 5;
        } else if (!field.isEmpty()) {
            request.classCode =
                field == u"rotate" ? RoomUpdate::ClassCode::Rotate : RoomUpdate::ClassCode::Close;
        }
        const User people[]{world.owner, world.moderator, world.member, world.stranger};
        const auto answer = world.update(people[who], request);
        got.append(codeOf(answer));
        if (!answer.isOk()) {
            QVERIFY(world.journal.isEmpty());
        }
    }
    QCOMPARE(got.join(u' '), codes);
}

void tst_RoomSettings::commitThenAckThenAll()
{
    World world;
    RoomUpdate request = world.to();
    request.topic = u"  new \n topic "_s;
    bool wasTold = false;
    world.services.settings.update(world.moderator, request,
                                   [&](const Result<RoomReply, ApiError> &reply) {
                                       QCOMPARE(reply->room.topic, u"new topic"_s);
                                       QCOMPARE(reply->room.own->role, RoomRole::Moderator);
                                       wasTold = world.journal.contains(u"all: class"_s);
                                       world.journal.append(u"ack"_s);
                                   });
    world.store.answerAll();
    QVERIFY(!wasTold);
    QCOMPARE(world.takeJournal(), QStringList({u"commit UpdateRoom"_s, u"ack"_s, u"all: class"_s}));
}

void tst_RoomSettings::aNewCodeReachesEveryModerator_data()
{
    QTest::addColumn<bool>("rotates");
    QTest::newRow("rotate") << true;
    QTest::newRow("close") << false;
}

void tst_RoomSettings::aNewCodeReachesEveryModerator()
{
    QFETCH(bool, rotates);
    World world;
    RoomUpdate request = world.to();
    request.classCode = rotates ? RoomUpdate::ClassCode::Rotate : RoomUpdate::ClassCode::Close;
    const Room room = world.update(world.moderator, request).value().room;
    QCOMPARE(room.own->classCode.isEmpty(), !rotates);
    QVERIFY(room.own->classCode != world.room.own->classCode);
    const QString code = rotates ? u", "_s + room.own->classCode : QString();
    QStringList told = world.takeJournal();
    QCOMPARE(told.takeFirst(), u"commit UpdateRoom"_s);
    QCOMPARE(told.takeFirst(), u"all: class"_s);
    told.sort();
    QCOMPARE(told,
             QStringList(
                 {u"to moderator: class, moderator"_s + code, u"to owner: class, owner"_s + code}));
    // Another setting is told once, to all.
    request = world.to();
    request.muteAll = true;
    QVERIFY(world.update(world.owner, request).isOk());
    QCOMPARE(world.takeJournal(), QStringList({u"commit UpdateRoom"_s, u"all: class"_s}));
}

void tst_RoomSettings::theAdministratorsCodeReachesThemToo()
{
    World world;
    RoomUpdate request;
    request.classCode = RoomUpdate::ClassCode::Rotate;
    Answer<Result<StoredRoom, ApiError>> answer;
    world.services.settings.administer(world.room.id.toString(), request, answer.handler());
    world.store.answerAll();
    const QString code = answer.value().classCode;
    QVERIFY(world.journal.contains(u"to owner: class, owner, "_s + code));
    QVERIFY(world.journal.contains(u"to moderator: class, moderator, "_s + code));
    QVERIFY(world.journal.filter(u"to member"_s).isEmpty());
}

void tst_RoomSettings::whatIsSetCountsAtOnce()
{
    World world;
    const StoredRoom before = world.roomNamed(u"class"_s);
    RoomUpdate request = world.to();
    request.muteAll = true;
    request.slowModeSeconds = 9;
    QVERIFY(world.update(world.owner, request).isOk());
    QVERIFY(world.members.traitsOf(world.room.id).muteAll);
    QCOMPARE(world.members.traitsOf(world.room.id).slowModeSeconds, 9);
    // And who connects by the code finds the room as it is now.
    request = world.to();
    request.classCode = RoomUpdate::ClassCode::Rotate;
    const QString code = world.update(world.owner, request).value().room.own->classCode;
    QCOMPARE(world.knownRooms.byCode(code)->room.muteAll, true);
    QVERIFY(!world.knownRooms.byCode(world.room.own->classCode));
}

void tst_RoomSettings::anArchivedRoomTakesNothingElse()
{
    World world;
    RoomUpdate archive = world.to();
    archive.archived = true;
    QVERIFY(world.update(world.owner, archive).isOk());
    RoomUpdate topic = world.to();
    topic.topic = u"new"_s;
    QCOMPARE(codeOf(world.update(world.owner, topic)), u"FORBIDDEN"_s);
    RoomUpdate both = archive;
    both.archived = false;
    both.topic = u"new"_s;
    QCOMPARE(world.update(world.owner, both).value().room.topic, u"new"_s);
}

void tst_RoomSettings::badValuesAreRefused()
{
    World world;
    const auto change = [&](const std::function<void(RoomUpdate &)> &set) {
        RoomUpdate request = world.to();
        set(request);
        return codeOf(world.update(world.owner, request));
    };
    QCOMPARE(change([](RoomUpdate &it) { it.name = u"a/b"_s; }), u"BAD_NAME"_s);
    QCOMPARE(change([](RoomUpdate &it) { it.name = u" "_s; }), u"BAD_NAME"_s);
    QCOMPARE(change([](RoomUpdate &it) { it.topic = u"a\u0007b"_s; }), u"BAD_REQUEST"_s);
    QCOMPARE(change([](RoomUpdate &it) { it.topic = QString(QChar(0xd800)); }), u"BAD_REQUEST"_s);
    QCOMPARE(change([](RoomUpdate &it) { it.topic = QString(513, u'가'); }), u"TOO_LARGE"_s);
    QCOMPARE(change([](RoomUpdate &it) { it.topic = QString(512, u'가'); }), u"ok"_s);
    QCOMPARE(change([](RoomUpdate &it) { it.topic = QString(); }), u"ok"_s); // none any more
    const Room open = world.makeRoom(world.owner, {}, RoomKind::Public);
    RoomUpdate taken{.room = open.id};
    for (const QString &name : {u"LOBBY"_s, u"l\u043Ebby"_s}) { // it, and with a Cyrillic o
        taken.name = name;
        QCOMPARE(codeOf(world.update(world.owner, taken)), u"NAME_TAKEN"_s);
    }
}

void tst_RoomSettings::theLobbyStaysAsItIs()
{
    World world;
    const StoredRoom lobby = world.roomNamed(u"lobby"_s);
    const User admin = world.person(u"boss"_s, UserRole::Admin);
    QVERIFY(world.join(admin, {.room = lobby.room.id, .classCode = {}}).isOk());
    RoomUpdate name{.room = lobby.room.id};
    name.name = u"hall"_s;
    RoomUpdate archive{.room = lobby.room.id};
    archive.archived = true;
    RoomUpdate code{.room = lobby.room.id};
    code.classCode = RoomUpdate::ClassCode::Rotate;
    for (const RoomUpdate &request : {name, archive, code}) {
        QCOMPARE(codeOf(world.update(admin, request)), u"FORBIDDEN"_s);
        Answer<Result<StoredRoom, ApiError>> answer;
        if (!request.name) {
            world.services.settings.administer(u"lobby"_s, request, answer.handler());
            world.store.answerAll();
            QCOMPARE(answer.error().code, ErrorCode::Forbidden);
        }
    }
    RoomUpdate topic{.room = lobby.room.id};
    topic.topic = u"welcome"_s;
    QVERIFY(world.update(admin, topic).isOk());
}

void tst_RoomSettings::aFailingStoreTellsNothing()
{
    World world;
    RoomUpdate request = world.to();
    request.muteAll = true;
    world.store.failNextChanges = 1;
    QCOMPARE(codeOf(world.update(world.owner, request)), u"STORE_FAILED"_s);
    QVERIFY(world.journal.isEmpty());
    QVERIFY(!world.members.traitsOf(world.room.id).muteAll);
    world.store.failNextReads = 1;
    QCOMPARE(codeOf(world.update(world.owner, request)), u"STORE_FAILED"_s);
    QCOMPARE(codeOf(world.update(world.owner, request)), u"ok"_s);
}

void tst_RoomSettings::notifyIsOnesOwn()
{
    World world;
    const auto set = [&](const User &user) {
        return world.ask<RoomReply>(world.services.settings, &RoomSettings::setNotify, user,
                                    RoomNotifySet{world.room.id, RoomNotify::None});
    };
    QCOMPARE(set(world.member).value().room.own->notify, RoomNotify::None);
    QCOMPARE(world.takeJournal(),
             QStringList({u"commit SetMember"_s, u"to member: class, member"_s}));
    QCOMPARE(codeOf(set(world.stranger)), u"NOT_FOUND"_s);
}

void tst_RoomSettings::theAdministratorNamesTheRoomOrItsId()
{
    World world;
    const auto close = [&](const QString &name) {
        RoomUpdate request;
        request.classCode = RoomUpdate::ClassCode::Close;
        Answer<Result<StoredRoom, ApiError>> answer;
        world.services.settings.administer(name, request, answer.handler());
        world.store.answerAll();
        return answer.isOk() ? answer.value().room.name : QString(toWire(answer.error().code));
    };
    QCOMPARE(close(world.room.id.toString()), u"class"_s);
    QCOMPARE(close(u"class"_s), u"NOT_FOUND"_s); // a private one has no name for others
    QCOMPARE(close(u"a/b"_s), u"BAD_NAME"_s);
    (void)world.makeRoom(world.owner, {}, RoomKind::Public);
    QCOMPARE(close(u"CLASS"_s), u"class"_s);
}

QTEST_GUILESS_MAIN(tst_RoomSettings)
#include "tst_roomsettings.moc"
