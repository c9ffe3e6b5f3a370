// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QDateTime>
#include <QDeadlineTimer>

namespace maru::server {

/// The clocks as a port, so that tests can turn them.
class Clock
{
public:
    Clock() = default;
    Clock(const Clock &) = delete;
    Clock &operator=(const Clock &) = delete;
    virtual ~Clock() = default;

    /// Milliseconds since 1970 UTC.
    [[nodiscard]] virtual qint64 nowMs() const { return QDateTime::currentMSecsSinceEpoch(); }
    /// Milliseconds since some moment, by a clock that nobody sets: for waits, which must not grow
    /// when the other one is set back.
    [[nodiscard]] virtual qint64 steadyMs() const { return QDeadlineTimer::current().deadline(); }
};

} // namespace maru::server
