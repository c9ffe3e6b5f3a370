// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/logfile.h"

#include "common/limits.h"

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

using namespace Qt::StringLiterals;

namespace maru {

namespace fs = std::filesystem;

LogFile::LogFile(fs::path path, qint64 maxBytes)
    : m_path(std::move(path))
    , m_maxBytes(maxBytes)
{ }

Result<std::unique_ptr<LogFile>, QString> LogFile::open(const QString &path, qint64 maxBytes)
{
    std::unique_ptr<LogFile> file(new LogFile(fs::path(path.toStdU16String()), maxBytes));
    errno = 0;
    if (!file->reopen()) {
        const int error = errno;
        return failure(u"The log file %1 cannot be written: %2."_s.arg(
            path, QString::fromLocal8Bit(std::strerror(error != 0 ? error : EIO))));
    }
    return file;
}

bool LogFile::reopen()
{
    std::error_code error;
    const bool isNew = !fs::exists(m_path, error);
    m_stream.close();
    m_stream.clear();
    m_stream.open(m_path, std::ios::out | std::ios::app | std::ios::binary);
    if (!m_stream) {
        return false;
    }
    if (isNew) { // addresses of people stand in it
        using enum fs::perms;
        fs::permissions(m_path, owner_read | owner_write | group_read, error);
    }
    const auto size = fs::file_size(m_path, error);
    m_bytes = error ? 0 : qint64(size);
    return true;
}

bool LogFile::write(const QByteArray &line)
{
    if (m_bytes > 0 && m_bytes + line.size() > m_maxBytes && !moveAside()) {
        return false;
    }
    if (!m_stream.is_open() && !reopen()) {
        return false;
    }
    m_stream.write(line.constData(), line.size()).flush();
    if (!m_stream) { // a full disk; what was left of the line in the buffer goes with it
        m_stream.close();
        m_stream.clear();
        return false;
    }
    m_bytes += line.size();
    return true;
}

bool LogFile::moveAside()
{
    m_stream.close();
    std::error_code error;
    if (!fs::exists(m_path, error)) {
        return reopen(); // it was moved before, and the new one could not be opened then
    }
    for (int number = limits::maxLogFiles - 1; number > 0; --number) {
        const fs::path from = number > 1 ? aside(number - 1) : m_path;
        if (fs::exists(from, error)) {
            fs::rename(from, aside(number), error); // replaces the older one
            if (error) {
                return false; // rather none than one without a bound
            }
        }
    }
    return reopen();
}

fs::path LogFile::aside(int number) const
{
    fs::path path = m_path;
    path += u".%1"_s.arg(number).toStdU16String();
    return path;
}

} // namespace maru
