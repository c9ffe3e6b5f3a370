// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/limits.h"

#include <QElapsedTimer>
#include <QHash>
#include <QHostAddress>
#include <QList>
#include <QObject>

namespace maru::server {

struct ConnectionLimits
{
    int open = limits::maxConnections;
    int halfOpen = limits::maxHalfOpen; ///< accepted, and not yet of a session
    int openPerAddress = limits::maxConnectionsPerAddress; ///< 0: no limit
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
    [[nodiscard]] bool hasRoomForHalfOpen() const { return m_halfOpen.size() < m_limits.halfOpen; }
    /// Half-open ones that are at least \p ageMs old.
    [[nodiscard]] QList<QObject *> halfOpenSince(qint64 ageMs) const;
    [[nodiscard]] int openCount() const { return m_open; } ///< half open ones included

signals:
    void roomMade(); ///< a half-open one became a websocket or went

private:
    class Ticket;
    [[nodiscard]] static Ticket *ticketOf(const QObject *held);
    void count(const QHostAddress &key, int difference);
    void remove(QObject *held, const QHostAddress &key);

    ConnectionLimits m_limits;
    int m_open = 0;
    QHash<QObject *, QElapsedTimer> m_halfOpen;
    QHash<QHostAddress, int> m_perAddress;
};

} // namespace maru::server
