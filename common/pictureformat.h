// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QByteArrayView>

namespace maru {

/// The pictures that are shown as pictures.
enum class PictureFormat : quint8 { None, Png, Jpeg, Gif, WebP };

/// By the first bytes of a file, whatever its name says.
[[nodiscard]] PictureFormat pictureFormat(QByteArrayView firstBytes);

} // namespace maru
