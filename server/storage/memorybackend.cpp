// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/memorybackend.h"

#include <QDateTime>
#include <QRandomGenerator>

#include <algorithm>

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
    if (m_rooms.empty()) {
        StoredRoom room = lobby();
        const QString id = room.room.id.toString();
        m_rooms.emplace(id, RoomState{std::move(room), {}});
    }
    return {};
}

std::vector<Result<ChangeReply, StoreError>>
MemoryBackend::apply(const std::vector<Change> &changes)
{
    Q_ASSERT(m_isOpen);
    std::vector<ApplyResult> replies;
    replies.reserve(changes.size());
    for (const Change &change : changes) {
        replies.push_back(std::visit([this](const auto &one) { return applyOne(one); }, change));
    }
    return replies;
}

void MemoryBackend::close()
{
    m_isOpen = false;
}

Message MemoryBackend::append(RoomState &room, Message message)
{
    message.room = room.stored.room.id;
    message.seq = ++room.stored.room.seq;
    message.rev = ++room.stored.room.rev;
    room.messages.push_back(message);
    m_messageIds.insert(message.id.toString());
    return message;
}

bool MemoryBackend::isNameTaken(const QString &nameKey, const QString &skeleton,
                                const UserId &except) const
{
    return std::any_of(m_users.begin(), m_users.end(), [&](const auto &entry) {
        const UserState &user = entry.second;
        const bool sameKey = user.nameKey == nameKey;
        const bool sameSkeleton = !skeleton.isEmpty() && user.skeleton == skeleton;
        return user.stored.user.id != except && (sameKey || sameSkeleton);
    });
}

MemoryBackend::ApplyResult MemoryBackend::applyOne(const AppendMessage &change)
{
    const auto room = m_rooms.find(change.message.room.toString());
    if (room == m_rooms.end()) {
        return failure(StoreError::NotFound);
    }
    const Message &message = change.message;
    const bool hasCid = !message.cid.isEmpty() && !message.user.id.isNull();
    const std::pair key(message.user.id.toString(), message.cid);
    if (const auto sent = m_sent.constFind(key); hasCid && sent != m_sent.cend()) {
        if (sent->contentHash != change.contentHash) {
            return failure(StoreError::Conflict);
        }
        const std::vector<Message> &messages = m_rooms.at(sent->room).messages;
        return AppendMessage::Reply{messages[static_cast<size_t>(sent->seq - 1)], true};
    }
    if (m_messageIds.contains(message.id.toString())) {
        return failure(StoreError::Conflict);
    }
    Message stored = append(room->second, message);
    if (hasCid) {
        m_sent.insert(key, {stored.room.toString(), stored.seq, change.contentHash});
    }
    return AppendMessage::Reply{std::move(stored), false};
}

MemoryBackend::ApplyResult MemoryBackend::applyOne(const CreateUser &change)
{
    const QString id = change.user.id.toString();
    if (m_users.count(id) > 0 || m_tokens.contains(change.tokenHash)
        || isNameTaken(change.nameKey, change.skeleton, UserId())) {
        return failure(StoreError::NameTaken);
    }
    UserState user{{change.user, !change.tokenHash.isEmpty()}, change.nameKey, change.skeleton, {}};
    user.stored.user.isOnline = false; // presence is a lease, never stored
    if (user.stored.isHeld) {
        m_tokens.insert(change.tokenHash, id);
    }
    return m_users.emplace(id, std::move(user)).first->second.stored;
}

MemoryBackend::ApplyResult MemoryBackend::applyOne(const HoldName &change)
{
    const auto found = m_users.find(change.user.toString());
    if (found == m_users.end()) {
        return failure(StoreError::NotFound);
    }
    StoredUser &user = found->second.stored;
    if (user.isHeld || m_tokens.contains(change.tokenHash)) {
        return failure(StoreError::Conflict);
    }
    user.isHeld = true;
    user.user.role = std::max(user.user.role, UserRole::Member);
    m_tokens.insert(change.tokenHash, found->first);
    return user;
}

MemoryBackend::ApplyResult MemoryBackend::applyOne(const RenameUser &change)
{
    const auto found = m_users.find(change.user.toString());
    if (found == m_users.end()) {
        return failure(StoreError::NotFound);
    }
    if (isNameTaken(change.nameKey, change.skeleton, change.user)) {
        return failure(StoreError::NameTaken);
    }
    UserState &user = found->second;
    user.stored.user.userName = change.userName;
    user.nameKey = change.nameKey;
    user.skeleton = change.skeleton;
    return user.stored;
}

MemoryBackend::ApplyResult MemoryBackend::applyOne(const RevokeToken &change)
{
    m_tokens.remove(change.tokenHash);
    return Nothing{};
}

MemoryBackend::ApplyResult MemoryBackend::applyOne(const CreateRoom &change)
{
    StoredRoom room = change.room;
    room.room.seq = 0;
    room.room.rev = 0;
    const bool isTaken = std::any_of(m_rooms.begin(), m_rooms.end(), [&room](const auto &entry) {
        const StoredRoom &other = entry.second.stored;
        const bool bothPublic =
            other.room.kind == RoomKind::Public && room.room.kind == RoomKind::Public;
        const bool sameCode = !room.classCode.isEmpty() && other.classCode == room.classCode;
        return other.room.id == room.room.id || (bothPublic && other.nameKey == room.nameKey)
            || sameCode;
    });
    if (isTaken) {
        return failure(StoreError::NameTaken);
    }
    m_rooms.emplace(room.room.id.toString(), RoomState{room, {}});
    return room;
}

MemoryBackend::ApplyResult MemoryBackend::applyOne(const EnterRoom &change)
{
    const auto room = m_rooms.find(change.room.toString());
    const auto user = m_users.find(change.user.toString());
    if (room == m_rooms.end() || user == m_users.end()) {
        return failure(StoreError::NotFound);
    }
    EnterRoom::Reply reply;
    if (!user->second.rooms.contains(room->first)) {
        user->second.rooms.insert(room->first);
        if (change.welcome) {
            reply.welcome = append(room->second, *change.welcome);
        }
    }
    reply.room = room->second.stored.room;
    return reply;
}

MemoryBackend::ApplyResult MemoryBackend::applyOne(const SaveRecovery &change)
{
    m_recovery.insert(change.record.pidHash, {change.record, std::nullopt});
    return Nothing{};
}

MemoryBackend::ApplyResult MemoryBackend::applyOne(const LoseRecovery &change)
{
    if (const auto found = m_recovery.find(change.pidHash); found != m_recovery.end()) {
        found->lostMs = change.atMs;
    }
    return Nothing{};
}

MemoryBackend::ApplyResult MemoryBackend::applyOne(const ForgetRecovery &change)
{
    m_recovery.remove(change.pidHash);
    return Nothing{};
}

MemoryBackend::ApplyResult MemoryBackend::applyOne(const ExpireRecovery &change)
{
    m_recovery.removeIf([&change](auto entry) {
        RecoveryState &state = entry.value();
        if (change.markConnectedLost && !state.lostMs) {
            state.lostMs = change.nowMs;
        }
        return state.lostMs && *state.lostMs < change.beforeMs;
    });
    return Nothing{};
}

} // namespace maru::server
