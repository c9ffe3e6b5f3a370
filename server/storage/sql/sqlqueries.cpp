// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/sqlqueries.h"

namespace maru::server {

SqlQueries::SqlQueries(Statements &statements)
    : m_statements(statements)
    , m_people(statements)
    , m_rooms(statements)
    , m_messages(statements)
    , m_search(statements)
    , m_files(statements)
{ }

SqlAnswer SqlQueries::answer(const Query &query)
{
    return std::visit(
        [this](const auto &one) -> SqlAnswer {
            using One = std::decay_t<decltype(one)>;
            if constexpr (isOneOf<One, MessageQuery>) {
                return m_messages.answer(one);
            } else if constexpr (isOneOf<One, FileQuery>) {
                return m_files.answer(one);
            } else if constexpr (isOneOf<One, RoomQuery>) {
                return m_rooms.answer(one);
            } else if constexpr (isOneOf<One, PeopleQuery>) {
                return m_people.answer(one);
            } else if constexpr (isOneOf<One, SearchQuery>) {
                return m_search.answer(one);
            } else {
                return answerOne(one);
            }
        },
        query);
}

SqlAnswer SqlQueries::answerOne(const FindRecovery &query)
{
    Rows rows = m_statements.run(Sql::FindRecovery, {query.pidHash, query.lostAfterMs});
    if (!rows.next()) {
        return std::optional<RecoveryRecord>();
    }
    RecoveryRecord record;
    record.pidHash = rows.bytes(0);
    record.sid = rows.text(1);
    record.user = UserId(rows.text(2));
    record.room = RoomId(rows.text(3));
    record.fromSeq = rows.number(4);
    return std::optional(std::move(record));
}

} // namespace maru::server
