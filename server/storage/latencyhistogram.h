// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtGlobal>

#include <algorithm>
#include <array>

namespace maru::server {

/// How long things took, in buckets that Prometheus can add up. Costs a search among a dozen
/// numbers.
class LatencyHistogram
{
public:
    /// Upper bounds, in microseconds; what took longer is in none of them.
    static constexpr std::array<qint64, 12> boundsUs{500,     1'000,   2'500,     5'000,
                                                     10'000,  25'000,  50'000,    100'000,
                                                     250'000, 500'000, 1'000'000, 5'000'000};

    void add(qint64 microseconds)
    {
        const auto bucket = std::lower_bound(boundsUs.begin(), boundsUs.end(), microseconds);
        ++m_buckets[size_t(bucket - boundsUs.begin())];
        m_sumUs += microseconds;
    }

    /// How many took at most boundsUs[\p bucket]; with \p bucket behind the last one, all.
    [[nodiscard]] quint64 countUpTo(size_t bucket) const
    {
        quint64 count = 0;
        for (size_t i = 0; i <= bucket; ++i) {
            count += m_buckets[i];
        }
        return count;
    }
    [[nodiscard]] quint64 count() const { return countUpTo(boundsUs.size()); }
    [[nodiscard]] double sumSeconds() const { return double(m_sumUs) / 1e6; }

private:
    std::array<quint64, boundsUs.size() + 1> m_buckets{};
    qint64 m_sumUs = 0;
};

} // namespace maru::server
