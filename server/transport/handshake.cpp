// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/handshake.h"

#include "common/logging.h"
#include "common/protocol/jsonwriter.h"

#include <QCryptographicHash>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

enum class Refusal : quint8 {
    TransportUnknown,
    SessionUnknown,
    BadMethod,
    BadRequest,
    Forbidden,
    UnsupportedVersion,
};

constexpr std::array<QLatin1StringView, 6> refusalTexts{
    QLatin1StringView("Transport unknown"),
    QLatin1StringView("Session ID unknown"),
    QLatin1StringView("Bad handshake method"),
    QLatin1StringView("Bad request"),
    QLatin1StringView("Forbidden"),
    QLatin1StringView("Unsupported protocol version"),
};

HttpResponse refusal(const HttpRequest &request, Refusal reason)
{
    const auto code = static_cast<int>(reason);
    const QLatin1StringView text = refusalTexts[size_t(code)];
    HttpResponse response;
    response.status = reason == Refusal::Forbidden ? 403 : 400;
    if (asksForWebSocket(request)) {
        response.contentType = QByteArrayLiteral("text/html");
        response.body = QByteArray(text.data(), text.size());
        return response;
    }
    response.contentType = QByteArrayLiteral("application/json");
    response.body = JsonWriter()
                        .beginObject()
                        .key(QLatin1StringView("code"))
                        .value(code)
                        .key(QLatin1StringView("message"))
                        .value(text)
                        .endObject()
                        .take();
    return response;
}

bool isAscii(const QByteArray &text)
{
    return std::all_of(text.cbegin(), text.cend(), [](char c) { return c >= ' ' && c < '\x7f'; });
}

/// One of them would be believed, and a page or proxy may have meant the other.
bool hasTwoOrigins(const HttpRequest &request)
{
    return std::count_if(request.headers.cbegin(), request.headers.cend(),
                         [](const HttpHeader &header) {
                             return header.name.compare("Origin", Qt::CaseInsensitive) == 0;
                         })
        > 1;
}

/// No Origin: no web page asks.
bool isOriginAllowed(const HttpRequest &request, const OriginPolicy &origins)
{
    return !request.hasHeader("Origin") || origins.allows(request.header("Origin"));
}

/// What RFC 6455 §4.2.1 asks for beside the Upgrade itself.
std::optional<HttpResponse> refuseUpgrade(const HttpRequest &request)
{
    if (request.header("Sec-WebSocket-Version") != QByteArrayView("13")) {
        HttpResponse response = plainResponse(426, "Speak websocket version 13.");
        response.headers = {{"Sec-WebSocket-Version", "13"}, {"Upgrade", "websocket"}};
        return response;
    }
    constexpr qsizetype keyBytes = 16;
    const auto key = QByteArray::fromBase64Encoding(request.header("Sec-WebSocket-Key"),
                                                    QByteArray::AbortOnBase64DecodingErrors);
    const bool isKey = key && key.decoded.size() == keyBytes;
    const QByteArray length = request.header("Content-Length");
    const bool hasBody = request.hasHeader("Transfer-Encoding")
        || (!length.isEmpty() && length != QByteArrayView("0"));
    if (!isKey || hasBody || !request.isHttp11) {
        return refusal(request, Refusal::BadRequest);
    }
    return std::nullopt;
}

/// Of a request that names a session.
std::optional<HttpResponse> refuseSessionRequest(const HttpRequest &request, SidState sid)
{
    if (sid == SidState::Unknown) {
        return refusal(request, Refusal::SessionUnknown);
    }
    const bool isUpgrade = asksForWebSocket(request);
    const bool wantsWebSocket =
        queryValue(request.query, "transport"_L1) == QStringLiteral("websocket");
    // A session has one transport. A websocket that comes too late is let in and closed, as the
    // reference server does: clients expect it.
    if (wantsWebSocket ? !isUpgrade : sid == SidState::WebSocket) {
        return refusal(request, Refusal::BadRequest);
    }
    const bool isKnownMethod = request.method == QByteArrayView("GET")
        || (!wantsWebSocket && request.method == QByteArrayView("POST"));
    if (!isKnownMethod) {
        HttpResponse response = plainResponse(405, "Only GET and POST are understood here.");
        response.headers = {{"Allow", "GET, POST, OPTIONS"}};
        return response;
    }
    return std::nullopt;
}

/// Of a request for a new session.
std::optional<HttpResponse> refuseNewSession(const HttpRequest &request)
{
    if (request.method != QByteArrayView("GET")) {
        return refusal(request, Refusal::BadMethod);
    }
    const bool wantsWebSocket =
        queryValue(request.query, "transport"_L1) == QStringLiteral("websocket");
    if (wantsWebSocket && !asksForWebSocket(request)) {
        return refusal(request, Refusal::BadRequest);
    }
    return std::nullopt;
}

} // namespace

QByteArray webSocketAnswer(const QByteArray &key)
{
    // The protocol's own constant; proves only that the peer speaks websocket.
    const QByteArray digest = QCryptographicHash::hash(
        key + QByteArrayLiteral("258EAFA5-E914-47DA-95CA-C5AB0DC85B11"), QCryptographicHash::Sha1);
    return QByteArrayLiteral("HTTP/1.1 101 Switching Protocols\r\n"
                             "Upgrade: websocket\r\n"
                             "Connection: Upgrade\r\n"
                             "Sec-WebSocket-Accept: ")
        + digest.toBase64() + QByteArrayLiteral("\r\n\r\n");
}

bool asksForWebSocket(const HttpRequest &request)
{
    return request.headerHasToken("Connection", "upgrade")
        && request.headerHasToken("Upgrade", "websocket");
}

std::optional<HttpResponse> refuseEngineRequest(const HttpRequest &request,
                                                const OriginPolicy &origins, SidState sid)
{
    const QString transport = queryValue(request.query, "transport"_L1).value_or(QString());
    const bool isUpgrade = asksForWebSocket(request);
    const bool isKnown = transport == QStringLiteral("websocket")
        || (transport == QStringLiteral("polling") && !isUpgrade);
    if (!isKnown) {
        return refusal(request, Refusal::TransportUnknown);
    }
    if (!isAscii(request.header("Origin")) || hasTwoOrigins(request)) {
        return refusal(request, Refusal::BadRequest);
    }
    const bool isNew = sid == SidState::None;
    if (auto refused = isNew ? refuseNewSession(request) : refuseSessionRequest(request, sid)) {
        return refused;
    }
    if (!isOriginAllowed(request, origins)) {
        qCInfo(lcTransport).noquote() << "web page refused, allow it with --origin"
                                      << forLog(QString::fromLatin1(request.header("Origin")));
        return refusal(request, Refusal::Forbidden);
    }
    if (isNew && queryValue(request.query, "EIO"_L1) != QStringLiteral("4")) {
        return refusal(request, Refusal::UnsupportedVersion);
    }
    return isUpgrade ? refuseUpgrade(request) : std::nullopt;
}

QList<HttpHeader> corsHeaders(const HttpRequest &request, const OriginPolicy &origins)
{
    QList<HttpHeader> headers{{"Vary", "Origin"}};
    const QByteArray origin = request.header("Origin");
    const bool isPlain = !origin.isEmpty() && isAscii(origin) && !hasTwoOrigins(request);
    if (isPlain && origins.allows(origin)) {
        headers.append(HttpHeader{"Access-Control-Allow-Origin", origin});
        headers.append(HttpHeader{"Access-Control-Allow-Credentials", "true"});
    }
    return headers;
}

HttpResponse preflightResponse(const HttpRequest &request, const OriginPolicy &origins)
{
    HttpResponse response;
    response.status = 204;
    response.headers = corsHeaders(request, origins);
    response.headers.append(HttpHeader{"Vary", "Access-Control-Request-Headers"});
    if (response.headers.size() > 2) { // the page is allowed
        response.headers.append(HttpHeader{"Access-Control-Allow-Methods", "GET,POST,OPTIONS"});
        const QByteArray wanted = request.header("Access-Control-Request-Headers");
        if (!wanted.isEmpty() && isAscii(wanted)) {
            response.headers.append(HttpHeader{"Access-Control-Allow-Headers", wanted});
        }
    }
    return response;
}

} // namespace maru::server
