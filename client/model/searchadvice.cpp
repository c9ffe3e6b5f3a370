// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/searchadvice.h"

#include "common/protocol/beaconpacket.h"

#include <QCoreApplication>

#include <algorithm>

namespace maru::client {

namespace {

/// The context of the translations.
struct Search
{
    Q_DECLARE_TR_FUNCTIONS(Search)
};

bool leadsOut(const LocalLink &link)
{
    return !link.isLoopback && !link.isTunnel;
}

} // namespace

QStringList searchAdvice(const QList<LocalLink> &links)
{
    if (std::none_of(links.begin(), links.end(), leadsOut)) {
        return {Search::tr("This computer is not connected to a network. Plug in the cable, or "
                           "join the Wi-Fi that the server is in."),
                Search::tr("Only a server on this computer can be joined now: type localhost.")};
    }
    QStringList advice;
    const auto tunnel = std::find_if(links.begin(), links.end(), [](const LocalLink &link) {
        return link.isTunnel && !link.isLoopback;
    });
    if (tunnel != links.end()) {
        advice += Search::tr("A VPN is on (%1). It may keep this computer from the network it is "
                             "in: try without.")
                      .arg(tunnel->interfaceName);
    }
    advice += Search::tr("A firewall, here or on the server's computer, may block UDP port %1.")
                  .arg(beaconPort);
    advice += Search::tr("A Wi-Fi for guests often keeps its computers apart. Use the network that "
                         "the server is in.");
    const auto own = std::find_if(links.begin(), links.end(), [](const LocalLink &link) {
        return leadsOut(link) && link.address.protocol() == QAbstractSocket::IPv4Protocol;
    });
    advice += own == links.end()
        ? Search::tr("Or type the address that the server shows when it starts.")
        : Search::tr("Or type the address that the server shows when it starts. It may look like "
                     "this computer's own, %1.")
              .arg(own->address.toString());
    return advice;
}

} // namespace maru::client
