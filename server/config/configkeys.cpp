// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/config/configkeys.h"

#include "common/serverlimits.h"
#include "server/config/configvalues.h"

#include <QDir>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

using L1 = QLatin1StringView;

template<class T>
QString put(T &target, const Result<T, QString> &value)
{
    if (!value) {
        return value.error();
    }
    target = *value;
    return {};
}

/// One of the words of the key's argument: by their order the values of an enum, or of a bool the
/// one that \p trueIndex says.
template<auto Member, int trueIndex = 0>
QString takeChoice(ServerConfig &config, const Setting &setting, const ConfigKey &key)
{
    using Value = std::remove_reference_t<decltype(config.*Member)>;
    const Result<int, QString> index = choiceOf(setting, key);
    if (!index) {
        return index.error();
    }
    if constexpr (std::is_same_v<Value, bool>) {
        config.*Member = *index == trueIndex;
    } else {
        config.*Member = static_cast<Value>(*index);
    }
    return {};
}

template<auto Member, int trueIndex = 0>
QString showChoice(const ServerConfig &config, const ConfigKey &key)
{
    using Value = std::remove_cvref_t<decltype(config.*Member)>;
    int index = 0;
    if constexpr (std::is_same_v<Value, bool>) {
        index = config.*Member ? trueIndex : 1 - trueIndex;
    } else {
        index = static_cast<int>(config.*Member);
    }
    return QString(key.argument).section(u'|', index, index);
}

template<auto Member>
QString takeFile(ServerConfig &config, const Setting &setting, const ConfigKey &)
{
    config.*Member = fileOf(setting);
    return {};
}

template<auto Member>
QString showText(const ServerConfig &config, const ConfigKey &)
{
    return config.*Member;
}

QString showMetrics(const ServerConfig &config, const ConfigKey &)
{
    if (config.metricsAddress.isNull()) {
        return u"off"_s;
    }
    const QString host = config.metricsAddress.toString();
    return (host.contains(u':') ? u'[' + host + u']' : host) + u':'
        + QString::number(config.metricsPort);
}

QString takeMetrics(ServerConfig &config, const Setting &setting, const ConfigKey &)
{
    const Result<MetricsPlace, QString> place = metricsOf(setting);
    if (!place) {
        return place.error();
    }
    config.metricsAddress = place->address;
    config.metricsPort = place->port;
    return {};
}

QString takeData(ServerConfig &config, const Setting &setting, const ConfigKey &)
{
    config.dataDir = fileOf(setting);
    config.isDataDirDefault = false;
    return {};
}

QString showProxies(const ServerConfig &config, const ConfigKey &)
{
    QStringList texts;
    for (const QHostAddress &address : config.trustedProxies) {
        texts += address.toString();
    }
    return texts.join(u", ");
}

// One row per key: whatever is added here is a flag, a variable, a line of the file, a line of
// --help and of --print-config. isLive is what ServerApplication::reconfigure() applies.
// clang-format off
const std::array keys{
    ConfigKey{.name = L1("port"), .alias = L1("PORT"), .argument = L1("N"),
        .help = L1("0: any free port (default 5000; $PORT)"),
        .take = [](ServerConfig &config, const Setting &setting, const ConfigKey &) { return put(config.port, portOf(setting)); },
        .show = [](const ServerConfig &config, const ConfigKey &) { return QString::number(config.port); }},
    ConfigKey{.name = L1("listen"), .argument = L1("ADDRESS"), .help = L1("repeatable (default: all addresses)"), .isRepeatable = true,
        .take = [](ServerConfig &config, const Setting &setting, const ConfigKey &) { return put(config.listen, addressesOf(setting)); },
        .show = [](const ServerConfig &config, const ConfigKey &) { return config.listen.join(u", "); }},
    ConfigKey{.name = L1("data"), .argument = L1("DIR"),
        .help = L1("where everything is kept (default: the state directory of the user)"), .take = takeData, .show = showText<&ServerConfig::dataDir>},
    ConfigKey{.name = L1("db"), .alias = L1("DB_URL"), .argument = L1("URL"), .help = L1("sqlite:FILE, postgres://USER@HOST/DB or mongodb://HOST/DB (default: DIR/maru.db; $DB_URL)"),
        .take = [](ServerConfig &config, const Setting &setting, const ConfigKey &) { return put(config.databaseUrl, databaseOf(setting)); },
        .show = [](const ServerConfig &config, const ConfigKey &) { return withoutCredentials(databaseUrl(config)); }},
    ConfigKey{.name = L1("plain"), .argument = L1("loopback|lan|off"), .help = L1("from where connections without TLS are taken (default lan)"),
        .isLive = true, .take = takeChoice<&ServerConfig::plain>, .show = showChoice<&ServerConfig::plain>},
    ConfigKey{.name = L1("cert"), .argument = L1("FILE"),
        .help = L1("PEM; SIGHUP reads it and its key again (default: a self-made certificate kept in DIR)"),
        .isLive = true, .take = takeFile<&ServerConfig::certFile>, .show = showText<&ServerConfig::certFile>},
    ConfigKey{.name = L1("key"), .argument = L1("FILE"), .help = L1("PEM; goes with --cert"),
        .isLive = true, .take = takeFile<&ServerConfig::keyFile>, .show = showText<&ServerConfig::keyFile>},
    ConfigKey{.name = L1("origin"), .argument = L1("URL"),
        .help = L1("repeatable: web pages that may connect, beside those of the local network"), .isRepeatable = true, .isLive = true,
        .take = [](ServerConfig &config, const Setting &setting, const ConfigKey &) { return put(config.origins, originsOf(setting)); },
        .show = [](const ServerConfig &config, const ConfigKey &) { return config.origins.join(u", "); }},
    ConfigKey{.name = L1("trusted-proxy"), .argument = L1("ADDRESS"),
        .help = L1("repeatable: believe its X-Forwarded-For and X-Forwarded-Proto"), .isRepeatable = true, .isLive = true,
        .take = [](ServerConfig &config, const Setting &setting, const ConfigKey &) { return put(config.trustedProxies, proxiesOf(setting)); },
        .show = showProxies},
    ConfigKey{.name = L1("sticky-cookie"), .argument = L1("on|off"), .help = L1("tell balancers the session by a cookie (default off)"),
        .isLive = true, .take = takeChoice<&ServerConfig::setsStickyCookie>, .show = showChoice<&ServerConfig::setsStickyCookie>},
    ConfigKey{.name = L1("identity"), .argument = L1("open|claimed|password"), .help = L1("who may take a name (default claimed)"),
        .isLive = true, .take = takeChoice<&ServerConfig::identity>, .show = showChoice<&ServerConfig::identity>},
    ConfigKey{.name = L1("namespaces"), .argument = L1("known|any"), .help = L1("any: a namespace without a room makes one (default known)"),
        .isLive = true, .take = takeChoice<&ServerConfig::createsNamespaces, 1>, .show = showChoice<&ServerConfig::createsNamespaces, 1>},
    ConfigKey{.name = L1("rate-limit"), .argument = L1("on|off"), .help = L1("off is for tests and measurements (default on)"),
        .isLive = true, .take = takeChoice<&ServerConfig::limitsRates>, .show = showChoice<&ServerConfig::limitsRates>},
    ConfigKey{.name = L1("language"), .argument = L1("ko|en"), .help = L1("language of the welcome line (default ko)"),
        .isLive = true, .take = takeChoice<&ServerConfig::isKorean>, .show = showChoice<&ServerConfig::isKorean>},
    ConfigKey{.name = L1("max-file"), .argument = L1("SIZE"), .help = L1("how large a file may be (default 4G)"), .isLive = true,
        .take = [](ServerConfig &config, const Setting &setting, const ConfigKey &) {
            return put(config.maxFileBytes, sizeOf(setting, 1, limits::maxSizeSetting)); },
        .show = [](const ServerConfig &config, const ConfigKey &) { return sizeText(config.maxFileBytes); }},
    ConfigKey{.name = L1("quota"), .argument = L1("SIZE"), .help = L1("what the files of one person may take together (default 20G)"), .isLive = true,
        .take = [](ServerConfig &config, const Setting &setting, const ConfigKey &) {
            return put(config.quotaBytes, sizeOf(setting, 1, limits::maxSizeSetting)); },
        .show = [](const ServerConfig &config, const ConfigKey &) { return sizeText(config.quotaBytes); }},
    ConfigKey{.name = L1("beacon"), .argument = L1("on|off"), .help = L1("let clients in the LAN find this server (default on)"),
        .take = takeChoice<&ServerConfig::isAnnounced>, .show = showChoice<&ServerConfig::isAnnounced>},
    ConfigKey{.name = L1("log-format"), .argument = L1("auto|line|json|journald"), .help = L1("auto: journald below systemd, else line (default auto)"),
        .isLive = true, .take = takeChoice<&ServerConfig::logFormat>, .show = showChoice<&ServerConfig::logFormat>},
    ConfigKey{.name = L1("log-level"), .argument = L1("debug|info|warning|error"), .help = L1("the least that is logged (default info)"),
        .isLive = true, .take = takeChoice<&ServerConfig::logLevel>, .show = showChoice<&ServerConfig::logLevel>},
    ConfigKey{.name = L1("log-file"), .argument = L1("FILE"), .help = L1("instead of stderr; FILE.1 to FILE.4 are older (SIGHUP opens it again)"),
        .isLive = true, .take = takeFile<&ServerConfig::logFile>, .show = showText<&ServerConfig::logFile>},
    ConfigKey{.name = L1("log-size"), .argument = L1("SIZE"), .help = L1("how large each of them grows: 64K to 1G (default 20M)"), .isLive = true,
        .take = [](ServerConfig &config, const Setting &setting, const ConfigKey &) {
            return put(config.logFileBytes, sizeOf(setting, limits::minLogFileBytes, limits::maxLogFileBytes)); },
        .show = [](const ServerConfig &config, const ConfigKey &) { return sizeText(config.logFileBytes); }},
    ConfigKey{.name = L1("metrics"), .argument = L1("ADDRESS:PORT"), .help = L1("Prometheus metrics, on a loopback address (default off)"),
        .take = takeMetrics, .show = showMetrics},
};
// clang-format on

/// How many letters must change: Levenshtein's distance.
int distance(QStringView a, QStringView b)
{
    std::vector<int> row(size_t(b.size()) + 1);
    for (size_t j = 0; j < row.size(); ++j) {
        row[j] = int(j);
    }
    for (qsizetype i = 0; i < a.size(); ++i) {
        int diagonal = std::exchange(row[0], int(i) + 1);
        for (qsizetype j = 0; j < b.size(); ++j) {
            int &cell = row[size_t(j) + 1];
            const int changed = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = cell;
            cell = std::min({cell + 1, row[size_t(j)] + 1, changed});
        }
    }
    return row.back();
}

/// The name of the key most like \p name; empty if none is.
L1 nearestTo(const QString &name)
{
    constexpr qsizetype longest = 32;
    if (name.isEmpty() || name.size() > longest) {
        return {};
    }
    const QString plain = name.toLower().replace(u'_', u'-');
    L1 nearest;
    // Two letters changed places, or one word is half another: more is no guess any more.
    int least = plain.size() <= 2 ? 2 : std::max(2, int(plain.size()) / 3) + 1;
    for (const ConfigKey &key : keys) {
        if (const int d = distance(plain, QString(key.name)); d < least) {
            least = d;
            nearest = key.name;
        }
    }
    return nearest;
}

} // namespace

std::span<const ConfigKey> configKeys()
{
    return keys;
}

const ConfigKey *configKey(QStringView name)
{
    const auto found = std::find_if(keys.begin(), keys.end(),
                                    [&](const ConfigKey &key) { return key.name == name; });
    return found == keys.end() ? nullptr : &*found;
}

QString nearestKey(const QString &name, const QString &prefix)
{
    const L1 nearest = nearestTo(name);
    return nearest.isEmpty() ? QString() : u" Did you mean %1%2?"_s.arg(prefix, nearest);
}

QString variableOf(QLatin1StringView key)
{
    return u"MARU_"_s + QString(key).toUpper().replace(u'-', u'_');
}

QString nearestVariable(const QString &name)
{
    const L1 nearest = nearestTo(name.mid(variableOf({}).size()));
    return nearest.isEmpty() ? QString() : u" Did you mean %1?"_s.arg(variableOf(nearest));
}

QString fillConfig(ServerConfig &config, const Settings &settings)
{
    config.dataDir = QDir::cleanPath(QDir::current().absoluteFilePath(defaultDataDir()));
    for (const ConfigKey &key : keys) {
        if (const auto it = settings.find(key.name); it != settings.end()) {
            if (QString error = key.take(config, *it, key); !error.isEmpty()) {
                return error;
            }
        }
    }
    const auto cert = settings.find(u"cert"_s);
    const auto key = settings.find(u"key"_s);
    if ((cert == settings.end()) != (key == settings.end())) {
        return u"%1: a certificate and its key go together: --cert FILE --key FILE."_s.arg(
            (cert == settings.end() ? key : cert)->origin);
    }
    return {};
}

QList<const ConfigKey *> changedKeys(const ServerConfig &before, const ServerConfig &after)
{
    QList<const ConfigKey *> changed;
    for (const ConfigKey &key : keys) {
        // Of the database a part is never shown: the password, and the host that libpq is told.
        const bool isOtherDatabase =
            key.name == "db"_L1 && databaseUrl(before) != databaseUrl(after);
        if (isOtherDatabase || key.show(before, key) != key.show(after, key)) {
            changed += &key;
        }
    }
    return changed;
}

QString databaseUrl(const ServerConfig &config)
{
    return config.databaseUrl.isEmpty() ? u"sqlite:"_s + config.dataDir + u"/maru.db"_s
                                        : config.databaseUrl;
}

LogOptions logOptions(const ServerConfig &config)
{
    return {.format = config.logFormat,
            .level = config.logLevel,
            .file = config.logFile,
            .maxFileBytes = config.logFileBytes};
}

} // namespace maru::server
