// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/logging.h"
#include "server/storage/memoryfiles.h"
#include "server/storage/memorypeople.h"
#include "server/storage/memoryrooms.h"
#include "server/storage/mongo/mongobackend.h"
#include "server/storage/mongo/mongoqueries.h"

// What the writer is asked: people, rooms and files are in memory, so they are answered while the
// database is away.

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

template<class Q>
constexpr bool needsDatabase = isOneOf<Q, MessageQuery> || isOneOf<Q, SearchQuery>;

} // namespace

Result<QueryReply, StoreError> MongoBackend::read(const Query &query)
{
    constexpr int attempts = 2; // the connection may have been lost while nothing was asked
    for (int i = 0; i < attempts && !m_isBroken; ++i) {
        m_queryTrouble.reset();
        auto reply = std::visit([this](const auto &one) { return answer(one); }, query);
        if (!m_queryTrouble) {
            return reply;
        }
        if (!isConnected()) {
            break; // and it was tried
        }
        // One question says nothing of the next message: the store is not unwell because of it.
        noteLess(*m_queryTrouble, u"refused a question"_s, m_questionWarned);
        if (isConnected()) {
            break;
        }
    }
    return failure(m_isBroken ? StoreError::Broken : StoreError::Failed);
}

template<class Q>
MemoryAnswer MongoBackend::answer(const Q &query)
{
    if constexpr (needsDatabase<Q>) {
        if (!reconnect(limits::reconnectMs)) {
            return failure(StoreError::Failed);
        }
        if constexpr (std::is_same_v<Q, ReadReaders>) {
            return answerReaders(query);
        } else {
            MongoQueries queries(*m_connection);
            auto reply = queries.answer(query);
            m_queryTrouble = queries.trouble();
            return reply;
        }
    } else if constexpr (isOneOf<Q, FileQuery>) {
        return MemoryFiles(m_state).answer(query);
    } else if constexpr (isOneOf<Q, PeopleQuery>) {
        return MemoryPeople(m_state).answer(query);
    } else if constexpr (isOneOf<Q, RoomQuery>) {
        MemoryAnswer reply = MemoryRooms(m_state).answer(query);
        if constexpr (std::is_same_v<Q, MemberRooms>) {
            QList<MemberRoom *> rooms;
            for (MemberRoom &room : std::get<MemberRooms::Reply>(*reply)) {
                rooms.append(&room);
            }
            countMentions(rooms, query.user);
        } else if constexpr (std::is_same_v<Q, FindMember>) {
            if (auto &room = std::get<FindMember::Reply>(*reply)) {
                countMentions({&*room}, query.user);
            }
        }
        return reply;
    } else {
        const auto found = m_state.recovery.constFind(query.pidHash);
        const bool counts = found != m_state.recovery.cend()
            && (!found->lostMs || *found->lostMs >= query.lostAfterMs);
        return counts ? FindRecovery::Reply(found->record) : std::nullopt;
    }
}

// By one question, for everybody waits for the answer.
void MongoBackend::countMentions(const QList<MemberRoom *> &rooms, const UserId &user)
{
    std::vector<Bson> filters;
    for (const MemberRoom *room : rooms) {
        const std::optional<OwnRoom> &own = room->stored.room.own;
        if (own && own->unread > 0) {
            filters.push_back(namesUser(user, room->stored.room.id, own->readSeq));
        }
    }
    if (filters.empty()) {
        return;
    }
    if (!reconnect(limits::reconnectMs)) {
        m_queryTrouble = MongoFailure{MongoTrouble::Lost, m_problem};
        return;
    }
    MongoQueries queries(*m_connection);
    const QHash<QString, qint64> counts = queries.countByRoom(filters);
    m_queryTrouble = queries.trouble();
    for (MemberRoom *room : rooms) {
        if (std::optional<OwnRoom> &own = room->stored.room.own) {
            own->mentions = counts.value(room->stored.room.id.toString());
        }
    }
}

MemoryAnswer MongoBackend::answerReaders(const ReadReaders &query)
{
    MongoQueries queries(*m_connection);
    const std::optional<Message> message = queries.message(query.room, query.message);
    m_queryTrouble = queries.trouble();
    if (!message) {
        return failure(StoreError::NotFound);
    }
    ReadReaders::Reply readers;
    for (const auto &[id, user] : m_state.users) {
        const auto member = user.rooms.constFind(query.room.toString());
        if (member == user.rooms.cend() || message->user.id == user.stored.user.id
            || member->joinedMs > message->createdMs || readers.size() >= limits::maxReaders) {
            continue;
        }
        readers.append({user.stored.user, member->readMs, member->readSeq >= message->seq});
    }
    return readers;
}

} // namespace maru::server
