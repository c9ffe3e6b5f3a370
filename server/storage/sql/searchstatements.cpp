// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/searchstatements.h"

/// As much of a message as decides whether it is found; read by candidateFrom() in sqlsearch.cpp.
#define MARU_CANDIDATE                                                                             \
    "messages.rowid, messages.id, messages.room_id, messages.type, messages.chat, "                \
    "messages.author_id, messages.created_ms, messages.deleted_ms"

namespace maru::server {

namespace {

constexpr auto texts = inOrder(std::array{
    StatementText{SearchSql::State, "SELECT indexed, last_id, version FROM search_state"},
    StatementText{SearchSql::SetState,
                  "UPDATE search_state SET indexed = ?, last_id = ?, version = ?"},
    StatementText{SearchSql::LastDoc, "SELECT coalesce(max(rowid), 0) FROM messages"},
    StatementText{SearchSql::DocById, "SELECT rowid FROM messages WHERE id = ?"},
    StatementText{SearchSql::Unindexed,
                  "SELECT " MARU_CANDIDATE " FROM messages WHERE rowid > ? ORDER BY rowid LIMIT ?"},
    StatementText{SearchSql::InsertTerms, "INSERT INTO search_index (rowid, terms) VALUES (?, ?)"},
    StatementText{SearchSql::DeleteTerms,
                  "INSERT INTO search_index (search_index, rowid, terms) VALUES ('delete', ?, ?)"},
    StatementText{SearchSql::DeleteAllTerms,
                  "INSERT INTO search_index (search_index) VALUES ('delete-all')"},
    StatementText{SearchSql::NoteStale,
                  "INSERT INTO search_stale (doc, terms) SELECT messages.rowid, ? "
                  "FROM messages, search_state "
                  "WHERE messages.id = ? AND messages.rowid <= search_state.indexed "
                  "ON CONFLICT DO NOTHING"},
    StatementText{SearchSql::StaleTerms,
                  "SELECT doc, terms FROM search_stale ORDER BY doc LIMIT ?"},
    StatementText{SearchSql::StaleDocs,
                  "SELECT doc FROM search_stale WHERE doc < ? ORDER BY doc DESC"},
    StatementText{SearchSql::StaleCount, "SELECT count(*) FROM search_stale"},
    StatementText{SearchSql::DeleteStale, "DELETE FROM search_stale WHERE doc = ?"},
    StatementText{SearchSql::DeleteAllStale, "DELETE FROM search_stale"},
    StatementText{SearchSql::MatchingDocs,
                  "SELECT rowid FROM search_index WHERE search_index MATCH ? "
                  "AND rowid BETWEEN ? AND ? ORDER BY rowid DESC"},
    StatementText{SearchSql::Candidate, "SELECT " MARU_CANDIDATE " FROM messages WHERE rowid = ?"},
    StatementText{SearchSql::NewestCandidates,
                  "SELECT " MARU_CANDIDATE
                  " FROM messages WHERE rowid > ? AND rowid < ? ORDER BY rowid DESC"},
});
static_assert(areComplete<SearchSql>(texts), "each has its text, in the order of the enumeration");

} // namespace

std::span<const char *const> searchStatements()
{
    return texts;
}

} // namespace maru::server
