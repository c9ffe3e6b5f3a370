// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"
#include "server/admin/keepingrun.h"

#include <QString>
#include <QStringList>

/// `maru-server backup FILE` and `maru-server restore FILE`.
namespace maru::server {

/// The one FILE that follows \p verb. The error is a sentence.
[[nodiscard]] Result<QString, QString> parseBackupFile(const QString &verb,
                                                       const QStringList &arguments);

/// Makes the backup \p file of what is in \p place at one moment: the store, the files people sent,
/// and the server's own certificate with its key.
[[nodiscard]] CommandOutput runBackup(const KeepingPlace &place, const QString &file);

/// Puts the state in \p file in place of the one in \p place, which is kept in a folder
/// `before-restore-DATE` of the data directory. All of \p file is verified before anything is
/// touched.
[[nodiscard]] CommandOutput runRestore(const KeepingPlace &place, const QString &file);

/// A file that people sent, named by its SHA-256.
struct KeptFile
{
    QString path;
    QString partName; ///< `files/…`
    QByteArray sha256; ///< as its name says
};
/// All of them in \p dataDirectory, by name; what is named otherwise is no file of the store.
[[nodiscard]] std::vector<KeptFile> keptFiles(const QString &dataDirectory);

} // namespace maru::server
