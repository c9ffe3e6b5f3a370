// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/sqlsearch.h"

#include "common/serverlimits.h"
#include "server/storage/sql/sqlfiles.h"
#include "server/storage/sql/sqlmessages.h"
#include "server/storage/sql/sqlrows.h"

#include <algorithm>

namespace maru::server {

namespace {

// The index is asked for one stretch of messages after the other, so that the clock is looked at
// in between: two common terms that never meet would else be followed to the beginning of time.
constexpr qint64 firstWindowDocs = 1LL << 16;
// Following the lists of rooms costs more than reading the messages that a rare text is in. After
// so many, of which few were hits, it does not.
constexpr int commonCandidates = 100;
constexpr int commonShare = 4;
// As many rows as one answer can look at: the budget ends before they do.
constexpr int mostRows = limits::maxSearchCandidates + 1;

} // namespace

SqlCandidate candidateFrom(const Rows &rows)
{
    SqlCandidate candidate;
    candidate.doc = rows.number(0);
    Message &message = candidate.message;
    message.id = MessageId(rows.text(1));
    message.room = RoomId(rows.text(2));
    message.type = static_cast<MessageType>(rows.number(3));
    message.chat = rows.text(4);
    message.user.id = UserId(rows.text(5));
    message.createdMs = rows.number(6);
    if (!rows.value(7).isNull()) {
        message.deletedMs = rows.number(7);
    }
    // Of the files only how many there are, and how many of them are pictures, is looked at.
    const qint64 files = std::min<qint64>(rows.number(8), limits::maxFilesPerMessage);
    for (qint64 i = 0; i < files; ++i) {
        File file;
        file.mime = i < rows.number(9) ? QStringLiteral("image/png") : QString();
        message.files.append(file);
    }
    return candidate;
}

struct SqlSearch::Run
{
    explicit Run(const SearchMessages &asked)
        : query(asked)
        , matcher(asked)
        , before(asked.before)
    { }

    /// Nothing more is to be looked at.
    [[nodiscard]] bool isOver() const { return isFull || isExhausted; }

    /// Most messages with the text are in other rooms.
    [[nodiscard]] bool wantsRooms() const
    {
        return query.rooms.size() <= limits::maxSearchedRooms
            && budget.candidates() >= commonCandidates
            && budget.candidates() > commonShare * reply.hits.size();
    }

    const SearchMessages &query;
    SearchMatcher matcher;
    SearchBudget budget;
    PageBudget page;
    SearchMessages::Reply reply;
    std::vector<qint64> stale; // of the index, and not looked at yet; ascending
    qint64 before; // everything from here on was looked at
    bool usesRooms = false; // asks the index for them
    bool isFull = false; // one more was found than fits
    bool isExhausted = false; // the budget
};

SqlAnswer SqlSearch::answer(const SearchMessages &query)
{
    Run run(query);
    if (run.matcher.needle().isEmpty() || query.rooms.isEmpty()) {
        return std::move(run.reply);
    }
    qint64 indexed = 0;
    {
        Rows rows = m_statements.run(SearchSql::State);
        indexed = rows.next() ? rows.number(0) : 0;
    }
    lookAtNewest(run, indexed);
    if (!run.isOver()) {
        lookAtIndexed(run, indexed);
    }
    run.reply.nextBefore = run.isOver() ? run.before : 0;
    return std::move(run.reply);
}

void SqlSearch::lookAtNewest(Run &run, qint64 indexed)
{
    Rows rows = m_statements.run(SearchSql::NewestCandidates, {indexed, run.before, mostRows});
    while (!run.isOver() && rows.next()) {
        take(run, candidateFrom(rows));
    }
    static_cast<void>(m_statements.endedWell(SearchSql::NewestCandidates));
}

void SqlSearch::lookAtIndexed(Run &run, qint64 indexed)
{
    run.before = std::min(run.before, indexed + 1);
    {
        Rows rows = m_statements.run(SearchSql::StaleDocs, {run.before});
        while (rows.next()) {
            run.stale.push_back(rows.number(0));
        }
    }
    std::reverse(run.stale.begin(), run.stale.end());
    for (qint64 docs = firstWindowDocs; run.before > 1 && !run.isOver(); docs *= 2) {
        const qint64 to = run.before - 1;
        lookAtWindow(run, std::max<qint64>(1, to - docs + 1), to);
        run.isExhausted = run.isExhausted || (run.before > 1 && !run.budget.hasTime());
    }
}

void SqlSearch::lookAtWindow(Run &run, qint64 from, qint64 to)
{
    {
        run.usesRooms = run.usesRooms || run.wantsRooms();
        Rows rows = m_statements.run(SearchSql::MatchingDocs,
                                     {indexQuery(run.query, run.matcher.needle(), run.usesRooms,
                                                 m_statements.dialect().question),
                                      from, to, mostRows});
        while (!run.isOver() && rows.next()) {
            const qint64 doc = rows.number(0);
            while (!run.isOver() && !run.stale.empty() && run.stale.back() > doc) {
                lookAt(run, run.stale.back());
            }
            if (!run.isOver()) {
                lookAt(run, doc);
            }
            if (!run.usesRooms && run.wantsRooms()) {
                return; // the rest of the stretch with them
            }
        }
        static_cast<void>(m_statements.endedWell(SearchSql::MatchingDocs));
    }
    while (!run.isOver() && !run.stale.empty() && run.stale.back() >= from) {
        lookAt(run, run.stale.back());
    }
    if (!run.isOver()) {
        run.before = from;
    }
}

void SqlSearch::lookAt(Run &run, qint64 doc)
{
    if (!run.stale.empty() && run.stale.back() == doc) {
        run.stale.pop_back();
    }
    Rows rows = m_statements.run(SearchSql::Candidate, {doc});
    if (!rows.next()) {
        return;
    }
    // Before anything else of it is read: it may be one of thousands.
    if (run.matcher.isInRooms(RoomId(rows.text(2)))) {
        take(run, candidateFrom(rows));
    } else {
        pass(run, doc);
    }
}

void SqlSearch::pass(Run &run, qint64 doc)
{
    if (run.budget.takeCandidate()) {
        run.before = doc;
    } else {
        run.isExhausted = true;
    }
}

void SqlSearch::take(Run &run, const SqlCandidate &candidate)
{
    if (!run.budget.takeCandidate()) {
        run.isExhausted = true;
        return;
    }
    if (!run.matcher.matches(candidate.message)) {
        run.before = candidate.doc;
        return;
    }
    const RoomId &room = candidate.message.room;
    QList<Message> found;
    qint64 reactions = 0;
    qint64 files = 0;
    {
        Rows rows =
            m_statements.run(MessageSql::MessageById,
                             {sqlText(candidate.message.id.toString()), sqlText(room.toString())});
        if (!rows.next()) {
            return;
        }
        found.append(messageFrom(rows));
        reactions = rows.number(reactionCountColumn);
        files = rows.number(fileCountColumn);
    }
    Message &message = found.first();
    if (run.reply.hits.size() == pageRows(run.query.limit)
        || !run.page.take(message, reactions, files)) {
        run.isFull = true; // it is the next page's first
        return;
    }
    if (reactions > 0) {
        readReactions(m_statements, MessageSql::ReactionsBySeq, room, message.seq, message.seq,
                      found);
    }
    if (files > 0) {
        readFiles(m_statements, FileSql::FilesBySeq, room, message.seq, message.seq, found);
    }
    run.before = candidate.doc;
    QList<TextRange> ranges = run.matcher.needle().rangesIn(message.chat);
    run.reply.hits.append({std::move(message), std::move(ranges)});
}

} // namespace maru::server
