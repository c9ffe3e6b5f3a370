// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

namespace maru::server {

/// What `maru-server` ends with (docs/protocol.md §8).
enum ExitCode : int {
    ExitGood = 0,
    ExitCheckFailed = 1, ///< a check or self-test found something
    ExitUsage = 2, ///< unknown flag, bad value, bad configuration
    ExitStore = 3, ///< the store cannot be read or written
    ExitNotNow = 4, ///< the port is in use, the address not there, the clock before the certificate
};

} // namespace maru::server
