// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/memoryrooms.h"

#include "server/storage/page.h"

#include <algorithm>

namespace maru::server {

MemoryReply MemoryRooms::apply(const CreateRoom &change)
{
    StoredRoom room = change.room;
    room.room.seq = 0;
    room.room.rev = 0;
    room.room.own.reset(); // what it is to a member stands with the member
    const bool isTaken =
        std::any_of(m_state.rooms.begin(), m_state.rooms.end(), [&room](const auto &entry) {
            const StoredRoom &other = entry.second.stored;
            const bool bothPublic =
                other.room.kind == RoomKind::Public && room.room.kind == RoomKind::Public;
            const bool sameCode = !room.classCode.isEmpty() && other.classCode == room.classCode;
            return other.room.id == room.room.id || (bothPublic && other.nameKey == room.nameKey)
                || sameCode;
        });
    if (isTaken) {
        return failure(StoreError::NameTaken);
    }
    m_state.rooms.emplace(room.room.id.toString(), MemoryRoom{room, {}});
    return room;
}

MemoryReply MemoryRooms::apply(const EnterRoom &change)
{
    const auto room = m_state.rooms.find(change.room.toString());
    const auto user = m_state.users.find(change.user.toString());
    if (room == m_state.rooms.end() || user == m_state.users.end()) {
        return failure(StoreError::NotFound);
    }
    EnterRoom::Reply reply;
    if (!user->second.rooms.contains(room->first)) {
        MemoryMember member;
        member.readSeq = room->second.stored.room.seq; // what was said before is not unread
        member.readMs = change.nowMs;
        member.joinedMs = change.nowMs;
        user->second.rooms.insert(room->first, member);
        if (change.welcome) {
            reply.welcome = m_state.append(room->second, *change.welcome);
        }
    }
    MemberRoom member = m_state.memberRoom(room->second, user->second);
    reply.room = std::move(member.stored.room);
    reply.mine = member.mine;
    return reply;
}

// ---- queries ----

MemoryAnswer MemoryRooms::answer(const FindRoom &query) const
{
    const auto found =
        std::find_if(m_state.rooms.begin(), m_state.rooms.end(), [&query](const auto &entry) {
            const StoredRoom &room = entry.second.stored;
            if (!query.room.isNull()) {
                return room.room.id == query.room;
            }
            if (!query.nameKey.isEmpty()) {
                return room.room.kind == RoomKind::Public && room.nameKey == query.nameKey;
            }
            return !query.classCode.isEmpty() && room.classCode == query.classCode;
        });
    return found == m_state.rooms.end() ? FindRoom::Reply() : found->second.stored;
}

MemoryAnswer MemoryRooms::answer(const AnyClassCode &) const
{
    return std::any_of(m_state.rooms.begin(), m_state.rooms.end(),
                       [](const auto &entry) { return !entry.second.stored.classCode.isEmpty(); });
}

MemoryAnswer MemoryRooms::answer(const ListRooms &query) const
{
    ListRooms::Reply reply;
    const int limit = pageRows(query.limit);
    for (auto it = m_state.rooms.upper_bound(query.after.toString()); it != m_state.rooms.end();
         ++it) {
        const StoredRoom &room = it->second.stored;
        const bool isListed = room.room.kind == RoomKind::Public && !room.room.archived;
        if (!isListed || !room.nameKey.contains(query.nameKeyPart)) {
            continue;
        }
        if (reply.rooms.size() == limit) {
            reply.more = true;
            break;
        }
        reply.rooms.append(room);
    }
    return reply;
}

MemoryAnswer MemoryRooms::answer(const MemberRooms &query) const
{
    MemberRooms::Reply reply;
    if (const auto user = m_state.users.find(query.user.toString()); user != m_state.users.end()) {
        for (const auto &[id, room] : m_state.rooms) {
            if (user->second.rooms.contains(id)) {
                reply.append(m_state.memberRoom(room, user->second));
            }
        }
    }
    return reply;
}

MemoryAnswer MemoryRooms::answer(const FindMember &query) const
{
    const auto room = m_state.rooms.find(query.room.toString());
    const auto user = m_state.users.find(query.user.toString());
    if (room == m_state.rooms.end() || user == m_state.users.end()
        || !user->second.rooms.contains(room->first)) {
        return FindMember::Reply();
    }
    return FindMember::Reply(m_state.memberRoom(room->second, user->second));
}

} // namespace maru::server
