// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/addresses.h"

#include <algorithm>
#include <array>
#include <utility>

namespace maru::server {

QHostAddress normalized(const QHostAddress &address)
{
    bool isMapped = false;
    const quint32 v4 = address.toIPv4Address(&isMapped);
    if (isMapped) {
        return QHostAddress(v4);
    }
    QHostAddress result(address);
    result.setScopeId({});
    return result;
}

bool isLocal(const QHostAddress &address)
{
    const QHostAddress plain = normalized(address);
    if (plain.isLoopback() || plain.isLinkLocal() || plain.isUniqueLocalUnicast()) {
        return true;
    }
    static const std::array<std::pair<QHostAddress, int>, 3> rfc1918{{
        {QHostAddress(0x0a000000u), 8},
        {QHostAddress(0xac100000u), 12},
        {QHostAddress(0xc0a80000u), 16},
    }};
    return plain.protocol() == QAbstractSocket::IPv4Protocol
        && std::any_of(rfc1918.cbegin(), rfc1918.cend(), [&plain](const auto &net) {
               return plain.isInSubnet(net.first, net.second);
           });
}

QHostAddress countingKey(const QHostAddress &address)
{
    const QHostAddress plain = normalized(address);
    if (plain.protocol() != QAbstractSocket::IPv6Protocol) {
        return plain;
    }
    Q_IPV6ADDR bytes = plain.toIPv6Address();
    std::fill(std::begin(bytes.c) + 8, std::end(bytes.c), quint8(0));
    return QHostAddress(bytes);
}

} // namespace maru::server
