// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/config/serverconfig.h"

#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace maru::server {

std::optional<QString> dataDirProblem(const ServerConfig &config)
{
    const QFileInfo directory(config.dataDir);
    if (config.isDataDirDefault || directory.isDir()) {
        return std::nullopt;
    }
    if (directory.exists()) {
        return u"The data directory %1 is no directory. Nothing was changed."_s.arg(config.dataDir);
    }
    return u"The data directory %1 does not exist. Create it, or choose another with --data."_s.arg(
        config.dataDir);
}

} // namespace maru::server
