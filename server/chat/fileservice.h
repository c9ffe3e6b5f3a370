// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"
#include "common/serverlimits.h"
#include "server/chat/blobs.h"
#include "server/chat/domainbasics.h"
#include "server/chat/filechanges.h"

#include <QHash>
#include <QObject>
#include <QTimer>

#include <functional>

namespace maru::server {

struct FileRules
{
    qint64 maxFileBytes = 0;
    qint64 quotaBytes = 0; ///< of all files of one person
};

/// Whether there is one or not: who may not have it does not learn that.
[[nodiscard]] ApiError noSuchFile();

/// The use cases of a file: who may bring one, who may have it, and what becomes of those that
/// nothing carries. Its bytes travel elsewhere (see Blobs).
class FileService : public QObject
{
    Q_OBJECT

public:
    template<class T>
    using Done = std::function<void(Result<T, ApiError>)>;

    /// How long an upload is kept, and counted, that nobody can go on with once it is cut.
    static constexpr qint64 wholeLeaseMs = 20LL * limits::transferStallMs;

    /// Between two notes that an upload goes on: its client comes with every slice.
    static constexpr qint64 touchEveryMs = 5LL * 60 * 1'000;

    FileService(const DomainBasics &basics, Blobs &blobs, const FileRules &rules);

    /// The store is open: takes the folder, and forgets what a server that was killed left there.
    /// Where the folder is not to be had, unavailable() follows. A store that cannot answer is
    /// asked again with the next sweep().
    void start();
    [[nodiscard]] bool isAvailable() const { return m_isAvailable; }
    /// Why no bytes are taken now, whoever brings them; std::nullopt: they are. Forbidden.
    [[nodiscard]] std::optional<ApiError> takingRefusal() const;
    /// The same of those that are asked for.
    [[nodiscard]] std::optional<ApiError> givingRefusal() const;
    /// From now on.
    void setRules(const FileRules &rules) { m_rules = rules; }
    [[nodiscard]] const FileRules &rules() const { return m_rules; }

    /// \p bytes count against the quota from now on. Errors: BadRequest and TooLarge (the name, the
    /// size, the quota), NotMember, SlowDown (too many are open), Forbidden (no files are taken),
    /// StoreFailed.
    void begin(const User &owner, const RoomId &room, const QString &name, qint64 bytes,
               const Done<Upload> &done);
    /// Whether one of \p bytes may be begun at all. TooLarge.
    [[nodiscard]] std::optional<ApiError> refusalOf(qint64 bytes) const;
    /// Errors: StoreFailed.
    void findUpload(const User &owner, const FileId &upload,
                    const Done<std::optional<Upload>> &done);
    void findFile(const User &reader, const FileId &file,
                  const Done<std::optional<StoredFile>> &done);
    /// It goes on, and is kept for so much longer; to touchEveryMs.
    void touch(const FileId &upload, qint64 leaseMs = limits::uploadMs);
    void drop(const FileId &upload);
    /// The owner wants it no more, and no message carries it: it goes, and counts no longer. Its
    /// bytes go with the next sweep() that may take them. Errors: NotFound, Conflict (a message
    /// carries it), StoreFailed.
    void forget(const User &owner, const FileId &file, const Done<Nothing> &done);
    /// All of it has come as \p blob, which Blobs::finish() returned. Errors: NotFound,
    /// StoreFailed.
    void end(const Upload &upload, const Blobs::Blob &blob, const Done<File> &done);

    /// Forgets what is too old, but not while the files are being copied, and not where the folder
    /// is not to be had; runs by itself from time to time.
    void sweep();

signals:
    void unavailable(); ///< no files are taken until the next start
    void swept(); ///< the start is over: nothing is left of a server that was killed

private:
    void expire();
    void sweepStray(int shard);
    void removeStray(const Blobs::Listing &listing, const std::function<void()> &done);

    DomainBasics m_basics;
    Blobs &m_blobs;
    FileRules m_rules;
    bool m_isAvailable = true; // until the folder says otherwise
    bool m_isForeign = false; // the folder is another store's
    bool m_isStarted = false; // the folder was asked
    QHash<FileId, qint64> m_touchedMs; // at most limits::maxKeptHashes
    QTimer m_timer{this};
};

} // namespace maru::server
