// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/serverconfig.h"

#include "server/transport/addresses.h"

#include <QDir>
#include <QHostAddress>
#include <QStandardPaths>
#include <QUrl>

#include <array>
#include <optional>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

/// One setting: its flag `--name`, its variable `MARU_NAME`, and a bare variable of the seed where
/// there is one.
struct Key
{
    QLatin1StringView name;
    QLatin1StringView alias;
    bool isRepeatable = false;
};

constexpr std::array keys{
    Key{QLatin1StringView("port"), QLatin1StringView("PORT")},
    Key{QLatin1StringView("listen"), {}, true},
    Key{QLatin1StringView("data"), {}},
    Key{QLatin1StringView("db"), QLatin1StringView("DB_URL")},
    Key{QLatin1StringView("plain"), {}},
    Key{QLatin1StringView("cert"), {}},
    Key{QLatin1StringView("key"), {}},
    Key{QLatin1StringView("origin"), {}, true},
    Key{QLatin1StringView("trusted-proxy"), {}, true},
    Key{QLatin1StringView("sticky-cookie"), {}},
    Key{QLatin1StringView("rate-limit"), {}},
    Key{QLatin1StringView("identity"), {}},
    Key{QLatin1StringView("namespaces"), {}},
    Key{QLatin1StringView("language"), {}},
    Key{QLatin1StringView("beacon"), {}},
};

/// A value and where it was said, for error sentences.
struct Setting
{
    QStringList values;
    QString origin;
};
using Settings = QHash<QString, Setting>;

QString variableOf(const Key &key)
{
    return u"MARU_"_s + QString(key.name).toUpper().replace(u'-', u'_');
}

/// What the environment or the .env file says, if anything.
std::optional<Setting> fromVariables(const Key &key, const QHash<QString, QString> &variables,
                                     const QString &where)
{
    QStringList names{variableOf(key)};
    if (!key.alias.isEmpty()) {
        names += key.alias;
    }
    for (const QString &name : std::as_const(names)) {
        const QString value = variables.value(name);
        if (!value.isEmpty()) {
            return Setting{key.isRepeatable ? value.split(u',', Qt::SkipEmptyParts)
                                            : QStringList(value),
                           name + where};
        }
    }
    return std::nullopt;
}

QString defaultDataDir()
{
#if defined(Q_OS_WIN) || defined(Q_OS_MACOS)
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation)
        + u"/Maru/server"_s;
#else
    const QString state = qEnvironmentVariable("XDG_STATE_HOME");
    return (state.isEmpty() ? QDir::homePath() + u"/.local/state"_s : state) + u"/maru"_s;
#endif
}

/// The setting as one of \p words, by index; the error names who said it.
Result<int, QString> choice(const Setting &setting, std::initializer_list<QLatin1StringView> words)
{
    QStringList allowed;
    for (const QLatin1StringView word : words) {
        if (setting.values.constLast() == word) {
            return int(allowed.size());
        }
        allowed += word;
    }
    return failure(u"%1: \"%2\" is not one of %3."_s.arg(setting.origin, setting.values.constLast(),
                                                         allowed.join(u", ")));
}

Result<int, QString> portOf(const Setting &setting)
{
    bool isNumber = false;
    const int port = setting.values.constLast().toInt(&isNumber);
    if (!isNumber || port < 0 || port > 65'535) {
        return failure(u"%1: \"%2\" is no port (0 to 65535)."_s.arg(setting.origin,
                                                                    setting.values.constLast()));
    }
    return port;
}

Result<QStringList, QString> addressesOf(const Setting &setting)
{
    for (const QString &address : setting.values) {
        if (address != u"localhost" && QHostAddress(address).isNull()) {
            return failure(u"%1: \"%2\" is no IP address."_s.arg(setting.origin, address));
        }
    }
    return setting.values;
}

Result<QList<QHostAddress>, QString> proxiesOf(const Setting &setting)
{
    QList<QHostAddress> addresses;
    for (const QString &text : setting.values) {
        const QHostAddress address = normalized(QHostAddress(text.trimmed()));
        if (address.isNull()) {
            return failure(u"%1: \"%2\" is no IP address."_s.arg(setting.origin, text));
        }
        addresses += address;
    }
    return addresses;
}

/// As a browser sends them: scheme, host and port, nothing behind.
Result<QStringList, QString> originsOf(const Setting &setting)
{
    QStringList origins;
    for (const QString &text : setting.values) {
        const QString value = text.trimmed();
        const QUrl url(value, QUrl::StrictMode);
        const bool isOrigin = url.isValid() && !url.host().isEmpty() && url.path().isEmpty()
            && !url.hasQuery() && !url.hasFragment() && url.userInfo().isEmpty();
        if (value != u"*" && !isOrigin) {
            return failure(u"%1: \"%2\" is no origin (https://chat.example or "
                           u"http://192.0.2.1:3000, without a path)."_s.arg(setting.origin, text));
        }
        origins += value;
    }
    return origins;
}

QString fileOf(const Setting &setting)
{
    return QDir::cleanPath(QDir::current().absoluteFilePath(setting.values.constLast()));
}

Result<QString, QString> databaseOf(const Setting &setting)
{
    const QString &url = setting.values.constLast();
    if (url.startsWith(u"sqlite:") && url.size() > 7) {
        return url;
    }
    // The URL itself is not repeated: it may hold a password.
    return failure(
        u"%1: this version keeps its data in SQLite only (sqlite:FILE)."_s.arg(setting.origin));
}

template<class T>
bool take(T &target, const Result<T, QString> &value, QString &error)
{
    if (value) {
        target = *value;
        return true;
    }
    error = value.error();
    return false;
}

/// Fills \p config from \p settings; the error is empty if all is well.
QString fill(ServerConfig &config, const Settings &settings)
{
    QString error;
    const auto given = [&](const char *name) {
        return settings.find(QString::fromLatin1(name));
    };
    const auto end = settings.end();
    const auto chosen = [&](const char *name, std::initializer_list<QLatin1StringView> words,
                            int fallback) {
        int index = fallback;
        if (const auto it = given(name); it != end && error.isEmpty()) {
            take(index, choice(*it, words), error);
        }
        return index;
    };

    if (const auto it = given("port"); it != end && !take(config.port, portOf(*it), error)) {
        return error;
    }
    if (const auto it = given("listen");
        it != end && !take(config.listen, addressesOf(*it), error)) {
        return error;
    }
    if (const auto it = given("db");
        it != end && !take(config.databaseUrl, databaseOf(*it), error)) {
        return error;
    }
    if (const auto it = given("origin");
        it != end && !take(config.origins, originsOf(*it), error)) {
        return error;
    }
    if (const auto it = given("trusted-proxy");
        it != end && !take(config.trustedProxies, proxiesOf(*it), error)) {
        return error;
    }
    const auto cert = given("cert");
    const auto key = given("key");
    if ((cert == end) != (key == end)) {
        return u"%1: a certificate and its key go together: --cert FILE --key FILE."_s.arg(
            (cert == end ? key : cert)->origin);
    }
    if (cert != end) {
        config.certFile = fileOf(*cert);
        config.keyFile = fileOf(*key);
    }
    config.isDataDirDefault = given("data") == end;
    config.dataDir = QDir::cleanPath(QDir::current().absoluteFilePath(
        config.isDataDirDefault ? defaultDataDir() : given("data")->values.constLast()));

    config.plain =
        static_cast<Plain>(chosen("plain", {"loopback"_L1, "lan"_L1, "off"_L1}, int(Plain::Lan)));
    config.identity = static_cast<IdentityMode>(
        chosen("identity", {"open"_L1, "claimed"_L1, "password"_L1}, int(IdentityMode::Claimed)));
    config.createsNamespaces = chosen("namespaces", {"known"_L1, "any"_L1}, 0) == 1;
    config.setsStickyCookie = chosen("sticky-cookie", {"off"_L1, "on"_L1}, 0) == 1;
    config.limitsRates = chosen("rate-limit", {"on"_L1, "off"_L1}, 0) == 0;
    config.isAnnounced = chosen("beacon", {"on"_L1, "off"_L1}, 0) == 0;
    config.isKorean = chosen("language", {"ko"_L1, "en"_L1}, 0) == 0;
    return error;
}

const Key *keyOf(const QString &name)
{
    const auto found =
        std::find_if(keys.begin(), keys.end(), [&](const Key &key) { return key.name == name; });
    return found == keys.end() ? nullptr : &*found;
}

/// Takes the known flags out of \p arguments. With \p keepUnknown the others stay (they are a
/// subcommand's own).
Result<Settings, QString> takeFlags(QStringList &arguments, bool keepUnknown)
{
    Settings settings;
    QStringList rest;
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        const QString &argument = arguments.at(i);
        if (!argument.startsWith(u"--")) {
            rest += argument;
            continue;
        }
        const qsizetype equals = argument.indexOf(u'=');
        const QString name = argument.mid(2, equals < 0 ? -1 : equals - 2);
        const Key *key = keyOf(name);
        if (key == nullptr) {
            if (!keepUnknown) {
                return failure(
                    u"Unknown flag --%1. \"maru-server --help\" lists all flags."_s.arg(name));
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
        Setting &setting = settings[name];
        setting.origin = u"--"_s + name;
        setting.values = key->isRepeatable ? setting.values << value : QStringList(value);
    }
    arguments = rest;
    return settings;
}

/// Which subcommand it is, taken off the front of \p arguments.
Result<Command::Kind, QString> takeKind(QStringList &arguments)
{
    const QString first = arguments.value(0);
    if (first == u"serve") {
        arguments.removeFirst();
        return Command::Kind::Serve;
    }
    if (first == u"room" || first == u"selftest") {
        arguments.removeFirst();
        return first == u"room" ? Command::Kind::Room : Command::Kind::SelfTest;
    }
    if (!first.isEmpty() && !first.startsWith(u"-")) {
        return failure(
            u"Unknown command \"%1\". \"maru-server --help\" lists all commands."_s.arg(first));
    }
    return Command::Kind::Serve;
}

} // namespace

Result<QHash<QString, QString>, QString> parseDotEnv(const QString &text)
{
    QHash<QString, QString> variables;
    const QStringList lines = text.split(u'\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        QStringView line = QStringView(lines.at(i)).trimmed();
        if (line.isEmpty() || line.startsWith(u'#')) {
            continue;
        }
        if (line.startsWith(u"export ")) {
            line = line.sliced(7).trimmed();
        }
        const qsizetype equals = line.indexOf(u'=');
        if (equals < 1) {
            return failure(u".env, line %1: this is not KEY=value."_s.arg(i + 1));
        }
        QStringView value = line.sliced(equals + 1).trimmed();
        const QChar quote = value.isEmpty() ? QChar() : value.front();
        if (quote == u'"' || quote == u'\'') {
            const qsizetype closing = value.indexOf(quote, 1);
            if (closing < 0) {
                return failure(u".env, line %1: the quotation mark is not closed."_s.arg(i + 1));
            }
            value = value.sliced(1, closing - 1);
        } else if (const qsizetype comment = value.indexOf(u" #"); comment >= 0) {
            value = value.first(comment).trimmed();
        }
        variables.insert(line.first(equals).trimmed().toString(), value.toString());
    }
    return variables;
}

Result<Command, QString> parseCommandLine(const QStringList &arguments,
                                          const QHash<QString, QString> &environment,
                                          const QString &dotEnv)
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
    Result<Settings, QString> settings = takeFlags(rest, command.kind != Command::Kind::Serve);
    if (!settings) {
        return failure(settings.error());
    }
    if (command.kind == Command::Kind::Serve && !rest.isEmpty()) {
        return failure(u"\"%1\" is one word too many."_s.arg(rest.constFirst()));
    }
    command.arguments = rest;

    const Result<QHash<QString, QString>, QString> fileVariables = parseDotEnv(dotEnv);
    if (!fileVariables) {
        return failure(fileVariables.error());
    }
    for (const Key &key : keys) {
        if (settings->contains(key.name)) {
            continue;
        }
        if (std::optional<Setting> setting = fromVariables(key, environment, {})) {
            settings->insert(key.name, *setting);
        } else if ((setting = fromVariables(key, *fileVariables, u" in .env"_s))) {
            settings->insert(key.name, *setting);
        }
    }
    const QString error = fill(command.config, *settings);
    if (!error.isEmpty()) {
        return failure(error);
    }
    return command;
}

} // namespace maru::server
