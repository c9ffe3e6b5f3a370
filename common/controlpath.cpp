// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/controlpath.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <utility>

#ifdef Q_OS_UNIX
#include <fcntl.h>
#include <sys/un.h>
#include <unistd.h>
#endif

using namespace Qt::StringLiterals;

namespace maru {

namespace {

#ifdef Q_OS_UNIX
// QLocalServer binds to "DIR/XXXXXX/s" first, which is longer than "DIR/control" by this.
constexpr qsizetype temporaryExtraBytes = 2;
constexpr auto maxAddressBytes = qsizetype{sizeof(sockaddr_un::sun_path)} - 2; // ends in zero bytes

bool fits(const QString &path)
{
    return QFile::encodeName(path).size() + temporaryExtraBytes <= maxAddressBytes;
}
#endif

} // namespace

Result<ControlPath, QString> ControlPath::find(const QString &dataDirectory)
{
    const QFileInfo info(dataDirectory);
    if (!info.isDir()) {
        return failure(u"The data directory %1 does not exist."_s.arg(
            QDir::toNativeSeparators(info.absoluteFilePath())));
    }
    const QString directory = info.canonicalFilePath();
    ControlPath path;
#ifdef Q_OS_WIN
    const QByteArray hash =
        QCryptographicHash::hash(directory.toCaseFolded().toUtf8(), QCryptographicHash::Sha256);
    path.m_name = u"maru-control-"_s + QString::fromLatin1(hash.toHex().first(32));
    path.m_text = u"\\\\.\\pipe\\"_s + path.m_name;
#else
    path.m_text = directory + u"/control"_s;
    path.m_name = path.m_text;
    if (!fits(path.m_name)) {
#ifdef Q_OS_LINUX
        path.m_directory = ::open(QFile::encodeName(directory).constData(),
                                  O_PATH | O_DIRECTORY | O_CLOEXEC); // NOLINT(*-vararg)
        path.m_name = u"/proc/self/fd/%1/control"_s.arg(path.m_directory);
#endif
        if (path.m_directory < 0) {
            return failure(
                u"The path %1 is too long for a control socket; please use a shorter data directory."_s
                    .arg(path.m_text));
        }
    }
#endif
    return path;
}

ControlPath::ControlPath(ControlPath &&other) noexcept
    : m_name(std::move(other.m_name))
    , m_text(std::move(other.m_text))
    , m_directory(std::exchange(other.m_directory, -1))
{ }

ControlPath &ControlPath::operator=(ControlPath &&other) noexcept
{
    std::swap(m_name, other.m_name);
    std::swap(m_text, other.m_text);
    std::swap(m_directory, other.m_directory);
    return *this;
}

ControlPath::~ControlPath()
{
#ifdef Q_OS_UNIX
    if (m_directory >= 0) {
        ::close(m_directory);
    }
#endif
}

} // namespace maru
