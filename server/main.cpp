// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/logging.h"
#include "common/version.h"
#include "server/exitcode.h"
#include "server/serverapplication.h"
#include "server/serverconfig.h"
#include "server/stopsignals.h"

#include <QCoreApplication>
#include <QFile>
#include <QProcessEnvironment>

#include <cstdio>

using namespace maru;
using namespace maru::server;

namespace {

void print(FILE *stream, const QString &text)
{
    std::fputs(qPrintable(text), stream);
    std::fputc('\n', stream);
    std::fflush(stream);
}

int serve(const ServerConfig &config)
{
    const Result<BackendMaker, OpenError> backend = backendForUrl(databaseUrl(config));
    if (!backend) {
        print(stderr, backend.error().text);
        return ExitUsage;
    }
    ServerApplication server(config, *backend);
    if (const Result<void, StartError> started = server.start(); !started) {
        print(stderr, started.error().text);
        return started.error().exitCode;
    }
    const StopSignals stopSignals;
    QObject::connect(&stopSignals, &StopSignals::stopRequested, &server, &ServerApplication::stop);
    QObject::connect(&server, &ServerApplication::finished, QCoreApplication::instance(),
                     &QCoreApplication::exit);
    for (const QString &line : server.startLines()) {
        print(stdout, line);
    }
    return QCoreApplication::exec();
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    installLogHandler();

    QHash<QString, QString> environment;
    const QProcessEnvironment system = QProcessEnvironment::systemEnvironment();
    for (const QString &key : system.keys()) {
        environment.insert(key, system.value(key));
    }
    QFile dotEnv(QStringLiteral(".env"));
    const QString dotEnvText =
        dotEnv.open(QIODevice::ReadOnly) ? QString::fromUtf8(dotEnv.readAll()) : QString();

    const Result<Command, QString> command =
        parseCommandLine(QCoreApplication::arguments().sliced(1), environment, dotEnvText);
    if (!command) {
        print(stderr, command.error());
        return ExitUsage;
    }
    switch (command->kind) {
    case Command::Kind::Help:
        print(stdout, helpText().trimmed());
        return ExitGood;
    case Command::Kind::Version:
        print(stdout, QStringLiteral("maru-server ") + version());
        return ExitGood;
    case Command::Kind::Serve:
    case Command::Kind::Room:
    case Command::Kind::SelfTest:
        break;
    }
    return serve(command->config);
}
