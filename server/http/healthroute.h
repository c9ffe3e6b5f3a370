// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/http/routes.h"

#include <QString>

#include <functional>
#include <optional>

namespace maru::server {

/// Why the server cannot do its work now, in a few words for an administrator; std::nullopt if it
/// can. Asked for each request: must be quick.
using HealthProbe = std::function<std::optional<QString>()>;

/// For `GET /healthz`: 200 `{"status":"ok"}`, or 503 `{"status":"unavailable","reason":…}`.
[[nodiscard]] Routes::Answer healthRoute(HealthProbe probe);

} // namespace maru::server
