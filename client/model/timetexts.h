// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QDateTime>
#include <QString>

namespace maru::client {

/// A time of today as "12:03", another one with its day, as the user's country writes them.
/// Milliseconds since 1970; \p nowMs says what today is.
[[nodiscard]] QString whenText(qint64 ms, qint64 nowMs = QDateTime::currentMSecsSinceEpoch());

} // namespace maru::client
