// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtGlobal>

namespace maru::client {

/// Milliseconds of a clock that never jumps and goes on while the machine sleeps (where the system
/// has one), from an arbitrary start. QTimer and QElapsedTimer stop during suspend on Linux, a
/// server's patience does not.
[[nodiscard]] qint64 suspendAwareMs();

} // namespace maru::client
