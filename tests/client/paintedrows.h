// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/model/roomlistmodel.h"
#include "client/widgets/messagelayout.h"

#include <QApplication>
#include <QImage>
#include <QPainter>
#include <QStyledItemDelegate>

/// Rows of lists and messages, painted or laid out without a window, and where their ink is.
namespace maru::client::testing {

using namespace Qt::StringLiterals;

inline constexpr QRgb paper = 0xFFFF00FF; // of no theme

inline MessageStyle styleOf(int widthPx)
{
    QFont font;
    font.setPixelSize(14);
    return {font, strongFont(font), smallFont(font), Qt::blue, widthPx};
}

inline MessageContent contentOf(const QString &text)
{
    MessageContent content;
    content.author = u"이영희"_s;
    content.text = text;
    content.time = u"9:12"_s;
    content.startsGroup = true;
    return content;
}

// Paints the first row of a model into the middle of a picture.
inline QImage painted(const QStyledItemDelegate &delegate, const QAbstractItemModel &model,
                      const QRect &rect, const QFont &font = QApplication::font())
{
    QImage image(rect.right() + rect.left(), rect.bottom() + rect.top(), QImage::Format_ARGB32);
    image.fill(paper);
    QPainter painter(&image);
    painter.setLayoutDirection(QApplication::layoutDirection()); // as a window's has it
    QStyleOptionViewItem option;
    option.rect = rect;
    option.font = font;
    option.fontMetrics = QFontMetrics(option.font);
    option.state = QStyle::State_Enabled;
    delegate.paint(&painter, option, model.index(0, 0));
    return image;
}

inline int inkIn(const QImage &image, const QRect &rect)
{
    int ink = 0;
    for (int y = rect.top(); y <= rect.bottom(); ++y) {
        for (int x = rect.left(); x <= rect.right(); ++x) {
            ink += image.pixel(x, y) != paper ? 1 : 0;
        }
    }
    return ink;
}

// Around all pixels that \p isMeant takes.
template<typename IsMeant>
QRect boundsOf(const QImage &image, IsMeant isMeant)
{
    QRect bounds;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            bounds = isMeant(x, y) ? bounds.united(QRect(x, y, 1, 1)) : bounds;
        }
    }
    return bounds;
}

inline void setRoom(RoomListModel &rooms, const QString &name)
{
    Room room;
    room.id = RoomId(u"r1"_s);
    room.name = name;
    rooms.setRooms({room}, {});
}

} // namespace maru::client::testing
