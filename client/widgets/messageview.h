// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/rowheights.h"
#include "client/widgets/textselection.h"
#include "client/widgets/theme.h"

#include <QElapsedTimer>
#include <QListView>
#include <QTimer>

class QPushButton;

namespace maru::client {

class AccessibleMessages;
class MessageDelegate;

/// The conversation: a list of messages (roles of MessageListModel) without a widget per message.
///
/// Rows are measured when they come into view; where nothing was looked at yet, heights are
/// estimates, and whatever is on screen keeps its place when an estimate is corrected or rows
/// arrive in front. Text is selected with the mouse, also over several messages; rows with the
/// keyboard. Thread: GUI.
class MessageView : public QListView
{
    Q_OBJECT

public:
    explicit MessageView(QWidget *parent = nullptr);
    ~MessageView() override;

    void setMessages(QAbstractItemModel *messages); ///< not owned
    void setTheme(const Theme &theme);
    void setEmptyText(const QString &text); ///< shown while there is no message

    [[nodiscard]] bool isAtBottom() const { return m_atBottom; }
    [[nodiscard]] int newMessageCount() const { return m_newCount; } ///< arrived below what is seen
    [[nodiscard]] QModelIndex firstNew() const;
    void clearFirstNew(); ///< takes away the "new from here" line
    void goToBottom();
    /// Where the reader is: the topmost row seen and how far its top stands below that of the view.
    struct Place
    {
        int row = 0;
        int y = 0;
    };
    [[nodiscard]] Place place() const { return m_anchor; }
    void goTo(Place place);
    [[nodiscard]] QString selectedText() const;
    void copy(); ///< the selected text, else the selected messages, to the clipboard

    [[nodiscard]] QRect visualRect(const QModelIndex &index) const override;
    [[nodiscard]] QModelIndex indexAt(const QPoint &point) const override;
    void scrollTo(const QModelIndex &index, ScrollHint hint = EnsureVisible) override;
    void doItemsLayout() override;
    void reset() override;

signals:
    void olderWanted(); ///< the reader is near the first message
    void placeChanged(); ///< place() or isAtBottom()
    void retryRequested(const QString &cid);
    void discardRequested(const QString &cid);
    void linkActivated(const QUrl &url); ///< http or https, checked

protected:
    [[nodiscard]] int horizontalOffset() const override { return 0; }
    [[nodiscard]] int verticalOffset() const override;
    [[nodiscard]] QModelIndex moveCursor(CursorAction action,
                                         Qt::KeyboardModifiers modifiers) override;
    [[nodiscard]] QRegion visualRegionForSelection(const QItemSelection &selection) const override;
    void setSelection(const QRect &rect, QItemSelectionModel::SelectionFlags flags) override;
    void updateGeometries() override;
    void scrollContentsBy(int dx, int dy) override;
    void rowsInserted(const QModelIndex &parent, int first, int last) override;
    void rowsAboutToBeRemoved(const QModelIndex &parent, int first, int last) override;
    void dataChanged(const QModelIndex &topLeft, const QModelIndex &bottomRight,
                     const QList<int> &roles) override;
    bool viewportEvent(QEvent *event) override;
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;

private:
    using Anchor = Place; // what must not move

    [[nodiscard]] QModelIndex indexOf(int row) const;
    [[nodiscard]] QRect rowRect(int row) const;
    [[nodiscard]] int maximumScroll() const;
    [[nodiscard]] int shortfall() const; // how much the rows are lower than the viewport
    void layOutNow() const;
    bool measure(int row);
    bool measureVisible(int scroll);
    void settle(Anchor anchor);
    void relayout();
    void forgetRowsFrom(int row);
    void noteArrivals(int first, int last);
    void askForOlder();
    void placeNewButton();
    [[nodiscard]] TextPlace placeAt(QPoint point) const;
    void extendSelection(QPoint point);
    void activate(const QModelIndex &index);
    void updatePointer(QPoint point);
    [[nodiscard]] QString tipAt(QPoint point) const;

    AccessibleMessages *m_messages;
    MessageDelegate *m_delegate;
    QPushButton *m_newButton;
    Theme m_theme;
    RowHeights m_heights;
    TextSelection m_selection;
    QString m_emptyText;
    QTimer m_dragScroll;
    QElapsedTimer m_lastAsk;
    Anchor m_anchor;
    int m_askedAtRows = -1;
    int m_newCount = 0;
    bool m_atBottom = true;
    bool m_lookedAt = false; // since the last reset, in an active window
    bool m_settling = false;
    bool m_selecting = false;
    bool m_showFocus = false; // the keyboard moves through the rows
};

} // namespace maru::client
