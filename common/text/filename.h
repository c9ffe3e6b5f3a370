// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QString>

namespace maru {

/// At most \p mostBytes of UTF-8 of \p name, in whole characters and with its ending, if that is
/// no longer than 48 bytes.
[[nodiscard]] QString cutFileName(const QString &name, qsizetype mostBytes);

} // namespace maru
