// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/limits.h"

#include <QElapsedTimer>
#include <QHash>
#include <QHostAddress>
#include <QList>
#include <QObject>

class QTcpSocket;

namespace maru::server {

struct ConnectionLimits
{
    int open = limits::maxConnections;
    int halfOpen = limits::maxHalfOpen; ///< accepted, and not yet a websocket
    int openPerAddress = limits::maxConnectionsPerAddress; ///< 0: no limit
};

/// Counts the living sockets of the front door.
class ConnectionCounter : public QObject
{
    Q_OBJECT

public:
    explicit ConnectionCounter(const ConnectionLimits &limits, QObject *parent = nullptr);

    /// \p socket counts from now until it is destroyed, as half open until opened().
    void add(QTcpSocket *socket, const QHostAddress &peer);
    void opened(QTcpSocket *socket);

    [[nodiscard]] bool hasRoomFor(const QHostAddress &peer) const;
    [[nodiscard]] bool hasRoomForHalfOpen() const { return m_halfOpen.size() < m_limits.halfOpen; }
    /// Half-open ones that are at least \p ageMs old.
    [[nodiscard]] QList<QTcpSocket *> halfOpenSince(qint64 ageMs) const;
    [[nodiscard]] int openCount() const { return m_open; } ///< half open ones included

signals:
    void roomMade(); ///< a half-open one became a websocket or went

private:
    class Ticket;
    void remove(QTcpSocket *socket, const QHostAddress &key);

    ConnectionLimits m_limits;
    int m_open = 0;
    QHash<QTcpSocket *, QElapsedTimer> m_halfOpen;
    QHash<QHostAddress, int> m_perAddress;
};

} // namespace maru::server
