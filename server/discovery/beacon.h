// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/discovery/beaconsocket.h"
#include "common/serverlimits.h"

#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QTimer>

namespace maru::server {

/// Tells a LAN that this server is here (docs/protocol.md §11): by itself every
/// limits::beaconIntervalMs, and at once to a neighbour who asks.
///
/// An answer is as long as the question and goes only to a neighbour, at most one in
/// limits::beaconAnswerGapMs to each and limits::beaconAnswersPerSecond to all.
class Beacon : public QObject
{
    Q_OBJECT

public:
    /// \p addresses: what the server listens on, and so is announced; empty or "any": all of this
    /// machine, of that family.
    Beacon(const Announcement &announcement, const QList<QHostAddress> &addresses,
           QObject *parent = nullptr);

    /// Never fails for good: where the port is taken, nobody is answered, and where no network is,
    /// one is waited for.
    void start();
    void stop();
    /// After the certificate was changed.
    void setFingerprint(const QByteArray &fingerprint);

    /// Datagrams that were no beacons, or questions of nobody near.
    [[nodiscard]] quint64 droppedCount() const { return m_socket.droppedCount(); }
    [[nodiscard]] quint64 answeredCount() const { return m_answered; }

private:
    void announce();
    void onReceived(const BeaconPacket &packet, const QHostAddress &from, quint16 port,
                    uint interfaceIndex);
    [[nodiscard]] bool mayAnswer(const QHostAddress &asker);
    [[nodiscard]] QList<LocalLink> announcedLinks();

    BeaconSocket m_socket;
    QList<QHostAddress> m_addresses;
    Announcement m_announcement;
    QByteArray m_packet;
    QTimer m_timer;
    QElapsedTimer m_clock;
    QHash<QHostAddress, qint64> m_askers; // when each was answered
    qint64 m_secondMs = 0;
    int m_answersThisSecond = 0;
    quint64 m_answered = 0;
};

} // namespace maru::server
