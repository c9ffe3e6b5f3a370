// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/sql/sqlfiles.h"
#include "server/storage/sql/sqlmessages.h"
#include "server/storage/sql/sqlpeople.h"
#include "server/storage/sql/sqlrooms.h"
#include "server/storage/sql/sqltransaction.h"

namespace maru::server {

/// Whether the search index has work after \p change.
[[nodiscard]] bool isIndexable(const Change &change);

/// The changes of one transaction, in SQL: those of each subject, and recovery. Begin and commit
/// are its owner's.
///
/// Each change checks first and writes then, so that one that is refused has written nothing. When
/// a statement fails where it must not, Statements::trouble() is set and the whole transaction has
/// to be rolled back.
class SqlChanges
{
public:
    explicit SqlChanges(Statements &statements);

    [[nodiscard]] SqlReply apply(const Change &change);

    /// The last thing before COMMIT.
    void writeCounters() { m_transaction.writeCounters(); }

private:
    SqlReply applyOne(const SaveRecovery &change);
    SqlReply applyOne(const LoseRecovery &change);
    SqlReply applyOne(const ForgetRecovery &change);
    SqlReply applyOne(const ExpireRecovery &change);

    SqlTransaction m_transaction;
    SqlPeople m_people;
    SqlRooms m_rooms;
    SqlMessages m_messages;
    SqlFiles m_files;
};

} // namespace maru::server
