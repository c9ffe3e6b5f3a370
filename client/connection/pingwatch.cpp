// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/connection/pingwatch.h"

#include <algorithm>
#include <utility>

namespace maru::client {

PingWatch::PingWatch(std::function<qint64()> clockMs, int lookMs, QObject *parent)
    : QObject(parent)
    , m_clockMs(std::move(clockMs))
    , m_lookMs(lookMs)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        arm();
        check();
    });
}

void PingWatch::restart(qint64 patienceMs)
{
    m_deadlineMs = m_clockMs() + patienceMs;
    arm();
}

void PingWatch::stop()
{
    m_timer.stop();
}

void PingWatch::check()
{
    if (m_timer.isActive() && m_clockMs() >= m_deadlineMs) {
        stop();
        emit expired();
    }
}

void PingWatch::arm()
{
    const qint64 leftMs = std::max<qint64>(0, m_deadlineMs - m_clockMs());
    m_timer.start(int(std::min<qint64>(leftMs, m_lookMs)));
}

} // namespace maru::client
