// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/bloblock.h"

#ifdef Q_OS_UNIX
#include <cerrno>
#include <sys/file.h>
#endif

using namespace Qt::StringLiterals;

namespace maru::server {

BlobLock::BlobLock(const QString &folder, [[maybe_unused]] For what)
    : m_mark(folder + u"/store"_s)
{
    if (!m_mark.open(QIODevice::ReadOnly)) {
        return; // no file was ever sent
    }
#ifdef Q_OS_UNIX
    const int operation = what == For::Copying ? LOCK_SH : LOCK_EX | LOCK_NB;
    m_isRefused = ::flock(m_mark.handle(), operation) != 0 && errno == EWOULDBLOCK;
#endif
}

} // namespace maru::server
