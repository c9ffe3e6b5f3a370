// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/composer.h"
#include "client/widgets/editsdialog.h"
#include "client/widgets/readersdialog.h"
#include "client/widgets/theme.h"
#include "common/chat/objects.h"

#include <QTimer>
#include <QWidget>

class QAbstractItemModel;
class QAction;
class QFrame;
class QHBoxLayout;
class QLabel;
class QListView;
class QModelIndex;
class QSplitter;
class QVBoxLayout;

namespace maru::client {

class AccessibleNews;
class Commands;
class ConnectionBar;
class Drawer;
class ElidedLabel;
class MessageView;
class RoomsButton;
class RoomsPane;
class WritingHelp;

/// The page of a joined person: rooms at the left, the conversation of one of them, the input. It
/// only arranges; who fills it is the application. Thread: GUI.
class MainWindow : public QWidget
{
    Q_OBJECT

public:
    explicit MainWindow(QWidget *parent = nullptr);

    void setRooms(QAbstractItemModel *rooms); ///< roles of RoomListModel; not owned
    /// Roles of MessageListModel; not owned. False if they are shown already.
    bool setMessages(QAbstractItemModel *messages);
    void setPoster(MessageInput::Poster poster);
    void setReplier(Composer::Replier replier);
    void setEditor(Composer::Editor editor);
    /// Told once: \p failure is empty if it is known who has read the message.
    using ReadersHandler = std::function<void(const QList<ReadersDialog::Reader> &read,
                                              const QStringList &unread, const QString &failure)>;
    using ReadersSource = std::function<void(const QString &messageId, ReadersHandler handler)>;
    void setReadersSource(ReadersSource source) { m_readersSource = std::move(source); }
    /// The same for what a message said before; \p more: there are older ones.
    using EditsHandler = std::function<void(const QList<EditsDialog::Version> &versions, bool more,
                                            const QString &failure)>;
    using EditsSource = std::function<void(const QString &messageId, EditsHandler handler)>;
    void setEditsSource(EditsSource source) { m_editsSource = std::move(source); }

    void setServer(const QString &name, const QString &address);
    /// Plain text about who could read along: the tool tip of what names the server.
    void setSecurity(const QString &text);
    void setUserName(const QString &userName);
    /// Shows \p roomId as the current room, called \p name. What is typed is kept per room.
    void setRoom(const QString &roomId, const QString &name);
    /// What was typed in other rooms before, by room id, instead of all the window knows.
    /// \p replies: what they answer.
    void setDrafts(const QHash<QString, QString> &drafts,
                   const QHash<QString, ReplyTo> &replies = {});
    /// Of a room that is gone: it was taken back, or thrown away. \p key: as in setDrafts().
    void forgetDraft(const QString &key);
    /// A quiet line above the messages; empty hides it. \p mayTry: see ConnectionBar.
    void setBanner(const QString &text, bool mayTry = false);
    /// Something to be read; it stays until it is put away, and others wait behind it.
    void showNotice(const QString &text);
    /// A quiet line for a few seconds: something that was asked for did not happen.
    void showFailure(const QString &text);
    void setTypingText(const QString &text);
    /// False once nothing more can be sent for good; the text typed so far can still be copied.
    void setWritable(bool writable);
    /// False for somebody who is in no room: there is nothing to write in, or to read.
    void setHasRooms(bool hasRooms);
    void setTheme(const Theme &theme);

    [[nodiscard]] MessageView *messageView() const { return m_messages; }
    [[nodiscard]] MessageInput *input() const { return m_composer->input(); }
    [[nodiscard]] Composer *composer() const { return m_composer; }
    [[nodiscard]] Commands *commands() const { return m_commands; } ///< the menus
    [[nodiscard]] WritingHelp *writingHelp() const { return m_writingHelp; }
    [[nodiscard]] QListView *roomView() const;

    // Parts that others make and the window only arranges; they become children of it.
    void addRoomsTool(QWidget *tool); ///< at the heading of the rooms
    void addCommand(QAction *command); ///< of the whole program: in its menu
    /// At the right of the conversation's header, before those that were added earlier.
    void addHeaderTool(QWidget *tool);
    /// \p news: of it, what is said to people who use a screen reader when it comes up.
    void addAboveInput(QWidget *line, QLabel *news = nullptr);
    void addPane(QWidget *pane); ///< at the right of the conversation
    /// \p isBeside: as a column of its own, else at the right above the conversation.
    void placePane(QWidget *pane, bool isBeside);
    /// False where a pane takes the place of the conversation in a narrow window.
    void setConversationShown(bool shown);
    /// How much of the width a panel at the right takes for now; 0: there is none. Tells resized().
    void setSideWidth(int width);
    /// What is left for the rooms, the conversation and the panes.
    [[nodiscard]] int freeWidth() const { return width() - m_sideWidth; }
    /// Too narrow for the rooms beside the conversation, and for anything else.
    [[nodiscard]] bool isNarrow() const { return width() < rhythm::drawerBelow; }

signals:
    void resized();
    void themeChanged(const maru::client::Theme &theme);
    void roomChosen(const QString &roomId);
    /// What is typed there and not sent. \p answered: the id of the message it answers, or empty.
    /// The text of an edit goes under a key of its own (draftkeys.h), with the edited message.
    void draftChanged(const QString &roomId, const QString &text, const QString &answered);
    void attemptWanted(); ///< to connect, now
    void otherServerWanted();
    void profileWanted(); ///< the own name was clicked
    void otherDeviceWanted(); ///< a code for it
    void deleteConfirmed(const QString &messageId, const QString &roomId);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    bool focusNextPrevChild(bool next) override;

private:
    [[nodiscard]] QWidget *makeHeader();
    void connectRooms();
    void arrange();
    void arrangeRooms(); ///< beside the conversation or in the drawer
    void setRoomsWidth(int width);
    void keepRoomsWidth();
    void showRooms();
    void updateTexts();
    void updateRoomsButton();
    [[nodiscard]] QString shownTitle() const; ///< "# 전체", or a person's name
    void noteDraft();
    void noteEdited(const QString &messageId, const QString &text);
    void showDraft(const Composer::Draft &draft);
    void stepRoom(int step);
    // mainwindowcommands.cpp
    void makeCommands();
    void fitHeaders();
    // mainwindowactions.cpp
    [[nodiscard]] QWidget *makeNotice();
    void showFirstNotice();
    void connectActions();
    void updateWriting();
    void startReply(const QModelIndex &index);
    void startEdit(const QModelIndex &index);
    void askToDelete(const QModelIndex &index);
    void showReaders(const QString &messageId);
    void showEdits(const QModelIndex &index);

    int m_sideWidth = 0;
    Commands *m_commands = nullptr;
    QHBoxLayout *m_panes = nullptr;
    QSplitter *m_middle = nullptr; // rooms and conversation; the other panes have fixed widths
    QHBoxLayout *m_headerTools = nullptr;
    QVBoxLayout *m_column = nullptr;
    RoomsPane *m_rooms = nullptr;
    int m_roomsWidth = rhythm::roomsWidth; // as the person dragged it
    QTimer m_roomsWidthTimer; // to be kept
    QTimer m_countTimer; // to updateRoomsButton()
    Drawer *m_drawer = nullptr; // for the rooms in a narrow window
    RoomsButton *m_roomsButton = nullptr;
    ElidedLabel *m_roomName = nullptr;
    ElidedLabel *m_roomDetail = nullptr;
    ConnectionBar *m_banner = nullptr;
    QLabel *m_noticeText = nullptr;
    QFrame *m_notice = nullptr;
    QStringList m_notices;
    MessageView *m_messages = nullptr;
    AccessibleNews *m_news = nullptr;
    QLabel *m_failure = nullptr;
    QTimer m_failureTimer;
    Composer *m_composer = nullptr;
    WritingHelp *m_writingHelp = nullptr;
    ReadersSource m_readersSource;
    EditsSource m_editsSource;
    QString m_room;
    QString m_roomTitle;
    QString m_server;
    QString m_address;
    QString m_userName;
    QHash<QString, Composer::Draft> m_drafts;
    bool m_hasEdit = false; // of the room that is shown, among the drafts
    bool m_isChangingRoom = false;
    bool m_isWritable = true;
    bool m_hasRooms = true;
};

} // namespace maru::client
