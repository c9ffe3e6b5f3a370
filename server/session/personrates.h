// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/ids.h"
#include "common/serverlimits.h"
#include "server/session/ratelimiter.h"

#include <array>

namespace maru::server {

/// What a person may do only so often, each on its own account.
enum class Rate : quint8 {
    Message, ///< and what changes one
    NewRoom,
    NewRoomTry, ///< also those that are refused
    RoomEdit, ///< and of its members
    ReadMark,
    Readers, ///< of a message
    ProfileChange,
    UserList, ///< a page of people, or of one's devices
    RoomList,
    Search,
};

/// One token bucket per person and Rate.
class PersonRates
{
public:
    /// One of them: 0, or how many milliseconds \p user has to wait.
    [[nodiscard]] int take(Rate rate, const UserId &user, qint64 nowMs)
    {
        return m_limiters.at(size_t(rate)).take(user, nowMs);
    }
    /// What was taken for nothing.
    void giveBack(Rate rate, const UserId &user) { m_limiters.at(size_t(rate)).giveBack(user); }

private:
    using Limiter = RateLimiter<UserId>;
    // In the order of the enumeration.
    std::array<Limiter, size_t(Rate::Search) + 1> m_limiters{
        Limiter(limits::messagesPerSecond, limits::messageBurst),
        Limiter(limits::roomsPerDay / (24 * 60 * 60), limits::roomsPerDay),
        Limiter(limits::roomTriesPerSecond, limits::roomTriesBurst),
        Limiter(limits::roomChangesPerSecond, limits::roomChangeBurst),
        Limiter(limits::marksPerSecond, limits::marksBurst),
        Limiter(limits::readersPerSecond, limits::readersBurst),
        Limiter(limits::profileChangesPerSecond, limits::profileChangeBurst),
        Limiter(limits::userListsPerSecond, limits::userListBurst),
        Limiter(limits::userListsPerSecond, limits::userListBurst), // as those of people
        Limiter(limits::searchesPerSecond, limits::searchBurst),
    };
};

} // namespace maru::server
