// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/durablefile.h"

#include "common/filesync.h"

#include <QDir>
#include <QFileInfo>

#include <cerrno>
#include <cstring>

#ifdef Q_OS_UNIX
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

QString systemError()
{
    return QString::fromLocal8Bit(std::strerror(errno));
}

bool isThere(const QString &path)
{
    const QFileInfo info(path);
    return info.exists() || info.isSymLink(); // a link into nothing holds its name too
}

} // namespace

void giveToOwnerOf(const QString &folder, const QString &path)
{
#ifdef Q_OS_UNIX
    struct stat owner = {};
    if (::geteuid() == 0 && ::stat(QFile::encodeName(folder).constData(), &owner) == 0) {
        // What cannot be given stays root's, and the server then says what it cannot read.
        static_cast<void>(::lchown(QFile::encodeName(path).constData(), owner.st_uid, owner.st_gid)
                          == 0);
    }
#else
    Q_UNUSED(folder);
    Q_UNUSED(path);
#endif
}

NewFile::NewFile(QString path)
    : m_path(std::move(path))
    , m_file(m_path + u".creating"_s)
{ }

NewFile::~NewFile()
{
    if (m_isOurs) {
        m_file.remove();
    }
}

QString NewFile::cannot(const QString &why) const
{
    return u"%1 cannot be made: %2."_s.arg(QDir::toNativeSeparators(m_path), why);
}

Result<void, QString> NewFile::open()
{
    if (isThere(m_path)) {
        return failure(u"%1 exists already: choose another name. Nothing was changed."_s.arg(
            QDir::toNativeSeparators(m_path)));
    }
    // Not truncated before it is ours.
    if (!m_file.open(QIODevice::ReadWrite, QFile::ReadOwner | QFile::WriteOwner)) {
        return failure(cannot(m_file.errorString()));
    }
#ifdef Q_OS_UNIX
    if (::flock(m_file.handle(), LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) {
            m_file.close();
            return failure(cannot(u"another maru-server is making it"_s));
        }
        // A share without locks. What is empty was made just now, by us or by somebody as unlucky.
        const QString why = u"it cannot be locked there: %1"_s.arg(systemError());
        if (m_file.size() == 0) {
            m_file.remove();
        }
        m_file.close();
        return failure(cannot(why));
    }
#endif
    m_isOurs = true;
    if (!m_file.resize(0)) {
        return failure(cannot(m_file.errorString()));
    }
    return {};
}

Result<void, QString> NewFile::finish(const Check &check)
{
    if (const auto synced = syncFile(m_file); !synced) {
        return failure(cannot(synced.error()));
    }
    if (check) {
#if defined(POSIX_FADV_DONTNEED)
        // Read from the disk then, as far as the system can.
        static_cast<void>(::posix_fadvise(m_file.handle(), 0, 0, POSIX_FADV_DONTNEED));
#endif
        if (const auto checked = check(m_file.fileName()); !checked) {
            return checked;
        }
    }
#ifdef Q_OS_WIN
    m_file.close(); // an open file keeps its name there
#endif
    // Not through m_file, which would close it, and with that open its lock. QFile never renames
    // over another file.
    if (!QFile(m_file.fileName()).rename(m_path)) {
        return failure(isThere(m_path) ? cannot(u"its name was taken meanwhile"_s)
                                       : cannot(systemError()));
    }
    m_isOurs = false;
    m_file.close();
    syncFolder(QFileInfo(m_path).absolutePath());
    return {};
}

} // namespace maru::server
