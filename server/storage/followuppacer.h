// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/serverlimits.h"
#include "server/storage/storagebackend.h"

#include <algorithm>
#include <limits>

namespace maru::server {

/// Spreads what a backend does between requests (the search index), so that a burst of messages is
/// stored at full speed and indexed behind it.
///
/// While requests keep coming there is a piece of it every limits::followUpPaceMs and no more; once
/// none came for so long, it goes on without a pause.
///
/// Times are of a clock that only goes forward, in µs.
class FollowUpPacer
{
public:
    /// What is left of \p leisure at \p nowUs.
    [[nodiscard]] Leisure leisure(Leisure leisure, qint64 nowUs) const
    {
        const bool isEarly = leisure == Leisure::Moment && nowUs < m_nextUs;
        return isEarly ? Leisure::None : leisure;
    }

    /// A backend followed up with \p leisure until \p nowUs. For how long, in µs, no more of it may
    /// be done unless requests come and go.
    [[nodiscard]] qint64 breathUs(Leisure leisure, qint64 nowUs)
    {
        if (leisure == Leisure::Plenty) {
            return 0;
        }
        if (leisure == Leisure::Moment) {
            m_nextUs = nowUs + paceUs;
        }
        return std::max<qint64>(0, m_nextUs - nowUs);
    }

private:
    static constexpr qint64 paceUs = 1'000LL * limits::followUpPaceMs;

    qint64 m_nextUs = std::numeric_limits<qint64>::min() / 2;
};

} // namespace maru::server
