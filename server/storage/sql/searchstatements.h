// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/sql/statementtexts.h"

#include <QtGlobal>

namespace maru::server {

/// The statements of the search index, in the order of their texts in searchstatements.cpp. A doc
/// is the number of a message in
/// their order: in SQLite its rowid.
enum class SearchSql : quint8 {
    State,
    SetState,
    LastDoc,
    DocById,
    Unindexed,
    InsertTerms,
    DeleteTerms,
    DeleteAllTerms,
    NoteStale,
    StaleTerms,
    StaleDocs,
    StaleCount,
    DeleteStale,
    DeleteAllStale,
    MatchingDocs,
    Candidate,
    NewestCandidates,
    Count,
};

[[nodiscard]] std::span<const char *const> searchStatements();
[[nodiscard]] constexpr SqlId sqlId(SearchSql which)
{
    return {4, static_cast<size_t>(which)};
}

} // namespace maru::server
