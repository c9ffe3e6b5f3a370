// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/memorybackend.h"

#include <QDateTime>
#include <QRandomGenerator>

namespace maru::server {

namespace {

StoredRoom lobby()
{
    auto *random = QRandomGenerator::system();
    QString id;
    for (int i = 0; i < 3; ++i) {
        id += QStringLiteral("%1").arg(random->generate(), 8, 16, QLatin1Char('0'));
    }
    StoredRoom room;
    room.room.id = RoomId(id);
    room.room.name = QStringLiteral("lobby");
    room.room.createdMs = QDateTime::currentMSecsSinceEpoch();
    room.nameKey = room.room.name;
    return room;
}

} // namespace

MemoryBackend::MemoryBackend() = default;
MemoryBackend::~MemoryBackend() = default;

Result<void, OpenError> MemoryBackend::open()
{
    Q_ASSERT(!m_isOpen);
    m_isOpen = true;
    if (m_state.rooms.empty()) {
        StoredRoom room = lobby();
        const QString id = room.room.id.toString();
        m_state.storeId = QStringLiteral("memory"); // files of an earlier one are nobody's
        m_state.rooms.emplace(id, MemoryRoom{std::move(room), {}, {}, {}});
    }
    return {};
}

std::vector<Result<ChangeReply, StoreError>>
MemoryBackend::apply(const std::vector<Change> &changes)
{
    Q_ASSERT(m_isOpen);
    std::vector<MemoryReply> replies;
    m_hasRefused = m_isRefusing;
    if (m_hasRefused) {
        replies.assign(changes.size(), failure(StoreError::Failed));
        return replies;
    }
    replies.reserve(changes.size());
    for (const Change &change : changes) {
        replies.push_back(std::visit(
            [this](const auto &one) -> MemoryReply {
                using One = std::decay_t<decltype(one)>;
                if constexpr (isOneOf<One, MessageChange>) {
                    return m_messages.apply(one);
                } else if constexpr (isOneOf<One, FileChange>) {
                    return m_files.apply(one);
                } else if constexpr (isOneOf<One, RoomChange>) {
                    return m_rooms.apply(one);
                } else if constexpr (isOneOf<One, PeopleChange>) {
                    return m_people.apply(one);
                } else {
                    return applyOne(one);
                }
            },
            change));
    }
    return replies;
}

Result<QueryReply, StoreError> MemoryBackend::read(const Query &query)
{
    Q_ASSERT(m_isOpen);
    return std::visit(
        [this](const auto &one) -> MemoryAnswer {
            using One = std::decay_t<decltype(one)>;
            if constexpr (isOneOf<One, MessageQuery>) {
                return m_messages.answer(one);
            } else if constexpr (isOneOf<One, FileQuery>) {
                return m_files.answer(one);
            } else if constexpr (isOneOf<One, RoomQuery>) {
                return m_rooms.answer(one);
            } else if constexpr (isOneOf<One, PeopleQuery>) {
                return m_people.answer(one);
            } else if constexpr (isOneOf<One, SearchQuery>) {
                return m_search.answer(one);
            } else {
                return answer(one);
            }
        },
        query);
}

QString MemoryBackend::problem() const
{
    return m_hasRefused ? QStringLiteral("The store in memory takes no changes now.") : QString();
}

void MemoryBackend::close()
{
    m_isOpen = false;
}

MemoryReply MemoryBackend::applyOne(const SaveRecovery &change)
{
    m_state.recovery.insert(change.record.pidHash, {change.record, std::nullopt});
    return Nothing{};
}

MemoryReply MemoryBackend::applyOne(const LoseRecovery &change)
{
    if (const auto found = m_state.recovery.find(change.pidHash); found != m_state.recovery.end()) {
        found->lostMs = change.atMs;
    }
    return Nothing{};
}

MemoryReply MemoryBackend::applyOne(const ForgetRecovery &change)
{
    m_state.recovery.remove(change.pidHash);
    return Nothing{};
}

MemoryReply MemoryBackend::applyOne(const ExpireRecovery &change)
{
    m_state.recovery.removeIf([&change](auto entry) {
        MemoryRecovery &state = entry.value();
        if (change.markConnectedLost && !state.lostMs) {
            state.lostMs = change.nowMs;
        }
        return state.lostMs && *state.lostMs < change.beforeMs;
    });
    return Nothing{};
}

MemoryAnswer MemoryBackend::answer(const FindRecovery &query) const
{
    const auto found = m_state.recovery.constFind(query.pidHash);
    const bool counts =
        found != m_state.recovery.cend() && (!found->lostMs || *found->lostMs >= query.lostAfterMs);
    return counts ? FindRecovery::Reply(found->record) : std::nullopt;
}

} // namespace maru::server
