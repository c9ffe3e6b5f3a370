// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/http/routes.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace maru::server {

namespace {

std::optional<HttpResponse> refuseBody(const HttpRequest &request)
{
    if (request.hasHeader("Transfer-Encoding")) {
        return plainResponse(400, "A body is not taken here.");
    }
    for (const HttpHeader &header : request.headers) {
        if (header.name.compare("Content-Length", Qt::CaseInsensitive) != 0) {
            continue;
        }
        const QByteArray &length = header.value;
        const auto isDigit = [](char c) {
            return c >= '0' && c <= '9';
        };
        if (length.isEmpty() || !std::all_of(length.cbegin(), length.cend(), isDigit)) {
            return plainResponse(400, "This is no length of a body.");
        }
        if (length.count('0') != length.size()) {
            return plainResponse(413, "A body is not taken here.");
        }
    }
    return std::nullopt;
}

} // namespace

void Routes::addGet(const QByteArray &path, Answer answer)
{
    Q_ASSERT(path.startsWith('/') && answer);
    m_answers.insert(path, std::move(answer));
}

HttpResponse Routes::respond(const HttpRequest &request)
{
    const bool isHead = request.method == QByteArrayView("HEAD");
    HttpResponse response;
    if (const auto refusal = refuseBody(request)) {
        response = *refusal;
    } else if (const auto answer = m_answers.constFind(request.path); answer == m_answers.cend()) {
        response = plainResponse(404, "Nothing is here.");
    } else if (!isHead && request.method != QByteArrayView("GET")) {
        response = plainResponse(405, "Only GET is understood here.");
        response.headers = {{"Allow", "GET, HEAD"}};
    } else {
        response = (*answer)(request);
    }
    response.isHead = isHead;
    return response;
}

} // namespace maru::server
