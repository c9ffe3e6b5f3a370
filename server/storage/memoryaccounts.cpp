// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/serverlimits.h"
#include "server/chat/namematch.h"
#include "server/storage/memorypeople.h"
#include "server/storage/page.h"

#include <algorithm>
#include <utility>
#include <vector>

// Sessions, passwords, roles, bans and invitations of people; names are in memorypeople.cpp.

namespace maru::server {

bool MemoryPeople::ownsAlone(const UserId &user) const
{
    const auto owners =
        std::count_if(m_state.users.begin(), m_state.users.end(), [](const auto &entry) {
            return entry.second.stored.user.role == UserRole::Owner;
        });
    const auto found = m_state.users.find(user.toString());
    return owners == 1 && found != m_state.users.end()
        && found->second.stored.user.role == UserRole::Owner;
}

QList<QByteArray> MemoryPeople::dropUnseen(const QString &user)
{
    std::vector<std::pair<qint64, QByteArray>> seen;
    for (auto it = m_state.sessions.cbegin(); it != m_state.sessions.cend(); ++it) {
        if (m_state.tokens.value(it.key()) == user) {
            seen.emplace_back(it->lastSeenMs, it.key());
        }
    }
    std::sort(seen.begin(), seen.end());
    QList<QByteArray> gone;
    for (size_t i = 0; i + limits::maxSessionsPerUser <= seen.size(); ++i) {
        m_state.tokens.remove(seen[i].second);
        m_state.sessions.remove(seen[i].second);
        gone.append(seen[i].second);
    }
    return gone;
}

MemoryReply MemoryPeople::apply(const AddSession &change)
{
    const auto found = m_state.users.find(change.user.toString());
    if (found == m_state.users.end()) {
        return failure(StoreError::NotFound);
    }
    if (m_state.tokens.contains(change.tokenHash)) {
        return failure(StoreError::Conflict);
    }
    AddSession::Reply reply{found->second.stored, dropUnseen(found->first)};
    m_state.tokens.insert(change.tokenHash, found->first);
    m_state.sessions.insert(
        change.tokenHash, {change.session, change.sessionName, false, change.nowMs, change.nowMs});
    return reply;
}

MemoryReply MemoryPeople::apply(const RevokeSession &change)
{
    for (auto it = m_state.sessions.begin(); it != m_state.sessions.end(); ++it) {
        if (it->id == change.session && m_state.tokens.value(it.key()) == change.user.toString()) {
            RevokeSession::Reply reply{it.key()};
            m_state.tokens.remove(it.key());
            m_state.sessions.erase(it);
            return reply;
        }
    }
    return failure(StoreError::NotFound);
}

MemoryReply MemoryPeople::apply(const SetPassword &change)
{
    const auto found = m_state.users.find(change.user.toString());
    if (found == m_state.users.end()) {
        return failure(StoreError::NotFound);
    }
    StoredUser &user = found->second.stored;
    user.passwordHash = change.passwordHash;
    user.isHeld = true;
    user.user.role = std::max(user.user.role, UserRole::Member);
    m_state.tokens.removeIf([&](auto entry) {
        const bool ends = entry.value() == found->first && entry.key() != change.keepTokenHash;
        if (ends) {
            m_state.sessions.remove(entry.key());
        }
        return ends;
    });
    m_state.recovery.removeIf([&](auto entry) { return entry.value().record.user == change.user; });
    return user;
}

MemoryReply MemoryPeople::apply(const SetProfile &change)
{
    if (change.password && change.replaces) {
        const auto found = m_state.users.find(change.password->user.toString());
        if (found != m_state.users.end() && found->second.stored.passwordHash != *change.replaces) {
            return failure(StoreError::Conflict);
        }
    }
    MemoryReply reply = failure(StoreError::NotFound);
    if (change.name) {
        reply = apply(*change.name);
        if (!reply) {
            return reply;
        }
    }
    return change.password ? apply(*change.password) : reply;
}

MemoryReply MemoryPeople::apply(const SetUserRole &change)
{
    const auto found = m_state.users.find(change.user.toString());
    if (found == m_state.users.end()) {
        return failure(StoreError::NotFound);
    }
    if (change.role != UserRole::Owner && ownsAlone(change.user)) {
        return failure(StoreError::Forbidden);
    }
    found->second.stored.user.role = change.role;
    return found->second.stored;
}

MemoryReply MemoryPeople::apply(const SetUserBan &change)
{
    const auto found = m_state.users.find(change.user.toString());
    if (found == m_state.users.end()) {
        return failure(StoreError::NotFound);
    }
    StoredUser &user = found->second.stored;
    if (change.banned && user.user.role == UserRole::Owner) {
        return failure(StoreError::Forbidden);
    }
    user.bannedUntilMs =
        change.banned ? std::optional(change.untilMs.value_or(forEver)) : std::nullopt;
    found->second.ban =
        change.banned ? RoomBan{change.untilMs, change.reason, change.by} : RoomBan();
    return user;
}

MemoryReply MemoryPeople::apply(const TouchPerson &change)
{
    if (const auto found = m_state.users.find(change.user.toString());
        found != m_state.users.end()) {
        found->second.stored.user.lastSeenMs = change.nowMs;
    }
    if (const auto session = m_state.sessions.find(change.tokenHash);
        session != m_state.sessions.end()) {
        session->lastSeenMs = change.nowMs;
    }
    return Nothing{};
}

MemoryReply MemoryPeople::apply(const AddInvite &change)
{
    m_state.invites.removeIf([&](auto entry) {
        return entry.value().expiresMs <= change.nowMs || entry.value().usesLeft < 1;
    });
    if (change.role == UserRole::Owner) {
        m_state.invites.removeIf([](auto entry) { return entry.value().role == UserRole::Owner; });
    }
    m_state.invites.insert(change.codeHash, {change.role, change.uses, change.expiresMs});
    return Nothing{};
}

MemoryReply MemoryPeople::apply(const UseInvite &change)
{
    const auto found = m_state.users.find(change.user.toString());
    const auto invite = m_state.invites.find(change.codeHash);
    if (found == m_state.users.end() || invite == m_state.invites.end() || invite->usesLeft < 1
        || invite->expiresMs <= change.nowMs) {
        return failure(StoreError::NotFound);
    }
    --invite->usesLeft;
    User &user = found->second.stored.user;
    user.role = std::max(user.role, invite->role);
    return found->second.stored;
}

MemoryAnswer MemoryPeople::answer(const ListSessions &query) const
{
    ListSessions::Reply sessions;
    for (auto it = m_state.sessions.cbegin(); it != m_state.sessions.cend(); ++it) {
        if (m_state.tokens.value(it.key()) == query.user.toString()) {
            sessions.append(*it);
            sessions.last().isCurrent = it.key() == query.currentTokenHash;
        }
    }
    std::sort(sessions.begin(), sessions.end(), [](const Session &a, const Session &b) {
        return std::pair(a.createdMs, a.id.toString()) < std::pair(b.createdMs, b.id.toString());
    });
    return sessions;
}

MemoryAnswer MemoryPeople::answer(const ListUsers &query) const
{
    ListUsers::Reply reply;
    for (auto it = m_state.users.upper_bound(query.after.toString()); it != m_state.users.end();
         ++it) {
        if (!nameMatches(it->second.nameKey, query.queryKey)) {
            continue;
        }
        if (reply.users.size() == query.limit) {
            reply.more = true;
            break;
        }
        reply.users.append(it->second.stored);
    }
    return reply;
}

MemoryAnswer MemoryPeople::answer(const ListServerBans &query) const
{
    SanctionPage page;
    const int limit = pageRows(query.limit);
    for (auto it = m_state.users.upper_bound(query.after.toString()); it != m_state.users.end();
         ++it) {
        const std::optional<qint64> until = it->second.stored.bannedUntilMs;
        if (until.value_or(0) <= query.nowMs) {
            continue;
        }
        if (page.sanctions.size() == limit) {
            page.more = true;
            break;
        }
        page.sanctions.append({.user = it->second.stored.user,
                               .kind = Sanction::Kind::Banned,
                               .untilMs = *until == forEver ? std::nullopt : until,
                               .reason = it->second.ban.reason,
                               .by = m_state.personNamed(it->second.ban.by)});
    }
    return page;
}

MemoryAnswer MemoryPeople::answer(const LacksOwner &) const
{
    return std::none_of(m_state.users.begin(), m_state.users.end(), [](const auto &entry) {
        return entry.second.stored.user.role == UserRole::Owner;
    });
}

MemoryAnswer MemoryPeople::answer(const IsInviteGood &query) const
{
    const auto invite = m_state.invites.constFind(query.codeHash);
    return invite != m_state.invites.cend() && invite->usesLeft > 0
        && invite->expiresMs > query.nowMs;
}

} // namespace maru::server
