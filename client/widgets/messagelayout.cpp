// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/messagelayout.h"

#include "client/widgets/theme.h"

#include <QFontInfo>
#include <QFontMetrics>

#include <algorithm>
#include <cmath>

namespace maru::client {

namespace {

constexpr int bubbleSide = 10;
constexpr int bubbleHead = 4;
constexpr int editedGap = 6;
constexpr int pillHeight = 24;
constexpr int pillSide = 9;
constexpr int pillGap = 6;
constexpr int mostPillWidth = 120;

int widthOf(const QFont &font, const QString &text)
{
    return text.isEmpty() ? 0 : QFontMetrics(font).horizontalAdvance(text) + 1;
}

} // namespace

struct MessageLayout::Spacing
{
    int separator; // day and "new" lines
    int avatar;
    int aboveGroup;
    int above; // a message of the same group

    explicit Spacing(const MessageStyle &style)
        : separator(style.isCompact ? 32 : 48)
        , avatar(style.isCompact ? 28 : rhythm::avatar)
        , aboveGroup(style.isCompact ? rhythm::hair : rhythm::unit)
        , above(style.isCompact ? 1 : rhythm::hair)
    { }
};

struct MessageLayout::Column
{
    int left = 0; // of texts
    int right = 0; // of times
    int timeWidth = 0;
    int width = 0; // of what stands left of the times
    int textTop = 0;
};

int linePitch(const QFont &font)
{
    return qRound(QFontInfo(font).pixelSize() * rhythm::lineHeight);
}

MessageLayout::MessageLayout(MessageContent content, const MessageStyle &style)
    : m_content(std::move(content))
    , m_source(displayText(m_content.text))
{
    if (m_content.system || m_content.deleted || !style.formatsText) {
        m_format.shown = m_source;
        if (!m_content.system && !m_content.deleted) {
            m_format.links = findLinks(m_source);
        }
    } else {
        m_format = formatText(m_source);
    }
    if (!m_content.expanded) {
        const qsizetype cheap = cheapPrefix(m_format.shown);
        m_cut = cheap < m_format.shown.size();
        m_format.truncate(cheap);
    }
    placeSeparators(style);
    if (m_content.system) {
        placeSystem(style);
    } else {
        placeChat(style);
    }
    if (style.isMirrored) {
        mirror(style.widthPx);
    }
}

// What stands in the text's own coordinates moves with it.
void MessageLayout::mirror(int widthPx)
{
    const auto turned = [widthPx](QRect &rect) {
        if (!rect.isNull()) {
            rect.moveLeft(widthPx - rect.left() - rect.width());
        }
    };
    for (QRect *rect : {&m_dayRect, &m_newRect, &m_avatarRect, &m_nameRect, &m_timeRect,
                        &m_statusRect, &m_failureRect, &m_bubbleRect, &m_quoteRect}) {
        turned(*rect);
    }
    for (QList<QRect> *rects : {&m_pillRects, &m_fileRects}) {
        for (QRect &rect : *rects) {
            turned(rect);
        }
    }
    if (m_content.system) {
        return; // it stands in the middle
    }
    const int edited = m_editedRect.isNull() ? 0 : m_editedRect.right() + 1 - m_textRect.left();
    const int natural = std::max({naturalTextWidth(), m_moreRect.width(), edited});
    const int moved = widthPx - m_textRect.left() - natural - m_textRect.left();
    for (QRect *rect : {&m_textRect, &m_moreRect, &m_editedRect}) {
        if (!rect->isNull()) {
            rect->translate(moved, 0);
        }
    }
}

void MessageLayout::placeSeparators(const MessageStyle &style)
{
    const int side = style.sidePx;
    const int width = std::max(0, style.widthPx - 2 * side);
    const int separatorHeight = Spacing(style).separator;
    if (!m_content.day.isEmpty()) {
        m_dayRect = QRect(side, m_height, width, separatorHeight);
        m_height += separatorHeight;
    }
    if (!m_content.newLabel.isEmpty()) {
        m_newRect = QRect(side, m_height, width, separatorHeight);
        m_height += separatorHeight;
    }
}

void MessageLayout::placeSystem(const MessageStyle &style)
{
    const int em = QFontInfo(style.small).pixelSize();
    const int width = std::clamp(style.widthPx - 2 * style.sidePx, 80, rhythm::textColumnEm * em);
    const int top = m_height + rhythm::unit;
    const int height = layOutText(style, style.small, width, Qt::AlignHCenter);
    m_textRect = QRect((style.widthPx - width) / 2, top, width, height);
    m_height = top + height + rhythm::unit;
}

void MessageLayout::placeChat(const MessageStyle &style)
{
    const int side = style.sidePx;
    const bool afterSeparator = m_height > 0;
    const int pitch = linePitch(style.body);
    const Spacing spacing(style);
    Column column;
    column.left = side + spacing.avatar + rhythm::avatarGap;
    column.right = style.widthPx - side;
    column.timeWidth = std::max({rhythm::timeColumn, widthOf(style.small, m_content.time),
                                 widthOf(style.small, m_content.status)});

    int y = m_height;
    if (m_content.startsGroup) {
        y += afterSeparator ? 0 : spacing.aboveGroup;
        m_avatarRect = QRect(side, y, spacing.avatar, spacing.avatar);
        const int nameWidth = column.right - column.left - column.timeWidth - rhythm::avatarGap;
        m_nameRect = QRect(column.left, y, std::max(0, nameWidth), pitch);
        y += pitch;
    } else {
        y += m_content.own ? spacing.above - spacing.above / 2 : spacing.above;
    }

    const int em = QFontInfo(style.body).pixelSize();
    column.width = std::clamp(column.right - column.left - column.timeWidth - rhythm::avatarGap, 40,
                              rhythm::textColumnEm * em);
    if (!m_content.quote.isEmpty()) {
        m_quoteRect = QRect(column.left, y, column.width, pitch);
        y += pitch + rhythm::hair / 2;
    }
    const int inset = hasBubble() ? bubbleSide : 0;
    const int left = column.left + inset;
    const int width = std::max(40, column.width - 2 * inset);
    column.textTop = y + (hasBubble() ? bubbleHead : 0);
    const int laidOut = layOutText(style, style.body, width, Qt::AlignLeft);
    const int textHeight = hasText() ? laidOut : 0;
    m_textRect = QRect(left, column.textTop, width, textHeight);
    y = column.textTop + textHeight;
    if (m_cut) {
        const int moreWidth = std::min(width, widthOf(style.body, m_content.moreLabel));
        m_moreRect = QRect(left, y, moreWidth, pitch);
        y += pitch;
    }
    y = hasText() ? placeEdited(style, left, width, y) : y;
    if (hasBubble()) {
        const int edited = m_editedRect.isNull() ? 0 : m_editedRect.right() + 1 - left;
        const int natural = std::max({naturalTextWidth(), m_moreRect.width(), edited});
        y += bubbleHead;
        m_bubbleRect = QRect(column.left, column.textTop - bubbleHead, natural + 2 * bubbleSide,
                             y - column.textTop + bubbleHead);
    }
    y = placeFiles(style, column.left, column.width, y);
    y = placePills(style, column, y);
    y = placeFailure(style, column, y);
    placeTime(style, column);
    m_height = std::max({y, m_statusRect.bottom() + 1, m_avatarRect.bottom() + 1});
}

// Behind the last line, or on one of its own.
int MessageLayout::placeEdited(const MessageStyle &style, int left, int width, int bottom)
{
    const int label = widthOf(style.small, m_content.editedLabel);
    if (label == 0) {
        return bottom;
    }
    const int pitch = linePitch(style.body);
    int x = m_moreRect.width();
    if (m_moreRect.isNull() && m_layout.lineCount() > 0) {
        const QTextLine last = m_layout.lineAt(m_layout.lineCount() - 1);
        const bool isInBox = !m_boxes.isEmpty() && m_boxes.constLast().rect.bottom() >= last.y();
        x = isInBox ? width : static_cast<int>(std::ceil(last.naturalTextRect().right()));
    }
    const int behind = x > 0 ? x + editedGap : 0;
    const bool fits = behind + label <= width;
    m_editedRect = QRect(left + (fits ? behind : 0), fits ? bottom - pitch : bottom,
                         std::min(label, width), pitch);
    return fits ? bottom : bottom + pitch;
}

int MessageLayout::placePills(const MessageStyle &style, const Column &column, int top)
{
    if (m_content.pills.isEmpty()) {
        return top;
    }
    const int height = std::max(pillHeight, linePitch(style.small) + rhythm::hair);
    const QFont font = strongFont(style.small);
    const int most = std::min(mostPillWidth, column.width);
    int x = 0;
    int y = top + rhythm::hair;
    for (ReactionPill &pill : m_content.pills) {
        int width = widthOf(font, pill.text) + 2 * pillSide;
        if (width > most) { // cut once, and not each time it is painted
            width = most;
            pill.text =
                QFontMetrics(font).elidedText(pill.text, Qt::ElideRight, most - 2 * pillSide);
        }
        if (x > 0 && x + width > column.width) {
            x = 0;
            y += height + rhythm::hair;
        }
        m_pillRects.append(QRect(column.left + x, y, width, height));
        x += width + pillGap;
    }
    return y + height;
}

// One line below all else, cut once and not each time it is painted.
int MessageLayout::placeFailure(const MessageStyle &style, const Column &column, int top)
{
    if (m_content.failure.isEmpty()) {
        return top;
    }
    const int pitch = linePitch(style.small);
    m_content.failure =
        QFontMetrics(style.small).elidedText(m_content.failure, Qt::ElideRight, column.width);
    m_failureRect = QRect(column.left, top + rhythm::hair / 2, column.width, pitch);
    return m_failureRect.bottom() + 1;
}

void MessageLayout::placeTime(const MessageStyle &style, const Column &column)
{
    const int pitch = linePitch(style.body);
    const int first = m_quoteRect.isNull() ? column.textTop : m_quoteRect.top();
    int y = m_content.startsGroup ? m_nameRect.top() : first;
    const int left = column.right - column.timeWidth;
    if (!m_content.time.isEmpty()) {
        m_timeRect = QRect(left, y, column.timeWidth, pitch);
        y += pitch;
    }
    if (!m_content.status.isEmpty()) {
        const int width = widthOf(style.small, m_content.status);
        m_statusRect = QRect(column.right - width, y, width, pitch);
    }
}

int MessageLayout::pillAt(QPoint point) const
{
    for (qsizetype i = 0; i < m_pillRects.size(); ++i) {
        if (m_pillRects.at(i).contains(point)) {
            return static_cast<int>(i);
        }
    }
    return -1;
}

} // namespace maru::client
