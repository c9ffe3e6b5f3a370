// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <memory>
#include <optional>

namespace maru::server {

/// The folder of one database while a server has it: locked against other servers, and put back as
/// it was unless keep() is called.
///
/// The lock is `server.lock` in the folder, held by the kernel for as long as this object (or the
/// process) lives.
class DataDirectory
{
public:
    explicit DataDirectory(const QString &databasePath);
    DataDirectory(const DataDirectory &) = delete;
    DataDirectory &operator=(const DataDirectory &) = delete;
    /// Without keep(): removes what came into being since acquire(), and nothing else.
    ~DataDirectory();

    /// Makes the folder if need be (0700), takes the lock and completes a restore that was
    /// committed; where that fails, what is there is kept. The error is a sentence for the
    /// administrator.
    [[nodiscard]] Result<void, QString> acquire();

    /// Makes an empty file (0600) that must not exist yet.
    [[nodiscard]] Result<void, QString> createFile(const QString &path);
    /// Gives a finished new database its name, durably.
    [[nodiscard]] Result<void, QString> moveIntoPlace(const QString &from);

    /// The store is open, or a restore into it is committed: what was made stays.
    void keep() { m_isKept = true; }

    [[nodiscard]] const QString &databasePath() const { return m_databasePath; }
    [[nodiscard]] QString walPath() const { return m_databasePath + QStringLiteral("-wal"); }
    /// Where a new database is made before it gets its name.
    [[nodiscard]] QString creatingPath() const
    {
        return m_databasePath + QStringLiteral(".creating");
    }
    /// The three files SQLite may keep beside \p databasePath, and itself.
    [[nodiscard]] static QStringList filesOf(const QString &databasePath);

private:
    class Lock;

    [[nodiscard]] Result<void, QString> makeFolders();
    void putBack();

    QString m_databasePath; // absolute
    QString m_folder;
    std::unique_ptr<Lock> m_lock;
    QStringList m_madeFolders; // outermost first
    QStringList m_madeFiles;
    QStringList m_filesBefore; // of SQLite's own, those that were there
    std::optional<QByteArray> m_indexBefore; // the -shm file: SQLite rebuilds it even to read
    bool m_isKept = false;
};

} // namespace maru::server
