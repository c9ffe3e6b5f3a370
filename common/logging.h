// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QLoggingCategory>

/// All log categories of Maru; `QT_LOGGING_RULES="maru.*.debug=true"` shows everything.
namespace maru {

Q_DECLARE_LOGGING_CATEGORY(lcTransport)
Q_DECLARE_LOGGING_CATEGORY(lcSession)
Q_DECLARE_LOGGING_CATEGORY(lcChat)
Q_DECLARE_LOGGING_CATEGORY(lcStorage)
Q_DECLARE_LOGGING_CATEGORY(lcDiscovery)
Q_DECLARE_LOGGING_CATEGORY(lcServer)
Q_DECLARE_LOGGING_CATEGORY(lcClient)

/// \p text for one log line: control characters, line and paragraph separators and bidi controls
/// escaped, at most 256 characters. For everything that came from outside.
[[nodiscard]] QString forLog(QStringView text);

/// Makes all messages one line each on stderr: time, level, category, text (below systemd: its
/// level prefix).
void installLogHandler();

} // namespace maru
