// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/logging.h"
#include "common/result.h"
#include "common/serverlimits.h"
#include "server/chat/identityservice.h"
#include "server/transport/plain.h"

#include <QHash>
#include <QHostAddress>
#include <QString>
#include <QStringList>

#include <functional>
#include <optional>

namespace maru::server {

/// Everything `maru-server serve` can be told. Flags win over the environment, it over `.env`, it
/// over the file of --config, it over the defaults. The keys stand in configkeys.cpp.
struct ServerConfig
{
    int port = 5000; ///< 0: any free one
    QStringList listen; ///< addresses; empty: all
    QString dataDir;
    bool isDataDirDefault = true; ///< it may be created
    QString databaseUrl; ///< empty: `maru.db` in the data directory
    Plain plain = Plain::Lan;
    QString certFile; ///< PEM; empty: a certificate of our own in the data directory
    QString keyFile; ///< PEM; given if and only if certFile is
    QStringList origins; ///< of web pages, beside those let in by default
    QList<QHostAddress> trustedProxies;
    bool setsStickyCookie = false;
    IdentityMode identity = IdentityMode::Claimed;
    bool createsNamespaces = false; ///< --namespaces any
    bool limitsRates = true;
    bool isKorean = true;
    bool isAnnounced = true; ///< --beacon on: clients in the LAN find the server
    qint64 maxFileBytes = limits::maxFileBytes; ///< of one file
    qint64 quotaBytes = limits::quotaBytes; ///< of all files of one person
    LogFormat logFormat = LogFormat::Auto;
    LogLevel logLevel = LogLevel::Info;
    QString logFile; ///< empty: stderr
    qint64 logFileBytes = limits::logFileBytes; ///< of one file, before it is moved aside
    QHostAddress metricsAddress; ///< null: no metrics
    quint16 metricsPort = 0; ///< 0: any free one
};

/// What was asked for on the command line.
struct Command
{
    enum class Kind : quint8 {
        Serve,
        PrintConfig,
        Room,
        User,
        Invite,
        Backup,
        Restore,
        Check,
        Export,
        Migrate,
        SelfTest,
        Help,
        Version
    };
    Kind kind = Kind::Serve;
    ServerConfig config;
    QHash<QString, QString> origins; ///< key → who said it; without those that keep their default
    QStringList arguments; ///< what follows the subcommand's name, without the flags above
};

/// Reads the file of --config; the error is a few words about why it cannot.
using FileReader = std::function<Result<QByteArray, QString>(const QString &path)>;
/// The one that opens files, of at most limits::maxConfigBytes.
[[nodiscard]] Result<QByteArray, QString> readConfigFile(const QString &path);

/// Reads the command line. \p arguments without the program's name; \p environment as `KEY` →
/// value, an empty value counts as unset; \p dotEnv the text of `.env`, empty if there is none.
///
/// The error is one sentence that names the flag, variable or line.
[[nodiscard]] Result<Command, QString>
parseCommandLine(const QStringList &arguments, const QHash<QString, QString> &environment,
                 const QString &dotEnv, const FileReader &readFile = readConfigFile);

/// `KEY=value` lines as dotenv reads them: `export `, quotes, `#` comments, no interpolation.
/// Variables of other programs are taken too, but each MARU_ one must be a key's. The error names
/// the line.
[[nodiscard]] Result<QHash<QString, QString>, QString> parseDotEnv(const QString &text);
/// The text of \p path, of at most limits::maxConfigBytes; empty if there is no such file. The
/// error is a sentence that names it.
[[nodiscard]] Result<QString, QString> readDotEnv(const QString &path);

/// What --help prints.
[[nodiscard]] QString helpText();

/// What --print-config prints: each key with its value and who said it, as a file that --config
/// takes. No secrets.
[[nodiscard]] QString configText(const Command &command);

/// Where \p config keeps its database, as a URL.
[[nodiscard]] QString databaseUrl(const ServerConfig &config);
/// \p url with what may be a secret in it blanked.
[[nodiscard]] QString withoutCredentials(const QString &url);

[[nodiscard]] LogOptions logOptions(const ServerConfig &config);

/// One sentence if the data directory that was asked for is not there: only the default one is made
/// by itself, a name mistyped must not start an empty server.
[[nodiscard]] std::optional<QString> dataDirProblem(const ServerConfig &config);

} // namespace maru::server
