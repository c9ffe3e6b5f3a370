// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// The commands of rooms and people in the window's menus.

#include "client/widgets/commands.h"
#include "client/widgets/mainwindow.h"
#include "client/widgets/roombar.h"
#include "client/widgets/roompanels.h"

#include <QAction>
#include <QToolButton>

namespace maru::client {

void RoomPanels::makeCommands()
{
    Commands *const commands = m_window->commands();
    using Menu = Commands::Menu;
    const auto add = [this, commands](const char *text, const QKeySequence &keys, auto may,
                                      auto slot) {
        QAction *action = commands->add(Menu::Room, {&staticMetaObject, text}, keys);
        commands->setCondition(action, may);
        connect(action, &QAction::triggered, this, [may, slot] {
            if (may()) {
                slot();
            }
        });
    };
    const auto isOnline = [this] {
        return m_actions->isOnline();
    };
    const auto isInRoom = [this] {
        return m_actions->isOnline() && m_actions->isAvailable()
            && m_actions->room(m_actions->current()).has_value();
    };
    add(QT_TR_NOOP("Find or &make a room…"), QKeySequence::New, isOnline,
        [this] { showRoomDialog(RoomDialog::Page::Find); });
    add(QT_TR_NOOP("&Write to a person…"), Qt::CTRL | Qt::SHIFT | Qt::Key_N, isOnline,
        [this] { showRoomDialog(RoomDialog::Page::Person); });
    commands->addSeparator(Menu::Room);
    add(
        QT_TR_NOOP("&Invite people…"), Qt::CTRL | Qt::SHIFT | Qt::Key_I,
        [this] { return m_actions->isOnline() && m_actions->mayInvite(); },
        [this] { showInvite(); });
    add(
        QT_TR_NOOP("Room &settings…"), Qt::CTRL | Qt::SHIFT | Qt::Key_Comma,
        [this, isInRoom] {
            return isInRoom() && m_actions->roleIn(m_actions->current()) != RoomRole::Member;
        },
        [this] { showSettings(m_actions->current()); });
    add(
        QT_TR_NOOP("&Banned and muted people…"), Qt::CTRL | Qt::SHIFT | Qt::Key_B,
        [this, isInRoom] {
            return isInRoom() && m_actions->roleIn(m_actions->current()) != RoomRole::Member;
        },
        [this] { showSanctions(m_actions->current()); });
    add(
        QT_TR_NOOP("Banned from the ser&ver…"), Qt::CTRL | Qt::SHIFT | Qt::Key_S,
        [this] { return m_actions->isOnline() && m_actions->ownRole() >= UserRole::Admin; },
        [this] { showSanctions({}); });
    add(
        QT_TR_NOOP("&Raise or lower the hand"), Qt::CTRL | Qt::SHIFT | Qt::Key_H,
        [this] { return m_actions->writeRule().offersHand; },
        [this] { emit m_bar->handWanted(!m_actions->writeRule().isHandUp); });
    commands->addSeparator(Menu::Room);
    add(
        QT_TR_NOOP("&Leave the room…"), Qt::CTRL | Qt::SHIFT | Qt::Key_L,
        [this, isInRoom] {
            return isInRoom() && m_actions->room(m_actions->current())->kind != RoomKind::Direct;
        },
        [this] { askToLeave(*m_actions->room(m_actions->current())); });

    QAction *people = commands->add(Menu::View, {&staticMetaObject, QT_TR_NOOP("&People")},
                                    Qt::CTRL | Qt::SHIFT | Qt::Key_P);
    const auto hasPeople = [this] {
        return !m_peopleButton->isHidden();
    };
    commands->setCondition(people, hasPeople);
    connect(people, &QAction::triggered, this, [this, hasPeople] {
        if (hasPeople()) {
            m_peopleButton->click();
        }
    });
}

} // namespace maru::client
