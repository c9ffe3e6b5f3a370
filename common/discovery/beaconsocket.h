// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/discovery/locallinks.h"
#include "common/protocol/beaconpacket.h"

#include <QDeadlineTimer>
#include <QObject>
#include <QSet>
#include <QTimer>
#include <QUdpSocket>

namespace maru {

/// The sockets that beacons travel through, IPv4 and IPv6: to every neighbour over every interface,
/// or to one. Nothing it sends passes a router (TTL 1).
///
/// What comes in is decoded here; what is no beacon is dropped and counted, with a line in the log
/// at most once in limits::beaconWarningMs. Of a flood no more is read than limits allow.
class BeaconSocket : public QObject
{
    Q_OBJECT

public:
    explicit BeaconSocket(QObject *parent = nullptr);

    /// Takes \p port, together with others who take it this way; with beaconPort, what is sent to
    /// all is heard. 0: any free one. False if not even IPv4 could be had.
    [[nodiscard]] bool bind(quint16 port);
    void close();

    /// To all neighbours over each of \p links, by multicast and broadcast; over loopback, to the
    /// programs of this machine.
    void sendToAll(const QByteArray &packet, const QList<LocalLink> &links);
    void sendTo(const QByteArray &packet, const QHostAddress &address, quint16 port,
                uint interfaceIndex = 0);

    /// Not older than limits::beaconLinksMs.
    [[nodiscard]] const QList<LocalLink> &links();
    /// How many datagrams were no beacons, so far.
    [[nodiscard]] quint64 droppedCount() const { return m_dropped; }
    /// Counts a beacon that its receiver does not believe.
    void drop() { ++m_dropped; }

signals:
    void received(const maru::BeaconPacket &packet, const QHostAddress &from, quint16 port,
                  uint interfaceIndex);

private:
    void joinGroups();
    void readBoth();
    void read(QUdpSocket &socket);
    void drop(const QHostAddress &from, BeaconError error);
    void send(const QByteArray &packet, const LocalLink &link, const QHostAddress &to);

    QUdpSocket m_ipv4;
    QUdpSocket m_ipv6;
    bool m_hearsAll = false; // bound to beaconPort
    QList<LocalLink> m_links;
    QDeadlineTimer m_linksAge;
    QSet<QString> m_joined; // interfaces, with 4 or 6 in front
    quint64 m_dropped = 0;
    QDeadlineTimer m_untilWarning;
    QTimer m_window; // runs while datagrams are counted
    int m_left; // datagrams that may be read in it
};

} // namespace maru
