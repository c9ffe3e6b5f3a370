// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/searchstatements.h"

/// As much of a message as decides whether it is found; read by candidateFrom() in sqlsearch.cpp.
#define MARU_CANDIDATE                                                                             \
    "messages.%doc, messages.id, messages.room_id, messages.type, messages.chat, "                 \
    "messages.author_id, messages.created_ms, messages.deleted_ms, messages.files, "               \
    "messages.images"

namespace maru::server {

namespace {

constexpr auto texts = inOrder(std::array{
    StatementText{SearchSql::State, "SELECT indexed, last_id, version FROM search_state"},
    StatementText{SearchSql::SetState,
                  "UPDATE search_state SET indexed = ?, last_id = ?, version = ?"},
    StatementText{SearchSql::LastDoc, "SELECT coalesce(max(%doc), 0) FROM messages"},
    StatementText{SearchSql::DocById, "SELECT %doc FROM messages WHERE id = ?"},
    StatementText{SearchSql::Unindexed,
                  "SELECT " MARU_CANDIDATE " FROM messages WHERE %doc > ? ORDER BY %doc LIMIT ?"},
    StatementText{SearchSql::InsertTerms, "%insertTerms"},
    StatementText{SearchSql::DeleteTerms, "%deleteTerms"},
    StatementText{SearchSql::DeleteAllTerms, "%deleteAllTerms"},
    StatementText{SearchSql::NoteStale,
                  "INSERT INTO search_stale (doc, terms) SELECT messages.%doc, ? "
                  "FROM messages, search_state "
                  "WHERE messages.id = ? AND messages.%doc <= search_state.indexed "
                  "ON CONFLICT DO NOTHING"},
    StatementText{SearchSql::StaleTerms,
                  "SELECT doc, terms FROM search_stale ORDER BY doc LIMIT ?"},
    StatementText{SearchSql::StaleDocs,
                  "SELECT doc FROM search_stale WHERE doc < ? ORDER BY doc DESC"},
    StatementText{SearchSql::StaleCount, "SELECT count(*) FROM search_stale"},
    StatementText{SearchSql::DeleteStale, "DELETE FROM search_stale WHERE doc = ?"},
    StatementText{SearchSql::DeleteAllStale, "DELETE FROM search_stale"},
    StatementText{SearchSql::MatchingDocs, "%matchingDocs LIMIT ?"},
    StatementText{SearchSql::Candidate, "SELECT " MARU_CANDIDATE " FROM messages WHERE %doc = ?"},
    StatementText{SearchSql::NewestCandidates,
                  "SELECT " MARU_CANDIDATE
                  " FROM messages WHERE %doc > ? AND %doc < ? ORDER BY %doc DESC LIMIT ?"},
});
static_assert(areComplete<SearchSql>(texts), "each has its text, in the order of the enumeration");

} // namespace

std::span<const char *const> searchStatements()
{
    return texts;
}

} // namespace maru::server
