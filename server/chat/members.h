// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/ids.h"

#include <QHash>
#include <QSet>

namespace maru::server {

/// Which rooms the connected people are members of, so that a right is looked up without asking the
/// store.
///
/// A person counts as connected while one of its sessions is attached; what is known about it goes
/// with the last one.
class Members
{
public:
    void attach(const UserId &user); ///< one more session
    void detach(const UserId &user); ///< one less

    void enter(const UserId &user,
               const RoomId &room); ///< ignored for people who are not connected
    [[nodiscard]] bool isMember(const UserId &user, const RoomId &room) const;
    [[nodiscard]] bool isConnected(const UserId &user) const { return m_people.contains(user); }
    [[nodiscard]] qsizetype connectedCount() const { return m_people.size(); }

private:
    struct Person
    {
        int sessions = 0;
        QSet<RoomId> rooms;
    };
    QHash<UserId, Person> m_people;
};

} // namespace maru::server
