// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/http/metricswriter.h"
#include "server/http/routes.h"

#include <functional>

namespace maru::server {

class FrontDoor;
class SessionHub;
class StorageThread;

/// What the metrics are read from; all of it outlives the route.
struct MetricsSources
{
    const FrontDoor &door;
    const SessionHub &hub;
    const StorageThread &store;
};

/// Writes further families; for parts that bring counters of their own.
using MetricsPart = std::function<void(MetricsWriter &)>;

/// For `GET /metrics`: everything that is counted, and the figures of the process.
[[nodiscard]] Routes::Answer metricsRoute(const MetricsSources &sources,
                                          const QList<MetricsPart> &parts);

} // namespace maru::server
