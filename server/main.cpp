// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/logging.h"
#include "common/version.h"
#include "server/admin/commandrun.h"
#include "server/admin/passwordinput.h"
#include "server/admin/peoplecommand.h"
#include "server/admin/roomcommand.h"
#include "server/admin/selftest.h"
#include "server/config/serverconfig.h"
#include "server/exitcode.h"
#include "server/keepingcommands.h"
#include "server/serverapplication.h"
#include "server/startlines.h"
#include "server/stopsignals.h"
#ifdef Q_OS_LINUX
#include "server/transport/epolldispatcher.h"
#endif

#include <QCoreApplication>
#include <QProcessEnvironment>

using namespace maru;
using namespace maru::server;
using namespace Qt::StringLiterals;

namespace {

int refuse(int exitCode, const QString &sentence)
{
    printError(u"maru-server: %1\n"_s.arg(sentence));
    return exitCode;
}

/// Reads everything that says how to start: arguments, environment, .env and the file of --config.
Result<Command, QString> readCommand()
{
    QHash<QString, QString> environment;
    const QProcessEnvironment system = QProcessEnvironment::systemEnvironment();
    for (const QString &key : system.keys()) {
        environment.insert(key, system.value(key));
    }
    const Result<QString, QString> dotEnv = readDotEnv(u".env"_s);
    Result<Command, QString> command = parseCommandLine(QCoreApplication::arguments().sliced(1),
                                                        environment, dotEnv.value_or(QString()));
    const bool isQuestion = command
        && (command->kind == Command::Kind::Help || command->kind == Command::Kind::Version);
    if (!dotEnv && !isQuestion) {
        return failure(dotEnv.error());
    }
    return command;
}

int serve(const ServerConfig &config, const BackendMaker &backend)
{
    if (const Result<void, QString> log = configureLog(logOptions(config)); !log) {
        return refuse(ExitUsage, log.error());
    }
    ServerApplication server(config, backend);
    server.setConfigReader([]() -> Result<ServerConfig, QString> {
        return readCommand().map([](const Command &command) { return command.config; });
    });
    if (const Result<void, StartError> started = server.start(); !started) {
        return refuse(started.error().exitCode, started.error().text);
    }
    const StopSignals stopSignals;
    QObject::connect(&stopSignals, &StopSignals::stopRequested, &server, &ServerApplication::stop);
    QObject::connect(&stopSignals, &StopSignals::reloadRequested, &server,
                     &ServerApplication::reload);
    QObject::connect(&server, &ServerApplication::finished, qApp, &QCoreApplication::exit);
    QObject::connect(&server, &ServerApplication::ownerCodeMade, qApp,
                     [](const QString &code) { printOutput(ownerLine(code) + u'\n'); });
    printOutput(server.startLines().join(u'\n') + u'\n');
    return QCoreApplication::exec();
}

int runAdminCommand(const Command &command, AdminCommand admin, const BackendMaker &backend)
{
    if (const std::optional<QString> problem = dataDirProblem(command.config)) {
        return refuse(ExitStore, *problem);
    }
    CommandRun run(std::move(admin), command.config.dataDir, backend);
    QObject::connect(&run, &CommandRun::finished, qApp,
                     [](const CommandOutput &output) { QCoreApplication::exit(print(output)); });
    run.start();
    return QCoreApplication::exec();
}

int runRoomCommand(const Command &command, const BackendMaker &backend)
{
    const Result<RoomCommand, QString> room = parseRoomCommand(command.arguments);
    if (!room) {
        return refuse(ExitUsage, room.error());
    }
    const auto output = [room = *room](const QJsonObject &reply) {
        return roomOutput(room, reply);
    };
    return runAdminCommand(command, {roomRequest(*room), output}, backend);
}

int runPeopleCommand(const Command &command, const BackendMaker &backend)
{
    Result<PeopleCommand, QString> people =
        parsePeopleCommand(command.arguments, command.kind == Command::Kind::Invite);
    if (!people) {
        return refuse(ExitUsage, people.error());
    }
    if (needsPassword(*people)) {
        const Result<QString, QString> password = readNewPassword();
        if (!password) {
            return refuse(ExitUsage, password.error());
        }
        people->password = *password;
    }
    const auto output = [people = *people](const QJsonObject &reply) {
        return peopleOutput(people, reply);
    };
    return runAdminCommand(command, {peopleRequest(*people), output}, backend);
}

int runSelfTest(const Command &command)
{
    const Result<SelfTestOptions, QString> options = parseSelfTest(command.arguments);
    if (!options) {
        return refuse(ExitUsage, options.error());
    }
    SelfTest test(*options, QCoreApplication::applicationFilePath());
    const StopSignals stopSignals;
    QObject::connect(&stopSignals, &StopSignals::stopRequested, &test, &SelfTest::cancel);
    QObject::connect(&test, &SelfTest::progressed, qApp,
                     [](const QString &line) { printError(line + u'\n'); });
    QObject::connect(&test, &SelfTest::finished, qApp,
                     [](const CommandOutput &output) { QCoreApplication::exit(print(output)); });
    test.start();
    return QCoreApplication::exec();
}

/// Opens no store. Whether a URL of MongoDB is well formed only its plugin knows, and the settings
/// are shown without it, too.
int printConfig(const Command &command)
{
    const QString url = databaseUrl(command.config);
    const QString scheme = url.section(u':', 0, 0).toLower();
    if (scheme != u"mongodb" && scheme != u"mongodb+srv") {
        if (const auto backend = backendForUrl(url); !backend) {
            return refuse(ExitUsage, backend.error().text);
        }
    }
    printOutput(configText(command));
    return ExitGood;
}

int runOnStore(const Command &command)
{
    const Result<BackendMaker, OpenError> backend = backendForUrl(databaseUrl(command.config));
    if (!backend) {
        return refuse(ExitUsage, backend.error().text);
    }
    switch (command.kind) {
    case Command::Kind::Room:
        return runRoomCommand(command, *backend);
    case Command::Kind::User:
    case Command::Kind::Invite:
        return runPeopleCommand(command, *backend);
    case Command::Kind::Backup:
    case Command::Kind::Restore:
    case Command::Kind::Check:
    case Command::Kind::Export:
        return runKeepingCommand(command);
    default:
        return serve(command.config, *backend);
    }
}

int run(const Command &command)
{
    switch (command.kind) {
    case Command::Kind::Help:
        printOutput(helpText());
        return ExitGood;
    case Command::Kind::Version:
        printOutput(u"maru-server %1\n"_s.arg(version()));
        return ExitGood;
    case Command::Kind::SelfTest: // has a store of its own
        return runSelfTest(command);
    case Command::Kind::PrintConfig:
        return printConfig(command);
    case Command::Kind::Migrate: // is told which stores
        return runMigrateCommand(command);
    default:
        return runOnStore(command);
    }
}

} // namespace

int main(int argc, char *argv[])
{
#ifdef Q_OS_LINUX
    EpollDispatcher::install();
#endif
    const QCoreApplication application(argc, argv);
    installLogHandler();

    const Result<Command, QString> command = readCommand();
    return command ? run(*command) : refuse(ExitUsage, command.error());
}
