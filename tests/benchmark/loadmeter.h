// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace maru::bench {

/// CLOCK_MONOTONIC.
[[nodiscard]] uint64_t nowNs();

/// What the processes of a server have used so far, all threads that are alive.
struct Usage
{
    double cpuS = 0; ///< nanoseconds on a CPU, of the scheduler
    double userS = 0; ///< as the system's clock ticks, like systemS
    double systemS = 0;
    double rssKiB = 0;
    bool isThere = true; ///< false: a process is gone
};
[[nodiscard]] Usage usageOf(const std::vector<std::string> &pids);

/// Seconds on a CPU of this process.
[[nodiscard]] double ownCpuS();

/// All CPUs, every process, interrupts included; `steal` is what the host took away.
struct MachineUsage
{
    double busyS = 0;
    double stealS = 0;
};
[[nodiscard]] MachineUsage machineUsage();

/// Counts times, to about 1.5 % of each.
class Histogram
{
public:
    void add(uint64_t ns);
    [[nodiscard]] uint64_t count() const { return m_count; }
    /// The time that \p share of all are below, 0 … 1.
    [[nodiscard]] double ms(double share) const;
    [[nodiscard]] double maxMs() const { return double(m_max) / 1e6; }

private:
    static constexpr unsigned steps = 64; // of each power of two

    std::array<uint64_t, size_t{64} * steps> m_buckets{};
    uint64_t m_count = 0;
    uint64_t m_max = 0;
};

} // namespace maru::bench
