// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/config/serverconfig.h"

#include <QHash>
#include <QLatin1StringView>
#include <QString>
#include <QStringList>

#include <span>

namespace maru::server {

/// What was said for one key.
struct Setting
{
    QStringList values;
    QString origin; ///< who said it, as an error sentence begins
    QString where; ///< who said it, for --print-config
};
using Settings = QHash<QString, Setting>;

/// One thing the server can be told: the flag `--name`, the variable `MARU_NAME`, the line `name =`
/// of a file.
struct ConfigKey
{
    QLatin1StringView name;
    QLatin1StringView alias; ///< a bare variable of the seed, or empty
    QLatin1StringView argument; ///< as --help shows it; of a choice, the words themselves
    QLatin1StringView help;
    bool isRepeatable = false; ///< in variables and files: separated by commas
    bool isLive = false; ///< SIGHUP changes it
    /// Fills \p config; the sentence of what is wrong, or empty.
    QString (*take)(ServerConfig &config, const Setting &setting, const ConfigKey &key) = nullptr;
    /// The effective value, as a file would say it; empty if there is none.
    QString (*show)(const ServerConfig &config, const ConfigKey &key) = nullptr;
};

/// All of them, in the order of --help.
[[nodiscard]] std::span<const ConfigKey> configKeys();
/// nullptr if there is none.
[[nodiscard]] const ConfigKey *configKey(QStringView name);
/// " Did you mean X?" with \p prefix before the key most like \p name; empty if none is.
[[nodiscard]] QString nearestKey(const QString &name, const QString &prefix = {});
/// The variable of a key, `MARU_NAME`.
[[nodiscard]] QString variableOf(QLatin1StringView key);
/// The same as nearestKey() for a variable.
[[nodiscard]] QString nearestVariable(const QString &name);

/// Fills \p config from \p settings, and what they leave out from the defaults; the sentence of
/// what is wrong, or empty.
[[nodiscard]] QString fillConfig(ServerConfig &config, const Settings &settings);

/// The keys of \p after whose values are not those of \p before.
[[nodiscard]] QList<const ConfigKey *> changedKeys(const ServerConfig &before,
                                                   const ServerConfig &after);

} // namespace maru::server
