// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/messagedelegate.h"

#include "client/model/messagelistmodel.h"

#include <QDateTime>
#include <QFontDatabase>
#include <QFontInfo>
#include <QGuiApplication>
#include <QPainter>
#include <QStyle>

namespace maru::client {

namespace {

constexpr int keptLayouts = 128; // rows of two or three screens
constexpr qsizetype maxExpanded = 64;
constexpr qint64 minuteMs = 60'000;
constexpr qsizetype mostFailureChars = 500;

// Two rows of one group written in the same minute show the time once.
bool sameMinuteAsPrevious(const QModelIndex &index, qint64 timeMs)
{
    if (index.row() == 0 || index.data(MessageListModel::StartsGroupRole).toBool()) {
        return false;
    }
    const QModelIndex previous = index.siblingAtRow(index.row() - 1);
    return previous.data(MessageListModel::TimeRole).toLongLong() / minuteMs == timeMs / minuteMs;
}

void drawTextCentred(QPainter *painter, const QRect &rect, const QString &text)
{
    painter->drawText(rect, Qt::AlignCenter | Qt::TextSingleLine, text);
}

} // namespace

MessageDelegate::MessageDelegate(QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(themeOf(ThemeKind::Light))
    , m_layouts(keptLayouts)
{
    setFont(QFont());
    setTheme(m_theme);
}

void MessageDelegate::setTheme(const Theme &theme)
{
    m_theme = theme;
    m_style.link = theme.link;
    m_style.mention = theme.mention;
    m_style.code = theme.window;
    m_style.isCompact = theme.density == Density::Compact;
    forgetAll();
}

void MessageDelegate::setFormatsText(bool formats)
{
    m_style.formatsText = formats;
    forgetAll();
}

void MessageDelegate::setFont(const QFont &body)
{
    m_style.body = bodyFont(body);
    m_style.strong = strongFont(m_style.body);
    m_style.small = smallFont(m_style.body);
    m_style.isMirrored = QGuiApplication::isRightToLeft();
    m_style.codeFamilies =
        withFallbacks(QFontDatabase::systemFont(QFontDatabase::FixedFont)).families();
    forgetAll();
}

void MessageDelegate::setWidth(int widthPx, int sidePx)
{
    if (m_style.widthPx != widthPx || m_style.sidePx != sidePx) {
        m_style.widthPx = widthPx;
        m_style.sidePx = sidePx;
        forgetAll();
    }
}

void MessageDelegate::setFirstNew(const QModelIndex &index)
{
    m_firstNew = index;
    forgetAll();
}

void MessageDelegate::expand(const QModelIndex &index)
{
    if (m_expanded.size() >= maxExpanded) {
        m_expanded.removeFirst();
    }
    m_expanded.append(index);
    forget(index.row());
}

void MessageDelegate::forget(int row)
{
    m_layouts.remove(row);
}

void MessageDelegate::forgetAll()
{
    m_layouts.clear();
}

const MessageLayout &MessageDelegate::layoutOf(const QModelIndex &index) const
{
    if (const MessageLayout *known = m_layouts.object(index.row())) {
        return *known;
    }
    auto *layout = new MessageLayout(contentOf(index), m_style);
    m_layouts.insert(index.row(), layout);
    return *layout;
}

MessageContent MessageDelegate::contentOf(const QModelIndex &index) const
{
    const auto flag = [&index](int role) {
        return index.data(role).toBool();
    };
    const qint64 timeMs = index.data(MessageListModel::TimeRole).toLongLong();

    MessageContent content;
    content.author = displayName(index.data(MessageListModel::AuthorRole).toString());
    content.authorId = index.data(MessageListModel::AuthorIdRole).toString();
    content.text = index.data(MessageListModel::TextRole).toString();
    content.own = flag(MessageListModel::IsOwnRole);
    content.system = flag(MessageListModel::IsSystemRole);
    const bool isFirstNew = m_firstNew.isValid() && m_firstNew == index;
    // Below the line it is said again who goes on speaking.
    content.startsGroup = isFirstNew || flag(MessageListModel::StartsGroupRole);
    content.expanded = m_expanded.contains(QPersistentModelIndex(index));
    content.moreLabel = tr("Show more");
    if (timeMs > 0 && flag(MessageListModel::StartsDayRole)) {
        content.day = dayText(timeMs);
    }
    if (isFirstNew) {
        content.newLabel = tr("New from here");
    }
    addFiles(content, index);
    const auto delivery = static_cast<Delivery>(index.data(MessageListModel::DeliveryRole).toInt());
    const auto change = static_cast<Delivery>(index.data(MessageListModel::ChangeRole).toInt());
    content.failed = delivery == Delivery::Failed;
    if (delivery == Delivery::Sending || change == Delivery::Sending) {
        const int percent = index.data(MessageListModel::UploadRole).toInt();
        const bool isUploading = percent >= 0 && percent < 100 && !content.files.isEmpty();
        content.status = isUploading ? tr("Uploading %1%").arg(percent) : tr("Sending…");
    } else if (delivery == Delivery::Queued || change == Delivery::Queued) {
        content.status = tr("Waiting for a connection");
    } else if (content.failed) {
        content.status = tr("Failed – retry");
        content.failure = failureOf(index);
    } else if (const int readers = index.data(MessageListModel::ReadByRole).toInt(); readers > 0) {
        content.status = tr("Read by %n", nullptr, readers);
        content.isRead = true;
    }
    // What is on its way has no time yet but its state.
    if (timeMs > 0 && (content.startsGroup || delivery == Delivery::Sent)
        && (isFirstNew || !sameMinuteAsPrevious(index, timeMs))) {
        content.time = timeText(timeMs);
    }
    addExtras(content, index);
    return content;
}

QString MessageDelegate::failureOf(const QModelIndex &index)
{
    const QString why = index.data(MessageListModel::FailureRole).toString();
    return client::displayText(why.left(mostFailureChars).simplified());
}

QString MessageDelegate::timeText(qint64 ms)
{
    return QLocale().toString(QDateTime::fromMSecsSinceEpoch(ms).time(), QLocale::ShortFormat);
}

QString MessageDelegate::dayText(qint64 ms)
{
    return QLocale().toString(QDateTime::fromMSecsSinceEpoch(ms).date(), QLocale::LongFormat);
}

QSize MessageDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    return {m_style.widthPx, layoutOf(index).height()};
}

void MessageDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    paintRow(painter, option, index, {});
}

void MessageDelegate::paintRow(QPainter *painter, const QStyleOptionViewItem &option,
                               const QModelIndex &index, Selection selection) const
{
    const MessageLayout &layout = layoutOf(index);
    painter->save();
    painter->setClipRect(option.rect, Qt::IntersectClip);
    painter->translate(option.rect.topLeft());
    painter->setRenderHint(QPainter::Antialiasing);

    const int separators = layout.dayRect().height() + layout.newRect().height();
    const QRect message(rhythm::unit, separators, option.rect.width() - 2 * rhythm::unit,
                        layout.height() - separators);
    paintMention(painter, layout, message);
    if (option.state.testFlag(QStyle::State_Selected)) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(m_theme.selected);
        painter->drawRoundedRect(message, rhythm::cornerRow, rhythm::cornerRow);
    }
    paintSeparators(painter, layout);
    paintAuthor(painter, layout);
    paintQuote(painter, layout);
    const QRect clip = painter->clipBoundingRect().toAlignedRect();
    paintText(painter, layout, selection, clip);
    paintFiles(painter, layout, index);
    paintPills(painter, layout);
    paintTimes(painter, layout);
    if (option.state.testFlag(QStyle::State_HasFocus)) {
        painter->setPen(QPen(m_theme.accent, 1));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(QRectF(message).adjusted(0.5, 0.5, -0.5, -0.5), rhythm::cornerRow,
                                 rhythm::cornerRow);
    }
    painter->restore();
}

void MessageDelegate::paintSeparators(QPainter *painter, const MessageLayout &layout) const
{
    const QString &day = layout.content().day;
    if (!day.isEmpty()) {
        const QRect rect = layout.dayRect();
        const int half = QFontMetrics(m_style.small).horizontalAdvance(day) / 2 + rhythm::avatarGap;
        painter->setFont(m_style.small);
        painter->setPen(m_theme.muted);
        drawTextCentred(painter, rect, day);
        const int y = rect.center().y();
        const int middle = rect.center().x();
        painter->fillRect(QRect(QPoint(rect.left(), y), QPoint(middle - half, y)), m_theme.line);
        painter->fillRect(QRect(QPoint(middle + half, y), QPoint(rect.right(), y)), m_theme.line);
    }
    const QString &fresh = layout.content().newLabel;
    if (!fresh.isEmpty()) {
        const QRect rect = layout.newRect();
        const QFont font = strongFont(m_style.small);
        painter->setFont(font);
        painter->setPen(m_theme.unread);
        painter->drawText(rect, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, fresh);
        const int left =
            rect.left() + QFontMetrics(font).horizontalAdvance(fresh) + rhythm::avatarGap;
        const QRect line(QPoint(left, rect.center().y()), QPoint(rect.right(), rect.center().y()));
        painter->fillRect(QStyle::visualRect(painter->layoutDirection(), rect, line),
                          m_theme.unread);
    }
}

void MessageDelegate::paintAuthor(QPainter *painter, const MessageLayout &layout) const
{
    const MessageContent &content = layout.content();
    if (layout.avatarRect().isNull()) {
        return;
    }
    painter->setPen(Qt::NoPen);
    painter->setBrush(
        avatarColour(content.authorId.isEmpty() ? content.author : content.authorId, m_theme.kind));
    painter->drawRoundedRect(layout.avatarRect(), rhythm::cornerAvatar, rhythm::cornerAvatar);
    painter->setFont(m_style.strong);
    painter->setPen(Qt::white);
    drawTextCentred(painter, layout.avatarRect(), avatarText(content.author));

    painter->setPen(m_theme.text);
    const QString name = QFontMetrics(m_style.strong)
                             .elidedText(content.author, Qt::ElideRight, layout.nameRect().width());
    painter->drawText(layout.nameRect(), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                      name);
}

void MessageDelegate::paintText(QPainter *painter, const MessageLayout &layout, Selection selection,
                                const QRect &clip) const
{
    if (!layout.bubbleRect().isNull()) {
        const bool outlined = m_theme.kind == ThemeKind::Contrast;
        painter->setPen(outlined ? QPen(m_theme.accent, 1) : QPen(Qt::NoPen));
        painter->setBrush(m_theme.own);
        const double in = outlined ? 0.5 : 0.0;
        painter->drawRoundedRect(QRectF(layout.bubbleRect()).adjusted(in, in, -in, -in),
                                 rhythm::cornerField, rhythm::cornerField);
    }
    paintStructure(painter, layout);
    QList<QTextLayout::FormatRange> selections;
    if (selection.length > 0) {
        QTextCharFormat format;
        format.setBackground(m_theme.accent);
        format.setForeground(m_theme.onAccent);
        selections.append({selection.start, selection.length, format});
    }
    const bool muted = layout.content().system || layout.content().deleted;
    painter->setPen(muted ? m_theme.muted : m_theme.text);
    layout.text().draw(painter, layout.textOrigin(), selections, clip);
    if (layout.isTruncated()) {
        painter->setFont(m_style.body);
        painter->setPen(m_theme.link);
        painter->drawText(layout.moreRect(), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                          layout.content().moreLabel);
    }
    if (!layout.editedRect().isNull()) {
        painter->setFont(m_style.small);
        painter->setPen(m_theme.muted);
        painter->drawText(layout.editedRect(),
                          Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                          layout.content().editedLabel);
    }
}

void MessageDelegate::paintTimes(QPainter *painter, const MessageLayout &layout) const
{
    const auto flags = Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine;
    painter->setFont(m_style.small);
    painter->setPen(m_theme.muted);
    painter->drawText(layout.timeRect(), flags, layout.content().time);
    if (!layout.statusRect().isNull()) {
        painter->setPen(layout.content().failed ? m_theme.danger : m_theme.muted);
        painter->drawText(layout.statusRect(), flags, layout.content().status);
    }
    if (!layout.failureRect().isNull()) {
        painter->setPen(m_theme.danger);
        painter->drawText(layout.failureRect(),
                          Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                          layout.content().failure);
    }
}

} // namespace maru::client
