// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/switcherdelegate.h"

#include "client/model/quickswitchermodel.h"
#include "client/widgets/displaytext.h"
#include "client/widgets/foundtext.h"

#include <QPainter>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr int signSize = 24;

} // namespace

SwitcherDelegate::SwitcherDelegate(QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(themeOf(ThemeKind::Light))
{ }

QSize SwitcherDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {signSize,
            std::max(rhythm::row + rhythm::hair,
                     QFontMetrics(bodyFont(option.font)).height() + 2 * rhythm::unit)};
}

void SwitcherDelegate::paintSign(QPainter *painter, const QRect &rect,
                                 const QModelIndex &index) const
{
    using Kind = QuickSwitcherModel::Kind;
    const auto kind = Kind(index.data(QuickSwitcherModel::KindRole).toInt());
    if (kind == Kind::Person) {
        const QString name = displayName(index.data(QuickSwitcherModel::NameRole).toString());
        painter->setPen(Qt::NoPen);
        painter->setBrush(
            avatarColour(index.data(QuickSwitcherModel::IdRole).toString(), m_theme.kind));
        painter->drawRoundedRect(rect, rhythm::cornerRow, rhythm::cornerRow);
        painter->setPen(Qt::white);
        painter->drawText(rect, Qt::AlignCenter | Qt::TextSingleLine, avatarText(name));
        return;
    }
    painter->setPen(m_theme.muted);
    painter->drawText(rect, Qt::AlignCenter | Qt::TextSingleLine,
                      kind == Kind::Room ? u"#"_s : u"›"_s);
}

void SwitcherDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                             const QModelIndex &index) const
{
    painter->save();
    painter->setClipRect(option.rect, Qt::IntersectClip); // towers of marks stay in their row
    painter->setRenderHint(QPainter::Antialiasing);
    const bool isCurrent = option.state.testFlag(QStyle::State_Selected);
    const QRect row = option.rect.adjusted(0, 1, 0, -1);
    if (isCurrent || option.state.testFlag(QStyle::State_MouseOver)) {
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
    QRect sign(0, 0, signSize, signSize);
    sign.moveCenter(row.center());
    sign.moveLeft(row.left() + rhythm::unit);
    painter->setFont(small);
    paintSign(painter, sign, index);

    QRect name = row.adjusted(signSize + 2 * rhythm::unit + rhythm::hair, 0, -rhythm::unit, 0);
    const int unread = index.data(QuickSwitcherModel::UnreadRole).toInt();
    const QString detail = unread > 0
        ? tr("%n unread", nullptr, unread)
        : displayName(index.data(QuickSwitcherModel::DetailRole).toString());
    if (!detail.isEmpty()) {
        painter->setPen(m_theme.muted);
        const QString shown =
            QFontMetrics(small).elidedText(detail, Qt::ElideRight, name.width() / 2);
        painter->drawText(name, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, shown);
        name.setRight(name.right() - QFontMetrics(small).horizontalAdvance(shown) - rhythm::unit);
    }
    const int height = QFontMetrics(body).height();
    name.setTop(name.center().y() - height / 2);
    name.setHeight(height);
    drawFound(painter, name,
              foundExcerpt(index.data(QuickSwitcherModel::NameRole).toString(),
                           index.data(QuickSwitcherModel::RangesRole).value<QList<TextRange>>()),
              body, m_theme.text, m_theme, 1);
    painter->restore();
}

} // namespace maru::client
