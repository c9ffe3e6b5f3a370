// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/protocol/errors.h"
#include "common/result.h"

#include <QString>

namespace maru::server {

/// The rule for a file's name: 1 to limits::maxFileNameBytes of UTF-8, no folders, nothing that
/// cannot be seen, no device of Windows. Composed (NFC); what some system's names cannot hold
/// becomes `_`. The error is BadRequest or TooLarge.
[[nodiscard]] Result<QString, ApiError> checkedFileName(const QString &name);

} // namespace maru::server
