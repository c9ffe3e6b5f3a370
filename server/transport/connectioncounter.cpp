// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/connectioncounter.h"

#include "common/serverlimits.h"
#include "server/transport/addresses.h"

#include <QPointer>

#include <algorithm>
#include <iterator>
#include <utility>

namespace maru::server {

/// A child of what is counted. QObject::destroyed would not do: who takes a socket over takes all
/// connections off its socket.
class ConnectionCounter::Ticket : public QObject
{
public:
    Ticket(ConnectionCounter *counter, QObject *held, const QHostAddress &key)
        : QObject(held)
        , m_counter(counter)
        , m_held(held)
        , m_key(key)
    { }
    ~Ticket() override
    {
        if (m_counter) {
            m_counter->remove(m_held, m_key);
        }
    }
    Q_DISABLE_COPY_MOVE(Ticket)

    void moveTo(QObject *held)
    {
        m_held = held;
        setParent(held);
    }
    /// The key before.
    [[nodiscard]] QHostAddress exchangeKey(const QHostAddress &key)
    {
        return std::exchange(m_key, key);
    }

private:
    QPointer<ConnectionCounter> m_counter;
    QObject *m_held; // a key only: it is being destroyed when it is used
    QHostAddress m_key;
};

ConnectionCounter::ConnectionCounter(const ConnectionLimits &limits, QObject *parent)
    : QObject(parent)
    , m_limits(limits)
    , m_newRates(limits::newConnectionsPerSecond, limits::newConnectionBurst)
{
    m_clock.start();
}

void ConnectionCounter::add(QObject *held, const QHostAddress &peer)
{
    const QHostAddress key = countingKey(peer);
    new Ticket(this, held, key); // owned by what it counts
    ++m_open;
    count(m_perAddress, key, 1);
    count(m_halfOpenPerAddress, key, 1);
    m_halfOpenOf.insert(held, m_halfOpen.insert(m_halfOpen.end(), {.held = held, .key = key}));
}

void ConnectionCounter::opened(QObject *held)
{
    if (const auto entry = m_halfOpenOf.constFind(held); entry != m_halfOpenOf.cend()) {
        count(m_halfOpenPerAddress, (*entry)->key, -1);
        m_halfOpen.erase(*entry);
        m_halfOpenOf.erase(entry);
    }
}

void ConnectionCounter::spoke(QObject *held)
{
    if (const auto entry = m_halfOpenOf.constFind(held); entry != m_halfOpenOf.cend()) {
        (*entry)->hasSpoken = true;
    }
}

void ConnectionCounter::replace(QObject *from, QObject *to)
{
    ticketOf(from)->moveTo(to);
    if (const auto entry = m_halfOpenOf.constFind(from); entry != m_halfOpenOf.cend()) {
        const HalfOpenList::iterator halfOpen = *entry;
        m_halfOpenOf.erase(entry);
        halfOpen->held = to;
        m_halfOpenOf.insert(to, halfOpen);
    }
}

void ConnectionCounter::setPeer(QObject *held, const QHostAddress &peer)
{
    const QHostAddress key = countingKey(peer);
    count(m_perAddress, ticketOf(held)->exchangeKey(key), -1);
    count(m_perAddress, key, 1);
    if (const auto entry = m_halfOpenOf.constFind(held); entry != m_halfOpenOf.cend()) {
        count(m_halfOpenPerAddress, std::exchange((*entry)->key, key), -1);
        count(m_halfOpenPerAddress, key, 1);
    }
}

bool ConnectionCounter::hasRoomFor(const QHostAddress &peer, bool isNamed) const
{
    return m_open < m_limits.open && (!isNamed || hasRoomOf(peer));
}

bool ConnectionCounter::hasRoomOf(const QHostAddress &peer) const
{
    return !m_limits.limitsAddresses
        || m_perAddress.value(countingKey(peer)) < m_limits.openPerAddress;
}

bool ConnectionCounter::takeNew(const QHostAddress &peer)
{
    return !m_limits.limitsAddresses || m_newRates.take(countingKey(peer), m_clock.elapsed()) == 0;
}

QObject *ConnectionCounter::surplusHalfOpen(const QHostAddress &peer) const
{
    const QHostAddress key = countingKey(peer);
    const bool isOverAll = int(m_halfOpen.size()) > m_limits.halfOpen;
    const bool isOverHere =
        m_limits.limitsAddresses && m_halfOpenPerAddress.value(key) > m_limits.halfOpenPerAddress;
    if (!isOverAll && !isOverHere) {
        return nullptr;
    }
    const auto isCandidate = [&](const HalfOpen &halfOpen) {
        return isOverAll || halfOpen.key == key;
    };
    const auto silent =
        std::find_if(m_halfOpen.cbegin(), m_halfOpen.cend(), [&](const HalfOpen &halfOpen) {
            return isCandidate(halfOpen) && !halfOpen.hasSpoken;
        });
    // The newest is the last resort: it may not have had the time to speak.
    if (silent != m_halfOpen.cend() && std::next(silent) != m_halfOpen.cend()) {
        return silent->held;
    }
    const auto oldest = std::find_if(m_halfOpen.cbegin(), m_halfOpen.cend(), isCandidate);
    return oldest == m_halfOpen.cend() ? nullptr : oldest->held;
}

ConnectionCounter::Ticket *ConnectionCounter::ticketOf(const QObject *held)
{
    for (QObject *child : held->children()) {
        if (auto *ticket = dynamic_cast<Ticket *>(child)) {
            return ticket;
        }
    }
    Q_UNREACHABLE();
    return nullptr;
}

void ConnectionCounter::count(QHash<QHostAddress, int> &counts, const QHostAddress &key,
                              int difference)
{
    int &entry = counts[key];
    entry += difference;
    if (entry == 0) {
        counts.remove(key);
    }
}

void ConnectionCounter::remove(QObject *held, const QHostAddress &key)
{
    opened(held);
    --m_open;
    count(m_perAddress, key, -1);
}

} // namespace maru::server
