// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/config/configkeys.h"

namespace maru::server {

/// Reads \p bytes of a file of --config: `key = value` lines, comments of whole lines (`#`, `;`) or
/// behind ` #`, quotes, and at most the section `[server]`.
///
/// Strict, for a server that starts with half of its configuration may be open to everybody: a key
/// that is unknown, twice there or without a value is an error, as is a file that looks half
/// written. The error begins with `NAME:LINE: `.
[[nodiscard]] Result<Settings, QString> parseConfigFile(const QByteArray &bytes,
                                                        const QString &name);

/// \p value as parseConfigFile() reads it back.
[[nodiscard]] QString quotedValue(const QString &value);

} // namespace maru::server
