// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/keepingcommands.h"

#include "server/admin/backupcommand.h"
#include "server/admin/checkcommand.h"
#include "server/admin/exportcommand.h"
#include "server/admin/keepingrun.h"
#include "server/admin/migratecommand.h"
#include "server/exitcode.h"
#include "server/serverapplication.h"
#include "server/startlines.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

Result<KeepingRun::Work, QString> workOf(const Command &command)
{
    const auto withFile = [&command](const QString &verb, auto run) {
        return parseBackupFile(verb, command.arguments).map([run](const QString &file) {
            return KeepingRun::Work(
                [file, run](const KeepingPlace &place) { return run(place, file); });
        });
    };
    switch (command.kind) {
    case Command::Kind::Check:
        return parseCheck(command.arguments).map([](CheckDepth depth) {
            return KeepingRun::Work(
                [depth](const KeepingPlace &place) { return runCheck(place, depth); });
        });
    case Command::Kind::Export:
        return parseExport(command.arguments).map([](const ExportCommand &what) {
            return KeepingRun::Work(
                [what](const KeepingPlace &place) { return runExport(place, what); });
        });
    case Command::Kind::Restore:
        return withFile(u"restore"_s, runRestore);
    default:
        return withFile(u"backup"_s, runBackup);
    }
}

} // namespace

QString storeAddress(const ServerConfig &config)
{
    const QString url = databaseUrl(config);
    const QString path = sqlitePath(url);
    return path.isEmpty() ? withoutCredentials(url) : u"sqlite:"_s + path;
}

int runKeepingCommand(const Command &command)
{
    const Result<KeepingRun::Work, QString> work = workOf(command);
    if (!work) {
        return print(keepingFailure(work.error(), ExitUsage));
    }
    if (const std::optional<QString> problem = dataDirProblem(command.config)) {
        return print(keepingFailure(*problem, ExitStore));
    }
    KeepingRun run(command.config.dataDir, databaseUrl(command.config), serverName(), *work);
    QObject::connect(&run, &KeepingRun::finished, qApp,
                     [](const CommandOutput &output) { QCoreApplication::exit(print(output)); });
    run.start();
    return QCoreApplication::exec();
}

int runMigrateCommand(const Command &command)
{
    const Result<MigrateCommand, QString> what =
        parseMigrate(command.arguments, databaseUrl(command.config));
    if (!what) {
        return print(keepingFailure(what.error(), ExitUsage));
    }
    return print(runMigrate(*what, command.config.dataDir));
}

} // namespace maru::server
