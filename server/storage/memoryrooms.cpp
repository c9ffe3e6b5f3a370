// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/memoryrooms.h"

#include "server/chat/roomrights.h"
#include "server/storage/page.h"
#include "server/storage/roomrules.h"

#include <algorithm>

namespace maru::server {

bool MemoryRooms::isTaken(const StoredRoom &room) const
{
    return std::any_of(m_state.rooms.begin(), m_state.rooms.end(), [&room](const auto &entry) {
        const StoredRoom &other = entry.second.stored;
        if (other.room.id == room.room.id) {
            return false;
        }
        const bool bothOpen = isOpen(other.room.kind) && isOpen(room.room.kind);
        return (bothOpen && other.nameKey == room.nameKey)
            || (!room.classCode.isEmpty() && other.classCode == room.classCode);
    });
}

// \p user is known.
bool MemoryRooms::isInTooMany(const UserId &user, int maxRooms) const
{
    return maxRooms > 0 && m_state.users.at(user.toString()).rooms.size() >= maxRooms;
}

qsizetype MemoryRooms::memberCount(const QString &room) const
{
    return std::count_if(m_state.users.begin(), m_state.users.end(),
                         [&room](const auto &entry) { return entry.second.rooms.contains(room); });
}

void MemoryRooms::addMember(const UserId &user, const MemoryRoom &room, RoomRole role, qint64 nowMs)
{
    MemoryMember member;
    member.membership.role = role;
    member.readSeq = room.stored.room.seq; // what was said before is not unread
    member.readMs = nowMs;
    member.joinedMs = nowMs;
    m_state.users.at(user.toString()).rooms.insert(room.stored.room.id.toString(), member);
}

MemoryReply MemoryRooms::apply(const CreateRoom &change)
{
    StoredRoom room = change.room;
    room.room.seq = 0;
    room.room.rev = 0;
    room.room.own.reset(); // what it is to a member stands with the member
    const auto isThere = [this](const UserId &user) {
        return m_state.users.contains(user.toString());
    };
    if ((!change.owner.isNull() && !isThere(change.owner))
        || !std::all_of(change.members.begin(), change.members.end(), isThere)) {
        return failure(StoreError::NotFound);
    }
    if (std::any_of(change.members.begin(), change.members.end(),
                    [&](const UserId &user) { return isInTooMany(user, change.maxRooms); })) {
        return failure(StoreError::Conflict);
    }
    if (m_state.rooms.contains(room.room.id.toString()) || isTaken(room)) {
        return failure(StoreError::NameTaken);
    }
    const MemoryRoom &made =
        m_state.rooms.emplace(room.room.id.toString(), MemoryRoom{room, {}, {}, {}, {}})
            .first->second;
    for (const UserId &user : change.members) {
        addMember(user, made, RoomRole::Member, change.nowMs);
    }
    if (!change.owner.isNull()) {
        addMember(change.owner, made, RoomRole::Owner, change.nowMs);
    }
    return room;
}

MemoryReply MemoryRooms::apply(const OpenDirect &change)
{
    const QString key = directKey(change.one, change.other);
    const auto found =
        std::find_if(m_state.rooms.begin(), m_state.rooms.end(),
                     [&key](const auto &entry) { return entry.second.directKey == key; });
    if (found != m_state.rooms.end()) {
        return OpenDirect::Reply{found->second.stored, false};
    }
    if (!change.mayMake) {
        return failure(StoreError::Full);
    }
    if (m_state.users.contains(change.other.toString())
        && isInTooMany(change.other, change.maxRooms)) {
        return failure(StoreError::Conflict);
    }
    MemoryReply made = apply(CreateRoom{change.room, {}, {change.one, change.other}, change.nowMs});
    if (!made) {
        return made;
    }
    m_state.rooms.at(change.room.room.id.toString()).directKey = key;
    return OpenDirect::Reply{std::get<StoredRoom>(*made), true};
}

MemoryReply MemoryRooms::apply(const EnterRoom &change)
{
    const auto room = m_state.rooms.find(change.room.toString());
    const auto user = m_state.users.find(change.user.toString());
    if (room == m_state.rooms.end() || user == m_state.users.end()) {
        return failure(StoreError::NotFound);
    }
    if (user->second.stored.bannedUntilMs.value_or(0) > change.nowMs) {
        return failure(StoreError::Forbidden);
    }
    EnterRoom::Reply reply;
    if (!user->second.rooms.contains(room->first)) {
        const auto ban = room->second.bans.find(user->first);
        if (ban != room->second.bans.end() && isBannedAt(ban->second, change.nowMs)) {
            return failure(StoreError::Forbidden);
        }
        if (isInTooMany(change.user, change.maxRooms)) {
            return failure(StoreError::Conflict);
        }
        if (memberCount(room->first) >= change.maxMembers && !isLobby(room->second.stored)) {
            return failure(StoreError::Full);
        }
        reply.isNew = true;
        addMember(change.user, room->second, RoomRole::Member, change.nowMs);
        if (const auto mute = room->second.mutes.extract(user->first);
            mute && lastsAt(mute.mapped(), change.nowMs)) {
            Membership &mine = user->second.rooms[room->first].membership;
            mine.muted = true;
            mine.mutedUntilMs = mute.mapped();
        }
        if (change.welcome) {
            reply.welcome = m_state.append(room->second, *change.welcome);
        }
    }
    MemberRoom member = m_state.memberRoom(room->second, user->second);
    reply.room = std::move(member.stored.room);
    reply.mine = member.mine;
    return reply;
}

MemoryReply MemoryRooms::apply(const UpdateRoom &change)
{
    const auto room = m_state.rooms.find(change.room.toString());
    if (room == m_state.rooms.end()) {
        return failure(StoreError::NotFound);
    }
    const StoredRoom updated = updatedRoom(room->second.stored, change);
    if (isTaken(updated)) {
        return failure(StoreError::NameTaken);
    }
    room->second.stored = updated;
    return updated;
}

MemoryReply MemoryRooms::apply(const SetMember &change)
{
    const auto room = m_state.rooms.find(change.room.toString());
    const auto user = m_state.users.find(change.user.toString());
    if (room == m_state.rooms.end() || user == m_state.users.end()) {
        return failure(StoreError::NotFound);
    }
    if (!user->second.rooms.contains(room->first)) {
        const auto mute = room->second.mutes.find(user->first);
        if (!liftsMute(change) || mute == room->second.mutes.end()
            || !lastsAt(mute->second, change.nowMs)) {
            return failure(StoreError::NotFound);
        }
        room->second.mutes.erase(mute);
        return SetMember::Reply{
            .user = user->second.stored.user, .room = {}, .mine = {}, .isMember = false};
    }
    MemoryMember &member = user->second.rooms[room->first];
    const MemoryMember before = member;
    setMember(member.membership, change);
    member.notify = change.notify.value_or(member.notify);
    if (before.membership.role == RoomRole::Owner && !hasOwner(room->first)) {
        member = before;
        return failure(StoreError::Conflict);
    }
    MemberRoom seen = m_state.memberRoom(room->second, user->second);
    return SetMember::Reply{user->second.stored.user, std::move(seen.stored.room), seen.mine};
}

bool MemoryRooms::hasOwner(const QString &room) const
{
    return std::any_of(m_state.users.begin(), m_state.users.end(), [&room](const auto &entry) {
        const auto member = entry.second.rooms.constFind(room);
        return member != entry.second.rooms.constEnd()
            && member->membership.role == RoomRole::Owner;
    });
}

std::optional<RoomMember> MemoryRooms::appointHeir(const QString &room)
{
    MemoryUser *heir = nullptr;
    const auto rank = [&room](const MemoryUser &user) {
        const MemoryMember member = user.rooms.value(room);
        return std::pair(-static_cast<int>(member.membership.role), member.joinedMs);
    };
    for (auto &[id, user] : m_state.users) { // ascending id, as the last criterion
        if (user.rooms.contains(room) && (heir == nullptr || rank(user) < rank(*heir))) {
            heir = &user;
        }
    }
    if (heir == nullptr) {
        return std::nullopt;
    }
    MemoryMember &member = heir->rooms[room];
    member.membership.role = RoomRole::Owner;
    member.membership.hand = false;
    return RoomMember{heir->stored.user, member.membership, member.readSeq};
}

MemoryReply MemoryRooms::apply(const RemoveMember &change)
{
    const auto room = m_state.rooms.find(change.room.toString());
    const auto user = m_state.users.find(change.user.toString());
    if (room == m_state.rooms.end() || user == m_state.users.end()) {
        return failure(StoreError::NotFound);
    }
    RemoveMember::Reply reply{.user = user->second.stored.user};
    const auto ban = room->second.bans.find(user->first);
    reply.wasBanned = ban != room->second.bans.end() && isBannedAt(ban->second, change.nowMs);
    if (change.ban == RemoveMember::Ban::Set) {
        room->second.bans[user->first] = RoomBan{change.banUntilMs, change.reason, change.by};
    } else if (change.ban != RemoveMember::Ban::Keep) {
        room->second.bans.erase(user->first);
    }
    if (change.ban == RemoveMember::Ban::LiftOnly) {
        return reply;
    }
    const MemoryMember member = user->second.rooms.value(room->first);
    reply.wasMember = user->second.rooms.remove(room->first);
    if (reply.wasMember && isMutedAt(member.membership, change.nowMs)) {
        auto &mutes = room->second.mutes;
        std::erase_if(mutes,
                      [&change](const auto &it) { return !lastsAt(it.second, change.nowMs); });
        mutes[user->first] = member.membership.mutedUntilMs;
    }
    if (reply.wasMember && member.membership.role == RoomRole::Owner && !hasOwner(room->first)) {
        reply.heir = appointHeir(room->first);
    }
    return reply;
}

// ---- queries ----

} // namespace maru::server
