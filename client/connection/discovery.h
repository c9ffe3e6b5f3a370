// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/clientlimits.h"
#include "common/discovery/beaconsocket.h"

#include <QObject>
#include <QTimer>

namespace maru::client {

/// Hears which servers announce themselves in the LAN, and asks those that are silent
/// (docs/protocol.md §11). Thread: GUI.
class Discovery : public QObject
{
    Q_OBJECT

public:
    explicit Discovery(QObject *parent = nullptr);

    /// Asks at once, soon again in case that got lost, then every limits::queryIntervalMs.
    void start();
    void stop();
    [[nodiscard]] bool isRunning() const { return m_isRunning; }

    /// Of both sockets: datagrams that were no beacons, or came from no neighbour.
    [[nodiscard]] quint64 droppedCount() const;
    /// The networks this computer is in.
    [[nodiscard]] QList<LocalLink> links();

signals:
    /// \p host: the address it came from, an IPv6 one with its scope.
    void announced(const maru::Announcement &announcement, const QString &host);
    /// A question was sent; the networks were looked at.
    void asked();

private:
    void ask();
    void onReceived(BeaconSocket &socket, const BeaconPacket &packet, const QHostAddress &from);

    BeaconSocket m_listener; // hears what is told to all
    BeaconSocket m_asker; // a port of its own: answers come back to it, and to nobody else
    QTimer m_timer;
    int m_questions = 0;
    bool m_isRunning = false;
};

} // namespace maru::client
