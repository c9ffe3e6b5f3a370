// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/memberdelegate.h"

#include "client/model/memberlistmodel.h"
#include "client/widgets/displaytext.h"
#include "client/widgets/panerows.h"

#include <QAbstractItemView>
#include <QPainter>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr int comfortableRow = 36;
constexpr int avatarSide = 24;
constexpr int avatarCorner = 7;
constexpr int iconPx = 16;
constexpr int away = 0x6B7178; // grey; white stands on it with 4.9

QString titleOf(const QModelIndex &index)
{
    switch (MemberListModel::Section(index.data(MemberListModel::SectionRole).toInt())) {
    case MemberListModel::Section::HandUp:
        return MemberDelegate::tr("Hands up");
    case MemberListModel::Section::Online:
        return MemberDelegate::tr("Online");
    case MemberListModel::Section::Earlier:
        return MemberDelegate::tr("As listed before");
    case MemberListModel::Section::Away:
        break;
    }
    return MemberDelegate::tr("Away");
}

QString nameOf(const QModelIndex &index)
{
    const QString name = displayName(index.data(MemberListModel::NameRole).toString());
    return index.data(MemberListModel::OwnRole).toBool() ? MemberDelegate::tr("%1 (you)").arg(name)
                                                         : name;
}

} // namespace

MemberDelegate::MemberDelegate(QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(themeOf(ThemeKind::Light))
{ }

QSize MemberDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const int row =
        std::max(rowHeight(m_theme, comfortableRow), option.fontMetrics.height() + rhythm::hair);
    const bool hasTitle = panerows::beginsSection(index, MemberListModel::SectionRole);
    return {avatarSide, row + (hasTitle ? panerows::titleHeight(bodyFont(option.font)) : 0)};
}

QString MemberDelegate::badgeOf(const QModelIndex &index)
{
    switch (RoomRole(index.data(MemberListModel::RoomRoleRole).toInt())) {
    case RoomRole::Owner:
        return tr("Owner");
    case RoomRole::Moderator:
        return tr("Moderator");
    case RoomRole::Member:
        break;
    }
    switch (UserRole(index.data(MemberListModel::UserRoleRole).toInt())) {
    case UserRole::Owner:
    case UserRole::Admin:
        return tr("Admin");
    case UserRole::Guest:
        return tr("Guest");
    case UserRole::Member:
        break;
    }
    return {};
}

void MemberDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                           const QModelIndex &index) const
{
    const QFont body = bodyFont(option.font);
    painter->save();
    painter->setClipRect(option.rect, Qt::IntersectClip); // towers of marks stay in their row
    painter->setRenderHint(QPainter::Antialiasing);
    QRect row = option.rect.adjusted(rhythm::unit, 0, -rhythm::unit, 0);
    if (panerows::beginsSection(index, MemberListModel::SectionRole)) {
        QRect title = option.rect;
        title.setHeight(panerows::titleHeight(body));
        panerows::drawTitle(painter, title, titleOf(index), body, m_theme);
        row.setTop(title.bottom() + 1);
    }
    panerows::drawBack(painter, option, row, m_theme);
    const int middle = row.center().y() + 1;
    const QRect avatar(row.left() + rhythm::unit, middle - avatarSide / 2, avatarSide, avatarSide);
    paintAvatar(painter, panerows::inDirection(row, avatar), body, index);

    int right = row.right() - rhythm::unit + 1;
    const auto icon = [&](const QString &name, const QColor &colour) {
        right -= iconPx;
        const QRect place(right, middle - iconPx / 2, iconPx, iconPx);
        panerows::drawIcon(painter, name, colour, panerows::inDirection(row, place).topLeft(),
                           iconPx);
        right -= rhythm::hair;
    };
    if (index.data(MemberListModel::HandRole).toBool()) {
        icon(u"hand"_s, m_theme.unread);
    }
    if (index.data(MemberListModel::MutedRole).toBool()) {
        icon(u"muted"_s, m_theme.muted);
    }
    const QFont small = smallFont(body);
    const int left = row.left() + rhythm::unit + avatarSide + 10;
    const QString badge = badgeOf(index);
    if (!badge.isEmpty()) {
        const int width = std::min(QFontMetrics(small).horizontalAdvance(badge) + 1,
                                   std::max(0, (right - left) / 2));
        const QRect rect =
            panerows::inDirection(row, QRect(right - width, row.top(), width, row.height()));
        painter->setFont(small);
        painter->setPen(m_theme.muted);
        painter->drawText(rect, Qt::AlignVCenter | Qt::AlignRight | Qt::TextSingleLine,
                          QFontMetrics(small).elidedText(badge, Qt::ElideRight, width));
        right -= width + rhythm::unit;
    }
    const QString name = nameOf(index);
    const QRect nameRect =
        panerows::inDirection(row, QRect(left, row.top(), std::max(0, right - left), row.height()));
    const bool online = index.data(MemberListModel::OnlineRole).toBool();
    painter->setFont(body);
    painter->setPen(online ? m_theme.text : m_theme.muted);
    painter->drawText(nameRect, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                      QFontMetrics(body).elidedText(name, Qt::ElideRight, nameRect.width()));
    painter->restore();
}

bool MemberDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view,
                               const QStyleOptionViewItem &option, const QModelIndex &index)
{
    return panerows::showTip(*event, view, option.rect, {nameOf(index)})
        || QStyledItemDelegate::helpEvent(event, view, option, index);
}

void MemberDelegate::paintAvatar(QPainter *painter, const QRect &square, const QFont &body,
                                 const QModelIndex &index) const
{
    const bool online = index.data(MemberListModel::OnlineRole).toBool();
    painter->setPen(Qt::NoPen);
    painter->setBrush(
        online ? avatarColour(index.data(MemberListModel::IdRole).toString(), m_theme.kind)
               : QColor(QRgb(away)));
    painter->drawRoundedRect(square, avatarCorner, avatarCorner);
    QFont font = strongFont(smallFont(body));
    font.setPixelSize(std::min(font.pixelSize(), 13));
    painter->setFont(font);
    painter->setPen(Qt::white);
    painter->drawText(square, Qt::AlignCenter,
                      avatarText(index.data(MemberListModel::NameRole).toString()));
}

} // namespace maru::client
