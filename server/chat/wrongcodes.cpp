// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/chat/wrongcodes.h"

#include "common/serverlimits.h"
#include "server/chat/clock.h"
#include "server/chat/objectid.h"

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

constexpr qint64 windowMs = 60'000;
constexpr qsizetype maxAddresses = 10'000;

ApiError tooMany(qint64 retryAfterMs)
{
    return {.code = ErrorCode::SlowDown,
            .text = u"Too many wrong class codes. Please wait a minute."_s,
            .retryAfterMs = int(retryAfterMs)};
}

} // namespace

std::optional<ApiError> WrongCodes::slowedDown(const QString &classCode,
                                               const QString &address) const
{
    const auto codes = m_counts.constFind(address);
    if (codes == m_counts.cend() || !isClassCode(classCode)) {
        return std::nullopt;
    }
    const qint64 age = m_clock.steadyMs() - codes->sinceMs;
    if (codes->count < limits::wrongCodesPerMinute || age >= windowMs) {
        return std::nullopt;
    }
    return tooMany(windowMs - age);
}

ApiError WrongCodes::note(const QString &classCode, const QString &address)
{
    const ApiError wrong{.code = ErrorCode::BadClassCode, .text = u"Wrong class code"_s};
    // A string that cannot be a code says nothing about the real one: only guesses are counted.
    if (!m_limitsRates || !isClassCode(classCode)) {
        return wrong;
    }
    const qint64 now = m_clock.steadyMs();
    if (m_counts.size() >= maxAddresses && !m_counts.contains(address)) {
        m_counts.removeIf(
            [now](const auto &entry) { return now - entry.value().sinceMs >= windowMs; });
        if (m_counts.size() >= maxAddresses) {
            return tooMany(windowMs);
        }
    }
    Count &codes = m_counts[address];
    if (now - codes.sinceMs >= windowMs) {
        codes = {.sinceMs = now, .count = 0};
    }
    if (codes.count >= limits::wrongCodesPerMinute) { // those before were still being looked up
        return tooMany(windowMs - (now - codes.sinceMs));
    }
    ++codes.count;
    return wrong;
}

} // namespace maru::server
