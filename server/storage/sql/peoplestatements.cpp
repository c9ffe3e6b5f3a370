// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/peoplestatements.h"

#include "server/storage/sql/columns.h"

namespace maru::server {

namespace {

constexpr auto texts = inOrder(std::array{
    StatementText{
        PeopleSql::InsertUser,
        "INSERT INTO users (id, name, name_key, skeleton, role, is_held, last_seen_ms, created_ms) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"},
    StatementText{PeopleSql::InsertToken,
                  "INSERT INTO tokens (token_hash, user_id, created_ms) VALUES (?, ?, ?)"},
    StatementText{
        PeopleSql::HoldUser,
        "UPDATE users SET is_held = 1, role = CASE role WHEN 0 THEN 1 ELSE role END WHERE id = ? "
        "AND is_held = 0"},
    StatementText{PeopleSql::OtherUserWithName,
                  "SELECT 1 FROM users WHERE id <> ? AND (name_key = ? OR skeleton = ?) LIMIT 1"},
    StatementText{PeopleSql::RenameUser,
                  "UPDATE users SET name = ?, name_key = ?, skeleton = ? WHERE id = ?"},
    StatementText{PeopleSql::DeleteToken, "DELETE FROM tokens WHERE token_hash = ?"},
    StatementText{PeopleSql::UserById, "SELECT " MARU_USER " FROM users WHERE id = ?"},
    StatementText{PeopleSql::UserByKey, "SELECT " MARU_USER " FROM users WHERE name_key = ?"},
    StatementText{PeopleSql::UserBySkeleton, "SELECT " MARU_USER " FROM users WHERE skeleton = ?"},
    StatementText{
        PeopleSql::UserByToken,
        "SELECT " MARU_USER
        " FROM tokens JOIN users ON users.id = tokens.user_id WHERE tokens.token_hash = ?"},
});
static_assert(areComplete<PeopleSql>(texts), "each has its text, in the order of the enumeration");

} // namespace

std::span<const char *const> peopleStatements()
{
    return texts;
}

} // namespace maru::server
