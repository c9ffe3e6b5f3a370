// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/blobfolder.h"

#include "common/logging.h"
#include "common/pictureformat.h"
#include "common/serverlimits.h"
#include "server/storage/bloblock.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

constexpr qint64 syncBytes = 33'554'432; // else the end of a large file would wait for all of it
constexpr QFile::Permissions ownFile = QFile::ReadOwner | QFile::WriteOwner;
constexpr QFile::Permissions ownFolder = ownFile | QFile::ExeOwner;

bool isHex(const QString &text, qsizetype length)
{
    return text.size() == length && std::all_of(text.begin(), text.end(), [](QChar c) {
               return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f');
           });
}

bool makeFolder(const QString &path)
{
    return QFileInfo(path).isDir() || QDir().mkdir(path, ownFolder);
}

// EFBIG: as much as this file system or the limit of this process lets a file have.
bool isNoRoom(int code)
{
#ifdef EDQUOT
    if (code == EDQUOT) {
        return true;
    }
#endif
    return code == ENOSPC || code == EFBIG;
}

// \p code: errno; 0: only Qt knows.
BlobError errorOf(const QFile &file, const char *what, int code = 0)
{
    const bool isFull = code == 0 ? file.error() == QFileDevice::ResourceError : isNoRoom(code);
    const QString why =
        code == 0 ? file.errorString() : QString::fromLocal8Bit(std::strerror(code));
    qCWarning(lcStorage).noquote()
        << "a file could not be" << QLatin1String(what) + u": "_s + file.fileName() + u": "_s + why;
    return isFull ? BlobError::Full : BlobError::Failed;
}

// What tells its kind: the size of a photo stands behind its thumbnails and all that was noted of
// it.
QByteArray headOf(QFile &file)
{
    if (!file.seek(0)) {
        return {};
    }
    QByteArray head = file.read(limits::filePartBytes);
    if (pictureFormat(head) == PictureFormat::Jpeg) {
        head += file.read(limits::jpegHeadBytes - head.size());
    }
    return head;
}

bool rename(const QString &from, const QString &to)
{
    std::error_code error;
    std::filesystem::rename(std::filesystem::path(from.toStdU16String()),
                            std::filesystem::path(to.toStdU16String()), error);
    return !error;
}

} // namespace

BlobFolder::BlobFolder(QString path, Sync sync)
    : m_path(std::move(path))
    , m_sync(std::move(sync))
{ }

BlobFolder::~BlobFolder() = default;

QString BlobFolder::partPath(const FileId &upload) const
{
    return m_path + u"/parts/"_s + upload.toString();
}

QString BlobFolder::blobPath(const QString &sha256) const
{
    return m_path + u'/' + sha256.left(2) + u'/' + sha256;
}

BlobFolder::Reply<bool> BlobFolder::claim(const QString &storeId)
{
    m_storeId = storeId;
    for (const QString &folder : {m_path, m_path + u"/parts"_s}) {
        if (QFileInfo::exists(folder) && !QFileInfo(folder).isWritable()) {
            return failure(BlobError::Failed);
        }
    }
    QFile file(m_path + u"/store"_s);
    if (file.open(QIODevice::ReadOnly)) {
        m_isClaimed = file.read(limits::maxIdChars) == storeId.toLatin1();
    } else {
        // A start that was killed may have made the folder and nothing in it, and a disk of its own
        // has things of the system in it, as `lost+found`. Only what we make there speaks.
        const QStringList inside =
            QDir(m_path).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
        m_isClaimed = std::none_of(inside.begin(), inside.end(), [](const QString &name) {
            return name == u"parts" || isHex(name, 2);
        });
    }
    return m_isClaimed;
}

BlobFolder::Reply<void> BlobFolder::ensureFolder()
{
    if (m_isThere) {
        return {};
    }
    if (!m_isClaimed) {
        return failure(BlobError::Failed);
    }
    const QString name = m_path + u"/store"_s;
    errno = 0;
    bool isThere = makeFolder(m_path);
    if (isThere && !QFileInfo::exists(name)) {
        QFile file(name + u".new"_s);
        isThere = file.open(QIODevice::WriteOnly | QIODevice::Truncate, ownFile)
            && file.write(m_storeId.toLatin1()) == m_storeId.size() && syncFile(file);
        file.close();
        isThere = isThere && rename(file.fileName(), name);
        syncFolder(m_path);
    }
    m_isThere = isThere && makeFolder(m_path + u"/parts"_s);
    if (!m_isThere) {
        const int code = errno;
        qCWarning(lcStorage).noquote() << "the folder for files cannot be made:" << m_path;
        return failure(isNoRoom(code) ? BlobError::Full : BlobError::Failed);
    }
    return {};
}

BlobFolder::Part *BlobFolder::find(const FileId &upload)
{
    const auto found = m_open.find(upload.toString());
    return found == m_open.end() ? nullptr : found->second.get();
}

BlobFolder::Reply<qint64> BlobFolder::open(const FileId &upload)
{
    Q_ASSERT(isHex(upload.toString(), 24));
    if (Part *part = find(upload)) {
        return part->bytes;
    }
    if (const auto made = ensureFolder(); !made) {
        return failure(made.error());
    }
    auto part = std::make_unique<Part>();
    part->file.setFileName(partPath(upload));
    errno = 0;
    if (!part->file.open(QIODevice::ReadWrite | QIODevice::Unbuffered, ownFile)) {
        return failure(errorOf(part->file, "opened", errno));
    }
    part->bytes = part->file.size();
    const auto kept = m_hashes.find(upload.toString());
    if (kept != m_hashes.end() && kept->second->bytes <= part->bytes) {
        part->hash = std::move(kept->second);
    } else {
        part->hash = std::make_unique<Hash>();
    }
    if (kept != m_hashes.end()) {
        m_hashes.erase(kept);
    }
    const qint64 bytes = part->bytes;
    m_open[upload.toString()] = std::move(part);
    return bytes;
}

BlobFolder::Reply<bool> BlobFolder::catchUp(const FileId &upload)
{
    Part *part = find(upload);
    if (part == nullptr) {
        return failure(BlobError::NotFound);
    }
    QByteArray buffer(limits::filePartBytes, Qt::Uninitialized);
    qint64 left = std::min(limits::hashSliceBytes, part->bytes - part->hash->bytes);
    if (left > 0 && !part->file.seek(part->hash->bytes)) {
        return failure(errorOf(part->file, "read"));
    }
    while (left > 0) {
        const qint64 got = part->file.read(buffer.data(), std::min<qint64>(left, buffer.size()));
        if (got <= 0) {
            return failure(errorOf(part->file, "read"));
        }
        part->hash->state.addData(QByteArrayView(buffer.constData(), got));
        part->hash->bytes += got;
        left -= got;
    }
    return part->hash->bytes == part->bytes;
}

BlobFolder::Reply<qint64> BlobFolder::append(const FileId &upload, const QByteArray &bytes)
{
    Part *part = find(upload);
    if (part == nullptr) {
        return failure(BlobError::NotFound);
    }
    Q_ASSERT(part->hash->bytes == part->bytes);
    errno = 0;
    const bool isWritten = part->file.seek(part->bytes) && writeAll(part->file, bytes);
    if (!isWritten) {
        const BlobError error = errorOf(part->file, "written", errno);
        part->file.resize(part->bytes);
        return failure(error);
    }
    part->hash->state.addData(bytes);
    // By what there is: each slice of a file is a request of its own, and opens it anew.
    const bool isDue = (part->bytes + bytes.size()) / syncBytes > part->bytes / syncBytes;
    part->bytes += bytes.size();
    part->hash->bytes = part->bytes;
    if (isDue) {
        if (const auto synced = m_sync(part->file); !synced) {
            return failure(giveUp(upload, synced.error()));
        }
    }
    return part->bytes;
}

void BlobFolder::pause(const FileId &upload)
{
    const auto found = m_open.find(upload.toString());
    if (found != m_open.end()) {
        keepHash(upload, std::move(found->second->hash));
        m_open.erase(found);
    }
}

void BlobFolder::keepHash(const FileId &upload, std::unique_ptr<Hash> hash)
{
    // Once: it comes by with every slice of a file, and would push its own hash out.
    std::erase(m_hashOrder, upload.toString());
    m_hashes[upload.toString()] = std::move(hash);
    m_hashOrder.push_back(upload.toString());
    while (m_hashOrder.size() > limits::maxKeptHashes) {
        m_hashes.erase(m_hashOrder.front());
        m_hashOrder.pop_front();
    }
}

BlobFolder::Reply<qint64> BlobFolder::size(const FileId &upload) const
{
    const auto found = m_open.find(upload.toString());
    if (found != m_open.end()) {
        return found->second->bytes;
    }
    const QFileInfo info(partPath(upload));
    return info.exists() ? info.size() : 0; // nothing has come yet
}

BlobFolder::Reply<Blobs::Blob> BlobFolder::finish(const FileId &upload)
{
    Part *part = find(upload);
    if (part == nullptr) {
        return failure(BlobError::NotFound);
    }
    if (const auto synced = m_sync(part->file); !synced) {
        return failure(giveUp(upload, synced.error()));
    }
    Blobs::Blob blob;
    blob.sha256 = QString::fromLatin1(part->hash->state.result().toHex());
    blob.head = headOf(part->file);
    const qint64 bytes = part->bytes;
    m_open.erase(upload.toString());
    if (const auto moved = moveIntoPlace(partPath(upload), blob.sha256, bytes); !moved) {
        return failure(moved.error());
    }
    ++m_pins[blob.sha256];
    return blob;
}

BlobFolder::Reply<void> BlobFolder::moveIntoPlace(const QString &from, const QString &sha256,
                                                  qint64 bytes)
{
    const QString to = blobPath(sha256);
    const QFileInfo there(to);
    const QString folder = there.path();
    const bool isNew = !QFileInfo::exists(folder);
    errno = 0;
    // Over what is there too: its bytes may have rotted, and these are good.
    if (!makeFolder(folder) || !rename(from, to)) {
        const int code = errno;
        if (there.isFile() && there.size() == bytes) { // Windows, while somebody reads it
            QFile::remove(from);
            return {};
        }
        qCWarning(lcStorage).noquote() << "a file could not get its name:" << to;
        return failure(isNoRoom(code) ? BlobError::Full : BlobError::Failed);
    }
    syncFolder(folder);
    if (isNew) {
        syncFolder(m_path);
    }
    return {};
}

void BlobFolder::release(const QString &sha256)
{
    const auto pin = m_pins.find(sha256);
    if (pin != m_pins.end() && --pin->second == 0) {
        m_pins.erase(pin);
    }
}

// The system tells of bytes that it could not write once only: the next time all seems well.
BlobError BlobFolder::giveUp(const FileId &upload, int code)
{
    const BlobError error = errorOf(find(upload)->file, "brought to the disk", code);
    drop(upload);
    return error;
}

void BlobFolder::drop(const FileId &upload)
{
    m_open.erase(upload.toString());
    m_hashes.erase(upload.toString());
    if (m_isClaimed) {
        QFile::remove(partPath(upload));
    }
}

BlobFolder::Reply<QByteArray> BlobFolder::read(const QString &sha256, qint64 offset,
                                               qint64 bytes) const
{
    Q_ASSERT(isHex(sha256, 64));
    QFile file(blobPath(sha256));
    errno = 0;
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered)) {
        const int code = errno;
        return failure(file.exists() ? errorOf(file, "opened", code) : BlobError::NotFound);
    }
    if (!file.seek(offset)) {
        return failure(errorOf(file, "read"));
    }
    return file.read(bytes);
}

void BlobFolder::remove(const QString &sha256)
{
    if (!m_isClaimed || m_pins.contains(sha256)) {
        return;
    }
    const BlobLock lock(m_path, BlobLock::For::Removing);
    if (!lock.isRefused()) {
        QFile::remove(blobPath(sha256));
    }
}

bool BlobFolder::isBeingCopied() const
{
    return BlobLock(m_path, BlobLock::For::Removing).isRefused();
}

Blobs::Listing BlobFolder::list(int shard) const
{
    Blobs::Listing listing;
    if (shard == 0) {
        const QStringList parts = QDir(m_path + u"/parts"_s).entryList(QDir::Files | QDir::Hidden);
        for (const QString &name : parts) {
            if (isHex(name, 24)) {
                listing.uploads.append(FileId(name));
            }
        }
    }
    const QString prefix = u"%1"_s.arg(shard, 2, 16, QLatin1Char('0'));
    const QStringList names = QDir(m_path + u'/' + prefix).entryList(QDir::Files | QDir::Hidden);
    for (const QString &name : names) {
        if (isHex(name, 64) && name.startsWith(prefix)) {
            listing.blobs.append(name);
        }
    }
    return listing;
}

} // namespace maru::server
