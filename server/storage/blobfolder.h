// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/filesync.h"
#include "server/chat/blobs.h"

#include <QCryptographicHash>
#include <QFile>

#include <deque>
#include <functional>
#include <map>
#include <memory>

namespace maru::server {

/// The folder of BlobStore, seen from its thread: `ab/ab12…` a blob under its SHA-256, `parts/ID`
/// an upload, `store` the id of the store it belongs to. Made with the first upload.
///
/// A blob gets its name when all of it is on the disk, so whatever has that name is whole.
class BlobFolder
{
public:
    template<class T>
    using Reply = Result<T, BlobError>;
    /// See syncFileOrCode().
    using Sync = std::function<Result<void, int>(QFile &)>;

    explicit BlobFolder(QString path, Sync sync = syncFileOrCode);
    ~BlobFolder();
    Q_DISABLE_COPY_MOVE(BlobFolder)

    /// See Blobs.
    [[nodiscard]] Reply<bool> claim(const QString &storeId);

    /// Opens \p upload; catchUp() comes before append().
    [[nodiscard]] Reply<qint64> open(const FileId &upload);
    /// Hashes some of what came before it was opened. False: there is more.
    [[nodiscard]] Reply<bool> catchUp(const FileId &upload);
    [[nodiscard]] Reply<qint64> append(const FileId &upload, const QByteArray &bytes);
    void pause(const FileId &upload);
    [[nodiscard]] Reply<qint64> size(const FileId &upload) const;
    [[nodiscard]] Reply<Blobs::Blob> finish(const FileId &upload);
    void release(const QString &sha256);
    /// Leaves what lies in a folder that nobody has claimed.
    void drop(const FileId &upload);

    [[nodiscard]] Reply<QByteArray> read(const QString &sha256, qint64 offset, qint64 bytes) const;
    /// Unless nobody has claimed the folder, somebody copies it, or the blob is being named.
    void remove(const QString &sha256);
    [[nodiscard]] bool isBeingCopied() const;
    [[nodiscard]] Blobs::Listing list(int shard) const;

private:
    struct Hash
    {
        QCryptographicHash state{QCryptographicHash::Sha256};
        qint64 bytes = 0; ///< that went into it
    };
    struct Part
    {
        QFile file;
        std::unique_ptr<Hash> hash;
        qint64 bytes = 0;
    };

    [[nodiscard]] Reply<void> ensureFolder();
    [[nodiscard]] QString partPath(const FileId &upload) const;
    [[nodiscard]] QString blobPath(const QString &sha256) const;
    [[nodiscard]] Part *find(const FileId &upload);
    [[nodiscard]] Reply<void> moveIntoPlace(const QString &from, const QString &sha256,
                                            qint64 bytes);
    void keepHash(const FileId &upload, std::unique_ptr<Hash> hash);
    [[nodiscard]] BlobError giveUp(const FileId &upload, int code);

    QString m_path;
    Sync m_sync;
    QString m_storeId;
    bool m_isClaimed = false;
    bool m_isThere = false;
    std::map<QString, std::unique_ptr<Part>> m_open;
    std::map<QString, std::unique_ptr<Hash>> m_hashes; // of uploads that pause
    std::deque<QString> m_hashOrder; // the oldest first
    std::map<QString, int> m_pins; // by hash
};

} // namespace maru::server
