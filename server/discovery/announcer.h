// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/discovery/beacon.h"
#include "server/discovery/dnssd.h"

#include <optional>

namespace maru::server {

/// All ways by which a server makes itself known in its LAN: the beacon, and DNS-SD.
class Announcer
{
public:
    /// \p addresses as Beacon takes them.
    Announcer(const Announcement &announcement, const QList<QHostAddress> &addresses);

    void start();
    void stop();
    /// After the certificate was changed.
    void setFingerprint(const QByteArray &fingerprint);

    [[nodiscard]] const Beacon &beacon() const { return m_beacon; }

private:
    void publish();

    Announcement m_announcement;
    QList<QHostAddress> m_addresses;
    Beacon m_beacon;
    std::optional<DnsSd> m_dnsSd;
};

} // namespace maru::server
