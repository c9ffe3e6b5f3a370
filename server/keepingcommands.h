// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/config/serverconfig.h"

namespace maru::server {

/// Where the store of \p config is, for commands that run elsewhere: file names are absolute, and
/// there are no secrets.
[[nodiscard]] QString storeAddress(const ServerConfig &config);

/// `backup`, `restore`, `check` and `export`: carries \p command out and returns the exit code,
/// with everything printed.
[[nodiscard]] int runKeepingCommand(const Command &command);
/// `migrate`: the same.
[[nodiscard]] int runMigrateCommand(const Command &command);

} // namespace maru::server
