// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QDateTime>

namespace maru::server {

/// The wall clock as a port, so that tests can turn it.
class Clock
{
public:
    Clock() = default;
    Clock(const Clock &) = delete;
    Clock &operator=(const Clock &) = delete;
    virtual ~Clock() = default;

    /// Milliseconds since 1970 UTC.
    [[nodiscard]] virtual qint64 nowMs() const { return QDateTime::currentMSecsSinceEpoch(); }
};

} // namespace maru::server
