// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/chat/stored.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>
#include <variant>

/// What the store is asked about files. The store keeps what is known of them, their bytes lie
/// elsewhere under their SHA-256 (see Blobs). See changes.h and queries.h.
namespace maru::server {

/// A file of which not everything has come. It has the id of the file that it becomes.
struct Upload
{
    FileId id;
    RoomId room;
    UserId owner;
    QString name;
    qint64 bytes = 0; ///< as announced; they count against the quota from now on
    qint64 createdMs = 0;
};

/// A file that is there whole.
struct StoredFile
{
    File file;
    RoomId room; ///< the one room whose messages can carry it
    UserId owner;
    qint64 createdMs = 0;
    std::optional<qint64> unusedMs = {}; ///< since then no message carries it; none: one does
};

/// Errors: NotFound (no such room, or the owner is no member), Full (of bytes: over \c quotaBytes),
/// Conflict (limits::maxOpenUploads).
struct BeginUpload
{
    using Reply = Nothing;
    Upload upload;
    qint64 quotaBytes = 0;
};

/// All bytes have come, under \c sha256 of \c file. Of \c file id, name and size are the upload's.
/// Errors: NotFound (no such upload any more).
struct EndUpload
{
    using Reply = StoredFile;
    File file;
    qint64 nowMs = 0;
};

/// It is about to go on: it is kept for a while longer. Succeeds also when there is none.
struct TouchUpload
{
    using Reply = Nothing;
    FileId upload;
    qint64 nowMs = 0;
};

/// Succeeds also when there is none.
struct DropUpload
{
    using Reply = Nothing;
    FileId upload;
};

/// Nobody wants it after all: a file of \c owner that no message carries is due for the next
/// ExpireFiles. Errors: NotFound (no such file of theirs), Conflict (a message carries it).
struct ForgetFile
{
    using Reply = Nothing;
    FileId file;
    UserId owner;
};

/// Forgets what nothing needs: uploads that did not go on since \c uploadsBeforeMs, and files that
/// no message carries since \c unusedBeforeMs; at most limits::maxSweptFiles of each.
struct ExpireFiles
{
    struct Reply
    {
        QList<FileId> uploads; ///< their bytes can go
        QList<QString> blobs; ///< hashes that no file has any more
        bool more = false;
    };
    qint64 uploadsBeforeMs = 0;
    qint64 unusedBeforeMs = 0;
};

using FileChange =
    std::variant<BeginUpload, EndUpload, TouchUpload, DropUpload, ForgetFile, ExpireFiles>;

/// Only the owner's own.
struct FindUpload
{
    using Reply = std::optional<Upload>;
    FileId upload;
    UserId owner;
};

/// As \c reader may see it: its own files, and those that messages of the rooms carry of which it
/// is a member.
struct FindFile
{
    using Reply = std::optional<StoredFile>;
    FileId file;
    UserId reader;
};

/// What counts against the quota of \c user, in bytes.
struct ReadFileUsage
{
    using Reply = qint64;
    UserId user;
};

/// Of \c blobs and \c uploads those that the store knows nothing of.
struct FindStrayFiles
{
    struct Reply
    {
        QList<FileId> uploads;
        QList<QString> blobs;
    };
    QList<FileId> uploads;
    QList<QString> blobs; ///< hashes
};

/// By which a folder of files knows its store: the same for ever.
struct ReadStoreId
{
    using Reply = QString;
};

using FileQuery = std::variant<FindUpload, FindFile, ReadFileUsage, FindStrayFiles, ReadStoreId>;

} // namespace maru::server
