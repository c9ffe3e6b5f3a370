// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/searchdelegate.h"

#include "client/model/searchmodel.h"
#include "client/widgets/displaytext.h"
#include "client/widgets/foundtext.h"
#include "client/widgets/messagelayout.h"
#include "client/widgets/panerows.h"

#include <QAbstractItemView>
#include <QDateTime>
#include <QLocale>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr int textLines = 2;
constexpr int side = rhythm::unit; // from the row to what stands in it

int heightOf(const QFont &font)
{
    return QFontMetrics(font).height();
}

FoundText foundOf(const QModelIndex &index)
{
    return foundExcerpt(index.data(SearchModel::TextRole).toString(),
                        index.data(SearchModel::RangesRole).value<QList<TextRange>>());
}

} // namespace

SearchDelegate::SearchDelegate(QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(themeOf(ThemeKind::Light))
{ }

void SearchDelegate::setTheme(const Theme &theme)
{
    m_theme = theme;
}

QString SearchDelegate::whenText(qint64 ms)
{
    const QDateTime when = QDateTime::fromMSecsSinceEpoch(ms);
    const QLocale locale;
    return when.date() == QDate::currentDate() ? locale.toString(when.time(), QLocale::ShortFormat)
                                               : locale.toString(when.date(), QLocale::ShortFormat);
}

QSize SearchDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QFont body = bodyFont(option.font);
    const int small = heightOf(smallFont(body));
    int lines = textLines;
    if (const auto *list = qobject_cast<const QAbstractItemView *>(option.widget)) {
        const int width = list->viewport()->width() - 2 * (rhythm::unit + side);
        lines = foundLines(foundOf(index), body, width, m_theme, textLines);
    }
    int height = 2 * rhythm::unit + small + rhythm::hair + lines * linePitch(body);
    for (const int role : {SearchModel::PreviousRole, SearchModel::NextRole}) {
        height += index.data(role).toString().isEmpty() ? 0 : small;
    }
    return {rhythm::roomsWidth, height};
}

void SearchDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                           const QModelIndex &index) const
{
    painter->save();
    painter->setClipRect(option.rect, Qt::IntersectClip); // towers of marks stay in their row
    painter->setRenderHint(QPainter::Antialiasing);
    const bool isCurrent = option.state.testFlag(QStyle::State_Selected);
    const bool isNear = option.state.testFlag(QStyle::State_MouseOver);
    const QRect row = option.rect.adjusted(rhythm::unit, 1, -rhythm::unit, -1);
    if (isCurrent || isNear) {
        QColor back = m_theme.selected;
        back.setAlphaF(isCurrent ? 1.0F : 0.5F);
        const bool isOutlined = isCurrent && m_theme.kind == ThemeKind::Contrast;
        painter->setPen(isOutlined ? QPen(m_theme.accent, 1) : QPen(Qt::NoPen));
        painter->setBrush(back);
        painter->drawRoundedRect(QRectF(row).adjusted(0.5, 0.5, -0.5, -0.5), rhythm::cornerRow,
                                 rhythm::cornerRow);
    }
    const QFont body = bodyFont(option.font);
    const QFont small = smallFont(body);
    const QFont name = strongFont(small);
    QRect line = row.adjusted(side, rhythm::unit - 1, -side, 0);
    line.setHeight(heightOf(small));

    const auto flags = Qt::AlignVCenter | Qt::TextSingleLine;
    const QString when = whenText(index.data(SearchModel::TimeRole).toLongLong());
    painter->setFont(small);
    painter->setPen(m_theme.muted);
    painter->drawText(line, Qt::AlignRight | flags, when);
    const int whenWidth = QFontMetrics(small).horizontalAdvance(when) + rhythm::unit;
    QRect who = line.adjusted(0, 0, -whenWidth, 0); // turned when it is drawn
    const QString author = QFontMetrics(name).elidedText(
        displayName(index.data(SearchModel::AuthorRole).toString()), Qt::ElideRight, who.width());
    painter->setFont(name);
    painter->setPen(m_theme.text);
    painter->drawText(panerows::inDirection(line, who), Qt::AlignLeft | flags, author);
    if (m_showsRoom) {
        who.setLeft(who.left() + QFontMetrics(name).horizontalAdvance(author) + rhythm::unit);
        const QString room = displayName(index.data(SearchModel::RoomTitleRole).toString());
        painter->setFont(small);
        painter->setPen(m_theme.muted);
        painter->drawText(panerows::inDirection(line, who), Qt::AlignLeft | flags,
                          QFontMetrics(small).elidedText(room, Qt::ElideRight, who.width()));
    }
    int y = line.bottom() + 1 + rhythm::hair;
    const auto around = [&](int role) {
        const QString text = displayName(index.data(role).toString());
        if (text.isEmpty()) {
            return;
        }
        const QRect place(line.left(), y, line.width(), heightOf(small));
        painter->setFont(small);
        painter->setPen(m_theme.muted);
        painter->drawText(place, Qt::AlignLeft | flags,
                          QFontMetrics(small).elidedText(text, Qt::ElideRight, place.width()));
        y = place.bottom() + 1;
    };
    around(SearchModel::PreviousRole);
    const QRect text(line.left(), y, line.width(), textLines * linePitch(body));
    y += linePitch(body)
        * drawFound(painter, text, foundOf(index), body, m_theme.text, m_theme, textLines);
    around(SearchModel::NextRole);
    painter->restore();
}

} // namespace maru::client
