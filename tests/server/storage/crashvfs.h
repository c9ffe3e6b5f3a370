// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "tests/server/storage/diskjournal.h"

#include <QHash>
#include <QMap>
#include <QString>

namespace maru::server::fixture {

/// Makes SQLite's default VFS one that tells the DiskRecorder, if there is one, what SQLite does;
/// the work itself is done by SQLite's own "unix" VFS. SQLite's random numbers (the salts of a
/// write-ahead log) follow from \p seed from now on.
///
/// Before the first connection of the process. A second call only sets the seed.
void installCrashVfs(quint32 seed);

/// Keeps the journal of one folder while it lives; one at a time.
///
/// Content and syncs of files come from the VFS. Names that come and go are found by looking at the
/// folder whenever SQLite opens or removes a file and whenever the folder is synced: so those of
/// QFile are found as well. Syncs of the folder are caught by replacing fsync() and fdatasync() of
/// this process, SQLite's included; nothing here is really synced, which no power cut of the model
/// can tell.
///
/// Not recorded: `-shm` files, which SQLite makes anew when it is the first to open a database.
///
/// Thread: one for everything.
class DiskRecorder
{
public:
    /// \p folder exists; what it holds now counts as on the disk.
    explicit DiskRecorder(const QString &folder);
    DiskRecorder(const DiskRecorder &) = delete;
    DiskRecorder &operator=(const DiskRecorder &) = delete;
    ~DiskRecorder();

    /// How many events there have been.
    [[nodiscard]] qsizetype moment() const { return qsizetype(m_journal.events.size()); }
    [[nodiscard]] const DiskJournal &journal() const { return m_journal; }

    // For the VFS and fsync(); null while nobody records.
    [[nodiscard]] static DiskRecorder *active();
    /// The number of the file \p path, which has just been opened; -1: not of this folder.
    [[nodiscard]] int opened(const QString &path);
    void removed(const QString &path);
    void wrote(int file, qint64 offset, QByteArray bytes);
    void truncated(int file, qint64 size);
    void synced(int file);
    void descriptorSynced(int fd); ///< maybe the folder's

private:
    struct Name
    {
        int file = 0;
        quint64 inode = 0;
    };

    [[nodiscard]] bool isRecorded(const QString &path) const;
    void look();
    void addFile(const QString &name, quint64 inode);

    QString m_folder; // with a slash at its end
    quint64 m_device = 0;
    quint64 m_inode = 0;
    DiskJournal m_journal;
    QMap<QString, Name> m_names;
    std::vector<qint64>
        m_sizes; // by file: to notice another file that got the inode of one removed
};

} // namespace maru::server::fixture
