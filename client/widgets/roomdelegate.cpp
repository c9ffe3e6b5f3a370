// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/roomdelegate.h"

#include "client/model/roomlistmodel.h"
#include "client/widgets/displaytext.h"

#include <QPainter>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr int badgeHeight = 18;
constexpr int nameLeft = 34; // after the "#", from the row's left side
constexpr int mostShown = 99;

} // namespace

RoomDelegate::RoomDelegate(QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(themeOf(ThemeKind::Light))
{ }

void RoomDelegate::setTheme(const Theme &theme)
{
    m_theme = theme;
}

QSize RoomDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {nameLeft, std::max(rhythm::row, option.fontMetrics.height() + rhythm::unit)};
}

void RoomDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                         const QModelIndex &index) const
{
    const bool current = option.state.testFlag(QStyle::State_Selected);
    const bool focused = option.state.testFlag(QStyle::State_HasFocus);
    const bool muted = index.data(RoomListModel::MutedRole).toBool();
    const Badge count = muted ? Badge() : badgeOf(index);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);

    const QRect row = option.rect.adjusted(rhythm::unit, 0, -rhythm::unit, 0);
    if (current || focused || option.state.testFlag(QStyle::State_MouseOver)) {
        const bool outlined = focused || (current && m_theme.kind == ThemeKind::Contrast);
        QColor back = m_theme.selected;
        back.setAlphaF(current ? 1.0F : 0.5F);
        painter->setPen(outlined ? QPen(m_theme.accent, 1) : QPen(Qt::NoPen));
        painter->setBrush(back);
        painter->drawRoundedRect(QRectF(row).adjusted(0.5, 0.5, -0.5, -0.5), rhythm::cornerRow,
                                 rhythm::cornerRow);
    }

    const QFont body = bodyFont(option.font);
    const QFont font = current || count.number > 0 ? strongFont(body) : body;
    painter->setFont(body);
    painter->setPen(m_theme.muted);
    painter->drawText(row.adjusted(12, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, u"#"_s);

    const int badge = count.number > 0 ? paintBadge(painter, row, smallFont(body), count) : 0;
    const QRect nameRect = row.adjusted(nameLeft, 0, -rhythm::unit - badge, 0);
    const QString name = displayName(index.data(RoomListModel::NameRole).toString());
    painter->setFont(font);
    painter->setPen(muted && !current ? m_theme.muted : m_theme.text);
    painter->drawText(nameRect, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                      QFontMetrics(font).elidedText(name, Qt::ElideRight, nameRect.width()));
    painter->restore();
}

RoomDelegate::Badge RoomDelegate::badgeOf(const QModelIndex &index)
{
    const int unread = index.data(RoomListModel::UnreadRole).toInt();
    const int mentions = index.data(RoomListModel::MentionsRole).toInt();
    const bool direct = index.data(RoomListModel::KindRole).toInt() == int(RoomKind::Direct);
    if (mentions > 0 && !direct) {
        return {mentions, true};
    }
    return {unread, direct};
}

int RoomDelegate::paintBadge(QPainter *painter, const QRect &row, const QFont &font,
                             Badge badge) const
{
    const QString text =
        badge.number > mostShown ? u"%1+"_s.arg(mostShown) : QString::number(badge.number);
    const QFont strong = strongFont(font);
    const int width = std::max(badgeHeight, QFontMetrics(strong).horizontalAdvance(text) + 10);
    const QRect rect(row.right() - rhythm::unit + 1 - width, row.center().y() - badgeHeight / 2 + 1,
                     width, badgeHeight);
    painter->setPen(m_theme.kind == ThemeKind::Contrast ? QPen(m_theme.line, 1) : QPen(Qt::NoPen));
    painter->setBrush(badge.isForReader ? m_theme.unread : m_theme.selected);
    painter->drawRoundedRect(rect, badgeHeight / 2.0, badgeHeight / 2.0);
    painter->setFont(strong);
    painter->setPen(badge.isForReader ? m_theme.surface : m_theme.text);
    painter->drawText(rect, Qt::AlignCenter, text);
    return width + rhythm::unit;
}

} // namespace maru::client
