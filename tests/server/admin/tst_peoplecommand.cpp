// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/admin/adminservices.h"
#include "server/admin/peoplecommand.h"
#include "server/chat/clock.h"
#include "server/chat/knownrooms.h"
#include "server/chat/members.h"
#include "server/chat/peopleservices.h"
#include "server/chat/roomservices.h"
#include "server/chat/silentsink.h"
#include "server/storage/backendfactory.h"
#include "server/storage/storagethread.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace maru;
using namespace maru::server;
using namespace Qt::StringLiterals;

namespace {

using Verb = PeopleCommand::Verb;

/// A server's domain, in memory.
struct World
{
    World()
    {
        if (!store.start()) {
            qFatal("the store does not start");
        }
    }
    QJsonObject ask(const QJsonObject &request)
    {
        std::optional<QJsonObject> reply;
        int replies = 0;
        handleAdminRequest({rooms, people}, request, [&](const QJsonObject &json) {
            reply = json;
            ++replies;
        });
        (void)QTest::qWaitFor([&] { return replies > 0; }, 20'000);
        return replies == 1 ? *reply : QJsonObject{{u"replies"_s, replies}};
    }
    QString code(const QJsonObject &request) { return ask(request).value("code"_L1).toString(); }

    StorageThread store{*backendForUrl(u"memory:"_s)};
    SilentSink events;
    Clock clock;
    KnownRooms known;
    Members members;
    const DomainBasics basics{store, events, members, known, clock};
    RoomServices rooms{basics, RoomRules{}};
    PeopleServices people{basics, IdentityMode::Claimed};
};

QJsonObject parsed(const QStringList &words, bool isInvite = false)
{
    const Result<PeopleCommand, QString> command = parsePeopleCommand(words, isInvite);
    return command ? peopleRequest(*command) : QJsonObject{{u"error"_s, command.error()}};
}

} // namespace

class tst_PeopleCommand : public QObject
{
    Q_OBJECT

private slots:
    void wordsBecomeARequest();
    void aNameMayBeginWithADash();
    void onlyWhatChangesAPasswordAsksForOne();
    void requestsAreCarriedOut();
    void badRequestsAreRefusedOnce_data();
    void badRequestsAreRefusedOnce();
};

void tst_PeopleCommand::wordsBecomeARequest()
{
    QCOMPARE(parsed({u"list"_s}), (QJsonObject{{u"command"_s, u"user.list"_s}}));
    QCOMPARE(parsed({u"role"_s, u"kim"_s, u"admin"_s}),
             (QJsonObject{
                 {u"command"_s, u"user.role"_s}, {u"name"_s, u"kim"_s}, {u"role"_s, u"admin"_s}}));
    QCOMPARE(parsed({u"ban"_s, u"--for"_s, u"7d"_s, u"kim"_s, u"--reason"_s, u"x y"_s}),
             (QJsonObject{{u"command"_s, u"user.ban"_s},
                          {u"name"_s, u"kim"_s},
                          {u"forMs"_s, 7 * 24 * 60 * 60 * 1'000},
                          {u"reason"_s, u"x y"_s}}));
    QCOMPARE(parsed({}, true),
             (QJsonObject{{u"command"_s, u"invite"_s}, {u"role"_s, u"member"_s}, {u"uses"_s, 1}}));
    QCOMPARE(parsed({u"--owner"_s}, true).value("role"_L1).toString(), u"owner"_s);
    QCOMPARE(parsed({u"--admin"_s, u"--uses"_s, u"30"_s}, true).value("uses"_L1).toInt(), 30);
}

void tst_PeopleCommand::aNameMayBeginWithADash()
{
    QCOMPARE(parsed({u"ban"_s, u"--"_s, u"--undo"_s}).value("name"_L1).toString(), u"--undo"_s);
}

void tst_PeopleCommand::onlyWhatChangesAPasswordAsksForOne()
{
    QVERIFY(needsPassword(*parsePeopleCommand({u"add"_s, u"kim"_s}, false)));
    QVERIFY(needsPassword(*parsePeopleCommand({u"passwd"_s, u"kim"_s}, false)));
    QVERIFY(!needsPassword(*parsePeopleCommand({u"list"_s}, false)));
    QVERIFY(!needsPassword(*parsePeopleCommand({}, true)));
}

void tst_PeopleCommand::requestsAreCarriedOut()
{
    World world;
    PeopleCommand add{.verb = Verb::Add, .name = u"Kim"_s, .role = UserRole::Admin};
    add.password = u"correct horse"_s;
    const QJsonObject added = world.ask(peopleRequest(add)).value("user"_L1).toObject();
    QCOMPARE(added.value("name"_L1).toString(), u"Kim"_s);
    QCOMPARE(added.value("role"_L1).toString(), u"admin"_s);
    QCOMPARE(world.code(peopleRequest(add)), u"NAME_TAKEN"_s);
    const QJsonObject ban{{u"command"_s, u"user.ban"_s}, {u"name"_s, u"kim"_s}};
    QCOMPARE(world.ask(ban).value("user"_L1)["banned"_L1].toString(), u"for ever"_s);
    const QJsonArray users =
        world.ask({{u"command"_s, u"user.list"_s}}).value("users"_L1).toArray();
    QCOMPARE(users.size(), 1);
    QCOMPARE(users[0]["banned"_L1].toString(), u"for ever"_s);
    const QJsonObject reply = world.ask({{u"command"_s, u"user.list"_s}});
    const CommandOutput output = peopleOutput({.verb = Verb::List}, reply);
    QVERIFY2(output.output.endsWith(u"Kim\n"), qPrintable(output.output));
    QCOMPARE(world.code({{u"command"_s, u"room.list"_s}}), QString()); // rooms are reached too
}

void tst_PeopleCommand::badRequestsAreRefusedOnce_data()
{
    QTest::addColumn<QString>("json");
    QTest::addColumn<QString>("code");
    const auto row = [](const char *json, const char *code) {
        QTest::newRow(json) << QString::fromLatin1(json) << QString::fromLatin1(code);
    };
    row(R"({"command":"user.add"})", "BAD_REQUEST");
    row(R"({"command":"user.add","name":"a","password":"12345678","role":"king"})", "BAD_REQUEST");
    row(R"({"command":"user.add","name":"a","password":12345678,"role":"admin"})", "BAD_REQUEST");
    row(R"({"command":"user.add","name":"a","password":"short","role":"admin"})", "BAD_REQUEST");
    row(R"({"command":"user.add","name":"","password":"12345678","role":"admin"})", "BAD_NAME");
    row(R"({"command":"user.passwd","name":"a"})", "BAD_REQUEST");
    row(R"({"command":"user.passwd","name":"a","password":"12345678"})", "NOT_FOUND");
    row(R"({"command":"user.role","name":{},"role":"admin"})", "BAD_REQUEST");
    row(R"({"command":"user.role","name":"a","role":"admin"})", "NOT_FOUND");
    row(R"({"command":"user.ban","name":"a","forMs":-1})", "BAD_REQUEST");
    row(R"({"command":"user.ban","name":"a","forMs":"x"})", "BAD_REQUEST");
    row(R"({"command":"user.ban","name":"a","forMs":1e18})", "BAD_REQUEST");
    row(R"({"command":"invite"})", "BAD_REQUEST");
    row(R"({"command":"invite","role":"member","uses":0})", "BAD_REQUEST");
    row(R"({"command":"user.burn"})", "UNKNOWN_EVENT");
    row(R"({})", "UNKNOWN_EVENT");
}

void tst_PeopleCommand::badRequestsAreRefusedOnce()
{
    QFETCH(QString, json);
    QFETCH(QString, code);
    World world;
    QCOMPARE(world.code(QJsonDocument::fromJson(json.toUtf8()).object()), code);
}

QTEST_GUILESS_MAIN(tst_PeopleCommand)
#include "tst_peoplecommand.moc"
