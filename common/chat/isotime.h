// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

/// Times on the wire: ISO-8601 UTC with milliseconds. In memory they are milliseconds since 1970
/// UTC.
namespace maru {

/// "2026-11-23T09:12:00.123Z"; exactly this shape for years 1970 to 9999. Times outside become the
/// nearest inside.
[[nodiscard]] QByteArray isoTime(qint64 ms);
/// The inverse of isoTime(); also accepts times without milliseconds. std::nullopt if it is no such
/// time.
[[nodiscard]] std::optional<qint64> timeFromIso(const QString &text);

} // namespace maru
