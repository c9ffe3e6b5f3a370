// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// What owners and administrators of the server decide about a person on all of it.

#include "client/widgets/mainwindow.h"
#include "client/widgets/memberdialogs.h"
#include "client/widgets/roompanels.h"

#include <QActionGroup>
#include <QMenu>

using namespace Qt::StringLiterals;

namespace maru::client {

void RoomPanels::addServerRights(QMenu *menu, const User &user)
{
    if (!m_actions->isAboveOnServer(user)) {
        return;
    }
    QMenu *const choices = menu->addMenu(tr("On the whole server"));
    choices->setObjectName(u"serverRights"_s);
    choices->setEnabled(m_actions->isOnline());
    auto *group = new QActionGroup(choices);
    const auto set = [this, id = user.id](std::optional<UserRole> role,
                                          std::optional<bool> banned) {
        m_actions->setUser(
            {.user = id, .role = role, .banned = banned, .untilMs = {}, .reason = {}},
            telling(tr("Nothing was changed: %1")));
    };
    for (const auto &[role, text] : {std::pair{UserRole::Guest, tr("Guest")},
                                     {UserRole::Member, tr("Member")},
                                     {UserRole::Admin, tr("Administrator")},
                                     {UserRole::Owner, tr("Owner")}}) {
        if (role > m_actions->ownRole()) {
            break; // nobody gives more than they have
        }
        QAction *const action = choices->addAction(text);
        action->setObjectName(u"serverRole%1"_s.arg(int(role)));
        action->setCheckable(true);
        action->setChecked(role == user.role);
        group->addAction(action);
        connect(action, &QAction::triggered, this,
                [set, given = role] { set(given, std::nullopt); });
    }
    choices->addSeparator();
    if (user.role != UserRole::Owner) { // whom nobody bans
        QAction *const ban = choices->addAction(tr("Ban from the server…"));
        ban->setObjectName(u"serverBan"_s);
        connect(ban, &QAction::triggered, this, [this, user] {
            (new SanctionDialog(m_actions, SanctionDialog::Kind::ServerBan, user, {}, m_window))
                ->open();
        });
    }
    // Whether there is a ban is not told to clients; without one this changes nothing.
    QAction *const lift = choices->addAction(tr("Lift a ban from the server"));
    lift->setObjectName(u"serverUnban"_s);
    connect(lift, &QAction::triggered, this, [set] { set(std::nullopt, false); });
}

} // namespace maru::client
