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
                  "INSERT INTO members (user_id, room_id, joined_ms, read_seq, read_ms, muted, "
                  "muted_until_ms) SELECT ?, ?, ?, ?, ?, "
                  "CASE WHEN kept.room_id IS NULL THEN 0 ELSE 1 END, kept.until_ms "
                  "FROM (SELECT 1) AS one LEFT JOIN room_mutes AS kept "
                  "ON kept.room_id = ? AND kept.user_id = ? "
                  "AND (kept.until_ms IS NULL OR kept.until_ms > ?) "
                  "WHERE NOT EXISTS (SELECT 1 FROM room_bans WHERE room_id = ? AND user_id = ? "
                  "AND (until_ms IS NULL OR until_ms > ?)) ON CONFLICT DO NOTHING"},
    StatementText{RoomSql::RoomById, "SELECT " MARU_ROOM " FROM rooms WHERE id = ?"},
    StatementText{RoomSql::RoomByKey,
                  "SELECT " MARU_ROOM " FROM rooms WHERE kind IN (0, 3) AND name_key = ?"},
    StatementText{RoomSql::RoomByCode, "SELECT " MARU_ROOM " FROM rooms WHERE class_code = ?"},
    StatementText{RoomSql::AnyClassCode,
                  "SELECT 1 FROM rooms WHERE class_code IS NOT NULL LIMIT 1"},
    StatementText{
        RoomSql::ListRooms,
        "SELECT " MARU_ROOM
        " FROM rooms WHERE kind IN (0, 3) AND archived <= ? AND id > ? AND (? = '' OR %contains) "
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
    StatementText{RoomSql::RoomByDirectKey, "SELECT " MARU_ROOM " FROM rooms WHERE direct_key = ?"},
    StatementText{RoomSql::SetDirectKey, "UPDATE rooms SET direct_key = ? WHERE id = ?"},
    StatementText{RoomSql::InsertFirstMember,
                  "INSERT INTO members (user_id, room_id, joined_ms, read_seq, read_ms, role) "
                  "VALUES (?, ?, ?, 0, ?, ?) ON CONFLICT DO NOTHING"},
    StatementText{
        RoomSql::OtherRoomLikeIt,
        "SELECT 1 FROM rooms WHERE id <> ? AND ((? = 1 AND kind IN (0, 3) AND name_key = ?) "
        "OR class_code = ?) LIMIT 1"},
    StatementText{RoomSql::UpdateRoom,
                  "UPDATE rooms SET name = ?, name_key = ?, topic = ?, archived = ?, "
                  "class_code = ?, mute_all = ?, slow_mode_s = ? WHERE id = ?"},
    StatementText{
        RoomSql::UpdateMember,
        "UPDATE members SET role = ?, muted = ?, muted_until_ms = ?, "
        "hand_ms = CASE WHEN ? = 1 THEN coalesce(hand_ms, ?) END, notify = ? WHERE user_id = "
        "? AND room_id = ?"},
    StatementText{RoomSql::OwnerOfRoom,
                  "SELECT 1 FROM members WHERE room_id = ? AND role = 2 AND user_id <> ? LIMIT 1"},
    StatementText{RoomSql::HeirOfRoom,
                  "SELECT user_id FROM members WHERE room_id = ? "
                  "ORDER BY role DESC, joined_ms, user_id LIMIT 1"},
    StatementText{RoomSql::DeleteMember, "DELETE FROM members WHERE user_id = ? AND room_id = ?"},
    // Counts no further than it must; the lobby's are not counted.
    StatementText{RoomSql::CountMembers,
                  "SELECT CASE WHEN kind IN (0, 3) AND name_key = 'lobby' THEN -1 ELSE (SELECT "
                  "count(*) FROM (SELECT 1 FROM members WHERE room_id = ? LIMIT ?) AS counted) END "
                  "FROM rooms WHERE id = ?"},
    StatementText{
        RoomSql::CountRooms,
        "SELECT count(*) FROM (SELECT 1 FROM members WHERE user_id = ? LIMIT ?) AS counted"},
    StatementText{RoomSql::ListMembers,
                  "SELECT " MARU_USER
                  ", members.role, members.muted, members.muted_until_ms, members.hand_ms, "
                  "members.read_seq FROM members JOIN users ON users.id = members.user_id "
                  "WHERE members.room_id = ? AND members.user_id > ? "
                  "ORDER BY members.user_id LIMIT ?"},
    StatementText{RoomSql::FindBan,
                  "SELECT until_ms, reason FROM room_bans WHERE room_id = ? AND user_id = ? "
                  "AND (until_ms IS NULL OR until_ms > ?)"},
    // Who is banned is no member, and of who has left the ban is what counts.
    StatementText{
        RoomSql::ListSanctions,
        "SELECT " MARU_USER
        ", 1 AS kind, room_bans.until_ms AS until_ms, room_bans.reason AS reason, "
        "author.id AS author_id, author.name AS author_name "
        "FROM room_bans JOIN users ON users.id = room_bans.user_id "
        "LEFT JOIN users AS author ON author.id = room_bans.created_by WHERE room_bans.room_id = ? "
        "AND room_bans.user_id > ? AND (room_bans.until_ms IS NULL OR room_bans.until_ms > ?) "
        "UNION ALL SELECT " MARU_USER ", 0, members.muted_until_ms, '', NULL, NULL "
        "FROM members JOIN users ON users.id = members.user_id WHERE members.room_id = ? "
        "AND members.user_id > ? AND members.muted = 1 "
        "AND (members.muted_until_ms IS NULL OR members.muted_until_ms > ?) "
        "UNION ALL SELECT " MARU_USER ", 0, room_mutes.until_ms, '', NULL, NULL "
        "FROM room_mutes JOIN users ON users.id = room_mutes.user_id WHERE room_mutes.room_id = ? "
        "AND room_mutes.user_id > ? AND (room_mutes.until_ms IS NULL OR room_mutes.until_ms > ?) "
        "AND NOT EXISTS (SELECT 1 FROM room_bans WHERE room_bans.room_id = room_mutes.room_id "
        "AND room_bans.user_id = room_mutes.user_id "
        "AND (room_bans.until_ms IS NULL OR room_bans.until_ms > ?)) ORDER BY 1 LIMIT ?"},
    StatementText{RoomSql::SetBan,
                  "INSERT INTO room_bans (room_id, user_id, until_ms, reason, created_by, "
                  "created_ms) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (room_id, user_id) DO UPDATE "
                  "SET until_ms = excluded.until_ms, reason = excluded.reason, "
                  "created_by = excluded.created_by, created_ms = excluded.created_ms"},
    StatementText{RoomSql::DeleteBan, "DELETE FROM room_bans WHERE room_id = ? AND user_id = ?"},
    StatementText{RoomSql::KeepMute,
                  "INSERT INTO room_mutes (room_id, user_id, until_ms) VALUES (?, ?, ?) "
                  "ON CONFLICT (room_id, user_id) DO UPDATE SET until_ms = excluded.until_ms"},
    StatementText{RoomSql::DropMute,
                  "DELETE FROM room_mutes WHERE room_id = ? AND user_id = ? "
                  "AND (until_ms IS NULL OR until_ms > ?)"},
    StatementText{RoomSql::DropOldMutes,
                  "DELETE FROM room_mutes WHERE room_id = ? AND until_ms <= ?"},
});
static_assert(areComplete<RoomSql>(texts), "each has its text, in the order of the enumeration");

} // namespace

std::span<const char *const> roomStatements()
{
    return texts;
}

} // namespace maru::server
