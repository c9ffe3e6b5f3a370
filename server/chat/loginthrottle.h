// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/serverlimits.h"

#include <QHash>
#include <QString>

#include <algorithm>

namespace maru::server {

/// Slows down who guesses: per name after a few wrong passwords a pause that doubles, per address a
/// number in a time. Nobody is locked out for ever, and a right password forgives the name, not
/// what the address guessed before. Bounded: past limits::maxThrottledNames of either the oldest
/// pauses are forgotten.
class LoginThrottle
{
public:
    /// From now on. What was counted is forgotten.
    void setLimitsRates(bool limits)
    {
        m_limitsRates = limits;
        m_names.clear();
        m_addresses.clear();
    }

    /// 0, or how many milliseconds to wait.
    [[nodiscard]] int waitMs(const QString &nameKey, const QString &address, qint64 nowMs) const
    {
        qint64 until = m_names.value(nameKey).untilMs;
        const Failures byAddress = m_addresses.value(address);
        if (byAddress.count >= limits::wrongPasswordsPerAddress) {
            until = std::max(until, byAddress.untilMs);
        }
        return int(std::max<qint64>(0, until - nowMs));
    }

    /// A password is about to be compared: it counts as wrong until noteRight(), so that guesses
    /// sent all at once are counted too.
    void noteTry(const QString &nameKey, const QString &address, qint64 nowMs)
    {
        if (!m_limitsRates) {
            return;
        }
        prune(m_names, nowMs);
        prune(m_addresses, nowMs);
        Failures &name = m_names[nameKey];
        ++name.count;
        const int over = name.count - limits::freeWrongPasswords;
        name.untilMs = over < 0
            ? 0
            : nowMs + std::min<qint64>(limits::maxLoginPauseMs, 1'000LL << std::min(over, 20));
        Failures &from = m_addresses[address];
        if (from.untilMs <= nowMs) {
            from = {0, nowMs + limits::wrongPasswordWindowMs};
        }
        ++from.count;
    }

    void noteRight(const QString &nameKey, const QString &address)
    {
        m_names.remove(nameKey);
        const auto from = m_addresses.find(address);
        if (from != m_addresses.end() && from->count > 0) {
            --from->count;
        }
    }

private:
    struct Failures
    {
        int count = 0;
        qint64 untilMs = 0;
    };

    static void prune(QHash<QString, Failures> &failures, qint64 nowMs)
    {
        if (failures.size() >= limits::maxThrottledNames) {
            failures.removeIf([nowMs](auto entry) { return entry.value().untilMs <= nowMs; });
        }
        if (failures.size() >= limits::maxThrottledNames) {
            failures.clear();
        }
    }

    bool m_limitsRates = true;
    QHash<QString, Failures> m_names;
    QHash<QString, Failures> m_addresses;
};

} // namespace maru::server
