// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"

#include <QString>
#include <QStringList>

/// How a restored state takes the place of the one before: all of it or nothing, whenever the
/// program is killed.
///
/// The new state is made in the folder `restore.creating` of the data directory. When it is
/// complete and on the disk, the folder becomes `restore.ready`: that one rename is the restore.
/// What remains, to move the old files aside and the new ones to their places, is done by whoever
/// locks the directory next, be it the same program or a server that starts after it was killed.
namespace maru::server {

/// What is to be moved, kept in the folder itself.
struct RestorePlan
{
    QString storeName; ///< of the database file in the data directory
    QString asideName; ///< folder in the data directory that takes the old state
    QStringList parts; ///< files and folders beside the plan that make up the new state
};

/// The database among the parts.
inline constexpr auto restoredStoreName = QLatin1StringView("store.db");
inline constexpr auto restoredFilesName = QLatin1StringView("files");

[[nodiscard]] QString restoreCreatingPath(const QString &folder);

/// Makes the restore happen: `restore.creating`, with everything in it on the disk, becomes
/// `restore.ready`. Thread: one that holds the lock of \p folder. The error is a sentence, of what
/// is mounted where it cannot be moved aside, too; nothing was changed then.
[[nodiscard]] Result<void, QString> commitRestore(const QString &folder, const RestorePlan &plan);

/// Completes a restore that was committed, if there is one, and removes what one that was not left
/// behind. The caller holds the lock of \p folder and has no file in it open. The error is a
/// sentence; the next call goes on.
[[nodiscard]] Result<void, QString> completeRestore(const QString &folder);

} // namespace maru::server
