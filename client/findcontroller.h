// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/model/conversation.h"
#include "client/model/quickswitchermodel.h"
#include "client/widgets/datepopup.h"
#include "client/widgets/mainwindow.h"
#include "client/widgets/quickswitcher.h"
#include "client/widgets/searchpanel.h"

#include <QObject>
#include <QPointer>

class QToolButton;

namespace maru::client {

/// Finding in the main window: the search panel (its button, Ctrl+F, Ctrl+Shift+F), the quick
/// switcher (Ctrl+K), the calendar (Ctrl+G), and the way into the past and back. Thread: GUI.
class FindController : public QObject
{
    Q_OBJECT

public:
    /// Both outlive it.
    FindController(MainWindow &window, Conversation &conversation);

    void setTheme(const Theme &theme);

signals:
    void logWanted(); ///< for a bug report

private:
    void makePanel();
    void makeButton();
    void makeCommands();
    void connectJumps();
    void openPanel(bool isEverywhere);
    void giveWay();
    void arrange();
    void openSwitcher();
    void openDays();
    void listRooms();
    void listPeople(const QList<User> &people);
    void listCommands();
    void run(const QString &id);
    void go(QuickSwitcherModel::Kind kind, const QString &id);
    void openDirect(const QString &user);
    void noteRoom();

    bool eventFilter(QObject *watched, QEvent *event) override;

    MainWindow &m_window;
    Conversation &m_conversation;
    QString m_shownRoom;
    QToolButton *m_button = nullptr; // the window's
    // The window's, made when they are first wanted: a start does not wait for them.
    SearchPanel *m_panel = nullptr;
    QuickSwitcher *m_switcher = nullptr;
    DatePopup *m_days = nullptr;
    QPointer<QWidget> m_focus; // what had it before the switcher
    Theme m_theme;
    QuickSwitcherModel m_entries;
};

} // namespace maru::client
