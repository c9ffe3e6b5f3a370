// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "loadmeter.h"

#include <algorithm>
#include <bit>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <sys/resource.h>
#include <unistd.h>

namespace maru::bench {

namespace {

std::string contentsOf(const std::string &path)
{
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

double ticksPerSecond()
{
    return double(sysconf(_SC_CLK_TCK));
}

void addProcess(const std::string &pid, Usage &usage)
{
    const std::string folder = "/proc/" + pid;
    const std::string stat = contentsOf(folder + "/stat");
    const size_t nameEnd = stat.rfind(')');
    if (nameEnd == std::string::npos) {
        usage.isThere = false;
        return;
    }
    std::istringstream fields(stat.substr(nameEnd + 1));
    constexpr int fieldsBefore = 11; // of utime and stime
    std::string skipped;
    for (int i = 0; i < fieldsBefore; ++i) {
        fields >> skipped;
    }
    double user = 0;
    double system = 0;
    fields >> user >> system;
    usage.userS += user / ticksPerSecond();
    usage.systemS += system / ticksPerSecond();

    const std::string status = contentsOf(folder + "/status");
    if (const size_t at = status.find("VmRSS:"); at != std::string::npos) {
        double kib = 0;
        std::istringstream(status.substr(at + 6)) >> kib;
        usage.rssKiB += kib;
    }
    std::error_code error;
    for (const auto &task : std::filesystem::directory_iterator(folder + "/task", error)) {
        double ns = 0;
        std::istringstream(contentsOf(task.path() / "schedstat")) >> ns;
        usage.cpuS += ns / 1e9;
    }
}

double seconds(const timeval &time)
{
    return double(time.tv_sec) + double(time.tv_usec) / 1e6;
}

} // namespace

uint64_t nowNs()
{
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    return uint64_t(time.tv_sec) * 1'000'000'000 + uint64_t(time.tv_nsec);
}

Usage usageOf(const std::vector<std::string> &pids)
{
    Usage usage;
    for (const std::string &pid : pids) {
        addProcess(pid, usage);
    }
    return usage;
}

double ownCpuS()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

MachineUsage machineUsage()
{
    std::istringstream line(contentsOf("/proc/stat"));
    std::string cpu;
    line >> cpu;
    std::array<double, 8> ticks{}; // user nice system idle iowait irq softirq steal
    for (double &value : ticks) {
        line >> value;
    }
    const double hz = ticksPerSecond();
    return {(ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6]) / hz, ticks[7] / hz};
}

void Histogram::add(uint64_t ns)
{
    size_t bucket = ns;
    if (ns >= steps) {
        const auto exponent = unsigned(63 - std::countl_zero(ns));
        bucket = (exponent - 5) * steps + ((ns >> (exponent - 6)) % steps);
    }
    ++m_buckets[bucket];
    ++m_count;
    m_max = std::max(m_max, ns);
}

double Histogram::ms(double share) const
{
    const auto wanted = uint64_t(share * double(m_count));
    uint64_t below = 0;
    for (size_t i = 0; i < m_buckets.size(); ++i) {
        below += m_buckets[i];
        if (below > wanted) {
            if (i < steps) {
                return double(i) / 1e6;
            }
            const size_t shift = i / steps - 1;
            return (double((steps + i % steps) << shift) + double(size_t{1} << shift) / 2) / 1e6;
        }
    }
    return maxMs();
}

} // namespace maru::bench
