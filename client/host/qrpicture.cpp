// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/host/qrpicture.h"

#ifdef MARU_HAS_QRENCODE
#include <qrencode.h>

#include <memory>
#endif

namespace maru::client {

#ifdef MARU_HAS_QRENCODE

QImage qrPicture(const QString &text)
{
    constexpr int quietModules = 4; // around the code (ISO/IEC 18004)
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
        QRcode_encodeString8bit(text.toUtf8().constData(), 0, QR_ECLEVEL_M), &QRcode_free);
    if (!code) {
        return {};
    }
    const int side = code->width + 2 * quietModules;
    QImage picture(side, side, QImage::Format_RGB32);
    picture.fill(Qt::white);
    for (int y = 0; y < code->width; ++y) {
        for (int x = 0; x < code->width; ++x) {
            if ((code->data[y * code->width + x] & 1U) != 0) {
                picture.setPixel(x + quietModules, y + quietModules, qRgb(0, 0, 0));
            }
        }
    }
    return picture;
}

#else

QImage qrPicture(const QString &)
{
    return {};
}

#endif

} // namespace maru::client
