// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/peer.h"

#include "common/serverlimits.h"
#include "server/transport/addresses.h"

namespace maru::server {

namespace {

/// One hop: `192.0.2.1`, `2001:db8::1`, or either as `[2001:db8::1]:80`, `192.0.2.1:80`.
QHostAddress hopAddress(QByteArrayView text)
{
    QByteArrayView hop = text.trimmed();
    if (hop.startsWith('[')) {
        const qsizetype end = hop.indexOf(']');
        hop = end < 0 ? QByteArrayView() : hop.sliced(1, end - 1);
    } else if (hop.count(':') == 1) {
        hop = hop.first(hop.indexOf(':'));
    }
    return normalized(QHostAddress(QString::fromLatin1(hop)));
}

/// The hops of all X-Forwarded-For lines, the nearest first.
QList<QByteArray> hopsOf(const HttpRequest &request)
{
    QList<QByteArray> hops;
    for (auto header = request.headers.crbegin(); header != request.headers.crend(); ++header) {
        if (header->name.compare("X-Forwarded-For", Qt::CaseInsensitive) != 0) {
            continue;
        }
        const QList<QByteArray> line = header->value.split(',');
        for (auto hop = line.crbegin(); hop != line.crend(); ++hop) {
            if (hops.size() == limits::maxForwardedHops) {
                return hops;
            }
            hops.append(*hop);
        }
    }
    return hops;
}

} // namespace

RequestPeer peerOf(const HttpRequest &request, const RequestPeer &direct,
                   const QList<QHostAddress> &trusted)
{
    if (!trusted.contains(direct.address)) {
        return direct;
    }
    RequestPeer peer = direct;
    const QList<QByteArray> hops = hopsOf(request);
    for (const QByteArray &hop : hops) {
        const QHostAddress address = hopAddress(hop);
        if (address.isNull()) {
            break;
        }
        peer.address = address;
        if (!trusted.contains(address)) {
            break;
        }
    }
    peer.isEncrypted = direct.isEncrypted
        || request.header("X-Forwarded-Proto").compare("https", Qt::CaseInsensitive) == 0
        || request.header("X-Forwarded-Proto").compare("wss", Qt::CaseInsensitive) == 0;
    return peer;
}

} // namespace maru::server
