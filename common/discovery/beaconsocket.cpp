// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/discovery/beaconsocket.h"

#include "common/limits.h"
#include "common/logging.h"

#include <QNetworkDatagram>
#include <QNetworkInterface>

#include <utility>

namespace maru {

namespace {

constexpr int oneHop = 1;

const char *wordOf(BeaconError error)
{
    switch (error) {
    case BeaconError::Size:
        return "wrong size";
    case BeaconError::Magic:
        return "no beacon";
    case BeaconError::Version:
        return "another version of the protocol";
    case BeaconError::Kind:
        return "unknown kind";
    case BeaconError::Flags:
        return "bad flags";
    case BeaconError::Port:
        return "no port";
    case BeaconError::Name:
        return "bad name";
    case BeaconError::Padding:
        break;
    }
    return "bytes behind the end";
}

bool isIpv4(const QHostAddress &address)
{
    return address.protocol() == QAbstractSocket::IPv4Protocol;
}

} // namespace

BeaconSocket::BeaconSocket(QObject *parent)
    : QObject(parent)
    , m_linksAge(0)
    , m_untilWarning(0)
    , m_left(limits::maxBeaconDatagrams)
{
    connect(&m_ipv4, &QUdpSocket::readyRead, this, [this] { read(m_ipv4); });
    connect(&m_ipv6, &QUdpSocket::readyRead, this, [this] { read(m_ipv6); });
    m_window.setSingleShot(true);
    m_window.setInterval(limits::beaconWindowMs);
    connect(&m_window, &QTimer::timeout, this, &BeaconSocket::readBoth);
}

bool BeaconSocket::bind(quint16 port)
{
    close();
    const QUdpSocket::BindMode mode = QUdpSocket::ShareAddress | QUdpSocket::ReuseAddressHint;
    if (!m_ipv4.bind(QHostAddress(QHostAddress::AnyIPv4), port, mode)) {
        return false;
    }
    m_hearsAll = port == beaconPort;
    // A machine without IPv6 does without. Both have the same port where it was asked for.
    if (!m_ipv6.bind(QHostAddress(QHostAddress::AnyIPv6), port, mode)) {
        m_ipv6.close();
    }
    m_linksAge.setRemainingTime(0);
    static_cast<void>(links());
    return true;
}

void BeaconSocket::close()
{
    m_ipv4.close();
    m_ipv6.close();
    m_joined.clear();
    m_hearsAll = false;
}

const QList<LocalLink> &BeaconSocket::links()
{
    if (m_linksAge.hasExpired()) {
        m_linksAge.setRemainingTime(limits::beaconLinksMs);
        m_links = localLinks();
        joinGroups();
    }
    return m_links;
}

// Again whenever the interfaces were looked at: cables are plugged, Wi-Fi comes and goes.
void BeaconSocket::joinGroups()
{
    if (!m_hearsAll) {
        return;
    }
    QSet<QString> present;
    for (const LocalLink &link : std::as_const(m_links)) {
        const bool isV4 = isIpv4(link.address);
        QUdpSocket &socket = isV4 ? m_ipv4 : m_ipv6;
        const QString key =
            QStringLiteral("%1 %2 %3").arg(isV4).arg(link.interfaceIndex).arg(link.interfaceName);
        if (!link.multicasts || present.contains(key)
            || socket.state() != QAbstractSocket::BoundState) {
            continue;
        }
        const auto interface = QNetworkInterface::interfaceFromIndex(int(link.interfaceIndex));
        const QHostAddress group(QLatin1StringView(isV4 ? beaconGroup4 : beaconGroup6));
        if (m_joined.contains(key) || socket.joinMulticastGroup(group, interface)) {
            present.insert(key);
        }
    }
    m_joined = present; // one that went took its membership along
}

void BeaconSocket::sendToAll(const QByteArray &packet, const QList<LocalLink> &links)
{
    for (const LocalLink &link : links) {
        if (link.isLoopback) {
            // Reaches all sockets on the port, where a datagram to 127.0.0.1 reaches one.
            if (isIpv4(link.address)) {
                send(packet, link, QHostAddress(QStringLiteral("127.255.255.255")));
            }
            continue;
        }
        if (link.multicasts) {
            send(packet, link,
                 QHostAddress(
                     QLatin1StringView(isIpv4(link.address) ? beaconGroup4 : beaconGroup6)));
        }
        if (!link.broadcast.isNull()) {
            // Heard by all on the wire, whatever they think their network's size is.
            send(packet, link, QHostAddress(QHostAddress::Broadcast));
        }
    }
}

void BeaconSocket::send(const QByteArray &packet, const LocalLink &link, const QHostAddress &to)
{
    QNetworkDatagram datagram(packet, to, beaconPort);
    datagram.setHopLimit(oneHop);
    datagram.setInterfaceIndex(link.interfaceIndex);
    QUdpSocket &socket = isIpv4(link.address) ? m_ipv4 : m_ipv6;
    datagram.setSender(link.address);
    if (socket.state() == QAbstractSocket::BoundState && socket.writeDatagram(datagram) < 0) {
        // A network may go at any time; whoever listens on another one still hears us.
        qCDebug(lcDiscovery).noquote() << "not sent over" << link.interfaceName << "to"
                                       << to.toString() + u':' << socket.errorString();
    }
}

void BeaconSocket::sendTo(const QByteArray &packet, const QHostAddress &address, quint16 port,
                          uint interfaceIndex)
{
    QNetworkDatagram datagram(packet, address, port);
    datagram.setHopLimit(oneHop);
    datagram.setInterfaceIndex(interfaceIndex);
    QUdpSocket &socket = isIpv4(address) ? m_ipv4 : m_ipv6;
    if (socket.state() == QAbstractSocket::BoundState) {
        static_cast<void>(socket.writeDatagram(datagram));
    }
}

void BeaconSocket::readBoth()
{
    const bool wasFull = m_left == 0;
    m_left = limits::maxBeaconDatagrams;
    if (wasFull) {
        read(m_ipv4);
        read(m_ipv6);
    }
}

// What a flood brings beyond the bound stays in the system's buffer, and what that cannot hold is
// lost: cheaper than to look at it. A socket that is not read does not signal again.
void BeaconSocket::read(QUdpSocket &socket)
{
    while (m_left > 0 && socket.hasPendingDatagrams()) {
        --m_left;
        if (!m_window.isActive()) {
            m_window.start();
        }
        const QNetworkDatagram datagram = socket.receiveDatagram(beaconBytes + 1);
        if (!datagram.isValid()) {
            return;
        }
        const Result<BeaconPacket, BeaconError> packet = decodeBeacon(datagram.data());
        if (packet) {
            emit received(*packet, datagram.senderAddress(), quint16(datagram.senderPort()),
                          datagram.interfaceIndex());
        } else {
            drop(datagram.senderAddress(), packet.error());
        }
    }
}

void BeaconSocket::drop(const QHostAddress &from, BeaconError error)
{
    ++m_dropped;
    if (m_untilWarning.hasExpired()) {
        m_untilWarning.setRemainingTime(limits::beaconWarningMs);
        qCWarning(lcDiscovery).noquote().nospace()
            << "discovery packets dropped so far: " << m_dropped << "; the last came from "
            << from.toString() << " (" << wordOf(error) << ')';
    }
}

} // namespace maru
