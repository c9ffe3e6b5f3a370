// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/discovery/announcer.h"

#include <algorithm>

namespace maru::server {

Announcer::Announcer(const Announcement &announcement, const QList<QHostAddress> &addresses)
    : m_announcement(announcement)
    , m_addresses(addresses)
    , m_beacon(announcement, addresses)
{ }

void Announcer::start()
{
    m_beacon.start();
    publish();
}

void Announcer::stop()
{
    m_beacon.stop();
    m_dnsSd.reset();
}

void Announcer::setFingerprint(const QByteArray &fingerprint)
{
    if (fingerprint != m_announcement.fingerprint) {
        m_announcement.fingerprint = fingerprint;
        m_beacon.setFingerprint(fingerprint);
        if (m_dnsSd) {
            publish();
        }
    }
}

// Avahi is told interfaces, not addresses: where the server listens on some addresses only, these
// are the interfaces that have them. Loopback is none that others come by.
void Announcer::publish()
{
    QList<uint> interfaces;
    const bool isEverywhere =
        std::all_of(m_addresses.begin(), m_addresses.end(), [](const QHostAddress &address) {
            return address == QHostAddress(QHostAddress::Any)
                || address == QHostAddress(QHostAddress::AnyIPv4)
                || address == QHostAddress(QHostAddress::AnyIPv6);
        });
    if (!isEverywhere) {
        for (const LocalLink &link : localLinks()) {
            if (!link.isLoopback && m_addresses.contains(link.address)
                && !interfaces.contains(link.interfaceIndex)) {
                interfaces += link.interfaceIndex;
            }
        }
        if (interfaces.isEmpty()) {
            return;
        }
    }
    m_dnsSd.reset(); // first: two of one name would be renamed
    m_dnsSd.emplace(m_announcement, interfaces);
}

} // namespace maru::server
