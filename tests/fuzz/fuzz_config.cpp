// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/admin/roomcommand.h"
#include "server/admin/selftestoptions.h"
#include "server/serverconfig.h"
#include "tests/fuzz/fuzztools.h"

#include <QDir>

using namespace maru;
using namespace maru::server;
using fuzz::require;

// What the administrator wrote: arguments, one a line; after a NUL the lines of the environment;
// after another the .env file. What is accepted is in range and complete.

namespace {

void useConfig(const ServerConfig &config)
{
    require(config.port >= 0 && config.port <= 65'535);
    require(config.certFile.isEmpty() == config.keyFile.isEmpty());
    require(QDir::isAbsolutePath(config.dataDir));
    require(config.databaseUrl.isEmpty() || config.databaseUrl.startsWith(u"sqlite:"));
    require(std::none_of(config.trustedProxies.begin(), config.trustedProxies.end(),
                         [](const QHostAddress &address) { return address.isNull(); }));
    require(!config.origins.contains(QString()) && !config.listen.contains(QString()));
    require(config.plain <= Plain::Off && config.identity <= IdentityMode::Password);
}

void useDotEnv(const QString &text)
{
    const auto variables = parseDotEnv(text);
    if (!variables) {
        require(variables.error().startsWith(u".env, line "));
        return;
    }
    QString again;
    for (auto it = variables->begin(); it != variables->end(); ++it) {
        require(!it.key().isEmpty() && !it.value().contains(u'\n'));
        const bool isQuotable = !it.value().contains(u'"') && it.key() == it.key().trimmed()
            && !it.key().startsWith(u"export ") && !it.key().startsWith(u'#');
        again +=
            isQuotable ? it.key() + u"=\""_qs + it.value() + u"\" # comment\r\n"_qs : QString();
    }
    const auto same = parseDotEnv(again);
    require(same.has_value());
    for (auto it = same->begin(); it != same->end(); ++it) {
        require(variables->value(it.key()) == it.value());
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz::Input input(data, size);
    const QString flags = QString::fromUtf8(input.part('\0'));
    const QStringList arguments = flags.isEmpty() ? QStringList() : flags.split(u'\n');
    const QStringList lines = QString::fromUtf8(input.part('\0')).split(u'\n');
    QHash<QString, QString> environment;
    for (const QString &line : lines) {
        environment.insert(line.section(u'=', 0, 0), line.section(u'=', 1));
    }
    const QString dotEnv = QString::fromUtf8(input.rest());

    const auto command = parseCommandLine(arguments, environment, dotEnv);
    require(command || !command.error().isEmpty());
    if (command && command->kind != Command::Kind::Help
        && command->kind != Command::Kind::Version) {
        useConfig(command->config);
    }
    useDotEnv(dotEnv);

    const auto room = parseRoomCommand(arguments);
    require(room ? !roomRequest(*room).isEmpty() : !room.error().isEmpty());
    const auto selfTest = parseSelfTest(arguments);
    require(selfTest ? selfTest->kills >= 1 && selfTest->kills <= 10'000
                     : !selfTest.error().isEmpty());
    return 0;
}
