// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/sqlsearchindex.h"

#include "common/logging.h"
#include "common/serverlimits.h"
#include "server/storage/searchrules.h"
#include "server/storage/sql/sqlsearch.h"

#include <algorithm>

namespace maru::server {

qint64 SqlSearchIndex::number(SearchSql which)
{
    Rows rows = m_statements.run(which);
    return rows.next() ? rows.number(0) : 0;
}

SqlSearchIndex::State SqlSearchIndex::readState()
{
    Rows rows = m_statements.run(SearchSql::State);
    return rows.next() ? State{rows.number(0), rows.text(1)} : State();
}

bool SqlSearchIndex::fits(const State &state, int version)
{
    if (version != searchIndexVersion()) {
        return false;
    }
    if (state.indexed == 0) {
        return true;
    }
    Rows rows = m_statements.run(SearchSql::DocById, {sqlText(state.lastId)});
    return rows.next() && rows.number(0) == state.indexed;
}

void SqlSearchIndex::open()
{
    int version = 0;
    State state;
    {
        Rows rows = m_statements.run(SearchSql::State);
        if (rows.next()) {
            state = {rows.number(0), rows.text(1)};
            version = static_cast<int>(rows.number(2));
        }
    }
    if (!fits(state, version)) {
        run(Sql::Begin);
        run(SearchSql::DeleteAllTerms);
        run(SearchSql::DeleteAllStale);
        run(SearchSql::SetState, {0, sqlText(QString()), searchIndexVersion()});
        run(m_statements.trouble() == SqlTrouble::None ? Sql::Commit : Sql::Rollback);
        state = State();
    }
    m_waiting = number(SearchSql::LastDoc) - state.indexed + number(SearchSql::StaleCount);
    if (m_waiting > 0) {
        qCInfo(lcStorage, "%lld messages are not in the search index yet", m_waiting);
    }
}

void SqlSearchIndex::noteChange(const Message &before)
{
    const QString terms = indexTerms(before);
    if (!terms.isEmpty()) {
        run(SearchSql::NoteStale, {terms, sqlText(before.id.toString())});
    }
}

void SqlSearchIndex::indexSome(int limit)
{
    run(Sql::Begin);
    State state = readState();
    int done = replaceStale(limit);
    if (isWell() && done < limit) {
        done += addNewest(state, limit - done);
        if (isWell()) {
            run(SearchSql::SetState, {state.indexed, sqlText(state.lastId), searchIndexVersion()});
        }
    }
    // Nothing done is not worth a commit.
    if (!isWell() || done == 0 || !m_statements.run(Sql::Commit).ok()) {
        run(Sql::Rollback);
    }
    if (!isWell()) {
        return;
    }
    m_waiting = done < limit ? 0 : std::max<qint64>(0, m_waiting - done);
}

Later SqlSearchIndex::followUp(Leisure leisure)
{
    const qint64 enough = leisure == Leisure::Plenty ? 1
        : leisure == Leisure::Moment                 ? limits::maxIndexedAtOnce
                                                     : limits::maxUnindexed;
    if (m_waiting >= enough) {
        indexSome(limits::maxIndexedAtOnce);
        if (!isWell()) {
            return Later::Nothing;
        }
    }
    return m_waiting >= limits::maxIndexedAtOnce ? Later::AtOnce
        : m_waiting > 0                          ? Later::AfterAWhile
                                                 : Later::Nothing;
}

int SqlSearchIndex::replaceStale(int limit)
{
    struct Stale
    {
        qint64 doc = 0;
        QString terms;
    };
    std::vector<Stale> all;
    {
        Rows rows = m_statements.run(SearchSql::StaleTerms, {limit});
        while (rows.next()) {
            all.push_back({rows.number(0), rows.text(1)});
        }
    }
    for (const Stale &stale : all) {
        if (!isWell()) {
            break;
        }
        run(SearchSql::DeleteTerms, {stale.doc, stale.terms});
        QString now;
        {
            Rows rows = m_statements.run(SearchSql::Candidate, {stale.doc});
            now = rows.next() ? indexTerms(candidateFrom(rows).message) : QString();
        }
        if (!now.isEmpty()) {
            run(SearchSql::InsertTerms, {stale.doc, now});
        }
        run(SearchSql::DeleteStale, {stale.doc});
    }
    return static_cast<int>(all.size());
}

int SqlSearchIndex::addNewest(State &state, int limit)
{
    int count = 0;
    Rows rows = m_statements.run(SearchSql::Unindexed, {state.indexed, limit});
    while (isWell() && rows.next()) {
        const SqlCandidate next = candidateFrom(rows);
        if (const QString terms = indexTerms(next.message); !terms.isEmpty()) {
            run(SearchSql::InsertTerms, {next.doc, terms});
        }
        state = {next.doc, next.message.id.toString()};
        ++count;
    }
    static_cast<void>(m_statements.endedWell(SearchSql::Unindexed));
    return count;
}

} // namespace maru::server
