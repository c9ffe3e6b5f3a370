// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QByteArray>
#include <QString>

#include <vector>

/// What a program did to the files of one folder, in order: what a power cut is made of.
namespace maru::server::fixture {

struct DiskEvent
{
    enum class Kind : quint8 {
        Write, ///< `bytes` at `offset` of `file`
        Truncate, ///< `file` to `offset` bytes
        Sync, ///< `file`: everything done to its content and size so far is on the disk
        Create, ///< `file` under `name`, empty
        Remove, ///< `name`
        Rename, ///< `name` to `newName`, in place of what had that name
        SyncFolder, ///< every name is on the disk as it is now
    };
    Kind kind = Kind::Write;
    int file = 0; ///< its number; a file keeps it when its name changes
    qint64 offset = 0; ///< bytes
    QByteArray bytes;
    QString name; ///< without the folder
    QString newName;
};

struct DiskFile
{
    QString name;
    QByteArray bytes;
};

struct DiskJournal
{
    std::vector<DiskFile> before; ///< on the disk when the journal begins; file N is `before[N]`
    std::vector<DiskEvent> events;
};

} // namespace maru::server::fixture
