// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/admin/commandrun.h"
#include "server/admin/roomcommand.h"
#include "server/chat/clock.h"
#include "server/chat/knownrooms.h"
#include "server/chat/members.h"
#include "server/chat/objectid.h"
#include "server/chat/roomservices.h"
#include "server/chat/silentsink.h"
#include "server/storage/storagethread.h"

#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <optional>

using namespace maru;
using namespace maru::server;
using namespace Qt::StringLiterals;

namespace {

/// The rooms of a server, in memory.
struct Rooms
{
    StorageThread store{*backendForUrl(u"memory:"_s)};
    SilentSink events;
    Clock clock;
    KnownRooms knownRooms;
    Members members;
    RoomServices services{DomainBasics{store, events, members, knownRooms, clock}, RoomRules{}};
};

class Asked
{
public:
    Asked(Rooms &rooms, const QJsonObject &request)
    {
        handleControlRequest(rooms.services, request,
                             [this](const QJsonObject &reply) { m_reply = reply; });
    }

    [[nodiscard]] bool isAnswered() const { return m_reply.has_value(); }
    [[nodiscard]] const QJsonObject &reply() const { return *m_reply; }
    [[nodiscard]] QString code() const { return m_reply->value("code"_L1).toString(); }

private:
    std::optional<QJsonObject> m_reply;
};

RoomCommand adding(const QString &name, bool withClassCode = false)
{
    return {.verb = RoomCommand::Verb::Add, .name = name, .withClassCode = withClassCode};
}

} // namespace

class tst_RoomCommand : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void aCommandIsRead_data();
    void aCommandIsRead();
    void aWrongCommandIsNamed_data();
    void aWrongCommandIsNamed();

    void aRoomIsAddedAndListed();
    void aClassCodeIsMadeOnlyWhenAsked();
    void aRefusalCarriesItsCode_data();
    void aRefusalCarriesItsCode();

    void addPrintsNameNamespaceAndCode();
    void listPrintsATable();
    void aRefusalIsAnExitCode_data();
    void aRefusalIsAnExitCode();

    void theRunningServerCarriesItOut();
    void withoutAServerTheStoreIsOpened();
    void aStoreThatDoesNotOpenIsExitCode3();
    void aServerThatDoesNotAnswerIsNotGoneAround();

private:
    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<Rooms> m_rooms;
};

void tst_RoomCommand::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    QVERIFY(m_directory->isValid());
    m_rooms = std::make_unique<Rooms>();
    QVERIFY(m_rooms->store.start());
}

void tst_RoomCommand::aCommandIsRead_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QJsonObject>("request");

    const QString key = u"command"_s;
    const QJsonValue add = u"room.add"_s;
    QTest::newRow("list") << QStringList{u"list"_s} << QJsonObject{{key, u"room.list"_s}};
    QTest::newRow("add") << QStringList{u"add"_s, u"방 1"_s}
                         << QJsonObject{{key, add}, {u"name"_s, u"방 1"_s}};
    QTest::newRow("add with a code")
        << QStringList{u"add"_s, u"math"_s, u"--code"_s}
        << QJsonObject{{key, add}, {u"name"_s, u"math"_s}, {u"code"_s, true}};
    QTest::newRow("the flag first")
        << QStringList{u"add"_s, u"--code"_s, u"math"_s}
        << QJsonObject{{key, add}, {u"name"_s, u"math"_s}, {u"code"_s, true}};
    QTest::newRow("a name like a flag") << QStringList{u"add"_s, u"--"_s, u"--code"_s}
                                        << QJsonObject{{key, add}, {u"name"_s, u"--code"_s}};
    QTest::newRow("an empty name is the server's to refuse")
        << QStringList{u"add"_s, QString()} << QJsonObject{{key, add}, {u"name"_s, u""_s}};
}

void tst_RoomCommand::aCommandIsRead()
{
    QFETCH(QStringList, arguments);
    QFETCH(QJsonObject, request);

    const Result<RoomCommand, QString> command = parseRoomCommand(arguments);

    QVERIFY2(command, command ? "" : qPrintable(command.error()));
    QCOMPARE(roomRequest(*command), request);
}

void tst_RoomCommand::aWrongCommandIsNamed_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("named");

    QTest::newRow("nothing") << QStringList() << u"add NAME"_s;
    QTest::newRow("unknown") << QStringList{u"drop"_s} << u"drop"_s;
    QTest::newRow("add without a name") << QStringList{u"add"_s} << u"name"_s;
    QTest::newRow("add with two names")
        << QStringList{u"add"_s, u"room"_s, u"five"_s} << u"\"five\""_s;
    QTest::newRow("unknown flag of add")
        << QStringList{u"add"_s, u"x"_s, u"--codes"_s} << u"--codes"_s;
    QTest::newRow("flag of another verb") << QStringList{u"list"_s, u"--code"_s} << u"--code"_s;
    QTest::newRow("list with a name") << QStringList{u"list"_s, u"x"_s} << u"\"x\""_s;
}

void tst_RoomCommand::aWrongCommandIsNamed()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, named);

    const Result<RoomCommand, QString> command = parseRoomCommand(arguments);

    QVERIFY(!command);
    QVERIFY2(command.error().contains(named), qPrintable(command.error()));
}

void tst_RoomCommand::aRoomIsAddedAndListed()
{
    Asked added(*m_rooms, roomRequest(adding(u"  방   1 "_s)));
    QTRY_VERIFY(added.isAnswered());
    QVERIFY(added.reply().value("ok"_L1).toBool());
    const QJsonObject room = added.reply().value("room"_L1).toObject();
    QCOMPARE(room.value("name"_L1).toString(), u"방 1"_s);
    QCOMPARE(room.value("namespace"_L1).toString(), u"/방 1"_s);
    QVERIFY(!room.contains("classCode"_L1));

    Asked listed(*m_rooms, roomRequest({}));
    QTRY_VERIFY(listed.isAnswered());
    const QJsonArray rooms = listed.reply().value("rooms"_L1).toArray();
    QVERIFY(rooms.contains(room));
}

void tst_RoomCommand::aClassCodeIsMadeOnlyWhenAsked()
{
    Asked added(*m_rooms, roomRequest(adding(u"math"_s, true)));
    QTRY_VERIFY(added.isAnswered());

    const QJsonObject room = added.reply().value("room"_L1).toObject();
    QVERIFY(isClassCode(room.value("classCode"_L1).toString()));
}

void tst_RoomCommand::aRefusalCarriesItsCode_data()
{
    QTest::addColumn<QJsonObject>("request");
    QTest::addColumn<QString>("code");

    const QString key = u"command"_s;
    QTest::newRow("no command") << QJsonObject() << u"UNKNOWN_EVENT"_s;
    QTest::newRow("unknown command")
        << QJsonObject{{key, u"server.explode"_s}} << u"UNKNOWN_EVENT"_s;
    QTest::newRow("command is a number") << QJsonObject{{key, 7}} << u"UNKNOWN_EVENT"_s;
    QTest::newRow("no name") << QJsonObject{{key, u"room.add"_s}} << u"BAD_REQUEST"_s;
    QTest::newRow("name is null") << QJsonObject{{key, u"room.add"_s},
                                                 {u"name"_s, QJsonValue::Null}}
                                  << u"BAD_REQUEST"_s;
    QTest::newRow("empty name") << roomRequest(adding(u""_s)) << u"BAD_NAME"_s;
    QTest::newRow("slash in the name") << roomRequest(adding(u"a/b"_s)) << u"BAD_NAME"_s;
    QTest::newRow("huge name") << roomRequest(adding(QString(60'000, u'x'))) << u"BAD_NAME"_s;
    QTest::newRow("taken, in other case") << roomRequest(adding(u"MATH"_s)) << u"NAME_TAKEN"_s;
}

void tst_RoomCommand::aRefusalCarriesItsCode()
{
    QFETCH(QJsonObject, request);
    QFETCH(QString, code);

    Asked first(*m_rooms, roomRequest(adding(u"math"_s)));
    Asked refused(*m_rooms, request);

    QTRY_VERIFY(first.isAnswered() && refused.isAnswered());
    QVERIFY(first.reply().value("ok"_L1).toBool());
    QVERIFY(!refused.reply().value("ok"_L1).toBool(true));
    QCOMPARE(refused.code(), code);
    QVERIFY(!refused.reply().value("error"_L1).toString().isEmpty());
}

void tst_RoomCommand::addPrintsNameNamespaceAndCode()
{
    const QJsonObject room{
        {u"name"_s, u"방 1"_s}, {u"namespace"_s, u"/방 1"_s}, {u"classCode"_s, u"ABC234"_s}};
    const CommandOutput output =
        roomOutput(adding(u"방 1"_s, true), {{u"ok"_s, true}, {u"room"_s, room}});

    QCOMPARE(output.exitCode, 0);
    QCOMPARE(output.output, u"room       방 1\nnamespace  /방 1\nclass code ABC234\n"_s);
    QVERIFY(output.errors.isEmpty());
}

void tst_RoomCommand::listPrintsATable()
{
    const QJsonArray rooms{
        QJsonObject{{u"name"_s, u"lobby"_s}, {u"messages"_s, 12'345}},
        QJsonObject{{u"name"_s, u"수학"_s}, {u"classCode"_s, u"ABC234"_s}, {u"messages"_s, 0}},
    };
    const CommandOutput output = roomOutput({}, {{u"ok"_s, true}, {u"rooms"_s, rooms}});

    QCOMPARE(output.exitCode, 0);
    QCOMPARE(output.output,
             u"CLASS CODE  MESSAGES  ROOM\n"
             "-              12345  lobby\n"
             "ABC234             0  수학\n"_s);
}

void tst_RoomCommand::aRefusalIsAnExitCode_data()
{
    QTest::addColumn<QString>("code");
    QTest::addColumn<int>("exitCode");

    QTest::newRow("a bad value") << u"BAD_NAME"_s << 2;
    QTest::newRow("taken") << u"NAME_TAKEN"_s << 1;
    QTest::newRow("the store") << u"STORE_FAILED"_s << 3;
    QTest::newRow("an older server") << u"UNKNOWN_EVENT"_s << 1;
    QTest::newRow("no code") << QString() << 1;
}

void tst_RoomCommand::aRefusalIsAnExitCode()
{
    QFETCH(QString, code);
    QFETCH(int, exitCode);

    const CommandOutput output =
        roomOutput({}, {{u"ok"_s, false}, {u"code"_s, code}, {u"error"_s, u"Sorry."_s}});

    QCOMPARE(output.exitCode, exitCode);
    QVERIFY(output.output.isEmpty());
    QCOMPARE(output.errors, u"maru-server: Sorry.\n"_s);
}

namespace {

/// Runs a command to its end.
class Run
{
public:
    Run(const RoomCommand &command, const QString &directory, BackendMaker makeBackend)
        : m_run({roomRequest(command),
                 [command](const QJsonObject &reply) {
                     return roomOutput(command, reply);
                 }},
                directory, std::move(makeBackend))
    {
        QObject::connect(&m_run, &CommandRun::finished, &m_run,
                         [this](const CommandOutput &output) { m_output = output; });
        m_run.start();
    }

    [[nodiscard]] bool isDone() const { return m_output.has_value(); }
    [[nodiscard]] const CommandOutput &output() const { return *m_output; }

private:
    CommandRun m_run;
    std::optional<CommandOutput> m_output;
};

BackendMaker noBackend()
{
    return []() -> std::unique_ptr<StorageBackend> {
        qFatal("the store was opened");
    };
}

class BrokenBackend final : public StorageBackend
{
public:
    Result<void, OpenError> open() override
    {
        return failure(OpenError{u"maru.db is no database."_s});
    }
    std::vector<Result<ChangeReply, StoreError>> apply(const std::vector<Change> &) override
    {
        return {};
    }
    Result<QueryReply, StoreError> read(const Query &) override
    {
        return failure(StoreError::Broken);
    }
    void close() override { }
};

} // namespace

void tst_RoomCommand::theRunningServerCarriesItOut()
{
    ControlServer server([this](const QJsonObject &request, const ControlServer::Reply &reply) {
        handleControlRequest(m_rooms->services, request, reply);
    });
    QVERIFY(server.listen(m_directory->path()));
    Run run(adding(u"math"_s), m_directory->path(), noBackend());

    QTRY_VERIFY(run.isDone());
    QCOMPARE(run.output().exitCode, 0);
    QVERIFY(run.output().output.contains(u"namespace  /math\n"));
    QVERIFY(run.output().errors.startsWith(u"Data directory: "_s + m_directory->path()));
    QVERIFY(run.output().errors.contains(u"(its running server)\n"));

    Run again(adding(u"math"_s), m_directory->path(), noBackend());
    QTRY_VERIFY(again.isDone());
    QCOMPARE(again.output().exitCode, 1);
    QVERIFY(again.output().output.isEmpty());
}

void tst_RoomCommand::withoutAServerTheStoreIsOpened()
{
    Run run(adding(u"math"_s, true), m_directory->path(), *backendForUrl(u"memory:"_s));

    QTRY_VERIFY(run.isDone());
    QCOMPARE(run.output().exitCode, 0);
    QVERIFY(run.output().output.contains(u"class code "));
    QVERIFY(run.output().errors.contains(u"(no server runs)\n"));
}

void tst_RoomCommand::aStoreThatDoesNotOpenIsExitCode3()
{
    Run run({}, m_directory->path(), [] { return std::make_unique<BrokenBackend>(); });

    QTRY_VERIFY(run.isDone());
    QCOMPARE(run.output().exitCode, 3);
    QVERIFY(run.output().errors.endsWith(u"\nmaru-server: maru.db is no database.\n"));
}

void tst_RoomCommand::aServerThatDoesNotAnswerIsNotGoneAround()
{
    ControlLimits bounds;
    bounds.connections = 0; // every connection is closed at once
    ControlServer server([](const QJsonObject &, const ControlServer::Reply &) {}, bounds);
    QVERIFY(server.listen(m_directory->path()));
    QTest::ignoreMessage(QtInfoMsg, "control: refused, 0 connections are open");
    Run run({}, m_directory->path(), noBackend());

    QTRY_VERIFY(run.isDone());
    QCOMPARE(run.output().exitCode, 1);
}

QTEST_GUILESS_MAIN(tst_RoomCommand)
#include "server/chat/silentsink.h"
#include "tst_roomcommand.moc"
