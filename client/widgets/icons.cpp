// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/icons.h"

#include <QApplication>
#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QStyle>
#include <QStyleOption>
#include <QSvgRenderer>

#include <algorithm>

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

/// Draws an icon when it is shown, in the size and for the screen it is shown on: a window has
/// dozens of icons that nobody sees before a menu opens.
class ThemedIconEngine : public QIconEngine
{
public:
    ThemedIconEngine(QString name, QColor colour, int sizePx, QColor disabled)
        : m_name(std::move(name))
        , m_colour(colour)
        , m_disabled(disabled)
        , m_sizePx(sizePx)
    { }

    [[nodiscard]] QIconEngine *clone() const override { return new ThemedIconEngine(*this); }

    [[nodiscard]] QSize actualSize(const QSize &size, QIcon::Mode /*mode*/,
                                   QIcon::State /*state*/) override
    {
        const int side = std::min({size.width(), size.height(), m_sizePx});
        return {side, side};
    }

    [[nodiscard]] QList<QSize> availableSizes(QIcon::Mode /*mode*/, QIcon::State /*state*/) override
    {
        return {{m_sizePx, m_sizePx}};
    }

    [[nodiscard]] QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        return scaledPixmap(size, mode, state, 1);
    }

    [[nodiscard]] QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State /*state*/,
                                       qreal scale) override
    {
        const bool hasOwn = mode == QIcon::Disabled && m_disabled.isValid();
        const int sidePx =
            std::min({size.width(), size.height(), qRound(m_sizePx * std::max(scale, 1.0))});
        // In device pixels: QIcon says for itself how dense they are.
        const QPixmap drawn =
            themedPixmap(m_name, hasOwn ? m_disabled : m_colour, std::max(sidePx, 1), 1);
        if (hasOwn || mode == QIcon::Normal || mode == QIcon::Active) {
            return drawn;
        }
        QStyleOption option;
        option.palette = QApplication::palette();
        return QApplication::style()->generatedIconPixmap(mode, drawn, &option);
    }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        const qreal ratio = painter->device()->devicePixelRatio();
        const QSize size = actualSize(rect.size(), mode, state);
        QPixmap drawn = scaledPixmap(size * ratio, mode, state, ratio);
        drawn.setDevicePixelRatio(ratio);
        QRect place(QPoint(), size);
        place.moveCenter(rect.center());
        painter->drawPixmap(place.topLeft(), drawn);
    }

private:
    QString m_name;
    QColor m_colour;
    QColor m_disabled;
    int m_sizePx;
};

// Up to this side the drawing whose edges lie on whole pixels is the sharper one.
constexpr int smallIconPx = 20;

QByteArray applicationDrawing(int sidePx)
{
    return drawing(sidePx <= smallIconPx ? u"maru-small"_s : u"maru"_s);
}

} // namespace

QPixmap themedPixmap(const QString &name, const QColor &colour, int sizePx, qreal devicePixelRatio)
{
    const QString key =
        u"maru-icon %1 %2 %3 %4"_s.arg(name, colour.name()).arg(sizePx).arg(devicePixelRatio);
    QPixmap pixmap;
    if (!QPixmapCache::find(key, &pixmap)) {
        QByteArray svg = drawing(name);
        svg.replace("currentColor", colour.name().toLatin1());
        pixmap = rendered(svg, sizePx, devicePixelRatio);
        QPixmapCache::insert(key, pixmap);
    }
    return pixmap;
}

QIcon themedIcon(const QString &name, const QColor &colour, int sizePx, const QColor &disabled)
{
    return QIcon(new ThemedIconEngine(name, colour, sizePx, disabled));
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
