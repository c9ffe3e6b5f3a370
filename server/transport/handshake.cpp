// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/handshake.h"

#include "common/logging.h"
#include "common/protocol/jsonwriter.h"

#include <algorithm>
#include <array>

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

bool asksForWebSocket(const HttpRequest &request)
{
    return request.headerHasToken("Connection", "upgrade")
        && request.headerHasToken("Upgrade", "websocket");
}

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

bool isOriginAllowed(const HttpRequest &request, const OriginPolicy &origins)
{
    if (!request.hasHeader("Origin")) {
        return true;
    }
    const QByteArray origin = request.header("Origin");
    if (origins.allows(origin)) {
        return true;
    }
    qCInfo(lcTransport).noquote() << "web page refused, allow it with --origin"
                                  << forLog(QString::fromLatin1(origin));
    return false;
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

} // namespace

bool isSocketIoRequest(const HttpRequest &request)
{
    return request.path.startsWith("/socket.io/");
}

std::optional<HttpResponse> refuseHandshake(const HttpRequest &request, const OriginPolicy &origins)
{
    const auto item = [&request](const char *name) {
        return queryValue(request.query, QLatin1StringView(name));
    };
    if (item("transport") != QStringLiteral("websocket")) {
        return refusal(request, Refusal::TransportUnknown);
    }
    if (!isAscii(request.header("Origin"))) {
        return refusal(request, Refusal::BadRequest);
    }
    if (item("sid")) { // a session over a websocket never moves to another one
        return refusal(request, Refusal::SessionUnknown);
    }
    if (request.method != QByteArrayView("GET")) {
        return refusal(request, Refusal::BadMethod);
    }
    if (!asksForWebSocket(request)) {
        return refusal(request, Refusal::BadRequest);
    }
    if (!isOriginAllowed(request, origins)) {
        return refusal(request, Refusal::Forbidden);
    }
    if (item("EIO") != QStringLiteral("4")) {
        return refusal(request, Refusal::UnsupportedVersion);
    }
    return refuseUpgrade(request);
}

} // namespace maru::server
