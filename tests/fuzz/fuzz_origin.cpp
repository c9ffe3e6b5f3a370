// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/addresses.h"
#include "server/transport/originpolicy.h"
#include "server/transport/peer.h"
#include "tests/fuzz/fuzztools.h"

using namespace maru;
using namespace maru::server;
using fuzz::require;

// Whom the server lets in by name: Origin against a second reader that splits it as browsers do,
// and the hops of X-Forwarded-For. Origin is the first line of the input, the hops the rest.

namespace {

/// The host as a browser sees it, lower case, with brackets.
QByteArray hostOf(const QByteArray &origin)
{
    const qsizetype start = origin.indexOf("://") + 3;
    const auto isEnd = [](char c) {
        return c == '/' || c == '\\' || c == '?' || c == '#';
    };
    const qsizetype end =
        std::find_if(origin.begin() + start, origin.end(), isEnd) - origin.begin();
    QByteArray authority = origin.mid(start, end - start).toLower();
    authority = authority.mid(authority.lastIndexOf('@') + 1);
    const qsizetype bracket = authority.indexOf(']');
    const qsizetype colon = authority.indexOf(':', std::max<qsizetype>(bracket, 0));
    return QByteArray::fromPercentEncoding(colon < 0 ? authority : authority.left(colon));
}

bool isExpected(const QByteArray &host)
{
    const QHostAddress address(QString::fromLatin1(host).remove(u'[').remove(u']'));
    // Old ways to write IPv4 ("127.1", "0x7f000001"): whatever they are, they are numbers.
    const bool isNumber = std::all_of(host.begin(), host.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == 'x' || c == '.';
    });
    return host == "localhost" || host.endsWith(".localhost") || host.endsWith(".local")
        || host == "chat.example" || (!address.isNull() && isLocal(address)) || isNumber;
}

void useOrigin(const QByteArray &origin)
{
    const bool isAscii =
        std::all_of(origin.begin(), origin.end(), [](char c) { return c >= ' ' && c < '\x7f'; });
    const OriginPolicy nobody{};
    const OriginPolicy policy{.ownNames = {QStringLiteral("chat.example")},
                              .allowed = {QStringLiteral("https://page.example:8443")}};
    const bool isAllowed = policy.allows(origin);
    require(isAllowed || !nobody.allows(origin));
    if (!isAllowed || !isAscii) { // others are refused before the policy is asked
        return;
    }
    const QByteArray lower = origin.toLower();
    require(lower.startsWith("http://") || lower.startsWith("https://"));
    require(lower == "https://page.example:8443" || isExpected(hostOf(lower)));
    require(std::none_of(lower.begin(), lower.end(),
                         [](char c) { return QByteArrayView("@%\\?# ").contains(c); }));
}

void useHops(const QByteArray &hops)
{
    const QHostAddress proxy(QStringLiteral("192.0.2.1"));
    const QHostAddress other(QStringLiteral("2001:db8::1"));
    HttpRequest request;
    const QList<QByteArray> lines = hops.split('\n');
    for (const QByteArray &line : lines) {
        request.headers.append(HttpHeader{"X-Forwarded-For", line.trimmed()});
    }
    const RequestPeer peer = peerOf(request, {.address = proxy}, {proxy, other});
    require(!peer.address.isNull() && !peer.isEncrypted);
    require(normalized(peer.address) == peer.address && peer.address.scopeId().isEmpty());
    require(!countingKey(peer.address).isNull());
    // Another trusted proxy in between, which says the same, changes nothing.
    request.headers.append(HttpHeader{"X-Forwarded-For", "2001:db8::1"});
    const RequestPeer behind = peerOf(request, {.address = proxy}, {proxy, other});
    const bool wasRead = peer.address != proxy && lines.size() + hops.count(',') < 15;
    require(!wasRead || behind.address == peer.address);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz::Input input(data, size);
    useOrigin(input.part('\n').toByteArray());
    useHops(input.rest().toByteArray());
    return 0;
}
