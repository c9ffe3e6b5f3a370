// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QImage>
#include <QString>

namespace maru::client {

/// \p text as a QR code, black on white with its quiet zone, one pixel a module: to be enlarged
/// without smoothing. Null if this build makes none (docs/decisions/0012), or the text is too long.
[[nodiscard]] QImage qrPicture(const QString &text);

} // namespace maru::client
