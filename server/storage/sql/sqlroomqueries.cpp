// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/page.h"
#include "server/storage/sql/sqlrooms.h"
#include "server/storage/sql/sqlrows.h"

namespace maru::server {

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
    Rows rows = m_statements.run(
        RoomSql::ListRooms,
        {int{query.withArchived}, sqlText(query.after.toString()), part, part, limit + 1});
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

SqlAnswer SqlRoomQueries::answer(const ListMembers &query)
{
    ListMembers::Reply reply;
    const int limit = pageRows(query.limit);
    Rows rows = m_statements.run(
        RoomSql::ListMembers,
        {sqlText(query.room.toString()), sqlText(query.after.toString()), limit + 1});
    while (rows.next()) {
        if (reply.members.size() == limit) {
            reply.more = true;
            return reply;
        }
        reply.members.append(roomMemberFrom(rows));
    }
    static_cast<void>(m_statements.endedWell(RoomSql::ListMembers));
    return reply;
}

SqlAnswer SqlRoomQueries::answer(const FindBan &query)
{
    Rows rows = m_statements.run(
        RoomSql::FindBan,
        {sqlText(query.room.toString()), sqlText(query.user.toString()), query.nowMs});
    if (!rows.next()) {
        return FindBan::Reply();
    }
    RoomBan ban{{}, rows.text(1)};
    if (!rows.value(0).isNull()) {
        ban.untilMs = rows.number(0);
    }
    return FindBan::Reply(ban);
}

SqlAnswer SqlRoomQueries::answer(const FindPlaces &query)
{
    const QString room = query.room.toString();
    qint64 entering = 0;
    for (const UserId &user : query.users) {
        const QVariant id = sqlText(user.toString());
        if (m_statements.run(RoomSql::MemberRoom, {id, sqlText(room)}).next()) {
            continue;
        }
        ++entering;
        if (query.maxRooms > 0) {
            Rows rows = m_statements.run(RoomSql::CountRooms, {id, query.maxRooms});
            if (rows.next() && rows.number(0) >= query.maxRooms) {
                return FindPlaces::Reply::UserIsInTooMany;
            }
        }
    }
    Rows rows = m_statements.run(RoomSql::CountMembers,
                                 {sqlText(room), query.maxMembers + 1, sqlText(room)});
    const qint64 members = rows.next() ? rows.number(0) : -1; // -1: the lobby has no bound
    const bool isFull = entering > 0 && members >= 0 && members + entering > query.maxMembers;
    return isFull ? FindPlaces::Reply::RoomIsFull : FindPlaces::Reply::Enough;
}

SqlAnswer SqlRoomQueries::answer(const ListSanctions &query)
{
    const QVariant room = sqlText(query.room.toString());
    const QVariant after = sqlText(query.after.toString());
    const int limit = pageRows(query.limit);
    Rows rows = m_statements.run(RoomSql::ListSanctions,
                                 {room, after, query.nowMs, room, after, query.nowMs, room, after,
                                  query.nowMs, query.nowMs, limit + 1});
    SanctionPage page = sanctionsFrom(rows, limit);
    static_cast<void>(page.more || m_statements.endedWell(RoomSql::ListSanctions));
    return page;
}

} // namespace maru::server
