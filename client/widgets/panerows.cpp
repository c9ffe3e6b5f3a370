// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/panerows.h"

#include "client/widgets/icons.h"

#include <QGuiApplication>
#include <QHelpEvent>
#include <QModelIndex>
#include <QPainter>
#include <QPixmapCache>
#include <QStyle>
#include <QToolTip>

using namespace Qt::StringLiterals;

namespace maru::client::panerows {

void drawIcon(QPainter *painter, const QString &name, const QColor &colour, const QPointF &topLeft,
              int sizePx)
{
    const qreal ratio = painter->device()->devicePixelRatioF();
    const QString key =
        u"maru-%1-%2-%3-%4"_s.arg(name, colour.name()).arg(sizePx).arg(ratio, 0, 'f', 2);
    QPixmap pixmap;
    if (!QPixmapCache::find(key, &pixmap)) {
        pixmap = themedPixmap(name, colour, sizePx, ratio);
        QPixmapCache::insert(key, pixmap);
    }
    painter->drawPixmap(topLeft, pixmap);
}

QRect inDirection(const QRect &row, const QRect &rect)
{
    return QStyle::visualRect(QGuiApplication::layoutDirection(), row, rect);
}

void drawBack(QPainter *painter, const QStyleOptionViewItem &option, const QRect &row,
              const Theme &theme)
{
    const bool current = option.state.testFlag(QStyle::State_Selected);
    const bool focused = option.state.testFlag(QStyle::State_HasFocus);
    if (!current && !focused && !option.state.testFlag(QStyle::State_MouseOver)) {
        return;
    }
    // High contrast outlines the current row too: the focus, which may be on another, is not as it.
    const bool isContrast = theme.kind == ThemeKind::Contrast;
    QPen pen(Qt::NoPen);
    if (focused) {
        pen = isContrast ? QPen(theme.text, 2) : QPen(theme.accent, 1);
    } else if (current && isContrast) {
        pen = QPen(theme.accent, 1);
    }
    QColor back = theme.selected;
    back.setAlphaF(current ? 1.0F : 0.5F);
    painter->setPen(pen);
    painter->setBrush(back);
    const qreal inset = pen.widthF() / 2;
    painter->drawRoundedRect(QRectF(row).adjusted(inset, inset, -inset, -inset), rhythm::cornerRow,
                             rhythm::cornerRow);
}

bool beginsSection(const QModelIndex &index, int role)
{
    return index.row() == 0 || index.siblingAtRow(index.row() - 1).data(role) != index.data(role);
}

int titleHeight(const QFont &body)
{
    return QFontMetrics(smallFont(body)).height() + rhythm::unit * 2 + rhythm::hair;
}

void drawTitle(QPainter *painter, const QRect &rect, const QString &text, const QFont &body,
               const Theme &theme)
{
    const QFont font = strongFont(smallFont(body));
    painter->setFont(font);
    painter->setPen(theme.muted);
    const QRect line = rect.adjusted(rhythm::paneSide, 0, -rhythm::paneSide, -rhythm::hair);
    painter->drawText(line, Qt::AlignBottom | Qt::AlignLeft | Qt::TextSingleLine,
                      QFontMetrics(font).elidedText(text, Qt::ElideRight, line.width()));
}

bool showTip(const QHelpEvent &event, QWidget *view, const QRect &row, QStringList lines)
{
    lines.removeAll(QString());
    if (event.type() != QEvent::ToolTip || lines.isEmpty()) {
        return false;
    }
    // Escaped: a tip whose text looks like HTML would be drawn as that.
    QToolTip::showText(event.globalPos(),
                       "<p>"_L1 + lines.join(u'\n').toHtmlEscaped().replace(u'\n', "<br>"_L1)
                           + "</p>"_L1,
                       view, row);
    return true;
}

} // namespace maru::client::panerows
