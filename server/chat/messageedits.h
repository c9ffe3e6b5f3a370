// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/messageevents.h"
#include "common/protocol/errors.h"
#include "server/chat/domainbasics.h"

#include <functional>

namespace maru::server {

/// The use cases that change a message that stands already.
///
/// Order (promise P1): COMMIT → \c done (the ack) → EventSink (the broadcast).
class MessageEdits
{
public:
    using Done = std::function<void(Result<MessageReply, ApiError>)>;

    explicit MessageEdits(const DomainBasics &basics)
        : m_basics(basics)
    { }

    /// Another text for one's own message. The same text again changes nothing and is no error.
    /// Errors: NotMember, Muted, Forbidden (somebody else's, an archived room), BadRequest or
    /// TooLarge (text rule), NotFound (also a deleted one), StoreFailed.
    void edit(const User &author, const MessageEdit &request, Done done);

private:
    DomainBasics m_basics;
};

} // namespace maru::server
