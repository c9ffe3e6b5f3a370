// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/messagestatements.h"

#include "server/storage/sql/columns.h"

namespace maru::server {

namespace {

constexpr auto texts = inOrder(std::array{
    StatementText{
        MessageSql::InsertMessage,
        "INSERT INTO messages (id, room_id, seq, rev, cid, type, chat, author_id, author_name, "
        "created_ms, updated_ms, edited_ms, deleted_ms, mentions, reply_seq, content_hash, files, "
        "images) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO "
        "NOTHING"},
    StatementText{MessageSql::MessageById,
                  "SELECT " MARU_MESSAGE " FROM " MARU_MESSAGES
                  " WHERE messages.id = ? AND messages.room_id = ?"},
    StatementText{MessageSql::MessageByCid,
                  "SELECT " MARU_MESSAGE ", messages.content_hash FROM " MARU_MESSAGES
                  " WHERE messages.author_id = ? AND messages.cid = ?"},
    StatementText{
        MessageSql::InsertMention,
        "INSERT INTO mentions (user_id, room_id, seq) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"},
    StatementText{MessageSql::DeleteMentions,
                  "DELETE FROM mentions WHERE user_id = ? AND room_id = ? AND seq = ?"},
    StatementText{
        MessageSql::UpdateMessage,
        "UPDATE messages SET rev = ?, chat = ?, updated_ms = ?, edited_ms = ?, deleted_ms = ?, "
        "mentions = ?, reactions = ?, files = ?, images = ? WHERE id = ?"},
    StatementText{
        MessageSql::InsertEdit,
        "INSERT INTO edits (room_id, seq, rev, chat, editor_id, at_ms) VALUES (?, ?, ?, ?, ?, ?)"},
    StatementText{MessageSql::EditsOf,
                  "SELECT edits.chat, edits.editor_id, edits.at_ms FROM messages "
                  "JOIN edits ON edits.room_id = messages.room_id AND edits.seq = messages.seq "
                  "WHERE messages.id = ? AND messages.room_id = ? "
                  "ORDER BY edits.rev DESC LIMIT ?"},
    StatementText{
        MessageSql::InsertReaction,
        "INSERT INTO reactions (room_id, seq, emoji, user_id, rev) VALUES (?, ?, ?, ?, ?)"},
    StatementText{
        MessageSql::DeleteReaction,
        "DELETE FROM reactions WHERE room_id = ? AND seq = ? AND emoji = ? AND user_id = ?"},
    StatementText{MessageSql::DeleteReactions,
                  "DELETE FROM reactions WHERE room_id = ? AND seq = ?"},
    StatementText{
        MessageSql::HistoryBefore,
        "SELECT " MARU_MESSAGE " FROM " MARU_MESSAGES
        " WHERE messages.room_id = ? AND messages.seq < ? ORDER BY messages.seq DESC LIMIT ?"},
    StatementText{MessageSql::HistoryAfter,
                  "SELECT " MARU_MESSAGE " FROM " MARU_MESSAGES
                  " WHERE messages.room_id = ? AND messages.seq > ? ORDER BY messages.seq LIMIT ?"},
    StatementText{MessageSql::Changes,
                  "SELECT " MARU_MESSAGE " FROM " MARU_MESSAGES
                  " WHERE messages.room_id = ? AND messages.rev > ? ORDER BY messages.rev LIMIT ?"},
    StatementText{
        MessageSql::ReactionsBySeq,
        "SELECT seq, emoji, user_id FROM reactions WHERE room_id = ? AND seq BETWEEN ? AND ? "
        "ORDER BY seq, rev"},
    StatementText{MessageSql::ReactionsByRev,
                  // CROSS JOIN: SQLite goes through the messages of the page, not through what
                  // hangs on all of the room.
                  "SELECT reactions.seq, reactions.emoji, reactions.user_id FROM messages "
                  "CROSS JOIN reactions "
                  "WHERE reactions.room_id = messages.room_id AND reactions.seq = messages.seq "
                  "AND messages.room_id = ? AND messages.rev BETWEEN ? AND ? "
                  "ORDER BY reactions.seq, reactions.rev"},
    // CROSS JOIN: SQLite looks up the people, not all of the room's.
    StatementText{MessageSql::MembersByKeys,
                  "SELECT users.name_key, users.id FROM users CROSS JOIN members "
                  "WHERE members.user_id = users.id AND users.name_key IN (%textsOfJson) "
                  "AND members.room_id = ?"},
    StatementText{MessageSql::ReadMark,
                  "SELECT read_seq FROM members WHERE user_id = ? AND room_id = ?"},
    StatementText{MessageSql::SetReadMark,
                  "UPDATE members SET read_seq = ?, read_ms = ? WHERE user_id = ? AND room_id = ?"},
    StatementText{MessageSql::Readers,
                  "SELECT " MARU_USER ", members.read_ms, members.read_seq "
                  "FROM members JOIN users ON users.id = members.user_id "
                  "WHERE members.room_id = ? AND members.user_id <> ? AND members.joined_ms <= ? "
                  "ORDER BY members.user_id LIMIT ?"},
});
static_assert(areComplete<MessageSql>(texts), "each has its text, in the order of the enumeration");

} // namespace

std::span<const char *const> messageStatements()
{
    return texts;
}

} // namespace maru::server
