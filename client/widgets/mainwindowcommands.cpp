// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// The window's own commands; others add theirs to Commands.

#include "client/widgets/commands.h"
#include "client/widgets/composeedit.h"
#include "client/widgets/mainwindow.h"
#include "client/widgets/messageview.h"
#include "client/widgets/writinghelp.h"

#include <QAction>
#include <QFrame>

using namespace Qt::StringLiterals;

namespace maru::client {

void MainWindow::makeCommands()
{
    using Menu = Commands::Menu;
    const auto add = [this](Menu menu, const char *text, const QKeySequence &keys, auto slot) {
        connect(m_commands->add(menu, {&staticMetaObject, text}, keys), &QAction::triggered, this,
                slot);
    };
    add(Menu::Program, QT_TR_NOOP("&Another server…"), Qt::CTRL | Qt::SHIFT | Qt::Key_O,
        &MainWindow::otherServerWanted);
    add(Menu::Program, QT_TR_NOOP("&You…"), Qt::CTRL | Qt::SHIFT | Qt::Key_Y,
        &MainWindow::profileWanted);
    add(Menu::Program, QT_TR_NOOP("Use my name on another &device…"),
        Qt::CTRL | Qt::SHIFT | Qt::Key_D, &MainWindow::otherDeviceWanted);
    m_commands->addSeparator(Menu::Program);
    add(Menu::Edit, QT_TR_NOOP("&Emoji…"), Qt::CTRL | Qt::Key_Semicolon,
        [this] { m_writingHelp->openPicker(); });
    add(Menu::Go, QT_TR_NOOP("&Previous room"), Qt::ALT | Qt::Key_Up, [this] { stepRoom(-1); });
    add(Menu::Go, QT_TR_NOOP("&Next room"), Qt::ALT | Qt::Key_Down, [this] { stepRoom(1); });
    add(Menu::Go, QT_TR_NOOP("&List of rooms"), Qt::CTRL | Qt::SHIFT | Qt::Key_R,
        &MainWindow::showRooms);
    m_commands->addSeparator(Menu::Go);
    add(Menu::Go, QT_TR_NOOP("Go to the ne&west message"), Qt::CTRL | Qt::Key_End,
        [this] { m_messages->goToBottom(); });
    add(Menu::Go, QT_TR_NOOP("&Messages or input"), Qt::Key_F6, [this] {
        const bool writing = input()->edit()->hasFocus();
        writing ? m_messages->setFocus(Qt::ShortcutFocusReason) : input()->setFocus();
    });
}

// Large letters need more than the rhythm gives them.
void MainWindow::fitHeaders()
{
    for (const auto *name : {"header", "roomsHeader", "peopleHeader"}) {
        for (QFrame *header : findChildren<QFrame *>(QLatin1StringView(name))) {
            header->setFixedHeight(headerHeight(bodyFont(font())));
        }
    }
}

} // namespace maru::client
