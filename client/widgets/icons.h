// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QColor>
#include <QIcon>
#include <QPixmap>
#include <QString>

namespace maru::client {

/// The icon \p name of resources/icons in \p colour, sharp at 100 to 300 %. QtSvg knows no CSS
/// currentColor, so the text of the drawing is recoloured. A disabled button shows it in \p
/// disabled. An unknown name is our bug.
[[nodiscard]] QIcon themedIcon(const QString &name, const QColor &colour, int sizePx = 20,
                               const QColor &disabled = {});
[[nodiscard]] QPixmap themedPixmap(const QString &name, const QColor &colour, int sizePx,
                                   qreal devicePixelRatio);

/// The program's icon.
[[nodiscard]] QIcon applicationIcon();
[[nodiscard]] QPixmap applicationPixmap(int sizePx, qreal devicePixelRatio);

} // namespace maru::client
