// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/http/iconroute.h"

#include <QResource>

// The drawing lies in a static library, whose resources nobody would register otherwise.
static void initPage()
{
    Q_INIT_RESOURCE(maru_page);
}

namespace maru::server {

Routes::Answer iconRoute()
{
    initPage();
    const QByteArray drawing = QResource(QStringLiteral(":/page/icon.svg")).uncompressedData();
    Q_ASSERT(!drawing.isEmpty());
    return [drawing](const HttpRequest &) {
        HttpResponse response;
        response.contentType = QByteArrayLiteral("image/svg+xml");
        response.cacheControl = QByteArrayLiteral("public, max-age=86400");
        response.body = drawing;
        response.headers = {{"Content-Security-Policy",
                             "default-src 'none'; base-uri 'none'; form-action 'none'; "
                             "frame-ancestors 'none'"},
                            {"Referrer-Policy", "no-referrer"}};
        return response;
    };
}

} // namespace maru::server
