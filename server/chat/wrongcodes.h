// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/protocol/errors.h"
#include "common/serverlimits.h"

#include <QHash>
#include <QString>

#include <optional>

namespace maru::server {

class Clock;

/// Counts the class codes that an address guessed wrong (limits::wrongCodesPerMinute).
class WrongCodes
{
public:
    WrongCodes(const Clock &clock, bool limitsRates)
        : m_clock(clock)
        , m_limitsRates(limitsRates)
    { }

    /// From now on.
    void limitRates(bool limits) { m_limitsRates = limits; }

    /// A refusal if \p address guessed too often, whether \p classCode is right or not: else the
    /// limit would slow down nobody who tries one code after the other.
    [[nodiscard]] std::optional<ApiError> slowedDown(const QString &classCode,
                                                     const QString &address) const;
    /// What a wrong code is answered with, counted.
    [[nodiscard]] ApiError note(const QString &classCode, const QString &address);

private:
    struct Count
    {
        qint64 sinceMs = 0;
        int count = 0;
    };

    const Clock &m_clock;
    bool m_limitsRates;
    QHash<QString, Count> m_counts; // by address; bounded, see note()
};

} // namespace maru::server
