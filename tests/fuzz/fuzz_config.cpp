// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/serverlimits.h"
#include "server/admin/roomcommand.h"
#include "server/admin/selftestoptions.h"
#include "server/config/configfile.h"
#include "server/storage/sql/postgresurl.h"
#include "tests/fuzz/fuzztools.h"

#include <QDir>

using namespace maru;
using namespace maru::server;
using fuzz::require;

// What the administrator wrote: arguments, one a line; after a NUL the lines of the environment;
// after another the .env file, after another the file of --config. What is accepted is in range and
// complete, and what --print-config says of it is a file that says the same. The database's URL is
// read on, as far as we read it ourselves.

namespace {

/// `key='value';key='value'`, as libpq reads it once QPSQL has made spaces of the semicolons.
bool isListOfSettings(const QString &options)
{
    bool isQuoted = false;
    QString key;
    for (qsizetype i = 0; i < options.size(); ++i) {
        const QChar c = options[i];
        if (isQuoted) {
            i += c == u'\\' ? 1 : 0; // what it escapes is part of the value
            isQuoted = c != u'\'';
            if (c == u';' || i >= options.size()) {
                return false;
            }
        } else if (c == u'\'') {
            if (!key.startsWith(u"ssl") || !key.endsWith(u'=')) {
                return false;
            }
            isQuoted = true;
            key.clear();
        } else if (c != u';') {
            key += c;
        }
    }
    return !isQuoted && key.isEmpty();
}

void usePostgresUrl(const QString &url)
{
    const auto address = parsePostgresUrl(url);
    if (!address) {
        require(address.error().startsWith(u"The database URL ") && address.error().endsWith(u'.'));
        require(!address.error().contains(u'\n'));
        return;
    }
    require(address->port >= 1 && address->port <= 65'535 && !address->database.isEmpty());
    require(isListOfSettings(address->options));
    for (const QString &part :
         {address->host, address->user, address->password, address->database, address->options}) {
        require(!part.contains(QChar::Null));
    }
    const auto shown = parsePostgresUrl(withoutCredentials(url));
    require(!shown
            || (shown->password.isEmpty() && (shown->user.isEmpty() || shown->user == u"***")));
}

void useConfig(const ServerConfig &config)
{
    require(config.port >= 0 && config.port <= 65'535);
    require(config.certFile.isEmpty() == config.keyFile.isEmpty());
    require(QDir::isAbsolutePath(config.dataDir));
    const QString scheme = config.databaseUrl.section(u':', 0, 0);
    require(scheme.isEmpty() || scheme == u"sqlite" || scheme == u"postgres"
            || scheme == u"postgresql" || scheme == u"mongodb" || scheme == u"mongodb+srv");
    if (scheme.startsWith(u"postgres")) {
        usePostgresUrl(config.databaseUrl);
    }
    require(std::none_of(config.trustedProxies.begin(), config.trustedProxies.end(),
                         [](const QHostAddress &address) { return address.isNull(); }));
    require(!config.origins.contains(QString()) && !config.listen.contains(QString()));
    require(config.plain <= Plain::Off && config.identity <= IdentityMode::Password);
    require(config.logFormat <= LogFormat::Journald && config.logLevel <= LogLevel::Error);
    require(config.logFileBytes >= limits::minLogFileBytes
            && config.logFileBytes <= limits::maxLogFileBytes);
    require(config.metricsAddress.isNull() || config.metricsAddress.isLoopback());
}

/// A value may hold what a line cannot: both kinds of quotation marks, or control characters.
bool fitsALine(const ServerConfig &config)
{
    const auto fits = [](const ConfigKey &key, const QString &value) {
        const bool hasBoth = value.contains(u'"') && value.contains(u'\'');
        return !hasBoth && value.isValidUtf16()
            && std::all_of(value.begin(), value.end(), [](QChar c) { return c >= u' '; })
            && !(key.isRepeatable && value.contains(u'#'));
    };
    return std::all_of(configKeys().begin(), configKeys().end(),
                       [&](const ConfigKey &key) { return fits(key, key.show(config, key)); });
}

void printAndReadAgain(const Command &command)
{
    const QByteArray text = configText(command).toUtf8();
    if (!fitsALine(command.config) || text.size() > 65'536) {
        return;
    }
    const auto again = parseCommandLine({u"--config"_qs, u"x"_qs}, {}, {}, [&](const QString &) {
        return Result<QByteArray, QString>(text);
    });
    require(again.has_value());
    for (const ConfigKey *key : changedKeys(command.config, again->config)) {
        // But for what a database's URL does not show.
        require(key == configKey(u"db")
                && key->show(command.config, *key) == key->show(again->config, *key));
    }
}

void useConfigFile(const QByteArray &bytes)
{
    const auto settings = parseConfigFile(bytes, u"file"_qs);
    require(settings
            || (settings.error().startsWith(u"file:") && !settings.error().contains(u'\n')));
    if (settings) {
        for (auto it = settings->begin(); it != settings->end(); ++it) {
            require(configKey(it.key()) != nullptr && !it->values.isEmpty());
        }
    }
}

void useDotEnv(const QString &text)
{
    const auto variables = parseDotEnv(text);
    if (!variables) {
        require(variables.error().startsWith(u".env, line ") && !variables.error().contains(u'\n'));
        return;
    }
    QString again;
    for (auto it = variables->begin(); it != variables->end(); ++it) {
        require(!it.key().isEmpty() && !it.value().contains(u'\n'));
        require(!it.key().startsWith(u"MARU_") || it.key() == u"MARU_CONFIG"
                || configKey(it.key().sliced(5).toLower().replace(u'_', u'-')) != nullptr);
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
    const QString dotEnv = QString::fromUtf8(input.part('\0'));
    const QByteArray file = input.rest().toByteArray();

    const auto command = parseCommandLine(arguments, environment, dotEnv, [&](const QString &) {
        return Result<QByteArray, QString>(file);
    });
    require(command || !command.error().isEmpty());
    if (command && command->kind != Command::Kind::Help
        && command->kind != Command::Kind::Version) {
        useConfig(command->config);
        printAndReadAgain(*command);
    }
    useDotEnv(dotEnv);
    useConfigFile(file);

    const auto room = parseRoomCommand(arguments);
    require(room ? !roomRequest(*room).isEmpty() : !room.error().isEmpty());
    const auto selfTest = parseSelfTest(arguments);
    require(selfTest ? selfTest->kills >= 1 && selfTest->kills <= 10'000
                     : !selfTest.error().isEmpty());
    return 0;
}
