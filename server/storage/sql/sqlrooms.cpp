// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/sqlrooms.h"

#include "server/chat/roomrights.h"
#include "server/storage/roomrules.h"
#include "server/storage/sql/sqlrows.h"

#include <algorithm>

namespace maru::server {

// Two statements of one kind cannot run at a time: those that look something up end before the
// next begins.
bool SqlRooms::isThere(const UserId &user)
{
    return findUser(m_transaction.statements(), user).has_value();
}

void SqlRooms::addFirst(const UserId &user, const Room &room, RoomRole role, qint64 nowMs)
{
    m_transaction.run(
        RoomSql::InsertFirstMember,
        {sqlText(user.toString()), room.id.toString(), nowMs, nowMs, sqlNumber(role)});
}

SqlReply SqlRooms::apply(const CreateRoom &change)
{
    if (!(change.owner.isNull() || isThere(change.owner))
        || !std::all_of(change.members.begin(), change.members.end(),
                        [this](const UserId &user) { return isThere(user); })) {
        return failure(StoreError::NotFound);
    }
    if (std::any_of(change.members.begin(), change.members.end(),
                    [&](const UserId &user) { return isInTooMany(user, change.maxRooms); })) {
        return failure(StoreError::Conflict);
    }
    StoredRoom stored = change.room;
    stored.room.seq = 0;
    stored.room.rev = 0;
    stored.room.own.reset(); // what it is to a member stands with the member
    const Room &room = stored.room;
    const Rows rows = m_transaction.rows(
        RoomSql::InsertRoom,
        {sqlText(room.id.toString()), sqlText(room.name), sqlText(stored.nameKey),
         sqlNumber(room.kind), sqlText(room.topic), int{room.archived}, sqlOrNull(stored.classCode),
         int{room.muteAll}, room.slowModeSeconds, room.createdMs});
    if (rows.changedRows() != 1) {
        return failure(StoreError::NameTaken);
    }
    if (!change.owner.isNull()) { // first: also if it is named among the members
        addFirst(change.owner, room, RoomRole::Owner, change.nowMs);
    }
    for (const UserId &user : change.members) {
        addFirst(user, room, RoomRole::Member, change.nowMs);
    }
    return stored;
}

SqlReply SqlRooms::apply(const OpenDirect &change)
{
    const QString key = directKey(change.one, change.other);
    if (auto known = findRoom(RoomSql::RoomByDirectKey, key)) {
        return OpenDirect::Reply{*std::move(known), false};
    }
    if (!change.mayMake) {
        return failure(StoreError::Full);
    }
    if (isInTooMany(change.other, change.maxRooms)) {
        return failure(StoreError::Conflict);
    }
    SqlReply made = apply(CreateRoom{change.room, {}, {change.one, change.other}, change.nowMs});
    if (!made) {
        return made;
    }
    m_transaction.run(RoomSql::SetDirectKey, {key, change.room.room.id.toString()});
    return OpenDirect::Reply{std::get<StoredRoom>(*made), true};
}

std::optional<StoredRoom> SqlRooms::findRoom(RoomSql which, const QString &value)
{
    std::optional<StoredRoom> found;
    {
        Rows rows = m_transaction.rows(which, {value});
        if (!rows.next()) {
            return std::nullopt;
        }
        found = roomFrom(rows);
    }
    if (const SqlTransaction::Counters *counters = m_transaction.countersOf(found->room.id)) {
        found->room.seq = counters->seq;
        found->room.rev = counters->rev;
    }
    return found;
}

std::optional<MemberRoom> SqlRooms::findMember(const UserId &user, const RoomId &room)
{
    std::optional<MemberRoom> found;
    {
        Rows rows = m_transaction.rows(RoomSql::MemberRoom,
                                       {sqlText(user.toString()), sqlText(room.toString())});
        if (!rows.next()) {
            return std::nullopt;
        }
        found = memberRoomFrom(rows);
    }
    if (const SqlTransaction::Counters *counters = m_transaction.countersOf(room)) {
        // What this transaction appended before is not in the room's row yet.
        Room &seen = found->stored.room;
        seen.seq = counters->seq;
        seen.rev = counters->rev;
        seen.own->unread = std::max<qint64>(0, seen.seq - seen.own->readSeq);
    }
    return found;
}

SqlReply SqlRooms::apply(const EnterRoom &change)
{
    const QString user = change.user.toString();
    const QString room = change.room.toString();
    SqlTransaction::Counters *counters = m_transaction.countersOf(change.room);
    const std::optional<StoredUser> person = findUser(m_transaction.statements(), change.user);
    if (counters == nullptr || !person) {
        return failure(StoreError::NotFound);
    }
    if (person->bannedUntilMs.value_or(0) > change.nowMs) {
        return failure(StoreError::Forbidden);
    }
    if (isInTooMany(change.user, change.maxRooms) && !findMember(change.user, change.room)) {
        return failure(StoreError::Conflict);
    }
    // What was said before somebody came is not unread.
    const bool isNew = m_transaction
                           .rows(RoomSql::InsertMember,
                                 {user, room, change.nowMs, counters->seq, change.nowMs, room, user,
                                  change.nowMs, room, user, change.nowMs})
                           .changedRows()
        == 1;
    if (isNew && isOverfull(room, change.maxMembers)) {
        m_memberCounts.remove(room);
        m_transaction.run(RoomSql::DeleteMember, {user, room}); // as if nothing was written
        return failure(StoreError::Full);
    }
    EnterRoom::Reply reply;
    reply.isNew = isNew;
    if (isNew && change.welcome) {
        Message welcome = *change.welcome;
        welcome.room = change.room;
        if (m_transaction.append(welcome, *counters, {})) {
            reply.welcome = std::move(welcome);
        }
    }
    std::optional<MemberRoom> member = findMember(change.user, change.room);
    if (!member) { // neither new nor there before: a ban stood in the way
        return failure(StoreError::Forbidden);
    }
    if (isNew) { // the mute stands with the member now, or is over
        m_transaction.run(RoomSql::DropMute, {room, user, qint64{0}});
    }
    reply.room = std::move(member->stored.room);
    reply.mine = member->mine;
    return reply;
}

bool SqlRooms::isInTooMany(const UserId &user, int maxRooms)
{
    if (maxRooms == 0) {
        return false;
    }
    Rows rows = m_transaction.rows(RoomSql::CountRooms, {user.toString(), maxRooms});
    return rows.next() && rows.number(0) >= maxRooms;
}

// Of a room that somebody has just come into. Counted once in a transaction: a crowd comes in one.
bool SqlRooms::isOverfull(const QString &room, int maxMembers)
{
    const auto known = m_memberCounts.find(room);
    if (known != m_memberCounts.end()) {
        return *known >= 0 && ++*known > maxMembers;
    }
    Rows rows = m_transaction.rows(RoomSql::CountMembers, {room, maxMembers + 1, room});
    const int count = rows.next() ? static_cast<int>(rows.number(0)) : -1;
    m_memberCounts.insert(room, count);
    return count > maxMembers;
}

SqlReply SqlRooms::apply(const UpdateRoom &change)
{
    const std::optional<StoredRoom> before = findRoom(RoomSql::RoomById, change.room.toString());
    if (!before) {
        return failure(StoreError::NotFound);
    }
    const StoredRoom after = updatedRoom(*before, change);
    const Room &room = after.room;
    const QVariant code = sqlOrNull(after.classCode);
    if (m_transaction
            .rows(RoomSql::OtherRoomLikeIt,
                  {room.id.toString(), int{isOpen(room.kind)}, sqlText(after.nameKey), code})
            .next()) {
        return failure(StoreError::NameTaken);
    }
    m_transaction.run(RoomSql::UpdateRoom,
                      {sqlText(room.name), sqlText(after.nameKey), sqlText(room.topic),
                       int{room.archived}, code, int{room.muteAll}, room.slowModeSeconds,
                       room.id.toString()});
    return after;
}

void SqlRooms::writeMember(const UserId &user, const RoomId &room, const Membership &mine,
                           RoomNotify notify, qint64 nowMs)
{
    m_transaction.run(RoomSql::UpdateMember,
                      {sqlNumber(mine.role), int{mine.muted}, sqlOrNull(mine.mutedUntilMs),
                       int{mine.hand}, nowMs, sqlNumber(notify), user.toString(), room.toString()});
}

// The mutes of that room that are over go: nobody comes back to them.
void SqlRooms::keepMute(const QString &user, const QString &room, const Membership &mine,
                        qint64 nowMs)
{
    if (isMutedAt(mine, nowMs)) {
        m_transaction.run(RoomSql::DropOldMutes, {room, nowMs});
        m_transaction.run(RoomSql::KeepMute, {room, user, sqlOrNull(mine.mutedUntilMs)});
    }
}

bool SqlRooms::dropMute(const QString &user, const QString &room, qint64 nowMs)
{
    return m_transaction.rows(RoomSql::DropMute, {room, user, nowMs}).changedRows() == 1;
}

SqlReply SqlRooms::apply(const SetMember &change)
{
    const std::optional<StoredUser> user = findUser(m_transaction.statements(), change.user);
    std::optional<MemberRoom> member = findMember(change.user, change.room);
    if (user && !member && liftsMute(change)
        && dropMute(change.user.toString(), change.room.toString(), change.nowMs)) {
        return SetMember::Reply{.user = user->user, .room = {}, .mine = {}, .isMember = false};
    }
    if (!user || !member) {
        return failure(StoreError::NotFound);
    }
    Membership after = member->mine;
    setMember(after, change);
    if (member->mine.role == RoomRole::Owner && after.role != RoomRole::Owner
        && !hasOtherOwner(change.room, change.user)) {
        return failure(StoreError::Conflict);
    }
    writeMember(change.user, change.room, after,
                change.notify.value_or(member->stored.room.own->notify), change.nowMs);
    member = findMember(change.user, change.room);
    if (!member) {
        return failure(StoreError::Failed); // it was there a moment ago: trouble() is set
    }
    return SetMember::Reply{user->user, std::move(member->stored.room), member->mine};
}

bool SqlRooms::hasOtherOwner(const RoomId &room, const UserId &user)
{
    return m_transaction
        .rows(RoomSql::OwnerOfRoom, {sqlText(room.toString()), sqlText(user.toString())})
        .next();
}

std::optional<RoomMember> SqlRooms::appointHeir(const RoomId &room)
{
    UserId heir;
    {
        Rows rows = m_transaction.rows(RoomSql::HeirOfRoom, {sqlText(room.toString())});
        if (!rows.next()) {
            return std::nullopt;
        }
        heir = UserId(rows.text(0));
    }
    const std::optional<StoredUser> user = findUser(m_transaction.statements(), heir);
    std::optional<MemberRoom> member = findMember(heir, room);
    if (!user || !member) {
        return std::nullopt;
    }
    const OwnRoom &own = *member->stored.room.own;
    member->mine.role = RoomRole::Owner;
    member->mine.hand = false;
    writeMember(heir, room, member->mine, own.notify, 0);
    return RoomMember{user->user, member->mine, own.readSeq};
}

SqlReply SqlRooms::apply(const RemoveMember &change)
{
    const QString room = change.room.toString();
    const std::optional<StoredUser> user = findUser(m_transaction.statements(), change.user);
    if (!user || m_transaction.countersOf(change.room) == nullptr) {
        return failure(StoreError::NotFound);
    }
    const QString id = change.user.toString();
    RemoveMember::Reply reply{.user = user->user};
    reply.wasBanned = m_transaction.rows(RoomSql::FindBan, {room, id, change.nowMs}).next();
    if (change.ban == RemoveMember::Ban::Set) {
        m_transaction.run(RoomSql::SetBan,
                          {room, id, sqlOrNull(change.banUntilMs), sqlText(change.reason),
                           sqlOrNull(change.by.toString()), change.nowMs});
    } else if (change.ban != RemoveMember::Ban::Keep) {
        m_transaction.run(RoomSql::DeleteBan, {room, id});
    }
    if (change.ban == RemoveMember::Ban::LiftOnly) {
        return reply;
    }
    const std::optional<MemberRoom> member = findMember(change.user, change.room);
    if (!member) {
        return reply;
    }
    m_transaction.run(RoomSql::DeleteMember, {id, room});
    keepMute(id, room, member->mine, change.nowMs);
    m_memberCounts.remove(room);
    reply.wasMember = true;
    if (member->mine.role == RoomRole::Owner && !hasOtherOwner(change.room, change.user)) {
        reply.heir = appointHeir(change.room);
    }
    return reply;
}

} // namespace maru::server
