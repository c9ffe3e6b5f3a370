// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "tests/server/storage/crashvfs.h"

#include <QFile>
#include <QRandomGenerator>

#include <new>
#include <sqlite3.h>

namespace maru::server::fixture {

namespace {

/// What SQLite holds for an open file: ours first, the "unix" VFS's own behind it.
struct CrashFile
{
    sqlite3_file base{};
    sqlite3_file *real = nullptr;
    int number = -1; // in the journal
};

QRandomGenerator random;

sqlite3_vfs *realVfs(sqlite3_vfs *vfs)
{
    return static_cast<sqlite3_vfs *>(vfs->pAppData);
}

CrashFile *crashFile(sqlite3_file *file)
{
    return reinterpret_cast<CrashFile *>(file);
}

sqlite3_file *realFile(sqlite3_file *file)
{
    return crashFile(file)->real;
}

/// Null also for a file that nobody records.
DiskRecorder *recorderOf(sqlite3_file *file)
{
    return crashFile(file)->number < 0 ? nullptr : DiskRecorder::active();
}

int closeFile(sqlite3_file *file)
{
    return realFile(file)->pMethods->xClose(realFile(file));
}

int readFile(sqlite3_file *file, void *buffer, int count, sqlite3_int64 offset)
{
    return realFile(file)->pMethods->xRead(realFile(file), buffer, count, offset);
}

int writeFile(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset)
{
    const int code = realFile(file)->pMethods->xWrite(realFile(file), bytes, count, offset);
    if (DiskRecorder *recorder = recorderOf(file); recorder != nullptr && code == SQLITE_OK) {
        recorder->wrote(crashFile(file)->number, offset,
                        QByteArray(static_cast<const char *>(bytes), count));
    }
    return code;
}

int truncateFile(sqlite3_file *file, sqlite3_int64 size)
{
    const int code = realFile(file)->pMethods->xTruncate(realFile(file), size);
    if (DiskRecorder *recorder = recorderOf(file); recorder != nullptr && code == SQLITE_OK) {
        recorder->truncated(crashFile(file)->number, size);
    }
    return code;
}

int syncFile(sqlite3_file *file, int flags)
{
    // First, because the real one syncs the folder of a new file after the file.
    if (DiskRecorder *recorder = recorderOf(file)) {
        recorder->synced(crashFile(file)->number);
    }
    return realFile(file)->pMethods->xSync(realFile(file), flags);
}

int fileSize(sqlite3_file *file, sqlite3_int64 *size)
{
    return realFile(file)->pMethods->xFileSize(realFile(file), size);
}

int lockFile(sqlite3_file *file, int level)
{
    return realFile(file)->pMethods->xLock(realFile(file), level);
}

int unlockFile(sqlite3_file *file, int level)
{
    return realFile(file)->pMethods->xUnlock(realFile(file), level);
}

int checkReservedLock(sqlite3_file *file, int *isReserved)
{
    return realFile(file)->pMethods->xCheckReservedLock(realFile(file), isReserved);
}

int fileControl(sqlite3_file *file, int operation, void *argument)
{
    return realFile(file)->pMethods->xFileControl(realFile(file), operation, argument);
}

int sectorSize(sqlite3_file *file)
{
    return realFile(file)->pMethods->xSectorSize(realFile(file));
}

int deviceCharacteristics(sqlite3_file *file)
{
    // Nothing that only some disks do, whatever this one can.
    return realFile(file)->pMethods->xDeviceCharacteristics(realFile(file))
        & SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

int shmMap(sqlite3_file *file, int region, int bytes, int isExtending, volatile void **memory)
{
    return realFile(file)->pMethods->xShmMap(realFile(file), region, bytes, isExtending, memory);
}

int shmLock(sqlite3_file *file, int offset, int count, int flags)
{
    return realFile(file)->pMethods->xShmLock(realFile(file), offset, count, flags);
}

void shmBarrier(sqlite3_file *file)
{
    realFile(file)->pMethods->xShmBarrier(realFile(file));
}

int shmUnmap(sqlite3_file *file, int isDeleting)
{
    return realFile(file)->pMethods->xShmUnmap(realFile(file), isDeleting);
}

/// Version 2: with shared memory for the write-ahead log, without memory-mapped content, which
/// nobody could record.
const sqlite3_io_methods methods = [] {
    sqlite3_io_methods all{};
    all.iVersion = 2;
    all.xClose = closeFile;
    all.xRead = readFile;
    all.xWrite = writeFile;
    all.xTruncate = truncateFile;
    all.xSync = syncFile;
    all.xFileSize = fileSize;
    all.xLock = lockFile;
    all.xUnlock = unlockFile;
    all.xCheckReservedLock = checkReservedLock;
    all.xFileControl = fileControl;
    all.xSectorSize = sectorSize;
    all.xDeviceCharacteristics = deviceCharacteristics;
    all.xShmMap = shmMap;
    all.xShmLock = shmLock;
    all.xShmBarrier = shmBarrier;
    all.xShmUnmap = shmUnmap;
    return all;
}();

int openFile(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *outFlags)
{
    auto *crash = new (file) CrashFile;
    crash->real = reinterpret_cast<sqlite3_file *>(crash + 1);
    const int code = realVfs(vfs)->xOpen(realVfs(vfs), path, crash->real, flags, outFlags);
    if (code != SQLITE_OK) {
        return code; // base.pMethods stays null: nothing to close
    }
    crash->base.pMethods = &methods;
    DiskRecorder *recorder = DiskRecorder::active();
    if (recorder != nullptr && path != nullptr) {
        crash->number = recorder->opened(QFile::decodeName(path));
    }
    return SQLITE_OK;
}

int deleteFile(sqlite3_vfs *vfs, const char *path, int isFolderSynced)
{
    const int code = realVfs(vfs)->xDelete(realVfs(vfs), path, isFolderSynced);
    if (DiskRecorder *recorder = DiskRecorder::active()) {
        recorder->removed(QFile::decodeName(path));
    }
    return code;
}

int randomness(sqlite3_vfs *, int count, char *bytes)
{
    for (int i = 0; i < count; ++i) {
        bytes[i] = char(random.bounded(256));
    }
    return count;
}

} // namespace

void installCrashVfs(quint32 seed)
{
    static sqlite3_vfs vfs = [] {
        sqlite3_vfs *real = sqlite3_vfs_find("unix");
        Q_ASSERT(real != nullptr);
        // Every call of the "unix" VFS that is not replaced below finds what it needs in the struct
        // itself: it is a copy.
        sqlite3_vfs copy = *real;
        copy.szOsFile = int(sizeof(CrashFile)) + real->szOsFile;
        copy.zName = "maru-crash";
        copy.pNext = nullptr;
        copy.pAppData = real;
        copy.xOpen = openFile;
        copy.xDelete = deleteFile;
        copy.xRandomness = randomness;
        return copy;
    }();
    random.seed(seed);
    sqlite3_vfs_register(&vfs, 1);
    sqlite3_randomness(0, nullptr); // forget the random numbers gathered so far
}

} // namespace maru::server::fixture
