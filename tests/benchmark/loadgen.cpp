// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

/// Connects clients to a chat server, lets some of them send, checks that everybody gets each
/// message exactly once and in one order, and prints one line of JSON: what the server used, how
/// late messages came, what was lost. Options: loadoptions.h; compare.py runs it on several servers
/// in turn (docs/performance.md).

#include "loadclients.h"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <sys/prctl.h>
#include <sys/resource.h>

using namespace maru::bench;

namespace {

[[noreturn]] void die(const std::string &why, int code = 1)
{
    std::fprintf(stderr, "loadgen: %s\n", why.c_str());
    std::exit(code);
}

Usage usage(const LoadOptions &options)
{
    const Usage usage = usageOf(options.serverPids);
    if (!usage.isThere) {
        die("the server is gone");
    }
    return usage;
}

uint64_t toNs(double seconds)
{
    return uint64_t(seconds * 1e9);
}

/// The time in which something was measured, and what was used by its beginning and its end.
struct Span
{
    double seconds = 0;
    Usage before;
    Usage after;
    double ownS = 0;
    MachineUsage machine;
    uint64_t sent = 0;
    uint64_t deliveries = 0;
    uint64_t reads = 0;

    [[nodiscard]] double cpuS() const { return after.cpuS - before.cpuS; }
};

void allowDescriptors(unsigned connections)
{
    constexpr unsigned spare = 100;
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    const rlimit wanted{connections + spare, std::max<rlim_t>(connections + spare, limit.rlim_max)};
    if (limit.rlim_cur < wanted.rlim_cur && setrlimit(RLIMIT_NOFILE, &wanted) != 0) {
        die("the system does not allow " + std::to_string(wanted.rlim_cur) + " descriptors");
    }
}

/// Until all are ready, or dead; returns how many seconds that took.
double connectAll(LoadClients &clients, const LoadOptions &options)
{
    const unsigned all = options.connections();
    const uint64_t start = nowNs();
    while (clients.ready() + clients.dead() < all) {
        while (clients.opened() < all
               && clients.opened() - clients.ready() - clients.dead() < options.connectWindow) {
            if (const std::string error = clients.openNext(); !error.empty()) {
                die(error);
            }
        }
        clients.turn(toNs(0.01));
        if (nowNs() - start > toNs(options.connectTimeout)) {
            die("connected only " + std::to_string(clients.ready()) + " of " + std::to_string(all));
        }
    }
    return double(nowNs() - start) / 1e9;
}

void turnFor(LoadClients &clients, double seconds, double turnSeconds)
{
    for (const uint64_t end = nowNs() + toNs(seconds); nowNs() < end;) {
        clients.turn(toNs(turnSeconds));
    }
}

Span holdIdle(LoadClients &clients, const LoadOptions &options)
{
    Span span;
    span.before = usage(options);
    const uint64_t start = nowNs();
    turnFor(clients, options.duration, 0.05);
    span.after = usage(options);
    span.seconds = double(nowNs() - start) / 1e9;
    return span;
}

/// Sends what is due now and returns how long nothing will be.
uint64_t sendDue(LoadClients &clients, const LoadOptions &options, uint64_t start, uint64_t now)
{
    constexpr uint64_t mostNs = 1'000'000;
    if (options.window > 0) {
        // Senders take turns; one that has stalled holds the others back a little.
        while (clients.hasRoom()) {
            clients.sendMessage(nowNs());
        }
        return mostNs;
    }
    if (options.rate <= 0) {
        return mostNs;
    }
    for (;;) {
        const uint64_t due =
            start + uint64_t(double(clients.check().messages()) * (1e9 / options.rate));
        if (due > now) {
            return std::min(mostNs, due - now);
        }
        clients.sendMessage(due); // counts from when it was due, so that no stall can hide
    }
}

Span load(LoadClients &clients, const LoadOptions &options)
{
    Span span;
    bool isMeasuring = false;
    uint64_t measuredFrom = 0;
    const uint64_t start = nowNs();
    const uint64_t warm = start + toNs(options.warmup);
    const uint64_t end = warm + toNs(options.duration);
    for (uint64_t now = start; now < end; now = nowNs()) {
        if (!isMeasuring && now >= warm) {
            isMeasuring = true;
            clients.startMeasuring();
            span.before = usage(options);
            span.ownS = ownCpuS();
            span.machine = machineUsage();
            span.sent = clients.check().messages();
            measuredFrom = nowNs();
        }
        clients.turn(sendDue(clients, options, start, now));
    }
    span.after = usage(options);
    span.ownS = ownCpuS() - span.ownS;
    const MachineUsage machine = machineUsage();
    span.machine = {machine.busyS - span.machine.busyS, machine.stealS - span.machine.stealS};
    span.seconds = double(nowNs() - measuredFrom) / 1e9;
    span.sent = clients.check().messages() - span.sent;
    span.deliveries = clients.measured().latency.count();
    span.reads = clients.measured().reads;

    const auto isMissing = [&] {
        return clients.check().deliveries() < clients.check().messages()
            * (options.clients - std::min(clients.dead(), options.clients));
    };
    for (const uint64_t last = nowNs() + toNs(options.drain); nowNs() < last && isMissing();) {
        clients.turn(toNs(0.001));
    }
    return span;
}

unsigned long long number(uint64_t value)
{
    return value;
}

void printLoad(const LoadClients &clients, const LoadOptions &options, const Span &span)
{
    const DeliveryCheck &check = clients.check();
    const LoadClients::Measured &measured = clients.measured();
    const auto per = [](double value, uint64_t count) {
        return count > 0 ? value / double(count) : 0.0;
    };
    std::printf("\"senders\":%u,\"offered\":%.0f,\"window\":%u,\"payload\":%u,\"sent_total\":%llu,"
                "\"sent_per_s\":%.0f,\"deliveries_expected\":%llu,\"deliveries\":%llu,"
                "\"lost\":%llu,\"dup\":%llu,\"reordered\":%llu,\"orders\":%zu,"
                "\"other_frames\":%llu,",
                options.senders, options.rate, options.window, options.payload,
                number(check.messages()), double(span.sent) / span.seconds,
                number(check.messages() * options.clients), number(check.deliveries()),
                number(clients.lost()), number(check.doubled()), number(check.reordered()),
                clients.orders(), number(clients.others()));
    std::printf("\"deliveries_per_s\":%.0f,\"bytes_per_delivery\":%.0f,"
                "\"deliveries_per_read\":%.2f,\"lat_ms\":{\"p50\":%.3f,\"p90\":%.3f,"
                "\"p99\":%.3f,\"p999\":%.3f,\"max\":%.3f},",
                double(span.deliveries) / span.seconds,
                per(double(measured.bytes), measured.latency.count()),
                per(double(span.deliveries), span.reads), measured.latency.ms(0.5),
                measured.latency.ms(0.9), measured.latency.ms(0.99), measured.latency.ms(0.999),
                measured.latency.maxMs());
    std::printf("\"server_cpu_s\":%.3f,\"server_user_s\":%.2f,\"server_sys_s\":%.2f,"
                "\"server_cores\":%.3f,\"cpu_us_per_delivery\":%.3f,\"cpu_us_per_msg\":%.1f,"
                "\"loadgen_cores\":%.3f,\"other_cores\":%.3f,\"steal_cores\":%.3f}\n",
                span.cpuS(), span.after.userS - span.before.userS,
                span.after.systemS - span.before.systemS, span.cpuS() / span.seconds,
                per(span.cpuS() * 1e6, span.deliveries), per(span.cpuS() * 1e6, span.sent),
                span.ownS / span.seconds,
                (span.machine.busyS - span.ownS - span.cpuS()) / span.seconds,
                span.machine.stealS / span.seconds);
}

} // namespace

int main(int argc, char **argv)
{
    const auto read = readLoadOptions(argc, argv);
    if (!read) {
        die(read.error(), 2);
    }
    const LoadOptions &options = *read;
    allowDescriptors(options.connections());
    prctl(PR_SET_TIMERSLACK, 1);
    std::signal(SIGPIPE, SIG_IGN); // OpenSSL writes without MSG_NOSIGNAL

    LoadClients clients(options);
    const Usage atStart = usage(options);
    const double connectS = connectAll(clients, options);
    const Usage connected = usage(options);
    turnFor(clients, options.warmup / 2, 0.001); // what the joins told everybody has left then
    const Usage settled = usage(options);

    const Span span = options.idle ? holdIdle(clients, options) : load(clients, options);
    const Usage atEnd = usage(options);

    const double all = options.connections();
    const double heldKiB = (options.idle ? span.after : settled).rssKiB - atStart.rssKiB;
    std::printf("{\"label\":\"%s\",\"clients\":%u,\"connections\":%u,\"dead\":%u,"
                "\"connect_s\":%.3f,\"connects_per_s\":%.0f,\"connect_cpu_us\":%.1f,"
                "\"rss_before_kib\":%.0f,\"rss_connected_kib\":%.0f,\"rss_loaded_kib\":%.0f,"
                "\"kib_per_conn\":%.2f,",
                options.label.c_str(), options.clients, options.connections(), clients.dead(),
                connectS, all / connectS, (connected.cpuS - atStart.cpuS) * 1e6 / all,
                atStart.rssKiB, settled.rssKiB, atEnd.rssKiB, heldKiB / all);
    if (options.idle) {
        std::printf("\"idle_cpu_us_per_conn_s\":%.3f}\n", span.cpuS() * 1e6 / all / span.seconds);
    } else {
        printLoad(clients, options, span);
    }
}
