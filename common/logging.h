// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/limits.h"
#include "common/result.h"

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

enum class LogFormat : quint8 {
    Auto, ///< Journald where stderr is the journal, else Line
    Line, ///< time, level, area and text
    Json, ///< the same as one object a line
    Journald, ///< `<N>`, the level as systemd reads it, area and text; the journal knows the time
};
enum class LogLevel : quint8 { Debug, Info, Warning, Error };

struct LogOptions
{
    LogFormat format = LogFormat::Auto;
    LogLevel level = LogLevel::Info; ///< the least that is shown; QT_LOGGING_RULES goes further
    QString file; ///< empty: stderr
    qint64 maxFileBytes = limits::logFileBytes; ///< of each of limits::maxLogFiles files
};

/// Makes all messages one line each, as \p options say, from now on; a file is opened anew. The
/// error is a sentence that names the file; then nothing has changed.
[[nodiscard]] Result<void, QString> configureLog(const LogOptions &options);

/// configureLog() with nothing said: to stderr.
void installLogHandler();

} // namespace maru
