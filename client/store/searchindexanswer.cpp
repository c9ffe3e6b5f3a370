// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// How the index for searching answers.

#include "client/store/searchindex.h"
#include "client/store/searchterms.h"
#include "common/clientlimits.h"

#include <QElapsedTimer>
#include <QSqlError>
#include <QVariant>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

// The index is asked for one stretch of time after the other, so that the clock is looked at in
// between: two common terms that never meet would else be followed to the beginning of time.
constexpr int firstWindows = 16; // the first is this part of it, each other twice the one before
constexpr int clockedCandidates = 8; // between two looks at the clock
// Following the list of a room costs more than reading the messages that a rare text is in. After
// so many, of which few were hits, it does not.
constexpr int commonCandidates = 100;
constexpr int commonShare = 4;

} // namespace

struct SearchIndex::Run
{
    explicit Run(const LocalQuery &asked)
        : query(asked)
        , matcher(asked)
    {
        clock.start();
    }

    [[nodiscard]] bool isOver() const { return isFull || isExhausted; }
    [[nodiscard]] bool hasTime() const { return clock.elapsed() < limits::localSearchMs; }
    [[nodiscard]] bool wantsRooms() const
    {
        return !query.isEverywhere && candidates >= commonCandidates
            && candidates > commonShare * answer.hits.size();
    }

    const LocalQuery &query;
    LocalMatcher matcher;
    QElapsedTimer clock;
    LocalAnswer answer;
    qint64 before = 0; // everything from here on was looked at
    int candidates = 0;
    bool usesRooms = false; // asks the index for them
    bool isFull = false; // as many as were asked for, and perhaps more
    bool isExhausted = false; // the time
};

LocalAnswer SearchIndex::answer(const LocalQuery &query)
{
    Run run(query);
    if (m_file && m_cache.isWorking()) {
        // What was just said is found, unless very much was.
        static_cast<void>(follow(limits::searchIndexRows));
    }
    run.answer.isWorking = m_file && m_cache.isWorking();
    if (!run.answer.isWorking) {
        return std::move(run.answer);
    }
    run.answer.isBehind = !m_state.isScanned || m_state.done < m_cache.lastChange();
    if (const auto done = lookAround(run); !done) {
        give(done.error());
        LocalAnswer none;
        none.isWorking = m_file != nullptr;
        none.isBehind = true;
        return none;
    }
    run.answer.nextBefore = run.isOver() ? run.before : 0;
    return std::move(run.answer);
}

Result<void, StoreError> SearchIndex::lookAround(Run &run)
{
    const auto first = m_file->number(u"SELECT min(doc) FROM docs"_s);
    const auto last = first ? m_file->number(u"SELECT max(doc) FROM docs"_s) : first;
    if (!last) {
        return failure(last.error());
    }
    // Many of one millisecond stand a little later than they were written, never earlier.
    constexpr qint64 aDay = 86'400'000;
    const qint64 until = run.query.untilMs ? docOfTime(*run.query.untilMs + aDay) : *last;
    const qint64 oldest =
        run.query.sinceMs ? std::max(*first, docOfTime(*run.query.sinceMs)) : *first;
    const qint64 newest = std::min(*last, until) + 1;
    run.before = run.query.before > 0 ? std::min(run.query.before, newest) : newest;
    qint64 span = (newest - oldest) / firstWindows + 1;
    while (run.before > oldest && run.before > 1 && !run.isOver()) {
        const qint64 from = std::max(oldest, run.before - span);
        if (auto done = lookAtWindow(run, from, run.before - 1); !done) {
            return done;
        }
        span *= 2;
        run.isExhausted = run.isExhausted || (run.before > oldest && !run.hasTime());
    }
    return {};
}

Result<void, StoreError> SearchIndex::lookAtWindow(Run &run, qint64 from, qint64 to)
{
    run.usesRooms = run.usesRooms || run.wantsRooms();
    const QString question = indexQuestion(run.query, run.matcher.needle(),
                                           run.usesRooms || run.matcher.needle().isEmpty());
    const auto asked = question.isEmpty()
        ? ask(u"SELECT docs.doc, rooms.id, docs.seq FROM docs JOIN rooms ON rooms.number = "
              u"docs.room WHERE docs.doc BETWEEN ? AND ? ORDER BY docs.doc DESC"_s,
              {from, to})
        : ask(u"SELECT docs.doc, rooms.id, docs.seq FROM words CROSS JOIN docs ON docs.doc = "
              u"words.rowid CROSS JOIN rooms ON rooms.number = docs.room WHERE words MATCH ? AND "
              u"words.rowid BETWEEN ? AND ? ORDER BY words.rowid DESC"_s,
              {question, from, to});
    if (!asked) {
        return failure(asked.error());
    }
    QSqlQuery &rows = **asked;
    while (!run.isOver() && rows.next()) {
        take(run, rows.value(0).toLongLong(), RoomId(rows.value(1).toString()),
             rows.value(2).toLongLong());
        if (!run.usesRooms && run.wantsRooms()) {
            rows.finish();
            return {}; // the rest of the stretch with them
        }
    }
    if (rows.lastError().isValid()) {
        return failure(StoreError{StoreError::Kind::Damaged, rows.lastError().databaseText()});
    }
    rows.finish();
    if (!run.isOver()) {
        run.before = from;
    }
    return {};
}

void SearchIndex::take(Run &run, qint64 doc, const RoomId &room, qint64 seq)
{
    if (run.answer.hits.size() >= run.query.limit) {
        run.isFull = true; // the next page's first
        return;
    }
    ++run.candidates;
    if (run.candidates > limits::localSearchCandidates
        || (run.candidates % clockedCandidates == 0 && !run.hasTime())) {
        run.isExhausted = true;
        return;
    }
    run.before = doc;
    if (!run.matcher.isInRooms(room)) {
        return;
    }
    auto message = m_cache.message(room, seq);
    if (!message || !run.matcher.matches(*message)) {
        return;
    }
    LocalHit hit;
    hit.ranges = run.matcher.needle().rangesIn(message->chat);
    hit.message = *std::move(message);
    hit.previous = m_cache.message(room, seq - 1);
    hit.next = m_cache.message(room, seq + 1);
    run.answer.hits.append(std::move(hit));
}

} // namespace maru::client
