// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/attention/badge.h"

#include "client/widgets/icons.h"
#include "client/widgets/theme.h"

#include <QFont>
#include <QFontMetricsF>
#include <QGuiApplication>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr int most = 99;
constexpr int leastForDigits = 20; // px; below, digits cannot be read
constexpr double quietOpacity = 0.45;

// On panels of any colour: a ring of nothing parts the badge from the icon.
void paintBadge(QPainter &painter, int sizePx, const QString &text, const QColor &colour)
{
    const bool isDot = sizePx < leastForDigits;
    const double height = sizePx * (isDot ? 0.5 : 0.6);
    QFont font = QGuiApplication::font();
    font.setPixelSize(qMax(1, qRound(height * 0.86)));
    font.setWeight(QFont::Bold);
    const double wanted = isDot ? height : QFontMetricsF(font).horizontalAdvance(text) + height / 3;
    const QRectF place(sizePx - qBound(height, wanted, double(sizePx)), sizePx - height,
                       qBound(height, wanted, double(sizePx)), height);
    const double ring = qMax(1.0, sizePx / 24.0);
    painter.setPen(Qt::NoPen);
    painter.setCompositionMode(QPainter::CompositionMode_Clear);
    painter.setBrush(Qt::black);
    painter.drawRoundedRect(place.adjusted(-ring, -ring, ring, ring), height / 2 + ring,
                            height / 2 + ring);
    painter.setCompositionMode(QPainter::CompositionMode_SourceOver);
    painter.setBrush(colour);
    painter.drawRoundedRect(place, height / 2, height / 2);
    if (!isDot) {
        if (wanted > place.width()) {
            font.setPixelSize(qMax(1, int(font.pixelSize() * place.width() / wanted)));
        }
        painter.setFont(font);
        painter.setPen(Qt::white);
        painter.drawText(place, Qt::AlignCenter, text);
    }
}

} // namespace

QString badgeText(int unread)
{
    if (unread <= 0) {
        return {};
    }
    return unread > most ? u"%1+"_s.arg(most) : QString::number(unread);
}

QPixmap badgedPixmap(int sizePx, int unread, bool isForReader, bool isQuiet)
{
    QPixmap pixmap(sizePx, sizePx);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    painter.setOpacity(isQuiet ? quietOpacity : 1);
    painter.drawPixmap(0, 0, applicationPixmap(sizePx, 1));
    painter.setOpacity(1);
    if (const QString text = badgeText(unread); !text.isEmpty()) {
        const Theme &theme = themeOf(ThemeKind::Light); // its colours carry white letters
        paintBadge(painter, sizePx, text, isForReader ? theme.unread : theme.muted);
    }
    return pixmap;
}

QIcon badgedIcon(int unread, bool isForReader, bool isQuiet)
{
    QIcon icon;
    for (const int size : {16, 22, 24, 32, 48, 64, 128}) {
        icon.addPixmap(badgedPixmap(size, unread, isForReader, isQuiet));
    }
    return icon;
}

} // namespace maru::client
