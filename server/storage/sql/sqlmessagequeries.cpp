// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/serverlimits.h"
#include "server/storage/sql/sqlfiles.h"
#include "server/storage/sql/sqlmessages.h"
#include "server/storage/sql/sqlrows.h"

#include <QHash>

#include <algorithm>
#include <limits>

namespace maru::server {

void readReactions(Statements &statements, MessageSql which, const RoomId &room, qint64 from,
                   qint64 to, QList<Message> &messages)
{
    QHash<qint64, qsizetype> bySeq;
    for (qsizetype i = 0; i < messages.size(); ++i) {
        bySeq.insert(messages[i].seq, i);
    }
    Rows rows = statements.run(which, {sqlText(room.toString()), from, to});
    while (rows.next()) {
        const auto index = bySeq.constFind(rows.number(0));
        if (index == bySeq.cend()) {
            continue;
        }
        QList<Reaction> &reactions = messages[*index].reactions;
        const QString emoji = rows.text(1);
        auto kind = std::find_if(reactions.begin(), reactions.end(),
                                 [&emoji](const Reaction &one) { return one.emoji == emoji; });
        if (kind == reactions.end()) {
            kind = reactions.insert(reactions.end(), Reaction{emoji, {}});
        }
        kind->users.append(UserId(rows.text(2)));
    }
    static_cast<void>(statements.endedWell(which));
}

void SqlMessageQueries::read(Page &page, MessageSql which, const RoomId &room, qint64 bound,
                             int rowCount, PageBudget &budget)
{
    if (rowCount <= 0) {
        return;
    }
    Rows rows = m_statements.run(which, {sqlText(room.toString()), bound, rowCount});
    while (rows.next()) {
        Message message = messageFrom(rows);
        const qint64 reactions = rows.number(reactionCountColumn);
        const qint64 files = rows.number(fileCountColumn);
        if (!budget.take(message, reactions, files)) {
            return;
        }
        page.hasFiles |= files > 0;
        page.hasReactions |= reactions > 0;
        page.messages.append(std::move(message));
    }
    static_cast<void>(m_statements.endedWell(which));
}

void SqlMessageQueries::readAround(Page &page, const ReadHistory &query)
{
    const int rows = pageRows(query.limit);
    const qint64 afterIt =
        query.seq == std::numeric_limits<qint64>::max() ? query.seq : query.seq + 1;
    PageBudget half(limits::maxPageBytes / 2);
    read(page, MessageSql::HistoryBefore, query.room, afterIt, rows / 2 + 1, half);
    std::reverse(page.messages.begin(), page.messages.end());
    PageBudget rest = half.grown(limits::maxPageBytes - limits::maxPageBytes / 2);
    const int rowsAfter = rows - rows / 2 - (page.messages.isEmpty() ? 0 : 1);
    read(page, MessageSql::HistoryAfter, query.room, query.seq, rowsAfter, rest);
}

SqlAnswer SqlMessageQueries::answer(const ReadHistory &query)
{
    Page page;
    PageBudget budget;
    switch (query.direction) {
    case ReadHistory::Direction::Before:
        read(page, MessageSql::HistoryBefore, query.room, query.seq, pageRows(query.limit), budget);
        std::reverse(page.messages.begin(), page.messages.end());
        break;
    case ReadHistory::Direction::After:
        read(page, MessageSql::HistoryAfter, query.room, query.seq, pageRows(query.limit), budget);
        break;
    case ReadHistory::Direction::Around:
        readAround(page, query);
        break;
    }
    if (page.hasReactions) {
        readReactions(m_statements, MessageSql::ReactionsBySeq, query.room,
                      page.messages.constFirst().seq, page.messages.constLast().seq, page.messages);
    }
    if (page.hasFiles) {
        readFiles(m_statements, FileSql::FilesBySeq, query.room, page.messages.constFirst().seq,
                  page.messages.constLast().seq, page.messages);
    }
    ReadHistory::Reply reply;
    reply.messages = std::move(page.messages);
    Rows counters = m_statements.run(Sql::RoomCounters, {sqlText(query.room.toString())});
    setHistoryEnds(reply, query, counters.next() ? counters.number(0) : 0);
    return reply;
}

SqlAnswer SqlMessageQueries::answer(const ReadChanges &query)
{
    ReadChanges::Reply reply;
    {
        Rows counters = m_statements.run(Sql::RoomCounters, {sqlText(query.room.toString())});
        if (!counters.next()) {
            return failure(StoreError::NotFound);
        }
        reply.rev = counters.number(1);
    }
    Page page;
    PageBudget budget;
    read(page, MessageSql::Changes, query.room, query.afterRev, pageRows(query.limit), budget);
    if (page.hasReactions) {
        readReactions(m_statements, MessageSql::ReactionsByRev, query.room,
                      page.messages.constFirst().rev, page.messages.constLast().rev, page.messages);
    }
    if (page.hasFiles) {
        readFiles(m_statements, FileSql::FilesByRev, query.room, page.messages.constFirst().rev,
                  page.messages.constLast().rev, page.messages);
    }
    reply.messages = std::move(page.messages);
    // Each change is a message's newest or was overtaken by one, so the message of the room's rev
    // is always there; but a room without any has a rev after a restore.
    reply.more = !reply.messages.isEmpty() && reply.messages.constLast().rev < reply.rev;
    return reply;
}

SqlAnswer SqlMessageQueries::answer(const ReadEdits &query)
{
    const QVariant message = sqlText(query.message.toString());
    const QVariant room = sqlText(query.room.toString());
    if (Rows known = m_statements.run(MessageSql::MessageById, {message, room}); !known.next()) {
        return failure(StoreError::NotFound);
    }
    ReadEdits::Reply edits;
    Rows rows = m_statements.run(MessageSql::EditsOf, {message, room, limits::maxEdits + 1});
    while (rows.next()) {
        edits.append({rows.text(0), UserId(rows.text(1)), rows.number(2)});
    }
    static_cast<void>(m_statements.endedWell(MessageSql::EditsOf));
    std::reverse(edits.begin(), edits.end());
    return edits;
}

SqlAnswer SqlMessageQueries::answer(const ReadReaders &query)
{
    std::optional<Message> message;
    {
        Rows rows =
            m_statements.run(MessageSql::MessageById,
                             {sqlText(query.message.toString()), sqlText(query.room.toString())});
        if (!rows.next()) {
            return failure(StoreError::NotFound);
        }
        message = messageFrom(rows);
    }
    ReadReaders::Reply readers;
    Rows rows =
        m_statements.run(MessageSql::Readers,
                         {sqlText(query.room.toString()), sqlText(message->user.id.toString()),
                          message->createdMs, limits::maxReaders});
    while (rows.next()) {
        readers.append({userFrom(rows).user, rows.number(6), rows.number(7) >= message->seq});
    }
    static_cast<void>(m_statements.endedWell(MessageSql::Readers));
    return readers;
}

} // namespace maru::server
