// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/memorypeople.h"

#include <algorithm>

namespace maru::server {

bool MemoryPeople::isNameTaken(const QString &nameKey, const QString &skeleton,
                               const UserId &except) const
{
    return std::any_of(m_state.users.begin(), m_state.users.end(), [&](const auto &entry) {
        const MemoryUser &user = entry.second;
        const bool sameKey = user.nameKey == nameKey;
        const bool sameSkeleton = !skeleton.isEmpty() && user.skeleton == skeleton;
        return user.stored.user.id != except && (sameKey || sameSkeleton);
    });
}

MemoryReply MemoryPeople::apply(const CreateUser &change)
{
    const QString id = change.user.id.toString();
    if (m_state.users.count(id) > 0 || m_state.tokens.contains(change.tokenHash)
        || isNameTaken(change.nameKey, change.skeleton, UserId())) {
        return failure(StoreError::NameTaken);
    }
    const bool isHeld = !change.tokenHash.isEmpty() || !change.passwordHash.isEmpty();
    MemoryUser user{
        {change.user, isHeld, change.passwordHash}, change.nameKey, change.skeleton, {}};
    user.stored.user.isOnline = false; // presence is a lease, never stored
    if (!change.tokenHash.isEmpty()) {
        m_state.tokens.insert(change.tokenHash, id);
        m_state.sessions.insert(change.tokenHash,
                                {change.session, change.sessionName, false, change.user.createdMs,
                                 change.user.createdMs});
    }
    return m_state.users.emplace(id, std::move(user)).first->second.stored;
}

MemoryReply MemoryPeople::apply(const HoldName &change)
{
    const auto found = m_state.users.find(change.user.toString());
    if (found == m_state.users.end()) {
        return failure(StoreError::NotFound);
    }
    StoredUser &user = found->second.stored;
    if (user.isHeld || m_state.tokens.contains(change.tokenHash)) {
        return failure(StoreError::Conflict);
    }
    user.isHeld = true;
    user.passwordHash = change.passwordHash;
    m_state.sessions.insert(
        change.tokenHash, {change.session, change.sessionName, false, change.nowMs, change.nowMs});
    user.user.role = std::max(user.user.role, UserRole::Member);
    m_state.tokens.insert(change.tokenHash, found->first);
    return user;
}

MemoryReply MemoryPeople::apply(const RenameUser &change)
{
    const auto found = m_state.users.find(change.user.toString());
    if (found == m_state.users.end()) {
        return failure(StoreError::NotFound);
    }
    if (change.onlyIfOpen && found->second.stored.isHeld) {
        return failure(StoreError::Conflict);
    }
    if (isNameTaken(change.nameKey, change.skeleton, change.user)) {
        return failure(StoreError::NameTaken);
    }
    MemoryUser &user = found->second;
    user.stored.user.userName = change.userName;
    user.nameKey = change.nameKey;
    user.skeleton = change.skeleton;
    return user.stored;
}

MemoryReply MemoryPeople::apply(const RevokeToken &change)
{
    m_state.tokens.remove(change.tokenHash);
    m_state.sessions.remove(change.tokenHash);
    return Nothing{};
}

MemoryReply MemoryPeople::apply(const ReleaseName &change)
{
    m_state.tokens.remove(change.tokenHash);
    m_state.sessions.remove(change.tokenHash);
    const auto found = m_state.users.find(change.user.toString());
    if (found == m_state.users.end() || !found->second.stored.isHeld
        || !found->second.stored.passwordHash.isEmpty()
        || !m_state.tokens.key(found->first).isEmpty()) {
        return Nothing{};
    }
    found->second.stored.isHeld = false;
    if (!change.inviteHash.isEmpty()) {
        found->second.stored.user.role = change.roleBefore;
        if (const auto invite = m_state.invites.find(change.inviteHash);
            invite != m_state.invites.end()) {
            ++invite->usesLeft;
        }
    }
    return Nothing{};
}

// ---- queries ----

MemoryAnswer MemoryPeople::answer(const FindUserByName &query) const
{
    const auto matching = [this](const auto &isMatch) -> FindUserByName::Reply {
        const auto found = std::find_if(m_state.users.begin(), m_state.users.end(),
                                        [&](const auto &entry) { return isMatch(entry.second); });
        return found == m_state.users.end() ? FindUserByName::Reply() : found->second.stored;
    };
    FindUserByName::Reply reply =
        matching([&](const MemoryUser &user) { return user.nameKey == query.nameKey; });
    if (!reply && !query.skeleton.isEmpty()) {
        reply = matching([&](const MemoryUser &user) { return user.skeleton == query.skeleton; });
    }
    return reply;
}

MemoryAnswer MemoryPeople::answer(const FindUserByToken &query) const
{
    const auto token = m_state.tokens.constFind(query.tokenHash);
    const bool isGood = token != m_state.tokens.cend()
        && m_state.sessions.value(query.tokenHash).lastSeenMs >= query.seenAfterMs;
    return !isGood ? FindUserByToken::Reply() : m_state.users.at(*token).stored;
}

MemoryAnswer MemoryPeople::answer(const FindUser &query) const
{
    const auto found = m_state.users.find(query.user.toString());
    return found == m_state.users.end() ? FindUser::Reply() : found->second.stored;
}

} // namespace maru::server
