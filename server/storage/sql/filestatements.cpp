// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/filestatements.h"

/// Read by fileFrom() in sqlfiles.cpp.
#define MARU_FILE                                                                                  \
    "files.id, files.name, files.mime, files.bytes, files.width, files.height, files.sha256"
/// And by storedFileFrom().
#define MARU_STORED_FILE                                                                           \
    MARU_FILE ", files.room_id, files.owner_id, files.created_ms, files.unused_ms"

namespace maru::server {

namespace {

constexpr auto texts = inOrder(std::array{
    StatementText{FileSql::IsMember, "SELECT 1 FROM members WHERE user_id = ? AND room_id = ?"},
    StatementText{FileSql::CountUploads, "SELECT count(*) FROM uploads WHERE owner_id = ?"},
    StatementText{FileSql::Usage, "SELECT bytes FROM file_usage WHERE user_id = ?"},
    StatementText{FileSql::AddUsage,
                  "INSERT INTO file_usage (user_id, bytes) VALUES (?, ?) "
                  "ON CONFLICT (user_id) DO UPDATE SET bytes = file_usage.bytes + ?"},
    StatementText{FileSql::InsertUpload,
                  "INSERT INTO uploads (id, room_id, owner_id, name, bytes, created_ms, "
                  "touched_ms) VALUES (?, ?, ?, ?, ?, ?, ?)"},
    StatementText{FileSql::UploadById,
                  "SELECT id, room_id, owner_id, name, bytes, created_ms FROM uploads "
                  "WHERE id = ?"},
    StatementText{FileSql::TouchUpload, "UPDATE uploads SET touched_ms = ? WHERE id = ?"},
    StatementText{FileSql::DeleteUpload, "DELETE FROM uploads WHERE id = ?"},
    StatementText{FileSql::OldUploads,
                  "SELECT id, owner_id, bytes FROM uploads WHERE touched_ms < ? LIMIT ?"},
    StatementText{FileSql::InsertFile,
                  "INSERT INTO files (id, room_id, owner_id, name, mime, bytes, width, height, "
                  "sha256, created_ms, unused_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"},
    StatementText{FileSql::FileById, "SELECT " MARU_STORED_FILE " FROM files WHERE files.id = ?"},
    StatementText{FileSql::FileForReader,
                  "SELECT " MARU_STORED_FILE " FROM files WHERE files.id = ? AND "
                  "(files.owner_id = ? OR (files.unused_ms IS NULL AND EXISTS (SELECT 1 FROM "
                  "members WHERE members.user_id = ? AND members.room_id = files.room_id)))"},
    StatementText{FileSql::SetUsed, "UPDATE files SET unused_ms = NULL WHERE id = ?"},
    StatementText{FileSql::SetUnused,
                  "UPDATE files SET unused_ms = 0 WHERE id = ? AND NOT EXISTS "
                  "(SELECT 1 FROM message_files WHERE message_files.file_id = files.id)"},
    StatementText{FileSql::UnusedFiles,
                  "SELECT id, owner_id, bytes, sha256 FROM files WHERE unused_ms < ? LIMIT ?"},
    StatementText{FileSql::DeleteFile, "DELETE FROM files WHERE id = ?"},
    StatementText{FileSql::FileByHash, "SELECT 1 FROM files WHERE sha256 = ? LIMIT 1"},
    StatementText{FileSql::InsertMessageFile,
                  "INSERT INTO message_files (room_id, seq, position, file_id) "
                  "VALUES (?, ?, ?, ?)"},
    StatementText{FileSql::DeleteMessageFiles,
                  "DELETE FROM message_files WHERE room_id = ? AND seq = ?"},
    StatementText{FileSql::FilesBySeq,
                  "SELECT " MARU_FILE ", message_files.seq FROM message_files "
                  "JOIN files ON files.id = message_files.file_id "
                  "WHERE message_files.room_id = ? AND message_files.seq BETWEEN ? AND ? "
                  "ORDER BY message_files.seq, message_files.position"},
    StatementText{FileSql::FilesByRev,
                  // CROSS JOIN: as MessageSql::ReactionsByRev.
                  "SELECT " MARU_FILE ", message_files.seq FROM messages CROSS JOIN message_files "
                  "JOIN files ON files.id = message_files.file_id "
                  "WHERE message_files.room_id = messages.room_id "
                  "AND message_files.seq = messages.seq "
                  "AND messages.room_id = ? AND messages.rev BETWEEN ? AND ? "
                  "ORDER BY message_files.seq, message_files.position"},
    StatementText{FileSql::StoreId, "SELECT id FROM file_store"},
});
static_assert(areComplete<FileSql>(texts), "each has its text, in the order of the enumeration");

} // namespace

std::span<const char *const> fileStatements()
{
    return texts;
}

} // namespace maru::server
