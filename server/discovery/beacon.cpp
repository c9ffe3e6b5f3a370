// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/discovery/beacon.h"

#include "common/logging.h"
#include "common/serverlimits.h"

#include <algorithm>

namespace maru::server {

namespace {

bool isOneOf(const QList<QHostAddress> &addresses, const QHostAddress &own)
{
    const bool isIpv4 = own.protocol() == QAbstractSocket::IPv4Protocol;
    return addresses.isEmpty()
        || std::any_of(addresses.begin(), addresses.end(), [&](const QHostAddress &address) {
               return address == own || address == QHostAddress(QHostAddress::Any)
                   || address
                   == QHostAddress(isIpv4 ? QHostAddress::AnyIPv4 : QHostAddress::AnyIPv6);
           });
}

} // namespace

Beacon::Beacon(const Announcement &announcement, const QList<QHostAddress> &addresses,
               QObject *parent)
    : QObject(parent)
    , m_addresses(addresses)
    , m_announcement(announcement)
    , m_packet(encodeBeacon(announcement))
{
    m_timer.setInterval(limits::beaconIntervalMs);
    connect(&m_timer, &QTimer::timeout, this, &Beacon::announce);
    connect(&m_socket, &BeaconSocket::received, this, &Beacon::onReceived);
}

void Beacon::start()
{
    m_clock.start();
    if (!m_socket.bind(beaconPort)) {
        const bool speaks = m_socket.bind(0);
        qCWarning(lcDiscovery).nospace()
            << "another program holds UDP port " << beaconPort
            << (speaks ? ": clients that ask for servers get no answer, but hear the announcements"
                       : ", and no other is free: clients do not find this server by themselves");
    }
    announce();
    m_timer.start();
}

void Beacon::stop()
{
    m_timer.stop();
    m_socket.close();
}

void Beacon::setFingerprint(const QByteArray &fingerprint)
{
    m_announcement.fingerprint = fingerprint;
    m_packet = encodeBeacon(m_announcement);
}

void Beacon::announce()
{
    m_socket.sendToAll(m_packet, announcedLinks());
}

QList<LocalLink> Beacon::announcedLinks()
{
    QList<LocalLink> links = m_socket.links();
    links.removeIf([this](const LocalLink &link) { return !isOneOf(m_addresses, link.address); });
    return links;
}

void Beacon::onReceived(const BeaconPacket &packet, const QHostAddress &from, quint16 port,
                        uint interfaceIndex)
{
    if (!std::holds_alternative<BeaconQuery>(packet)) {
        return; // an announcement of another server, or our own
    }
    if (port == 0 || !isOnLink(m_socket.links(), from)) {
        m_socket.drop(); // nobody whom an answer would reach
        return;
    }
    if (isOnLink(announcedLinks(), from) && mayAnswer(from)) {
        m_socket.sendTo(m_packet, from, port, interfaceIndex);
        ++m_answered;
    }
}

bool Beacon::mayAnswer(const QHostAddress &asker)
{
    const qint64 now = m_clock.elapsed();
    if (now - m_secondMs >= 1'000) {
        m_secondMs = now;
        m_answersThisSecond = 0;
    }
    if (m_answersThisSecond >= limits::beaconAnswersPerSecond) {
        return false;
    }
    const auto known = m_askers.constFind(asker);
    // A question comes by multicast and by broadcast; the second is not answered.
    if (known != m_askers.cend() && now - *known < limits::beaconAnswerGapMs) {
        return false;
    }
    if (known == m_askers.cend() && m_askers.size() >= limits::maxBeaconAskers) {
        m_askers.removeIf(
            [now](const auto &entry) { return now - entry.value() >= limits::beaconAnswerGapMs; });
        if (m_askers.size() >= limits::maxBeaconAskers) {
            return false;
        }
    }
    m_askers.insert(asker, now);
    ++m_answersThisSecond;
    return true;
}

} // namespace maru::server
