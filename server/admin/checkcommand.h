// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"
#include "server/admin/keepingrun.h"
#include "server/storage/sql/sqlitecheck.h"

#include <QStringList>

/// `maru-server check [--quick]`.
namespace maru::server {

/// The error is a sentence.
[[nodiscard]] Result<CheckDepth, QString> parseCheck(const QStringList &arguments);

/// Looks at the store and at the files people sent. Prints a line for each finding and ends with 1
/// if there are any.
[[nodiscard]] CommandOutput runCheck(const KeepingPlace &place, CheckDepth depth);

} // namespace maru::server
