// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/sqlqueries.h"

#include "server/storage/sql/sqlrows.h"

#include <algorithm>
#include <limits>

namespace maru::server {

SqlQueries::SqlQueries(Statements &statements)
    : m_statements(statements)
{ }

Result<QueryReply, StoreError> SqlQueries::answer(const Query &query)
{
    return std::visit([this](const auto &one) { return answerOne(one); }, query);
}

std::optional<StoredUser> SqlQueries::oneUser(Sql which, const QVariant &value)
{
    Rows rows = m_statements.run(which, {value});
    return rows.next() ? std::optional(userFrom(rows)) : std::nullopt;
}

std::optional<StoredRoom> SqlQueries::oneRoom(Sql which, const QString &value)
{
    Rows rows = m_statements.run(which, {value});
    return rows.next() ? std::optional(roomFrom(rows)) : std::nullopt;
}

SqlQueries::Reply SqlQueries::answerOne(const FindUserByName &query)
{
    std::optional<StoredUser> user = oneUser(Sql::UserByKey, sqlText(query.nameKey));
    if (!user && !query.skeleton.isEmpty()) {
        user = oneUser(Sql::UserBySkeleton, query.skeleton);
    }
    return user;
}

SqlQueries::Reply SqlQueries::answerOne(const FindUserByToken &query)
{
    return oneUser(Sql::UserByToken, query.tokenHash);
}

SqlQueries::Reply SqlQueries::answerOne(const FindUser &query)
{
    return oneUser(Sql::UserById, sqlText(query.user.toString()));
}

SqlQueries::Reply SqlQueries::answerOne(const FindRoom &query)
{
    if (!query.room.isNull()) {
        return oneRoom(Sql::RoomById, query.room.toString());
    }
    if (!query.nameKey.isEmpty()) {
        return oneRoom(Sql::RoomByKey, query.nameKey);
    }
    return query.classCode.isEmpty() ? std::nullopt : oneRoom(Sql::RoomByCode, query.classCode);
}

SqlQueries::Reply SqlQueries::answerOne(const AnyClassCode &)
{
    return m_statements.run(Sql::AnyClassCode).next();
}

SqlQueries::Reply SqlQueries::answerOne(const ListRooms &query)
{
    ListRooms::Reply reply;
    const int limit = pageRows(query.limit);
    const QVariant part = sqlText(query.nameKeyPart);
    // One row more than asked for tells whether there are more.
    Rows rows =
        m_statements.run(Sql::ListRooms, {sqlText(query.after.toString()), part, part, limit + 1});
    while (rows.next()) {
        if (reply.rooms.size() == limit) {
            reply.more = true;
            return reply;
        }
        reply.rooms.append(roomFrom(rows));
    }
    static_cast<void>(m_statements.endedWell(Sql::ListRooms));
    return reply;
}

SqlQueries::Reply SqlQueries::answerOne(const MemberRooms &query)
{
    MemberRooms::Reply reply;
    Rows rows = m_statements.run(Sql::MemberRooms, {sqlText(query.user.toString())});
    while (rows.next()) {
        reply.append(roomFrom(rows));
    }
    static_cast<void>(m_statements.endedWell(Sql::MemberRooms));
    return reply;
}

QList<Message> SqlQueries::messages(Sql which, const RoomId &room, qint64 bound, int rowCount,
                                    PageBudget &budget)
{
    QList<Message> page;
    if (rowCount <= 0) {
        return page;
    }
    Rows rows = m_statements.run(which, {sqlText(room.toString()), bound, rowCount});
    while (rows.next()) {
        Message message = messageFrom(rows);
        if (!budget.take(message)) {
            return page;
        }
        page.append(std::move(message));
    }
    static_cast<void>(m_statements.endedWell(which));
    return page;
}

QList<Message> SqlQueries::messagesAround(const ReadHistory &query)
{
    const int rows = pageRows(query.limit);
    const qint64 afterIt =
        query.seq == std::numeric_limits<qint64>::max() ? query.seq : query.seq + 1;
    PageBudget half(limits::maxPageBytes / 2);
    QList<Message> page = messages(Sql::HistoryBefore, query.room, afterIt, rows / 2 + 1, half);
    std::reverse(page.begin(), page.end());
    PageBudget rest = half.grown(limits::maxPageBytes - limits::maxPageBytes / 2);
    const int rowsAfter = rows - rows / 2 - (page.isEmpty() ? 0 : 1);
    page += messages(Sql::HistoryAfter, query.room, query.seq, rowsAfter, rest);
    return page;
}

SqlQueries::Reply SqlQueries::answerOne(const ReadHistory &query)
{
    ReadHistory::Reply reply;
    PageBudget budget;
    switch (query.direction) {
    case ReadHistory::Direction::Before:
        reply.messages =
            messages(Sql::HistoryBefore, query.room, query.seq, pageRows(query.limit), budget);
        std::reverse(reply.messages.begin(), reply.messages.end());
        break;
    case ReadHistory::Direction::After:
        reply.messages =
            messages(Sql::HistoryAfter, query.room, query.seq, pageRows(query.limit), budget);
        break;
    case ReadHistory::Direction::Around:
        reply.messages = messagesAround(query);
        break;
    }
    Rows counters = m_statements.run(Sql::RoomCounters, {sqlText(query.room.toString())});
    setHistoryEnds(reply, query, counters.next() ? counters.number(0) : 0);
    return reply;
}

SqlQueries::Reply SqlQueries::answerOne(const ReadChanges &query)
{
    ReadChanges::Reply reply;
    {
        Rows counters = m_statements.run(Sql::RoomCounters, {sqlText(query.room.toString())});
        if (!counters.next()) {
            return failure(StoreError::NotFound);
        }
        reply.rev = counters.number(1);
    }
    PageBudget budget;
    reply.messages =
        messages(Sql::Changes, query.room, query.afterRev, pageRows(query.limit), budget);
    // Each change is a message's newest or was overtaken by one, so the message of the room's rev
    // is always there.
    const qint64 seenRev =
        reply.messages.isEmpty() ? query.afterRev : reply.messages.constLast().rev;
    reply.more = seenRev < reply.rev;
    return reply;
}

SqlQueries::Reply SqlQueries::answerOne(const FindRecovery &query)
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
