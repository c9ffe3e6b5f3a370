// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/connection/serveraddress.h"
#include "common/limits.h"
#include "common/protocol/sockethead.h"
#include "tests/fuzz/fuzztools.h"

#include <QUrlQuery>

using namespace maru;
using fuzz::require;
using maru::client::EngineTransport;
using maru::client::parseServerAddress;
using maru::client::ServerAddress;

// What people type or paste as a server's address. What is accepted leads to that host, over that
// port, and to a namespace that the wire can say.

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QString typed = QString::fromUtf8(QByteArrayView(data, static_cast<qsizetype>(size)));
    const auto address = parseServerAddress(typed);
    if (!address) {
        return 0;
    }
    require(!address->host.isEmpty() && address->port > 0);
    require(!address->host.contains(u'/') && !address->host.contains(u'@'));

    for (const EngineTransport transport : {EngineTransport::WebSocket, EngineTransport::Polling}) {
        const bool isWebSocket = transport == EngineTransport::WebSocket;
        const QUrl url = address->engineUrl(transport);
        require(url.isValid() && !url.host().isEmpty() && url.port() == address->port);
        require(url.path() == u"/socket.io/" && !url.hasFragment() && url.userInfo().isEmpty());
        const QString scheme = isWebSocket ? QStringLiteral("ws") : QStringLiteral("http");
        require(url.scheme() == (address->secure ? scheme + u's' : scheme));
        const QUrlQuery query(url);
        require(query.allQueryItemValues(QStringLiteral("EIO"))
                == QStringList(QStringLiteral("4")));
        require(query.allQueryItemValues(QStringLiteral("transport")).size() == 1);
        require(!query.hasQueryItem(QStringLiteral("sid")));
    }

    // What is shown is what can be typed again.
    const auto shown = parseServerAddress(address->hostAndPort());
    require(shown && shown->host == address->host && shown->port == address->port);

    require(address->fingerprint.isEmpty()
            || (address->fingerprint.size() == 32 && address->secure));
    const auto shownWhole = parseServerAddress(address->shown());
    require(shownWhole && shownWhole->host == address->host && shownWhole->nsp == address->nsp);

    require(address->nsp.startsWith(u'/') && address->nsp.size() <= limits::maxNamespaceChars);
    const auto head = readSocketHead('0' + address->nsp.toUtf8() + ',');
    require(head && head->nsp == address->nsp && head->json.isEmpty());
    return 0;
}
