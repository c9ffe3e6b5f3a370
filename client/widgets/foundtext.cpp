// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/foundtext.h"

#include "client/widgets/displaytext.h"
#include "client/widgets/messagelayout.h"

#include <QPainter>
#include <QTextLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr qsizetype unitsBefore = 40; // of the first place
constexpr qsizetype mostUnits = 400; // more is never seen on a few lines

// A place between two characters, at or before \p at.
qsizetype boundary(const QString &text, qsizetype at)
{
    at = std::clamp<qsizetype>(at, 0, text.size());
    while (at > 0 && at < text.size() && (text[at].isLowSurrogate() || text[at].isMark())) {
        --at;
    }
    return at;
}

QString oneLine(QStringView text)
{
    QString shown = displayText(text);
    shown.replace(QChar(QChar::LineSeparator), u' ');
    return shown;
}

} // namespace

FoundText foundExcerpt(const QString &text, const QList<TextRange> &ranges)
{
    FoundText found;
    const qsizetype first = ranges.isEmpty() ? 0 : ranges.constFirst().start;
    qsizetype at = first <= unitsBefore ? 0 : boundary(text, first - unitsBefore);
    const qsizetype end = boundary(text, at + mostUnits);
    if (at > 0) {
        found.text += u'…';
    }
    // In pieces: what is drawn may be shorter than what was written.
    for (const TextRange &range : ranges) {
        const qsizetype start = std::max(range.start, at);
        const qsizetype stop = std::min(range.start + range.length, end);
        if (stop <= start) {
            continue;
        }
        found.text += oneLine(QStringView(text).sliced(at, start - at));
        const QString marked = oneLine(QStringView(text).sliced(start, stop - start));
        found.ranges.append({found.text.size(), marked.size()});
        found.text += marked;
        at = stop;
    }
    if (at < end) {
        found.text += oneLine(QStringView(text).sliced(at, end - at));
    }
    if (end < text.size()) {
        found.text += u'…';
    }
    return found;
}

namespace {

// Lays at most \p lines lines out; how many there are.
int layOut(QTextLayout &layout, const FoundText &found, int width, const Theme &theme, int lines)
{
    QTextOption option(Qt::AlignLeft);
    option.setTextDirection(Qt::LayoutDirectionAuto); // the writer's, not that of our words
    option.setWrapMode(lines == 1 ? QTextOption::NoWrap
                                  : QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    QList<QTextLayout::FormatRange> formats;
    for (const TextRange &range : found.ranges) {
        QTextCharFormat format;
        format.setBackground(theme.mention);
        format.setForeground(theme.text);
        format.setFontWeight(QFont::DemiBold);
        if (theme.kind == ThemeKind::Contrast) {
            format.setFontUnderline(true);
        }
        formats.append({int(range.start), int(range.length), format});
    }
    layout.setFormats(formats);
    layout.beginLayout();
    const int pitch = linePitch(layout.font());
    int number = 0;
    for (; number < lines; ++number) {
        QTextLine line = layout.createLine();
        if (!line.isValid()) {
            break;
        }
        line.setLineWidth(width);
        line.setPosition(QPointF(0, number * pitch));
    }
    layout.endLayout();
    return number;
}

} // namespace

int foundLines(const FoundText &found, const QFont &font, int width, const Theme &theme, int most)
{
    QTextLayout layout(found.text, font);
    return layOut(layout, found, width, theme, most);
}

int drawFound(QPainter *painter, const QRect &rect, const FoundText &found, const QFont &font,
              const QColor &colour, const Theme &theme, int lines)
{
    const QString text = lines == 1
        ? QFontMetrics(font).elidedText(found.text, Qt::ElideRight, rect.width())
        : found.text;
    QTextLayout layout(text, font);
    const int drawn = layOut(layout, found, rect.width(), theme, lines);
    painter->save();
    painter->setClipRect(rect.adjusted(0, 0, 0, 2), Qt::IntersectClip);
    painter->setPen(colour);
    layout.draw(painter, rect.topLeft());
    painter->restore();
    return drawn;
}

} // namespace maru::client
