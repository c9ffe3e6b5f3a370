// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/memorybackend.h"
#include "server/storage/page.h"

#include <algorithm>

namespace maru::server {

namespace {

// Moves messages [from, to) into the page as far as they fit, nearest to `from` first.
void takeForward(const std::vector<Message> &all, qint64 from, qint64 to, PageBudget &budget,
                 QList<Message> &page)
{
    for (qint64 i = from; i < to && budget.take(all[static_cast<size_t>(i)]); ++i) {
        page.append(all[static_cast<size_t>(i)]);
    }
}

void takeBackward(const std::vector<Message> &all, qint64 from, qint64 to, PageBudget &budget,
                  QList<Message> &page)
{
    for (qint64 i = to - 1; i >= from && budget.take(all[static_cast<size_t>(i)]); --i) {
        page.prepend(all[static_cast<size_t>(i)]);
    }
}

} // namespace

Result<QueryReply, StoreError> MemoryBackend::read(const Query &query)
{
    Q_ASSERT(m_isOpen);
    if (const auto *changes = std::get_if<ReadChanges>(&query)) {
        return answer(*changes).map(
            [](ReadChanges::Reply &&reply) { return QueryReply(std::move(reply)); });
    }
    return std::visit(
        [this](const auto &one) -> QueryReply {
            if constexpr (std::is_same_v<std::decay_t<decltype(one)>, ReadChanges>) {
                Q_UNREACHABLE();
                return false;
            } else {
                return answer(one);
            }
        },
        query);
}

FindUserByName::Reply MemoryBackend::answer(const FindUserByName &query) const
{
    const auto matching = [this](const auto &isMatch) -> FindUserByName::Reply {
        const auto found = std::find_if(m_users.begin(), m_users.end(),
                                        [&](const auto &entry) { return isMatch(entry.second); });
        return found == m_users.end() ? FindUserByName::Reply() : found->second.stored;
    };
    FindUserByName::Reply reply =
        matching([&](const UserState &user) { return user.nameKey == query.nameKey; });
    if (!reply && !query.skeleton.isEmpty()) {
        reply = matching([&](const UserState &user) { return user.skeleton == query.skeleton; });
    }
    return reply;
}

FindUserByToken::Reply MemoryBackend::answer(const FindUserByToken &query) const
{
    const auto token = m_tokens.constFind(query.tokenHash);
    return token == m_tokens.cend() ? FindUserByToken::Reply() : m_users.at(*token).stored;
}

FindUser::Reply MemoryBackend::answer(const FindUser &query) const
{
    const auto found = m_users.find(query.user.toString());
    return found == m_users.end() ? FindUser::Reply() : found->second.stored;
}

FindRoom::Reply MemoryBackend::answer(const FindRoom &query) const
{
    const auto found = std::find_if(m_rooms.begin(), m_rooms.end(), [&query](const auto &entry) {
        const StoredRoom &room = entry.second.stored;
        if (!query.room.isNull()) {
            return room.room.id == query.room;
        }
        if (!query.nameKey.isEmpty()) {
            return room.room.kind == RoomKind::Public && room.nameKey == query.nameKey;
        }
        return !query.classCode.isEmpty() && room.classCode == query.classCode;
    });
    return found == m_rooms.end() ? FindRoom::Reply() : found->second.stored;
}

AnyClassCode::Reply MemoryBackend::answer(const AnyClassCode &) const
{
    return std::any_of(m_rooms.begin(), m_rooms.end(),
                       [](const auto &entry) { return !entry.second.stored.classCode.isEmpty(); });
}

ListRooms::Reply MemoryBackend::answer(const ListRooms &query) const
{
    ListRooms::Reply reply;
    const int limit = pageRows(query.limit);
    for (auto it = m_rooms.upper_bound(query.after.toString()); it != m_rooms.end(); ++it) {
        const StoredRoom &room = it->second.stored;
        const bool isListed = room.room.kind == RoomKind::Public && !room.room.archived;
        if (!isListed || !room.nameKey.contains(query.nameKeyPart)) {
            continue;
        }
        if (reply.rooms.size() == limit) {
            reply.more = true;
            break;
        }
        reply.rooms.append(room);
    }
    return reply;
}

MemberRooms::Reply MemoryBackend::answer(const MemberRooms &query) const
{
    MemberRooms::Reply reply;
    if (const auto user = m_users.find(query.user.toString()); user != m_users.end()) {
        for (const auto &[id, room] : m_rooms) {
            if (user->second.rooms.contains(id)) {
                reply.append(room.stored);
            }
        }
    }
    return reply;
}

ReadHistory::Reply MemoryBackend::answer(const ReadHistory &query) const
{
    ReadHistory::Reply reply;
    const auto room = m_rooms.find(query.room.toString());
    if (room == m_rooms.end()) {
        setHistoryEnds(reply, query, 0);
        return reply;
    }
    const std::vector<Message> &all = room->second.messages;
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

Result<ReadChanges::Reply, StoreError> MemoryBackend::answer(const ReadChanges &query) const
{
    const auto room = m_rooms.find(query.room.toString());
    if (room == m_rooms.end()) {
        return failure(StoreError::NotFound);
    }
    std::vector<const Message *> changed;
    for (const Message &message : room->second.messages) {
        if (message.rev > query.afterRev) {
            changed.push_back(&message);
        }
    }
    std::sort(changed.begin(), changed.end(),
              [](const Message *a, const Message *b) { return a->rev < b->rev; });
    ReadChanges::Reply reply;
    reply.rev = room->second.stored.room.rev;
    PageBudget budget;
    for (const Message *message : changed) {
        if (reply.messages.size() == pageRows(query.limit) || !budget.take(*message)) {
            reply.more = true;
            break;
        }
        reply.messages.append(*message);
    }
    return reply;
}

FindRecovery::Reply MemoryBackend::answer(const FindRecovery &query) const
{
    const auto found = m_recovery.constFind(query.pidHash);
    const bool counts =
        found != m_recovery.cend() && (!found->lostMs || *found->lostMs >= query.lostAfterMs);
    return counts ? FindRecovery::Reply(found->record) : std::nullopt;
}

} // namespace maru::server
