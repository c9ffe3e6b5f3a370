// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"

#include <QFile>
#include <QString>

/// Bringing files to the disk.
namespace maru {

/// Waits until what was written to the open \p file is on the disk. The error is the system's text.
[[nodiscard]] Result<void, QString> syncFile(QFile &file);
/// The same; the error is the system's code, as in errno.
[[nodiscard]] Result<void, int> syncFileOrCode(QFile &file);
/// The same for a file that somebody else wrote.
[[nodiscard]] Result<void, QString> syncFile(const QString &path);
/// Makes the names in \p folder durable, where the file system can.
void syncFolder(const QString &folder);

/// Writes all of \p bytes or says why not: a disk that fills up takes some of them without an
/// error.
[[nodiscard]] Result<void, QString> writeAll(QFile &file, const QByteArray &bytes);

} // namespace maru
