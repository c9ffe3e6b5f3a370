// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/storelimits.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

namespace maru::server {

/// Says how long a commit may wait for more messages, so that a steady stream shares its commits.
///
/// Only in a stream, when the last commits came close together, and no message longer than
/// limits::commitWindowMs. A message that comes alone never waits; nor do senders who wait for
/// their ack before they send more, once a few waits have brought nothing.
///
/// Times are of a clock that only goes forward, in µs.
class CommitPacer
{
public:
    /// For how long, in µs, a commit of \p waiting messages, the first of which came at \p firstUs,
    /// may still wait at \p nowUs; 0: go.
    [[nodiscard]] qint64 waitUs(qint64 nowUs, qint64 firstUs, qsizetype waiting) const
    {
        const bool isStream = m_idleCommits == 0 && nowUs - m_starts[m_next] < streamUs;
        if (!isStream || waiting >= limits::enoughForACommit) {
            return 0;
        }
        return std::max<qint64>(0, firstUs + windowUs - nowUs);
    }

    /// A commit starts; \p gained messages came while it waited, if it did.
    void noteStart(qint64 nowUs, std::optional<qsizetype> gained)
    {
        m_starts[m_next] = nowUs;
        m_next = (m_next + 1) % m_starts.size();
        m_idleCommits = std::max(0, m_idleCommits - 1);
        if (gained) {
            m_vainWaits = *gained > 0 ? 0 : m_vainWaits + 1;
            if (m_vainWaits == maxVainWaits) {
                m_vainWaits = 0;
                m_idleCommits = pauseCommits;
            }
        }
    }

private:
    static constexpr qint64 windowUs = 1'000LL * limits::commitWindowMs;
    static constexpr size_t streamCommits = 8;
    static constexpr qint64 streamUs = 2 * windowUs * streamCommits; // waits are part of it
    static constexpr int maxVainWaits = 3;
    static constexpr int pauseCommits = 512;

    std::array<qint64, streamCommits> m_starts = longAgo(); // a ring; m_next is the oldest
    size_t m_next = 0;
    int m_vainWaits = 0; // in a row
    int m_idleCommits = 0; // so many more without a wait

    static constexpr std::array<qint64, streamCommits> longAgo()
    {
        std::array<qint64, streamCommits> starts{};
        starts.fill(std::numeric_limits<qint64>::min() / 2);
        return starts;
    }
};

} // namespace maru::server
