// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/http/healthroute.h"

#include "common/protocol/jsonwriter.h"

#include <utility>

namespace maru::server {

Routes::Answer healthRoute(HealthProbe probe)
{
    Q_ASSERT(probe);
    return [probe = std::move(probe)](const HttpRequest &) {
        const bool isWell = probe();
        JsonWriter json;
        json.beginObject().key(QLatin1StringView("status"));
        if (isWell) {
            json.value(QLatin1StringView("ok"));
        } else {
            json.value(QLatin1StringView("unavailable")).key(QLatin1StringView("reason"));
            json.value(
                QLatin1StringView("The store does not take messages; the server's log says why."));
        }
        json.endObject();

        HttpResponse response;
        response.status = isWell ? 200 : 503;
        response.contentType = QByteArrayLiteral("application/json");
        response.body = json.take();
        return response;
    };
}

} // namespace maru::server
