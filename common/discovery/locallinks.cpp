// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/discovery/locallinks.h"

#include "common/limits.h"

#include <QNetworkInterface>

#include <algorithm>
#include <array>

namespace maru {

namespace {

/// By flag, and where a driver sets none, by the names VPN programs give.
bool isTunnel(const QNetworkInterface &interface)
{
    static constexpr std::array prefixes{
        QLatin1StringView("tun"),       QLatin1StringView("tap"),  QLatin1StringView("wg"),
        QLatin1StringView("ppp"),       QLatin1StringView("utun"), QLatin1StringView("ipsec"),
        QLatin1StringView("tailscale"), QLatin1StringView("zt"),   QLatin1StringView("nordlynx"),
        QLatin1StringView("proton"),
    };
    const QString name = interface.name();
    return interface.flags().testFlag(QNetworkInterface::IsPointToPoint)
        || std::any_of(prefixes.begin(), prefixes.end(),
                       [&name](QLatin1StringView prefix) { return name.startsWith(prefix); });
}

QList<LocalLink> linksOf(const QNetworkInterface &interface)
{
    const auto flags = interface.flags();
    // Up, and with a cable or a Wi-Fi to it.
    if (!flags.testFlag(QNetworkInterface::IsUp) || !flags.testFlag(QNetworkInterface::IsRunning)) {
        return {};
    }
    LocalLink link;
    link.interfaceName = interface.name();
    link.interfaceIndex = uint(interface.index());
    link.isLoopback = flags.testFlag(QNetworkInterface::IsLoopBack);
    link.isTunnel = isTunnel(interface);
    link.multicasts = flags.testFlag(QNetworkInterface::CanMulticast);
    QList<LocalLink> links;
    bool hasIpv6 = false;
    const QList<QNetworkAddressEntry> entries = interface.addressEntries();
    for (const QNetworkAddressEntry &entry : entries) {
        const bool isIpv4 = entry.ip().protocol() == QAbstractSocket::IPv4Protocol;
        if (!isIpv4 && (hasIpv6 || !entry.ip().isLinkLocal())) {
            continue;
        }
        hasIpv6 = hasIpv6 || !isIpv4;
        link.address = entry.ip();
        link.broadcast = isIpv4 && flags.testFlag(QNetworkInterface::CanBroadcast)
            ? entry.broadcast()
            : QHostAddress();
        link.prefixLength = entry.prefixLength();
        links += link;
    }
    return links;
}

} // namespace

QList<LocalLink> localLinks()
{
    QList<LocalLink> links;
    const QList<QNetworkInterface> interfaces = QNetworkInterface::allInterfaces();
    for (const QNetworkInterface &interface : interfaces) {
        links += linksOf(interface);
    }
    return links.first(std::min<qsizetype>(links.size(), limits::maxBeaconLinks));
}

bool isOnLink(const QList<LocalLink> &links, const QHostAddress &address)
{
    if (address.isMulticast() || address.isBroadcast()) {
        return false;
    }
    return std::any_of(links.begin(), links.end(), [&address](const LocalLink &link) {
        if (address.protocol() == QAbstractSocket::IPv6Protocol) {
            return address.isLinkLocal() && address.scopeId() == link.interfaceName;
        }
        return link.prefixLength > 0 && link.address.protocol() == address.protocol()
            && address.isInSubnet(link.address, link.prefixLength) && address != link.broadcast;
    });
}

} // namespace maru
