// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"
#include "server/admin/keepingrun.h"

#include <QString>
#include <QStringList>

/// `maru-server export FOLDER [--room NAME] [--format json|html]`.
namespace maru::server {

struct ExportCommand
{
    QString folder; ///< absolute; is made, and must not be there
    QString room; ///< name or id; empty: all
    bool asJson = true;
    bool asHtml = true;
};

/// The error is a sentence.
[[nodiscard]] Result<ExportCommand, QString> parseExport(const QStringList &arguments);

/// Writes the rooms of the store, as it is at one moment, page by page: for each `NAME.jsonl` and
/// `NAME.html`, and the files people sent into `files`. The folder gets its name when all of it is
/// there.
[[nodiscard]] CommandOutput runExport(const KeepingPlace &place, const ExportCommand &command);

} // namespace maru::server
