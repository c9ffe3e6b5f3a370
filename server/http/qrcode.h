// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QByteArray>

#include <optional>

namespace maru::server {

/// \p text as a QR code: an SVG element for a page, black on white whatever the page's colours,
/// with the quiet zone that readers need. std::nullopt if this build makes none (MARU_QR), or the
/// text is too long.
[[nodiscard]] std::optional<QByteArray> qrSvg(const QByteArray &text);

} // namespace maru::server
