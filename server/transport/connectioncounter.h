// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/serverlimits.h"
#include "server/session/ratelimiter.h"

#include <QElapsedTimer>
#include <QHash>
#include <QHostAddress>
#include <QObject>

#include <list>

namespace maru::server {

struct ConnectionLimits
{
    int open = limits::maxConnections;
    int halfOpen = limits::maxHalfOpen; ///< accepted, and not yet of a session
    int halfOpenPerAddress = limits::maxHalfOpenPerAddress;
    int openPerAddress = limits::maxConnectionsPerAddress;
    bool limitsAddresses = true; ///< false lifts what is counted per address, but not halfOpen
};

/// Counts what peers hold of the front door: connections, and sessions that live between them.
class ConnectionCounter : public QObject
{
    Q_OBJECT

public:
    explicit ConnectionCounter(const ConnectionLimits &limits, QObject *parent = nullptr);

    /// \p held counts from now until it is destroyed, as half open until opened().
    void add(QObject *held, const QHostAddress &peer);
    void opened(QObject *held);
    /// What counted as \p from counts as \p to from now on, and is as old.
    void replace(QObject *from, QObject *to);
    /// \p held turned out to be \p peer's.
    void setPeer(QObject *held, const QHostAddress &peer);

    /// \p isNamed false: the address says nothing yet, only the sum counts.
    [[nodiscard]] bool hasRoomFor(const QHostAddress &peer, bool isNamed = true) const;
    /// The same of what \p peer alone has: for a connection that counts in the sum already.
    [[nodiscard]] bool hasRoomOf(const QHostAddress &peer) const;
    /// True if \p peer may open one more now: it opens not too many in a time.
    [[nodiscard]] bool takeNew(const QHostAddress &peer);
    /// The half-open one that must go for \p peer's newest: the oldest, of that address or of all,
    /// one that has said nothing before one that has. nullptr if there is room for all.
    [[nodiscard]] QObject *surplusHalfOpen(const QHostAddress &peer) const;
    /// It has said something.
    void spoke(QObject *held);
    /// From now on: see ConnectionLimits::limitsAddresses.
    void limitAddresses(bool limits) { m_limits.limitsAddresses = limits; }
    [[nodiscard]] int halfOpenCount() const { return int(m_halfOpen.size()); }
    [[nodiscard]] int openCount() const { return m_open; } ///< half open ones included

private:
    class Ticket;
    [[nodiscard]] static Ticket *ticketOf(const QObject *held);
    static void count(QHash<QHostAddress, int> &counts, const QHostAddress &key, int difference);
    void remove(QObject *held, const QHostAddress &key);

    struct HalfOpen
    {
        QObject *held = nullptr;
        QHostAddress key;
        bool hasSpoken = false;
    };
    using HalfOpenList = std::list<HalfOpen>; // the oldest first

    ConnectionLimits m_limits;
    int m_open = 0;
    HalfOpenList m_halfOpen;
    QHash<QObject *, HalfOpenList::iterator> m_halfOpenOf;
    QHash<QHostAddress, int> m_halfOpenPerAddress;
    QHash<QHostAddress, int> m_perAddress;
    RateLimiter<QHostAddress> m_newRates;
    QElapsedTimer m_clock;
};

} // namespace maru::server
