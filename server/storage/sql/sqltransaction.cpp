// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/sqltransaction.h"

#include "server/storage/searchrules.h"
#include "server/storage/sql/sqlrows.h"

namespace maru::server {

SqlTransaction::Counters *SqlTransaction::countersOf(const RoomId &room)
{
    const auto known = m_counters.find(room);
    if (known != m_counters.end()) {
        return &*known;
    }
    Rows rows = m_statements.run(Sql::RoomCounters, {sqlText(room.toString())});
    if (!rows.next()) {
        return nullptr;
    }
    return &*m_counters.insert(room, {rows.number(0), rows.number(1)});
}

bool SqlTransaction::append(Message &message, Counters &counters, const QByteArray &contentHash)
{
    message.seq = counters.seq + 1;
    message.rev = counters.rev + 1;
    const std::optional<qint64> replySeq =
        message.replyTo ? std::optional(message.replyTo->seq) : std::nullopt;
    {
        const Rows inserted =
            rows(MessageSql::InsertMessage,
                 {sqlText(message.id.toString()), sqlText(message.room.toString()), message.seq,
                  message.rev, sqlOrNull(message.cid), sqlNumber(message.type),
                  sqlText(message.chat), sqlOrNull(message.user.id.toString()),
                  sqlText(message.user.userName), message.createdMs, message.updatedMs,
                  sqlOrNull(message.editedMs), sqlOrNull(message.deletedMs),
                  sqlText(joinedIds(message.mentions)), sqlOrNull(replySeq), sqlOrNull(contentHash),
                  qint64(message.files.size()), imageCount(message)});
        if (inserted.changedRows() != 1) {
            return false;
        }
    }
    for (const UserId &user : std::as_const(message.mentions)) {
        run(MessageSql::InsertMention, {user.toString(), message.room.toString(), message.seq});
    }
    // Only now: a message that was not inserted must not leave a gap.
    counters = {message.seq, message.rev};
    return true;
}

void SqlTransaction::writeCounters()
{
    for (auto it = m_counters.cbegin(); it != m_counters.cend(); ++it) {
        run(Sql::SetRoomCounters, {it->seq, it->rev, it.key().toString()});
    }
    m_counters.clear();
}

} // namespace maru::server
