// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QString>

namespace maru {

/// \p bytes (1 to 64) random bytes from the operating system as base64url without padding: for
/// session ids, tokens and pids.
[[nodiscard]] QString newSecret(int bytes);

} // namespace maru
