// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QByteArray>
#include <QImage>
#include <QList>

namespace maru::packaging {

/// A Windows icon: the images from small to large, square, at most 256 px. Those under 256 px are
/// bitmaps, since not every resource compiler takes PNG there.
[[nodiscard]] QByteArray icoFile(const QList<QImage> &images);

/// An Apple icon of square images of 16, 32, 64, 128, 256, 512 or 1024 px; others are our bug.
[[nodiscard]] QByteArray icnsFile(const QList<QImage> &images);

[[nodiscard]] QByteArray pngFile(const QImage &image);

} // namespace maru::packaging
