// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"

#include <QByteArray>
#include <QString>

#include <filesystem>
#include <fstream>
#include <memory>

namespace maru {

/// A file of lines that never grows past a bound: when it would, it becomes FILE.1, what was FILE.1
/// becomes FILE.2, and the last of limits::maxLogFiles goes.
///
/// Says nothing through Qt's messages, which come here. For one thread at a time.
class LogFile
{
public:
    /// Appends to \p path. The error is a sentence that names it.
    [[nodiscard]] static Result<std::unique_ptr<LogFile>, QString> open(const QString &path,
                                                                        qint64 maxBytes);

    /// False if \p line could not be written; the next one may.
    [[nodiscard]] bool write(const QByteArray &line);

private:
    LogFile(std::filesystem::path path, qint64 maxBytes);

    [[nodiscard]] bool reopen();
    [[nodiscard]] bool moveAside();
    [[nodiscard]] std::filesystem::path aside(int number) const;

    std::filesystem::path m_path;
    qint64 m_maxBytes;
    qint64 m_bytes = 0;
    std::ofstream m_stream;
};

} // namespace maru
