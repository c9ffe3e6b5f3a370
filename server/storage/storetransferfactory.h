// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/storetransfer.h"

#include <QString>

#include <memory>

namespace maru::server {

/// Reads the store that \p url names, as backendForUrl() does. Nothing is opened yet. The error is
/// a sentence without what may be a password.
[[nodiscard]] Result<std::unique_ptr<StoreSource>, QString> storeSourceForUrl(const QString &url);

/// Writes it.
[[nodiscard]] Result<std::unique_ptr<StoreTarget>, QString> storeTargetForUrl(const QString &url);

} // namespace maru::server
