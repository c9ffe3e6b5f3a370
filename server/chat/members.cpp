// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/chat/members.h"

namespace maru::server {

void Members::attach(const UserId &user)
{
    ++m_people[user].sessions;
}

void Members::detach(const UserId &user)
{
    const auto person = m_people.find(user);
    Q_ASSERT(person != m_people.end());
    if (--person->sessions == 0) {
        m_people.erase(person);
    }
}

void Members::enter(const UserId &user, const RoomId &room)
{
    const auto person = m_people.find(user);
    if (person != m_people.end()) {
        person->rooms.insert(room);
    }
}

bool Members::isMember(const UserId &user, const RoomId &room) const
{
    const auto person = m_people.constFind(user);
    return person != m_people.constEnd() && person->rooms.contains(room);
}

} // namespace maru::server
