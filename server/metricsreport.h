// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/http/metricswriter.h"
#include "server/http/routes.h"

#include <optional>

namespace maru::server {

class Announcer;
class FrontDoor;
class SessionHub;
class StorageThread;

/// What the metrics are read from; all of it outlives the route.
struct MetricsSources
{
    const FrontDoor &door;
    const SessionHub &hub;
    const StorageThread &store;
    const std::optional<Announcer> &announcer; // absent while nothing is announced
};

/// For `GET /metrics`: everything that is counted, and the figures of the process.
[[nodiscard]] Routes::Answer metricsRoute(const MetricsSources &sources);

} // namespace maru::server
