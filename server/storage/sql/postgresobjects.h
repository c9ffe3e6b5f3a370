// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QLatin1StringView>

/// Questions about what is in our schema of a PostgreSQL database.
namespace maru::server {

/// The name of something in it, tables first; without what belongs to an extension, which may have
/// views there.
inline constexpr QLatin1StringView firstPostgresTable(
    "SELECT c.relname FROM pg_class c WHERE c.relnamespace = "
    "quote_ident(current_schema())::regnamespace "
    "AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND NOT EXISTS (SELECT 1 FROM pg_depend d "
    "WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e') "
    "ORDER BY c.relkind = 'S', c.relname LIMIT 1");

/// Whether there is a store, and whether it is a copy that is not finished.
inline constexpr QLatin1StringView
    ourPostgresTables("SELECT to_regclass(quote_ident(current_schema()) || '.maru_store') IS NOT "
                      "NULL, to_regclass(quote_ident(current_schema()) || '.maru_migration') IS "
                      "NOT NULL");

} // namespace maru::server
