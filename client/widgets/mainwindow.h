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
class QMenu;
class QModelIndex;
class QPushButton;
class QToolButton;
class QVBoxLayout;

namespace maru::client {

class Commands;
class ElidedLabel;
class MessageView;
class RoomDelegate;
class WritingHelp;

/// The window of a joined person: rooms at the left, the conversation of one of them, the input. It
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
    /// A quiet line above the messages; empty hides it.
    void setBanner(const QString &text);
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
    [[nodiscard]] QListView *roomView() const { return m_rooms; }
    [[nodiscard]] QMenu *roomMenu() const { return m_roomMenu; } ///< where the list is hidden

    // Parts that others make and the window only arranges; they become children of it.
    void addRoomsTool(QWidget *tool); ///< at the heading of the rooms
    /// What concerns the whole program: in its menu, and at the end of roomMenu().
    void addCommand(QAction *command);
    void addHeaderTool(QWidget *tool); ///< at the right of the conversation's header
    void addAboveInput(QWidget *line);
    void addPane(QWidget *pane); ///< at the right of the conversation
    /// \p isBeside: as a column of its own, else at the right above the conversation.
    void placePane(QWidget *pane, bool isBeside);
    /// How much of the width a panel at the right takes for now; 0: there is none. Tells resized().
    void setSideWidth(int width);
    /// What is left for the rooms, the conversation and the panes.
    [[nodiscard]] int freeWidth() const { return width() - m_sideWidth; }

signals:
    void resized();
    void themeChanged(const maru::client::Theme &theme);
    void roomChosen(const QString &roomId);
    /// What is typed there and not sent. \p answered: the id of the message it answers, or empty.
    /// The text of an edit goes under a key of its own (draftkeys.h), with the edited message.
    void draftChanged(const QString &roomId, const QString &text, const QString &answered);
    void allRoomsWanted(); ///< more than the menu of a narrow window has
    void otherServerWanted();
    void profileWanted(); ///< the own name was clicked
    void otherDeviceWanted(); ///< a code for it
    void deleteConfirmed(const QString &messageId, const QString &roomId);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void closeEvent(QCloseEvent *event) override;
    bool focusNextPrevChild(bool next) override;

private:
    [[nodiscard]] QWidget *makeRoomsPane();
    [[nodiscard]] QWidget *makeHeader();
    void arrange();
    void updateTexts();
    [[nodiscard]] QString elidedName(const QString &name) const;
    void selectCurrentRoom();
    void fillRoomMenu();
    [[nodiscard]] QModelIndex currentRoomIndex() const;
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
    [[nodiscard]] QWidget *makeOwnName(QWidget *pane);
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
    QHBoxLayout *m_roomsTools = nullptr;
    QHBoxLayout *m_headerTools = nullptr;
    QVBoxLayout *m_column = nullptr;
    QWidget *m_roomsPane = nullptr;
    QListView *m_rooms = nullptr;
    RoomDelegate *m_roomDelegate = nullptr;
    ElidedLabel *m_serverName = nullptr;
    ElidedLabel *m_serverAddress = nullptr;
    QToolButton *m_roomsButton = nullptr;
    QMenu *m_roomMenu = nullptr;
    QList<QAction *> m_added; // by addCommand()
    ElidedLabel *m_roomName = nullptr;
    ElidedLabel *m_roomDetail = nullptr;
    QPushButton *m_otherServer = nullptr;
    QPushButton *m_ownName = nullptr;
    QLabel *m_banner = nullptr;
    QLabel *m_noticeText = nullptr;
    QFrame *m_notice = nullptr;
    QStringList m_notices;
    MessageView *m_messages = nullptr;
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
