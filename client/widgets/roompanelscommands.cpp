// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// The commands of rooms and people in the window's menus.

#include "client/widgets/commands.h"
#include "client/widgets/mainwindow.h"
#include "client/widgets/roombar.h"
#include "client/widgets/roompanels.h"

#include <QAction>
#include <QMenu>
#include <QToolButton>

namespace maru::client {

void RoomPanels::makeCommands()
{
    Commands *const commands = m_window->commands();
    using Menu = Commands::Menu;
    const auto add = [this, commands](const QString &text, const QKeySequence &keys, auto may,
                                      auto slot) {
        QAction *action = commands->add(Menu::Room, text, keys);
        connect(action, &QAction::triggered, this, [may, slot] {
            if (may()) {
                slot();
            }
        });
        // Only what is looked at says whether it would do anything.
        connect(commands->menu(Menu::Room), &QMenu::aboutToShow, action,
                [action, may] { action->setEnabled(may()); });
        connect(commands->menu(Menu::Room), &QMenu::aboutToHide, action,
                [action] { action->setEnabled(true); });
        return action;
    };
    const auto isOnline = [this] {
        return m_actions->isOnline();
    };
    const auto isInRoom = [this] {
        return m_actions->isOnline() && m_actions->isAvailable()
            && m_actions->room(m_actions->current()).has_value();
    };
    add(tr("Find or &make a room…"), QKeySequence::New, isOnline,
        [this] { showRoomDialog(RoomDialog::Page::Find); });
    add(tr("&Write to a person…"), Qt::CTRL | Qt::SHIFT | Qt::Key_N, isOnline,
        [this] { showRoomDialog(RoomDialog::Page::Person); });
    commands->addSeparator(Menu::Room);
    add(
        tr("&Invite people…"), Qt::CTRL | Qt::SHIFT | Qt::Key_I,
        [this] { return m_actions->isOnline() && m_actions->mayInvite(); },
        [this] { showInvite(); });
    add(
        tr("Room &settings…"), Qt::CTRL | Qt::SHIFT | Qt::Key_Comma,
        [this, isInRoom] {
            return isInRoom() && m_actions->roleIn(m_actions->current()) != RoomRole::Member;
        },
        [this] { showSettings(m_actions->current()); });
    add(
        tr("&Banned and muted people…"), {},
        [this, isInRoom] {
            return isInRoom() && m_actions->roleIn(m_actions->current()) != RoomRole::Member;
        },
        [this] { showSanctions(m_actions->current()); });
    add(
        tr("Banned from the ser&ver…"), {},
        [this] { return m_actions->isOnline() && m_actions->ownRole() >= UserRole::Admin; },
        [this] { showSanctions({}); });
    add(
        tr("&Raise or lower the hand"), Qt::CTRL | Qt::SHIFT | Qt::Key_H,
        [this] { return m_actions->writeRule().offersHand; },
        [this] { emit m_bar->handWanted(!m_actions->writeRule().isHandUp); });
    commands->addSeparator(Menu::Room);
    add(
        tr("&Leave the room…"), Qt::CTRL | Qt::SHIFT | Qt::Key_L,
        [this, isInRoom] {
            return isInRoom() && m_actions->room(m_actions->current())->kind != RoomKind::Direct;
        },
        [this] { askToLeave(*m_actions->room(m_actions->current())); });

    QAction *people = commands->add(Menu::View, tr("&People"), Qt::CTRL | Qt::SHIFT | Qt::Key_P);
    connect(people, &QAction::triggered, this, [this] {
        if (!m_peopleButton->isHidden()) {
            m_peopleButton->click();
        }
    });
}

} // namespace maru::client
