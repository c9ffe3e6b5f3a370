// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/ids.h"
#include "common/result.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <functional>

namespace maru::server {

enum class BlobError : quint8 {
    Failed, ///< the disk refused
    Full, ///< no room on the disk
    Busy, ///< too much waits
    NotFound,
};

/// The domain's way to the bytes of files: parts of uploads, and what has come whole, under its
/// SHA-256 and once.
///
/// Handlers run on the thread that asked, never from within a call; those of one that is destroyed
/// do not run.
class Blobs
{
public:
    template<class T>
    using Handler = std::function<void(Result<T, BlobError>)>;

    struct Blob
    {
        QString sha256; ///< hex
        QByteArray head; ///< at most its first limits::filePartBytes, of a JPEG jpegHeadBytes
    };
    struct Listing
    {
        QList<FileId> uploads;
        QList<QString> blobs;
    };
    static constexpr int shards = 256; ///< of list()

    Blobs() = default;
    virtual ~Blobs() = default;
    Q_DISABLE_COPY_MOVE(Blobs)

    /// Whether the folder belongs to the store with this id; one that is new will. Failed: it
    /// cannot be written.
    virtual void claim(const QString &storeId, Handler<bool> done) = 0;

    /// Opens \p upload for append(), from the beginning or where it stopped: the reply is where
    /// that is.
    virtual void open(const FileId &upload, Handler<qint64> done) = 0;
    /// The reply is the size then. After an error nothing of \p bytes was kept, and of the upload
    /// what size() says: nothing if the disk took bytes and did not keep them.
    virtual void append(const FileId &upload, const QByteArray &bytes, Handler<qint64> done) = 0;
    /// append() is not called for now.
    virtual void pause(const FileId &upload) = 0;
    /// How much of \p upload there is; also while it is open.
    virtual void size(const FileId &upload, Handler<qint64> done) = 0;
    /// All of an open upload has come: it is a blob from now on, on the disk, and is not removed
    /// before release(). Errors are those of append().
    virtual void finish(const FileId &upload, Handler<Blob> done) = 0;
    virtual void release(const QString &sha256) = 0;
    /// Forgets an upload.
    virtual void drop(const FileId &upload) = 0;

    /// Part of a blob; fewer than \p bytes only at its end.
    virtual void read(const QString &sha256, qint64 offset, qint64 bytes,
                      Handler<QByteArray> done) = 0;
    /// Does nothing while isBeingCopied(): the next start finds what nothing needs.
    virtual void remove(const QString &sha256) = 0;
    /// Whether somebody takes the files to another place, by a copy of the store that names what
    /// was needed when it was made.
    virtual void isBeingCopied(Handler<bool> done) = 0;
    /// What there is whose hash begins with the byte \p shard; with the first also the uploads.
    virtual void list(int shard, Handler<Listing> done) = 0;
};

} // namespace maru::server
