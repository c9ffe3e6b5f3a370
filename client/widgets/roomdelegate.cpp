// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/roomdelegate.h"

#include "client/model/roomlistmodel.h"
#include "client/widgets/displaytext.h"
#include "client/widgets/panerows.h"

#include <QAbstractItemView>
#include <QPainter>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr int leastBadgeHeight = 18;
constexpr int signLeft = 12; // of the "#", from the row's left side
constexpr int leastNameLeft = 34;
constexpr int mostShown = 99;
constexpr int iconPx = 16;
constexpr int dot = 8;

// Nothing stands above the first part: the pane's own heading is there.
bool hasTitle(const QModelIndex &index)
{
    return index.data(RoomListModel::SectionRole).toInt() != int(RoomListModel::Section::Rooms)
        && panerows::beginsSection(index, RoomListModel::SectionRole);
}

// A pill as high as its digits, however large the letters are.
int badgeHeight(const QFont &body)
{
    return std::max(leastBadgeHeight, QFontMetrics(strongFont(smallFont(body))).height());
}

// After the "#", from the row's left side: the same for every kind of room.
int nameLeft(const QFont &body)
{
    return std::max(leastNameLeft,
                    signLeft + QFontMetrics(body).horizontalAdvance(u'#') + rhythm::unit);
}

} // namespace

RoomDelegate::RoomDelegate(QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(themeOf(ThemeKind::Light))
{ }

void RoomDelegate::setTheme(const Theme &theme)
{
    m_theme = theme;
}

QSize RoomDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QFont body = bodyFont(option.font);
    const int content = std::max(option.fontMetrics.height(), badgeHeight(body));
    const int row = std::max(rowHeight(m_theme), content + rhythm::hair);
    const int title = hasTitle(index) ? panerows::titleHeight(body) : 0;
    return {nameLeft(body), row + title};
}

void RoomDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                         const QModelIndex &index) const
{
    const bool current = option.state.testFlag(QStyle::State_Selected);
    const bool isQuiet = index.data(RoomListModel::MutedRole).toBool()
        || index.data(RoomListModel::ArchivedRole).toBool();
    const Badge count = isQuiet ? Badge() : badgeOf(index);
    const QFont body = bodyFont(option.font);
    painter->save();
    painter->setClipRect(option.rect, Qt::IntersectClip); // towers of marks stay in their row
    painter->setRenderHint(QPainter::Antialiasing);

    QRect row = option.rect.adjusted(rhythm::unit, 0, -rhythm::unit, 0);
    if (hasTitle(index)) {
        const bool direct =
            index.data(RoomListModel::SectionRole).toInt() == int(RoomListModel::Section::Direct);
        QRect title = option.rect;
        title.setHeight(panerows::titleHeight(body));
        panerows::drawTitle(painter, title, direct ? tr("Direct messages") : tr("Archived"), body,
                            m_theme);
        row.setTop(title.bottom() + 1);
    }
    panerows::drawBack(painter, option, row, m_theme);

    const QFont font = current || count.number > 0 ? strongFont(body) : body;
    paintKind(painter, row, body, m_theme.muted, index);
    const int badge = count.number > 0 ? paintBadge(painter, row, body, count, current)
                                       : paintState(painter, row, index);
    const QRect nameRect =
        panerows::inDirection(row, row.adjusted(nameLeft(body), 0, -rhythm::unit - badge, 0));
    const QString name = displayName(index.data(RoomListModel::NameRole).toString());
    painter->setFont(font);
    painter->setPen(isQuiet && !current ? m_theme.muted : m_theme.text);
    painter->drawText(nameRect, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                      QFontMetrics(font).elidedText(name, Qt::ElideRight, nameRect.width()));
    painter->restore();
}

void RoomDelegate::paintKind(QPainter *painter, const QRect &row, const QFont &body,
                             const QColor &colour, const QModelIndex &index) const
{
    const int middle = row.center().y() + 1;
    const QRect sign = panerows::inDirection(
        row, QRect(row.left() + rhythm::unit, middle - iconPx / 2, iconPx, iconPx));
    const QPointF icon = sign.topLeft();
    switch (RoomKind(index.data(RoomListModel::KindRole).toInt())) {
    case RoomKind::Public:
        painter->setFont(body);
        painter->setPen(colour);
        painter->drawText(panerows::inDirection(row, row.adjusted(signLeft, 0, 0, 0)),
                          Qt::AlignVCenter | Qt::AlignLeft, u"#"_s);
        return;
    case RoomKind::Private:
        panerows::drawIcon(painter, u"lock"_s, colour, icon, iconPx);
        return;
    case RoomKind::Announcement:
        panerows::drawIcon(painter, u"megaphone"_s, colour, icon, iconPx);
        return;
    case RoomKind::Direct:
        break;
    }
    // Filled or hollow: presence is not told by colour alone.
    const bool online = index.data(RoomListModel::OnlineRole).toBool();
    const QRectF circle(sign.left() + (iconPx - dot) / 2.0, middle - dot / 2.0, dot, dot);
    painter->setPen(online ? QPen(Qt::NoPen) : QPen(colour, 1.5));
    painter->setBrush(online ? QBrush(m_theme.accent) : QBrush(Qt::NoBrush));
    painter->drawEllipse(online ? circle : circle.adjusted(0.75, 0.75, -0.75, -0.75));
}

int RoomDelegate::paintState(QPainter *painter, const QRect &row, const QModelIndex &index) const
{
    QString icon;
    if (index.data(RoomListModel::MutedRole).toBool()) {
        icon = u"bell-off"_s;
    } else if (index.data(RoomListModel::PinnedRole).toBool()) {
        icon = u"pin"_s;
    } else {
        return 0;
    }
    const QRect place(row.right() - rhythm::unit + 1 - iconPx, row.center().y() + 1 - iconPx / 2,
                      iconPx, iconPx);
    panerows::drawIcon(painter, icon, m_theme.muted, panerows::inDirection(row, place).topLeft(),
                       iconPx);
    return iconPx + rhythm::unit;
}

bool RoomDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view,
                             const QStyleOptionViewItem &option, const QModelIndex &index)
{
    const QString name = displayName(index.data(RoomListModel::NameRole).toString());
    const QString topic = displayName(index.data(RoomListModel::TopicRole).toString());
    return panerows::showTip(*event, view, option.rect, {name, topic})
        || QStyledItemDelegate::helpEvent(event, view, option, index);
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

int RoomDelegate::paintBadge(QPainter *painter, const QRect &row, const QFont &body, Badge badge,
                             bool isOnCurrent) const
{
    const QString text =
        badge.number > mostShown ? u"%1+"_s.arg(mostShown) : QString::number(badge.number);
    const QFont strong = strongFont(smallFont(body));
    const int height = badgeHeight(body);
    const int width = std::max(height, QFontMetrics(strong).horizontalAdvance(text) + 10);
    const QRect rect =
        panerows::inDirection(row,
                              QRect(row.right() - rhythm::unit + 1 - width,
                                    row.center().y() - height / 2 + 1, width, height));
    painter->setPen(m_theme.kind == ThemeKind::Contrast ? QPen(m_theme.line, 1) : QPen(Qt::NoPen));
    const QColor &neutral = isOnCurrent ? m_theme.panel : m_theme.selected; // of another colour
    painter->setBrush(badge.isForReader ? m_theme.unread : neutral);
    painter->drawRoundedRect(rect, height / 2.0, height / 2.0);
    painter->setFont(strong);
    painter->setPen(badge.isForReader ? m_theme.surface : m_theme.text);
    painter->drawText(rect, Qt::AlignCenter, text);
    return width + rhythm::unit;
}

} // namespace maru::client
