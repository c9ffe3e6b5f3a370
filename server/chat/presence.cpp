// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/chat/presence.h"

#include "server/chat/clock.h"
#include "server/chat/eventsink.h"
#include "server/chat/members.h"
#include "server/chat/messagestore.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace maru::server {

namespace {
constexpr int maxSeenAtOnce = 200; // at one look
}

Presence::Presence(const DomainBasics &basics, int leaseMs, int seenLookMs, QObject *parent)
    : QObject(parent)
    , m_basics(basics)
    , m_leaseMs(leaseMs)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Presence::endLeases);
    m_seenTimer.setInterval(seenLookMs);
    connect(&m_seenTimer, &QTimer::timeout, this, &Presence::touchStaying);
}

bool Presence::arrive(const User &user, const QByteArray &tokenHash, Device device)
{
    if (!tokenHash.isEmpty()) {
        Stay &stay = m_stays[tokenHash];
        stay = {user.id, stay.sessions + 1, m_basics.clock.nowMs()};
        if (device == Device::Known) {
            touch(user.id, tokenHash);
        }
        if (!m_seenTimer.isActive()) {
            m_seenTimer.start();
        }
    }
    m_leases.remove(user.id);
    m_basics.members.setLingering(user.id, false);
    if (m_told.contains(user.id)) {
        return false;
    }
    m_told.insert(user.id);
    User online = user;
    online.isOnline = true;
    m_basics.events.userChanged(online, m_basics.members.roomsOf(user.id));
    return true;
}

void Presence::depart(const User &user, const QByteArray &tokenHash, const QList<RoomId> &rooms)
{
    touch(user.id, tokenHash);
    const auto stay = m_stays.find(tokenHash);
    if (stay != m_stays.end() && --stay->sessions == 0) {
        m_stays.erase(stay);
    }
    if (m_basics.members.isConnected(user.id) || !m_told.contains(user.id)) {
        return;
    }
    lease(user.id, rooms);
    m_basics.members.setLingering(user.id, true);
}

void Presence::touchDevices(const UserId &user)
{
    const qint64 now = m_basics.clock.nowMs();
    for (auto stay = m_stays.begin(); stay != m_stays.end(); ++stay) {
        if (stay->user == user) {
            stay->seenMs = now;
            touch(user, stay.key());
        }
    }
}

void Presence::endDevices(const UserId &user, const QList<QByteArray> &tokenHashes)
{
    for (const QByteArray &tokenHash : tokenHashes) {
        m_basics.events.sessionRevoked(user, tokenHash);
    }
}

void Presence::lease(const UserId &user, const QList<RoomId> &rooms)
{
    m_leases.insert(user, {rooms, QDeadlineTimer(m_leaseMs)});
    if (!m_timer.isActive()) {
        m_timer.start(m_leaseMs);
    }
}

void Presence::touch(const UserId &user, const QByteArray &tokenHash)
{
    // Not waited for: what a crash loses is a moment of a lease of months.
    m_basics.store.apply(
        TouchPerson{.user = user, .tokenHash = tokenHash, .nowMs = m_basics.clock.nowMs()},
        [](const Result<Nothing, StoreError> &) {});
}

// Else a device that is never switched off would be unknown after a crash, and its files at once:
// it was last seen when it came. A few at a time: all of them may have come at once.
void Presence::touchStaying()
{
    const qint64 now = m_basics.clock.nowMs();
    int touched = 0;
    for (auto stay = m_stays.begin(); stay != m_stays.end(); ++stay) {
        const bool isDue = std::abs(now - stay->seenMs) >= limits::seenAgainMs;
        if (isDue && ++touched <= maxSeenAtOnce) {
            stay->seenMs = now;
            touch(stay->user, stay.key());
        }
    }
    if (m_stays.isEmpty()) {
        m_seenTimer.stop();
    }
}

void Presence::endLeases()
{
    QHash<UserId, QList<RoomId>> ended;
    qint64 nextMs = -1;
    for (auto it = m_leases.begin(); it != m_leases.end();) {
        const qint64 leftMs = it->end.remainingTime();
        if (leftMs > 0) {
            nextMs = nextMs < 0 ? leftMs : std::min(nextMs, leftMs);
            ++it;
        } else {
            ended.insert(it.key(), it->rooms);
            it = m_leases.erase(it);
        }
    }
    if (nextMs >= 0) {
        m_timer.start(int(nextMs));
    }
    for (auto it = ended.cbegin(); it != ended.cend(); ++it) {
        m_told.remove(it.key());
        m_basics.members.setLingering(it.key(), false);
        tellGone(it.key(), it.value());
    }
}

void Presence::tellGone(const UserId &user, const QList<RoomId> &rooms)
{
    // As it is now: an administrator may have changed it since it left.
    m_basics.store.read(FindUser{.user = user},
                        [this, user, rooms](const Result<FindUser::Reply, StoreError> &found) {
                            if (!found && !m_basics.members.isOnline(user)) {
                                lease(user, rooms); // said when the store is there again
                            } else if (found && found->has_value()
                                       && !m_basics.members.isOnline((*found)->user.id)) {
                                m_basics.events.userChanged((*found)->user, rooms);
                            }
                        });
}

} // namespace maru::server
