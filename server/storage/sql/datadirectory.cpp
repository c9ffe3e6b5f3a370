// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/datadirectory.h"

#include "common/filesync.h"
#include "server/storage/durablefile.h"
#include "server/storage/restoreswitch.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <cstring>

#ifdef Q_OS_UNIX
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#else
#include <QLockFile>
#endif

namespace maru::server {

namespace {

QString systemError()
{
    return QString::fromLocal8Bit(std::strerror(errno));
}

#ifdef Q_OS_UNIX

bool isSameFile(int fd, const QByteArray &path)
{
    struct stat open
    { };
    struct stat named
    { };
    return ::fstat(fd, &open) == 0 && ::stat(path.constData(), &named) == 0
        && open.st_dev == named.st_dev && open.st_ino == named.st_ino;
}

} // namespace

class DataDirectory::Lock
{
public:
    Lock() = default;
    Lock(const Lock &) = delete;
    Lock &operator=(const Lock &) = delete;
    ~Lock()
    {
        if (m_fd >= 0) {
            ::close(m_fd);
        }
    }

    /// True if the file had to be made.
    Result<bool, QString> take(const QString &path)
    {
        const QByteArray name = QFile::encodeName(path);
        const bool existed = QFileInfo::exists(path);
        m_fd = ::open(name.constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (m_fd < 0) {
            return failure(QStringLiteral("cannot be written to: %1").arg(systemError()));
        }
        const bool isLocked = ::flock(m_fd, LOCK_EX | LOCK_NB) == 0;
        if (!isLocked && errno != EWOULDBLOCK) { // a share without locks
            const QString why = systemError();
            if (!existed) {
                ::unlink(name.constData());
            }
            return failure(QStringLiteral("cannot be locked: %1").arg(why));
        }
        // Another server whose start failed may have removed the file between our open and our
        // lock.
        if (!isLocked || !isSameFile(m_fd, name)) {
            return failure(QStringLiteral("is in use by another maru-server"));
        }
        return !existed;
    }

private:
    int m_fd = -1;
};

#else

class DataDirectory::Lock
{
public:
    Result<bool, QString> take(const QString &path)
    {
        m_file = std::make_unique<QLockFile>(path);
        m_file->setStaleLockTime(0);
        if (m_file->tryLock(0)) {
            return false; // QLockFile removes its file by itself
        }
        return failure(m_file->error() == QLockFile::LockFailedError
                           ? QStringLiteral("is in use by another maru-server")
                           : QStringLiteral("cannot be written to"));
    }

private:
    std::unique_ptr<QLockFile> m_file;
};

#endif

DataDirectory::DataDirectory(const QString &databasePath)
    : m_databasePath(QFileInfo(databasePath).absoluteFilePath())
    , m_folder(QFileInfo(m_databasePath).absolutePath())
{ }

DataDirectory::~DataDirectory()
{
    if (!m_isKept) {
        putBack();
    }
}

QStringList DataDirectory::filesOf(const QString &databasePath)
{
    return {databasePath, databasePath + QStringLiteral("-wal"),
            databasePath + QStringLiteral("-shm"), databasePath + QStringLiteral("-journal")};
}

Result<void, QString> DataDirectory::makeFolders()
{
    QStringList missing;
    QString folder = m_folder;
    while (!QFileInfo::exists(folder) && QFileInfo(folder).absolutePath() != folder) {
        missing.prepend(folder);
        folder = QFileInfo(folder).absolutePath();
    }
    for (const QString &one : missing) {
        if (!QDir().mkdir(one, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner)) {
            return failure(QStringLiteral("The data directory %1 cannot be made: %2.")
                               .arg(m_folder, systemError()));
        }
        m_madeFolders.append(one);
        syncFolder(QFileInfo(one).absolutePath());
    }
    if (!QFileInfo(m_folder).isDir()) {
        return failure(QStringLiteral("The data directory %1 is not a directory.").arg(m_folder));
    }
    return {};
}

Result<void, QString> DataDirectory::acquire()
{
    if (const auto made = makeFolders(); !made) {
        return made;
    }
    const QString lockPath = m_folder + QStringLiteral("/server.lock");
    auto lock = std::make_unique<Lock>();
    const auto taken = lock->take(lockPath);
    if (!taken) {
        return failure(QStringLiteral("The data directory %1 %2.").arg(m_folder, taken.error()));
    }
    m_lock = std::move(lock);
    if (*taken) {
        m_madeFiles.append(lockPath);
        giveToOwnerOf(m_folder, lockPath); // a restore by root leaves it to the server
    }
    if (const auto restored = completeRestore(m_folder); !restored) {
        m_isKept = true; // what is there is of the restore, half way: none of it is ours to remove
        return restored;
    }
    const QStringList files = filesOf(m_databasePath);
    for (const QString &file : files) {
        if (QFileInfo::exists(file)) {
            m_filesBefore.append(file);
        }
    }
    QFile index(m_databasePath + QStringLiteral("-shm"));
    if (index.open(QIODevice::ReadOnly)) {
        m_indexBefore = index.readAll();
    }
    return {};
}

Result<void, QString> DataDirectory::createFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly,
                   QFile::ReadOwner | QFile::WriteOwner)) {
        return failure(
            QStringLiteral("The database %1 cannot be made: %2.").arg(path, file.errorString()));
    }
    return {};
}

Result<void, QString> DataDirectory::moveIntoPlace(const QString &from)
{
    QFile file(from);
    if (!file.rename(m_databasePath)) {
        return failure(QStringLiteral("The database %1 cannot be made: %2.")
                           .arg(m_databasePath, file.errorString()));
    }
    syncFolder(m_folder);
    return {};
}

void DataDirectory::putBack()
{
    if (!m_lock) {
        // Somebody else's folder, or none: only what we made of it may go, and rmdir takes only
        // what is empty.
        for (auto it = m_madeFolders.crbegin(); it != m_madeFolders.crend(); ++it) {
            QDir().rmdir(*it);
        }
        return;
    }
    const QStringList files = filesOf(m_databasePath);
    for (const QString &file : files) {
        if (!m_filesBefore.contains(file)) {
            QFile::remove(file);
        }
    }
    const QStringList creating = filesOf(creatingPath());
    for (const QString &file : creating) {
        QFile::remove(file);
    }
    if (m_indexBefore) {
        QFile index(m_databasePath + QStringLiteral("-shm"));
        if (index.open(QIODevice::WriteOnly)) {
            index.write(*m_indexBefore);
        }
    }
    // The lock file last, while it is still held.
    for (const QString &file : m_madeFiles) {
        QFile::remove(file);
    }
    m_lock.reset();
    for (auto it = m_madeFolders.crbegin(); it != m_madeFolders.crend(); ++it) {
        QDir().rmdir(*it);
    }
}

} // namespace maru::server
