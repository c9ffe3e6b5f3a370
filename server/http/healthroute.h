// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/http/routes.h"

#include <functional>

namespace maru::server {

/// Whether the store takes messages now. Asked for each request: must be quick.
using HealthProbe = std::function<bool()>;

/// For `GET /healthz`: 200 `{"status":"ok"}`, or 503 `{"status":"unavailable","reason":…}`. The
/// reason is always the same: anybody may ask, and paths and hosts are for the log.
[[nodiscard]] Routes::Answer healthRoute(HealthProbe probe);

} // namespace maru::server
