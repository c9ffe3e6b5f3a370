// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QHash>
#include <QtGlobal>

#include <algorithm>
#include <cmath>

namespace maru::server {

/// Token buckets, one per key: \c ratePerSecond on average, \c burst at once.
///
/// Bounded: full buckets are forgotten when more than \c maxKeys are held. Pure: the caller gives
/// the time, in milliseconds of a clock that does not jump back.
template<class Key>
class RateLimiter
{
public:
    RateLimiter(double ratePerSecond, double burst, qsizetype maxKeys = 10'000)
        : m_perMs(ratePerSecond / 1'000.0)
        , m_burst(burst)
        , m_maxKeys(maxKeys)
    { }

    /// Takes one token. 0 if there was one, else how many milliseconds until there will be.
    [[nodiscard]] int take(const Key &key, qint64 nowMs)
    {
        if (m_buckets.size() >= m_maxKeys && !m_buckets.contains(key)) {
            m_buckets.removeIf([this, nowMs](const auto &entry) {
                return level(entry.value(), nowMs) >= m_burst;
            });
        }
        auto bucket = m_buckets.find(key);
        if (bucket == m_buckets.end()) {
            bucket = m_buckets.insert(key, {m_burst, nowMs});
        }
        const double tokens = level(*bucket, nowMs);
        *bucket = {tokens, nowMs};
        if (tokens >= 1.0) {
            bucket->tokens -= 1.0;
            return 0;
        }
        return int(std::ceil((1.0 - tokens) / m_perMs));
    }

    /// What was taken for nothing.
    void giveBack(const Key &key)
    {
        const auto bucket = m_buckets.find(key);
        if (bucket != m_buckets.end()) {
            bucket->tokens = std::min(m_burst, bucket->tokens + 1.0);
        }
    }

    [[nodiscard]] qsizetype keyCount() const { return m_buckets.size(); }

private:
    struct Bucket
    {
        double tokens = 0;
        qint64 atMs = 0;
    };

    [[nodiscard]] double level(const Bucket &bucket, qint64 nowMs) const
    {
        const auto elapsedMs = double(std::max<qint64>(0, nowMs - bucket.atMs));
        return std::min(m_burst, bucket.tokens + elapsedMs * m_perMs);
    }

    double m_perMs;
    double m_burst;
    qsizetype m_maxKeys;
    QHash<Key, Bucket> m_buckets;
};

} // namespace maru::server
