// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/displaytext.h"
#include "client/widgets/markdown.h"
#include "client/widgets/messagecontent.h"
#include "client/widgets/theme.h"

#include <QColor>
#include <QFont>
#include <QRect>
#include <QString>
#include <QTextLayout>

#include <optional>
#include <vector>

namespace maru::client {

/// How rows are drawn: the same for all rows of a view.
struct MessageStyle
{
    QFont body;
    QFont strong;
    QFont small;
    QColor link;
    int widthPx = 0; ///< of the row
    QColor mention = {}; ///< behind the reader's name
    QStringList codeFamilies = {}; ///< the system's font of equally wide characters
    QColor code = {}; ///< behind code in a line
    bool isCompact = false;
    bool isMirrored = false; ///< the program's language is written from right to left
    bool formatsText = true; ///< else signs are shown as typed
    int sidePx = rhythm::conversationSide; ///< of the row, empty at the left and right
};

/// A block of code in a text; places are relative to textOrigin().
struct CodeBox
{
    QRect rect;
    QRect copyRect; ///< the button
};

/// What stands in front of an item of a list, relative to textOrigin().
struct ItemMarker
{
    QRect rect; ///< its words stand at the right
    QString text;
};

/// Where everything in one row stands, in the row's own coordinates. Knows no widget, no model and
/// no colour but that of links. At most \c maxLines lines are laid out until the content is
/// `expanded`.
class MessageLayout
{
public:
    static constexpr int maxLines = 50;
    static constexpr int maxExpandedLines = 1'000;

    MessageLayout(MessageContent content, const MessageStyle &style);

    MessageLayout(const MessageLayout &) = delete;
    MessageLayout &operator=(const MessageLayout &) = delete;

    [[nodiscard]] const MessageContent &content() const { return m_content; }
    [[nodiscard]] int height() const { return m_height; }
    /// Without the signs of formatText().
    [[nodiscard]] const QString &displayedText() const { return m_format.shown; }
    [[nodiscard]] const QTextLayout &text() const { return m_layout; }
    [[nodiscard]] QPointF textOrigin() const { return m_textRect.topLeft(); }

    // A rectangle is null if the row does not show that part.
    [[nodiscard]] QRect dayRect() const { return m_dayRect; }
    [[nodiscard]] QRect newRect() const { return m_newRect; }
    [[nodiscard]] QRect avatarRect() const { return m_avatarRect; }
    [[nodiscard]] QRect nameRect() const { return m_nameRect; }
    [[nodiscard]] QRect timeRect() const { return m_timeRect; }
    [[nodiscard]] QRect statusRect() const { return m_statusRect; }
    [[nodiscard]] QRect failureRect() const { return m_failureRect; }
    [[nodiscard]] QRect bubbleRect() const { return m_bubbleRect; }
    [[nodiscard]] QRect textRect() const { return m_textRect; }
    [[nodiscard]] QRect moreRect() const { return m_moreRect; }
    [[nodiscard]] QRect quoteRect() const { return m_quoteRect; } ///< with its bar
    [[nodiscard]] QRect editedRect() const { return m_editedRect; }
    [[nodiscard]] const QList<QRect> &pillRects() const { return m_pillRects; }
    /// The reaction at \p point; -1: none.
    [[nodiscard]] int pillAt(QPoint point) const;
    /// The cards of files; for pictures with the line below them.
    [[nodiscard]] const QList<QRect> &fileRects() const { return m_fileRects; }
    [[nodiscard]] QRect pictureRect(int file) const; ///< null if it is not shown as one
    [[nodiscard]] int fileAt(QPoint point) const; ///< -1: none
    [[nodiscard]] bool isTruncated() const { return !m_moreRect.isNull(); }
    // What is drawn around the text, relative to textOrigin().
    [[nodiscard]] const QList<CodeBox> &codeBoxes() const { return m_boxes; }
    [[nodiscard]] const QList<QRect> &quoteBars() const { return m_bars; }
    [[nodiscard]] const QList<ItemMarker> &itemMarkers() const { return m_markers; }
    /// In front of lines of code that go on a line above.
    [[nodiscard]] const QList<QRect> &wrapMarks() const { return m_wraps; }
    /// The code box whose copy button is at \p point of the row; -1: none.
    [[nodiscard]] int copyButtonAt(QPoint point) const;
    /// The code of a box, all of it even if the text is cut.
    [[nodiscard]] QString codeOf(int box) const;
    /// The text as it was written of what is displayed at \p start, with its signs.
    [[nodiscard]] QString writtenText(int start, int length) const;

    /// The place in displayedText() nearest to \p point.
    [[nodiscard]] int positionAt(QPoint point) const;
    [[nodiscard]] std::optional<TextLink> linkAt(QPoint point) const;
    [[nodiscard]] const QList<TextLink> &links() const { return m_format.links; }
    /// The word around \p position as {start, end}.
    [[nodiscard]] std::pair<int, int> wordAt(int position) const;

private:
    struct Spacing; // by the density
    struct Column; // where the texts of a row may stand

    void placeSeparators(const MessageStyle &style);
    void placeSystem(const MessageStyle &style);
    void placeChat(const MessageStyle &style);
    void placeTime(const MessageStyle &style, const Column &column);
    int placeEdited(const MessageStyle &style, int left, int width, int bottom);
    int placePills(const MessageStyle &style, const Column &column, int top);
    int placeFailure(const MessageStyle &style, const Column &column, int top);
    int placeFiles(const MessageStyle &style, int left, int width, int top); // messagelayoutfiles
    [[nodiscard]] QList<QTextLayout::FormatRange> formats(const MessageStyle &style) const;
    [[nodiscard]] bool hasText() const { return !m_source.isEmpty() || m_content.files.isEmpty(); }
    [[nodiscard]] bool hasBubble() const
    {
        return m_content.own && !m_content.deleted && hasText();
    }
    void mirror(int widthPx);
    // messagelayouttext.cpp
    class Flow; // where the next line stands
    int layOutText(const MessageStyle &style, const QFont &font, int widthPx, Qt::Alignment align);
    [[nodiscard]] int naturalTextWidth() const { return m_naturalWidth; }
    [[nodiscard]] int lineAt(int y) const;

    MessageContent m_content;
    QString m_source; // as it may be drawn, with its signs
    FormattedText m_format;
    QTextLayout m_layout;
    std::vector<int> m_lineTops; // of the text's lines
    QList<CodeBox> m_boxes;
    QList<QRect> m_bars;
    QList<ItemMarker> m_markers;
    QList<QRect> m_wraps;
    int m_naturalWidth = 0;
    QRect m_dayRect;
    QRect m_newRect;
    QRect m_avatarRect;
    QRect m_nameRect;
    QRect m_timeRect;
    QRect m_statusRect;
    QRect m_failureRect;
    QRect m_bubbleRect;
    QRect m_textRect;
    QRect m_moreRect;
    QRect m_quoteRect;
    QRect m_editedRect;
    QList<QRect> m_pillRects;
    QList<QRect> m_fileRects;
    int m_captionHeight = 0; // below pictures
    int m_height = 0;
    bool m_cut = false; // lines are missing
};

/// Height of a line of \p font: its pixel size times the line height of the theme.
[[nodiscard]] int linePitch(const QFont &font);

} // namespace maru::client
