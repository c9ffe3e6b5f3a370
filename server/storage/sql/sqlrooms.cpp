// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/sqlrooms.h"

#include "server/storage/page.h"
#include "server/storage/sql/sqlrows.h"

namespace maru::server {

SqlReply SqlRooms::apply(const CreateRoom &change)
{
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
    return stored;
}

SqlReply SqlRooms::apply(const EnterRoom &change)
{
    const QString user = change.user.toString();
    const QString room = change.room.toString();
    SqlTransaction::Counters *counters = m_transaction.countersOf(change.room);
    if (counters == nullptr || !findUser(m_transaction.statements(), change.user)) {
        return failure(StoreError::NotFound);
    }
    // What was said before somebody came is not unread.
    const bool isNew =
        m_transaction
            .rows(RoomSql::InsertMember, {user, room, change.nowMs, counters->seq, change.nowMs})
            .changedRows()
        == 1;
    EnterRoom::Reply reply;
    if (isNew && change.welcome) {
        Message welcome = *change.welcome;
        welcome.room = change.room;
        if (m_transaction.append(welcome, *counters, {})) {
            reply.welcome = std::move(welcome);
        }
    }
    Rows rows = m_transaction.rows(RoomSql::MemberRoom, {user, room});
    if (!rows.next()) {
        return failure(StoreError::Failed); // it was there a moment ago: trouble() is set
    }
    MemberRoom member = memberRoomFrom(rows);
    reply.room = std::move(member.stored.room);
    reply.mine = member.mine;
    // What this transaction appended before is not in the room's row yet.
    reply.room.seq = counters->seq;
    reply.room.rev = counters->rev;
    reply.room.own->unread = counters->seq - reply.room.own->readSeq;
    return reply;
}

// ---- queries ----

std::optional<StoredRoom> SqlRoomQueries::oneRoom(RoomSql which, const QString &value)
{
    Rows rows = m_statements.run(which, {value});
    return rows.next() ? std::optional(roomFrom(rows)) : std::nullopt;
}

SqlAnswer SqlRoomQueries::answer(const FindRoom &query)
{
    if (!query.room.isNull()) {
        return oneRoom(RoomSql::RoomById, query.room.toString());
    }
    if (!query.nameKey.isEmpty()) {
        return oneRoom(RoomSql::RoomByKey, query.nameKey);
    }
    return query.classCode.isEmpty() ? std::nullopt : oneRoom(RoomSql::RoomByCode, query.classCode);
}

SqlAnswer SqlRoomQueries::answer(const AnyClassCode &)
{
    return m_statements.run(RoomSql::AnyClassCode).next();
}

SqlAnswer SqlRoomQueries::answer(const ListRooms &query)
{
    ListRooms::Reply reply;
    const int limit = pageRows(query.limit);
    const QVariant part = sqlText(query.nameKeyPart);
    // One row more than asked for tells whether there are more.
    Rows rows = m_statements.run(RoomSql::ListRooms,
                                 {sqlText(query.after.toString()), part, part, limit + 1});
    while (rows.next()) {
        if (reply.rooms.size() == limit) {
            reply.more = true;
            return reply;
        }
        reply.rooms.append(roomFrom(rows));
    }
    static_cast<void>(m_statements.endedWell(RoomSql::ListRooms));
    return reply;
}

SqlAnswer SqlRoomQueries::answer(const MemberRooms &query)
{
    MemberRooms::Reply reply;
    Rows rows = m_statements.run(RoomSql::MemberRooms, {sqlText(query.user.toString())});
    while (rows.next()) {
        reply.append(memberRoomFrom(rows));
    }
    static_cast<void>(m_statements.endedWell(RoomSql::MemberRooms));
    return reply;
}

SqlAnswer SqlRoomQueries::answer(const FindMember &query)
{
    Rows rows = m_statements.run(RoomSql::MemberRoom,
                                 {sqlText(query.user.toString()), sqlText(query.room.toString())});
    return rows.next() ? FindMember::Reply(memberRoomFrom(rows)) : std::nullopt;
}

} // namespace maru::server
