// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/serverdelegate.h"

#include "client/model/serverlistmodel.h"
#include "client/widgets/displaytext.h"

#include <QPainter>

namespace maru::client {

namespace {

constexpr int sidePadding = 12;

} // namespace

ServerDelegate::ServerDelegate(QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(themeOf(ThemeKind::Light))
{ }

void ServerDelegate::setTheme(const Theme &theme)
{
    m_theme = theme;
}

QSize ServerDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    const QFont body = bodyFont(option.font);
    const int lines = QFontMetrics(strongFont(body)).height()
        + QFontMetrics(smallFont(body)).height() + rhythm::hair / 2;
    return {rhythm::joinWidth / 2, lines + 2 * rhythm::unit + rhythm::hair};
}

void ServerDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                           const QModelIndex &index) const
{
    painter->save();
    painter->setClipRect(option.rect, Qt::IntersectClip); // towers of marks stay in their row
    painter->setRenderHint(QPainter::Antialiasing);
    const QRect card = option.rect.adjusted(0, 0, 0, -rhythm::hair);
    paintCard(painter, card, option);

    const QFont body = bodyFont(option.font);
    const QFont strong = strongFont(body);
    const QFont small = smallFont(body);
    const QRect inside = card.adjusted(sidePadding, rhythm::unit, -sidePadding, -rhythm::unit);
    const bool isFound = index.data(ServerListModel::IsFoundRole).toBool();
    const bool isEnabled = option.state.testFlag(QStyle::State_Enabled);
    const QString address = index.data(ServerListModel::AddressRole).toString();
    const QString name = displayName(index.data(Qt::DisplayRole).toString());

    // Right above: that it is not here now. Right below: what tells two servers of one name apart.
    int nameWidth = inside.width();
    painter->setFont(small);
    painter->setPen(m_theme.muted);
    if (!isFound) {
        const QString before = tr("joined before");
        painter->drawText(inside, Qt::AlignTop | Qt::AlignRight | Qt::TextSingleLine, before);
        nameWidth -= QFontMetrics(small).horizontalAdvance(before) + rhythm::unit;
    }
    const QString words = index.data(ServerListModel::FingerprintWordsRole).toString();
    painter->drawText(inside, Qt::AlignBottom | Qt::AlignRight | Qt::TextSingleLine, words);
    const int addressWidth = inside.width()
        - (words.isEmpty() ? 0 : QFontMetrics(small).horizontalAdvance(words) + rhythm::unit);

    painter->setFont(strong);
    painter->setPen(isEnabled ? m_theme.text : m_theme.muted);
    painter->drawText(inside, Qt::AlignTop | Qt::AlignLeft | Qt::TextSingleLine,
                      QFontMetrics(strong).elidedText(name, Qt::ElideRight, nameWidth));
    painter->setFont(small);
    painter->drawText(
        inside, Qt::AlignBottom | Qt::AlignLeft | Qt::TextSingleLine,
        isolated(QFontMetrics(small).elidedText(address, Qt::ElideMiddle, addressWidth)));
    painter->restore();
}

void ServerDelegate::paintCard(QPainter *painter, const QRect &card,
                               const QStyleOptionViewItem &option) const
{
    const bool isSelected = option.state.testFlag(QStyle::State_Selected);
    const bool hasFocus = option.state.testFlag(QStyle::State_HasFocus);
    const bool isHovered = option.state.testFlag(QStyle::State_MouseOver)
        && option.state.testFlag(QStyle::State_Enabled);
    painter->setPen(QPen(isSelected || hasFocus ? m_theme.accent : m_theme.line, 1));
    painter->setBrush(isSelected ? m_theme.own : isHovered ? m_theme.selected : m_theme.surface);
    painter->drawRoundedRect(QRectF(card).adjusted(0.5, 0.5, -0.5, -0.5), rhythm::cornerField,
                             rhythm::cornerField);
}

} // namespace maru::client
