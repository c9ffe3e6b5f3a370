// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/messagerights.h"
#include "client/widgets/pagewish.h"
#include "client/widgets/rowheights.h"
#include "client/widgets/textselection.h"
#include "client/widgets/theme.h"
#include "client/widgets/viewplace.h"
#include "common/chat/objects.h"

#include <QListView>
#include <QTimer>

#include <functional>

class QMenu;
class QPushButton;

namespace maru::client {

class AccessibleMessages;
class MessageDelegate;

/// The conversation: a list of messages (roles of MessageListModel) without a widget per message.
///
/// Rows are measured when they come into view; until then heights are estimates, and what is on
/// screen keeps its place when one is corrected or rows arrive in front. Text is selected with the
/// mouse, also over several messages; rows with the keyboard. Thread: GUI.
class MessageView : public QListView
{
    Q_OBJECT

public:
    explicit MessageView(QWidget *parent = nullptr);
    ~MessageView() override;

    /// Not owned. False if they are shown already.
    bool setMessages(QAbstractItemModel *messages);
    void setTheme(const Theme &theme);
    void setFormatsText(bool formats); ///< else signs as *this* are shown as typed
    void setEmptyText(const QString &text); ///< shown while there is no message

    [[nodiscard]] bool isAtBottom() const { return m_atBottom; }
    [[nodiscard]] int newMessageCount() const { return m_newCount; } ///< arrived below what is seen
    [[nodiscard]] QModelIndex firstNew() const;
    void clearFirstNew(); ///< takes away the "new from here" line
    void goToBottom();
    using Place = ViewPlace;
    [[nodiscard]] Place place() const { return m_anchor; }
    void goTo(Place place);
    /// What is shown is a piece of the past: its end is not where new messages come.
    void setHasNewer(bool hasNewer);
    [[nodiscard]] bool hasNewer() const { return m_hasNewer; }
    void setAbilities(const MessageRights &rights) { m_rights = rights; }
    void setAbilities(bool changes, bool moderates) { m_rights = {changes, moderates}; }
    [[nodiscard]] const MessageRights &rights() const { return m_rights; }
    void setReadSeq(qint64 seq); ///< "new from here" stands behind it, once loaded; -1: not known
    void goToFirstNew(); ///< as far as it is loaded
    void setUnread(int unread); ///< of the room, for the button in a piece of the past
    /// Brings the message into view and marks it for a moment. False if it is not there.
    bool showSeq(qint64 seq);
    [[nodiscard]] QModelIndex lastEditable() const; ///< by its reader; invalid: none
    /// What may be done with the message; \p index may be invalid.
    void fillMenu(QMenu *menu, const QPersistentModelIndex &index);
    using ThumbnailSource = std::function<QImage(const File &file)>;
    void setThumbnailSource(ThumbnailSource source);
    void showThumbnail(const QString &fileId); ///< it can be drawn now
    [[nodiscard]] QString selectedText() const;
    void copy(); ///< the selected text, else the selected messages, to the clipboard

    [[nodiscard]] QRect visualRect(const QModelIndex &index) const override;
    [[nodiscard]] QModelIndex indexAt(const QPoint &point) const override;
    void scrollTo(const QModelIndex &index, ScrollHint hint = EnsureVisible) override;
    void doItemsLayout() override;
    void reset() override;

signals:
    void olderWanted(); ///< the reader is near the first message
    void newerWanted(); ///< near the last, and there are newer ones
    void newestWanted(); ///< from a piece of the past
    void placeChanged(); ///< place() or isAtBottom()
    void retryRequested(const QString &cid);
    void discardRequested(const QString &cid);
    void withdrawRequested(const QString &cid); ///< its files are on their way
    void takeBackWanted(const QString &cid, const QString &text); ///< discardRequested() follows
    void linkActivated(const QUrl &url); ///< http or https, checked
    void newestSeen(qint64 seq); ///< the last message was on the screen of an active window
    void jumpWanted(qint64 seq); ///< to a message that another one answers
    void reactionWanted(const QString &messageId, const QString &emoji, bool on);
    void replyWanted(const QModelIndex &index);
    void editWanted(const QModelIndex &index);
    void deleteWanted(const QModelIndex &index);
    void readersWanted(const QString &messageId);
    void editsWanted(const QModelIndex &index); ///< what it said before
    void emojiWanted(const QString &messageId); ///< to react with, other than those in the menu
    void fileOpenWanted(const maru::File &file); ///< it was clicked
    void fileSaveWanted(const maru::File &file);
    void leaveWanted(); ///< Esc

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
    bool event(QEvent *event) override;
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
    void showEvent(QShowEvent *event) override;

private:
    void forgetHeights(); ///< all rows are measured again
    [[nodiscard]] QModelIndex indexOf(int row) const;
    [[nodiscard]] QRect rowRect(int row) const;
    [[nodiscard]] int maximumScroll() const;
    [[nodiscard]] int shortfall() const; // how much the rows are lower than the viewport
    void layOutNow() const;
    bool measure(int row);
    bool measureAround(int row, int y);
    void settle(Place anchor); // what must not move
    void relayout();
    void forgetRowsFrom(int row);
    void noteArrivals(int first, int last);
    void askForPages();
    void placeNewButton();
    [[nodiscard]] TextPlace placeAt(QPoint point) const;
    void extendSelection(QPoint point);
    void updatePointer(QPoint point);
    // messageviewseen.cpp
    [[nodiscard]] int rowOfSeq(qint64 seq) const;
    void placeDivider();
    void placeDividerFrom(int row);
    void bring(const QModelIndex &index, ScrollHint hint);
    void noteSeen();
    [[nodiscard]] bool isLookedAt() const;
    [[nodiscard]] bool isAtEnd() const;
    // messageviewmenu.cpp
    void addActions(QMenu *menu, const QPersistentModelIndex &index);
    void addReactions(QMenu *menu, const QPersistentModelIndex &index);
    void activate(const QModelIndex &index);
    [[nodiscard]] bool activateExtra(const QModelIndex &index, QPoint inRow);
    [[nodiscard]] bool pressedKey(const QKeyEvent &event, const QModelIndex &index);
    [[nodiscard]] QString tipAt(QPoint point) const;
    // messageviewfiles.cpp
    [[nodiscard]] static QList<File> filesOf(const QModelIndex &index);
    [[nodiscard]] bool activateFile(const QModelIndex &index, int file);
    void addFileActions(QMenu *menu, const QPersistentModelIndex &index);
    // messageviewlinks.cpp
    void openLink(const QModelIndex &index, const TextLink &link);
    [[nodiscard]] bool copyCodeAt(const QModelIndex &index, QPoint inRow);
    void addTextActions(QMenu *menu, const QPersistentModelIndex &index);

    AccessibleMessages *m_messages;
    MessageDelegate *m_delegate;
    QPushButton *m_newButton;
    Theme m_theme;
    RowHeights m_heights;
    TextSelection m_selection;
    PressedRow m_pressed; // with the left button
    QString m_emptyText;
    QTimer m_dragScroll;
    PageWish m_olderWish;
    PageWish m_newerWish;
    MessageRights m_rights;
    Place m_anchor;
    QPersistentModelIndex m_shown; // marked for a moment
    QTimer m_shownTimer;
    qint64 m_readSeq = -1;
    qint64 m_seenSeq = 0; // was told
    int m_newCount = 0;
    int m_unread = 0;
    bool m_atBottom = true;
    bool m_hasNewer = false;
    bool m_lookedAt = false; // since the last reset, in an active window
    bool m_settling = false;
    bool m_selecting = false;
    bool m_wantsDivider = false; // its place is not loaded yet
    bool m_showFocus = false; // the keyboard moves through the rows
};

} // namespace maru::client
