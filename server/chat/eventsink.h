// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/objects.h"

namespace maru::server {

/// The domain's way to tell: what happened, for every connection it concerns. Called on the network
/// thread, in the order in which things became durable, and after the author's ack.
class EventSink
{
public:
    EventSink() = default;
    EventSink(const EventSink &) = delete;
    EventSink &operator=(const EventSink &) = delete;
    virtual ~EventSink() = default;

    /// A new message stands in its room.
    virtual void messageAdded(const Message &message) = 0;
    /// \p user became a member of \p room (or was one and joined again): its connections see the
    /// room from now on.
    virtual void memberEntered(const UserId &user, const Room &room) = 0;
};

} // namespace maru::server
