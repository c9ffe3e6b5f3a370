// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/transport/httpresponse.h"

#include <QByteArray>
#include <QHash>

#include <functional>

namespace maru::server {

/// What the server answers over HTTP beside Socket.IO: a fixed answer to GET (and HEAD) for each
/// known path.
///
/// Unknown path → 404, another method → 405, a body → 413, one whose length cannot be told → 400.
class Routes : public HttpHandler
{
public:
    using Answer = std::function<HttpResponse(const HttpRequest &)>;

    /// \p path exactly as it stands in the request.
    void addGet(const QByteArray &path, Answer answer);

    [[nodiscard]] HttpResponse respond(const HttpRequest &request) override;

private:
    QHash<QByteArray, Answer> m_answers;
};

} // namespace maru::server
