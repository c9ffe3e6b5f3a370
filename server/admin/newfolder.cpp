// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/admin/newfolder.h"

#include "common/filesync.h"

#include <QDir>
#include <QFileInfo>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#ifdef Q_OS_UNIX
#include <sys/file.h>
#endif

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

constexpr auto markName = ".maru-export"_L1;

bool isThere(const QString &path)
{
    const QFileInfo info(path);
    return info.exists() || info.isSymLink();
}

void empty(const QString &folder)
{
    const QFileInfoList entries = QDir(folder).entryInfoList(QDir::AllEntries | QDir::Hidden
                                                             | QDir::System | QDir::NoDotAndDotDot);
    for (const QFileInfo &entry : entries) {
        if (entry.isDir() && !entry.isSymLink()) {
            QDir(entry.filePath()).removeRecursively();
        } else if (entry.fileName() != markName) {
            QFile::remove(entry.filePath());
        }
    }
}

} // namespace

NewFolder::NewFolder(QString path)
    : m_path(std::move(path))
    , m_creating(m_path + u".creating"_s)
    , m_mark(m_creating + u'/' + markName)
{ }

NewFolder::~NewFolder()
{
    if (m_isOurs) {
        empty(m_creating);
        m_mark.remove();
        QDir().rmdir(m_creating);
    }
}

QString NewFolder::cannot(const QString &why) const
{
    return u"%1 cannot be made: %2."_s.arg(QDir::toNativeSeparators(m_path), why);
}

Result<void, QString> NewFolder::open()
{
    if (isThere(m_path)) {
        return failure(u"%1 exists already: choose another name. Nothing was changed."_s.arg(
            QDir::toNativeSeparators(m_path)));
    }
    const bool isNew =
        QDir().mkdir(m_creating, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    if (!isNew && !isThere(m_creating)) {
        return failure(cannot(u"its folder is not there, or may not be written to"_s));
    }
    // A kill between the two may leave a folder without its mark.
    if (!isNew && !m_mark.exists() && !QDir().rmdir(m_creating)) {
        return failure(cannot(u"%1 is in the way"_s.arg(QDir::toNativeSeparators(m_creating))));
    }
    if (!isNew && !isThere(m_creating)) {
        return open();
    }
    if (!m_mark.open(QIODevice::ReadWrite, QFile::ReadOwner | QFile::WriteOwner)) {
        return failure(cannot(m_mark.errorString()));
    }
#ifdef Q_OS_UNIX
    if (::flock(m_mark.handle(), LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) {
            m_mark.close();
            return failure(cannot(u"another maru-server is making it"_s));
        }
        const auto why = QString::fromLocal8Bit(std::strerror(errno)); // of a share without locks
        if (isNew) {
            m_mark.remove();
            QDir().rmdir(m_creating);
        }
        m_mark.close();
        return failure(cannot(u"it cannot be locked there: %1"_s.arg(why)));
    }
#endif
    m_isOurs = true;
    empty(m_creating);
    return {};
}

Result<void, QString> NewFolder::finish()
{
    syncFolder(m_creating + u"/files"_s);
    syncFolder(m_creating);
    std::error_code error;
    if (isThere(m_path)) {
        error = std::make_error_code(std::errc::file_exists);
    } else {
        std::filesystem::rename(QFileInfo(m_creating).filesystemFilePath(),
                                QFileInfo(m_path).filesystemFilePath(), error);
    }
    if (error) {
        return failure(cannot(QString::fromLocal8Bit(error.message().c_str())));
    }
    m_isOurs = false;
    QFile::remove(m_path + u'/' + markName); // a kill before it leaves an empty file
    syncFolder(QFileInfo(m_path).absolutePath());
    return {};
}

} // namespace maru::server
