// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/files/filefailure.h"
#include "client/store/storedobjects.h"
#include "common/chat/objects.h"

#include <QString>

/// What people read about files, translated.
namespace maru::client {

/// What happened and what to do, in one sentence.
[[nodiscard]] QString failureText(const FileFailure &failure);
[[nodiscard]] QString sizeText(qint64 bytes);
/// "PNG", "PDF"; "File" where the name does not say it.
[[nodiscard]] QString kindText(const QString &fileName);
/// "PNG · 1.2 MB"
[[nodiscard]] QString detailText(const File &file);
/// What a message shows of files that are not at the server yet.
[[nodiscard]] QList<File> shownFiles(const QList<OutboxFile> &files);

} // namespace maru::client
