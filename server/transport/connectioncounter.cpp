// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/connectioncounter.h"

#include "server/transport/addresses.h"

#include <QPointer>

#include <utility>

namespace maru::server {

/// A child of what is counted. QObject::destroyed would not do: QWebSocket takes all connections
/// off its socket.
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
{ }

void ConnectionCounter::add(QObject *held, const QHostAddress &peer)
{
    const QHostAddress key = countingKey(peer);
    new Ticket(this, held, key); // owned by what it counts
    ++m_open;
    count(key, 1);
    m_halfOpen[held].start();
}

void ConnectionCounter::opened(QObject *held)
{
    if (m_halfOpen.remove(held)) {
        emit roomMade();
    }
}

void ConnectionCounter::replace(QObject *from, QObject *to)
{
    ticketOf(from)->moveTo(to);
    if (const auto halfOpen = m_halfOpen.constFind(from); halfOpen != m_halfOpen.cend()) {
        const QElapsedTimer since = *halfOpen;
        m_halfOpen.erase(halfOpen);
        m_halfOpen.insert(to, since);
    }
}

void ConnectionCounter::setPeer(QObject *held, const QHostAddress &peer)
{
    const QHostAddress key = countingKey(peer);
    count(ticketOf(held)->exchangeKey(key), -1);
    count(key, 1);
}

bool ConnectionCounter::hasRoomFor(const QHostAddress &peer, bool isNamed) const
{
    const bool isLimited = isNamed && m_limits.openPerAddress > 0;
    return m_open < m_limits.open
        && (!isLimited || m_perAddress.value(countingKey(peer)) < m_limits.openPerAddress);
}

QList<QObject *> ConnectionCounter::halfOpenSince(qint64 ageMs) const
{
    QList<QObject *> old;
    for (auto it = m_halfOpen.cbegin(); it != m_halfOpen.cend(); ++it) {
        if (it.value().hasExpired(ageMs)) {
            old.append(it.key());
        }
    }
    return old;
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

void ConnectionCounter::count(const QHostAddress &key, int difference)
{
    int &entry = m_perAddress[key];
    entry += difference;
    if (entry == 0) {
        m_perAddress.remove(key);
    }
}

void ConnectionCounter::remove(QObject *held, const QHostAddress &key)
{
    --m_open;
    count(key, -1);
    m_halfOpen.remove(held);
    emit roomMade();
}

} // namespace maru::server
