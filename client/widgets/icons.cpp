// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/icons.h"

#include <QFile>
#include <QPainter>
#include <QSvgRenderer>

using namespace Qt::StringLiterals;

// A static library's resources are registered by hand, and outside of any namespace.
static void registerResources()
{
    Q_INIT_RESOURCE(maru_icons);
}

namespace maru::client {

namespace {

QByteArray drawing(const QString &name)
{
    registerResources();
    QFile file(u":/icons/%1.svg"_s.arg(name));
    const bool opened = file.open(QIODevice::ReadOnly);
    Q_ASSERT_X(opened, "themedIcon", "no such icon in resources/icons");
    return opened ? file.readAll() : QByteArray();
}

QPixmap rendered(const QByteArray &svg, int sizePx, qreal devicePixelRatio)
{
    const int side = qRound(sizePx * devicePixelRatio);
    QPixmap pixmap(side, side);
    pixmap.fill(Qt::transparent);
    QSvgRenderer renderer(svg);
    QPainter painter(&pixmap);
    renderer.render(&painter, QRectF(0, 0, side, side));
    painter.end();
    pixmap.setDevicePixelRatio(devicePixelRatio);
    return pixmap;
}

// Up to this side the drawing whose edges lie on whole pixels is the sharper one.
constexpr int smallIconPx = 20;

QByteArray applicationDrawing(int sidePx)
{
    return drawing(sidePx <= smallIconPx ? u"maru-small"_s : u"maru"_s);
}

} // namespace

QPixmap themedPixmap(const QString &name, const QColor &colour, int sizePx, qreal devicePixelRatio)
{
    QByteArray svg = drawing(name);
    svg.replace("currentColor", colour.name().toLatin1());
    return rendered(svg, sizePx, devicePixelRatio);
}

QIcon themedIcon(const QString &name, const QColor &colour, int sizePx, const QColor &disabled)
{
    QIcon icon;
    for (const qreal ratio : {1.0, 1.25, 1.5, 2.0, 3.0}) {
        icon.addPixmap(themedPixmap(name, colour, sizePx, ratio));
        if (disabled.isValid()) {
            icon.addPixmap(themedPixmap(name, disabled, sizePx, ratio), QIcon::Disabled);
        }
    }
    return icon;
}

QIcon applicationIcon()
{
    QIcon icon;
    for (const int size : {16, 20, 24, 32, 48, 64, 128, 256}) {
        icon.addPixmap(rendered(applicationDrawing(size), size, 1.0));
    }
    return icon;
}

QPixmap applicationPixmap(int sizePx, qreal devicePixelRatio)
{
    return rendered(applicationDrawing(qRound(sizePx * devicePixelRatio)), sizePx,
                    devicePixelRatio);
}

} // namespace maru::client
