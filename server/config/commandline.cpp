// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/config/configfile.h"
#include "server/config/serverconfig.h"

#include <optional>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

/// Who says it in a line of variables: the environment or the .env file.
struct VariableSource
{
    const QHash<QString, QString> &variables;
    QString origin; ///< as it follows the variable's name in an error
    QString where; ///< as it precedes it in --print-config
};

std::optional<Setting> fromVariables(const ConfigKey &key, const VariableSource &source)
{
    QStringList names{variableOf(key.name)};
    if (!key.alias.isEmpty()) {
        names += key.alias;
    }
    for (const QString &name : std::as_const(names)) {
        const QString value = source.variables.value(name);
        if (!value.isEmpty()) {
            QStringList values =
                key.isRepeatable ? value.split(u',', Qt::SkipEmptyParts) : QStringList(value);
            if (key.isRepeatable) {
                for (QString &item : values) {
                    item = item.trimmed();
                }
            }
            return Setting{
                .values = values, .origin = name + source.origin, .where = source.where + name};
        }
    }
    return std::nullopt;
}

/// The flags of a command line.
struct Flags
{
    Settings settings;
    QString configFile; ///< --config
    bool printsConfig = false;
};

/// Takes the known flags out of \p arguments. With \p keepUnknown the others stay (they are a
/// subcommand's own).
Result<Flags, QString> takeFlags(QStringList &arguments, bool keepUnknown)
{
    Flags flags;
    QStringList rest;
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        const QString &argument = arguments.at(i);
        if (!argument.startsWith(u"--")) {
            rest += argument;
            continue;
        }
        const qsizetype equals = argument.indexOf(u'=');
        const QString name = argument.mid(2, equals < 0 ? -1 : equals - 2);
        if (name == u"print-config" && equals < 0 && !keepUnknown) {
            flags.printsConfig = true;
            continue;
        }
        const ConfigKey *key = configKey(name);
        const bool isConfigFile = name == u"config";
        if (key == nullptr && !isConfigFile) {
            if (!keepUnknown) {
                return failure(
                    u"Unknown flag --%1.%2 \"maru-server --help\" lists all flags."_s.arg(
                        name, nearestKey(name, u"--"_s)));
            }
            rest += argument;
            continue;
        }
        if (equals < 0 && i + 1 == arguments.size()) {
            return failure(u"--%1 needs a value."_s.arg(name));
        }
        const QString value = equals < 0 ? arguments.at(++i) : argument.mid(equals + 1);
        if (value.isEmpty()) {
            return failure(u"--%1 needs a value."_s.arg(name));
        }
        if (isConfigFile) {
            flags.configFile = value;
            continue;
        }
        Setting &setting = flags.settings[name];
        setting.origin = u"--"_s + name;
        setting.where = u"flag --"_s + name;
        setting.values = key->isRepeatable ? setting.values << value : QStringList(value);
    }
    arguments = rest;
    return flags;
}

/// Which subcommand it is, taken off the front of \p arguments.
Result<Command::Kind, QString> takeKind(QStringList &arguments)
{
    const QString first = arguments.value(0);
    if (first == u"serve") {
        arguments.removeFirst();
        return Command::Kind::Serve;
    }
    static const QHash<QString, Command::Kind> subcommands{
        {u"room"_s, Command::Kind::Room},        {u"user"_s, Command::Kind::User},
        {u"invite"_s, Command::Kind::Invite},    {u"backup"_s, Command::Kind::Backup},
        {u"restore"_s, Command::Kind::Restore},  {u"check"_s, Command::Kind::Check},
        {u"export"_s, Command::Kind::Export},    {u"migrate"_s, Command::Kind::Migrate},
        {u"selftest"_s, Command::Kind::SelfTest}};
    if (const auto found = subcommands.constFind(first); found != subcommands.cend()) {
        arguments.removeFirst();
        return *found;
    }
    if (!first.isEmpty() && !first.startsWith(u"-")) {
        return failure(
            u"Unknown command \"%1\". \"maru-server --help\" lists all commands."_s.arg(first));
    }
    return Command::Kind::Serve;
}

/// What the file of --config says; empty if none is named.
Result<Settings, QString> fileSettings(const QString &flag, const VariableSource &environment,
                                       const VariableSource &dotEnv, const FileReader &readFile)
{
    QString path = flag;
    for (const VariableSource *source : {&environment, &dotEnv}) {
        path = path.isEmpty() ? source->variables.value(u"MARU_CONFIG"_s) : path;
    }
    if (path.isEmpty()) {
        return Settings();
    }
    const Result<QByteArray, QString> bytes = readFile(path);
    if (!bytes) {
        return failure(u"The configuration file %1 cannot be read: %2."_s.arg(path, bytes.error()));
    }
    return parseConfigFile(*bytes, path);
}

} // namespace

Result<Command, QString> parseCommandLine(const QStringList &arguments,
                                          const QHash<QString, QString> &environment,
                                          const QString &dotEnv, const FileReader &readFile)
{
    Command command;
    if (arguments.contains(u"--help") || arguments.contains(u"-h")) {
        command.kind = Command::Kind::Help;
        return command; // whatever else was said
    }
    if (arguments.contains(u"--version")) {
        command.kind = Command::Kind::Version;
        return command;
    }

    QStringList rest = arguments;
    const Result<Command::Kind, QString> kind = takeKind(rest);
    if (!kind) {
        return failure(kind.error());
    }
    command.kind = *kind;
    Result<Flags, QString> flags = takeFlags(rest, command.kind != Command::Kind::Serve);
    if (!flags) {
        return failure(flags.error());
    }
    if (command.kind == Command::Kind::Serve && !rest.isEmpty()) {
        return failure(u"\"%1\" is one word too many."_s.arg(rest.constFirst()));
    }
    command.arguments = rest;

    const Result<QHash<QString, QString>, QString> fileVariables = parseDotEnv(dotEnv);
    if (!fileVariables) {
        return failure(fileVariables.error());
    }
    const VariableSource variables{
        .variables = environment, .origin = {}, .where = u"environment variable "_s};
    const VariableSource dotEnvVariables{
        .variables = *fileVariables, .origin = u" in .env"_s, .where = u".env, "_s};
    Result<Settings, QString> file =
        fileSettings(flags->configFile, variables, dotEnvVariables, readFile);
    if (!file) {
        return failure(file.error());
    }
    Settings settings = *std::move(file);
    for (const ConfigKey &key : configKeys()) {
        std::optional<Setting> setting;
        if (const auto flag = flags->settings.constFind(key.name); flag != flags->settings.cend()) {
            setting = *flag;
        } else if (!(setting = fromVariables(key, variables))) {
            setting = fromVariables(key, dotEnvVariables);
        }
        if (setting) {
            settings.insert(key.name, *setting);
        }
    }
    const QString error = fillConfig(command.config, settings);
    if (!error.isEmpty()) {
        return failure(error);
    }
    for (auto it = settings.cbegin(); it != settings.cend(); ++it) {
        command.origins.insert(it.key(), it->where);
    }
    if (flags->printsConfig) {
        command.kind = Command::Kind::PrintConfig;
    }
    return command;
}

} // namespace maru::server
