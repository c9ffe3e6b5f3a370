// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/serverlimits.h"
#include "server/storage/memorymessages.h"
#include "server/storage/messagerules.h"
#include "server/storage/page.h"

#include <algorithm>

namespace maru::server {

namespace {

QList<Message> completed(const MemoryState &state, const MemoryRoom &room)
{
    QList<Message> all;
    all.reserve(static_cast<qsizetype>(room.messages.size()));
    for (const MemoryMessage &stored : room.messages) {
        all.append(state.complete(room, stored));
    }
    return all;
}

// Moves messages [from, to) into the page as far as they fit, nearest to `from` first.
void takeForward(const QList<Message> &all, qint64 from, qint64 to, PageBudget &budget,
                 QList<Message> &page)
{
    for (qint64 i = from; i < to && budget.take(all[i], reactionCount(all[i]), all[i].files.size());
         ++i) {
        page.append(all[i]);
    }
}

void takeBackward(const QList<Message> &all, qint64 from, qint64 to, PageBudget &budget,
                  QList<Message> &page)
{
    for (qint64 i = to - 1;
         i >= from && budget.take(all[i], reactionCount(all[i]), all[i].files.size()); --i) {
        page.prepend(all[i]);
    }
}

} // namespace

MemoryAnswer MemoryMessages::answer(const ReadHistory &query) const
{
    ReadHistory::Reply reply;
    const auto room = m_state.rooms.find(query.room.toString());
    if (room == m_state.rooms.end()) {
        setHistoryEnds(reply, query, 0);
        return reply;
    }
    const QList<Message> all = completed(m_state, room->second);
    const auto count = static_cast<qint64>(all.size());
    const qint64 rows = pageRows(query.limit);
    // Indexes of the messages up to and from query.seq on; any number may come in, so it is clamped
    // first.
    const qint64 below = std::clamp<qint64>(query.seq, 1, count + 1) - 1;
    const qint64 upTo = std::clamp<qint64>(query.seq, 0, count);
    PageBudget budget;
    switch (query.direction) {
    case ReadHistory::Direction::Before:
        takeBackward(all, std::max<qint64>(0, below - rows), below, budget, reply.messages);
        break;
    case ReadHistory::Direction::After:
        takeForward(all, upTo, std::min(count, upTo + rows), budget, reply.messages);
        break;
    case ReadHistory::Direction::Around: {
        PageBudget half(limits::maxPageBytes / 2);
        takeBackward(all, std::max<qint64>(0, upTo - rows / 2 - 1), upTo, half, reply.messages);
        PageBudget rest = half.grown(limits::maxPageBytes - limits::maxPageBytes / 2);
        takeForward(all, upTo,
                    std::min(count, upTo + rows - rows / 2 - (reply.messages.isEmpty() ? 0 : 1)),
                    rest, reply.messages);
        break;
    }
    }
    setHistoryEnds(reply, query, count);
    return reply;
}

MemoryAnswer MemoryMessages::answer(const ReadChanges &query) const
{
    const auto room = m_state.rooms.find(query.room.toString());
    if (room == m_state.rooms.end()) {
        return failure(StoreError::NotFound);
    }
    QList<Message> changed = completed(m_state, room->second);
    changed.removeIf([&query](const Message &message) { return message.rev <= query.afterRev; });
    std::sort(changed.begin(), changed.end(),
              [](const Message &a, const Message &b) { return a.rev < b.rev; });
    ReadChanges::Reply reply;
    reply.rev = room->second.stored.room.rev;
    PageBudget budget;
    for (const Message &message : std::as_const(changed)) {
        if (reply.messages.size() == pageRows(query.limit)
            || !budget.take(message, reactionCount(message), message.files.size())) {
            reply.more = true;
            break;
        }
        reply.messages.append(message);
    }
    return reply;
}

MemoryAnswer MemoryMessages::answer(const ReadEdits &query) const
{
    const Place place = find(query.room, query.message);
    if (place.message == nullptr) {
        return failure(StoreError::NotFound);
    }
    const ReadEdits::Reply &edits = place.message->edits;
    return edits.mid(std::max<qsizetype>(0, edits.size() - limits::maxEdits - 1));
}

MemoryAnswer MemoryMessages::answer(const ReadReaders &query) const
{
    const Place place = find(query.room, query.message);
    if (place.message == nullptr) {
        return failure(StoreError::NotFound);
    }
    const Message &message = place.message->message;
    ReadReaders::Reply readers;
    for (const auto &[id, user] : m_state.users) {
        const auto member = user.rooms.constFind(query.room.toString());
        if (member == user.rooms.cend() || message.user.id == user.stored.user.id
            || member->joinedMs > message.createdMs || readers.size() >= limits::maxReaders) {
            continue;
        }
        readers.append({user.stored.user, member->readMs, member->readSeq >= message.seq});
    }
    return readers;
}

} // namespace maru::server
