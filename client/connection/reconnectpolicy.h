// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/clientlimits.h"

#include <QtGlobal>

#include <algorithm>

namespace maru::client {

/// How long to wait before the next attempt: at least 0.5 s, at most 30 s, and random over the
/// whole range below a ceiling that doubles, so that the clients of a restarted server do not come
/// back all at once. It never gives up.
///
/// Pure: randomness is handed in, time is the owner's.
class ReconnectPolicy
{
public:
    /// The wait in ms before the next attempt; each call counts one failure. \p random is in [0,
    /// 1).
    [[nodiscard]] int nextDelayMs(double random)
    {
        Q_ASSERT(random >= 0 && random < 1);
        const int delay =
            limits::reconnectMinMs + int(random * (m_ceilingMs - limits::reconnectMinMs));
        m_ceilingMs = std::min(2 * m_ceilingMs, limits::reconnectMaxMs);
        return delay;
    }

    void reset() { m_ceilingMs = firstCeilingMs; }

private:
    static constexpr int firstCeilingMs = 2 * limits::reconnectMinMs;
    int m_ceilingMs = firstCeilingMs;
};

} // namespace maru::client
