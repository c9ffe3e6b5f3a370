// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/messagelayout.h"
#include "client/widgets/theme.h"
#include "common/chat/objects.h"

#include <QCache>
#include <QLocale>
#include <QPersistentModelIndex>
#include <QStyledItemDelegate>

#include <functional>

namespace maru::client {

/// Draws the rows of a message list (roles of MessageListModel) and keeps the layouts of those last
/// drawn.
///
/// Thread: GUI.
class MessageDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    /// The selected part of a row's displayed text.
    struct Selection
    {
        int start = 0;
        int length = 0;
    };

    explicit MessageDelegate(QObject *parent = nullptr);

    /// Gives the small picture of a file, or a null one while it is not there.
    using ThumbnailSource = std::function<QImage(const File &file)>;
    void setThumbnailSource(ThumbnailSource source) { m_thumbnails = std::move(source); }

    void setTheme(const Theme &theme);
    void setFont(const QFont &body);
    void setFormatsText(bool formats); ///< else signs are shown as typed
    void setWidth(int widthPx, int sidePx = rhythm::conversationSide);
    /// The row above which the "new from here" line stands; invalid: nowhere.
    void setFirstNew(const QModelIndex &index);
    [[nodiscard]] QModelIndex firstNew() const { return m_firstNew; }
    void expand(const QModelIndex &index); ///< shows all lines of a long text

    /// The layout of \p index, valid until the next call into this object.
    [[nodiscard]] const MessageLayout &layoutOf(const QModelIndex &index) const;
    void forget(int row);
    void forgetAll();

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    void paintRow(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index,
                  Selection selection) const;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const override;

    [[nodiscard]] static QString timeText(qint64 ms);
    /// Why a message failed, for one line; empty: it did not, or nobody knows.
    [[nodiscard]] static QString failureOf(const QModelIndex &index);
    [[nodiscard]] static QString dayText(qint64 ms);
    /// "이영희 · what was said", on one line.
    [[nodiscard]] static QString quoteText(const QString &author, const QString &text);

private:
    [[nodiscard]] MessageContent contentOf(const QModelIndex &index) const;
    static void addExtras(MessageContent &content, const QModelIndex &index);
    void paintSeparators(QPainter *painter, const MessageLayout &layout) const;
    void paintAuthor(QPainter *painter, const MessageLayout &layout) const;
    void paintText(QPainter *painter, const MessageLayout &layout, Selection selection,
                   const QRect &clip) const;
    void paintTimes(QPainter *painter, const MessageLayout &layout) const;
    // messagedelegateextras.cpp
    void paintQuote(QPainter *painter, const MessageLayout &layout) const;
    void paintPills(QPainter *painter, const MessageLayout &layout) const;
    void paintMention(QPainter *painter, const MessageLayout &layout, const QRect &message) const;
    // messagedelegatefiles.cpp
    static void addFiles(MessageContent &content, const QModelIndex &index);
    void paintFiles(QPainter *painter, const MessageLayout &layout, const QModelIndex &index) const;
    void paintPicture(QPainter *painter, const QRect &rect, const File &file) const;
    void paintCard(QPainter *painter, const QRect &rect, const FileCard &card) const;
    void paintStructure(QPainter *painter, const MessageLayout &layout) const;
    void paintCopyButton(QPainter *painter, const QRect &rect) const;

    Theme m_theme;
    MessageStyle m_style;
    ThumbnailSource m_thumbnails;
    QPersistentModelIndex m_firstNew;
    QList<QPersistentModelIndex> m_expanded;
    mutable QCache<int, MessageLayout> m_layouts;
};

} // namespace maru::client
