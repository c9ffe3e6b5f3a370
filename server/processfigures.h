// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <optional>

namespace maru::server {

/// What the system says about this process; what it does not say is left out.
struct ProcessFigures
{
    std::optional<double> residentBytes;
    std::optional<double> openDescriptors;
    std::optional<double> maxDescriptors;
    std::optional<double> cpuSeconds; ///< user and system
    std::optional<double> startedAtSeconds; ///< since 1970
};

[[nodiscard]] ProcessFigures processFigures();

} // namespace maru::server
