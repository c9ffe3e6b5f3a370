// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QFile>
#include <QString>

namespace maru::server {

/// Keeps those who copy the files of a store (a backup, an export) and the server that removes some
/// of them apart: what a copy of the store names is to be there until it was copied, too.
///
/// A lock of the kernel's on `store` in the folder of files, for as long as this object or the
/// process lives. Where a file system or an operating system has none, nobody is kept out.
class BlobLock
{
public:
    enum class For : quint8 {
        Copying, ///< beside others who copy; waits for a file that is being removed just now
        Removing, ///< alone; does not wait
    };

    BlobLock(const QString &folder, For what);
    BlobLock(const BlobLock &) = delete;
    BlobLock &operator=(const BlobLock &) = delete;

    /// Others have the folder. Only for Removing.
    [[nodiscard]] bool isRefused() const { return m_isRefused; }

private:
    QFile m_mark;
    bool m_isRefused = false;
};

} // namespace maru::server
