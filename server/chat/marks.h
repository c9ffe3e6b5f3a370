// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/messageevents.h"
#include "common/protocol/errors.h"
#include "common/serverlimits.h"
#include "server/chat/domainbasics.h"
#include "server/chat/stored.h"

#include <QHash>
#include <QTimer>

#include <functional>
#include <optional>

namespace maru::server {

/// How far somebody has read, who has read a message, who is typing.
///
/// A mark is kept when it is answered. The others are told of a person's mark in a room at most
/// once in limits::markIntervalMs, the newest one; typing is told and not kept.
class Marks
{
public:
    using Done = std::function<void(Result<Nothing, ApiError>)>;

    explicit Marks(const DomainBasics &basics, bool limitsRates = true);

    /// From now on.
    void limitRates(bool limits) { m_limitsRates = limits; }

    /// Only forward; further back is no error and changes nothing, and past the end of the room is
    /// its end. Errors: NotMember, StoreFailed.
    void setRead(const User &reader, const ReadSet &request, Done done);

    /// The author is in neither list, nor is who came after the message. Errors: NotMember,
    /// NotFound, StoreFailed.
    void readers(const User &asker, const MessageReaders &request,
                 std::function<void(Result<ReadersReply, ApiError>)> done);

    /// Errors: those of refusalToWrite(); SlowDown (on again within limits::typingIntervalMs).
    [[nodiscard]] std::optional<ApiError> setTyping(const User &user, const TypingSet &request);

    /// Tells the marks whose time has come; called by a timer.
    void tellWaiting();

private:
    using Key = std::pair<UserId, RoomId>;
    struct Told
    {
        qint64 atMs = 0;
        std::optional<ReadChanged> waiting;
    };
    struct Typing
    {
        qint64 sinceMs = 0;
        bool isOn = false;
    };

    void tell(const ReadChanged &event);

    DomainBasics m_basics;
    bool m_limitsRates;
    QHash<Key, Told> m_told; // of the last markIntervalMs
    QHash<Key, Typing> m_typing;
    QTimer m_timer; // while m_told holds anything
};

} // namespace maru::server
