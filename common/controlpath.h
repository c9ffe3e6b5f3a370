// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"

#include <QString>

namespace maru {

/// Where the control socket of a server's data directory is (docs/protocol.md §8): `DIR/control`,
/// on Windows a named pipe whose name is a hash of the directory.
///
/// A Unix socket's address holds only some 100 bytes. On Linux a longer path is reached through
/// /proc/self/fd, so this object keeps the directory open and must outlive the use of name().
class ControlPath
{
public:
    /// Errors: one sentence, if the directory is not there or (not on Linux) the path is too long.
    [[nodiscard]] static Result<ControlPath, QString> find(const QString &dataDirectory);

    ControlPath(ControlPath &&other) noexcept;
    ControlPath &operator=(ControlPath &&other) noexcept;
    ControlPath(const ControlPath &) = delete;
    ControlPath &operator=(const ControlPath &) = delete;
    ~ControlPath();

    /// For QLocalServer and QLocalSocket.
    [[nodiscard]] const QString &name() const { return m_name; }
    /// For people: the real path.
    [[nodiscard]] const QString &text() const { return m_text; }

private:
    ControlPath() = default;

    QString m_name;
    QString m_text;
    int m_directory = -1; // open file descriptor while name() goes through it
};

} // namespace maru
