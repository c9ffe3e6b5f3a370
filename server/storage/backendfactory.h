// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"
#include "server/storage/storagebackend.h"

#include <QString>

#include <functional>
#include <memory>

namespace maru::server {

/// Makes a backend, in the thread that will use it.
using BackendMaker = std::function<std::unique_ptr<StorageBackend>()>;

/// The maker of the backend that \p url names: `sqlite:FILE` (also `sqlite:///absolute/FILE`),
/// `postgres://…`, `mongodb://…` (a plugin) or `memory:`. Nothing is opened yet. The error names
/// the URL's scheme, never its rest, which may hold a password.
[[nodiscard]] Result<BackendMaker, OpenError> backendForUrl(const QString &url);

} // namespace maru::server
