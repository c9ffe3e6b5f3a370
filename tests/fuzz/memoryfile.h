// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "tests/fuzz/fuzztools.h"

#include <QByteArray>
#include <QString>

#include <sys/mman.h>
#include <unistd.h>

namespace maru::fuzz {

/// A file for parsers that open one themselves; it lies in memory.
class MemoryFile
{
public:
    explicit MemoryFile(const char *name)
        : m_descriptor(::memfd_create(name, 0))
    {
        require(m_descriptor >= 0);
    }
    ~MemoryFile() { ::close(m_descriptor); }
    Q_DISABLE_COPY_MOVE(MemoryFile)

    void write(const QByteArray &bytes) const
    {
        require(::ftruncate(m_descriptor, 0) == 0);
        require(::pwrite(m_descriptor, bytes.constData(), size_t(bytes.size()), 0) == bytes.size());
    }
    [[nodiscard]] QString path() const
    {
        return QStringLiteral("/proc/self/fd/%1").arg(m_descriptor);
    }

private:
    int m_descriptor;
};

} // namespace maru::fuzz
