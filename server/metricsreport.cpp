// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/metricsreport.h"

#include "common/version.h"
#include "server/discovery/announcer.h"
#include "server/processfigures.h"
#include "server/session/sessionhub.h"
#include "server/storage/storagethread.h"
#include "server/transport/frontdoor.h"

#include <array>

namespace maru::server {

namespace {

void writeDoor(MetricsWriter &out, const FrontDoor &door)
{
    const TransportCounts &counts = door.counts();
    out.gauge("maru_connections", "Open connections and sessions over long-polling.",
              door.connectionCount());
    out.gauge("maru_connections_half_open", "Connections that belong to no session yet.",
              door.halfOpenCount());
    out.counter("maru_connections_accepted_total", "Connections accepted.",
                double(counts.accepted));
    out.family("maru_handshakes_refused_total", "counter",
               "Peers that were turned away: too many connections, plain text from where it is "
               "not taken, no legal request or a page that is not allowed, a TLS handshake that "
               "failed, those that said nothing when others came.");
    out.sample({{"reason", "full"}}, double(counts.refusedFull));
    out.sample({{"reason", "halfopen"}}, double(counts.refusedHalfOpen));
    out.sample({{"reason", "plain"}}, double(counts.refusedPlain));
    out.sample({{"reason", "request"}}, double(counts.refusedRequest));
    out.sample({{"reason", "tls"}}, double(counts.refusedTls));
    out.counter("maru_slow_consumers_total", "Peers that were cut because they did not read.",
                double(counts.slowConsumers));
    out.counter("maru_dropped_bytes_total", "Bytes that were queued for those peers.",
                double(counts.droppedBytes));
}

void writeHub(MetricsWriter &out, const SessionHub &hub)
{
    out.gauge("maru_sessions", "Open Engine.IO sessions.", double(hub.connectionCount()));
    out.gauge("maru_users_joined", "People who have joined and are connected.",
              double(hub.userCount()));
    out.counter("maru_messages_total", "Messages stored and told.", double(hub.counts().messages));
    out.counter("maru_deliveries_total", "Messages handed to a session that sees the room.",
                double(hub.counts().deliveries));
    out.gauge("maru_send_queue_bytes", "Bytes for peers that the system has not taken yet.",
              double(hub.bytesQueued()));
}

void writeStore(MetricsWriter &out, const StorageThread &store)
{
    constexpr auto &boundsUs = LatencyHistogram::boundsUs;
    std::array<double, boundsUs.size()> bounds{};
    std::array<quint64, boundsUs.size() + 1> counts{};
    for (size_t i = 0; i < counts.size(); ++i) {
        counts[i] = store.latencies().countUpTo(i);
        if (i < bounds.size()) {
            bounds[i] = double(boundsUs[i]) / 1e6;
        }
    }
    out.gauge("maru_store_queue_requests", "Requests that the store has not answered yet.",
              double(store.queueLength()));
    out.counter("maru_store_refused_total", "Requests that the store did not take.",
                double(store.refusedCount()));
    out.gauge("maru_store_up", "1 if the last transaction succeeded.",
              store.problem().isEmpty() ? 1 : 0);
    out.histogram("maru_store_request_seconds",
                  "How long requests to the store took, from asking to the answer.", bounds, counts,
                  store.latencies().sumSeconds());
}

void writeBeacon(MetricsWriter &out, const Beacon &beacon)
{
    out.counter("maru_beacon_answers_total", "Clients in the LAN that asked and were answered.",
                double(beacon.answeredCount()));
    out.counter("maru_beacon_dropped_total",
                "Datagrams that were no discovery packets, or came from no neighbour.",
                double(beacon.droppedCount()));
}

void writeProcess(MetricsWriter &out)
{
    const ProcessFigures figures = processFigures();
    out.family("maru_build_info", "gauge", "1, labelled with the version.");
    out.sample({{"version", version().toUtf8()}, {"qt", qVersion()}}, 1);
    const auto gauge = [&](const char *name, const char *help, std::optional<double> value) {
        if (value) {
            out.gauge(name, help, *value);
        }
    };
    gauge("process_resident_memory_bytes", "Resident memory size in bytes.", figures.residentBytes);
    gauge("process_open_fds", "Number of open file descriptors.", figures.openDescriptors);
    gauge("process_max_fds", "Maximum number of open file descriptors.", figures.maxDescriptors);
    gauge("process_start_time_seconds", "Start time of the process since unix epoch in seconds.",
          figures.startedAtSeconds);
    if (figures.cpuSeconds) {
        out.counter("process_cpu_seconds_total", "Total user and system CPU time spent in seconds.",
                    *figures.cpuSeconds);
    }
}

} // namespace

Routes::Answer metricsRoute(const MetricsSources &sources)
{
    return [sources](const HttpRequest &) {
        MetricsWriter out;
        writeDoor(out, sources.door);
        writeHub(out, sources.hub);
        writeStore(out, sources.store);
        if (sources.announcer) {
            writeBeacon(out, sources.announcer->beacon());
        }
        writeProcess(out);
        HttpResponse response;
        response.contentType = QByteArrayLiteral("text/plain; version=0.0.4; charset=utf-8");
        response.body = out.text();
        return response;
    };
}

} // namespace maru::server
