// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/chat/fileservice.h"

#include "common/logging.h"
#include "common/serverlimits.h"
#include "server/chat/chatservice.h"
#include "server/chat/clock.h"
#include "server/chat/filekind.h"
#include "server/chat/filename.h"
#include "server/chat/messagestore.h"
#include "server/chat/objectid.h"

#include <QPointer>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

QString sizeWords(qint64 bytes)
{
    constexpr qint64 unit = 1'024;
    const QString number = bytes >= unit * unit * unit ? u"%1 GiB"_s
        : bytes >= unit * unit                         ? u"%1 MiB"_s
        : bytes >= unit                                ? u"%1 KiB"_s
                                                       : u"%1 bytes"_s;
    const double divisor = bytes >= unit * unit * unit ? double(unit * unit * unit)
        : bytes >= unit * unit                         ? double(unit * unit)
        : bytes >= unit                                ? double(unit)
                                                       : 1.0;
    return number.arg(double(bytes) / divisor, 0, 'g', 4);
}

ApiError beginRefusal(StoreError error, const FileRules &rules)
{
    switch (error) {
    case StoreError::NotFound: // whoever is not in a room does not learn whether it exists
        return {.code = ErrorCode::NotMember, .text = u"room: you are not a member of it."_s};
    case StoreError::Full:
        return {.code = ErrorCode::TooLarge,
                .text = u"That would be more than the %1 which all your files may take."_s.arg(
                    sizeWords(rules.quotaBytes)),
                .limit = rules.quotaBytes};
    case StoreError::Conflict:
        return {.code = ErrorCode::SlowDown,
                .text = u"You have %1 uploads that did not end. Finish or delete some."_s.arg(
                    limits::maxOpenUploads),
                .retryAfterMs = limits::fileSweepMs};
    default:
        return storeRefusal(error);
    }
}

} // namespace

ApiError noSuchFile()
{
    return {.code = ErrorCode::NotFound, .text = u"No such file, or it is not for you."_s};
}

FileService::FileService(const DomainBasics &basics, Blobs &blobs, const FileRules &rules)
    : m_basics(basics)
    , m_blobs(blobs)
    , m_rules(rules)
{
    m_timer.setInterval(limits::fileSweepMs);
    connect(&m_timer, &QTimer::timeout, this, &FileService::sweep);
}

void FileService::start()
{
    m_basics.store.read(ReadStoreId{}, [this](const Result<QString, StoreError> &id) {
        if (!id) { // a database that blinks just now
            if (!m_timer.isActive()) {
                qCWarning(lcChat) << "the database did not say whose the files are: no files are "
                                     "taken or given until it does";
                m_timer.start();
            }
            return;
        }
        m_isStarted = true;
        m_blobs.claim(*id, [self = QPointer(this)](const Result<bool, BlobError> &isOurs) {
            if (!self) {
                return;
            }
            if (isOurs && *isOurs) {
                self->m_timer.start();
                self->sweep();
                self->sweepStray(0);
                return;
            }
            if (isOurs) {
                qCCritical(lcChat) << "the folder for files belongs to another database: no files "
                                      "are taken or given. Give this server a data directory of "
                                      "its own, or move the folder \"files\" away.";
            } else {
                qCCritical(lcChat) << "the folder for files cannot be written: no files are taken. "
                                      "Give the folder \"files\" of the data directory to the "
                                      "server's user and start the server again.";
            }
            self->m_timer.stop();
            self->m_isAvailable = false;
            self->m_isForeign = isOurs.has_value();
            emit self->unavailable();
        });
    });
}

// Forbidden, for it is nothing that another try would mend.
std::optional<ApiError> FileService::takingRefusal() const
{
    if (m_isAvailable) {
        return std::nullopt;
    }
    return ApiError{.code = ErrorCode::Forbidden,
                    .text = u"This server takes no files at the moment."_s};
}

// What may only be read is given all the same.
std::optional<ApiError> FileService::givingRefusal() const
{
    if (!m_isForeign) {
        return std::nullopt;
    }
    return ApiError{.code = ErrorCode::Forbidden,
                    .text = u"This server gives no files at the moment."_s};
}

std::optional<ApiError> FileService::refusalOf(qint64 bytes) const
{
    if (bytes <= m_rules.maxFileBytes) {
        return std::nullopt;
    }
    return ApiError{.code = ErrorCode::TooLarge,
                    .text =
                        u"A file may have at most %1 here."_s.arg(sizeWords(m_rules.maxFileBytes)),
                    .limit = m_rules.maxFileBytes};
}

void FileService::begin(const User &owner, const RoomId &room, const QString &name, qint64 bytes,
                        const Done<Upload> &done)
{
    if (auto refusal = takingRefusal()) {
        done(failure(*std::move(refusal)));
        return;
    }
    const Result<QString, ApiError> checked = checkedFileName(name);
    if (!checked) {
        done(failure(checked.error()));
        return;
    }
    if (auto refusal = refusalOf(bytes)) {
        done(failure(*std::move(refusal)));
        return;
    }
    const qint64 now = m_basics.clock.nowMs();
    const Upload upload{.id = FileId(newObjectId(now)),
                        .room = room,
                        .owner = owner.id,
                        .name = *checked,
                        .bytes = bytes,
                        .createdMs = now};
    m_basics.store.apply(BeginUpload{upload, m_rules.quotaBytes},
                         [upload, done, rules = m_rules](const Result<Nothing, StoreError> &begun) {
                             if (begun) {
                                 done(upload);
                             } else {
                                 done(failure(beginRefusal(begun.error(), rules)));
                             }
                         });
}

void FileService::findUpload(const User &owner, const FileId &upload,
                             const Done<std::optional<Upload>> &done)
{
    m_basics.store.read(FindUpload{upload, owner.id},
                        [done](const Result<FindUpload::Reply, StoreError> &found) {
                            done(found.map_error(storeRefusal));
                        });
}

void FileService::findFile(const User &reader, const FileId &file,
                           const Done<std::optional<StoredFile>> &done)
{
    m_basics.store.read(FindFile{file, reader.id},
                        [done](const Result<FindFile::Reply, StoreError> &found) {
                            done(found.map_error(storeRefusal));
                        });
}

void FileService::touch(const FileId &upload, qint64 leaseMs)
{
    const qint64 nowMs = m_basics.clock.nowMs();
    if (leaseMs == limits::uploadMs) {
        const auto last = m_touchedMs.constFind(upload);
        if (last != m_touchedMs.cend() && nowMs >= *last && nowMs - *last < touchEveryMs) {
            return;
        }
        if (m_touchedMs.size() >= limits::maxKeptHashes) {
            m_touchedMs.clear(); // those who come again are noted again
        }
        m_touchedMs.insert(upload, nowMs);
    }
    const qint64 asOfMs = nowMs - limits::uploadMs + leaseMs;
    m_basics.store.apply(TouchUpload{upload, asOfMs}, [](const Result<Nothing, StoreError> &) {});
}

void FileService::drop(const FileId &upload)
{
    m_blobs.drop(upload);
    m_basics.store.apply(DropUpload{upload}, [](const Result<Nothing, StoreError> &) {});
}

void FileService::forget(const User &owner, const FileId &file, const Done<Nothing> &done)
{
    m_basics.store.apply(
        ForgetFile{file, owner.id}, [this, done](const Result<Nothing, StoreError> &forgotten) {
            if (forgotten) {
                sweep();
                done(Nothing{});
                return;
            }
            switch (forgotten.error()) {
            case StoreError::NotFound:
                done(failure(noSuchFile()));
                return;
            case StoreError::Conflict:
                done(failure(
                    ApiError{.code = ErrorCode::Conflict,
                             .text = u"A message carries this file: delete the message."_s}));
                return;
            default:
                done(failure(storeRefusal(forgotten.error())));
            }
        });
}

void FileService::end(const Upload &upload, const Blobs::Blob &blob, const Done<File> &done)
{
    const FileKind kind = fileKind(blob.head, upload.name);
    File file;
    file.id = upload.id;
    file.name = upload.name;
    file.mime = kind.mime;
    file.bytes = upload.bytes;
    file.width = kind.width > 0 && kind.height > 0 ? kind.width : 0;
    file.height = file.width > 0 ? kind.height : 0;
    file.sha256 = blob.sha256;
    m_basics.store.apply(
        EndUpload{file, m_basics.clock.nowMs()},
        [this, done, hash = blob.sha256](const Result<StoredFile, StoreError> &stored) {
            m_blobs.release(hash);
            if (!stored) { // nobody knows it now
                removeStray({{}, {hash}}, [] {});
                done(failure(storeRefusal(stored.error())));
                return;
            }
            done(stored->file);
        });
}

void FileService::sweep()
{
    if (!m_isStarted) {
        start();
        return;
    }
    if (!m_isAvailable) {
        return;
    }
    m_blobs.isBeingCopied([self = QPointer(this)](const Result<bool, BlobError> &isCopied) {
        // The folder may have said meanwhile that it is not ours.
        if (self && self->m_isAvailable && isCopied && !*isCopied) {
            self->expire();
        }
    });
}

void FileService::expire()
{
    const qint64 now = m_basics.clock.nowMs();
    m_basics.store.apply(ExpireFiles{.uploadsBeforeMs = now - limits::uploadMs,
                                     .unusedBeforeMs = now - limits::unusedFileMs},
                         [this](const Result<ExpireFiles::Reply, StoreError> &expired) {
                             if (!expired) {
                                 return;
                             }
                             for (const FileId &upload : expired->uploads) {
                                 m_blobs.drop(upload);
                             }
                             for (const QString &hash : expired->blobs) {
                                 m_blobs.remove(hash);
                             }
                             if (expired->more) {
                                 sweep();
                             }
                         });
}

// The store answers in order, and so do the blobs: one that gets a name meanwhile is held by
// Blobs::finish() until the store knows it.
void FileService::removeStray(const Blobs::Listing &listing, const std::function<void()> &done)
{
    m_basics.store.read(FindStrayFiles{listing.uploads, listing.blobs},
                        [this, done](const Result<FindStrayFiles::Reply, StoreError> &stray) {
                            if (stray) {
                                for (const FileId &upload : stray->uploads) {
                                    m_blobs.drop(upload);
                                }
                                for (const QString &hash : stray->blobs) {
                                    m_blobs.remove(hash);
                                }
                            }
                            done();
                        });
}

void FileService::sweepStray(int shard)
{
    if (shard == Blobs::shards) {
        emit swept();
        return;
    }
    m_blobs.list(shard,
                 [self = QPointer(this), shard](const Result<Blobs::Listing, BlobError> &listing) {
                     if (!self) {
                         return;
                     }
                     const auto goOn = [self = self.data(), shard] {
                         self->sweepStray(shard + 1);
                     };
                     if (listing && !(listing->uploads.isEmpty() && listing->blobs.isEmpty())) {
                         self->removeStray(*listing, goOn);
                     } else {
                         goOn();
                     }
                 });
}

} // namespace maru::server
