// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/roomstatements.h"

#include "server/storage/sql/columns.h"

namespace maru::server {

namespace {

constexpr auto texts = inOrder(std::array{
    StatementText{
        RoomSql::InsertRoom,
        "INSERT INTO rooms (id, name, name_key, kind, topic, archived, class_code, mute_all, "
        "slow_mode_s, seq, rev, created_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?) "
        "ON CONFLICT DO NOTHING"},
    StatementText{RoomSql::InsertMember,
                  "INSERT INTO members (user_id, room_id, joined_ms, read_seq, read_ms) "
                  "VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"},
    StatementText{RoomSql::RoomById, "SELECT " MARU_ROOM " FROM rooms WHERE id = ?"},
    StatementText{RoomSql::RoomByKey,
                  "SELECT " MARU_ROOM " FROM rooms WHERE kind = 0 AND name_key = ?"},
    StatementText{RoomSql::RoomByCode, "SELECT " MARU_ROOM " FROM rooms WHERE class_code = ?"},
    StatementText{RoomSql::AnyClassCode,
                  "SELECT 1 FROM rooms WHERE class_code IS NOT NULL LIMIT 1"},
    StatementText{
        RoomSql::ListRooms,
        "SELECT " MARU_ROOM
        " FROM rooms WHERE kind = 0 AND archived = 0 AND id > ? AND (? = '' OR %contains) "
        "ORDER BY id LIMIT ?"},
    StatementText{
        RoomSql::MemberRooms,
        "SELECT " MARU_ROOM ", " MARU_MEMBERSHIP
        " FROM members JOIN rooms ON rooms.id = members.room_id WHERE members.user_id = ? "
        "ORDER BY rooms.id"},
    StatementText{RoomSql::MemberRoom,
                  "SELECT " MARU_ROOM ", " MARU_MEMBERSHIP
                  " FROM members JOIN rooms ON rooms.id = members.room_id "
                  "WHERE members.user_id = ? AND members.room_id = ?"},
});
static_assert(areComplete<RoomSql>(texts), "each has its text, in the order of the enumeration");

} // namespace

std::span<const char *const> roomStatements()
{
    return texts;
}

} // namespace maru::server
