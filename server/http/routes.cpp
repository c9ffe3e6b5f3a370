// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/http/routes.h"

#include "server/transport/httpbody.h"

#include <optional>
#include <utility>

namespace maru::server {

namespace {

std::optional<HttpResponse> refuseBody(const HttpRequest &request)
{
    const Result<HttpBodyFraming, int> framing = bodyFraming(request);
    if (!framing) {
        return plainResponse(framing.error(), "This is no length of a body.");
    }
    return framing->isEmpty() ? std::nullopt
                              : std::optional(plainResponse(413, "A body is not taken here."));
}

} // namespace

void Routes::addGet(const QByteArray &path, Answer answer)
{
    Q_ASSERT(path.startsWith('/') && answer);
    m_answers.insert(path, std::move(answer));
}

HttpResponse Routes::respond(const HttpRequest &request)
{
    if (auto refusal = refuseBody(request)) {
        return *std::move(refusal);
    }
    const auto answer = m_answers.constFind(request.path);
    if (answer == m_answers.cend()) {
        return plainResponse(404, "Nothing is here.");
    }
    if (request.method != QByteArrayView("GET") && request.method != QByteArrayView("HEAD")) {
        HttpResponse response = plainResponse(405, "Only GET is understood here.");
        response.headers = {{"Allow", "GET, HEAD"}};
        return response;
    }
    return (*answer)(request);
}

} // namespace maru::server
