// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/connectioncounter.h"

#include "server/transport/addresses.h"

#include <QPointer>
#include <QTcpSocket>

namespace maru::server {

/// A child of the counted socket. QObject::destroyed would not do: QWebSocket takes all connections
/// off its socket.
class ConnectionCounter::Ticket : public QObject
{
public:
    Ticket(ConnectionCounter *counter, QTcpSocket *socket, const QHostAddress &key)
        : QObject(socket)
        , m_counter(counter)
        , m_socket(socket)
        , m_key(key)
    { }
    ~Ticket() override
    {
        if (m_counter) {
            m_counter->remove(m_socket, m_key);
        }
    }
    Q_DISABLE_COPY_MOVE(Ticket)

private:
    QPointer<ConnectionCounter> m_counter;
    QTcpSocket *m_socket; // a key only: it is being destroyed when it is used
    QHostAddress m_key;
};

ConnectionCounter::ConnectionCounter(const ConnectionLimits &limits, QObject *parent)
    : QObject(parent)
    , m_limits(limits)
{ }

void ConnectionCounter::add(QTcpSocket *socket, const QHostAddress &peer)
{
    const QHostAddress key = countingKey(peer);
    new Ticket(this, socket, key); // owned by the socket
    ++m_open;
    ++m_perAddress[key];
    m_halfOpen[socket].start();
}

void ConnectionCounter::opened(QTcpSocket *socket)
{
    if (m_halfOpen.remove(socket)) {
        emit roomMade();
    }
}

bool ConnectionCounter::hasRoomFor(const QHostAddress &peer) const
{
    const bool isLimited = m_limits.openPerAddress > 0;
    return m_open < m_limits.open
        && (!isLimited || m_perAddress.value(countingKey(peer)) < m_limits.openPerAddress);
}

QList<QTcpSocket *> ConnectionCounter::halfOpenSince(qint64 ageMs) const
{
    QList<QTcpSocket *> old;
    for (auto it = m_halfOpen.cbegin(); it != m_halfOpen.cend(); ++it) {
        if (it.value().hasExpired(ageMs)) {
            old.append(it.key());
        }
    }
    return old;
}

void ConnectionCounter::remove(QTcpSocket *socket, const QHostAddress &key)
{
    --m_open;
    if (const auto entry = m_perAddress.find(key);
        entry != m_perAddress.end() && --entry.value() == 0) {
        m_perAddress.erase(entry);
    }
    m_halfOpen.remove(socket);
    emit roomMade();
}

} // namespace maru::server
