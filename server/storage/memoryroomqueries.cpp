// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/chat/roomrights.h"
#include "server/storage/memoryrooms.h"
#include "server/storage/page.h"
#include "server/storage/roomrules.h"

#include <algorithm>

namespace maru::server {

MemoryAnswer MemoryRooms::answer(const FindRoom &query) const
{
    const auto found =
        std::find_if(m_state.rooms.begin(), m_state.rooms.end(), [&query](const auto &entry) {
            const StoredRoom &room = entry.second.stored;
            if (!query.room.isNull()) {
                return room.room.id == query.room;
            }
            if (!query.nameKey.isEmpty()) {
                return isOpen(room.room.kind) && room.nameKey == query.nameKey;
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
        const bool isListed = isOpen(room.room.kind) && (query.withArchived || !room.room.archived);
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

MemoryAnswer MemoryRooms::answer(const ListMembers &query) const
{
    ListMembers::Reply reply;
    const int limit = pageRows(query.limit);
    for (auto it = m_state.users.upper_bound(query.after.toString()); it != m_state.users.end();
         ++it) {
        const auto member = it->second.rooms.constFind(query.room.toString());
        if (member == it->second.rooms.constEnd()) {
            continue;
        }
        if (reply.members.size() == limit) {
            reply.more = true;
            break;
        }
        reply.members.append({it->second.stored.user, member->membership, member->readSeq});
    }
    return reply;
}

MemoryAnswer MemoryRooms::answer(const FindBan &query) const
{
    const auto room = m_state.rooms.find(query.room.toString());
    if (room == m_state.rooms.end()) {
        return FindBan::Reply();
    }
    const auto ban = room->second.bans.find(query.user.toString());
    return ban != room->second.bans.end() && isBannedAt(ban->second, query.nowMs)
        ? FindBan::Reply(ban->second)
        : std::nullopt;
}

MemoryAnswer MemoryRooms::answer(const FindPlaces &query) const
{
    const QString id = query.room.toString();
    const auto room = m_state.rooms.find(id);
    qsizetype entering = 0;
    for (const UserId &user : query.users) {
        const auto known = m_state.users.find(user.toString());
        if (known != m_state.users.end() && !known->second.rooms.contains(id)) {
            ++entering;
            if (isInTooMany(user, query.maxRooms)) {
                return FindPlaces::Reply::UserIsInTooMany;
            }
        }
    }
    const bool isFull = room != m_state.rooms.end() && !isLobby(room->second.stored) && entering > 0
        && memberCount(id) + entering > query.maxMembers;
    return isFull ? FindPlaces::Reply::RoomIsFull : FindPlaces::Reply::Enough;
}

MemoryAnswer MemoryRooms::answer(const ListSanctions &query) const
{
    SanctionPage page;
    const auto room = m_state.rooms.find(query.room.toString());
    if (room == m_state.rooms.end()) {
        return page;
    }
    const int limit = pageRows(query.limit);
    for (auto it = m_state.users.upper_bound(query.after.toString()); it != m_state.users.end();
         ++it) {
        const auto ban = room->second.bans.find(it->first);
        const auto kept = room->second.mutes.find(it->first);
        const Membership mine = it->second.rooms.value(room->first).membership;
        Sanction sanction{.user = it->second.stored.user};
        if (ban != room->second.bans.end() && isBannedAt(ban->second, query.nowMs)) {
            sanction.kind = Sanction::Kind::Banned;
            sanction.untilMs = ban->second.untilMs;
            sanction.reason = ban->second.reason;
            sanction.by = m_state.personNamed(ban->second.by);
        } else if (isMutedAt(mine, query.nowMs)) {
            sanction.untilMs = mine.mutedUntilMs;
        } else if (kept != room->second.mutes.end() && lastsAt(kept->second, query.nowMs)) {
            sanction.untilMs = kept->second;
        } else {
            continue;
        }
        if (page.sanctions.size() == limit) {
            page.more = true;
            break;
        }
        page.sanctions.append(sanction);
    }
    return page;
}

} // namespace maru::server
