// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/pictureformat.h"

namespace maru {

PictureFormat pictureFormat(QByteArrayView first)
{
    if (first.startsWith("\x89PNG\r\n\x1a\n")) {
        return PictureFormat::Png;
    }
    if (first.startsWith("\xff\xd8\xff")) {
        return PictureFormat::Jpeg;
    }
    if (first.startsWith("GIF87a") || first.startsWith("GIF89a")) {
        return PictureFormat::Gif;
    }
    const bool isWebP =
        first.size() >= 12 && first.startsWith("RIFF") && first.sliced(8).startsWith("WEBP");
    return isWebP ? PictureFormat::WebP : PictureFormat::None;
}

} // namespace maru
