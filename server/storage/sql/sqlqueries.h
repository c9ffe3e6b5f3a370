// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/sql/sqlfiles.h"
#include "server/storage/sql/sqlmessages.h"
#include "server/storage/sql/sqlpeople.h"
#include "server/storage/sql/sqlrooms.h"
#include "server/storage/sql/sqlsearch.h"

namespace maru::server {

/// The queries of the store, in SQL: those of each subject, and recovery. After each,
/// Statements::trouble() says whether its answer can be believed.
class SqlQueries
{
public:
    explicit SqlQueries(Statements &statements);

    [[nodiscard]] SqlAnswer answer(const Query &query);

private:
    SqlAnswer answerOne(const FindRecovery &query);

    Statements &m_statements;
    SqlPeopleQueries m_people;
    SqlRoomQueries m_rooms;
    SqlMessageQueries m_messages;
    SqlSearch m_search;
    SqlFileQueries m_files;
};

} // namespace maru::server
