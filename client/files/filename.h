// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QString>

namespace maru::client {

/// At most \p mostBytes of UTF-8 of \p name, in whole characters and with its ending.
[[nodiscard]] QString cutFileName(const QString &name, qsizetype mostBytes);

/// \p name as a file may be called here: no folder, no device, nothing invisible, no ending that is
/// hidden by what cannot be seen; never empty.
[[nodiscard]] QString safeFileName(const QString &name);

} // namespace maru::client
