// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QString>

namespace maru::client {

/// \p name as a file may be called here: no folder, no device, nothing invisible, no ending that is
/// hidden by what cannot be seen; never empty.
[[nodiscard]] QString safeFileName(const QString &name);

} // namespace maru::client
