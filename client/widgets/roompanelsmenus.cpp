// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// The menus of a room and of a person, and the dialogs behind them.

#include "client/model/memberlistmodel.h"
#include "client/widgets/displaytext.h"
#include "client/widgets/mainwindow.h"
#include "client/widgets/memberdialogs.h"
#include "client/widgets/roompanels.h"
#include "client/widgets/sanctionsdialog.h"

#include <QActionGroup>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

template<class Slot>
QAction *addAction(QMenu *menu, const QString &name, const QString &text, QObject *context,
                   Slot slot)
{
    QAction *action = menu->addAction(text);
    action->setObjectName(name);
    QObject::connect(action, &QAction::triggered, context, slot);
    return action;
}

} // namespace

QMenu *RoomPanels::makeRoomMenu(const RoomId &id)
{
    auto *menu = new QMenu(m_window);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const RoomListModel *rooms = m_conversation->rooms();
    const QModelIndex index = rooms->index(rooms->rowOf(id));
    const std::optional<Room> room = m_actions->room(id);
    if (!room || !index.isValid()) {
        return menu;
    }
    addAction(menu, u"markRead"_s, tr("Mark as read"), this, [this, id] {
        m_conversation->markRoomRead(id);
    })->setEnabled(index.data(RoomListModel::UnreadRole).toInt() > 0);
    addNotifications(menu, *room);
    const bool pinned = index.data(RoomListModel::PinnedRole).toBool();
    addAction(menu, u"pin"_s, pinned ? tr("Unpin") : tr("Pin to the top"), this,
              [this, id, pinned] { setPinned(id, !pinned); });
    if (room->kind == RoomKind::Direct) {
        return menu; // nobody leaves or changes a conversation of two
    }
    menu->addSeparator();
    if (m_actions->roleIn(id) != RoomRole::Member) {
        addAction(menu, u"settings"_s, tr("Room settings…"), this, [this, id] {
            showSettings(id);
        })->setEnabled(m_actions->isOnline());
        addAction(menu, u"sanctions"_s, tr("Banned and muted people…"), this, [this, id] {
            showSanctions(id);
        })->setEnabled(m_actions->isOnline());
    }
    addAction(menu, u"leaveRoom"_s, tr("Leave the room…"), this, [this, room] {
        askToLeave(*room);
    })->setEnabled(m_actions->isOnline());
    return menu;
}

void RoomPanels::addNotifications(QMenu *menu, const Room &room)
{
    QMenu *const choices = menu->addMenu(tr("Notifications"));
    choices->setObjectName(u"notifications"_s);
    choices->setEnabled(m_actions->isOnline());
    auto *group = new QActionGroup(choices);
    const RoomNotify now = room.own ? room.own->notify : RoomNotify::All;
    for (const auto &[notify, text] : {std::pair{RoomNotify::All, tr("All messages")},
                                       {RoomNotify::Mentions, tr("Only those that name me")},
                                       {RoomNotify::None, tr("None (muted)")}}) {
        QAction *action = addAction(
            choices, u"notify%1"_s.arg(int(notify)), text, this,
            [this, id = room.id, choice = notify] {
                m_actions->setNotify(id, choice, telling(tr("Notifications were not changed: %1")));
            });
        action->setCheckable(true);
        action->setChecked(notify == now);
        group->addAction(action);
    }
}

void RoomPanels::askToLeave(const Room &room)
{
    auto *question = new QMessageBox(m_window);
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setTextFormat(Qt::PlainText);
    question->setWindowTitle(tr("Leave the room"));
    question->setText(tr("Leave the room “%1”?").arg(isolated(displayName(room.name))));
    question->setInformativeText(room.kind == RoomKind::Public
                                     ? tr("You can enter it again at any time.")
                                     : tr("You can only come back if somebody invites you."));
    const QPushButton *leave = question->addButton(tr("Leave"), QMessageBox::DestructiveRole);
    QPushButton *stay = question->addButton(tr("Cancel"), QMessageBox::RejectRole);
    question->setDefaultButton(stay);
    question->setEscapeButton(stay);
    connect(leave, &QPushButton::clicked, this, [this, id = room.id] {
        m_actions->leave(id, telling(tr("You are still in the room: %1")));
    });
    question->open();
}

QMenu *RoomPanels::makePersonMenu(const UserId &id)
{
    auto *menu = new QMenu(m_window);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const Member *const found = m_actions->members()->find(id);
    if (found == nullptr) {
        return menu; // has left meanwhile
    }
    const Member member = *found;
    const bool isOnline = m_actions->isOnline();
    const bool isOwn = id == m_actions->ownUser();
    addAction(menu, u"direct"_s, tr("Write a direct message"), this, [this, id] {
        openDirect(id.toString());
    })->setEnabled(isOnline && !isOwn);
    addServerRights(menu, member.user);
    if (!m_actions->isAbove(member)) {
        return menu;
    }
    menu->addSeparator();
    const RoomId room = m_actions->current();
    const auto set = [this, room, id](std::optional<RoomRole> role, std::optional<bool> muted) {
        m_actions->setMember(
            {.room = room, .user = id, .role = role, .muted = muted, .untilMs = {}},
            telling(tr("Nothing was changed: %1")));
    };
    const auto ask = [this, room, user = member.user](SanctionDialog::Kind kind) {
        (new SanctionDialog(m_actions, kind, user, room, m_window))->open();
    };
    if (m_actions->roleIn(room) == RoomRole::Owner) {
        const bool isModerator = member.role == RoomRole::Moderator;
        addAction(menu, u"moderator"_s,
                  isModerator ? tr("No longer a moderator") : tr("Make a moderator"), this,
                  [set, isModerator] {
                      set(isModerator ? RoomRole::Member : RoomRole::Moderator, std::nullopt);
                  });
    }
    if (member.muted) {
        addAction(menu, u"unmute"_s, tr("Let write again"), this,
                  [set] { set(std::nullopt, false); });
    } else if (member.role == RoomRole::Member) { // who moderates is not muted
        addAction(menu, u"mute"_s, tr("Mute…"), this, [ask] { ask(SanctionDialog::Kind::Mute); });
    }
    addAction(menu, u"remove"_s, tr("Remove from the room…"), this,
              [ask] { ask(SanctionDialog::Kind::Remove); });
    addAction(menu, u"ban"_s, tr("Ban from the room…"), this,
              [ask] { ask(SanctionDialog::Kind::Ban); });
    const QList<QAction *> actions = menu->actions();
    for (QAction *action : actions) {
        action->setEnabled(action->isEnabled() && isOnline);
    }
    return menu;
}

void RoomPanels::showSanctions(const RoomId &room)
{
    (new SanctionsDialog(m_actions, room, m_window))->open();
}

void RoomPanels::showInvite()
{
    (new InviteDialog(m_actions, m_actions->current(), m_window))->open();
}

} // namespace maru::client
