// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/connection/suspendclock.h"

#if defined(Q_OS_WIN)
#include <qt_windows.h>
#else
#include <ctime>
#endif

namespace maru::client {

qint64 suspendAwareMs()
{
#if defined(Q_OS_WIN)
    return qint64(GetTickCount64());
#else
#if defined(CLOCK_BOOTTIME)
    constexpr clockid_t clock = CLOCK_BOOTTIME;
#else
    constexpr clockid_t clock = CLOCK_MONOTONIC; // macOS: counts sleep
#endif
    timespec now = {};
    clock_gettime(clock, &now);
    return qint64(now.tv_sec) * 1'000 + qint64(now.tv_nsec) / 1'000'000;
#endif
}

} // namespace maru::client
