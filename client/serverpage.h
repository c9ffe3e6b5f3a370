// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/accountcontroller.h"
#include "client/findcontroller.h"
#include "client/servers/openserver.h"
#include "client/widgets/mainwindow.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <memory>

namespace maru::client {

/// One server in the window: ties its conversation to the widgets that show it. Made when it is
/// first looked at, and kept as it is while another server is shown. Thread: GUI.
class ServerPage : public QObject
{
    Q_OBJECT

public:
    /// \p server outlives this. The widget becomes a child of \p parent, and goes with this.
    ServerPage(OpenServer &server, QWidget *parent, const Theme &theme);
    ~ServerPage() override;

    [[nodiscard]] MainWindow *window() const { return m_window; }
    void setTheme(const Theme &theme);
    void keepPlace(); ///< of the reader, now

signals:
    void otherServerWanted();
    void logWanted(); ///< for a bug report
    void signedOut(); ///< this device, from this server

private:
    void connectWindow();
    void connectView();
    void connectEdits();
    void connectComposer();
    void showStored();
    void showJoined();
    void showAccount();
    void showRoom();
    void showAbilities();
    void leaveInput();
    void showUnread();
    void showState(Conversation::State state, const QString &text);
    void goToPlace();
    void takeNotices();

    OpenServer &m_server;
    Conversation &m_conversation;
    QPointer<MainWindow> m_window;
    AccountController m_account;
    std::unique_ptr<FindController> m_find;
    RoomId m_room; // that is shown
    QTimer m_place; // until the reader's place is written
    bool m_isStored = false; // this run of the conversation began with what was stored
};

} // namespace maru::client
