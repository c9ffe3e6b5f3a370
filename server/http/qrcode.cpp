// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/http/qrcode.h"

#ifdef MARU_HAS_QRENCODE
#include <qrencode.h>

#include <memory>
#endif

namespace maru::server {

#ifdef MARU_HAS_QRENCODE

namespace {

constexpr int quietModules = 4; // around the code (ISO/IEC 18004)

/// The dark modules, as runs: one subpath each.
QByteArray pathOf(const QRcode &code)
{
    QByteArray path;
    const auto isDark = [&code](int x, int y) {
        return (code.data[y * code.width + x] & 1U) != 0;
    };
    for (int y = 0; y < code.width; ++y) {
        for (int x = 0; x < code.width;) {
            int end = x;
            while (end < code.width && isDark(end, y)) {
                ++end;
            }
            if (end > x) {
                path += 'M' + QByteArray::number(x + quietModules) + ' '
                    + QByteArray::number(y + quietModules) + 'h' + QByteArray::number(end - x)
                    + "v1H" + QByteArray::number(x + quietModules) + 'z';
            }
            x = end + 1;
        }
    }
    return path;
}

} // namespace

std::optional<QByteArray> qrSvg(const QByteArray &text)
{
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
        QRcode_encodeString8bit(text.constData(), 0, QR_ECLEVEL_M), &QRcode_free);
    if (!code) {
        return std::nullopt;
    }
    const QByteArray size = QByteArray::number(code->width + 2 * quietModules);
    return "<svg viewBox=\"0 0 " + size + ' ' + size
        + "\" role=\"img\" aria-label=\"QR\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" "
          "d=\"M0 0h"
        + size + 'v' + size + "H0z\"/><path fill=\"#000\" d=\"" + pathOf(*code) + "\"/></svg>";
}

#else

std::optional<QByteArray> qrSvg(const QByteArray &)
{
    return std::nullopt;
}

#endif

} // namespace maru::server
