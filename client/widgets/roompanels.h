// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/model/conversation.h"
#include "client/model/roomactions.h"
#include "client/widgets/roomdialog.h"
#include "client/widgets/theme.h"

#include <QObject>

#include <functional>

class QMenu;
class QToolButton;
class QWidget;

namespace maru::client {

class MainWindow;
class MemberList;
class RoomBar;
struct NameablePeople;

/// All of rooms and people in the main window beside their list: the button and dialog for other
/// rooms, the menu of a room, the people pane, the line above the input. It joins them to the
/// façade. A child of the window. Thread: GUI.
class RoomPanels : public QObject
{
    Q_OBJECT

public:
    /// \p conversation outlives the window.
    RoomPanels(MainWindow *window, Conversation *conversation, const Theme &theme);

    [[nodiscard]] MemberList *people() const { return m_people; }
    [[nodiscard]] RoomBar *bar() const { return m_bar; }
    [[nodiscard]] QToolButton *addButton() const { return m_add; }
    [[nodiscard]] QToolButton *peopleButton() const { return m_peopleButton; }

    /// To be shown or looked at; deletes itself when closed.
    [[nodiscard]] QMenu *makeRoomMenu(const RoomId &room);
    [[nodiscard]] QMenu *makePersonMenu(const UserId &user);
    void showRoomDialog(RoomDialog::Page page);
    void showSettings(const RoomId &room);
    void showInvite(); ///< into the current room
    void showSanctions(const RoomId &room); ///< null: of the server

private:
    [[nodiscard]] NameablePeople nameable() const;
    void makeTools();
    void makeCommands(); // roompanelscommands.cpp
    void connectPeople();
    void connectList();
    void setTheme(const Theme &theme);
    void arrange();
    void showPeople(bool shown);
    void update();
    void updateEmpty();
    void updatePeopleState();
    void addServerRights(QMenu *menu, const User &user); // roompanelspeople.cpp
    void addNotifications(QMenu *menu, const Room &room);
    void setPinned(const RoomId &room, bool pinned);
    void askToLeave(const Room &room);
    void openDirect(const QString &user);
    /// Tells a failure in the window's quiet line, begun with \p what.
    [[nodiscard]] RoomActions::Handler telling(const QString &what);

    MainWindow *m_window;
    Conversation *m_conversation;
    RoomActions *m_actions;
    MemberList *m_people = nullptr;
    RoomBar *m_bar = nullptr;
    QToolButton *m_add = nullptr;
    QToolButton *m_peopleButton = nullptr;
    QWidget *m_empty = nullptr;
    bool m_isPeopleWanted = true; // beside the conversation
    bool m_isPeopleOver = false; // above it, where there is no room beside it
};

} // namespace maru::client
