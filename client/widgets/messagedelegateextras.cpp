// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// What a message shows beside its text: the quote above, reactions below, marks in it.

#include "client/model/messagelistmodel.h"
#include "client/widgets/displaytext.h"
#include "client/widgets/messagedelegate.h"
#include "common/limits.h"

#include <QPainter>
#include <QStyle>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr int quoteBar = 3;
constexpr int quoteInset = 13; // of its text
constexpr int mentionBar = 3;
constexpr int mostEmojiCost = 192; // by cheapPrefix(): the dearest emoji there is takes 176
constexpr double copySheet = 9.0; // the side of one of the two sheets

} // namespace

QString MessageDelegate::quoteText(const QString &author, const QString &text)
{
    const QString words =
        formatText(client::displayText(text)).shown; // without signs: there is one line
    const QString line = displayName(QString(words).replace(QChar::LineSeparator, u' '));
    const QString said = isBlank(line) ? tr("A file, or a deleted message") : line;
    return author.isEmpty() ? said : u"%1 · %2"_s.arg(isolated(displayName(author)), said);
}

void MessageDelegate::addExtras(MessageContent &content, const QModelIndex &index)
{
    content.deleted = index.data(MessageListModel::DeletedRole).toBool();
    if (content.deleted) {
        content.text = tr("This message was deleted.");
        return;
    }
    const QVariant answered = index.data(MessageListModel::ReplyRole);
    if (answered.isValid()) {
        const auto reply = answered.value<ReplyTo>();
        content.quote = quoteText(reply.user.userName, reply.chat);
    }
    if (index.data(MessageListModel::EditedRole).toBool()) {
        content.editedLabel = tr("(edited)");
    }
    content.mention = index.data(MessageListModel::MentionRole).toString();
    const auto reactions =
        index.data(MessageListModel::ReactionsRole).value<QList<ReactionCount>>();
    // A foreign server may send more, and longer ones.
    for (qsizetype i = 0; i < std::min<qsizetype>(reactions.size(), limits::maxReactionKinds);
         ++i) {
        const ReactionCount &reaction = reactions.at(i);
        const QStringView whole = QStringView(reaction.emoji).left(limits::maxEmojiChars);
        const QString emoji = displayName(whole.left(cheapPrefix(whole, mostEmojiCost)));
        content.pills.append({reaction.emoji,
                              u"%1 %2"_s.arg(emoji, QLocale().toString(reaction.count)),
                              reaction.own});
    }
}

void MessageDelegate::paintQuote(QPainter *painter, const MessageLayout &layout) const
{
    const QRect rect = layout.quoteRect();
    if (rect.isNull()) {
        return;
    }
    const auto direction = painter->layoutDirection();
    const QRect bar(rect.left(), rect.top() + 1, quoteBar, rect.height() - 2);
    painter->fillRect(QStyle::visualRect(direction, rect, bar), m_theme.accent);
    painter->setFont(m_style.body);
    painter->setPen(m_theme.muted);
    const QRect text = QStyle::visualRect(direction, rect, rect.adjusted(quoteInset, 0, 0, 0));
    painter->drawText(text, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                      QFontMetrics(m_style.body)
                          .elidedText(layout.content().quote, Qt::ElideRight, text.width()));
}

void MessageDelegate::paintPills(QPainter *painter, const MessageLayout &layout) const
{
    const QFont font = strongFont(m_style.small);
    painter->setFont(font);
    for (qsizetype i = 0; i < layout.pillRects().size(); ++i) {
        const QRect rect = layout.pillRects().at(i);
        const ReactionPill &pill = layout.content().pills.at(i);
        painter->setPen(QPen(pill.own ? m_theme.accent : m_theme.line, 1));
        painter->setBrush(pill.own ? m_theme.own : m_theme.panel);
        const double radius = rect.height() / 2.0;
        painter->drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
        painter->setPen(pill.own ? m_theme.accent : m_theme.text);
        painter->drawText(rect, Qt::AlignCenter | Qt::TextSingleLine, pill.text);
    }
}

// What is addressed to the reader stands out: a tint, and a bar at its edge.
void MessageDelegate::paintMention(QPainter *painter, const MessageLayout &layout,
                                   const QRect &message) const
{
    if (layout.content().mention.isEmpty()) {
        return;
    }
    painter->setPen(Qt::NoPen);
    painter->setBrush(m_theme.mention);
    painter->drawRoundedRect(message, rhythm::cornerRow, rhythm::cornerRow);
    painter->setBrush(m_theme.unread);
    painter->drawRoundedRect(QRectF(message.left(), message.top(), mentionBar, message.height()),
                             mentionBar / 2.0, mentionBar / 2.0);
}

// Bars of quotes, marks of lists, boxes of code: what stands around the lines of a text.
void MessageDelegate::paintStructure(QPainter *painter, const MessageLayout &layout) const
{
    painter->save();
    painter->translate(layout.textOrigin());
    for (const QRect &bar : layout.quoteBars()) {
        painter->fillRect(bar, m_theme.accent);
    }
    for (const CodeBox &box : layout.codeBoxes()) {
        painter->setPen(QPen(m_theme.line, 1));
        painter->setBrush(m_theme.panel);
        painter->drawRoundedRect(QRectF(box.rect).adjusted(0.5, 0.5, -0.5, -0.5), rhythm::cornerRow,
                                 rhythm::cornerRow);
        paintCopyButton(painter, box.copyRect);
    }
    painter->setPen(m_theme.muted);
    painter->setFont(m_style.body);
    for (const ItemMarker &marker : layout.itemMarkers()) {
        painter->drawText(marker.rect, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine,
                          marker.text);
    }
    painter->setFont(m_style.small);
    for (const QRect &wrap : layout.wrapMarks()) {
        painter->drawText(wrap, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, u"↳"_s);
    }
    painter->restore();
}

// Two sheets, one behind the other.
void MessageDelegate::paintCopyButton(QPainter *painter, const QRect &rect) const
{
    const QPointF middle = QRectF(rect).center();
    const QRectF front(middle.x() - 3.0, middle.y() - 3.0, copySheet, copySheet);
    painter->setPen(QPen(m_theme.muted, 1.2));
    painter->setBrush(m_theme.panel);
    painter->drawRoundedRect(front.translated(-3.0, -3.0), 2, 2);
    painter->drawRoundedRect(front, 2, 2);
}

} // namespace maru::client
