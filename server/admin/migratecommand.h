// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"
#include "server/admin/commandoutput.h"

#include <QString>
#include <QStringList>

/// `maru-server migrate FROM TO`.
namespace maru::server {

struct MigrateCommand
{
    QString from; ///< URLs, as of --db
    QString to;
};

/// \p ownUrl: the store of the settings, which `-` names, so that a password need not be an
/// argument. The error is a sentence.
[[nodiscard]] Result<MigrateCommand, QString> parseMigrate(const QStringList &arguments,
                                                           const QString &ownUrl);

/// Carries the store out, with its progress on stderr. \p dataDirectory: of the files that people
/// sent, which stay where they are.
[[nodiscard]] CommandOutput runMigrate(const MigrateCommand &command, const QString &dataDirectory);

} // namespace maru::server
