// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QHostAddress>
#include <QList>
#include <QString>

namespace maru {

/// One address of this machine, and the network it is in.
struct LocalLink
{
    QString interfaceName;
    uint interfaceIndex = 0;
    QHostAddress address;
    QHostAddress broadcast; ///< IPv4; null if the network has none
    int prefixLength = 0;
    bool isLoopback = false;
    bool isTunnel = false; ///< a VPN, or another network that leads to one peer only
    bool multicasts = false;
};

/// The addresses of all interfaces that are up and connected: IPv4 and, of each interface, one that
/// is link-local. At most limits::maxBeaconLinks.
[[nodiscard]] QList<LocalLink> localLinks();

/// Whether a machine at \p address is reached over one of \p links without a router.
[[nodiscard]] bool isOnLink(const QList<LocalLink> &links, const QHostAddress &address);

} // namespace maru
