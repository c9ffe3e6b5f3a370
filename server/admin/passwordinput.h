// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"

#include <QString>

namespace maru::server {

/// A new password: from the terminal, asked for twice and without showing it, or, where standard
/// input is none, its first line. Never from the command line, which others on the machine can see.
/// Waits for the person. The error is one sentence.
[[nodiscard]] Result<QString, QString> readNewPassword();

} // namespace maru::server
