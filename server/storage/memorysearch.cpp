// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/memorysearch.h"

#include "server/storage/messagerules.h"
#include "server/storage/page.h"
#include "server/storage/searchrules.h"

#include <algorithm>

namespace maru::server {

namespace {

struct Candidate
{
    const MemoryRoom *room = nullptr;
    const MemoryMessage *stored = nullptr;
};

std::vector<Candidate> newestFirst(const MemoryState &state, qint64 before)
{
    std::vector<Candidate> all;
    for (const auto &[id, room] : state.rooms) {
        for (const MemoryMessage &stored : room.messages) {
            if (stored.order < before) {
                all.push_back({&room, &stored});
            }
        }
    }
    std::sort(all.begin(), all.end(), [](const Candidate &a, const Candidate &b) {
        return a.stored->order > b.stored->order;
    });
    return all;
}

} // namespace

MemoryAnswer MemorySearch::answer(const SearchMessages &query) const
{
    const SearchMatcher matcher(query);
    SearchMessages::Reply reply;
    PageBudget page;
    SearchBudget budget;
    qint64 before = query.before;
    const std::vector<Candidate> all = newestFirst(m_state, query.before);
    for (const Candidate &candidate : all) {
        if (!budget.takeCandidate()) {
            reply.nextBefore = before;
            break;
        }
        if (matcher.matches(candidate.stored->message)) {
            Message message = m_state.complete(*candidate.room, *candidate.stored);
            if (reply.hits.size() == pageRows(query.limit)
                || !page.take(message, reactionCount(message), message.files.size())) {
                reply.nextBefore = before;
                break;
            }
            QList<TextRange> ranges = matcher.needle().rangesIn(message.chat);
            reply.hits.append({std::move(message), std::move(ranges)});
        }
        before = candidate.stored->order;
    }
    return reply;
}

} // namespace maru::server
