// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/backendfactory.h"
#include "tests/server/storage/storefault.h"

namespace maru::server {

/// The writers of a store that permits one: each is a thread, and all of them ask one
/// StorageThread, as the people of a server do. What they send at a time becomes one transaction.
[[nodiscard]] WriterMaker shareStore(BackendMaker maker);

} // namespace maru::server
