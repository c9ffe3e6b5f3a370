// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// The text of a message: its lines, with quotes, lists and code among them, and what is where.

#include "client/widgets/messagelayout.h"
#include "client/widgets/theme.h"

#include <QFontInfo>
#include <QFontMetrics>
#include <QTextBoundaryFinder>
#include <QTextOption>

#include <algorithm>
#include <cmath>

namespace maru::client {

namespace {

constexpr int mostMarked = 100; // names in one text
constexpr int quoteBar = 3;
constexpr int quoteStep = 13; // of each level
constexpr int itemStep = 20;
constexpr int markerGap = 6;
constexpr int boxSide = 12;
constexpr int boxPad = 8; // above and below the code
constexpr int boxGap = 4; // around the box
constexpr int wrapIndent = 16; // of code that goes on in the next line
constexpr int copySize = 28;
constexpr int leastWidth = 40;

QTextCharFormat formatOf(SpanStyle style, const MessageStyle &look)
{
    QTextCharFormat format;
    switch (style) {
    case SpanStyle::Bold:
        format.setFontWeight(QFont::Bold);
        break;
    case SpanStyle::Italic:
        format.setFontItalic(true);
        break;
    case SpanStyle::Strike:
        format.setFontStrikeOut(true);
        break;
    case SpanStyle::Code:
        format.setFontFamilies(look.codeFamilies);
        format.setFontFixedPitch(true);
        format.setBackground(look.code);
        break;
    }
    return format;
}

} // namespace

/// Walks down the lines of a text and knows how each is indented.
class MessageLayout::Flow
{
public:
    Flow(MessageLayout &row, const QFont &font, int widthPx)
        : m_row(row)
        , m_metrics(font)
        , m_width(widthPx)
        , m_pitch(linePitch(font))
        , m_baseLine(std::round((m_pitch - QFontMetricsF(font).height()) / 2.0
                                + QFontMetricsF(font).ascent()))
    { }

    void place(QTextLine &line)
    {
        const TextBlock *const block = blockAt(line.textStart());
        if (block != m_block) {
            leave();
            enter(block);
        }
        const bool isFirst = !block || line.textStart() == block->start;
        const int left = indentOf(block, line.textStart());
        const bool isCode = block && block->isCode;
        const int right = isCode ? boxSide + copySize : 0;
        line.setLineWidth(std::max(leastWidth, m_width - left - right));
        line.setPosition(QPointF(left, m_y + m_baseLine - line.ascent()));
        if (isCode && left > boxSide) {
            m_row.m_wraps.append(QRect(boxSide, m_y, wrapIndent, m_pitch));
        }
        if (block && !isCode) {
            addBars(*block);
            if (isFirst && block->level > 0) {
                const int room = block->quotes * quoteStep;
                m_row.m_markers.append(
                    {QRect(room, m_y, left - room - markerGap, m_pitch), block->marker});
            }
        }
        m_row.m_lineTops.push_back(m_y);
        m_y += m_pitch;
        const int natural = left + static_cast<int>(std::ceil(line.naturalTextWidth()));
        m_natural = std::max(m_natural, natural);
        m_boxNatural = std::max(m_boxNatural, natural);
    }

    /// The height of all lines.
    int finish()
    {
        leave();
        m_row.m_naturalWidth = std::min(m_natural, m_width);
        return std::max(m_y, m_pitch);
    }

private:
    const TextBlock *blockAt(int place)
    {
        const QList<TextBlock> &blocks = m_row.m_format.blocks;
        while (m_next < blocks.size()
               && blocks.at(m_next).start + blocks.at(m_next).length < place) {
            ++m_next;
        }
        const bool found = m_next < blocks.size() && blocks.at(m_next).start <= place;
        return found ? &blocks.at(m_next) : nullptr;
    }

    int indentOf(const TextBlock *block, int place) const
    {
        if (!block) {
            return 0;
        }
        if (!block->isCode) {
            return block->quotes * quoteStep + markerRoom(*block);
        }
        const bool goesOn =
            place > block->start && m_row.m_format.shown.at(place - 1) != QChar::LineSeparator;
        return boxSide + (goesOn ? wrapIndent : 0);
    }

    // "128." is wider than a bullet.
    int markerRoom(const TextBlock &block) const
    {
        if (block.level == 0) {
            return 0;
        }
        const int marker = m_metrics.horizontalAdvance(block.marker) + markerGap;
        return (block.level - 1) * itemStep + std::max(itemStep, marker);
    }

    void enter(const TextBlock *block)
    {
        m_block = block;
        if (block && block->isCode) {
            m_y += m_y > 0 ? boxGap : 0;
            m_boxTop = m_y;
            m_boxNatural = 0;
            m_y += boxPad;
        }
    }

    void leave()
    {
        if (!m_block || !m_block->isCode) {
            return;
        }
        m_y += boxPad;
        const int width = std::min(m_width, m_boxNatural + boxSide + copySize);
        const QRect box(0, m_boxTop, width, m_y - m_boxTop);
        const QRect button(box.right() + 1 - copySize - rhythm::hair, box.top() + rhythm::hair,
                           copySize, copySize);
        m_row.m_boxes.append({box, button});
        m_natural = std::max(m_natural, width);
        m_y += boxGap;
        m_block = nullptr;
    }

    // One bar for all lines of a quote.
    void addBars(const TextBlock &block)
    {
        for (int i = 0; i < block.quotes; ++i) {
            const QRect bar(i * quoteStep, m_y, quoteBar, m_pitch);
            const auto above =
                std::find_if(m_row.m_bars.rbegin(), m_row.m_bars.rend(), [&](const QRect &known) {
                    return known.left() == bar.left() && known.bottom() + 1 == bar.top();
                });
            if (above != m_row.m_bars.rend()) {
                above->setBottom(bar.bottom());
            } else {
                m_row.m_bars.append(bar);
            }
        }
    }

    MessageLayout &m_row;
    QFontMetrics m_metrics;
    int m_width;
    int m_pitch;
    double m_baseLine;
    qsizetype m_next = 0;
    const TextBlock *m_block = nullptr;
    int m_y = 0;
    int m_boxTop = 0;
    int m_natural = 0;
    int m_boxNatural = 0;
};

int MessageLayout::layOutText(const MessageStyle &style, const QFont &font, int widthPx,
                              Qt::Alignment align)
{
    QTextOption option(align);
    option.setTextDirection(Qt::LayoutDirectionAuto); // the writer's, not that of our words
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    option.setTabStopDistance(4.0 * QFontInfo(font).pixelSize());
    m_layout.setText(m_format.shown);
    m_layout.setFont(font);
    m_layout.setTextOption(option);
    m_layout.setCacheEnabled(true);
    m_layout.setFormats(formats(style));

    // Every line gets the same height and base line, whatever fonts its characters come from.
    const int lineLimit = m_content.expanded ? maxExpandedLines : maxLines;
    Flow flow(*this, font, widthPx);
    m_layout.beginLayout();
    for (int i = 0; i < lineLimit; ++i) {
        QTextLine line = m_layout.createLine();
        if (!line.isValid()) {
            break;
        }
        flow.place(line);
    }
    m_layout.endLayout();
    if (m_layout.lineCount() > 0) {
        const QTextLine last = m_layout.lineAt(m_layout.lineCount() - 1);
        m_cut = m_cut || last.textStart() + last.textLength() < m_format.shown.size();
    }
    const int height = flow.finish();
    // Lines from right to left begin at the right end of the text, not of the column.
    const int free = widthPx - m_naturalWidth;
    for (int i = 0; align == Qt::AlignLeft && free > 0 && i < m_layout.lineCount(); ++i) {
        const QTextLine line = m_layout.lineAt(i);
        if (line.naturalTextRect().left() >= line.x() + 1) {
            QTextLine(line).setPosition(line.position() - QPointF(free, 0));
        }
    }
    return height;
}

QList<QTextLayout::FormatRange> MessageLayout::formats(const MessageStyle &style) const
{
    QList<QTextLayout::FormatRange> ranges;
    const auto add = [&ranges](qsizetype start, qsizetype length, const QTextCharFormat &format) {
        ranges.append({static_cast<int>(start), static_cast<int>(length), format});
    };
    for (const TextSpan &span : m_format.spans) {
        add(span.start, span.length, formatOf(span.style, style));
    }
    for (const TextBlock &block : m_format.blocks) {
        if (block.isCode) {
            QTextCharFormat format;
            format.setFontFamilies(style.codeFamilies);
            format.setFontFixedPitch(true);
            add(block.start, block.length, format);
        }
    }
    for (const TextLink &link : m_format.links) {
        QTextCharFormat format;
        format.setForeground(style.link);
        format.setFontUnderline(true);
        add(link.start, link.length, format);
    }
    const QString &text = m_format.shown;
    const qsizetype length = m_content.mention.size();
    qsizetype at = length > 0 ? text.indexOf(m_content.mention, 0, Qt::CaseInsensitive) : -1;
    for (int marked = 0; at >= 0 && marked < mostMarked; ++marked) {
        QTextCharFormat format;
        format.setFontWeight(QFont::DemiBold);
        format.setBackground(style.mention);
        add(at, length, format);
        at = text.indexOf(m_content.mention, at + length, Qt::CaseInsensitive);
    }
    return ranges;
}

int MessageLayout::lineAt(int y) const
{
    const auto after = std::upper_bound(m_lineTops.begin(), m_lineTops.end(), y - m_textRect.top());
    return std::max(0, static_cast<int>(after - m_lineTops.begin()) - 1);
}

int MessageLayout::positionAt(QPoint point) const
{
    if (m_layout.lineCount() == 0 || point.y() < m_textRect.top()) {
        return 0;
    }
    const QTextLine line = m_layout.lineAt(lineAt(point.y()));
    if (point.y() >= m_textRect.bottom() + 1) {
        return line.textStart() + line.textLength();
    }
    return line.xToCursor(point.x() - m_textRect.left());
}

std::optional<TextLink> MessageLayout::linkAt(QPoint point) const
{
    if (m_format.links.isEmpty() || !m_textRect.contains(point)) {
        return std::nullopt;
    }
    const QTextLine line = m_layout.lineAt(lineAt(point.y()));
    const double x = point.x() - m_textRect.left();
    const QRectF drawn = line.naturalTextRect();
    if (x < drawn.left() || x > drawn.right()) {
        return std::nullopt;
    }
    const int position = line.xToCursor(x, QTextLine::CursorOnCharacter);
    for (const TextLink &link : m_format.links) {
        if (position >= link.start && position < link.start + link.length) {
            return link;
        }
    }
    return std::nullopt;
}

std::pair<int, int> MessageLayout::wordAt(int position) const
{
    const QString &text = m_format.shown;
    QTextBoundaryFinder words(QTextBoundaryFinder::Word, text);
    words.setPosition(position);
    const qsizetype start = words.isAtBoundary() && position < text.size()
        ? position
        : std::max<qsizetype>(0, words.toPreviousBoundary());
    words.setPosition(start);
    const qsizetype end = words.toNextBoundary();
    return {static_cast<int>(start), static_cast<int>(end < 0 ? text.size() : end)};
}

int MessageLayout::copyButtonAt(QPoint point) const
{
    const QPoint inText = point - m_textRect.topLeft();
    for (qsizetype i = 0; i < m_boxes.size(); ++i) {
        if (m_boxes.at(i).copyRect.contains(inText)) {
            return static_cast<int>(i);
        }
    }
    return -1;
}

QString MessageLayout::codeOf(int box) const
{
    const FormattedText whole = m_cut ? formatText(m_source) : m_format;
    int known = 0;
    for (const TextBlock &block : whole.blocks) {
        if (block.isCode && known++ == box) {
            return whole.shown.sliced(block.start, block.length)
                .replace(QChar::LineSeparator, u'\n');
        }
    }
    return {};
}

QString MessageLayout::writtenText(int start, int length) const
{
    const auto [from, to] = m_format.sourceRange(start, qsizetype{start} + length);
    return m_source.sliced(from, to - from).replace(QChar::LineSeparator, u'\n');
}

} // namespace maru::client
