// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/peoplestatements.h"

#include "server/storage/sql/columns.h"

namespace maru::server {

namespace {

constexpr auto texts = inOrder(std::array{
    StatementText{
        PeopleSql::InsertUser,
        "INSERT INTO users (id, name, name_key, skeleton, role, is_held, last_seen_ms, created_ms, "
        "password_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"},
    StatementText{PeopleSql::InsertToken,
                  "INSERT INTO tokens (token_hash, user_id, created_ms, last_seen_ms, id, name) "
                  "VALUES (?, ?, ?, ?, ?, ?)"},
    StatementText{PeopleSql::HoldUser,
                  "UPDATE users SET is_held = 1, password_hash = ?, role = CASE role WHEN 0 THEN 1 "
                  "ELSE role END WHERE id = ? "
                  "AND is_held = 0"},
    StatementText{PeopleSql::OtherUserWithName,
                  "SELECT 1 FROM users WHERE id <> ? AND (name_key = ? OR skeleton = ?) LIMIT 1"},
    StatementText{PeopleSql::RenameUser,
                  "UPDATE users SET name = ?, name_key = ?, skeleton = ? WHERE id = ?"},
    StatementText{PeopleSql::DeleteToken, "DELETE FROM tokens WHERE token_hash = ?"},
    StatementText{
        PeopleSql::ReleaseUser,
        "UPDATE users SET is_held = 0 WHERE id = ? AND is_held = 1 AND password_hash IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM tokens WHERE tokens.user_id = users.id)"},
    StatementText{PeopleSql::UserById, "SELECT " MARU_PERSON " FROM users WHERE id = ?"},
    StatementText{PeopleSql::UserByKey, "SELECT " MARU_PERSON " FROM users WHERE name_key = ?"},
    StatementText{PeopleSql::UserBySkeleton,
                  "SELECT " MARU_PERSON " FROM users WHERE skeleton = ?"},
    StatementText{
        PeopleSql::UserByToken,
        "SELECT " MARU_PERSON
        " FROM tokens JOIN users ON users.id = tokens.user_id WHERE tokens.token_hash = ? "
        "AND tokens.last_seen_ms >= ?"},
    StatementText{PeopleSql::TokenOfSession,
                  "SELECT token_hash FROM tokens WHERE user_id = ? AND id = ?"},
    StatementText{PeopleSql::SetPassword,
                  "UPDATE users SET password_hash = ?, is_held = 1, "
                  "role = CASE role WHEN 0 THEN 1 ELSE role END WHERE id = ?"},
    StatementText{PeopleSql::DeleteOtherTokens,
                  "DELETE FROM tokens WHERE user_id = ? AND token_hash <> ?"},
    StatementText{PeopleSql::UnseenTokens,
                  "SELECT token_hash FROM tokens WHERE user_id = ? "
                  "ORDER BY last_seen_ms DESC, token_hash DESC LIMIT 1000000 OFFSET ?"},
    StatementText{PeopleSql::ForgetRecoveries, "DELETE FROM recovery WHERE user_id = ?"},
    StatementText{PeopleSql::SetRole, "UPDATE users SET role = ? WHERE id = ?"},
    StatementText{PeopleSql::OtherOwner, "SELECT 1 FROM users WHERE role = 3 AND id <> ? LIMIT 1"},
    StatementText{PeopleSql::SaveBan,
                  "INSERT INTO server_bans (user_id, until_ms, reason, created_by, created_ms) "
                  "VALUES (?, ?, ?, ?, ?) ON CONFLICT (user_id) DO UPDATE SET "
                  "until_ms = excluded.until_ms, reason = excluded.reason, "
                  "created_by = excluded.created_by, created_ms = excluded.created_ms"},
    StatementText{PeopleSql::DeleteBan, "DELETE FROM server_bans WHERE user_id = ?"},
    StatementText{PeopleSql::TouchUser, "UPDATE users SET last_seen_ms = ? WHERE id = ?"},
    StatementText{PeopleSql::TouchToken, "UPDATE tokens SET last_seen_ms = ? WHERE token_hash = ?"},
    StatementText{PeopleSql::DeleteOwnerInvites, "DELETE FROM invites WHERE role = 3"},
    StatementText{PeopleSql::DeleteOldInvites,
                  "DELETE FROM invites WHERE expires_ms <= ? OR uses_left < 1"},
    StatementText{PeopleSql::InsertInvite,
                  "INSERT INTO invites (code_hash, role, uses_left, expires_ms, created_ms) "
                  "VALUES (?, ?, ?, ?, ?)"},
    StatementText{PeopleSql::GoodInvite,
                  "SELECT role FROM invites WHERE code_hash = ? AND uses_left > 0 "
                  "AND expires_ms > ?"},
    StatementText{PeopleSql::UseInvite,
                  "UPDATE invites SET uses_left = uses_left - 1 WHERE code_hash = ?"},
    StatementText{PeopleSql::ReturnInvite,
                  "UPDATE invites SET uses_left = uses_left + 1 WHERE code_hash = ?"},
    StatementText{PeopleSql::SessionsOf,
                  "SELECT id, name, created_ms, last_seen_ms, token_hash FROM tokens "
                  "WHERE user_id = ? ORDER BY created_ms, id"},
    StatementText{PeopleSql::UsersAfter,
                  "SELECT " MARU_PERSON ", users.name_key FROM users WHERE id > ? ORDER BY id "
                  "LIMIT ?"},
    StatementText{PeopleSql::ServerBansAfter,
                  "SELECT " MARU_USER
                  ", 1, server_bans.until_ms, server_bans.reason, author.id, author.name "
                  "FROM server_bans JOIN users ON users.id = server_bans.user_id "
                  "LEFT JOIN users AS author ON author.id = server_bans.created_by WHERE "
                  "server_bans.user_id > ? AND (server_bans.until_ms IS NULL "
                  "OR server_bans.until_ms > ?) ORDER BY server_bans.user_id LIMIT ?"},
});
static_assert(areComplete<PeopleSql>(texts), "each has its text, in the order of the enumeration");

} // namespace

std::span<const char *const> peopleStatements()
{
    return texts;
}

} // namespace maru::server
