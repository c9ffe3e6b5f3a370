// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/filesync.h"

#include <cerrno>
#include <cstring>

#ifdef Q_OS_UNIX
#include <fcntl.h>
#include <unistd.h>
#else
#include <io.h>
#endif

namespace maru {

namespace {

int syncDescriptor(int fd)
{
#if defined(Q_OS_DARWIN)
    return ::fcntl(fd, F_FULLFSYNC) == 0 ? 0
                                         : ::fsync(fd); // fsync alone stops at the drive's cache
#elif defined(Q_OS_UNIX)
    return ::fsync(fd);
#else
    return ::_commit(fd);
#endif
}

} // namespace

Result<void, QString> syncFile(QFile &file)
{
    if (!file.flush()) {
        return failure(file.errorString());
    }
    return syncFileOrCode(file).map_error(
        [](int code) { return QString::fromLocal8Bit(std::strerror(code)); });
}

Result<void, int> syncFileOrCode(QFile &file)
{
    if (!file.flush() || syncDescriptor(file.handle()) != 0) {
        return failure(errno);
    }
    return {};
}

Result<void, QString> syncFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadWrite | QIODevice::ExistingOnly)) {
        return failure(file.errorString());
    }
    return syncFile(file);
}

void syncFolder(const QString &folder)
{
#ifdef Q_OS_UNIX
    const int fd =
        ::open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        ::fsync(fd); // a name that is not durable yet loses nothing that was acked
        ::close(fd);
    }
#else
    Q_UNUSED(folder);
#endif
}

Result<void, QString> writeAll(QFile &file, const QByteArray &bytes)
{
    for (qsizetype done = 0; done < bytes.size();) {
        const qint64 written = file.write(bytes.constData() + done, bytes.size() - done);
        if (written <= 0) {
            return failure(file.errorString());
        }
        done += written;
    }
    return {};
}

} // namespace maru
