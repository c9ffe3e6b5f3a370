// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/http/welcomeroute.h"

#include <algorithm>

namespace maru::server {

namespace {

constexpr qsizetype maxShownAddressChars = 255; // as long as a host name can be

/// The address that this browser came by is the one that others can use; only if it looks like one.
QString shownAddress(const HttpRequest &request)
{
    const QByteArray host = request.header("Host");
    const bool isPlausible = !host.isEmpty() && host.size() <= maxShownAddressChars
        && std::all_of(host.cbegin(), host.cend(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')
                   || QByteArrayView(".-:[]").contains(c);
           });
    return isPlausible ? QString::fromLatin1(host) : QString();
}

} // namespace

Routes::Answer welcomeRoute(const QString &serverName)
{
    return [serverName](const HttpRequest &request) {
        const QString page = QStringLiteral(
            "<!DOCTYPE html>\n"
            "<html lang=\"ko\"><head><meta charset=\"utf-8\">"
            "<meta name=\"viewport\" content=\"width=device-width\"><title>%1</title>"
            "<style>body{font:1.1em/1.6 sans-serif;max-width:36em;margin:3em auto;padding:0 1em;"
            "color-scheme:light dark}code{font-size:1.2em}</style></head>\n"
            "<body><h1>%1</h1>\n"
            "<p>Maru 채팅 서버입니다. Maru 프로그램을 열고 서버 주소에 아래 주소를 "
            "입력하세요.</p>\n"
            "<p lang=\"en\">This is a Maru chat server. Open Maru and enter the address "
            "below.</p>\n"
            "<p><code>%2</code></p></body></html>\n");
        HttpResponse response;
        response.contentType = QByteArrayLiteral("text/html; charset=utf-8");
        response.body =
            page.arg(serverName.toHtmlEscaped(), shownAddress(request).toHtmlEscaped()).toUtf8();
        response.headers = {{"Content-Security-Policy",
                             "default-src 'none'; style-src 'unsafe-inline'; "
                             "frame-ancestors 'none'"}};
        return response;
    };
}

} // namespace maru::server
